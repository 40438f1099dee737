"""What the import concludes: people, and rows that it refused. Plain values; every module here makes or reads them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from notifier.contacts import Mobile, NhsNumber, PostalAddress

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code on the record, in the form of `codes.normal_codes`, and the day it was added if that is known."""

    code: str
    recorded_on: date | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something on an accepted person that the practice may want to put right."""

    line: int  # in the file, from 1
    column: str  # the heading as the file prints it
    why: str
    shown: str  # the value, safe to print
    holds: bool = False  # a doubt that holds the person out


@dataclass(frozen=True, slots=True)
class Person:
    """One patient, merged from every row of the list that is about them."""

    nhs_number: NhsNumber
    title: str
    given_name: str
    family_name: str
    date_of_birth: date
    mobile: Mobile | None
    email: str | None
    address: PostalAddress
    deceased: bool
    deceased_on: date | None  # None although deceased: the list has a flag, or a date that cannot be read
    left: bool
    left_on: date | None
    sensitive: bool
    sms_declined: bool
    email_declined: bool
    language: str  # as printed, empty where not recorded
    accessible_format: str
    on_repeats: bool
    codes: tuple[CodeEntry, ...]
    lines: tuple[int, ...]
    remarks: tuple[Remark, ...]
    refused_by_envelope: str = ""  # why whoever prints and posts the practice's letters takes no such address
    doubts: tuple[str, ...] = ()  # what bears on the decision and could not be read, each once: they hold them out

    @property
    def is_mailable(self) -> bool:
        """Whether a letter can be posted to the patient."""
        return self.address.is_mailable and not self.refused_by_envelope

    @property
    def doubt(self) -> str:
        """All of the doubts in one line, empty for none."""
        return "; ".join(self.doubts)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A person, or a row, that was not taken; the rest of the list goes on without it."""

    lines: tuple[int, ...]
    why: str
    column: str
    shown: str
    remedy: str
    nhs_number: str  # ten digits where a valid one could be read, else empty: then nobody knows who is meant
    in_doubt: bool  # the number may be somebody else's, or the row gives cause to hold out whoever has it


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """A column that was taken for nothing."""

    heading: str  # as the file prints it, empty for a column without one
    position: int  # from 1
    matters: bool  # its heading looks as if something that is asked for were in it


@dataclass(frozen=True, slots=True)
class IgnoredLine:
    """A line that is about nobody."""

    line: int
    why: str
    shown: str  # what it says, safe to print


@dataclass(frozen=True, slots=True)
class ListReport:
    """One list, read and checked. `people` + `refused` + `repeated_rows` account for every row about a patient."""

    filename: str
    sha256: str  # of the bytes of the file
    form: str  # "csv" or "xlsx"
    people: tuple[Person, ...]  # by their first line
    refused: tuple[Refusal, ...]  # by their first line
    repeated_rows: int  # rows that only added to a person or refusal counted already
    encoding: str  # empty for a workbook
    delimiter: str  # empty for a workbook
    sheet: str  # empty for a text file
    header_line: int
    columns: tuple[tuple[str, str], ...]  # (what we took it for, the heading as printed), in the order of the file
    ignored_lines: tuple[int, ...]  # totals, footers and repeated headings; blank lines are not counted
    notes: tuple[str, ...]  # about the list as a whole, in sentences
    not_read: tuple[UnreadColumn, ...] = ()  # in the order of the file
    ignored: tuple[IgnoredLine, ...] = ()  # the same lines as `ignored_lines`, each with its reason
    continued: tuple[int, ...] = ()  # lines whose repeated cells are blank, read as the patient's above them
    left_blank: tuple[tuple[str, str, int], ...] = ()  # (heading, a word for nothing, how often)
    unknown_codes: tuple[tuple[str, int], ...] = ()  # codes that no preset knows, and in how many rows
    sheets: tuple[tuple[int, str], ...] = ()  # (rows before it, title) of each sheet, where several are one list

    def place(self, line: int) -> str:
        """The number of a line as whoever looks for it finds it: "12", or "3 of “N-Z”" in a list of several sheets."""
        before, title = max(((before, title) for before, title in self.sheets if before < line), default=(0, ""))
        return f"{line - before} of “{title}”" if title else str(line)


def shown_safely(text: str) -> str:
    """A value from a file, fit for a terminal or a page: one line, no control or direction signs, not long."""
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs") else sign for sign in text)
    plain = re.sub(r"\s+", " ", plain).strip()
    return plain if len(plain) <= _LONGEST_SHOWN else plain[: _LONGEST_SHOWN - 1] + "…"
