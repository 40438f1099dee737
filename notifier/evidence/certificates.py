"""The certificate of what was forgotten: for each table how many rows, since when and why, and the audit chain's head.

It holds no patient. Its SHA-256 stands in the event of the audit chain that says the same, so that nobody can write
another one later; the certificate itself stays in the database and can be had again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypedDict, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON
from notifier.errors import NotFound
from notifier.evidence.due_rows import Scope
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Forgetting, Patient, Practice, Staff

BY_ITSELF = "the program itself, as PURGE_AUTOMATICALLY says"
# What no purge reaches; the certificate says so, because whoever reads it might think otherwise.
NOT_REACHED = (
    "Not reached: backups, exports, evidence packs and lists that were taken out of the installation; what the "
    "providers of texts, emails and letters keep; on PostgreSQL the server's write-ahead log and its archives, until "
    "they are recycled; and what the disk itself may still hold of deleted files."
)


class ChainPlace(TypedDict):
    """An event of a practice's audit chain, by its number and its hash."""

    number: int
    hash: str


class Certificate(TypedDict):
    """What was forgotten, as JSON has it: times are ISO and UTC, counts are rows."""

    practice: dict[str, str]  # name, ods_code
    forgotten_at: str
    by: dict[str, int | str | None]  # staff, None for the program itself; name
    why: str
    campaigns: list[dict[str, int | str | None]]  # id, name, closed_at
    patients_forgotten: bool
    tables: list[dict[str, int | str]]  # table, rows, since, kept
    chain_before: ChainPlace
    not_reached: str


class GivenCertificate(TypedDict):
    """A certificate as it is given out: with its sum, the event that has the sum, and when the rows were erased."""

    certificate: Certificate
    sha256: str
    chain_after: ChainPlace
    erased_at: str | None


