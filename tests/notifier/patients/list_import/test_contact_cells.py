"""Of two mobiles, emails or addresses of a patient one is chosen, and what was not chosen is said."""

from pathlib import Path

import pytest

from notifier.patients.list_import.records import Person
from tests.notifier.list_files import read_person


def said(person: Person) -> list[tuple[str, str]]:
    return [(remark.column, remark.why) for remark in person.remarks]


def test_the_first_mobile_is_taken_and_the_second_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, Mobile_1="07700 900100", Mobile_2="07700 900101")
    assert person.mobile == "+447700900100"
    assert said(person) == [("Mobile 2", "a second mobile: the one before it is used")]


def test_the_same_mobile_twice_is_one(tmp_path: Path) -> None:
    person = read_person(tmp_path, Mobile_1="07700 900100", Mobile_2="+44 7700 900100")
    assert (person.mobile, person.remarks) == ("+447700900100", ())


def test_the_first_that_is_a_mobile_is_taken(tmp_path: Path) -> None:
    person = read_person(tmp_path, Telecom_Number="01252 555010", Mobile="07700 900101")
    assert person.mobile == "+447700900101"
    assert said(person) == [("Telecom Number", "mobile is a landline")]


def test_a_blank_first_is_passed_over(tmp_path: Path) -> None:
    assert read_person(tmp_path, Mobile_1="", Mobile_2="07700 900101").mobile == "+447700900101"


def test_of_two_emails_the_first_is_taken_and_the_second_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, Email="jo@example.com", Email_2="smith@example.com")
    assert person.email == "jo@example.com"
    assert said(person) == [("Email 2", "a second email: the one before it is used")]


@pytest.mark.parametrize("kind", ["Next of kin", "Carer", "NOK mobile", "Emergency contact"])
def test_a_number_that_its_row_calls_somebody_elses_is_not_used(tmp_path: Path, kind: str) -> None:
    person = read_person(tmp_path, Contact_Type=kind, Telecom_Number="07700 900101", Email="jo@example.com")
    assert (person.mobile, person.email) == (None, "jo@example.com")
    assert said(person) == [("Contact Type", "a number of somebody else: not used")]


@pytest.mark.parametrize("kind", ["Mobile", "Home", "Main", ""])
def test_a_number_of_the_patients_own_is_used(tmp_path: Path, kind: str) -> None:
    assert read_person(tmp_path, Contact_Type=kind, Telecom_Number="07700 900101").mobile == "+447700900101"


def test_an_address_of_before_is_not_used(tmp_path: Path) -> None:
    person = read_person(tmp_path, Address_Type="Previous", Address_1="1 Old Road", Town="Hook", Postcode="RG27 9AA")
    assert not person.is_mailable
    assert said(person) == [("Address Type", "an address of somebody else, or of before: not used")]


HOME = {"Home_Address_Line_1": "1 Home Street", "Home_Town": "Yateley", "Home_Postcode": "GU46 7AA"}
OTHER = {"Correspondence_Address_Line_1": "PO Box 9", "Correspondence_Town": "Leeds"}
OTHER |= {"Correspondence_Postcode": "LS1 1AA"}


def test_letters_go_to_one_whole_address_and_it_is_said(tmp_path: Path) -> None:
    person = read_person(tmp_path, **HOME, **OTHER)
    assert person.address.lines_for_window == ("PO Box 9", "Leeds", "LS1 1AA")
    assert [(remark.why, remark.shown) for remark in person.remarks] == [
        (
            "letters go to the correspondence address, and not to the home address",
            "1 Home Street, Yateley, GU46 7AA",
        )
    ]


def test_who_has_no_correspondence_address_is_written_to_at_home(tmp_path: Path) -> None:
    person = read_person(tmp_path, **HOME, **dict.fromkeys(OTHER, ""))
    assert person.address.lines_for_window == ("1 Home Street", "Yateley", "GU46 7AA")
    assert person.remarks == ()


def test_the_same_address_twice_is_one(tmp_path: Path) -> None:
    same = dict(zip(OTHER, HOME.values(), strict=True))
    assert read_person(tmp_path, **HOME, **same).remarks == ()


@pytest.mark.parametrize("postcode", ["", "LS1", "XX1 1AA"])
def test_a_preferred_address_that_post_does_not_reach_gives_way_and_it_is_said(tmp_path: Path, postcode: str) -> None:
    person = read_person(tmp_path, **HOME, **(OTHER | {"Correspondence_Postcode": postcode}))
    assert person.address.lines_for_window == ("1 Home Street", "Yateley", "GU46 7AA")
    assert person.is_mailable
    assert any("no post goes to the correspondence address" in why for _, why in said(person))


def test_where_the_preferred_address_asks_for_no_post_there_is_none(tmp_path: Path) -> None:
    person = read_person(tmp_path, **HOME, **(OTHER | {"Correspondence_Address_Line_1": "Do not post"}))
    assert not person.is_mailable


def test_an_address_that_is_none_at_home_does_no_harm_to_the_other(tmp_path: Path) -> None:
    person = read_person(tmp_path, **(HOME | {"Home_Address_Line_1": "Do not post here"}), **OTHER)
    assert person.address.lines_for_window == ("PO Box 9", "Leeds", "LS1 1AA")


def test_where_post_reaches_neither_the_preferred_one_is_to_blame(tmp_path: Path) -> None:
    person = read_person(
        tmp_path, **(HOME | {"Home_Postcode": ""}), **(OTHER | {"Correspondence_Address_Line_1": "Gone away"})
    )
    assert not person.is_mailable
    assert person.address.lines == ("Gone away", "Leeds")
