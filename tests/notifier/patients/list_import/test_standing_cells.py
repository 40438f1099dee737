"""Deaths, departures, statuses and restrictions: any column that says so counts, and a doubt holds."""

from pathlib import Path

import pytest

from notifier.patients.list_import.exclusions import exclusion
from notifier.patients.list_import.standing_cells import LEAVES_LATER
from tests.notifier.list_files import RULES, TODAY, read_person, read_rows


@pytest.mark.parametrize(
    "cells",
    [
        {"Date_of_Death": "", "Deceased": "Yes"},
        {"Deceased": "", "Date_of_Death": "01-Jan-2020"},
        {"Deceased": "N", "Date_of_Death": "01-Jan-2020"},
        {"Is_deceased": "No", "Deceased_flag": "Y"},
    ],
)
def test_of_two_columns_about_death_either_may_say_so(tmp_path: Path, cells: dict[str, str]) -> None:
    assert read_person(tmp_path, **cells).deceased


@pytest.mark.parametrize(
    "cells",
    [
        {"Deducted_Date": "", "Date_left": "01-Jan-2020"},
        {"Registration_status": "Registered", "Patient_status": "Left"},
        {"Registration_status": "Registered", "Left_practice": "Y"},
    ],
)
def test_of_two_columns_about_leaving_either_may_say_so(tmp_path: Path, cells: dict[str, str]) -> None:
    assert read_person(tmp_path, **cells).left


def test_who_leaves_later_is_here_until_then_and_it_is_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, Deducted_Date="23-Nov-2026")
    assert not person.left
    assert exclusion(person, RULES) is None
    assert [(remark.column, remark.why, remark.shown) for remark in person.remarks] == [
        ("Deducted Date", LEAVES_LATER, "23-Nov-2026")
    ]


def test_who_leaves_today_has_left(tmp_path: Path) -> None:
    assert read_person(tmp_path, Deducted_Date=f"{TODAY:%d/%m/%Y}").left


def test_a_death_that_is_still_ahead_is_a_doubt(tmp_path: Path) -> None:
    person = read_person(tmp_path, Date_of_Death="01/01/2027")
    assert not person.deceased
    assert exclusion(person, RULES) == ("in_doubt", "in doubt")
    assert person.doubts == ("date of death in the future: 01/01/2027",)
    assert person.remarks[0].holds


def test_a_flag_that_nobody_understands_holds_and_is_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, Sensitive_Flag="perhaps", Registration_status="FP69")
    assert (person.sensitive, person.left) == (True, True)
    assert [remark.shown for remark in person.remarks] == ["FP69", "perhaps"]


@pytest.mark.parametrize("word", ["U", "Not restricted", "Not sensitive", "N", "Unrestricted"])
def test_a_record_that_is_said_to_be_open_is_open(tmp_path: Path, word: str) -> None:
    report = read_rows(tmp_path, {"PDS sensitive": word})
    assert (report.people[0].sensitive, report.people[0].remarks) == (False, ())
