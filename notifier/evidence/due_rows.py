"""Which rows a purge forgets: those of campaigns whose time is over, and the patients themselves once all are over."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from notifier.store.tables import (
    AskedJob,
    Base,
    Campaign,
    CampaignFigures,
    CodingTask,
    ConfirmedTelling,
    Delivery,
    FrozenOutcome,
    FrozenSet,
    IdentityDoubt,
    InboundText,
    KeptConclusion,
    LetterCopy,
    LetterTrouble,
    Link,
    ListUpload,
    Matter,
    Notice,
    Patient,
    PatientChange,
    PatientList,
    PatientPreview,
    PatientPreviewPicture,
    Preview,
    PrintedLetter,
    PrintRun,
    Receipt,
    Reply,
    ReplyContact,
    Review,
    SlipPhoto,
    UnmatchedSlip,
    WithdrawnLink,
)
from notifier.vocabulary import CampaignStatus

_Moment = InstrumentedAttribute[datetime] | ScalarSelect[datetime]


class Scope(NamedTuple):
    """Of what a purge may forget the rows: campaigns, by id, and if `is_whole` the practice's patients, too."""

    practice_id: int
    campaign_ids: tuple[int, ...]
    is_whole: bool


class Due(NamedTuple):
    """Rows of one table whose time is over, and when each of them came."""

    table: type[Base]
    rows: ColumnElement[bool]
    came_at: _Moment


def due_of(session: Session, scope: Scope, now: datetime, kept_for: timedelta) -> list[Due]:
    """In the order in which rows can go: what points at others before those."""
    campaigns = scope.campaign_ids
    notices = select(Notice.id).where(Notice.campaign_id.in_(campaigns))
    deliveries = select(Delivery.id).where(Delivery.notice_id.in_(notices))
    replies = select(Reply.id).where(Reply.notice_id.in_(notices))
    strays_before = _strays_before(session, now, kept_for)
    # What fitted no delivery or no patient may hold a number or an address all the same.
    stray = Receipt.delivery_id.is_(None) & (Receipt.received_at < strays_before)
    return [
        *_of_the_pages(scope),
        Due(Receipt, or_(Receipt.delivery_id.in_(deliveries), stray), Receipt.received_at),
        Due(InboundText, _texts(scope, strays_before), InboundText.received_at),
        *_of_slips(scope, strays_before),
        Due(Review, Review.notice_id.in_(notices), Review.opened_at),
        Due(ReplyContact, ReplyContact.reply_id.in_(replies), _of(Reply.received_at, Reply.id, ReplyContact.reply_id)),
        Due(Reply, Reply.notice_id.in_(notices), Reply.received_at),
        Due(
            PrintedLetter,
            PrintedLetter.delivery_id.in_(deliveries),
            _of(PrintRun.started_at, PrintRun.id, PrintedLetter.print_run_id),
        ),
        Due(ConfirmedTelling, ConfirmedTelling.delivery_id.in_(deliveries), ConfirmedTelling.confirmed_at),
        Due(LetterCopy, LetterCopy.delivery_id.in_(deliveries), LetterCopy.asked_at),
        Due(Delivery, Delivery.notice_id.in_(notices), Delivery.planned_at),
        Due(Link, Link.notice_id.in_(notices), _of(Notice.created_at, Notice.id, Link.notice_id)),
        Due(WithdrawnLink, WithdrawnLink.notice_id.in_(notices), WithdrawnLink.withdrawn_at),
        Due(Notice, Notice.campaign_id.in_(campaigns), Notice.created_at),
        *_of_the_previews(campaigns),
        *_of_the_closing(campaigns),
        *(_of_the_patients(scope.practice_id) if scope.is_whole else ()),
    ]


def _texts(scope: Scope, strays_before: datetime) -> ColumnElement[bool]:
    """While the patients are there, what they texted is of whichever campaign still counted then."""
    before = InboundText.received_at < strays_before
    if not scope.is_whole:
        return before
    patients = Patient.practice_id == scope.practice_id
    numbers = select(Patient.mobile).where(patients)
    notices = select(Notice.id).join(Patient, Patient.id == Notice.patient_id).where(patients)
    sent_to = select(Delivery.sent_to).where(Delivery.notice_id.in_(notices))
    return or_(InboundText.sender.in_(numbers), InboundText.sender.in_(sent_to), before)


