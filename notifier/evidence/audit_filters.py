"""Which events of the audit chain somebody wants to see, and may: as conditions on the table."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, or_, select
from sqlalchemy.orm import Session

from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import (
    AuditEvent,
    Campaign,
    CodingTask,
    Delivery,
    IdentityDoubt,
    Matter,
    Notice,
    Reply,
    Review,
    SlipPhoto,
    Staff,
)

PROGRAM = -1  # in place of the id of a person: what nobody signed in did


class EventFilter(NamedTuple):
    """Which events somebody wants to see: every one, but where a field says otherwise. All that is said holds."""

    campaign_id: int | None = None
    action: str = ""  # the word of one, see `AuditAction`
    since: datetime | None = None
    until: datetime | None = None  # before which they were
    area: str = ""  # the word of an action before its point, such as `campaign`
    staff_id: int | None = None  # whoever did it, or PROGRAM
    patient_id: int | None = None  # whom it is about, or something of theirs


def audit_areas() -> list[str]:
    """The words by which events are told apart, in the order of the actions."""
    return list(dict.fromkeys(action.value.partition(".")[0] for action in AuditAction))


def events_of_practice(practice_id: int) -> ColumnElement[bool]:
    """Nothing that another practice's people did, or that is about their campaigns.

    What nobody of any practice did is everybody's.
    """
    chains = (audit.INSTALLATION, practice_id)
    own_staff = select(Staff.id).where(Staff.practice_id == practice_id)
    campaigns = select(Campaign.id).where(Campaign.practice_id == practice_id)
    return and_(
        AuditEvent.chain.in_(chains),
        or_(AuditEvent.staff_id.is_(None), AuditEvent.staff_id.in_(own_staff)),
        or_(AuditEvent.campaign_id.is_(None), AuditEvent.campaign_id.in_(campaigns)),
    )


def wanted_events(session: Session, wanted: EventFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions that hold together."""
    found: list[ColumnElement[bool]] = []
    if wanted.campaign_id is not None:
        found.append(AuditEvent.campaign_id == wanted.campaign_id)
    if wanted.action:
        found.append(AuditEvent.action == wanted.action)
    if wanted.area:
        found.append(AuditEvent.action.startswith(f"{wanted.area}.", autoescape=True))
    if wanted.since is not None:
        found.append(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditEvent.at < wanted.until)
    if wanted.staff_id is not None:
        is_program = wanted.staff_id == PROGRAM
        found.append(AuditEvent.staff_id.is_(None) if is_program else AuditEvent.staff_id == wanted.staff_id)
    if wanted.patient_id is not None:
        found.append(_about_patient(session, wanted.patient_id))
    return found


def _about_patient(session: Session, patient_id: int) -> ColumnElement[bool]:
    """Events that name the patient, or something of theirs, by its id."""
    notices = select(Notice.id).where(Notice.patient_id == patient_id)
    either = or_(IdentityDoubt.patient_id == patient_id, IdentityDoubt.other_patient_id == patient_id)
    queries: dict[str, Select[int]] = {
        "notice": notices,
        "delivery": select(Delivery.id).where(Delivery.notice_id.in_(notices)),
        "reply": select(Reply.id).where(Reply.notice_id.in_(notices)),
        "review": select(Review.id).where(Review.notice_id.in_(notices)),
        "matter": select(Matter.id).where(Matter.patient_id == patient_id),
        "photo": select(SlipPhoto.id).where(SlipPhoto.patient_id == patient_id),
        "task": select(CodingTask.id).where(CodingTask.patient_id == patient_id),
        "doubt": select(IdentityDoubt.id).where(either),
    }
    about = [_names("patient", [str(patient_id)])]
    for name, query in queries.items():
        if ids := [str(one) for one in session.execute(query).scalars()]:
            about.append(_names(name, ids))
    return or_(*about)


def _names(detail: str, ids: Sequence[str]) -> ColumnElement[bool]:
    """Whether an event's detail is one of these ids; only actions that have such a detail are looked at."""
    actions = [action.value for action in AuditAction if detail in action.details]
    return and_(AuditEvent.action.in_(actions), cast(AuditEvent.details[detail].as_string(), String).in_(ids))
