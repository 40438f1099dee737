"""The NHS number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs

from notifier.contacts import NhsNumber
from notifier.contacts.nhs_number import check_digit
from notifier.errors import ValueRefused


@pytest.mark.parametrize(
    "text",
    [
        "9994743546",
        "999 474 3546",
        "999-474-3546",
        "999\u00a0474\u00a03546",
        " 9994743546\t",
        "'9994743546",
        '="9994743546"',
        "9994743546.0",
        "999–474–3546",
    ],
)
def test_it_reads_every_way_of_writing_one_number(text: str) -> None:
    assert NhsNumber.parse(text) == "9994743546"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "NHS number missing"),
        ("  \u00a0", "NHS number missing"),
        ("n/a", "NHS number missing"),
        ("9994743547", "NHS number fails its check digit"),
        ("9999999999", "NHS number is one digit repeated"),
        ("0000000000", "NHS number is one digit repeated"),
        ("111 111 1111", "NHS number is one digit repeated"),
        ("9.99E+09", "NHS number mangled by a spreadsheet"),
        ("9.99474E+09", "NHS number mangled by a spreadsheet"),
        ("##########", "NHS number mangled by a spreadsheet"),
        ("999474354", "NHS number has too few digits"),
        ("99947435461", "NHS number has too many digits"),
        ("999474354O", "NHS number has characters that are not digits"),
        ("٩٩٩٤٧٤٣٥٤٦", "NHS number has characters that are not digits"),
    ],
)
def test_it_says_why_it_refuses(text: str, why: str) -> None:
    with pytest.raises(ValueRefused) as fault:
        NhsNumber.parse(text)
    assert str(fault.value) == why


def test_it_prints_in_groups_and_knows_samples() -> None:
    number = NhsNumber.parse("9994743546")
    assert (number.spaced, number.is_sample) == ("999 474 3546", True)
    assert not NhsNumber.parse("9434765919").is_sample


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_its_check_digit_agrees_with_an_independent_library(nine: str) -> None:
    check = check_digit(nine)
    assert [digit for digit in "0123456789" if nhs.is_valid(nine + digit)] == ([check] if check else [])


@given(st.text(max_size=30))
def test_it_never_takes_anything_but_ten_digits(text: str) -> None:
    try:
        number = NhsNumber.parse(text)
    except ValueRefused:
        return
    assert len(number) == 10
    assert nhs.is_valid(number)
