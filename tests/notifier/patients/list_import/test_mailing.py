"""Addresses at import: whoever no letter could be posted to is named, with what to do, while it can still be mended."""

import csv
from pathlib import Path

import pytest

from notifier.patients.list_import.records import Person
from notifier.patients.list_import.report import read_list
from notifier.pdf.address_check import AddressCheck
from notifier.pdf.geometry import ENVELOPES
from tests.notifier.letter_samples import stationery
from tests.notifier.list_files import TODAY
from tests.world import sample_number

HEADINGS = (
    "NHS Number,Title,Given Name,Family Name,Date of Birth,House Name/Flat Number,Number and Street,Locality,Town,"
    "County,Postcode,Date of Death"
).split(",")


def read(folder: Path, *address: str, envelope: str = "printer", died: str = "", born: str = "05-Jan-1970") -> Person:
    """The one person of a list, with an address of house, street, locality, town, county and postcode."""
    path = folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        row = (str(sample_number(1)), "Mrs", "Ada", "Jones", born, *address, died)
        csv.writer(file).writerows((HEADINGS, row))
    check = AddressCheck(ENVELOPES[envelope], lambda: stationery().faces.regular)
    (person,) = read_list(path, TODAY, check).people
    return person


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (("", "1 Elm Road", "", "Fleet", "", "XX99 9ZZ"), "a postcode that there cannot be"),
        (("", "1 Elm Road", "", "Fleet", "", "GU51 2QO"), "a postcode that there cannot be"),
        (("", "1 Elm Road", "", "Fleet", "", ""), "an address without a postcode"),
        (("", "1 Elm Road", "", "Fleet", "", "ZZ99 3CZ"), "a postcode for statistics"),
        (("", "1 Elm Road", "", "Fleet", "", "ZZ99 3VZ"), "no fixed abode"),
        (("", "NFA", "", "", "", "GU51 2QB"), "no fixed abode"),
        (("", "", "", "", "", ""), "no address on the record"),
        (("", "", "", "", "", "GU51 2QB"), "nothing but a postcode"),
        (("", "", "", "Fleet", "Hampshire", "GU51 2QB"), "without a house or a street"),
        (("", "", "Frogmore", "Fleet", "", "GU51 2QB"), "without a house or a street"),
        (("Fleet", "", "", "", "", "GU51 2QB"), "without a house or a street"),
        (("", "Gone away", "", "", "", "GU51 2QB"), "the patient is not there"),
        (("", "1 Elm Road", "RETURN TO SENDER", "Fleet", "", "GU51 2QB"), "the patient is not there"),
        (("", "Address not known", "", "Fleet", "", "GU51 2QB"), "the address is not known"),
        (("c/o The Elms Surgery", "", "", "Fleet", "", "GU51 2QB"), "a surgery's and not the patient's"),
        (("", "BFPO 57", "", "", "", "BFPO 57"), "nothing but a postcode or a BFPO number"),
        (("", "4 Signals", "BFPO 57", "", "", "BFPO 58"), "two BFPO numbers"),
        (("", "12 Rue de Rivoli", "", "75001 Paris", "France", ""), "an address abroad"),
        (("", "Hand to reception - do not post!", "", "Fleet", "", "GU51 2QB"), "nothing is to be posted"),
        (("x" * 120, "1 Elm Road", "", "Fleet", "", "GU51 2QB"), "wider than the envelope's window"),
    ],
)
def test_whoever_no_letter_could_be_posted_to_is_named_with_the_remedy(
    tmp_path: Path, address: tuple[str, ...], says: str
) -> None:
    person = read(tmp_path, *address)
    assert not person.is_mailable
    (remark,) = person.remarks
    assert says in remark.why
    assert "the letter waits at the desk" in remark.why
    assert (remark.line, remark.column) == (2, "House Name/Flat Number")


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        (("c/o Mr Smith", "2 Elm Road", "", "Fleet", "", "GU51 2QB"), "c/o Mr Smith|2 Elm Road|Fleet|GU51 2QB"),
        (("", "PO Box 123", "", "Fleet", "", "GU51 2QB"), "PO Box 123|Fleet|GU51 2QB"),
        (("Rose Cottage", "", "", "", "", "GU51 2QB"), "Rose Cottage|GU51 2QB"),
        (("", "1 Elm Road", "", "Fleet", "United Kingdom", "GU51 2QB"), "1 Elm Road|Fleet|GU51 2QB"),
        (("", "1 Elm Road", "", "Fleet", "", "G U 5 1 2 Q B"), "1 Elm Road|Fleet|GU51 2QB"),
        (("", "1 Elm Road", "", "Fleet", "", "GU51 2QB, UK"), "1 Elm Road|Fleet|GU51 2QB"),
        (("", "4 Signals", "BFPO 57", "", "", "BF1 2AT"), "4 Signals|BFPO 57|BF1 2AT"),
        (("", "4 Signals", "BF1 2AT", "", "", "BFPO 57"), "4 Signals|BFPO 57|BF1 2AT"),
        (("", "5 Promenade", "", "Douglas", "Isle of Man", "IM1 2AB"), "5 Promenade|Douglas|Isle of Man|IM1 2AB"),
        (("", "Jersey Farm", "", "St Helier", "Jersey", "JE2 3AB"), "Jersey Farm|St Helier|Jersey|JE2 3AB"),
        (("12", "Elm Road", "", "Fleet", "Hampshire", "gu512qb"), "12 Elm Road|Fleet|Hampshire|GU51 2QB"),
        (("", "1 ELM ROAD,", "FLEET", "FLEET", "UK", "GU51 2QB"), "1 ELM ROAD|FLEET|GU51 2QB"),
        (("(Rear) 1 Elm Road", "", "", "Fleet", "", "GU51 2QB"), "Rear 1 Elm Road|Fleet|GU51 2QB"),
        (("", "4 Signals", "Rheindahlen", "BFPO 57", "", ""), "4 Signals|Rheindahlen|BFPO 57"),
        (("", "4 Signals", "bfpo c/o 57", "", "", "BFPO 57"), "4 Signals|BFPO 57"),
    ],
)
def test_what_the_printer_takes_is_printed_tidily_and_nothing_is_said(
    tmp_path: Path, address: tuple[str, ...], printed: str
) -> None:
    person = read(tmp_path, *address)
    assert person.is_mailable
    assert person.remarks == ()
    assert "|".join(person.address.lines_for_window) == printed


def test_a_country_beside_a_bfpo_number_is_left_out_and_said(tmp_path: Path) -> None:
    person = read(tmp_path, "", "4 Signals", "BFPO 57", "Cyprus", "", "")
    assert person.address.lines_for_window == ("4 Signals", "BFPO 57")
    assert [(remark.why.partition(":")[0], remark.shown) for remark in person.remarks] == [
        ("country left out of the address", "Cyprus")
    ]


def test_each_envelope_has_its_own_rules(tmp_path: Path) -> None:
    wide = ("W" * 32, "1 Elm Road", "", "Fleet", "", "GU51 2QB")
    assert [read(tmp_path, *wide, envelope=name).is_mailable for name in ("printer", "c5", "dl")] == [True, False, True]


def test_nothing_is_said_of_who_gets_no_letter(tmp_path: Path) -> None:
    assert read(tmp_path, "", "", "", "", "", "", died="05-Jan-2020").remarks == ()


def test_a_leap_day_child_is_addressed_through_the_parent(tmp_path: Path) -> None:
    assert read(tmp_path, "", "1 Elm Road", "", "Fleet", "", "GU51 2QB", born="29-Feb-2024").is_mailable
