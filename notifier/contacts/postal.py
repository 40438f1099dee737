"""The postal address as a letter needs it: up to six lines and a postcode, and whether post can reach it.

Line rules follow what British print houses accept: seven lines in the address window, the name and the postcode among
them, none beginning with a sign of punctuation. What makes a postcode real, and how a number of the British Forces Post
Office (BFPO) is written, is as GOV.UK Notify has it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale

from notifier.contacts.clean_text import clean_text

MOST_LINES = 6  # the postcode included; with the patient's name above them they are the window's seven

_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?|BFPO)([0-9][A-Z]{2}|(?<=BFPO)[0-9]{1,4})")
_POSTCODE_AT_THE_END = re.compile(r"[\s,]+([A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2})[\s,.]*$", re.I)
_HOUSE_NUMBER = re.compile(r"\d{1,5}\s?[A-Za-z]?(\s?[-/]\s?\d{1,5}\s?[A-Za-z]?)?")
# The areas of Royal Mail's postcodes, with the Crown dependencies (GY, IM, JE), the forces (BF) and banks (BX).
_AREAS = frozenset(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN "
    "EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N "
    "NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN "
    "TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE".split()
)
# No inward part of a postcode has C, I, K, M, O or V; GIR 0AA is older than the rule.
_REAL_POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}|GIR 0AA")
_BFPO = re.compile(r"B\.?F\.?P\.?O\.?\s*(?:c/o\s*)?(?:no\.?\s*)?(\d{1,4})?", re.I)
_MAY_BE_BFPO = re.compile(r"F\.?P\.?O", re.I)
_AT_HOME = frozenset({"united kingdom", "uk", "u.k.", "great britain", "gb", "england", "scotland", "wales"})
_ALSO_AT_HOME = frozenset({"GB", "GG", "IM", "JE"})  # post goes there as within the United Kingdom
_ALSO_ABROAD = frozenset({"republic of ireland", "eire", "holland", "usa", "u.s.a.", "america", "uae"})
_HOME_AT_THE_END = re.compile(r"[,\r\n]\s*(united kingdom|u\.?k\.?|great britain|england|scotland|wales)[\s,.]*$", re.I)
_NOT_BY_POST = re.compile(
    r"\b(do not|don['’]?t|never) (post|send|mail|write)\b|\bno (post|mail|letters)\b|\bhand to (the )?reception\b", re.I
)
_NO_FIXED_ABODE = re.compile(r"\b(no fixed (abode|address)|nfa|homeless)\b", re.I)
_EDGES = " \t\r\n\u00a0,"
NEVER_FIRST = '@()=[]"\\/,<>~'  # with which no line may begin, for GOV.UK Notify
# Pseudo-postcodes of the NHS Organisation Data Service (ZZ99 3VZ: no fixed abode). Post reaches none of them.
_PSEUDO = "ZZ99"
_NO_FIXED_ABODE_POSTCODE = "ZZ99 3VZ"
_AT_THE_DESK = "the letter waits at the desk"
_COMPLETE = f"correct it in the clinical system, or {_AT_THE_DESK}"


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Lines without the postcode, the postcode apart; made by `from_parts` or `from_one_cell`."""

    lines: tuple[str, ...]
    postcode: str  # normalised with one space, or a BFPO number, or empty where there is none that could be one
    left_out: str = field(default="", compare=False)  # a line that is not printed: a country beside a BFPO number

    @classmethod
    def from_parts(cls, parts: Iterable[str], postcode: str) -> "PostalAddress":
        """From the columns of an export, blank ones included, in the order in which they are printed."""
        return cls._of(_tidy_lines(parts), normal_postcode(postcode))

    @classmethod
    def from_one_cell(cls, text: str, postcode: str) -> "PostalAddress":
        """From a cell with commas or line breaks, which may end with the postcode itself."""
        text = _HOME_AT_THE_END.sub("", text)
        ending = _POSTCODE_AT_THE_END.search(text)
        if ending and normal_postcode(postcode) in ("", normal_postcode(ending[1])):
            text, postcode = text[: ending.start()], ending[1]
        return cls._of(_tidy_lines(re.split(r"[,\r\n]+", text)), normal_postcode(postcode))

    @classmethod
    def _of(cls, lines: Sequence[str], postcode: str) -> "PostalAddress":
        """Without what stands twice or not at all in an address: the country at home, the postcode, the BFPO number."""
        kept = list(lines)
        while kept and (kept[-1].casefold() in _AT_HOME or (postcode and normal_postcode(kept[-1]) == postcode)):
            kept.pop()
        numbers = _bfpo_numbers([*kept, postcode]) if _MAY_BE_BFPO.search("\n".join((*kept, postcode))) else set()
        if len(numbers) != 1:
            return cls(tuple(kept), postcode)
        bfpo = f"BFPO {numbers.pop()}"
        kept = [line for line in kept if not _BFPO.fullmatch(line)]
        # The forces' post finds the country by itself; with one, a letter goes into that country's own post.
        left_out = kept.pop() if kept and _is_abroad(kept[-1]) else ""
        if postcode not in ("", bfpo):
            kept.append(bfpo)
        return cls(tuple(kept), postcode or bfpo, left_out)

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
        return self.fault is None

    @property
    def fault(self) -> str | None:
        """Why no letter can be sent there, and what to do; None where one can."""
        if self.is_no_fixed_abode:
            return f"no fixed abode: {_AT_THE_DESK}"
        if any(map(_NOT_BY_POST.search, self.lines)):
            return f"the address says that nothing is to be posted: {_AT_THE_DESK}"
        if not self.lines and not self.postcode:
            return f"no address on the record: {_COMPLETE}"
        if not self.postcode:
            if _is_abroad(self.lines[-1]):
                return f"an address abroad, and letters go to the United Kingdom, the islands and BFPO: {_AT_THE_DESK}"
            return f"an address without a postcode: {_COMPLETE}"
        if not self.has_postcode:
            return f"a postcode for statistics, to which no post goes: {_COMPLETE}"
        if len(_bfpo_numbers([*self.lines, self.postcode])) > 1:
            return f"two BFPO numbers: {_COMPLETE}"
        return None if self.lines else f"nothing but a postcode or a BFPO number: {_COMPLETE}"

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


