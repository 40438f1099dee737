"""Forgets what has lost its reason: what each campaign had of patients some months after it ended, while counts stay.

The patients themselves are forgotten once that is so of every campaign of their practice. Numbers and addresses that
asked for nothing more are kept, for that wish outlives a campaign; and so does, by a keyed fingerprint alone, that
somebody kept their record. The audit chain, the texts, the approvals and the imports' counts hold no patient and are
kept (domain notes, 2.2 and 2.3: no line of the Records Management Code fits, so the period is the practice's to set).
How long each table is kept, the table says; which rows are due, `due_rows`.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.evidence import certificates
from notifier.evidence.due_rows import Scope, due_of
from notifier.evidence.held_files import held_files_of
from notifier.outcomes import facts, rule, sealing
from notifier.patients import earlier_keeps, matters
from notifier.patients.access_codes import Keys
from notifier.practice import kept_forms, repeated_calls
from notifier.replies import unmatched_slips
from notifier.settings import Settings
from notifier.store import scrubbing
from notifier.store.database import Database
from notifier.store.tables import (
    Campaign,
    CodingTask,
    FactChange,
    FrozenSet,
    Notice,
    Patient,
    PatientList,
    Practice,
    Reply,
    Review,
    UnsealedPatient,
)
from notifier.vocabulary import CampaignStatus, Choice, CodingTaskKind, OutcomeKind

_LOG = logging.getLogger(__name__)


class DueRows(NamedTuple):
    """How many rows of a table a purge forgets, when the first of them came, and how long the table is kept and why."""

    table: str
    rows: int
    since: datetime
    kept: str


class WhatIsDue(NamedTuple):
    """What may be forgotten of a practice, and of what may not, why; nothing is due where both parts are empty."""

    scope: Scope
    why_not: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the time of nothing is over."""
        return not (self.scope.campaign_ids or self.scope.is_whole)


class Purged(NamedTuple):
    """What a purge did: how many patients and which campaigns were forgotten, and the id of the certificate."""

    patients: int
    campaign_ids: tuple[int, ...]
    forgetting_id: int | None  # none: there was nothing to forget


def what_is_due(session: Session, practice_id: int, now: datetime, kept_for: timedelta) -> WhatIsDue:
    """Which campaigns of a practice may be forgotten, and whether its patients may be, all campaigns then being so."""
    due, why_not = [], []
    query = select(Campaign).where(Campaign.practice_id == practice_id).order_by(Campaign.id)
    for campaign in session.execute(query).scalars():
        if why := _why_kept(session, campaign, now, kept_for):
            why_not.append(why)
        else:
            due.append(campaign)
    if not why_not and (why := _why_patients_stay(session, practice_id, now, kept_for)):
        why_not.append(why)
    if not why_not:
        return WhatIsDue(Scope(practice_id, tuple(one.id for one in due), is_whole=True), ())
    still = tuple(one.id for one in due if one.forgotten_at is None or _has_notices(session, one.id))
    return WhatIsDue(Scope(practice_id, still, is_whole=False), tuple(why_not))


def hindrance(session: Session, practice_id: int, now: datetime, kept_for: timedelta) -> str:
    """Why nothing of a practice may be forgotten yet; empty when the time of anything is over."""
    due = what_is_due(session, practice_id, now, kept_for)
    return due.why_not[0] if due.is_nothing and due.why_not else ""


def _why_kept(session: Session, campaign: Campaign, now: datetime, kept_for: timedelta) -> str:
    is_over = campaign.campaign_status in CampaignStatus.over()
    if not is_over or campaign.closed_at is None or campaign.closed_at > now - kept_for:
        return (
            f"campaign {campaign.id} is {campaign.campaign_status}: what it has of patients is kept until "
            f"{kept_for.days} days after it has ended"
        )
    waiting = (
        select(func.count())
        .select_from(Reply)
        .outerjoin(Review, Review.reply_id == Reply.id)
        .join(Notice, Notice.id == Reply.notice_id)
        .where(Notice.campaign_id == campaign.id)
        .where(or_(Reply.settled_at.is_(None), Review.id.is_not(None) & Review.closed_at.is_(None)))
    )
    stays = f"in campaign {campaign.id}: forgotten,"
    if number := session.execute(waiting).scalar_one():
        return f"{number} replies are still to be settled by a person {stays} what they object to would stand"
    if number := unmatched_slips.count_open(session, campaign.practice_id, campaign.id):
        return f"whose {number} slips are is still to be found out {stays} what they object to would stand"
    if number := session.execute(_wrong_codes(campaign.id)).scalar_one():
        return f"{number} codes are still to be taken off records (`notifier tasks`) {stays} nobody knew whose"
    return ""


