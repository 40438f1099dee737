"""The first things to try in a sample practice, each with its page, ticked off once they were done."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from sqlalchemy.orm import Session

from notifier.practice.accounts import StaffAccount
from notifier.practice.own_deeds import done_since_launch
from notifier.store.audit_actions import AuditAction
from notifier.vocabulary import CheckState, Role


class TourStep(NamedTuple):
    """One thing to try: its title, where, what shows that it was done, and what to see by it."""

    title: str
    address: str
    deed: AuditAction
    sentence: str


class TriedStep(NamedTuple):
    """A step and how it stands."""

    step: TourStep
    state: CheckState


def tour_of(session: Session, staff: StaffAccount, campaign_id: int) -> Sequence[TriedStep]:
    """The five steps for a person's role, in order, for the campaign that runs; none for who has no such role."""
    steps = _steps(staff, campaign_id)
    done = done_since_launch(session, staff, campaign_id, [one.deed for one in steps])
    return [TriedStep(one, CheckState.DONE if one.deed in done else CheckState.OPEN) for one in steps]


def _steps(staff: StaffAccount, campaign_id: int) -> Sequence[TourStep]:
    if Role.MANAGER in staff.roles:
        return _for_manager(campaign_id)
    return _for_reception(campaign_id) if Role.RECEPTION in staff.roles else ()


def _for_reception(campaign_id: int) -> Sequence[TourStep]:
    desk = url_for("staff.desk", campaign_id=campaign_id)
    return (
        TourStep(
            "Find a patient",
            desk,
            AuditAction.PATIENT_OPENED,
            "Type the beginning of a name, and open somebody. Their page says what they were sent and what they said.",
        ),
        TourStep(
            "Log an answer",
            desk,
            AuditAction.REPLY_SETTLED,
            "Open a patient, choose Keep and Phone, and save. From that moment nothing is done to their record.",
        ),
        TourStep(
            "Take it back",
            desk,
            AuditAction.REPLY_UNDONE,
            "The wrong patient? Undo within a minute, or say so beside the answer. It stays, and counts for nothing.",
        ),
        TourStep(
            "Settle an answer",
            url_for("staff.reviews", campaign_id=campaign_id),
            AuditAction.REVIEW_CLOSED,
            "Log Keep as somebody’s carer says it. It waits under Things to settle, until you say there what you know.",
        ),
        TourStep(
            "Hang a poster",
            url_for("staff.displays", campaign_id=campaign_id),
            AuditAction.DISPLAY_UP,
            "Record that a poster is up, and where. It is evidence, and tells nobody individually.",
        ),
    )


def _for_manager(campaign_id: int) -> Sequence[TourStep]:
    return (
        TourStep(
            "Find a patient",
            url_for("staff.desk", campaign_id=campaign_id),
            AuditAction.PATIENT_OPENED,
            "Type the beginning of a name, and open somebody: what they were sent, what they said, what follows.",
        ),
        TourStep(
            "Pause the sending",
            url_for("staff.confirm_pause", campaign_id=campaign_id),
            AuditAction.CAMPAIGN_PAUSED,
            "The first thing to do whenever something looks wrong. Answers are taken all the same.",
        ),
        TourStep(
            "Let it go on",
            url_for("staff.confirm", campaign_id=campaign_id, step="resume"),
            AuditAction.CAMPAIGN_RUNNING,
            "The page says in numbers what that does, before there is a button.",
        ),
        TourStep(
            "Hang a poster",
            url_for("staff.displays", campaign_id=campaign_id),
            AuditAction.DISPLAY_UP,
            "Have the posters made, look at them, and record that one is up.",
        ),
        TourStep(
            "Begin a campaign of your own",
            url_for("staff.new_campaign"),
            AuditAction.CAMPAIGN_CREATED,
            "Its check list says what is left until a launch. Nobody is told anything by it.",
        ),
    )
