"""The columns that are taken for nothing are said, louder where they look as if they mattered."""

from pathlib import Path

import pytest

from tests.notifier.list_files import HEADINGS, ONE, TWO, csv_text, read_rows, read_text


@pytest.mark.parametrize("heading", ["Age", "Gender", "EMIS Number", "Usual GP", "Home Telephone", "Registered Date"])
def test_a_column_of_no_use_is_named(tmp_path: Path, heading: str) -> None:
    assert [(one.heading, one.matters) for one in read_rows(tmp_path, {heading: "x"}).not_read] == [(heading, False)]


@pytest.mark.parametrize(
    "heading",
    [
        *("SMS preference", "Deduction reason", "Cause of death", "Mobile 2 owner", "Email status", "Flag 7"),
        *("Consent type", "Text reminders", "Alternative phone", "Registration notes", "Restricted by"),
    ],
)
def test_a_column_that_looks_as_if_it_mattered_is_named_loudly(tmp_path: Path, heading: str) -> None:
    assert [(one.heading, one.matters) for one in read_rows(tmp_path, {heading: "x"}).not_read] == [(heading, True)]


def test_a_column_without_a_heading_is_named_by_its_place_if_it_says_anything(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "", ""), (ONE, "Jo", "Smith", "18-Feb-1965", "", "No"), (TWO, "Al", "Jones", "23-May-1993")]
    report = read_text(tmp_path, csv_text(rows))
    assert [(one.heading, one.position, one.matters) for one in report.not_read] == [("", 6, True)]


def test_every_column_is_either_read_or_not(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {"Age": "70", "Mobile": "07700 900123", "Code": "9Ndl.", "Deceased": "N", "DOD": ""})
    read = [heading for _, heading in report.columns]
    assert read == [*("NHS Number", "Given Name", "Family Name", "Date of Birth", "Mobile", "Code", "Deceased", "DOD")]
    assert [(one.heading, one.position) for one in report.not_read] == [("Age", 5)]
