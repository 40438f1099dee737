"""Words for nothing are left out of every column before it is read, and names and doubts are not."""

from pathlib import Path

import pytest

from notifier.patients.list_import.exclusions import exclusion
from notifier.patients.list_import.nothing import NOTHING
from tests.notifier.list_files import ONE, RULES, TWO, read_person, read_rows

EVERY_COLUMN = {
    "Title": "Mr",
    "Address_Line_1": "1 High Street",
    "Postcode": "GU46 7AA",
    "Mobile": "07700 900123",
    "Email": "jo@example.com",
    "Date_of_Death": "",
    "Deducted_Date": "",
    "Sensitive_Flag": "N",
    "Main_Language": "Polish",
    "Accessible_Information": "Easy read",
    "On_repeats": "2",
    "Code": "9Ndl.",
}


@pytest.mark.parametrize(
    "word",
    [
        *(
            "NULL",
            "null",
            "N/A",
            "n/a",
            "NA",
            "#N/A",
            "None",
            "nil",
            "-",
            "--",
            ".",
            "NaN",
            "(blank)",
            "[NULL]",
            "<NA>",
        ),
        *("Not recorded", "NOT RECORDED", "not known", "Unknown", "Not applicable", "Undefined", "\\N", "n.a."),
    ],
)
@pytest.mark.parametrize("heading", list(EVERY_COLUMN))
def test_a_word_for_nothing_is_a_blank_cell_in_every_column(tmp_path: Path, heading: str, word: str) -> None:
    written = read_person(tmp_path, **EVERY_COLUMN | {heading: word})
    blank = read_person(tmp_path, **EVERY_COLUMN | {heading: ""})
    assert written == blank
    assert exclusion(written, RULES) is None


@pytest.mark.parametrize(
    "date",
    [
        *("00/00/0000", "0000-00-00", "00-00-0000", "00000000", "01/01/1900", "1900-01-01 00:00:00", "01-Jan-1900"),
        *("30/12/1899", "00/01/1900", "0/1/1900", "01/01/0001", "0001-01-01T00:00:00", "01-Jan-1753"),
        *("31/12/9999", "9999-12-31", "31-Dec-9999 00:00", "31/12/2999", "01/01/2100", "01.01.2100", "06/06/2079"),
    ],
)
@pytest.mark.parametrize("heading", ["Date of Death", "Deducted Date"])
def test_zeros_and_open_ends_are_no_dates(tmp_path: Path, heading: str, date: str) -> None:
    report = read_rows(tmp_path, {heading: date})
    assert exclusion(report.people[0], RULES) is None
    assert report.left_blank == ((heading, date, 1),), "and it is said, as a whole list can be held out by one"


def test_a_code_dated_by_a_zero_has_no_date_and_so_stands_beside_the_latest(tmp_path: Path) -> None:
    (person,) = read_rows(
        tmp_path, {"Code": "9Ndn.", "Code Date": "00/00/0000"}, {"Code": "9Ndo.", "Code Date": "01/01/2020"}
    ).people
    held = exclusion(person, RULES)
    assert held is not None
    assert held[1] == "express consent"


@pytest.mark.parametrize("name", ["Null", "Na", "None", "Nil", "NULL", "Unknown"])
def test_somebody_may_be_called_so(tmp_path: Path, name: str) -> None:
    (person,) = read_rows(tmp_path, {"Given Name": name, "Family Name": name, "Title": "Mr"}).people
    assert (person.given_name, person.family_name) == (name, name)


def test_unless_the_list_writes_it_elsewhere_for_nothing(tmp_path: Path) -> None:
    report = read_rows(
        tmp_path,
        {"Family Name": "NULL", "Title": "NULL"},
        {"NHS Number": TWO, "Given Name": "NULL", "Family Name": "Null-Smith", "Title": "NULL"},
    )
    assert [(refusal.lines, refusal.why, refusal.shown) for refusal in report.refused] == [
        ((2,), "surname missing", "NULL")
    ]
    assert [(person.given_name, person.family_name) for person in report.people] == [("", "Null-Smith")]


@pytest.mark.parametrize(("elsewhere", "declined"), [("", True), ("None", False)])
def test_none_in_a_consent_is_a_no_unless_the_list_writes_it_for_nothing(
    tmp_path: Path, elsewhere: str, declined: bool
) -> None:
    person = read_person(tmp_path, SMS_Consent="None", Title=elsewhere)
    assert person.sms_declined is declined


@pytest.mark.parametrize(
    ("heading", "word", "label"),
    [
        ("Registration_status", "Unknown", "left"),
        ("Registration_status", "?", "left"),
        ("Date_of_Death", "?", "deceased"),
        ("Sensitive_Flag", "??", "sensitive"),
    ],
)
def test_a_word_of_doubt_holds_where_it_stands_for_who_is_here(
    tmp_path: Path, heading: str, word: str, label: str
) -> None:
    held = exclusion(read_person(tmp_path, **{heading: word}), RULES)
    assert held is not None
    assert held[1] == label


def test_a_question_mark_is_no_consent(tmp_path: Path) -> None:
    assert read_person(tmp_path, SMS_Consent="?").sms_declined


def test_it_says_how_often_each_word_stood_for_nothing(tmp_path: Path) -> None:
    report = read_rows(tmp_path, {"Title": "NULL", "Email": "n/a"}, {"NHS Number": TWO, "Title": "NULL", "Age": "NULL"})
    assert report.left_blank == (("Title", "NULL", 2), ("Email", "n/a", 1))


@pytest.mark.parametrize("value", ["", "0", "N", "X", "Nora", "1900", "31/12/1999", "01/01/1970", "Nullington"])
def test_what_means_something_is_none_of_them(value: str) -> None:
    assert value not in NOTHING


def test_a_number_that_is_nothing_is_a_missing_one(tmp_path: Path) -> None:
    (refusal,) = read_rows(tmp_path, {"NHS Number": "NULL"}).refused
    assert (refusal.why, refusal.shown) == ("NHS number missing", "NULL")
    assert read_person(tmp_path, NHS_Number=ONE).remarks == ()
