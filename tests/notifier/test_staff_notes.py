"""A note is kept whole or refused, whatever it is about."""

import pytest

from notifier.errors import ValueRefused
from notifier.staff_notes import LONGEST_NOTE, note_fault, read_note


def test_a_note_is_kept_whole() -> None:
    longest = "x" * LONGEST_NOTE
    assert read_note(f"  {longest}\n") == longest
    assert note_fault(f" {longest} ", "Write one") == ""


def test_a_note_that_is_too_long_is_refused_with_how_much_it_is() -> None:
    with pytest.raises(ValueRefused, match=r"^shorten the note to 2,000 characters: it has 2,001$"):
        read_note("x" * 2_001)
    with pytest.raises(ValueRefused, match="to 300 characters"):
        read_note("x" * 301, 300)


def test_where_a_note_is_wanted_an_empty_one_is_asked_for() -> None:
    assert note_fault(" \n", "Write how you know") == "Write how you know"
    assert (note_fault("", ""), read_note(" ")) == ("", "")
