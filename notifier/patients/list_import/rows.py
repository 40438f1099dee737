"""One row to one entry: what it says of a patient, what is wrong with it, and whether it can be taken at all.

A row that cannot be taken still gives what can be read of it: `merging` lets a refused row hold a patient
out (deceased, a code, a declined text), but never put anybody in.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from notifier.contacts import Mobile, NhsNumber, PostalAddress
from notifier.contacts.clean_text import clean_text
from notifier.errors import ValueRefused
from notifier.patients.list_import.clinical_codes import is_mangled, normal_codes
from notifier.patients.list_import.columns import CodeColumns, ColumnMap
from notifier.patients.list_import.contact_cells import ContactReader
from notifier.patients.list_import.dates import parse_birth_date, parse_date
from notifier.patients.list_import.delimited import Row
from notifier.patients.list_import.flags import is_count_or_yes, is_refused, is_yes
from notifier.patients.list_import.headings import ALIASES, plain_heading
from notifier.patients.list_import.names import split_full_name
from notifier.patients.list_import.records import CodeEntry, Remark, shown_safely
from notifier.patients.list_import.writing import findings_of_name

_NO_SUCH_COLUMN = -1  # the blank at the end of every row in hand
_MOST_CELLS_OF_A_NOTE = 3
_NOTE = re.compile(
    r"\b(total|count|(number|no\.?) of|patients? (found|listed)|records?|rows|page \d|printed|produced|report|"
    r"run (date|on)|end of|confidential|generated)\b|^\W*\d+ patients?\b",
    re.I,
)
_LEFT_STATUS = re.compile(
    r"deduct|left|remov|transfer|inactive|temporary|de-?regist|not regist|moved|ended|previous|former", re.I
)
_DEAD_STATUS = re.compile(r"decea|died|dead|death", re.I)
_HERE_STATUS = re.compile(r"regist|current|active|regular|permanent|gms|pms|applied|alive|living|full", re.I)


@dataclass(slots=True)
class RowFault:
    """Why a row is refused, and the cell that is to blame."""

    why: str
    column: str
    shown: str


@dataclass(slots=True)
class Entry:
    """What one row says."""

    line: int
    key: tuple[str, ...]  # the identity as printed, to tell the rows of one refused person from those of another
    nhs_number: NhsNumber | None = None
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    born: date | None = None
    mobile: Mobile | None = None
    email: str | None = None
    address: PostalAddress = field(default_factory=lambda: PostalAddress((), ""))
    deceased: bool = False
    deceased_on: date | None = None
    left: bool = False
    left_on: date | None = None
    sensitive: bool = False
    sms_declined: bool = False
    email_declined: bool = False
    language: str = ""
    accessible_format: str = ""
    on_repeats: bool = False
    codes: list[CodeEntry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    fault: RowFault | None = None


class RowReader:
    """Reads the rows of one list."""

    def __init__(self, columns: ColumnMap, today: date) -> None:
        self._columns = columns
        self._today = today
        self._contacts = ContactReader(columns)
        self._at = {name: columns.at.get(name, _NO_SUCH_COLUMN) for name in ALIASES}
        self._width = len(columns.headings)
        self._number_heading = plain_heading(columns.heading("nhs_number"))
        self._cells = [
            ""
        ]  # of the row in hand, without spaces around, and one blank at the end for every missing column

    def is_about_nobody(self, row: Row) -> bool:
        """Whether the row is a total, a footer, a repeated heading or blank rather than a patient."""
        self._take(row)
        number = self._get("nhs_number")
        if number and len(row.cells) - row.cells.count("") > _MOST_CELLS_OF_A_NOTE:
            return plain_heading(number) == self._number_heading
        filled = [cell for cell in self._cells if cell]
        if row.is_broken or not filled or len(filled) > _MOST_CELLS_OF_A_NOTE:
            return not filled
        born = self._get("date_of_birth")
        if (any(map(str.isdigit, born)) and not _NOTE.search(born)) or sum(map(str.isdigit, number)) >= 9:
            return False
        is_named = number or self._get("family_name") or self._get("full_name")
        return _NOTE.search(" ".join(filled)) is not None or not is_named

    def read(self, row: Row) -> Entry:
        """The entry of a row about somebody; its `fault` says whether the row is refused."""
        self._take(row)
        key = (self._get("nhs_number"), self._get("family_name") + self._get("full_name"), self._get("date_of_birth"))
        entry = Entry(row.line, key)
        surplus = " ".join(row.cells[self._width :]).strip()
        if row.is_broken:
            entry.fault = RowFault("a quotation mark is opened and never closed", "", shown_safely(" ".join(row.cells)))
            entry.key = (str(row.line),)
        elif surplus:
            entry.fault = RowFault("more cells than there are headings", "", shown_safely(surplus))
        else:
            self._read_identity(entry)
            self._read_contacts(entry)
            self._read_standing(entry)
            self._read_wishes(entry)
            self._read_codes(entry)
        return entry

    def _take(self, row: Row) -> None:
        missing = self._width - len(row.cells)
        self._cells = [*map(str.strip, row.cells), *[""] * missing, ""]

    def _get(self, name: str) -> str:
        return self._cells[self._at[name]]

    def _remark(self, entry: Entry, name: str, why: str, shown: str) -> None:
        entry.remarks.append(Remark(entry.line, self._columns.heading(name), why, shown_safely(shown)))

    def _refuse(self, entry: Entry, name: str, why: str) -> None:
        if entry.fault is None:
            entry.fault = RowFault(why, self._columns.heading(name), shown_safely(self._get(name)))

    def _read_identity(self, entry: Entry) -> None:
        try:
            entry.nhs_number = NhsNumber.parse(self._get("nhs_number"))
        except ValueRefused as fault:
            self._refuse(entry, "nhs_number", str(fault))
        try:
            entry.born = parse_birth_date(self._get("date_of_birth"), self._today)
        except ValueRefused as fault:
            self._refuse(entry, "date_of_birth", str(fault))
        self._read_name(entry)
        if not any(map(str.isalpha, entry.family_name)):
            self._refuse(entry, "family_name", "surname missing")

    def _read_name(self, entry: Entry) -> None:
        title, given, family = (self._name(entry, name) for name in ("title", "given_name", "family_name"))
        if not family or not given:
            parts = split_full_name(self._name(entry, "full_name"))
            title, given, family = title or parts[0], given or parts[1], family or parts[2]
        entry.title, entry.given_name, entry.family_name = title, given, family

    def _name(self, entry: Entry, name: str) -> str:
        """A part of a name without what is no writing; what there is to say of it is remarked."""
        text = self._get(name)
        for why, shown in findings_of_name(text):
            self._remark(entry, name, why, shown)
        return clean_text(text)

    def _read_contacts(self, entry: Entry) -> None:
        entry.mobile, entry.email, entry.address, said = self._contacts.read(self._cells)
        for column, why, shown in said:
            entry.remarks.append(Remark(entry.line, self._columns.headings[column], why, shown_safely(shown)))

    def _read_standing(self, entry: Entry) -> None:
        entry.deceased, entry.deceased_on = self._flag_or_date(entry, "deceased")
        entry.left, entry.left_on = self._flag_or_date(entry, "left")
        if status := self._get("status"):
            entry.deceased = entry.deceased or _DEAD_STATUS.search(status) is not None
            leaves = _LEFT_STATUS.search(status) is not None
            if not (leaves or _DEAD_STATUS.search(status) or _HERE_STATUS.search(status)):
                leaves = True  # a doubt holds the patient out
                self._remark(entry, "status", "registration status not understood: held out as if left", status)
            entry.left = entry.left or leaves
        if (sensitive := is_yes(text := self._get("sensitive"))) is None:
            self._remark(entry, "sensitive", "flag not understood: held out as if set", text)
        entry.sensitive = sensitive is not False

    def _flag_or_date(self, entry: Entry, name: str) -> tuple[bool, date | None]:
        """(whether it says so, since when); what can be read neither as a flag nor as a date says so."""
        text = self._get(name)
        if not text or (flag := is_yes(text)) is False:
            return False, None
        if flag is None:
            try:
                return True, parse_date(text)
            except ValueRefused as fault:
                self._remark(entry, name, f"date {fault}: held out all the same", text)
        return True, None

    def _read_wishes(self, entry: Entry) -> None:
        entry.sms_declined = self._declines(entry, "sms_consent", "sms_dissent")
        entry.email_declined = self._declines(entry, "email_consent", "email_dissent")
        entry.language = self._get("language")
        entry.accessible_format = self._get("accessible_format")
        entry.on_repeats = is_count_or_yes(self._get("on_repeats"))

    def _declines(self, entry: Entry, consent: str, dissent: str) -> bool:
        refused, dissents = is_refused(self._get(consent)), is_yes(self._get(dissent))
        if refused is None or dissents is None:
            name = consent if refused is None else dissent
            self._remark(entry, name, "answer not understood: taken as declined", self._get(name))
        return refused is not False or dissents is not False

    def _read_codes(self, entry: Entry) -> None:
        for group in self._columns.codes:
            codes = [code for column in group.codes for code in normal_codes(self._cells[column])]
            for column in group.codes:
                if is_mangled(self._cells[column]):
                    shown = shown_safely(self._cells[column])
                    entry.remarks.append(
                        Remark(entry.line, self._columns.headings[column], "code mangled by a spreadsheet", shown)
                    )
            if not codes and group.term is not None:
                codes = normal_codes(self._cells[group.term])
            if codes:
                recorded_on = self._code_date(entry, group)
                entry.codes.extend(CodeEntry(code, recorded_on) for code in codes)

    def _code_date(self, entry: Entry, group: CodeColumns) -> date | None:
        text = self._cells[group.date] if group.date is not None else ""
        if not text:
            return None
        try:
            return parse_date(text)
        except ValueRefused as fault:
            heading = self._columns.headings[group.date or 0]
            entry.remarks.append(Remark(entry.line, heading, f"date of the code {fault}", shown_safely(text)))
            return None
