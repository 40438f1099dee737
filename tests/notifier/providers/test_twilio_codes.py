"""Twilio's codes: whose fault each of them is."""

import pytest

from notifier.providers.twilio_sms.codes import twilio_meaning
from notifier.vocabulary import FailReason


@pytest.mark.parametrize("code", [21219, 21408, 21606, 21608, 21612, 30018, 30024, 30040, 30041, 30042, 30043])
def test_what_may_be_one_numbers_is_no_refusal_of_our_account(code: int) -> None:
    assert twilio_meaning(code) == (FailReason.NOT_ALLOWED, True)


@pytest.mark.parametrize("code", [401, 402, 20003, 20005, 21703, 30002, 30034])
def test_what_cannot_be_one_numbers_is_our_accounts(code: int) -> None:
    assert twilio_meaning(code) == (FailReason.ACCOUNT, False)
