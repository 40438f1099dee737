"""What a patient typed: every date read as meant, or refused in words; never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.vocabulary import Choice
from tests.web.world import answer
from web.patient import words
from web.patient.form import Form, read

TODAY = date(2026, 11, 23)
OWN = words.chosen(words.load(), "en")


def typed(choice: str = "keep", day: str = "31", month: str = "3", year: str = "1980") -> Form:
    return read(answer(choice, day, month, year), OWN, TODAY)


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "MAR", "mar.", " Mar "])
def test_it_takes_a_month_as_people_write_it(month: str) -> None:
    assert typed(month=month).date_of_birth == date(1980, 3, 31)


def test_it_takes_digits_of_other_scripts() -> None:
    arabic_indic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    form = typed(
        day="31".translate(arabic_indic), month="3".translate(arabic_indic), year="1980".translate(arabic_indic)
    )
    assert form.date_of_birth == date(1980, 3, 31)


@pytest.mark.parametrize(
    ("part", "text", "fault"),
    [
        ("year", "80", "Year must have 4 numbers, like 1980"),
        ("year", "1899", "Date of birth must be a real date, like 31 3 1980"),
        ("year", "2027", "Date of birth must be in the past"),
        ("month", "13", "Date of birth must be a real date, like 31 3 1980"),
        ("month", "ma", "Date of birth must be a real date, like 31 3 1980"),
        ("day", "32", "Date of birth must be a real date, like 31 3 1980"),
        ("day", "", "Date of birth must include a day"),
    ],
)
def test_it_refuses_what_it_would_have_to_guess(part: str, text: str, fault: str) -> None:
    form = typed(**{part: text})
    assert form.date_of_birth is None
    assert form.faults.dob == fault


def test_day_and_month_are_never_swapped() -> None:
    assert typed(day="3", month="31").date_of_birth is None


def test_it_names_both_parts_that_are_missing_and_leads_to_the_first() -> None:
    form = typed(month="", year="")
    assert form.faults.dob == "Date of birth must include a month and year"
    assert form.faults.links() == [{"text": form.faults.dob, "href": "#dob-month"}]


def test_a_choice_of_ours_is_needed() -> None:
    assert typed("perhaps").choice is None
    assert typed("perhaps").faults.choice == "Choose what you want"
    assert [typed(choice).choice for choice in Choice] == list(Choice)


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
def test_every_possible_birthday_is_taken(born: date) -> None:
    form = typed(day=str(born.day), month=str(born.month), year=str(born.year))
    assert form.date_of_birth == born
    assert not form.faults


@given(st.text(), st.text(), st.text(), st.text())
def test_whatever_is_typed_is_read_or_explained(choice: str, day: str, month: str, year: str) -> None:
    form = typed(choice, day, month, year)
    assert bool(form.faults) == (form.choice is None or form.date_of_birth is None)
    assert bool(form.faults) == bool(form.faults.links())
    assert len(form.typed.day) <= 20
