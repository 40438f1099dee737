"""The postal address as a letter needs it: up to six lines and a postcode, and whether post can reach it.

Line rules follow what British print houses accept: seven lines in the address window, the name and the postcode among
them, none beginning with a sign of punctuation. What makes a postcode real, and how a number of the British Forces Post
Office (BFPO) is written, is as GOV.UK Notify has it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from notifier.contacts.clean_text import clean_text
from notifier.contacts.postcode import is_real_postcode, mended_postcode, normal_postcode, postcode_at_the_end
from notifier.contacts.undeliverable import NOTHING_POSTED, names_a_place_only, says_nothing, why_undeliverable

MOST_LINES = 6  # the postcode included; with the patient's name above them they are the window's seven

# Line breaks also as programs write them that have none: as the two signs of a string in code, as a tag of a web page.
_BETWEEN_LINES = re.compile(r"[,;|\r\n]+|\t+|\s{3,}|(?:\\r)?\\n|<br\s*/?>", re.I)
_HOUSE_NUMBER = re.compile(r"\d{1,5}\s?[A-Za-z]?(\s?[-/]\s?\d{1,5}\s?[A-Za-z]?)?")
_BFPO = re.compile(
    r"(?:(?P<before>.*?)[\s,]+)?(?:B\.?F\.?P\.?O\.?|British Forces Post Office)\s*(?:c/o\s*)?(?:no\.?\s*|number\s*)?"
    r"(?P<number>\d{1,4})?",
    re.I,
)
_MAY_BE_BFPO = re.compile(r"F\.?P\.?O|FORCES POST")
_LONGEST_POSTCODE = len("GU46  7AA")
_AT_HOME = frozenset({"united kingdom", "uk", "u.k.", "great britain", "gb", "england", "scotland", "wales"})
_ALSO_AT_HOME = frozenset({"GB", "GG", "IM", "JE"})  # post goes there as within the United Kingdom
_ALSO_ABROAD = frozenset({"republic of ireland", "eire", "holland", "usa", "u.s.a.", "america", "uae"})
_HOME_AT_THE_END = re.compile(
    r"[,;|\r\n]\s*(united kingdom|u\.?k\.?|great britain|england|scotland|wales)[\s,.]*$", re.I
)
_NO_FIXED_ABODE = re.compile(r"\b(no fixed (abode|address)|nfa|homeless)\b", re.I)
_EDGES = " \t\r\n\u00a0,"
NEVER_FIRST = '@()=[]"\\/,<>~'  # with which no line may begin, for GOV.UK Notify
# Pseudo-postcodes of the NHS Organisation Data Service (ZZ99 3VZ: no fixed abode). Post reaches none of them.
_PSEUDO = "ZZ99"
_NO_FIXED_ABODE_POSTCODE = "ZZ99 3VZ"
_AT_THE_DESK = "the letter waits at the desk"
_COMPLETE = f"correct it in the clinical system, or {_AT_THE_DESK}"


class AddressNote(NamedTuple):
    """What was done to an address as it was read, for the practice to know."""

    why: str
    shown: str


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Lines without the postcode, the postcode apart; made by `from_parts` or `from_one_cell`."""

    lines: tuple[str, ...]
    postcode: str  # normalised with one space, or a BFPO number, or empty where there is none that could be one
    has_no_street: bool = field(default=False, compare=False)  # no column of a house or a street has anything
    notes: tuple[AddressNote, ...] = field(default=(), compare=False)

    @classmethod
    def from_parts(cls, parts: Sequence[str], postcode: str, places: int = 0) -> "PostalAddress":
        """From the columns of an export, blank ones included, in the order in which they are printed.

        `places` is how many of them, at the end, have no house or street but the names of places (town, county).
        """
        has_no_street = places > 0 and all(map(says_nothing, parts[:-places]))
        return cls._of(_tidy_lines(parts), postcode, has_no_street)

    @classmethod
    def from_one_cell(cls, text: str, postcode: str) -> "PostalAddress":
        """From a cell with commas, semicolons, bars or line breaks, which may end with the postcode itself."""
        text = _HOME_AT_THE_END.sub("", text)
        before, ending = postcode_at_the_end(text)
        if ending and (not postcode or normal_postcode(postcode) == ending):
            text, postcode = before, ending
        return cls._of(_tidy_lines(_BETWEEN_LINES.split(text)), postcode)

    @classmethod
    def _of(cls, lines: Sequence[str], printed: str, has_no_street: bool = False) -> "PostalAddress":
        """Without what stands twice or not at all in an address: the country at home, the postcode, the BFPO number."""
        kept, notes = list(lines), []
        postcode = normal_postcode(printed)
        if "O" in printed.upper() and not is_real_postcode(postcode) and (mended := mended_postcode(printed)):
            notes.append(AddressNote(f"postcode read as {mended}, a letter O in it as the digit", printed))
            postcode = mended
        while kept and (kept[-1].casefold() in _AT_HOME or (postcode and normal_postcode(kept[-1]) == postcode)):
            kept.pop()
        if not printed and kept and (ending := postcode_at_the_end(kept[-1]))[1]:
            kept[-1:], postcode = [part for part in ending[:1] if part], ending[1]
        if _may_be_bfpo([*kept, postcode]):
            kept, postcode, abroad = _with_one_bfpo_number(kept, postcode)
            notes += [AddressNote("country left out of the address: a BFPO number is enough", abroad)] if abroad else []
        return cls(tuple(kept), postcode, has_no_street, tuple(notes))

    @property
    def is_no_fixed_abode(self) -> bool:
        """Whether the record says that the person has no address."""
        return self.postcode == _NO_FIXED_ABODE_POSTCODE or any(_NO_FIXED_ABODE.search(line) for line in self.lines)

    @property
    def has_postcode(self) -> bool:
        """Whether there is a postcode that post knows, or a BFPO number."""
        return is_real_postcode(self.postcode) or is_bfpo_number(self.postcode)

    @property
    def asks_for_no_post(self) -> bool:
        """Whether the lines say that nothing is to be posted, which holds for the patient's other addresses too."""
        return why_undeliverable(self.lines) == NOTHING_POSTED

    @property
    def is_mailable(self) -> bool:
        """Whether a letter can be sent there."""
        return self.fault is None

    @property
    def fault(self) -> str | None:
        """Why no letter can be sent there, and what to do; None where one can."""
        if self.is_no_fixed_abode:
            return f"no fixed abode: {_AT_THE_DESK}"
        if why := why_undeliverable(self.lines):
            return f"{why}: {_AT_THE_DESK}"
        if not self.lines and not self.postcode:
            return f"no address on the record: {_COMPLETE}"
        if not self.postcode:
            if _is_abroad(self.lines[-1]):
                return f"an address abroad, and letters go to the United Kingdom, the islands and BFPO: {_AT_THE_DESK}"
            return f"an address without a postcode: {_COMPLETE}"
        if why := self._fault_of_postcode():
            return f"{why}: {_COMPLETE}"
        if not self.lines:
            return f"nothing but a postcode or a BFPO number: {_COMPLETE}"
        if (self.has_no_street or len(self.lines) == 1) and all(map(names_a_place_only, self.lines)):
            return f"an address without a house or a street: {_COMPLETE}"
        return None

    def _fault_of_postcode(self) -> str:
        if self.postcode.startswith(_PSEUDO):
            return "a postcode for statistics, to which no post goes"
        if not self.has_postcode:
            return "a postcode that there cannot be: no area has it, or a letter that none has"
        if _may_be_bfpo([*self.lines, self.postcode]) and len(_bfpo_numbers([*self.lines, self.postcode])) > 1:
            return "two BFPO numbers"
        short = (line for line in self.lines[1:] if len(line) <= _LONGEST_POSTCODE)
        if any(is_real_postcode(normal_postcode(line)) for line in short):
            return "two different postcodes"
        return ""

    @property
    def lines_for_window(self) -> tuple[str, ...]:
        """At most six lines, the last the postcode; what is too many is joined with commas from the top."""
        lines = [line for line in map(clean_text, self.lines) if line]  # older lists were stored as they came
        room = MOST_LINES - 1
        while len(lines) > room:
            lines[:2] = [f"{lines[0]}, {lines[1]}"]
        return (*lines, self.postcode) if self.postcode else tuple(lines)


