"""One row to one entry: what it says of a patient, what is wrong with it, and whether it can be taken at all.

A row that cannot be taken still gives what can be read of it: `merging` lets a refused row hold a patient
out (deceased, a code, a declined text), but never put anybody in.
"""

from collections import Counter
from datetime import date

from notifier.contacts import NhsNumber
from notifier.contacts.clean_text import clean_text
from notifier.errors import ValueRefused
from notifier.patients.list_import.clinical_codes import is_mangled
from notifier.patients.list_import.code_cells import CodeReader
from notifier.patients.list_import.code_dictionary import CodeDictionary
from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.contact_cells import ContactReader
from notifier.patients.list_import.dates import parse_birth_date
from notifier.patients.list_import.delimited import Row
from notifier.patients.list_import.entries import Entry, RowFault
from notifier.patients.list_import.flags import is_count_or_yes
from notifier.patients.list_import.headings import ALIASES
from notifier.patients.list_import.names import split_full_name
from notifier.patients.list_import.nothing import MAY_MEAN_SOMETHING, MEANS_DOUBT, NOTHING
from notifier.patients.list_import.records import shown_safely
from notifier.patients.list_import.row_kinds import RowKind, RowSorter
from notifier.patients.list_import.standing_cells import StandingReader
from notifier.patients.list_import.wish_cells import WishReader
from notifier.patients.list_import.writing import findings_of_address, read_name

_NO_SUCH_COLUMN = -1  # the blank at the end of every row in hand
MORE_CELLS = "more cells than there are headings"
NOBODY_ABOVE = "codes without a patient"


