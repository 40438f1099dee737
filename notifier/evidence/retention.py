"""Forgets what has lost its reason: patients' rows some months after the last campaign ended, while the counts stay.

Numbers and addresses that asked for nothing more are kept, for that wish outlives a campaign. The audit chain, the
texts, the approvals and the imports' counts hold no patient and are kept (domain notes, 2.2 and 2.3: no line of the
Records Management Code fits, so the period is the practice's to set). How long each table is kept, the table says.
"""

import logging
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from notifier.errors import NotAllowed
from notifier.outcomes import sealing
from notifier.patients import matters
from notifier.practice import kept_forms, repeated_calls
from notifier.print_runs import runs
from notifier.print_runs.manifest import read_manifest
from notifier.replies import unmatched_slips
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
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
    Practice,
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
from notifier.vocabulary import CampaignStatus, CodingTaskKind

_LOG = logging.getLogger(__name__)
_Moment = InstrumentedAttribute[datetime] | ScalarSelect[datetime]


class _Due(NamedTuple):
    """Rows of one table whose time is over, and when each of them came."""

    table: type[Base]
    rows: ColumnElement[bool]
    came_at: _Moment


class DueRows(NamedTuple):
    """How many rows of a table a purge forgets, when the first of them came, and how long the table is kept and why."""

    table: str
    rows: int
    since: datetime
    kept: str


def hindrance(session: Session, practice_id: int, now: datetime, kept_for: timedelta) -> str:
    """Why nothing of a practice may be forgotten yet; empty when its time is over."""
    query = select(Campaign).where(Campaign.practice_id == practice_id).order_by(Campaign.id)
    for campaign in session.execute(query).scalars():
        is_over = campaign.campaign_status in CampaignStatus.over()
        if not is_over or campaign.closed_at is None or campaign.closed_at > now - kept_for:
            return (
                f"campaign {campaign.id} is {campaign.campaign_status}: patients are kept until {kept_for.days} days "
                "after every campaign has ended"
            )
    imported = select(func.max(PatientList.imported_at)).where(PatientList.practice_id == practice_id)
    imported_at: datetime | None = session.execute(imported).scalar_one()
    if imported_at is not None and imported_at > now - kept_for:
        return f"a list was imported less than {kept_for.days} days ago: the next campaign may be for it"
    waiting = (
        select(func.count())
        .select_from(Reply)
        .outerjoin(Review, Review.reply_id == Reply.id)
        .join(Notice, Notice.id == Reply.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Patient.practice_id == practice_id)
        .where(or_(Reply.settled_at.is_(None), Review.id.is_not(None) & Review.closed_at.is_(None)))
    )
    if number := session.execute(waiting).scalar_one():
        return f"{number} replies are still to be settled by a person: forgotten, what they object to would stand"
    if number := unmatched_slips.count_open(session, practice_id):
        return f"whose {number} slips are is still to be found out: forgotten, what they object to would stand"
    if number := matters.count_unanswered(session, practice_id):
        return f"{number} complaints or requests are still to be answered: forgotten, nobody knew of them"
    if number := session.execute(_wrong_codes(practice_id)).scalar_one():
        return f"{number} codes are still to be taken off records (`notifier tasks`): forgotten, nobody knew whose"
    return ""


def _wrong_codes(practice_id: int) -> Select[int]:
    """How many tasks to take a code off are open."""
    wrong = CodingTask.kind.in_((CodingTaskKind.TAKE_OFF, CodingTaskKind.WRONGLY_CODED))
    return (
        select(func.count())
        .select_from(CodingTask)
        .join(Campaign, Campaign.id == CodingTask.campaign_id)
        .where(Campaign.practice_id == practice_id, wrong, CodingTask.ended_at.is_(None), CodingTask.done_at.is_(None))
    )


def due_rows(session: Session, practice_id: int, now: datetime, kept_for: timedelta) -> list[DueRows]:
    """What a purge would forget, for each table that has such rows, whether or not anything hinders it."""
    found = []
    for table, rows, came_at in _due(session, practice_id, now, kept_for):
        query = select(func.count(), func.min(came_at)).select_from(table).where(rows)
        number, since = session.execute(query).one()
        if number:
            found.append(DueRows(table.__tablename__, number, since, table.kept))
    return found