def _why_patients_stay(session: Session, practice_id: int, now: datetime, kept_for: timedelta) -> str:
    imported = select(func.max(PatientList.imported_at)).where(PatientList.practice_id == practice_id)
    imported_at: datetime | None = session.execute(imported).scalar_one()
    if imported_at is not None and imported_at > now - kept_for:
        return f"a list was imported less than {kept_for.days} days ago: the next campaign may be for it"
    if number := matters.count_unanswered(session, practice_id):
        return f"{number} complaints or requests are still to be answered: forgotten, nobody knew of them"
    return ""


def _wrong_codes(campaign_id: int) -> Select[int]:
    """How many tasks to take a code off are open."""
    wrong = CodingTask.kind.in_((CodingTaskKind.TAKE_OFF, CodingTaskKind.WRONGLY_CODED))
    is_open = CodingTask.ended_at.is_(None), CodingTask.done_at.is_(None)
    return select(func.count()).select_from(CodingTask).where(CodingTask.campaign_id == campaign_id, wrong, *is_open)


def _has_notices(session: Session, campaign_id: int) -> bool:
    return session.execute(select(Notice.id).where(Notice.campaign_id == campaign_id).limit(1)).first() is not None


def due_rows(session: Session, scope: Scope, now: datetime, kept_for: timedelta) -> list[DueRows]:
    """What a purge forgets in a scope, for each table that has such rows."""
    found = []
    for table, rows, came_at in due_of(session, scope, now, kept_for):
        query = select(func.count(), func.min(came_at)).select_from(table).where(rows)
        number, since = session.execute(query).one()
        if number:
            found.append(DueRows(table.__tablename__, number, since, table.kept))
    return found


def purge_practice(
    session: Session, keys: Keys, practice_id: int, now: datetime, kept_for: timedelta, by: int | None = None
) -> Purged:
    """Delete what a practice's campaigns have of patients, and the patients if none is left that needs them.

    `by` is the id of the manager who has it done; None, the program itself when the time is over.

    What is in files is the caller's to forget: `held_files_of` before, `HeldFiles.forget` once this is on record, and
    then `erase`. Raises NotAllowed where the time of nothing is over.
    """
    # Of two at once, the second waits here and then finds nothing more.
    session.execute(select(Practice.id).where(Practice.id == practice_id).with_for_update())
    due = what_is_due(session, practice_id, now, kept_for)
    if due.is_nothing and due.why_not:
        raise NotAllowed(f"nothing is forgotten yet: {due.why_not[0]}")
    scope = due.scope
    scrubbing.overwrite_deleted(session)
    forgotten = due_rows(session, scope, now, kept_for)
    campaigns = [session.get_one(Campaign, one) for one in scope.campaign_ids]
    for campaign in campaigns:
        # What is forgotten unsealed could never be shown to have been so.
        sealing.seal_everything(session, campaign, now)
        _note_wishes(session, keys, campaign, now)
    _open_frozen_sets(session, scope.campaign_ids, now)
    if scope.is_whole:
        earlier_keeps.let_go(session, practice_id)
    for table, rows, _came_at in due_of(session, scope, now, kept_for):
        session.execute(delete(table).where(rows).execution_options(synchronize_session=False))
    if scope.is_whole:
        # The reading of a list shows values of patients, such as a number that is none.
        lists = update(PatientList).where(PatientList.practice_id == practice_id)
        session.execute(lists.values(reading={}).execution_options(synchronize_session=False))
    for campaign in campaigns:
        campaign.forgotten_at = campaign.forgotten_at or now
    session.flush()
    sealing.forget_facts(session, scope.campaign_ids)
    earlier_keeps.meet(session, keys.keep, practice_id, now)
    patients = sum(one.rows for one in forgotten if one.table == Patient.__tablename__)
    if not forgotten:
        return Purged(0, scope.campaign_ids, None)
    forgetting_id = certificates.certify(session, scope, forgotten, now, kept_for, by)
    return Purged(patients, scope.campaign_ids, forgetting_id)