class RowReader:
    """Reads the rows of one list."""

    def __init__(self, columns: ColumnMap, dictionary: CodeDictionary, today: date) -> None:
        self._columns = columns
        self._today = today
        self._contacts = ContactReader(columns)
        self._at = {name: columns.at.get(name, _NO_SUCH_COLUMN) for name in ALIASES}
        self._width = len(columns.headings)
        self._fields = columns.fields
        self._sorter = RowSorter(columns)
        self._standing = StandingReader(columns, today)
        self._wishes = WishReader(columns)
        self._codes = CodeReader(columns, dictionary, today)
        # Of the row in hand, without spaces around, and one blank at the end for every missing column.
        self._cells = [""]
        self._raw = [""]  # the same with its words for nothing
        self.left_blank: Counter[tuple[int, str]] = Counter()  # (column, word for nothing), and how often
        self.words_for_nothing: set[str] = set()  # those, in small letters
        self.is_undecided = False  # whether the row in hand has a word that may be a name, or nothing

    @property
    def unknown_codes(self) -> Counter[str]:
        """The codes that no preset knows, and in how many rows each stood."""
        return self._codes.unknown

    def kind(self, row: Row) -> RowKind:
        """What kind of row it is; from here on it is the one in hand."""
        self._take(row, frozenset())
        return RowKind.PATIENT if row.is_broken else self._sorter.kind(self._cells)

    def read(self, row: Row, also_nothing: frozenset[str] = frozenset()) -> Entry:
        """The entry of a patient's row; its `fault` says whether the row is refused.

        `also_nothing` has words that stand for nothing in this list, although they may be names.
        """
        if also_nothing:
            self._take(row, also_nothing)
        entry = Entry(row.line)
        surplus = " ".join(row.cells[self._width :]).strip()
        if row.is_broken:
            self._refuse_unread(entry, "a quotation mark is opened and never closed", " ".join(row.cells))
            entry.key = (str(row.line),)
        elif surplus:
            self._refuse_unread(entry, MORE_CELLS, surplus)
        else:
            self._read_identity(entry)
            self._read_contacts(entry)
            self._standing.read(self._cells, entry)
            self._wishes.read(self._cells, entry)
            self._read_needs(entry)
            self._codes.read(self._cells, entry)
        if entry.fault is not None and not entry.key:
            entry.key = self._key()
        return entry

    def read_on(self, row: Row, above: Entry | None) -> Entry:
        """The entry of a row in hand whose repeated cells are blank: it is about whoever the row above is about."""
        if above is None:
            entry = Entry(row.line, (str(row.line),))
            entry.fault = RowFault(NOBODY_ABOVE, "", shown_safely(" ".join(filter(None, self._cells))))
        else:
            entry = Entry(
                row.line,
                above.key,
                nhs_number=above.nhs_number,
                given_name=above.given_name,
                family_name=above.family_name,
                born=above.born,
                fault=above.fault,
            )
        self._read_needs(entry)
        self._codes.read(self._cells, entry)
        return entry

    def _key(self) -> tuple[str, ...]:
        """The identity of the row in hand, as printed."""
        raw = (self._raw[self._at[name]] for name in ("nhs_number", "family_name", "full_name", "date_of_birth"))
        number, family, full, born = raw
        return number, family + full, born

    def _take(self, row: Row, also_nothing: frozenset[str]) -> None:
        missing = self._width - len(row.cells)
        self._cells = self._raw = [*map(str.strip, row.cells), *[""] * missing, ""]
        self.is_undecided = False
        if not NOTHING.isdisjoint(self._raw):
            self._cells = self._raw.copy()
            self._leave_out_nothing(also_nothing)

    def _leave_out_nothing(self, also_nothing: frozenset[str]) -> None:
        for column, cell in enumerate(self._raw):
            if cell not in NOTHING:
                continue
            word, field = cell.casefold(), self._fields.get(column, "")
            if word in MEANS_DOUBT.get(field, ()):
                continue
            if word in MAY_MEAN_SOMETHING.get(field, ()):
                self.is_undecided = True
                if word not in also_nothing:
                    continue
            elif field and not also_nothing:
                self.words_for_nothing.add(word)
            self._cells[column] = ""
            if field and (not also_nothing or word in MAY_MEAN_SOMETHING.get(field, ())):
                self.left_blank[column, cell] += 1

    def _get(self, name: str) -> str:
        return self._cells[self._at[name]]

    def _remark(self, entry: Entry, name: str, why: str, shown: str) -> None:
        entry.remark(self._columns.heading(name), why, shown)

    def _refuse(self, entry: Entry, name: str, why: str) -> None:
        if entry.fault is None:
            entry.fault = RowFault(why, self._columns.heading(name), shown_safely(self._raw[self._at[name]]))

    def _refuse_unread(self, entry: Entry, why: str, shown: str) -> None:
        """Refuse a row in which cells may stand under another's heading; a whole NHS number is one all the same."""
        entry.fault = RowFault(why, "", shown_safely(shown))
        entry.is_unread = True
        try:
            entry.nhs_number = NhsNumber.parse(self._get("nhs_number"))
        except ValueRefused:
            entry.nhs_number = None

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
        if not any(map(str.isalpha, entry.family_name)) or is_mangled(entry.family_name):
            self._refuse(entry, "family_name", "surname missing")

    def _read_name(self, entry: Entry) -> None:
        title, given, family = (self._name(entry, name) for name in ("title", "given_name", "family_name"))
        if not family or not given:
            text = self._get("full_name")
            parts = split_full_name(clean_text(text))
            # Notes are looked for in its parts: the comma and the title in brackets of "SMITH, Jo (Mrs)" are none.
            for why, shown in (*findings_of_address(text), *read_name(parts[1])[1], *read_name(parts[2])[1]):
                self._remark(entry, "full_name", why, shown)
            title, given, family = title or parts[0], given or parts[1], family or parts[2]
        entry.title, entry.given_name, entry.family_name = title, given, family

    def _name(self, entry: Entry, name: str) -> str:
        """A part of a name without what is no writing; what there is to say of it is remarked."""
        text = self._get(name)
        name_as_read, findings = read_name(text)
        for why, shown in findings:
            self._remark(entry, name, why, shown)
        return name_as_read

    def _read_contacts(self, entry: Entry) -> None:
        entry.mobile, entry.email, entry.address, said = self._contacts.read(self._cells)
        for column, why, shown in said:
            entry.remark(self._columns.headings[column], why, shown)

    def _read_needs(self, entry: Entry) -> None:
        entry.language = self._get("language")
        entry.accessible_format = self._get("accessible_format")
        entry.on_repeats = is_count_or_yes(self._get("on_repeats"))
