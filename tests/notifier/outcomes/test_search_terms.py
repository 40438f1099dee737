"""What was typed into the desk's box is told apart, in any order, and what is nothing is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.contacts.nhs_number import check_digit
from notifier.outcomes.search_terms import SearchTerms, birth_dates, mended_numbers, read_terms

TODAY = date(2026, 12, 1)
BORN = (frozenset({date(1980, 3, 31)}),)


def test_each_piece_is_known_by_its_looks() -> None:
    read = {
        "mrs o'leary 31/3/80 GU17 9XX 07700 900123": SearchTerms(
            names=("oleary",), title="mrs", born=BORN, mobiles=("+447700900123",), postcodes=("GU17 9XX",)
        ),
        "+44 7700 900123 smith-jones": SearchTerms(names=("smith", "jones"), mobiles=("+447700900123",)),
        "999 000 0018 07700 900123": SearchTerms(nhs_numbers=("9990000018",), mobiles=("+447700900123",)),
        "31 3 1980 ada, 1990": SearchTerms(names=("ada",), born=BORN, born_in=(1990,)),
        "gu17 oaa (Ann)": SearchTerms(names=("ann",), postcodes=("GU17 0AA",)),
        "GU17 9 ann": SearchTerms(names=("ann",), postcodes=("GU17 9",)),
        "gu1 ann": SearchTerms(names=("ann",), postcodes=("GU1 ",)),
        "dr": SearchTerms(names=("dr",)),
        "O’Neill Ó Briain": SearchTerms(names=("oneill", "o", "briain")),
    }
    assert {typed: read_terms(typed, TODAY) for typed in read} == read


@pytest.mark.parametrize(
    "written",
    [
        *("31/03/1980", "31/3/80", "31.3.80", "31-03-1980", "31 3 80", "310380", "31031980", "1980-03-31", "19800331"),
        *("31 March 1980", "31st Mar '80", "31-Mar-80", "March 31 1980", "mar 31 80", "Mon 31st March 1980"),
    ],
)
def test_a_birth_date_is_read_however_it_is_written(written: str) -> None:
    assert birth_dates(written, TODAY) == BORN[0]


def test_a_year_of_two_digits_may_be_of_either_century_and_is_never_to_come() -> None:
    assert birth_dates("30/11/26", TODAY) == {date(1926, 11, 30), date(2026, 11, 30)}
    assert birth_dates("2/12/26", TODAY) == {date(1926, 12, 2)}
    assert birth_dates("31/2/1980", TODAY) == birth_dates("03/31/1980", TODAY) == birth_dates("ann", TODAY) == set()


@given(st.integers(100_000_000, 999_999_999).map(str), st.integers(0, 9), st.integers(0, 9))
def test_a_number_with_one_slip_is_mended(first_nine: str, at: int, digit: int) -> None:
    check = check_digit(first_nine)
    if check is None:
        return
    whole = first_nine + check
    assert whole in mended_numbers(f"{whole[:at]}{digit}{whole[at + 1 :]}")
    if at < 9:
        assert whole in mended_numbers(whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :])


@given(st.text(alphabet="019 /-.+aZéŁ'%", max_size=40))
def test_whatever_is_typed_is_read(typed: str) -> None:
    terms = read_terms(typed, TODAY)
    assert terms.is_empty == (terms == SearchTerms(faults=terms.faults))