def _of_slips(scope: Scope, strays_before: datetime) -> tuple[Due, Due]:
    slips = select(UnmatchedSlip.id).where(UnmatchedSlip.campaign_id.in_(scope.campaign_ids))
    patients = select(Patient.id).where(Patient.practice_id == scope.practice_id)
    # A picture of a patient's slip does not say of which campaign it is: it goes once none counts that may be meant.
    is_over = true() if scope.is_whole else SlipPhoto.added_at < strays_before
    pictured = or_(SlipPhoto.patient_id.in_(patients) & is_over, SlipPhoto.slip_id.in_(slips))
    return (
        Due(SlipPhoto, pictured, SlipPhoto.added_at),
        Due(UnmatchedSlip, UnmatchedSlip.campaign_id.in_(scope.campaign_ids), UnmatchedSlip.received_at),
    )


def _of_the_pages(scope: Scope) -> Iterator[Due]:
    # What is not at its end somebody still waits for: a practice's first list, while nothing of it is on record yet.
    if scope.is_whole:
        given = (ListUpload.practice_id == scope.practice_id) & ListUpload.ended_at.is_not(None)
        yield Due(ListUpload, given, ListUpload.uploaded_at)
    yield Due(AskedJob, jobs_of(scope), AskedJob.asked_at)


def jobs_of(scope: Scope) -> ColumnElement[bool]:
    """Which jobs that pages asked for are at their end, and go."""
    is_over = AskedJob.ended_at.is_not(None)
    if scope.is_whole:
        return is_over & (AskedJob.practice_id == scope.practice_id)
    return is_over & AskedJob.campaign_id.in_(scope.campaign_ids)


def _of_the_previews(campaigns: Sequence[int]) -> tuple[Due, Due, Due]:
    shown = select(PatientPreview.id).where(PatientPreview.campaign_id.in_(campaigns))
    key = PatientPreviewPicture.patient_preview_id
    previews = select(Preview.id).where(Preview.campaign_id.in_(campaigns))
    previewed_at = _of(Preview.previewed_at, Preview.id, LetterTrouble.preview_id)
    return (
        Due(LetterTrouble, LetterTrouble.preview_id.in_(previews), previewed_at),
        Due(PatientPreviewPicture, key.in_(shown), _of(PatientPreview.asked_at, PatientPreview.id, key)),
        Due(PatientPreview, PatientPreview.campaign_id.in_(campaigns), PatientPreview.asked_at),
    )


def _of_the_closing(campaigns: Sequence[int]) -> tuple[Due, Due, Due]:
    sets = select(FrozenSet.id).where(FrozenSet.campaign_id.in_(campaigns))
    frozen_at = _of(FrozenSet.as_of, FrozenSet.id, FrozenOutcome.frozen_set_id)
    kept_at = _of(CampaignFigures.as_of, CampaignFigures.campaign_id, KeptConclusion.campaign_id)
    return (
        Due(KeptConclusion, KeptConclusion.campaign_id.in_(campaigns), kept_at),
        Due(CodingTask, CodingTask.campaign_id.in_(campaigns), CodingTask.found_at),
        Due(FrozenOutcome, FrozenOutcome.frozen_set_id.in_(sets), frozen_at),
    )


def _of_the_patients(practice_id: int) -> tuple[Due, ...]:
    patients = select(Patient.id).where(Patient.practice_id == practice_id)
    changed_at = _of(PatientList.imported_at, PatientList.id, PatientChange.list_id)
    came_at = _of(PatientList.imported_at, PatientList.id, Patient.first_list_id)
    return (
        Due(Matter, Matter.patient_id.in_(patients), Matter.received_at),
        Due(IdentityDoubt, IdentityDoubt.patient_id.in_(patients), IdentityDoubt.opened_at),
        Due(PatientChange, PatientChange.patient_id.in_(patients), changed_at),
        Due(Patient, Patient.practice_id == practice_id, came_at),
    )


def _of(
    came_at: InstrumentedAttribute[datetime], key: InstrumentedAttribute[int], points_at_it: InstrumentedAttribute[int]
) -> ScalarSelect[datetime]:
    """The moment of the row that another one points at, for a table that has no moment of its own."""
    return select(came_at).where(key == points_at_it).correlate(points_at_it.class_).scalar_subquery()


def _strays_before(session: Session, now: datetime, kept_for: timedelta) -> datetime:
    """Before when what fits nobody has lost its reason: no campaign that still counts, of any practice, was there."""
    query = select(func.min(Campaign.created_at)).where(
        or_(
            Campaign.campaign_status.not_in(CampaignStatus.over()),
            Campaign.closed_at.is_(None),
            Campaign.closed_at > now - kept_for,
        )
    )
    first: datetime | None = session.execute(query).scalar_one()
    return now - kept_for if first is None else min(now - kept_for, first)
