"""Small list exports as files, read by the list import: for the tests of each of its modules."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from notifier.patients.list_import.exclusions import CodeGroup, CodeRules
from notifier.patients.list_import.records import ListReport, Person
from notifier.patients.list_import.report import read_list
from notifier.vocabulary import SkipReason

TODAY = date(2026, 11, 22)
RULES = CodeRules(
    (
        CodeGroup(
            SkipReason.ALREADY_CODED, "already opted out", frozenset({"93C3", "9Ndo", "XaKRy", "XaXj6", "416308001"})
        ),
        CodeGroup(SkipReason.EXPRESS_CONSENT, "express consent", frozenset({"9Ndm", "9Ndn", "XaXbY", "XaXbZ"})),
    )
)
# Valid, and never issued.
ONE, TWO, THREE = "9994743546", "9996196658", "9994928171"
HEADINGS = ("NHS Number", "Given Name", "Family Name", "Date of Birth")


def csv_text(rows: Iterable[Iterable[str]], delimiter: str = ",", ending: str = "\n") -> str:
    """Rows without any quoting, as they are."""
    return "".join(delimiter.join(row) + ending for row in rows)


def read_bytes(folder: Path, data: bytes, name: str = "list.csv") -> ListReport:
    """The report of a file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return read_list(path, TODAY)


def read_text(folder: Path, text: str) -> ListReport:
    """The report of a UTF-8 file with this text."""
    return read_bytes(folder, text.encode())


def read_rows(folder: Path, *rows: dict[str, str]) -> ListReport:
    """The report of a list with one row for each dictionary of heading and value; what is not given is Jo Smith."""
    complete = [
        {"NHS Number": ONE, "Given Name": "Jo", "Family Name": "Smith", "Date of Birth": "18-Feb-1965"} | row
        for row in rows
    ]
    headings = list(dict.fromkeys(heading for row in complete for heading in row))
    return read_text(
        folder, csv_text([headings, *([row.get(heading, "") for heading in headings] for row in complete)])
    )


def read_person(folder: Path, **cells: str) -> Person:
    """The one person of a list with one row; underscores stand for spaces in the headings."""
    (person,) = read_rows(folder, {heading.replace("_", " "): value for heading, value in cells.items()}).people
    return person
