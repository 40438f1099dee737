"""What is no writing never gets any further."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts.clean_text import clean_text, left_out, named_characters, unusual_spaces
from notifier.contacts.full_names import join_names


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Ann\u200bna", "Annna"),
        ("\u202eevil", "evil"),
        ("\u2067Omar\u2069", "Omar"),
        ("Jo \U0001f600", "Jo"),
        ("Jo \U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f469 Smith", "Jo Smith"),
        ("1\ufe0f\u20e3 Elm Road", "1 Elm Road"),
        ("Nbsp\u00a0Name", "Nbsp Name"),
        ("Tab\tName", "Tab Name"),
        ("Bell\x07", "Bell"),
        ("soft\u00adly", "softly"),
        ("\u3164", ""),
        ("Elodie\u0301", "Elodié"),
        ("  two   spaces ", "two spaces"),
        ("private \ue000 use", "private use"),
    ],
)
def test_it_leaves_out_what_is_no_writing(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    "name",
    ["O’Brien", "Flat ½, 3 №", "ʻOkina", "ਗੁਰਪ੍ਰੀਤ", "កុសល", "می\u200cخواهم", "Siân", "Ậ̀", "小明", "A+E & Co"],
)
def test_it_leaves_writing_as_it_is(name: str) -> None:
    assert clean_text(name) == unicodedata.normalize("NFC", name)
    assert left_out(name) == []


def test_a_joiner_stays_only_where_letters_are_joined() -> None:
    assert clean_text("Ann\u200dna \u200cمی\u200c") == "Annna می"


def test_it_names_what_it_left_out_and_what_it_took_for_a_space() -> None:
    found = left_out("a\u200bb\U0001f600\u200b\t\u00a0")
    assert named_characters(found) == "U+200B ZERO WIDTH SPACE, U+1F600 GRINNING FACE"
    assert named_characters(unusual_spaces("a\u00a0b c\t")) == "U+00A0 NO-BREAK SPACE, U+0009 TAB"


@given(st.text())
def test_nothing_that_turns_or_hides_text_is_left_in_a_full_name(name: str) -> None:
    full = join_names("Mr", name)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") for sign in full)
    assert not {"\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200b"} & set(full)
    assert clean_text(clean_text(name)) == clean_text(name)
