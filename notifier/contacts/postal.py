"""The postal address as a letter needs it: up to six lines and a postcode, and whether post can reach it.

Line rules follow what British print houses accept: seven lines in the address window, the name and the postcode among
them, none beginning with a sign of punctuation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from notifier.contacts.clean_text import clean_text

MOST_LINES = 6  # the postcode included; with the patient's name above them they are the window's seven

_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?|BFPO)([0-9][A-Z]{2}|(?<=BFPO)[0-9]{1,4})")
_POSTCODE_AT_THE_END = re.compile(r"[\s,]+([A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2})[\s,.]*$", re.I)
_HOUSE_NUMBER = re.compile(r"\d{1,5}\s?[A-Za-z]?(\s?[-/]\s?\d{1,5}\s?[A-Za-z]?)?")
_NO_FIXED_ABODE = re.compile(r"\b(no fixed (abode|address)|nfa|homeless)\b", re.I)
_EDGES = " \t\r\n\u00a0,"
_NEVER_FIRST = _EDGES + "@()=[]\"\\/<>~'"
# Pseudo-postcodes of the NHS Organisation Data Service (ZZ99 3VZ: no fixed abode). Post reaches none of them.
_PSEUDO = "ZZ99"
_NO_FIXED_ABODE_POSTCODE = "ZZ99 3VZ"


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Lines without the postcode, the postcode apart; made by `from_parts` or `from_one_cell`."""

    lines: tuple[str, ...]
    postcode: str  # normalised with one space, or empty where there is none that could be one

    @classmethod
    def from_parts(cls, parts: Iterable[str], postcode: str) -> "PostalAddress":
        """From the columns of an export, blank ones included, in the order in which they are printed."""
        return cls(_tidy_lines(parts), normal_postcode(postcode))

    @classmethod
    def from_one_cell(cls, text: str, postcode: str) -> "PostalAddress":
        """From a cell with commas or line breaks, which may end with the postcode itself."""
        ending = _POSTCODE_AT_THE_END.search(text)
        if ending and normal_postcode(postcode) in ("", normal_postcode(ending[1])):
            text, postcode = text[: ending.start()], ending[1]
        return cls(_tidy_lines(re.split(r"[,\r\n]+", text)), normal_postcode(postcode))

    @property
    def is_no_fixed_abode(self) -> bool:
        """Whether the record says that the person has no address."""
        return self.postcode == _NO_FIXED_ABODE_POSTCODE or any(_NO_FIXED_ABODE.search(line) for line in self.lines)

    @property
    def has_postcode(self) -> bool:
        """Whether there is a postcode that post knows."""
        return bool(self.postcode) and not self.postcode.startswith(_PSEUDO)

    @property
    def is_mailable(self) -> bool:
        """Whether a letter can be sent there."""
        return bool(self.lines) and self.has_postcode and not self.is_no_fixed_abode

    @property
    def lines_for_window(self) -> tuple[str, ...]:
        """At most six lines, the last the postcode; what is too many is joined with commas from the top."""
        lines = [line for line in map(clean_text, self.lines) if line]  # older lists were stored as they came
        room = MOST_LINES - 1
        while len(lines) > room:
            lines[:2] = [f"{lines[0]}, {lines[1]}"]
        return (*lines, self.postcode) if self.postcode else tuple(lines)


def normal_postcode(text: str) -> str:
    """'kt8  2qj' as 'KT8 2QJ'; empty where it cannot be a British postcode or BFPO number."""
    match = _POSTCODE.fullmatch("".join(text.split()).strip(",.'\"").upper())
    return f"{match[1]} {match[2]}" if match else ""


def _tidy_lines(parts: Iterable[str]) -> tuple[str, ...]:
    """Without blanks, trailing commas and repeats; a lone house number goes in front of its street."""
    lines: list[str] = []
    seen: set[str] = set()
    number = ""
    for part in parts:
        line = clean_text(part).strip(_EDGES).lstrip(_NEVER_FIRST) if part else ""
        if not line or (same := line.casefold()) in seen:
            continue
        seen.add(same)
        if line[0].isdigit() and not number and _HOUSE_NUMBER.fullmatch(line):
            number = line
            continue
        lines.append(f"{number} {line}".lstrip())
        number = ""
    return tuple([*lines, number] if number else lines)
