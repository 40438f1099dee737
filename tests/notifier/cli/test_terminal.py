"""What is said at a terminal fits it, and stays as it is in a file."""

import sys

import pytest

from notifier.cli.terminal import people, say, tell, within

LONG = "  line 3: answer not understood: taken as declined (Consent to SMS: Maybe, said the well-known aunt)"


def test_long_lines_are_broken_between_words_and_go_on_set_in() -> None:
    assert within(40, f"short\n{LONG}") == (
        "short\n"
        "  line 3: answer not understood: taken\n"
        "      as declined (Consent to SMS:\n"
        "      Maybe, said the well-known aunt)"
    )


def test_no_word_is_broken_and_nothing_is_where_there_is_no_window() -> None:
    address = "https://surgery.example.com/healthz/" + "x" * 60
    assert within(40, address) == address
    assert within(None, LONG) == LONG


def test_each_stream_is_asked_whether_it_is_a_window(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(LONG)
    tell(LONG)
    assert capsys.readouterr() == (f"{LONG}\n", f"{LONG}\n")
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    say(LONG)
    tell(LONG)
    out, err = capsys.readouterr()
    assert out == f"{LONG}\n", "a result that is piped somewhere is broken nowhere"
    assert max(map(len, err.splitlines())) <= 40


def test_one_person_is_no_people() -> None:
    assert [people(number) for number in (0, 1, 2)] == ["0 people", "1 person", "2 people"]
