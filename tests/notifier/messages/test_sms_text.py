"""What a text message costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.messages.sms_text import SmsEncoding, SmsSize, downgrade, sms_parts


@pytest.mark.parametrize(
    ("text", "units", "parts"),
    [
        ("", 0, 0),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("£éñü@_ÆΩ", 8, 1),
        ("[x]", 5, 1),
    ],
)
def test_gsm7_texts_are_counted_in_septets(text: str, units: int, parts: int) -> None:
    assert sms_parts(text) == SmsSize(SmsEncoding.GSM7, units, parts)


def test_an_escape_pair_never_straddles_two_parts() -> None:
    assert sms_parts("a" * 152 + "€" + "a" * 152).parts == 3
    assert sms_parts("a" * 151 + "€" + "a" * 153).parts == 2


@pytest.mark.parametrize(
    ("text", "units", "parts"),
    [("ł", 1, 1), ("ł" * 70, 70, 1), ("ł" * 71, 71, 2), ("ł" * 135, 135, 3), ("\N{GRINNING FACE}" * 35, 70, 1)],
)
def test_other_texts_are_counted_in_sixteen_bit_units(text: str, units: int, parts: int) -> None:
    assert sms_parts(text) == SmsSize(SmsEncoding.UCS2, units, parts)


def test_a_surrogate_pair_never_straddles_two_parts() -> None:
    assert sms_parts("ł" * 66 + "\N{GRINNING FACE}" + "ł" * 66).parts == 3


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Siân’s” – yes…", '"Sian\'s" - yes...'),
        ("Łuczak, Žukauskas, Nguyễn, Çelik, François", "Luczak, Zukauskas, Nguyen, Çelik, Francois"),
        ("Zoë Müller, José, Åsa", "Zoe Müller, José, Åsa"),
        ("01632\N{NO-BREAK SPACE}960\N{ZERO WIDTH SPACE}123\N{ZERO WIDTH JOINER}", "01632 960123"),
        ("Ysbyty Gŵyr", "Ysbyty Gwyr"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("سلام", "سلام"),
        ("می\N{ZERO WIDTH NON-JOINER}خواهم", "می\N{ZERO WIDTH NON-JOINER}خواهم"),
    ],
)
def test_a_text_is_made_cheaper_and_stays_readable(text: str, plain: str) -> None:
    assert downgrade(text) == plain


@given(st.text())
def test_to_make_a_text_cheaper_twice_changes_nothing_more(text: str) -> None:
    assert downgrade(downgrade(text)) == downgrade(text)


@given(st.text(), st.characters())
def test_a_longer_text_never_costs_fewer_parts(text: str, character: str) -> None:
    assert sms_parts(text + character).parts >= sms_parts(text).parts