class ForgottenRows(Protocol):
    """How many rows of a table were forgotten, since when the first stood there, and how long it is kept and why."""

    @property
    def table(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def since(self) -> datetime: ...
    @property
    def kept(self) -> str: ...


class ForgettingView(NamedTuple):
    """One purge as it is listed; `erased_at` is when its rows were gone from the database's own files, too."""

    id: int
    forgotten_at: datetime
    sha256: str
    erased_at: datetime | None


def certify(
    session: Session,
    scope: Scope,
    forgotten: Sequence[ForgottenRows],
    now: datetime,
    kept_for: timedelta,
    by: int | None,
) -> int:
    """Write the certificate of a purge and its event, in the purge's transaction; returns the certificate's id."""
    certificate = _certificate(session, scope, forgotten, now, kept_for, by)
    sha256 = digest(certificate)
    counts = {one.table: one.rows for one in forgotten}
    audit.append(
        session,
        AuditAction.PURGED if scope.is_whole else AuditAction.CAMPAIGNS_PURGED,
        now,
        staff_id=by,
        practice=scope.practice_id,
        patients=counts.get(Patient.__tablename__, 0),
        campaigns=list(scope.campaign_ids),
        rows=counts,
        certificate=sha256,
    )
    number, own_hash = audit.head_of(session, scope.practice_id)
    forgetting = Forgetting(
        practice_id=scope.practice_id,
        forgotten_at=now,
        forgotten_by=by,
        certificate=dict(certificate),
        sha256=sha256,
        event_number=number,
        event_hash=own_hash,
    )
    session.add(forgetting)
    session.flush()
    return forgetting.id


def digest(certificate: Mapping[str, object]) -> str:
    """SHA-256 over a certificate's canonical JSON: sorted keys, no spaces, ASCII alone."""
    return hashlib.sha256(json.dumps(certificate, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def certificates(session: Session, practice_id: int) -> list[ForgettingView]:
    """What was forgotten of a practice, the newest first."""
    columns = [getattr(Forgetting, name) for name in ForgettingView._fields]
    query = select(*columns).where(Forgetting.practice_id == practice_id).order_by(Forgetting.id.desc())
    return [ForgettingView._make(row) for row in session.execute(query)]


def document(session: Session, practice_id: int, forgetting_id: int) -> GivenCertificate:
    """A certificate as it is given out: with its sum, the event that has the sum, and whether the rows are erased.

    Raises NotFound, also for another practice's.
    """
    row = session.get(Forgetting, forgetting_id)
    if row is None or row.practice_id != practice_id:
        raise NotFound(f"there is no certificate {forgetting_id}: `notifier certificate` lists them")
    return {
        "certificate": cast(Certificate, row.certificate),
        "sha256": row.sha256,
        "chain_after": {"number": row.event_number, "hash": row.event_hash},
        "erased_at": row.erased_at.isoformat() if row.erased_at else None,
    }


def certificate_text(given: GivenCertificate) -> str:
    """A document as somebody reads it, in lines of plain text."""
    said = given["certificate"]
    made_at = datetime.fromisoformat(said["forgotten_at"]).astimezone(LONDON)
    erased = given["erased_at"] or "not yet: run `notifier purge --yes` again"
    lines = [
        f"Certificate of what was forgotten by {said['practice']['name']} ({said['practice']['ods_code']})",
        "",
        f"When: {made_at:%d %B %Y, %H:%M} (London)",
        f"By: {said['by']['name']}",
        f"Why: {said['why']}",
        "Campaigns: "
        + ("; ".join(f"{one['id']} ({one['name']}), ended {one['closed_at']}" for one in said["campaigns"]) or "none"),
        f"The patients themselves: {'forgotten' if said['patients_forgotten'] else 'kept, for other campaigns'}",
        "",
        *(f"{one['table']}: {one['rows']} rows since {one['since']}, kept {one['kept']}" for one in said["tables"]),
        "",
        f"Overwritten in the database's files: {erased}",
        said["not_reached"],
        "",
        f"Audit chain before: event {said['chain_before']['number']}, {said['chain_before']['hash']}",
        f"Audit chain after: event {given['chain_after']['number']}, {given['chain_after']['hash']}",
        f"SHA-256 of the certificate, which that event has: {given['sha256']}",
    ]
    return "\n".join(lines) + "\n"


def not_erased(session: Session) -> list[int]:
    """The ids of the purges whose rows may still be in the files of the database."""
    return list(session.execute(select(Forgetting.id).where(Forgetting.erased_at.is_(None))).scalars())


def note_erased(session: Session, forgetting_ids: Sequence[int], now: datetime) -> None:
    """Note that what these purges deleted is gone from the files of the database."""
    session.execute(update(Forgetting).where(Forgetting.id.in_(forgetting_ids)).values(erased_at=now))


def _certificate(
    session: Session,
    scope: Scope,
    forgotten: Sequence[ForgottenRows],
    now: datetime,
    kept_for: timedelta,
    by: int | None,
) -> Certificate:
    practice = session.get_one(Practice, scope.practice_id)
    number, own_hash = audit.head_of(session, scope.practice_id)
    query = select(Campaign.id, Campaign.name, Campaign.closed_at).where(Campaign.id.in_(scope.campaign_ids))
    return {
        "practice": {"name": practice.name, "ods_code": practice.ods_code},
        "forgotten_at": now.isoformat(),
        "by": {"staff": by, "name": session.get_one(Staff, by).name if by is not None else BY_ITSELF},
        "why": f"kept until {kept_for.days} days after a campaign has ended (RETENTION_DAYS)",
        "campaigns": [
            {"id": row.id, "name": row.name, "closed_at": row.closed_at.isoformat() if row.closed_at else None}
            for row in session.execute(query.order_by(Campaign.id))
        ],
        "patients_forgotten": scope.is_whole,
        "tables": [
            {"table": one.table, "rows": one.rows, "since": one.since.isoformat(), "kept": one.kept}
            for one in forgotten
        ],
        "chain_before": {"number": number, "hash": own_hash},
        "not_reached": NOT_REACHED,
    }
