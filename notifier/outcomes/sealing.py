"""Puts the facts that outcomes rest on into the audit chain, as salted sums, in batches.

Whoever writes a fact does not wait for this: the database notes whose facts changed (migration 0042), and a worker
seals them within a minute or so. What is sealed again is only what differs from how it was sealed last. Before outcomes
are frozen, and before evidence is packed, all that is noted is sealed.

Each batch is one event, `facts.sealed`, whose `root` is the SHA-256 over the digests of its facts in the order of their
numbers. Beside the rows themselves each patient has one fact of kind `standing`: what the rule of outcomes was given
that rows of their own do not show, such as which messages went to a place that turned out not to be theirs.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.outcomes.sealed_kinds import FactRow, canonical, rows_of_campaign, rows_of_patients
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign, FactChange, Patient, SealedFact, UnsealedPatient
from notifier.vocabulary import CampaignStatus

STANDING = "standing"
GONE = canonical({"gone": True})  # of a row that is there no more
EVERYBODY = 0  # in place of a patient's id
_TOGETHER = 500  # patients in one transaction: other writers wait for it
_SALT = 32  # bytes of each fact, half of them for either half
_TABLE = cast(Table, SealedFact.__table__)
_NOTES = cast(Table, UnsealedPatient.__table__)


def note_changes(session: Session, campaign_id: int) -> None:
    """Note as to be sealed whomever the notes of changes of a campaign are about, before any of these is removed."""
    about = select(FactChange.campaign_id, func.coalesce(FactChange.patient_id, EVERYBODY))
    _note(session, about.where(FactChange.campaign_id == campaign_id).distinct())


def seal_campaigns(database: Database, now: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Seal what changed of every campaign that was launched; returns how many facts were sealed."""
    with database.reading() as session:
        launched = Campaign.campaign_status.in_(CampaignStatus.launched()) | Campaign.launched_at.is_not(None)
        noted = select(UnsealedPatient.campaign_id).union(select(FactChange.campaign_id))
        remembered = Campaign.forgotten_at.is_(None)
        query = select(Campaign.id).where(launched, remembered, Campaign.id.in_(noted)).order_by(Campaign.id)
        campaigns = session.execute(query).scalars().all()
    sealed = 0
    for campaign_id in campaigns:
        with database.writing() as session:
            _take_notes(session, session.get_one(Campaign, campaign_id))
        while not stopping():
            with database.writing() as session:
                some, is_done = _seal_some(session, session.get_one(Campaign, campaign_id), now)
            sealed += some
            if is_done:
                break
    return sealed


def seal_everything(session: Session, campaign: Campaign, now: datetime) -> int:
    """Seal in one transaction whatever is not sealed of a campaign; returns the number of its last fact, 0 for none."""
    session.flush()
    _take_notes(session, campaign)
    is_done = False
    while not is_done:
        _, is_done = _seal_some(session, campaign, now)
    return _last_number(session, campaign.id)


def forget_facts(session: Session, campaign_ids: Sequence[int]) -> None:
    """Empty what is sealed of the patients of campaigns, and whatever somebody typed; the sums stay.

    Of what is of a campaign the public half stays, with its half of the salt.
    """
    own = _TABLE.c.campaign_id.in_(campaign_ids)
    nothing = {"public": None, "private": None, "salt": None}
    session.execute(update(_TABLE).where(own, _TABLE.c.patient_id.is_not(None)).values(nothing))
    half = func.substr(_TABLE.c.salt, 1, 16)
    session.execute(update(_TABLE).where(own, _TABLE.c.patient_id.is_(None)).values(private=None, salt=half))
    for notes in (UnsealedPatient, FactChange):  # nothing follows from these campaigns any more
        session.execute(delete(notes).where(notes.campaign_id.in_(campaign_ids)))


def _seal_some(session: Session, campaign: Campaign, now: datetime) -> tuple[int, bool]:
    """Seal a batch; how many facts, and whether it was the last one."""
    audit.lock_chain(session, campaign.practice_id)  # so that numbers have no gap, and no fact is sealed twice
    query = select(UnsealedPatient.patient_id).where(UnsealedPatient.campaign_id == campaign.id)
    patient_ids = session.execute(query.order_by(UnsealedPatient.patient_id).limit(_TOGETHER)).scalars().all()
    found = [*_changed_rows(session, campaign, now, patient_ids), *_changed_of_campaign(session, campaign)]
    if patient_ids:
        own = UnsealedPatient.campaign_id == campaign.id, UnsealedPatient.patient_id.in_(patient_ids)
        session.execute(delete(UnsealedPatient).where(*own).execution_options(synchronize_session=False))
    if found:
        _write(session, campaign, found, now)
    return len(found), len(patient_ids) < _TOGETHER