def is_bfpo_number(text: str) -> bool:
    """Whether a line is a number of the British Forces Post Office and nothing else."""
    match = _BFPO.fullmatch(text)
    return match is not None and bool(match["number"]) and not match["before"]


def _may_be_bfpo(lines: Iterable[str]) -> bool:
    text = "\n".join(lines).upper()
    return "PO" in text and _MAY_BE_BFPO.search(text) is not None


def _bfpo_numbers(lines: Iterable[str]) -> set[int]:
    return {int(match["number"]) for match in map(_BFPO.fullmatch, lines) if match and match["number"]}


def _with_one_bfpo_number(lines: list[str], postcode: str) -> tuple[list[str], str, str]:
    """(lines, postcode, the country left out) with the BFPO number once, and above the postcode where there is one."""
    numbers = _bfpo_numbers([*lines, postcode])
    if len(numbers) != 1:
        return lines, postcode, ""
    bfpo = f"BFPO {numbers.pop()}"
    kept: list[str] = []
    for line in lines:
        match = _BFPO.fullmatch(line)
        kept += [line] if match is None else [match["before"].strip(_EDGES)] if match["before"] else []
    if postcode in ("", bfpo):
        # The other way round: the number in the column of the postcode, and its postcode (BF1 ...) among the lines.
        codes = [line for line in kept if normal_postcode(line).startswith("BF")]
        postcode = normal_postcode(codes[0]) if codes else ""
        kept = [line for line in kept if line not in codes]
    # The forces' post finds the country by itself; with one, a letter goes into that country's own post.
    abroad = kept.pop() if kept and _is_abroad(kept[-1]) else ""
    return ([*kept, bfpo], postcode, abroad) if postcode else (kept, bfpo, abroad)


