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
from notifier.delivery.claims import Turn
from notifier.delivery.sending import Dispatcher
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import manifest, runs
from notifier.print_runs.binding import USUAL, Limits, Watch, Work, unwatched
from notifier.print_runs.cover_sheets import Letterhead
from notifier.print_runs.folders import RunFolder
from notifier.print_runs.lock import alone
from notifier.print_runs.provider import PrintHouse
from notifier.print_runs.runs import NAME, Order, RunView
from notifier.providers.base import World
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
    dispatcher: Dispatcher,
    campaign_id: int,
    out: Path,
    staff: StaffAccount | None,
    now: datetime,
    limits: Limits = USUAL,
    watch: Watch = unwatched,
) -> Printed:
    """Print what waits into a new folder in `out`; the dispatcher needs no provider.

    Raises NotAllowed while another run of the campaign is at work, NotFound where the folder cannot be written: then no
    letter counts as printed.
    """
    database = dispatcher.database
    unknown_after = timedelta(hours=dispatcher.settings.unknown_hours)
    with alone(database, dispatcher.settings.instance, campaign_id):
        planning.advance(database, campaign_id, dispatcher.keys, now, unknown_after=unknown_after)
        recover(dispatcher, campaign_id, now)
        with database.writing() as session:
            before = _not_made(session, campaign_id)
            is_waiting = _is_waiting(session, campaign_id, now)
            order = Order(campaign_id, out, dispatcher.settings.envelope)
            run = runs.begin(session, order, staff, now) if is_waiting else None
        if run is not None:
            with working_on(dispatcher, run, limits, watch, now) as work:
                house = PrintHouse(database, campaign_id, work)
                replace(dispatcher, providers={Channel.LETTER: house}).drain(Channel.LETTER, lambda: now, campaign_id)
        with database.reading() as session:
            made = session.get(PrintRun, run.id) if run is not None else None
            return Printed(
                run=runs.view(made) if made is not None else None,
                not_made=_not_made(session, campaign_id) - before,
                unknown=_unknown(session, campaign_id),
                missing_folders=tuple(one.folder for one in runs.unfinished(session, campaign_id)),
            )


@contextmanager
def working_on(dispatcher: Dispatcher, run: PrintRun, limits: Limits, watch: Watch, now: datetime) -> Iterator[Work]:
    """What makes a run that has begun; afterwards the run is on record, or there is nothing left of it."""
    folder = RunFolder(Path(run.folder))
    with dispatcher.database.reading() as session:
        campaign = session.get_one(Campaign, run.campaign_id)
        practice = session.get_one(Practice, campaign.practice_id)
        letterhead = Letterhead(practice.name, practice.phone, campaign.name, run.why)
    try:
        folder.begin()
        yield Work(folder, runs.heading(run), letterhead, dispatcher.load_stationery, limits, watch)
    finally:
        recover(dispatcher, run.campaign_id, now)


def recover(dispatcher: Dispatcher, campaign_id: int, now: datetime) -> None:
    """Find out what became of runs that were killed or have failed; only in the campaign's turn.

    A folder that is there puts its run on record; a run that came to nothing goes, and its letters wait again.
    """
    database = dispatcher.database
    with database.writing() as session:
        receipts.orphaned(session, _claimed(session, campaign_id), now)
        for run in runs.unfinished(session, campaign_id):
            made = manifest.read(Path(run.folder), runs.heading(run))
            if made is not None:
                runs.finish(session, run, made, now)
    house = PrintHouse(database, campaign_id)
    replace(dispatcher, providers={Channel.LETTER: house}).reconcile(Channel.LETTER, now)
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
    turn = Turn(Channel.LETTER, World.EVERYBODY, [campaign_id], most=1)
    return campaign_id in lifecycle.running(session) and claims.oldest_due(session, turn, now) is not None


def _not_made(session: Session, campaign_id: int) -> int:
    return _count(session, campaign_id, Delivery.fail_reason == FailReason.NOT_RENDERED)


def _unknown(session: Session, campaign_id: int) -> int:
    return _count(session, campaign_id, Delivery.delivery_status == DeliveryStatus.UNKNOWN)


def _count(session: Session, campaign_id: int, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).where(Delivery.campaign_id == campaign_id, Delivery.provider == NAME, condition)
    return session.execute(query).scalar_one()