def is_real_postcode(text: str) -> bool:
    """Whether a normalised postcode is one that Royal Mail can have given: a known area, no letter never used."""
    match = _REAL_POSTCODE.fullmatch(text)
    return match is not None and (match[1] is None or match[1] in _AREAS)


def is_bfpo_number(text: str) -> bool:
    """Whether a line is a number of the British Forces Post Office and nothing else."""
    return bool(_bfpo_numbers([text]))


def _bfpo_numbers(lines: Iterable[str]) -> set[int]:
    return {int(match[1]) for match in map(_BFPO.fullmatch, lines) if match and match[1]}


def _is_abroad(line: str) -> bool:
    return line.casefold() in _countries_abroad()


@lru_cache(maxsize=1)
def _countries_abroad() -> frozenset[str]:
    """The English names of the countries to which post is not as at home, in lower case."""
    known = Locale("en").territories.items()
    named = {name.casefold() for code, name in known if len(code) == 2 and code.isalpha() and code not in _ALSO_AT_HOME}
    return frozenset(named | _ALSO_ABROAD)


def _tidy_line(part: str) -> str:
    """Without spaces and commas around it, and without the signs that no line may begin with."""
    line = clean_text(part).strip(_EDGES).lstrip(f"{_EDGES}{NEVER_FIRST}'")
    return line.replace(")", "", 1) if line.count(")") > line.count("(") else line


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
        lines.append(f"{number} {line}".lstrip())
        number = ""
    return tuple([*lines, number] if number else lines)
