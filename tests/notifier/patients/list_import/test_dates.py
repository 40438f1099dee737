"""Dates of clinical systems."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import ValueRefused
from notifier.patients.list_import.dates import MONTH_FIRST, parse_birth_date, parse_date

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "03-Apr-1965",
        "3 Apr 1965",
        "03 April 1965",
        "3rd April 1965",
        "03/04/1965",
        "3/4/1965",
        "03.04.1965",
        "03-04-1965",
        "1965-04-03",
        "1965/04/03",
        "19650403",
        "196504031430",
        "03-APR-1965",
        "03/Apr/1965",
        "Sat 03 Apr 1965",
        "03-Apr-1965 14:30",
        "03/04/1965 00:00:00",
        "1965-04-03T00:00:00Z",
        "1965-04-03 00:00:00.000",
        "3/4/1965 2:30 PM",
        " '03/04/1965",
        "03 Apr 1965, 09:14",
    ],
)
def test_it_reads_every_form_day_first_or_year_first(text: str) -> None:
    assert parse_date(text) == date(1965, 4, 3)


@pytest.mark.parametrize("text", ["01/02/63", "01-Feb-63", "1 Feb '63", "63-02-01", "01.02.63", "01/02/63 00:00"])
def test_it_refuses_a_two_digit_year(text: str) -> None:
    with pytest.raises(ValueRefused, match="with a two-digit year"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "31-Feb-1990",
        "Feb 18, 1965",
        "1965-13-01",
        "1965",
        "Feb 1965",
        "23456",
        "########",
        "00/00/1965",
        "29/02/1900",
        "19651304",
        "1965-04/03",
        "03/04/19655",
        "soon",
    ],
)
def test_it_refuses_what_is_no_date_or_has_the_month_by_name_first(text: str) -> None:
    with pytest.raises(ValueRefused, match="unreadable"):
        parse_date(text)


@pytest.mark.parametrize("text", ["04/13/1990", "4-13-1990", "12/31/1952 00:00:00", "01.18.1965"])
def test_it_says_of_a_date_that_only_the_month_first_explains_that_it_does(text: str) -> None:
    with pytest.raises(ValueRefused, match=MONTH_FIRST):
        parse_date(text)


@pytest.mark.parametrize("text", ["13/32/1990", "0/13/1990", "13/13/1990"])
def test_no_order_explains_what_is_no_date_in_any(text: str) -> None:
    with pytest.raises(ValueRefused, match="unreadable"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "date of birth missing"),
        ("-", "date of birth missing"),
        ("01/01/2031", "date of birth in the future"),
        ("23/11/2026", "date of birth in the future"),
        ("21/11/1906", "date of birth over 120 years ago"),
        ("01/01/1900", "date of birth over 120 years ago"),
        ("31/02/1990", "date of birth unreadable"),
        ("01/02/63", "date of birth with a two-digit year"),
    ],
)
def test_a_date_of_birth_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(ValueRefused) as fault:
        parse_birth_date(text, TODAY)
    assert str(fault.value) == why


@pytest.mark.parametrize("text", ["22/11/2026", "22/11/1906"])
def test_the_first_and_the_last_possible_birthday_are_taken(text: str) -> None:
    assert parse_birth_date(text, TODAY).day == 22


@given(st.dates(), st.sampled_from(["%d-%b-%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d %B %Y"]))
def test_it_reads_back_what_was_printed(day: date, form: str) -> None:
    text = day.strftime(form.replace("%Y", f"{day.year:04}"))
    assert parse_date(text) == day


@given(st.text(max_size=24))
def test_it_never_raises_anything_else(text: str) -> None:
    try:
        read = str(parse_date(text).year)
    except ValueRefused as fault:
        read = str(fault)
    assert read.isdigit() or read in ("unreadable", "with a two-digit year")
