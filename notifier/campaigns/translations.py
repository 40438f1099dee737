"""What a letter needs beside its body: the formulas of its language, and who reviewed the words of a translation."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError, field_validator

from notifier.campaigns import reasons
from notifier.campaigns.checked_values import Frozen
from notifier.campaigns.text_parts import REASON, TRANSLATION
from notifier.errors import RenderFault, field_faults

# What stands open in each formula, and has to.
_OPEN = {
    "salutation": {"name"},
    "salutation_guardian": {"name"},
    "page_line": {"page", "pages"},
    "phone_line": {"phone"},
    "slip_line": {"practice"},
}
_Model = TypeVar("_Model", bound=BaseModel)


class LetterWords(Frozen):
    """The formulas around a letter's body, with {name}, {page}, {pages}, {phone} and {practice} where these go.

    `slip_line` heads the slip with the practice's name and address, and `slip_by` stands before the day by which it has
    to be there.
    """

    direction: Literal["ltr", "rtl"]
    salutation: str
    salutation_guardian: str
    page_line: str
    phone_line: str
    # Campaigns that were begun before slips said it have neither.
    slip_line: str = "Bring or post this slip to {practice}"
    slip_by: str = "by"

    @field_validator(*_OPEN)
    @classmethod
    def _has_its_places(cls, formula: str, info: object) -> str:
        wanted = _OPEN[str(getattr(info, "field_name", ""))]
        try:
            pieces = list(Formatter().parse(formula))
        except ValueError as error:
            raise ValueError(f"{formula!r}: {error}") from error
        # Nothing but the bare names: "{name.title}" or "{name!r}" would reach into what is filled in.
        if any(spec or conversion for _, _, spec, conversion in pieces) or {n for _, n, _, _ in pieces if n} != wanted:
            raise ValueError(f"it has to hold {' and '.join(f'{{{name}}}' for name in sorted(wanted))} and no other")
        return formula


class Translation(Frozen):
    """Who vouches for the words of a language; `pseudo` ones only try the layout out and are for sample lists."""

    language: str  # its own name for itself
    reviewed_by: str
    reviewed_on: date | Literal[""]
    pseudo: bool

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody who is named has read it, so that real patients may be written to in it."""
        return bool(self.reviewed_by.strip()) and not self.pseudo


@lru_cache(maxsize=64)  # asked for every letter of a run
def parse_letter_words(source: str) -> LetterWords:
    """The formulas in a `letter.toml`. Raises RenderFault that names what is missing or misspelt."""
    return _read(LetterWords, source, "the letter's formulas (letter_words)")


def parse_translation(source: str) -> Translation:
    """What a `translation.toml` says. Raises RenderFault that names what is missing or misspelt."""
    return _read(Translation, source, "who reviewed the translation")


def is_reviewed(bodies: Mapping[str, str], newest: str, *, gives_reason: bool) -> bool:
    """Whether somebody vouches for the words of a language as they are: whoever changes a part has to have it read
    again. `bodies` by part; `newest` is the part that was written last.

    In a campaign that `gives_reason` in English, the language has to give it, too, and not an example's.
    """
    is_read = newest == TRANSLATION and parse_translation(bodies[TRANSLATION]).is_reviewed
    return is_read and (reasons.is_own(bodies) or not gives_reason)


def check_text_part(part: str, source: str) -> None:
    """Raise RenderFault if this is one of these parts and cannot be read."""
    if part == "letter_words":
        parse_letter_words(source)
    elif part == TRANSLATION:
        parse_translation(source)
    elif part == REASON:
        reasons.parse_reason(source)


def _read(model: type[_Model], source: str, what: str) -> _Model:
    try:
        return model(**tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise RenderFault(f"{what} cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(field_faults(error))
        raise RenderFault(f"{what}: {faults}") from error
