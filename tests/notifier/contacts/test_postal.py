"""Postal addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts import PostalAddress


def test_it_drops_blank_and_repeated_lines_and_trailing_commas() -> None:
    address = PostalAddress.from_parts(["Flat 2, ", "", " 31  Station Road,", "Fleet", "FLEET", ""], "gu51 3gs")
    assert address == PostalAddress(("Flat 2", "31 Station Road", "Fleet"), "GU51 3GS")


def test_a_lone_house_number_goes_in_front_of_its_street() -> None:
    assert PostalAddress.from_parts(["12a", "High Street", "Fleet"], "GU51 3GS").lines == ("12a High Street", "Fleet")


@pytest.mark.parametrize("separator", [", ", "\n", ",\r\n", "; ", " | ", "\\n", "<br>", "<BR />", "    "])
def test_it_takes_one_cell_apart(separator: str) -> None:
    cell = separator.join(["Rose Cottage", "38 Back Lane", "Fleet", "GU51 3GS"])
    expected = PostalAddress(("Rose Cottage", "38 Back Lane", "Fleet"), "GU51 3GS")
    assert PostalAddress.from_one_cell(cell, "") == expected
    assert PostalAddress.from_one_cell(cell, "GU51 3GS") == expected


@pytest.mark.parametrize(
    ("lines", "postcode"),
    [
        (["No fixed abode"], "ZZ99 3VZ"),
        (["No fixed abode"], "GU51 3GS"),
        (["1 High Street"], "ZZ99 3CZ"),
        (["1 High Street"], ""),
        (["1 High Street"], "GU5"),
        (["1 High Street"], "XX1 3GS"),
        (["1 High Street"], "GU51 3GO"),
        (["1 High Street", "GU46 7AA"], "GU51 3GS"),
        (["-"], "GU51 3GS"),
        (["Address not known"], "GU51 3GS"),
        (["Gone away"], "GU51 3GS"),
        (["Do not post"], "GU51 3GS"),
        (["Fleet"], "GU51 3GS"),
        ([], "GU51 3GS"),
    ],
)
def test_post_does_not_reach(lines: list[str], postcode: str) -> None:
    assert not PostalAddress.from_parts(lines, postcode).is_mailable


def test_a_postcode_as_the_last_line_is_the_postcode_where_there_is_none() -> None:
    expected = PostalAddress(("1 High Street", "Fleet"), "GU51 3GS")
    assert PostalAddress.from_parts(["1 High Street", "Fleet", "GU51 3GS"], "") == expected
    assert PostalAddress.from_parts(["1 High Street", "Fleet GU51 3GS", "UK"], "") == expected


def test_a_letter_o_read_as_a_nought_is_said() -> None:
    address = PostalAddress.from_parts(["1 High Street", "Fleet"], "GU51 OGS")
    assert (address.postcode, address.is_mailable) == ("GU51 0GS", True)
    assert [note.shown for note in address.notes] == ["GU51 OGS"]


@pytest.mark.parametrize(
    ("parts", "postcode"),
    [
        (["4 Signals", "BFPO 57"], "BF1 2AT"),
        (["4 Signals", "BF1 2AT"], "BFPO 57"),
        (["4 Signals", "B.F.P.O. 57", "BFPO 57"], "BF1 2AT"),
        (["4 Signals BFPO 57"], "BF1 2AT"),
        (["4 Signals", "British Forces Post Office 57", "Germany"], "bf12at"),
    ],
)
def test_a_bfpo_number_stands_once_above_its_postcode(parts: list[str], postcode: str) -> None:
    address = PostalAddress.from_parts(parts, postcode)
    assert address.lines_for_window == ("4 Signals", "BFPO 57", "BF1 2AT")
    assert address.is_mailable


def test_the_names_of_places_alone_are_no_address() -> None:
    assert not PostalAddress.from_parts(["", "", "Frogmore", "Yateley"], "GU46 7AA", places=2).is_mailable
    assert not PostalAddress.from_parts(["-", "NULL", "Frogmore", "Yateley"], "GU46 7AA", places=2).is_mailable
    assert PostalAddress.from_parts(["", "2 Mill Row", "Frogmore", "Yateley"], "GU46 7AA", places=2).is_mailable
    assert PostalAddress.from_parts(["", "", "Home Farm", "Yateley"], "GU46 7AA", places=2).is_mailable


def test_no_fixed_abode_is_told_from_a_missing_postcode() -> None:
    assert PostalAddress.from_parts([], "ZZ99 3VZ").is_no_fixed_abode
    assert not PostalAddress.from_parts(["1 High Street"], "").is_no_fixed_abode


@given(st.lists(st.text(max_size=20), max_size=12))
def test_the_window_takes_six_lines_below_the_name_and_loses_none(parts: list[str]) -> None:
    address = PostalAddress.from_parts(parts, "GU51 3GS")
    window = address.lines_for_window
    assert len(window) <= 6
    assert window[-1] == "GU51 3GS"
    assert ", ".join(window[:-1]) == ", ".join(address.lines)


def test_the_window_shows_no_line_of_nothing_but_a_picture_whenever_it_was_stored() -> None:
    stored = PostalAddress(("\U0001f600", "1 Elm\u200b Road \U0001f600", "\u202eFleet"), "GU51 2QB")
    assert stored.lines_for_window == ("1 Elm Road", "Fleet", "GU51 2QB")
