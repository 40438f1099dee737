"""Whose a slip may be: who is held because of it, and who is not."""

from datetime import date
from typing import NamedTuple

import pytest

from notifier.replies.loose_slips import LooseSlips, SlipSigns


class Listed(NamedTuple):
    """A patient on a list."""

    given_name: str = "Siân"
    family_name: str = "O'Leary-Jones"
    date_of_birth: date = date(1980, 3, 31)
    nhs_number: str = "9990000018"
    id: int = 7


@pytest.mark.parametrize(
    ("name", "born", "nhs_number", "coded", "is_meant"),
    [
        ("Mrs Sian OLEARY", "31/03/1980", "", None, True),
        ("jones", "31 March 1980", "", None, True),
        ("S", "31/03/1980", "", None, False),  # an initial, and many are born on a day
        ("Sian Jones", "", "", None, True),
        ("Jones", "", "", None, False),
        ("Mrs Jones", "smudged", "", None, False),
        ("Sian Jones", "30/03/1980", "", None, False),
        ("Somebody Else", "1/1/1990", "999 000 0018", None, True),
        ("Somebody Else", "1/1/1990", "999 000 0019", None, False),  # a wrong check digit is no number
        ("", "", "", 7, True),
        ("", "31/03/1980", "", None, False),
        ("", "", "", None, False),
    ],
)
def test_whom_a_slip_may_be_of(name: str, born: str, nhs_number: str, coded: int | None, is_meant: bool) -> None:
    signs = SlipSigns.read(name, born, nhs_number, coded)
    assert signs.may_be(Listed()) is is_meant
    # Held is whoever may be meant, and nobody else: the quick way asks the same.
    assert LooseSlips([signs]).that_may_be(Listed()) == is_meant