def _is_abroad(line: str) -> bool:
    return line.casefold() in _countries_abroad()


@lru_cache(maxsize=1)
def _countries_abroad() -> frozenset[str]:
    """The English names of the countries to which post is not as at home, in lower case."""
    known = Locale("en").territories.items()
    named = {name.casefold() for code, name in known if len(code) == 2 and code.isalpha() and code not in _ALSO_AT_HOME}
    return frozenset(named | _ALSO_ABROAD)


@lru_cache(maxsize=8192)
def _tidy_line(part: str) -> str:
    """Without spaces and commas around it, and the signs that no line may begin with; empty where it says nothing."""
    line = clean_text(part).strip(_EDGES).lstrip(f"{_EDGES}{NEVER_FIRST}'")
    if line.count(")") > line.count("("):
        line = line.replace(")", "", 1).strip(_EDGES)
    return "" if says_nothing(line) else line


def _tidy_lines(parts: Iterable[str]) -> tuple[str, ...]:
    """Without blanks, trailing commas and repeats; a lone house number goes in front of its street."""
    lines: list[str] = []
    seen: set[str] = set()
    number = ""
    for part in parts:
        line = _tidy_line(part) if part else ""
        if not line or (same := line.casefold()) in seen:
            continue
        seen.add(same)
        if line[0].isdigit() and not number and _HOUSE_NUMBER.fullmatch(line):
            number = line
            continue
        lines.append(f"{number} {line}" if number else line)
        number = ""
    return tuple([*lines, number] if number else lines)
