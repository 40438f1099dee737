"""What a text says: KEEP is clear however it is written, and nothing else ever is."""

import unicodedata
from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.patients import access_codes
from notifier.patients.access_codes import Keys, spaced_code
from notifier.replies.sms_keywords import STOP_WORDS, read_text

KEYS = Keys.derive(b"k" * 32)
# A sound code with both characters that people mistake for letters.
CODE = next(code for serial in count() if {"0", "1"} <= set(code := access_codes.make_code(KEYS, 1, 1, serial)))


@pytest.mark.parametrize(
    "body", ["KEEP", "keep", " Keep. ", "“Keep!”", "K E E P", "\u200bKEEP\u00a0", "ＫＥＥＰ", "keep\r\n", "*KEEP* 🙂"]
)
def test_keep_alone_is_read_however_it_is_written(body: str) -> None:
    reading = read_text(body)
    assert reading.keep_alone
    assert (reading.keep_code, reading.stops) == (None, False)


@pytest.mark.parametrize(
    "write",
    [
        lambda code: f"KEEP {spaced_code(code)}",
        lambda code: f"keep {spaced_code(code).lower().replace('-', ' ')}",
        lambda code: f"Keep: {code}.",
        lambda code: f"KEEP{code}",
        lambda code: f"Keep\r\n{spaced_code(code)}\r\n",
        lambda code: f"KEEP “{spaced_code(code).replace('-', '–')}”",
        lambda code: f"keep\u00a0{code.replace('0', 'O').replace('1', 'l')}",
        lambda code: f"KEEP #{code.replace('1', 'i').replace('0', 'o')}",
    ],
)
def test_keep_with_a_code_is_read_however_it_is_written(write: Callable[[str], str]) -> None:
    assert read_text(write(CODE)).keep_code == CODE


@settings(deadline=None)
@given(st.lists(st.sampled_from([" ", "-", "\n", "\u00a0", "\u2014", '"', "\u200b", ".", "", "\t"]), min_size=16))
def test_nothing_between_the_letters_changes_what_they_say(between: list[str]) -> None:
    body = "".join(f"{letter}{gap}" for letter, gap in zip(f"keep{CODE}", between, strict=False))
    assert read_text(body).keep_code == CODE


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_words_beside_a_code_are_never_read_as_clear_and_never_lose_it(before: str, after: str) -> None:
    reading = read_text(f"{before} KEEP {CODE} {after}")
    if any(letter.isalnum() for letter in unicodedata.normalize("NFKC", before + after)):
        assert reading.mentions_keep
    else:
        assert reading.keep_code == CODE
    assert reading.keep_code in (None, CODE)
    assert CODE in reading.codes


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_read(body: str) -> None:
    reading = read_text(body)
    assert sum((reading.keep_alone, reading.keep_code is not None, reading.stops, reading.starts)) <= 1


@pytest.mark.parametrize(
    "body",
    [
        "keep it please",
        "I want to keep my record",
        "don't keep",
        "keeping",
        f"KEEP {CODE} thanks",
        f"KEEP {CODE[:-1]}",
        f"KEEP {CODE} {CODE}",
        f"keep {CODE[1]}{CODE[0]}{CODE[2:]}",
    ],
)
def test_keep_among_other_words_is_heard_but_not_clear(body: str) -> None:
    reading = read_text(body)
    assert reading.mentions_keep
    assert (reading.keep_alone, reading.keep_code) == (False, None)


@pytest.mark.parametrize(
    "body", ["", "   ", "NO", "YES", "ok", "👍", "upkeep", CODE, "stop it", "please stop", "сохранить"]
)
def test_anything_else_says_nothing_for_certain(body: str) -> None:
    reading = read_text(body)
    assert not any((reading.keep_alone, reading.keep_code, reading.mentions_keep, reading.stops, reading.starts))


@pytest.mark.parametrize("word", sorted(STOP_WORDS))
def test_a_stop_word_is_read_however_it_is_written(word: str) -> None:
    assert all(read_text(body).stops for body in (word, word.upper(), f" {word.title()}. ", f"“{word}”!"))


def test_stop_words_of_two_words_are_one() -> None:
    assert read_text("opt out").stops
    assert read_text("Opt-Out").stops
    assert read_text("STOP ALL").stops


def test_a_code_is_found_wherever_it_stands() -> None:
    link = f"is this me? https://surgery.example.com/r/{CODE} my ref {spaced_code(CODE).lower()} or keep{CODE}?"
    assert read_text(link).codes == {CODE}
