"""The practice's reason: read from what it writes, refused where patients could not read it."""

import pytest

from notifier.campaigns import reasons
from notifier.campaigns.reasons import ProposalReason
from notifier.errors import NotFound, RenderFault, ValueRefused

OWN = ProposalReason(reason="We want to share less.", signed_by="Dr Robin Test", signed_role="GP partner")


def test_what_is_written_is_read_again() -> None:
    told = ProposalReason(
        reason='We say "why" - in  two\nlines.', signed_by="Dr Zoë O\\Test", signed_role="GP", reason_guardian="Why?"
    )
    assert reasons.parse_reason(told.source()) == told
    assert told.reason == 'We say "why" - in two lines.'
    assert reasons.parse_reason(f"{OWN.source()}example = true") == OWN.model_copy(update={"example": True})


def test_a_parent_reads_the_reason_that_is_meant_for_parents() -> None:
    for_both = ProposalReason(**(OWN.model_dump() | {"reason_guardian": "For your child."}))
    assert (for_both.said(guardian=False), for_both.said(guardian=True)) == (OWN.reason, "For your child.")
    assert OWN.said(guardian=True) == OWN.reason
    assert for_both.values(guardian=True)["reason"] == "For your child."


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("reason = ", "cannot be read"),
        ('signed_by = "A"\nsigned_role = "B"', "reason: Field required"),
        (OWN.source().replace("signed_role", "role"), "signed_role: Field required"),
        (OWN.source().replace("We want to share less.", "  "), "1 to 300 characters"),
        (OWN.source().replace("We want to share less.", "a" * 300 + "."), "1 to 300 characters"),
        (OWN.source().replace("less.", "less"), "full stop"),
        (OWN.source().replace("Dr Robin Test", "n" * 81), "1 to 80 characters"),
        (OWN.source().replace("GP partner", "\\u0000"), "1 to 80 characters"),
    ],
)
def test_what_patients_could_not_read_is_refused(source: str, fault: str) -> None:
    with pytest.raises(RenderFault, match=fault):
        reasons.parse_reason(source)


def test_reason_and_signer_are_given_together() -> None:
    assert reasons.given_reason("", "", "") is None
    assert reasons.given_reason(OWN.reason, OWN.signed_by, OWN.signed_role) == OWN
    for given in (("Why.", "", ""), ("", "Dr Robin Test", "GP partner"), ("Why.", "Dr Robin Test", "")):
        with pytest.raises(ValueRefused, match="given together"):
            reasons.given_reason(*given)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("We say {{ reason }}", True),
        ("{% if reminder %}{{ signed_by }}{% endif %}", True),
        ("The reason is that reason.", False),
        ("{{ practice_name }}", False),
        ("{% if reason", False),
    ],
)
def test_whether_a_text_says_it(body: str, says: bool) -> None:
    assert reasons.says_reason(body) is says


def test_a_language_that_asks_for_a_reason_has_to_have_one() -> None:
    asking = {"letter": "<p>{{ reason }}</p>", "page": ""}
    reasons.check_complete("local", "pl", {**asking, "reason": OWN.source()})
    reasons.check_complete("local", "pl", {"letter": "<p>words</p>"})
    with pytest.raises(NotFound, match=r"'local' has no text pl/reason.toml, for which its letter asks"):
        reasons.check_complete("local", "pl", asking)


def test_an_example_is_not_the_practices_own() -> None:
    assert reasons.is_own({"reason": OWN.source()})
    assert not reasons.is_own({"reason": f"{OWN.source()}example = true"})
    assert not reasons.is_own({"letter": "words"})
