"""Consents, dissents and preferences: any column that says no counts, and what nobody understands is a no."""

from pathlib import Path

import pytest

from notifier.patients.list_import.wish_cells import NOT_UNDERSTOOD
from tests.notifier.list_files import read_person


@pytest.mark.parametrize(
    ("cells", "sms", "email"),
    [
        ({"Consents_to_SMS": "No"}, True, False),
        ({"Consents_to_SMS": "Yes"}, False, False),
        ({"SMS_Consent": "Yes", "Consent_to_text": "No"}, True, False),
        ({"SMS_Consent": "", "SMS_declined": "Y"}, True, False),
        ({"Consent_to_contact_via_text_message": "Declined"}, True, False),
        ({"Messaging_consent": "No"}, True, True),
        ({"Consent_to_SMS_and_email": "No"}, True, True),
        ({"Okay_to_contact": "Yes"}, False, False),
        ({"Do_not_contact": "Y"}, True, True),
        ({"Opted_out_of_texts": "1"}, True, False),
        ({"Email_opt_in": "No"}, False, True),
        ({"Preferred_contact_method": "Letter"}, True, True),
        ({"Preferred_contact_method": "SMS"}, False, False),
        ({"Preferred_contact_method": "Email only"}, True, False),
        ({"Preferred_contact_method": "Text only"}, False, True),
        ({"Preferred_contact_method": "Home telephone"}, False, False),
        ({"Preferred_contact_method": "Do not contact"}, True, True),
        ({"Preferred_contact_method": ""}, False, False),
    ],
)
def test_it_reads_what_the_systems_call_it(tmp_path: Path, cells: dict[str, str], sms: bool, email: bool) -> None:
    person = read_person(tmp_path, **cells)
    assert (person.sms_declined, person.email_declined) == (sms, email)
    assert person.remarks == ()


@pytest.mark.parametrize(
    ("heading", "sms", "email"),
    [
        ("Consents to SMS", True, False),
        ("SMS opt out", True, False),
        ("Messaging consent", True, True),
        ("Preferred contact method", True, True),
    ],
)
def test_an_answer_that_nobody_understands_is_a_no_and_is_said(
    tmp_path: Path, heading: str, sms: bool, email: bool
) -> None:
    person = read_person(tmp_path, **{heading: "ask her son"})
    assert (person.sms_declined, person.email_declined) == (sms, email)
    assert {(remark.column, remark.why, remark.shown) for remark in person.remarks} == {
        (heading, NOT_UNDERSTOOD, "ask her son")
    }
