"""Postal addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts import PostalAddress
from notifier.contacts.postal import normal_postcode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KT8  2QJ", "KT8 2QJ"),
        ("gu173np", "GU17 3NP"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("BFPO 57", "BFPO 57"),
        ("ZZ993VZ", "ZZ99 3VZ"),
        ("GU17", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_it_normalises_a_postcode(text: str, expected: str) -> None:
    assert normal_postcode(text) == expected


def test_it_drops_blank_and_repeated_lines_and_trailing_commas() -> None:
    address = PostalAddress.from_parts(["Flat 2, ", "", " 31  Station Road,", "Fleet", "FLEET", ""], "gu51 3gs")
    assert address == PostalAddress(("Flat 2", "31 Station Road", "Fleet"), "GU51 3GS")


def test_a_lone_house_number_goes_in_front_of_its_street() -> None:
    assert PostalAddress.from_parts(["12a", "High Street", "Fleet"], "GU51 3GS").lines == ("12a High Street", "Fleet")


@pytest.mark.parametrize("separator", [", ", "\n", ",\r\n"])
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
        ([], "GU51 3GS"),
    ],
)
def test_post_does_not_reach(lines: list[str], postcode: str) -> None:
    assert not PostalAddress.from_parts(lines, postcode).is_mailable


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