def _take_notes(session: Session, campaign: Campaign) -> None:
    """Turn into patients whatever is noted: what nobody has counted yet, and notes about everybody."""
    note_changes(session, campaign.id)
    everybody = UnsealedPatient.campaign_id == campaign.id, UnsealedPatient.patient_id == EVERYBODY
    if session.execute(select(UnsealedPatient.patient_id).where(*everybody)).first() is None:
        return
    session.execute(delete(UnsealedPatient).where(*everybody).execution_options(synchronize_session=False))
    own = literal(campaign.id)
    _note(session, select(own, Patient.id).where(Patient.practice_id == campaign.practice_id))
    whose = func.coalesce(SealedFact.patient_id, EVERYBODY)
    before = select(own, whose).where(SealedFact.campaign_id == campaign.id, SealedFact.patient_id.is_not(None))
    _note(session, before.distinct())


def _note(session: Session, query: Select[int, int]) -> None:
    write = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    names = [UnsealedPatient.campaign_id, UnsealedPatient.patient_id]
    session.execute(write(_NOTES).from_select(names, query).on_conflict_do_nothing())


def _changed_rows(session: Session, campaign: Campaign, now: datetime, patient_ids: Sequence[int]) -> list[FactRow]:
    if not patient_ids:
        return []
    rows = list(rows_of_patients(session, campaign, patient_ids))
    rows += [_standing(one) for one in facts.conclude(session, campaign, now, patient_ids)]
    rows.sort(key=lambda one: one.patient_id or 0)
    return _differing(rows, _sealed_last(session, campaign.id, SealedFact.patient_id.in_(patient_ids)))


def _changed_of_campaign(session: Session, campaign: Campaign) -> list[FactRow]:
    rows = rows_of_campaign(session, campaign)
    return _differing(rows, _sealed_last(session, campaign.id, SealedFact.patient_id.is_(None)))


def _standing(one: Concluded) -> FactRow:
    """What the rule of outcomes was given of a patient."""
    given = one.facts
    said = {
        "exclusion": given.exclusion,
        "elsewhere": sorted(telling.delivery_id for telling in given.tellings if telling.is_elsewhere),
        "tellings": sorted(telling.delivery_id for telling in given.tellings),
        "open_reviews": given.open_reviews - given.kept_before,
        "kept_before": given.kept_before,
        "unanswered": given.unanswered,
        "loose_slips": given.loose_slips,
        "answers": [asdict(answer) for answer in sorted(given.answers, key=lambda one: one.reply_id)],
        "agreed_elsewhere": asdict(given.agreed_elsewhere) if given.agreed_elsewhere else None,
    }
    return FactRow(STANDING, str(one.patient_id), one.patient_id, canonical(said), "{}")


def _differing(rows: Iterable[FactRow], last: Mapping[tuple[str, str], FactRow]) -> list[FactRow]:
    """The rows that are not as they were sealed last, and those that are there no more."""
    left = dict(last)
    found = []
    for row in rows:
        before = left.pop((row.kind, row.row), None)
        if before is None or (before.public, before.private) != (row.public, row.private):
            found.append(row)
    for (kind, key), before in left.items():
        if before.public not in (None, GONE):  # of what was forgotten nothing is said any more
            found.append(FactRow(kind, key, before.patient_id, GONE, "{}"))
    return found


def _sealed_last(session: Session, campaign_id: int, which: ColumnElement[bool]) -> dict[tuple[str, str], FactRow]:
    columns = [getattr(SealedFact, name) for name in FactRow._fields]
    query = select(*columns).where(SealedFact.campaign_id == campaign_id, which).order_by(SealedFact.number)
    return {(row.kind, row.row): row for row in map(FactRow._make, session.execute(query))}


def _write(session: Session, campaign: Campaign, rows: Sequence[FactRow], now: datetime) -> None:
    first = _last_number(session, campaign.id) + 1
    root = hashlib.sha256()
    written = []
    salts = secrets.token_bytes(_SALT * len(rows))
    for at, row in enumerate(rows):
        number, salt = first + at, salts[_SALT * at : _SALT * (at + 1)]
        private_digest = hashlib.sha256(salt[16:] + row.private.encode()).digest()
        digest = hashlib.sha256(hashlib.sha256(salt[:16] + row.public.encode()).digest() + private_digest).digest()
        root.update(digest)
        sums = {"salt": salt, "private_digest": private_digest, "digest": digest}
        written.append({"campaign_id": campaign.id, "number": number, "sealed_at": now, **row._asdict(), **sums})
    session.connection().execute(insert(_TABLE), written)
    audit.append(
        session,
        AuditAction.FACTS_SEALED,
        now,
        campaign_id=campaign.id,
        first=first,
        last=first + len(rows) - 1,
        root=root.hexdigest(),
    )


def _last_number(session: Session, campaign_id: int) -> int:
    query = select(func.coalesce(func.max(SealedFact.number), 0)).where(SealedFact.campaign_id == campaign_id)
    return session.execute(query).scalar_one()
