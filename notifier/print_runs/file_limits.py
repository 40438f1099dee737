"""How large the files of a print run may become."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much one file may have. A single letter that is larger is a file by itself."""

    letters: int = 500
    megabytes: float = 20


USUAL = FileLimits()
