"""How a campaign stands on paper, in numbers: what waits for the printer, the post and the desk, and what came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.errors import NotFound
from notifier.print_runs import runs
from notifier.print_runs.runs import RunView
from notifier.store.tables import Delivery, Notice, Patient, PrintedLetter
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, Pile, Wave


@dataclass(frozen=True)
class PileStanding:
    """One pile of one run: its letters, how many of them wait for the post, when the last of the others went, and how
    many came back or were spoiled.
    """

    pile: Pile
    letters: int
    to_post: int
    posted_at: datetime | None
    returned: int


@dataclass(frozen=True)
class RunStanding:
    """One print run with its piles."""

    run: RunView
    piles: Sequence[PileStanding]


@dataclass(frozen=True)
class AtDesk:
    """One letter that waits at the desk for its patient."""

    reference: str
    patient_id: int
    full_name: str
    date_of_birth: date
    made_at: datetime


@dataclass(frozen=True)
class UnmadeLetter:
    """One letter that could not be made, and why and what to do."""

    reference: str
    patient_id: int
    full_name: str
    failed_at: datetime
    why: str


@dataclass(frozen=True)
class PaperStatus:
    """The whole, as a manager wants to know it."""

    to_print: int
    runs: Sequence[RunStanding]
    at_desk: int
    returned: int
    unmade: int


def paper_status(session: Session, campaign_id: int, now: datetime) -> PaperStatus:
    """How it stands now. What is due later, as a reminder is, does not wait yet."""
    is_due = and_(Delivery.delivery_status == DeliveryStatus.PLANNED, Delivery.due_at <= now)
    letters = Delivery.campaign_id == campaign_id, Delivery.channel == Channel.LETTER
    counts = (  # in one pass over the letters
        func.count().filter(is_due),
        func.count().filter(*_AT_DESK),
        func.count().filter(Delivery.fail_reason == FailReason.RETURNED),
        func.count().filter(_UNMADE),
    )
    to_print, waiting, returned, unmade = session.execute(select(*counts).where(*letters)).one()
    return PaperStatus(
        to_print=to_print,
        runs=[RunStanding(run, piles_of(session, run)) for run in runs.on_record(session, campaign_id)],
        at_desk=waiting,
        returned=returned,
        unmade=unmade,
    )


def pile_of(session: Session, campaign_id: int, run_id: int, pile: Pile) -> tuple[RunView, PileStanding]:
    """One pile of one run of a campaign. Raises NotFound."""
    for run in runs.on_record(session, campaign_id):
        for found in piles_of(session, run) if run.id == run_id else ():
            if found.pile is pile:
                return run, found
    raise NotFound(f"this campaign has no print run {run_id} with such letters")


def at_desk(session: Session, practice_id: int, campaign_id: int) -> list[AtDesk]:
    """The letters that wait at the desk, by name. Raises NotFound, also for another practice's."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    query = (
        select(Delivery, Patient)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Delivery.campaign_id == campaign_id, *_AT_DESK)
        .order_by(Patient.family_name, Patient.given_name, Patient.id)
    )
    return [_at_desk(delivery, patient) for delivery, patient in session.execute(query)]


def unmade_letters(session: Session, practice_id: int, campaign_id: int) -> list[UnmadeLetter]:
    """The letters that could not be made from what is on record, by name. Raises NotFound as `at_desk` does."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    query = (
        select(Delivery, Patient)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Delivery.campaign_id == campaign_id, Delivery.channel == Channel.LETTER, _UNMADE)
        .order_by(Patient.family_name, Patient.given_name, Patient.id)
    )
    return [
        UnmadeLetter(
            delivery.reference,
            patient.id,
            patient.full_name,
            delivery.ended_at or delivery.planned_at,
            delivery.unmade_because or "",
        )
        for delivery, patient in session.execute(query)
    ]


def _at_desk(delivery: Delivery, patient: Patient) -> AtDesk:
    name = patient.full_name
    made_at = delivery.accepted_at or delivery.planned_at
    return AtDesk(delivery.reference, patient.id, name, patient.date_of_birth, made_at)


_UNMADE = or_(Delivery.fail_reason == FailReason.NOT_RENDERED, Delivery.unmade_because.is_not(None))
_AT_DESK = (Delivery.wave == Wave.HAND_OUT, Delivery.delivery_status == DeliveryStatus.ACCEPTED)


def piles_of(session: Session, run: RunView) -> list[PileStanding]:
    """How the letters of a run stand, pile by pile."""
    waits = and_(
        PrintedLetter.pile != Pile.HAND_OUT,
        Delivery.wave != Wave.HAND_OUT,  # of which the transcription house sends some back to the desk
        Delivery.delivery_status == DeliveryStatus.ACCEPTED,
        Delivery.posted_at.is_(None),
    )
    returned = func.count().filter(Delivery.delivery_status == DeliveryStatus.FAILED)
    query = (
        select(PrintedLetter.pile, func.count(), func.count().filter(waits), func.max(Delivery.posted_at), returned)
        .join(Delivery, Delivery.id == PrintedLetter.delivery_id)
        .where(PrintedLetter.print_run_id == run.id)
        .group_by(PrintedLetter.pile)
    )
    piles = {row[0]: PileStanding(*row) for row in session.execute(query)}
    return [piles[pile] for pile in Pile if pile in piles]
