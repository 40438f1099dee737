"""Reviews for answers that hold a patient together, where none of them was in doubt when it was recorded.

Nobody may be held with nobody to ask about it. `record` sees a patient's replies under one NHS number: those under
another one that is theirs come together only once a person has found that out, and a conclusion may be taken back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.patients import identity_doubts
from notifier.replies import history, reception_order
from notifier.replies.history import ReplyView
from notifier.store.database import Database
from notifier.store.tables import Campaign, IdentityDoubt, Notice, Patient, Reply, Review
from notifier.vocabulary import CampaignStatus, Choice, Doubt


def ask_about_other_numbers(database: Database, now: datetime) -> int:
    """Open a review for each patient who agreed, and under another number that is theirs said otherwise.

    Returns how many. Safe to repeat: while a review of theirs is open, no other one is opened.
    """
    with database.reading() as session:
        if not _unasked(session):
            return 0
    with database.writing() as session:
        found = _unasked(session)
        for agreed in found:
            open_review(session, agreed.id, now)
        return len(found)


def unasked_agreement(own: Sequence[ReplyView], elsewhere: Sequence[ReplyView] = ()) -> ReplyView | None:
    """The agreement because of which a person is needed, if none of a patient's reviews is open.

    `elsewhere`: what they said under other numbers, of which only what does not agree counts.
    """
    said = sorted([*own, *(one for one in elsewhere if one.choice is not Choice.AGREE)], key=lambda one: one.id)
    if any(one.open_review for one in (*own, *elsewhere)) or not reception_order.needs_person(said):
        return None
    clear = (one for one in reversed(own) if one.choice is Choice.AGREE and not (one.in_doubt or one.set_aside))
    return next(clear, None)


def uncovered_agreement(said: Sequence[ReplyView], taken_back: int) -> ReplyView | None:
    """The agreement that would count now that another reply was taken back, which held it; None where none would.

    From keep, or not sure, towards an agreement nobody comes without a second look: what was taken back may have been
    right. `said` has the reply that was taken back, by its id, as it is by now.
    """
    gone = next(one for one in said if one.id == taken_back)
    held = {one.choice for one in said if one.id in (gone.id, gone.conclusion)} != {Choice.AGREE}
    standing = reception_order.standing(sorted(said, key=lambda one: one.id))
    if not held or standing is None or standing.choice is not Choice.AGREE or any(one.open_review for one in said):
        return None
    # Whoever concluded it after the other was logged had looked at both.
    return None if standing.is_conclusion and standing.recorded_at > gone.recorded_at else standing


def open_review(session: Session, reply_id: int, now: datetime) -> None:
    """Open a review of a clear reply, for it contradicts another one."""
    notice = session.get_one(Notice, session.get_one(Reply, reply_id).notice_id)
    session.add(
        Review(
            campaign_id=notice.campaign_id,
            notice_id=notice.id,
            reply_id=reply_id,
            doubt=Doubt.CONFLICT,
            opened_at=now,
            note="",
        )
    )


def _unasked(session: Session) -> list[ReplyView]:
    doubted = select(Patient.practice_id).join(IdentityDoubt, IdentityDoubt.patient_id == Patient.id)
    query = (
        select(Campaign.id, Campaign.practice_id)
        .where(Campaign.campaign_status.in_(CampaignStatus.launched()))
        .where(Campaign.practice_id.in_(doubted.where(IdentityDoubt.is_same.is_(True))))
        .order_by(Campaign.id)
    )
    found = []
    for campaign_id, practice_id in session.execute(query).all():
        pairs = identity_doubts.pairs_of(session, practice_id)
        notices = select(Notice.id, Notice.patient_id).where(
            Notice.campaign_id == campaign_id, Notice.patient_id.in_(pairs.same)
        )
        patients: dict[int, int] = {row.id: row.patient_id for row in session.execute(notices)}
        said = history.replies_of_notices(session, Notice.id.in_(patients))
        by_patient = {patients[notice_id]: replies for notice_id, replies in said.items()}
        for patient_id, own in by_patient.items():
            others = pairs.known_selves(patient_id) - {patient_id}
            elsewhere = [
                replace(reply, **reception_order.known_from(reply, pairs.met_at(patient_id)))
                for other in sorted(others)
                for reply in by_patient.get(other, ())
            ]
            agreed = unasked_agreement(own, elsewhere)
            found += [agreed] if agreed is not None else []
    return found
