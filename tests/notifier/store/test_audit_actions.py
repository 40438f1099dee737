"""Each action has a sentence that its own details can fill, and its word is what earlier releases wrote."""

import re
from string import Formatter

import pytest

from notifier.store.audit_actions import AuditAction, in_a_sentence
from tests.house.program import PRODUCT, modules

WORD = re.compile(r"[a-z_]+\.[a-z_]+")


@pytest.mark.parametrize("action", AuditAction)
def test_a_sentence_names_who_did_it_and_only_what_it_may_carry(action: AuditAction) -> None:
    fields = {name for _text, name, _form, _conversion in Formatter().parse(action.sentence) if name}
    assert WORD.fullmatch(action.value)
    assert "who" in fields
    assert fields - {"who"} <= action.details
    assert not action.sentence.endswith(".")


def test_every_action_is_taken_somewhere() -> None:
    product = "".join(path.read_text(encoding="utf-8") for path in modules(*PRODUCT))
    assert not [action.name for action in AuditAction if f"AuditAction.{action.name}" not in product]


def test_an_event_is_told_as_a_sentence() -> None:
    told = in_a_sentence("suppression.added", "A. Practice", {"channel": "sms", "why": "STOP", "suppression": 4})
    assert told == "A. Practice stopped the sms to an address: STOP"


def test_an_event_of_an_earlier_release_lacks_a_detail() -> None:
    assert in_a_sentence("campaign.created", "Ada", {}) == "Ada created the campaign from the preset -"


def test_an_event_of_a_later_release_is_told_by_its_word() -> None:
    assert in_a_sentence("campaign.sold", "Ada", {"price": 3}) == "Ada: campaign.sold"
