"""The base of what presets and texts hold as data: read from a file, checked once, then trusted."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that is checked once and then trusted; a misspelt name is a fault, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")
