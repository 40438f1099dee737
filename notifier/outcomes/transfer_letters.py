"""A letter to the practice to which a coded or keeping patient moves.

The code goes with the record, and its reason does not.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.added_codes import RecordCode, codes_for
from notifier.campaigns.calendar import london_date
from notifier.campaigns.presets import template_root
from notifier.contacts import NhsNumber
from notifier.contacts.full_names import join_names
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import facts, freezing
from notifier.outcomes.facts import Concluded
from notifier.outcomes.frozen_rows import FrozenRow
from notifier.outcomes.reason_sentences import spoken_day
from notifier.practice.accounts import StaffAccount
from notifier.replies import history
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, FrozenOutcome, FrozenSet, Notice, Patient, Practice
from notifier.vocabulary import Extent, HoldReason, OutcomeKind, Role

_EXTENTS = {
    Extent.CORE: "medicines, allergies and bad reactions only",
    Extent.ADDITIONAL: "also additional information",
}


class _Coded(NamedTuple):
    """What a closed set says of a patient whom it lets be coded."""

    row: FrozenRow
    closed_on: str


def transfer_letter(session: Session, campaign_id: int, nhs_number: str, staff: StaffAccount, now: datetime) -> str:
    """The letter's text: what was proposed, told, answered and added, and how it is undone.

    Raises NotFound for a number that nobody here has; NotAllowed without the role, and for a patient whom neither a
    frozen set lets be coded nor their own wish keeps: their record has nothing of the campaign.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    patient = _patient(session, campaign, nhs_number)
    (one,) = facts.conclude(session, campaign, now, [patient.id])
    coded = _coded(session, campaign, patient.id)
    if coded is None and one.outcome.reason is not HoldReason.OBJECTED:
        raise NotAllowed(
            "no frozen set lets this patient be coded, and they do not keep it: their record has nothing to explain"
        )
    practice, preset = session.get_one(Practice, campaign.practice_id), lifecycle.preset_of(campaign)
    source = (template_root() / "coding" / "transfer_letter.txt").read_text(encoding="utf-8")
    page = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)  # noqa: S701 - no HTML
    text = page.from_string(source).render(
        practice=practice,
        full_name=join_names(patient.title, patient.given_name, patient.family_name),
        born=spoken_day(patient.date_of_birth),
        nhs_number=NhsNumber(patient.nhs_number).spaced,
        today=spoken_day(london_date(now)),
        title=preset.title,
        summary=preset.summary,
        launched_on=spoken_day(london_date(campaign.launched_at)) if campaign.launched_at else "",
        **_said_and_added(session, campaign, one, coded),
    )
    said = {"patient": patient.id}
    audit.append(session, AuditAction.TRANSFER_LETTER, now, staff_id=staff.id, campaign_id=campaign.id, **said)
    return text


def _said_and_added(session: Session, campaign: Campaign, one: Concluded, coded: _Coded | None) -> dict[str, Any]:
    """What the letter says of this patient alone."""
    keeps = one.outcome.reason is HoldReason.OBJECTED
    own = {"keeps": keeps, "extent": _extent(session, one.notice_id) if keeps else ""}
    if coded is None:
        return own | {"coded": None, "codes": (), "sentence": one.sentence, "sentence_now": ""}
    return own | {
        "coded": coded,
        "codes": _codes(session, campaign, coded.row),
        "sentence": coded.row.sentence,
        "sentence_now": one.sentence if one.sentence != coded.row.sentence else "",
    }


def _patient(session: Session, campaign: Campaign, nhs_number: str) -> Patient:
    number = str(NhsNumber.parse(nhs_number))
    query = select(Patient).where(
        Patient.practice_id == campaign.practice_id, Patient.nhs_number == number, Patient.replaced_at.is_(None)
    )
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("nobody on the list has this NHS number")
    return found


def _coded(session: Session, campaign: Campaign, patient_id: int) -> _Coded | None:
    """By the last set that lets the patient be coded: whoever was coded by it may be held by a later one."""
    query = (
        select(FrozenSet.id, FrozenSet.closed_at)
        .join(FrozenOutcome, FrozenOutcome.frozen_set_id == FrozenSet.id)
        .where(FrozenSet.campaign_id == campaign.id, FrozenSet.closed_at.is_not(None))
        .where(FrozenOutcome.patient_id == patient_id, FrozenOutcome.outcome != OutcomeKind.HOLD)
        .order_by(FrozenSet.number.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None or found.closed_at is None:
        return None
    row = next(row for row in freezing.frozen_outcomes(session, found.id) if row.patient_id == patient_id)
    return _Coded(row, spoken_day(london_date(found.closed_at)))


def _codes(session: Session, campaign: Campaign, row: FrozenRow) -> Sequence[RecordCode]:
    approval = lifecycle.latest_approval(session, campaign.id)
    signed_off = approval.silent_codes if approval else ()
    system = session.get_one(Practice, campaign.practice_id).clinical_system
    return codes_for(lifecycle.preset_of(campaign).adds, row.outcome, signed_off, system)


def _extent(session: Session, notice_id: int | None) -> str:
    said = history.replies_of_notices(session, Notice.id == notice_id).get(notice_id or 0, [])
    extents = [reply.extent for reply in said if reply.extent is not None and not reply.not_theirs]
    return _EXTENTS[extents[-1]] if extents else ""
