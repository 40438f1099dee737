"""Print runs on record: begun before the first letter is claimed, finished once the folder is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from notifier.errors import NotFound
from notifier.practice.accounts import StaffAccount
from notifier.print_runs.folders import RunFolder
from notifier.print_runs.manifest import Heading, Manifest, PrintedFile
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Delivery, PrintedLetter, PrintRun
from notifier.vocabulary import DeliveryStatus

NAME = "print"  # what the tables call whoever prints
_TOGETHER = 500


@dataclass(frozen=True)
class RunView:
    """One finished run."""

    id: int
    campaign_id: int
    folder: str
    envelope: str
    reprint_of: int | None
    why: str
    started_by: int | None
    started_at: datetime
    finished_at: datetime
    letters: int
    files: Sequence[PrintedFile]
    manifest_sha256: str


@dataclass(frozen=True)
class Order:
    """What is to be printed, where to, and for which envelope; of a reprint also what of and why."""

    campaign_id: int
    out: Path
    envelope: str
    reprint_of: int | None = None
    why: str = ""
    cost: int | None = None  # of a reprint, in thousandths of a penny
    job_id: int | None = None  # of the page that asks for it


def begin_run(session: Session, order: Order, staff: StaffAccount | None, now: datetime) -> PrintRun:
    """Write down that a run begins and where its folder will be."""
    run = PrintRun(
        campaign_id=order.campaign_id,
        folder="",
        envelope=order.envelope,
        reprint_of=order.reprint_of,
        why=order.why,
        cost=order.cost,
        job_id=order.job_id,
        started_by=staff.id if staff else None,
        started_at=now,
        files=[],
    )
    session.add(run)
    session.flush()
    run.folder = str(RunFolder.of(order.out, run.id).path)
    return run


def finish_run(session: Session, run: PrintRun, made: Manifest, now: datetime) -> None:
    """Write down every letter of a run whose folder is there, as its manifest lists them."""
    ids: dict[str, int] = {}
    references = [one.reference for one in made.letters]
    for start in range(0, len(references), _TOGETHER):
        some = references[start : start + _TOGETHER]
        query = select(Delivery.reference, Delivery.id).where(Delivery.reference.in_(some))
        ids |= {row.reference: row.id for row in session.execute(query)}
    session.execute(
        insert(PrintedLetter),
        [
            {
                "print_run_id": run.id,
                "delivery_id": ids[one.reference],
                "pile": one.pile,
                "written_format": one.written_format,
                "language": one.language,
                "file": one.file,
                "position": one.position,
                "pages": one.pages,
                "sha256": one.sha256,
            }
            for one in made.letters
        ],
    )
    run.finished_at, run.files, run.manifest_sha256 = now, made.files_as_values, made.sha256
    details: dict[str, Any] = {"run": run.id, "letters": len(made.letters), "piles": made.piles}
    if run.reprint_of is not None:
        details["reprint_of"] = run.reprint_of
    audit.append(
        session,
        AuditAction.LETTERS_PRINTED if run.reprint_of is None else AuditAction.LETTERS_REPRINTED,
        now,
        staff_id=run.started_by,
        campaign_id=run.campaign_id,
        manifest_sha256=made.sha256,
        **details,
    )


def made_for(session: Session, job_id: int, since: datetime) -> int | None:
    """The finished run that was made for the job of a page; `since` it was asked for, as numbers of jobs come again."""
    query = select(PrintRun.id).where(
        PrintRun.job_id == job_id, PrintRun.started_at >= since, PrintRun.finished_at.is_not(None)
    )
    return session.execute(query.order_by(PrintRun.id.desc()).limit(1)).scalar_one_or_none()


def heading(run: PrintRun) -> Heading:
    """What the manifest of a run says of it."""
    return Heading(run.id, run.campaign_id, run.reprint_of, run.started_at, run.envelope)


def unfinished(session: Session, campaign_id: int) -> list[PrintRun]:
    """The runs of a campaign that are at work, were killed or have failed."""
    query = select(PrintRun).where(PrintRun.campaign_id == campaign_id, PrintRun.finished_at.is_(None))
    return list(session.execute(query.order_by(PrintRun.id)).scalars())


def has_unknown(session: Session, campaign_id: int) -> bool:
    """Whether of any letter of a campaign nobody knows yet if it was printed."""
    query = exists().where(
        Delivery.campaign_id == campaign_id,
        Delivery.provider == NAME,
        Delivery.delivery_status.in_((DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)),
    )
    return bool(session.execute(select(query)).scalar_one())


def get_run(session: Session, practice_id: int, run_id: int) -> PrintRun:
    """A finished run. Raises NotFound, also for another practice's."""
    query = (
        select(PrintRun)
        .join(Campaign, Campaign.id == PrintRun.campaign_id)
        .where(PrintRun.id == run_id, PrintRun.finished_at.is_not(None), Campaign.practice_id == practice_id)
    )
    run = session.execute(query).scalar_one_or_none()
    if run is None:
        raise NotFound(f"there is no print run {run_id} in this practice: its number is the name of its folder")
    return run


def run_of_campaign(session: Session, practice_id: int, campaign_id: int, run_id: int) -> RunView:
    """A finished run of a campaign. Raises NotFound, also for another practice's or campaign's."""
    run = get_run(session, practice_id, run_id)
    if run.campaign_id != campaign_id:
        raise NotFound("this campaign has no such print run")
    return view_run(run)


def on_record(session: Session, campaign_id: int) -> list[RunView]:
    """Every finished run of a campaign, oldest first: for staff and for the evidence."""
    query = select(PrintRun).where(PrintRun.campaign_id == campaign_id, PrintRun.finished_at.is_not(None))
    return [view_run(run) for run in session.execute(query.order_by(PrintRun.id)).scalars()]


def view_run(run: PrintRun) -> RunView:
    """One finished run as staff see it."""
    assert run.finished_at is not None
    assert run.manifest_sha256 is not None
    files = list(map(PrintedFile.read, run.files))
    return RunView(
        id=run.id,
        campaign_id=run.campaign_id,
        folder=run.folder,
        envelope=run.envelope,
        reprint_of=run.reprint_of,
        why=run.why,
        started_by=run.started_by,
        started_at=run.started_at,
        finished_at=run.finished_at,
        letters=sum(file.letters for file in files),
        files=files,
        manifest_sha256=run.manifest_sha256,
    )
