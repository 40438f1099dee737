"""Mobile numbers."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from notifier.contacts import Mobile
from notifier.errors import ValueRefused


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "07700900123",
        "7700900123",
        "7700900123.0",
        "+447700900123",
        "447700900123",
        "0044 7700 900123",
        "+44 (0)7700 900123",
        "(07700) 900-123",
        "07700.900.123",
        "'07700900123",
        '="07700900123"',
        "07700\u00a0900123",
        "０７７００９００１２３",
        "07700 900 123 (mum)",
        "mum: 07700900123",
        "07700 900123 ext 2",
        "07700 900123 / 01632 960123",
        "01632 960123 or 07700 900123",
        "01632960123 07700900123",
        "07700 900123, +44 7700 900123",
    ],
)
def test_it_reads_every_way_of_writing_one_mobile(text: str) -> None:
    assert Mobile.parse(text) == "+447700900123"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("01632 960123", "mobile is a landline"),
        ("020 7946 0123", "mobile is a landline"),
        ("0770090012", "mobile has too few digits"),
        ("077009001234", "mobile has too many digits"),
        ("7.70E+09", "mobile mangled by a spreadsheet"),
        ("4.47701E+11", "mobile mangled by a spreadsheet"),
        ("declined", "mobile is not a number"),
        ("00000000000", "mobile is not a mobile number"),
        ("07012 345678", "mobile is a personal number (070)"),
        ("07600 123456", "mobile is a pager"),
        ("07700 900123 / 07700 900456", "mobile holds two different mobile numbers"),
        ("wife 07700900123 husband 07700900456", "mobile holds two different mobile numbers"),
        ("O7700 900123", "mobile has a letter in place of a digit"),
        ("07700 9OO123", "mobile has a letter in place of a digit"),
        ("O 7700 900123", "mobile has a letter in place of a digit"),
        ("0770O 900l23", "mobile has a letter in place of a digit"),
        ("07700 900123 DO NOT TEXT", "mobile comes with a warning"),
        ("+353 87 123 4567", "mobile is not a number of the United Kingdom"),
        ("+7 700 900123", "mobile is not a number of the United Kingdom"),
        ("+7700900123", "mobile is not a number of the United Kingdom"),
    ],
)
def test_it_says_why_there_is_no_mobile(text: str, why: str) -> None:
    with pytest.raises(ValueRefused) as fault:
        Mobile.parse(text)
    assert str(fault.value) == why


@pytest.mark.parametrize("text", ["07624 123456", "07797 712345", "07781 123456"])
def test_it_takes_mobiles_of_man_jersey_and_guernsey(text: str) -> None:
    assert Mobile.parse(text) == "+44" + text.replace(" ", "")[1:]


def test_it_prints_for_people_and_knows_samples() -> None:
    mobile = Mobile.parse("+447700900123")
    assert (mobile.national, mobile.is_sample) == ("07700 900123", True)
    assert Mobile.parse("07700 999999").is_sample
    assert not Mobile.parse("07400 123456").is_sample


@given(st.from_regex(r"07[0-9]{9}", fullmatch=True).filter(lambda text: not text.startswith("077009")))
def test_its_fast_road_agrees_with_the_library(text: str) -> None:
    number = phonenumbers.parse(text, "GB")
    expected = phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    try:
        taken = Mobile.parse(text) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    except ValueRefused:
        taken = False
    assert taken == expected


@given(st.text(alphabet="0123456789+() /OoIlmuE.-", max_size=30))
def test_it_never_makes_a_number_out_of_digits_that_are_not_there(text: str) -> None:
    try:
        mobile = Mobile.parse(text)
    except ValueRefused:
        return
    digits = "".join(sign for sign in text if sign.isdigit())
    assert mobile[3:] in digits
