"""The lists that once came out wrong, as they came with the project, beside what is right for each."""

from pathlib import Path

import pytest

from notifier.errors import ListFault
from notifier.patients.list_import.exclusions import exclusion
from notifier.patients.list_import.records import ListReport
from notifier.patients.list_import.report import read_list
from tests.notifier.list_files import RULES, TODAY

_CASES = Path(__file__).parents[5] / "shared" / "cases" / "lists"


def case(name: str) -> Path:
    if not _CASES.exists():
        pytest.skip("the cases are not beside this project")
    return _CASES / f"{name}.csv"


def held(report: ListReport) -> dict[str, str | None]:
    """Why each person is held, by NHS number."""
    found = {str(person.nhs_number): exclusion(person, RULES) for person in report.people}
    return {number: reason[1] if reason else None for number, reason in found.items()}


def test_01_a_row_with_blank_cells_belongs_to_the_patient_above() -> None:
    report = read_list(case("01-blank-cells-below-first-row"), TODAY)
    assert held(report) == {"9990000018": "express consent", "9990000026": None}
    assert report.continued == (3,)


def test_02_a_term_stands_for_its_code() -> None:
    report = read_list(case("02-code-term-without-code"), TODAY)
    assert held(report) == {"9990000018": "express consent", "9990000026": "already opted out"}


def test_07_a_list_with_the_month_first_is_refused_whole() -> None:
    with pytest.raises(ListFault, match=r"line 2: 03/25/1950 .*; line 4: 12/31/1952 "):
        read_list(case("07-month-first"), TODAY)


def test_08_null_is_a_blank_cell_everywhere() -> None:
    report = read_list(case("08-null-words"), TODAY)
    (person,) = report.people
    assert held(report) == {"9990000018": None}
    assert (person.title, person.sms_declined, person.deceased, person.left) == ("", False, False, False)
    assert person.address.lines_for_window == ("1 High Street", "GU46 7AA")
    assert sum(cells for _, word, cells in report.left_blank if word == "NULL") == 5


def test_09_a_zero_is_no_date_and_an_open_end_no_end() -> None:
    report = read_list(case("09-zero-date-and-open-end"), TODAY)
    assert held(report) == {"9990000018": None, "9990000026": None}
    assert [word for _, word, _ in report.left_blank] == ["00/00/0000", "31/12/9999"]


def test_10_a_status_that_denies_is_a_departure() -> None:
    report = read_list(case("10-status-words"), TODAY)
    assert held(report) == dict.fromkeys(("9990000018", "9990000026", "9990000034"), "left")


def test_11_a_consent_by_another_name_is_read() -> None:
    (person,) = read_list(case("11-consents-to-sms"), TODAY).people
    assert person.sms_declined


def test_13_a_row_that_slipped_is_refused() -> None:
    report = read_list(case("13-shifted-row"), TODAY)
    assert [(refusal.lines, refusal.nhs_number) for refusal in report.refused] == [((2,), "9990000018")]
    assert report.people == ()


def test_18_a_mangled_code_holds() -> None:
    report = read_list(case("18-mangled-code"), TODAY)
    assert held(report) == {"9990000018": "in doubt", "9990000026": "in doubt"}
    assert [remark.line for person in report.people for remark in person.remarks] == [2, 3]