def _note_wishes(session: Session, keys: Keys, campaign: Campaign, now: datetime) -> None:
    """Keep, by fingerprints alone, who kept their record; and drop those of people who agreed since."""
    kept, agreed = [], []
    for one in facts.conclude(session, campaign, now):
        if any(answer.choice is Choice.KEEP for answer in rule.holding(one.facts.answers)):
            kept.append(one.nhs_number)
        elif one.outcome.kind is OutcomeKind.MAY_CODE_ASKED:
            agreed.append(one.nhs_number)
    earlier_keeps.drop_keeps(session, keys.keep, campaign, agreed)
    earlier_keeps.note_keeps(session, keys.keep, campaign, kept, now)


def _open_frozen_sets(session: Session, campaign_ids: Sequence[int], now: datetime) -> None:
    """Say of every frozen set that its patients are forgotten: only then does the database let its rows go.

    What was accepted when it was closed has notes in somebody's own words, which may name a patient.
    """
    query = select(FrozenSet).where(FrozenSet.campaign_id.in_(campaign_ids), FrozenSet.purged_at.is_(None))
    for frozen in session.execute(query).scalars():
        frozen.purged_at = now
        frozen.checks = [{**check, "note": ""} for check in frozen.checks]
    session.flush()


def tidy(database: Database, now: datetime) -> None:
    """Forget what waits for no campaign: forms that staff had half filled, calls that nobody repeats any more."""
    with database.writing() as session:
        kept_forms.forget_overdue(session, now)
        repeated_calls.forget_old_calls(session, now)
        over = select(Campaign.id).where(Campaign.forgotten_at.is_not(None))
        for notes in (FactChange, UnsealedPatient):  # a list that comes is noted for every campaign, forgotten ones too
            session.execute(delete(notes).where(notes.campaign_id.in_(over)))


def due_practices(session: Session, now: datetime, kept_for: timedelta) -> list[int]:
    """The ids of the practices of which something is due to be forgotten."""
    practices = session.execute(select(Practice.id).order_by(Practice.id)).scalars().all()
    return [one for one in practices if _is_due(session, one, now, kept_for)]


def _is_due(session: Session, practice_id: int, now: datetime, kept_for: timedelta) -> bool:
    due = what_is_due(session, practice_id, now, kept_for)
    return not due.is_nothing and bool(due_rows(session, due.scope, now, kept_for))


def purge_every_practice(database: Database, keys: Keys, settings: Settings, now: datetime) -> int:
    """Purge every practice of which something is due; returns how many patients were forgotten.

    A practice that began something anew between being looked at and being locked is left alone.
    """
    kept_for = timedelta(days=settings.retention_days)
    with database.reading() as session:
        due = due_practices(session, now, kept_for)
    forgotten = 0
    for practice_id in due:
        try:
            with database.writing() as session:
                scope = what_is_due(session, practice_id, now, kept_for).scope
                held = held_files_of(session, scope, settings)
                forgotten += purge_practice(session, keys, practice_id, now, kept_for).patients
        except NotAllowed as refusal:
            _LOG.info("practice %d: %s", practice_id, refusal)
            continue
        for path in held.forget():
            _LOG.error("what was forgotten is still in a file that could not be deleted: delete %s", path)
    return forgotten


def erase(database: Database, now: datetime) -> str:
    """Overwrite in the database's own files what was forgotten and is not yet known to be gone from them.

    Returns why it could not be done now, empty once it is: the next purge, or a worker's next day, tries again.
    """
    with database.reading() as session:
        waiting = certificates.not_erased(session)
    if not waiting:
        return ""
    if why := scrubbing.scrub(database):
        return why
    with database.writing() as session:
        certificates.note_erased(session, waiting, now)
    scrubbing.empty_log(database)
    return ""
