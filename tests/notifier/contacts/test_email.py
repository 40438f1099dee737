"""Email addresses."""

import email_validator
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts import parse_email
from notifier.errors import ValueRefused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("patient.1@example.com", "patient.1@example.com"),
        (" Patient.650@Example.com ", "patient.650@example.com"),
        ("mailto:a.b@example.com", "a.b@example.com"),
        ("Ann Other <a.other@example.com>", "a.other@example.com"),
        ("a.other@example.com;", "a.other@example.com"),
        ("a@example.com; A@example.com", "a@example.com"),
        ("o'brien@example.co.uk", "o'brien@example.co.uk"),
        ("a@bücher.example.com", "a@xn--bcher-kva.example.com"),
    ],
)
def test_it_tidies_an_address(text: str, expected: str) -> None:
    assert parse_email(text) == expected


@pytest.mark.parametrize(
    "text",
    ["none@none.com", "none@none", "n/a", "declined", "noemail@gmail.com", "no.email@example.com", "unknown", "-"],
)
def test_a_placeholder_is_no_address(text: str) -> None:
    with pytest.raises(ValueRefused, match="email is a placeholder"):
        parse_email(text)


@pytest.mark.parametrize(
    "text",
    ["patient@@example.com", "patient", "a..b@example.com", "a@example", "a b@example.com", "@example.com", "a@-x.com"],
)
def test_a_wrong_form_is_no_address(text: str) -> None:
    with pytest.raises(ValueRefused, match="email is not an address"):
        parse_email(text)


def test_two_addresses_are_not_chosen_between() -> None:
    with pytest.raises(ValueRefused, match="two addresses"):
        parse_email("a@example.com, b@example.com")


@given(st.from_regex(r"[a-z0-9._+-]{1,12}@[a-z0-9.-]{1,12}\.(com|uk|org)", fullmatch=True))
def test_its_fast_road_agrees_with_the_library(text: str) -> None:
    try:
        taken: str | None = parse_email(text)
    except ValueRefused as fault:
        if "placeholder" in str(fault):
            return
        taken = None
    try:
        expected: str | None = email_validator.validate_email(text, check_deliverability=False).normalized
    except email_validator.EmailNotValidError:
        expected = None
    assert taken == expected
