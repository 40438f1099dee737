"""What the import says of how names and addresses are written."""

from pathlib import Path

import pytest

from notifier.patients.list_import.names import split_full_name
from tests.notifier.list_files import read_person


def said(folder: Path, **cells: str) -> list[tuple[str, str, str]]:
    return [(remark.column, remark.why, remark.shown) for remark in read_person(folder, **cells).remarks]


def test_what_is_no_writing_is_left_out_and_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, Given_Name="Ann\u200bna \U0001f600", Family_Name="\u202eevil")
    assert (person.given_name, person.family_name) == ("Annna", "evil")
    assert [(remark.column, remark.why, remark.shown) for remark in person.remarks] == [
        (
            "Given Name",
            "left out, for it is no writing: U+200B ZERO WIDTH SPACE, U+1F600 GRINNING FACE",
            "Annna",
        ),
        ("Family Name", "left out, for it is no writing: U+202E RIGHT-TO-LEFT OVERRIDE", "evil"),
    ]


def test_an_unusual_space_is_a_space_and_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, Given_Name="Mary\u00a0Ann", Family_Name="Smith")
    assert person.given_name == "Mary Ann"
    assert [remark.why for remark in person.remarks] == ["read as a space: U+00A0 NO-BREAK SPACE"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "D?browski",
            "looks garbled (a letter was lost where the question mark is): correct it in the clinical system",
        ),
        (
            "JosÃ©",
            "looks garbled (UTF-8 was read as Windows-1252 somewhere, likely José): correct it in the clinical system",
        ),
    ],
)
def test_a_garbled_name_is_said_and_kept_as_it_was_read(tmp_path: Path, name: str, why: str) -> None:
    person = read_person(tmp_path, Family_Name=name)
    assert person.family_name == name
    assert [(remark.why, remark.shown) for remark in person.remarks] == [(why, name)]


def test_an_address_is_cleaned_as_well_and_keeps_its_lines(tmp_path: Path) -> None:
    person = read_person(
        tmp_path, Number_and_Street="1 Elm\u200b Road \U0001f600", Town="CafÃ© Row", Postcode="GU51 2QB"
    )
    assert person.address.lines == ("1 Elm Road", "CafÃ© Row")
    assert [remark.column for remark in person.remarks] == ["Number and Street", "Town"]
    assert "likely Café Row" in person.remarks[1].why


def test_the_marks_around_a_number_from_an_address_book_do_not_cost_it(tmp_path: Path) -> None:
    person = read_person(tmp_path, Mobile_Telephone="\u202a07700 900123\u202c")
    assert person.mobile == "+447700900123"


@pytest.mark.parametrize("name", ["Smith *CARER*", "Smith (nee Jones)"])
def test_a_note_in_a_name_is_kept_and_said(tmp_path: Path, name: str) -> None:
    assert read_person(tmp_path, Family_Name=name).family_name == name
    assert [why.partition(",")[0] for _, why, _ in said(tmp_path, Family_Name=name)] == ["a note in the name"]


@pytest.mark.parametrize("name", ["ZZZTest DO NOT USE", "Test", "Testpatient"])
def test_what_may_be_no_patient_is_asked_about(tmp_path: Path, name: str) -> None:
    assert ["test entry" in why for _, why, _ in said(tmp_path, Family_Name=name)] == [True]


def test_a_usual_name_is_not_remarked_on(tmp_path: Path) -> None:
    for name in ("O'Brien", "O’Brien", "Łuczak", "VAN DER BERG", "Testa", "小明", "ਸਿੰਘ", "Thuỵ Ẩn"):
        assert said(tmp_path, Family_Name=name, Given_Name=name) == []


def test_two_titles_in_front_of_a_full_name_are_both_titles() -> None:
    assert split_full_name("Rev. Dr. A. Smith") == ("Rev Dr", "A.", "Smith")