def purge_practice(
    session: Session, practice_id: int, now: datetime, kept_for: timedelta, by: int | None = None
) -> int:
    """Delete a practice's patients and all that hangs on them; returns how many patients were forgotten.

    `by` is the id of the manager who has it done; None, the program itself when the time is over.

    Their letters are the caller's to forget: `letter_folders` before, `forget_folders` once this is on record. Raises
    NotAllowed for what `hindrance` names.
    """
    # Of two at once, the second waits here and then finds nothing more.
    session.execute(select(Practice.id).where(Practice.id == practice_id).with_for_update())
    if why := hindrance(session, practice_id, now, kept_for):
        raise NotAllowed(f"nothing is forgotten yet: {why}")
    # What is forgotten unsealed could never be shown to have been so.
    campaigns = select(Campaign).where(Campaign.practice_id == practice_id).order_by(Campaign.id)
    for campaign in session.execute(campaigns).scalars():
        sealing.seal_everything(session, campaign, now)
    _open_frozen_sets(session, practice_id, now)
    counts: dict[str, int] = {}
    for table, rows, _came_at in _due(session, practice_id, now, kept_for):
        number = session.execute(select(func.count()).select_from(table).where(rows)).scalar_one()
        if number:
            session.execute(delete(table).where(rows).execution_options(synchronize_session=False))
            counts[table.__tablename__] = number
    # The reading of a list shows values of patients, such as a number that is none.
    lists = update(PatientList).where(PatientList.practice_id == practice_id)
    session.execute(lists.values(reading={}).execution_options(synchronize_session=False))
    sealing.forget_facts(session, practice_id)
    patients = counts.get(Patient.__tablename__, 0)
    if counts:
        audit.append(session, AuditAction.PURGED, now, staff_id=by, patients=patients, rows=counts)
    return patients


def _open_frozen_sets(session: Session, practice_id: int, now: datetime) -> None:
    """Say of every frozen set that its patients are forgotten: only then does the database let its rows go.

    What was accepted when it was closed has notes in somebody's own words, which may name a patient.
    """
    campaigns = select(Campaign.id).where(Campaign.practice_id == practice_id)
    query = select(FrozenSet).where(FrozenSet.campaign_id.in_(campaigns), FrozenSet.purged_at.is_(None))
    for frozen in session.execute(query).scalars():
        frozen.purged_at = now
        frozen.checks = [{**check, "note": ""} for check in frozen.checks]
    session.flush()


def purge_every_practice(database: Database, now: datetime, kept_for: timedelta) -> int:
    """Purge every practice whose time is over, as a worker does each day; returns how many patients were forgotten.

    Forms that staff had half filled go as well: they come back to nobody any more. A practice that began something anew
    between being looked at and being locked is left alone.
    """
    with database.writing() as session:
        kept_forms.forget_overdue(session, now)
        repeated_calls.forget_old_calls(session, now)
    with database.reading() as session:
        practices = session.execute(select(Practice.id).order_by(Practice.id)).scalars().all()
        over = [practice for practice in practices if not hindrance(session, practice, now, kept_for)]
    forgotten = 0
    for practice in over:
        try:
            with database.writing() as session:
                folders = letter_folders(session, practice)
                forgotten += purge_practice(session, practice, now, kept_for)
        except NotAllowed as refusal:
            _LOG.info("practice %d: %s", practice, refusal)
            continue
        for folder in forget_folders(folders):
            _LOG.error("the letters of a print run could not be deleted: delete %s", folder)
    return forgotten


def letter_folders(session: Session, practice_id: int) -> list[Path]:
    """The folders of a practice's print runs that are still where they were made, as their manifests show."""
    query = select(PrintRun).join(Campaign, Campaign.id == PrintRun.campaign_id)
    found = session.execute(query.where(Campaign.practice_id == practice_id).order_by(PrintRun.id)).scalars()
    folders = {Path(run.folder): run for run in found}
    return [folder for folder, run in folders.items() if folder.is_dir() and read_manifest(folder, runs.heading(run))]


