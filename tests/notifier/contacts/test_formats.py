"""A need that is on the record decides in which format somebody is written to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts.formats import written_format
from notifier.patients.samples.frequencies import FORMATS
from notifier.vocabulary import WrittenFormat

POINTS = "Requires written information in at least {} point sans serif font"


@pytest.mark.parametrize(
    ("points", "wanted"),
    [
        (12, WrittenFormat.STANDARD),
        (14, WrittenFormat.LARGE_16),
        (16, WrittenFormat.LARGE_16),
        (18, WrittenFormat.LARGE_20),
        (20, WrittenFormat.LARGE_20),
        (24, WrittenFormat.LARGE_24),
        (28, WrittenFormat.LARGE_28),
        (36, WrittenFormat.LARGE_28),
    ],
)
def test_a_size_is_never_smaller_than_what_is_asked_for_where_there_is_one(points: int, wanted: WrittenFormat) -> None:
    assert written_format(POINTS.format(points)) is wanted


@pytest.mark.parametrize(
    ("recorded", "wanted"),
    [
        ("Requires information in Easy read", WrittenFormat.EASY_READ),
        ("Requires information in uncontracted (Grade 1) Braille", WrittenFormat.BRAILLE),
        ("Requires information in contracted (Grade 2) Braille", WrittenFormat.BRAILLE),
        ("Requires information verbally", WrittenFormat.AUDIO),
        ("Requires third party to read out written information", WrittenFormat.AUDIO),
        ("Requires information on compact disc", WrittenFormat.AUDIO),
        ("Large print", WrittenFormat.LARGE_16),
        ("Braille", WrittenFormat.BRAILLE),
        ("Audio tape", WrittenFormat.AUDIO),
        ("20pt", WrittenFormat.LARGE_20),
        ("Font size 24", WrittenFormat.LARGE_24),
        ("Giant print", WrittenFormat.LARGE_24),
    ],
)
def test_the_terms_of_the_standards_are_known(recorded: str, wanted: WrittenFormat) -> None:
    assert written_format(recorded) is wanted


@pytest.mark.parametrize(
    ("recorded", "wanted"),
    [
        (f"{POINTS.format(16)}; {POINTS.format(24)}", WrittenFormat.LARGE_24),
        (f"{POINTS.format(28)}; Requires information in Easy read", WrittenFormat.EASY_READ),
        ("Requires information in Easy read; Requires information verbally", WrittenFormat.AUDIO),
        ("Audio tape; Braille", WrittenFormat.BRAILLE),
    ],
)
def test_of_several_the_one_that_asks_most_is_taken(recorded: str, wanted: WrittenFormat) -> None:
    assert written_format(recorded) is wanted


@pytest.mark.parametrize(
    "recorded",
    ["", "British Sign Language interpreter needed", "Requires contact by telephone", "Uses text relay", "None"],
)
def test_what_is_not_about_print_leaves_it_as_it_is(recorded: str) -> None:
    assert written_format(recorded) is WrittenFormat.STANDARD


def test_every_need_of_the_sample_lists_about_print_is_known() -> None:
    known = {written_format(term) for term, _share in FORMATS}
    assert known == {
        WrittenFormat.STANDARD,
        WrittenFormat.LARGE_20,
        WrittenFormat.EASY_READ,
        WrittenFormat.AUDIO,
        WrittenFormat.BRAILLE,
    }


@given(st.text())
def test_whatever_is_recorded_it_is_a_format(recorded: str) -> None:
    assert written_format(recorded) in WrittenFormat
