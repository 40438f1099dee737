"""The cells that say whether somebody is here, alive and unrestricted. A list may have several columns for each."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from notifier.errors import ValueRefused
from notifier.patients.list_import.columns import ColumnMap
from notifier.patients.list_import.dates import parse_date
from notifier.patients.list_import.entries import Entry
from notifier.patients.list_import.flags import is_yes
from notifier.patients.list_import.registration_status import Standing, read_status

TEST_PATIENT = "marked as a test patient, who is nobody"
LEAVES_LATER = "registration ends later: told until a list has them gone"
FLAG_UNCLEAR = "flag not understood: held out as if set"
STATUS_UNCLEAR = "registration status not understood: held out as if left"


class StandingReader:
    """Reads deaths, departures, statuses and restrictions of the rows of one list."""

    def __init__(self, columns: ColumnMap, today: date) -> None:
        self._headings = columns.headings
        self._columns: Mapping[str, tuple[int, ...]] = {
            name: columns.every(name) for name in ("deceased", "left", "status", "sensitive", "test_patient")
        }
        self._every = tuple(column for several in self._columns.values() for column in several)
        self._today = today

    def read(self, cells: Sequence[str], entry: Entry) -> None:
        """Note in the entry what the row, in `cells`, says."""
        if not any(cells[column] for column in self._every):
            return
        for column, text in self._filled("deceased", cells):
            self._read_death(entry, self._headings[column], text)
        for column, text in self._filled("left", cells):
            self._read_departure(entry, self._headings[column], text)
        for column, text in self._filled("status", cells):
            standing = read_status(text)
            entry.deceased |= standing is Standing.DEAD
            entry.left |= standing in (Standing.GONE, Standing.UNCLEAR)  # a doubt holds the patient out
            if standing is Standing.UNCLEAR:
                entry.remark(self._headings[column], STATUS_UNCLEAR, text)
        for column, text in self._filled("sensitive", cells):
            is_set = is_yes(text)
            entry.sensitive |= is_set is not False
            if is_set is None:
                entry.remark(self._headings[column], FLAG_UNCLEAR, text)

        for column, text in self._filled("test_patient", cells):
            if is_yes(text) is not False:
                entry.doubt(self._headings[column], TEST_PATIENT, text)

    def _filled(self, name: str, cells: Sequence[str]) -> Iterator[tuple[int, str]]:
        return ((column, cells[column]) for column in self._columns[name] if cells[column])

    def _read_death(self, entry: Entry, heading: str, text: str) -> None:
        is_set, day = _flag_or_date(entry, heading, text)
        if day is not None and day > self._today:
            entry.doubt(heading, "date of death in the future", text)
        elif is_set:
            entry.deceased = True
            entry.deceased_on = min(filter(None, (entry.deceased_on, day)), default=None)

    def _read_departure(self, entry: Entry, heading: str, text: str) -> None:
        is_set, day = _flag_or_date(entry, heading, text)
        if day is not None and day > self._today:
            entry.remark(heading, LEAVES_LATER, text)
        elif is_set:
            entry.left = True
            entry.left_on = min(filter(None, (entry.left_on, day)), default=None)


def _flag_or_date(entry: Entry, heading: str, text: str) -> tuple[bool, date | None]:
    """(whether it says so, since when); what can be read neither as a flag nor as a date says so."""
    if (flag := is_yes(text)) is not None:
        return flag, None
    try:
        return True, parse_date(text)
    except ValueRefused as fault:
        entry.remark(heading, f"date {fault}: held out all the same", text)
        return True, None