def forget_folders(folders: Iterable[Path]) -> list[Path]:
    """Delete the folders of print runs with all that is in them; returns those that could not be deleted."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder for folder in folders if folder.exists()]


def _due(session: Session, practice_id: int, now: datetime, kept_for: timedelta) -> list[_Due]:
    """In the order in which rows can go: what points at others before those."""
    patients = select(Patient.id).where(Patient.practice_id == practice_id)
    notices = select(Notice.id).where(Notice.patient_id.in_(patients))
    deliveries = select(Delivery.id).where(Delivery.notice_id.in_(notices))
    replies = select(Reply.id).where(Reply.notice_id.in_(notices))
    numbers = select(Patient.mobile).where(Patient.id.in_(patients))
    sent_to = select(Delivery.sent_to).where(Delivery.notice_id.in_(notices))
    strays_before = _strays_before(session, now, kept_for)
    # What fitted no delivery or no patient may hold a number or an address all the same.
    stray = Receipt.delivery_id.is_(None) & (Receipt.received_at < strays_before)
    from_patients = or_(InboundText.sender.in_(numbers), InboundText.sender.in_(sent_to))
    return [
        *_of_the_pages(practice_id),
        _Due(Receipt, or_(Receipt.delivery_id.in_(deliveries), stray), Receipt.received_at),
        _Due(InboundText, or_(from_patients, InboundText.received_at < strays_before), InboundText.received_at),
        *_of_the_desk(practice_id),
        _Due(Review, Review.notice_id.in_(notices), Review.opened_at),
        _Due(ReplyContact, ReplyContact.reply_id.in_(replies), _of(Reply.received_at, Reply.id, ReplyContact.reply_id)),
        _Due(Reply, Reply.notice_id.in_(notices), Reply.received_at),
        _Due(
            PrintedLetter,
            PrintedLetter.delivery_id.in_(deliveries),
            _of(PrintRun.started_at, PrintRun.id, PrintedLetter.print_run_id),
        ),
        _Due(ConfirmedTelling, ConfirmedTelling.delivery_id.in_(deliveries), ConfirmedTelling.confirmed_at),
        _Due(LetterCopy, LetterCopy.delivery_id.in_(deliveries), LetterCopy.asked_at),
        _Due(Delivery, Delivery.notice_id.in_(notices), Delivery.planned_at),
        _Due(Link, Link.notice_id.in_(notices), _of(Notice.created_at, Notice.id, Link.notice_id)),
        _Due(WithdrawnLink, WithdrawnLink.notice_id.in_(notices), WithdrawnLink.withdrawn_at),
        _Due(Notice, Notice.patient_id.in_(patients), Notice.created_at),
        _Due(
            LetterTrouble,
            LetterTrouble.patient_id.in_(patients),
            _of(Preview.previewed_at, Preview.id, LetterTrouble.preview_id),
        ),
        *_of_the_previews(practice_id),
        *_of_the_closing(practice_id),
        _Due(IdentityDoubt, IdentityDoubt.patient_id.in_(patients), IdentityDoubt.opened_at),
        _Due(
            PatientChange,
            PatientChange.patient_id.in_(patients),
            _of(PatientList.imported_at, PatientList.id, PatientChange.list_id),
        ),
        _Due(
            Patient,
            Patient.practice_id == practice_id,
            _of(PatientList.imported_at, PatientList.id, Patient.first_list_id),
        ),
    ]


def _of_the_desk(practice_id: int) -> tuple[_Due, ...]:
    campaigns = select(Campaign.id).where(Campaign.practice_id == practice_id)
    patients = select(Patient.id).where(Patient.practice_id == practice_id)
    slips = select(UnmatchedSlip.id).where(UnmatchedSlip.campaign_id.in_(campaigns))
    pictured = or_(SlipPhoto.patient_id.in_(patients), SlipPhoto.slip_id.in_(slips))
    return (
        _Due(SlipPhoto, pictured, SlipPhoto.added_at),
        _Due(UnmatchedSlip, UnmatchedSlip.campaign_id.in_(campaigns), UnmatchedSlip.received_at),
        _Due(Matter, Matter.patient_id.in_(patients), Matter.received_at),
    )


def _of_the_pages(practice_id: int) -> tuple[_Due, _Due]:
    # What is not at its end somebody still waits for: a practice's first list, while nothing of it is on record yet.
    given = (ListUpload.practice_id == practice_id) & ListUpload.ended_at.is_not(None)
    asked = (AskedJob.practice_id == practice_id) & AskedJob.ended_at.is_not(None)
    return _Due(ListUpload, given, ListUpload.uploaded_at), _Due(AskedJob, asked, AskedJob.asked_at)


def _of_the_previews(practice_id: int) -> tuple[_Due, _Due]:
    campaigns = select(Campaign.id).where(Campaign.practice_id == practice_id)
    previews = select(PatientPreview.id).where(PatientPreview.campaign_id.in_(campaigns))
    key = PatientPreviewPicture.patient_preview_id
    return (
        _Due(PatientPreviewPicture, key.in_(previews), _of(PatientPreview.asked_at, PatientPreview.id, key)),
        _Due(PatientPreview, PatientPreview.campaign_id.in_(campaigns), PatientPreview.asked_at),
    )


def _of_the_closing(practice_id: int) -> tuple[_Due, _Due, _Due]:
    campaigns = select(Campaign.id).where(Campaign.practice_id == practice_id)
    sets = select(FrozenSet.id).where(FrozenSet.campaign_id.in_(campaigns))
    frozen_at = _of(FrozenSet.as_of, FrozenSet.id, FrozenOutcome.frozen_set_id)
    kept_at = _of(CampaignFigures.as_of, CampaignFigures.campaign_id, KeptConclusion.campaign_id)
    return (
        _Due(KeptConclusion, KeptConclusion.campaign_id.in_(campaigns), kept_at),
        _Due(CodingTask, CodingTask.campaign_id.in_(campaigns), CodingTask.found_at),
        _Due(FrozenOutcome, FrozenOutcome.frozen_set_id.in_(sets), frozen_at),
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
