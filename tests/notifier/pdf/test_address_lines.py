"""Addresses as a print house counts their lines: wrapped where one is too long, joined where they are too many."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.pdf.address_lines import fit_address, printed_lines
from notifier.pdf.geometry import ENVELOPES, PRINTER
from tests.notifier.letter_samples import stationery

CARE_HOME = (
    "Mrs Ada Test",
    "Room 7, Floor 2, Block C",
    "The Extremely Long Named Residential Care Home for Retired Gentlefolk, Old Station Yard",
    "Upper Frogmore-under-Lyme",
    "Blackwater",
    "Hampshire (North East)",
    "GU17 9XX",
)
# As long as the tables of the NHS allow: names of 35 letters each, and five lines of as many.
LONGEST = (
    "Professor Bartholomew-Maximilian Cholmondeley-Featherstonehaugh-Wriothesley",
    *(
        "THE WHITE HOUSE NURSING HOME ANNEXE",
        "WILLIAMS WHOLEMEAL MILL APARTMENTS",
        "1282-1288A MAXIMILIAN WHARFINGER WY",
    ),
    *("WOMBWELL-MOUNTSORREL MAGNA WITHOUT", "WESTON-SUPER-MARE WITH WOODSPRINGMO", "GU17 9XX"),
)


@cache
def width_of(character: str) -> float:
    return stationery().faces.regular.advance(character, 1)


def measure(text: str) -> float:
    return sum(map(width_of, text))


@pytest.mark.parametrize("lines", [CARE_HOME, LONGEST])
@pytest.mark.parametrize("name", ENVELOPES)
def test_no_word_is_lost_and_no_line_is_wider_than_the_window(name: str, lines: tuple[str, ...]) -> None:
    envelope = ENVELOPES[name]
    printed = fit_address(lines, envelope.window, envelope.most_lines, measure)
    assert printed is not None
    assert " ".join(printed.lines).replace(",", "").split() == " ".join(lines).replace(",", "").split()
    room = envelope.window.width * 72 / 25.4 / printed.points
    assert all(measure(line) <= room for line in printed.lines)
    assert printed.points >= 7
    if envelope is PRINTER:
        assert len(printed.lines) == 7
    assert printed.lines[-1] == "GU17 9XX"


def test_neighbours_share_a_line_before_all_of_them_run_on() -> None:
    assert printed_lines(["name", "a", "bb", "ccc", "end"], 6, 5, len) == ["name", "a", "bb", "ccc", "end"]
    assert printed_lines(["name", "a", "bb", "ccc", "end"], 6, 4, len) == ["name", "a, bb", "ccc", "end"]
    assert printed_lines(["name", "aaaaa", "bbb", "cc", "end"], 7, 4, len) == ["name", "aaaaa", "bbb, cc", "end"]
    assert printed_lines(["name", "aaa aa", "bbb bb", "end"], 7, 3, len) is None
    assert printed_lines(["name", "aaa aaaaa", "bb bbbbb", "end"], 9, 4, len) == [
        *("name", "aaa aaaaa", "bb bbbbb", "end")
    ]


def test_no_line_begins_with_a_sign_that_the_printer_refuses() -> None:
    assert printed_lines(["n", "Old Hall (North Wing)", "x"], 16, 9, len) == ["n", "Old Hall (North", "Wing)", "x"]
    assert printed_lines(["n", "Old Hall (North Wing)", "x"], 14, 9, len) == ["n", "Old", "Hall (North", "Wing)", "x"]


def test_a_word_is_never_cut() -> None:
    assert printed_lines(["n", "a" * 20, "x"], 19, 9, len) is None


@given(st.lists(st.text("abcde ", max_size=40).map(str.split).map(" ".join).filter(bool), min_size=1, max_size=7))
def test_whatever_is_printed_is_all_of_it(lines: list[str]) -> None:
    printed = printed_lines(lines, 12, 7, len)
    if printed is not None:
        assert len(printed) <= 7
        assert max(map(len, printed)) <= 12
        assert " ".join(printed).replace(",", "").split() == " ".join(lines).split()
