"""Prints every letter of a campaign that waits, each once, whatever was killed in between.

    alone on the campaign > look into runs that were killed > write the run down > claim, render, spool, sort, bind
        > the folder appears > the run is on record > each letter is accepted

Up to the appearing of the folder nothing counts as printed; from then on everything does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.delivery import claims, planning, receipts
from notifier.delivery.claims import ClaimScope
from notifier.delivery.sending import DeliverySender
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import manifest, runs
from notifier.print_runs.binding import Watch, Work, unwatched
from notifier.print_runs.cover_sheets import Letterhead
from notifier.print_runs.file_limits import USUAL, FileLimits
from notifier.print_runs.folders import RunFolder
from notifier.print_runs.lock import campaign_lock
from notifier.print_runs.provider import PrintRunProvider
from notifier.print_runs.runs import NAME, Order, RunView
from notifier.providers.base import Audience
from notifier.store.tables import Campaign, Delivery, Practice, PrintRun
from notifier.vocabulary import Channel, DeliveryStatus, FailReason


@dataclass(frozen=True)
class Printed:
    """What came of it."""

    run: RunView | None  # none when no letter waited
    not_made: int  # letters that could not be rendered, and have failed
    unknown: int  # letters of earlier runs, because the folder of their run is not where it was
    missing_folders: tuple[str, ...]


def print_letters(
    delivery_sender: DeliverySender,
    campaign_id: int,
    out: Path,
    staff: StaffAccount | None,
    now: datetime,
    limits: FileLimits = USUAL,
    watch: Watch = unwatched,
    job_id: int | None = None,
) -> Printed:
    """Print what waits into a new folder in `out`; the sender needs no provider.

    Raises NotAllowed while another run of the campaign is at work, NotFound where the folder cannot be written: then no
    letter counts as printed.
    """
    database = delivery_sender.database
    unknown_after = timedelta(hours=delivery_sender.settings.unknown_hours)
    with campaign_lock(database, delivery_sender.settings.instance, campaign_id):
        planning.advance(database, campaign_id, delivery_sender.keys, now, unknown_after=unknown_after)
        recover(delivery_sender, campaign_id, now)
        with database.writing() as session:
            before = _not_made(session, campaign_id)
            is_waiting = _is_waiting(session, campaign_id, now)
            order = Order(campaign_id, out, delivery_sender.settings.envelope, job_id=job_id)
            run = runs.begin_run(session, order, staff, now) if is_waiting else None
        if run is not None:
            with working_on(delivery_sender, run, limits, watch, now) as work:
                house = PrintRunProvider(database, campaign_id, work)
                replace(delivery_sender, providers={Channel.LETTER: house}).drain(
                    Channel.LETTER, lambda: now, campaign_id
                )
        with database.reading() as session:
            made = session.get(PrintRun, run.id) if run is not None else None
            return Printed(
                run=runs.view_run(made) if made is not None else None,
                not_made=_not_made(session, campaign_id) - before,
                unknown=_unknown(session, campaign_id),
                missing_folders=tuple(one.folder for one in runs.unfinished(session, campaign_id)),
            )


@contextmanager
def working_on(
    delivery_sender: DeliverySender, run: PrintRun, limits: FileLimits, watch: Watch, now: datetime
) -> Iterator[Work]:
    """What makes a run that has begun; afterwards the run is on record, or there is nothing left of it."""
    folder = RunFolder(Path(run.folder))
    with delivery_sender.database.reading() as session:
        campaign = session.get_one(Campaign, run.campaign_id)
        practice = session.get_one(Practice, campaign.practice_id)
        letterhead = Letterhead(practice.name, practice.phone, campaign.name, run.why)
    try:
        folder.begin()
        yield Work(folder, runs.heading(run), letterhead, delivery_sender.load_stationery, limits, watch)
    finally:
        recover(delivery_sender, run.campaign_id, now)


def recover_alone(delivery_sender: DeliverySender, campaign_id: int, now: datetime) -> None:
    """`recover` in a turn of its own. Raises NotAllowed while a run is at work."""
    with campaign_lock(delivery_sender.database, delivery_sender.settings.instance, campaign_id):
        recover(delivery_sender, campaign_id, now)


def recover(delivery_sender: DeliverySender, campaign_id: int, now: datetime) -> None:
    """Find out what became of runs that were killed or have failed; only in the campaign's turn.

    A folder that is there puts its run on record; a run that came to nothing goes, and its letters wait again.
    """
    database = delivery_sender.database
    with database.writing() as session:
        receipts.orphaned(session, _claimed(session, campaign_id), now)
        for run in runs.unfinished(session, campaign_id):
            made = manifest.read_manifest(Path(run.folder), runs.heading(run))
            if made is not None:
                runs.finish_run(session, run, made, now)
    house = PrintRunProvider(database, campaign_id)
    replace(delivery_sender, providers={Channel.LETTER: house}).look_up(Channel.LETTER, now)
    with database.reading() as session:
        # Whatever is unknown still is the reason to keep what can tell of it.
        is_settled = not runs.has_unknown(session, campaign_id)
        leftover = {run.id: Path(run.folder) for run in runs.unfinished(session, campaign_id) if is_settled}
    for run_id, path in leftover.items():
        RunFolder(path).discard()
        with database.writing() as session:
            session.delete(session.get_one(PrintRun, run_id))


def _claimed(session: Session, campaign_id: int) -> dict[int, str | None]:
    """The letters that a killed run had claimed, and as whom: in the campaign's turn nobody is at work on one."""
    query = select(Delivery.id, Delivery.claimed_by).where(
        Delivery.campaign_id == campaign_id,
        Delivery.provider == NAME,
        Delivery.delivery_status == DeliveryStatus.SENDING,
    )
    return {row.id: row.claimed_by for row in session.execute(query)}


def _is_waiting(session: Session, campaign_id: int, now: datetime) -> bool:
    turn = ClaimScope(Channel.LETTER, Audience.EVERYBODY, [campaign_id], most=1)
    return campaign_id in lifecycle.running_campaigns(session) and claims.oldest_due(session, turn, now) is not None


def _not_made(session: Session, campaign_id: int) -> int:
    return _count(session, campaign_id, Delivery.fail_reason == FailReason.NOT_RENDERED)


def _unknown(session: Session, campaign_id: int) -> int:
    return _count(session, campaign_id, Delivery.delivery_status == DeliveryStatus.UNKNOWN)


def _count(session: Session, campaign_id: int, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).where(Delivery.campaign_id == campaign_id, Delivery.provider == NAME, condition)
    return session.execute(query).scalar_one()
