"""Rings the stages; holds no state and carries no facts. The tables are the truth: losing the queue loses nothing.

`Engine.turn` does whatever is due, once. The Huey tasks are doorbells for it and its timetable makes sure that it is
rung even if nobody does; `notifier send --until-idle` drives the same turn in the foreground.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huey import Huey, SqliteHuey, crontab
from sqlalchemy import select

from notifier import planning, receipts, replies
from notifier.channels.base import Provider
from notifier.dispatch import Dispatcher
from notifier.leases import Worker
from notifier.links import Keys
from notifier.press.stationery import Stationery
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.models import Campaign
from notifier.vocabulary import CampaignStatus, Channel


@dataclass(frozen=True)
class Turn:
    """What one turn did."""

    settled: int = 0
    orphaned: int = 0
    reconciled: int = 0
    planned: int = 0
    sent: int = 0
    reported: int = 0

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not any((self.settled, self.orphaned, self.reconciled, self.planned, self.sent, self.reported))


class Engine:
    """One worker's engine."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        keys: Keys,
        providers: Mapping[Channel, Provider],
        worker: Worker,
        load_stationery: Callable[[], Stationery],
    ) -> None:
        self._database = database
        self._keys = keys
        self._providers = providers
        self._dispatcher = Dispatcher(database, keys, settings.public_url, providers, worker, load_stationery)

    def turn(self, now: datetime) -> Turn:
        """Do everything that is due now, in the order of a notice's life."""
        return Turn(
            settled=self.settle(now),
            orphaned=self._dispatcher.sweep(),
            reconciled=sum(self._dispatcher.reconcile(channel, now) for channel in self._providers),
            planned=self.plan(now),
            sent=sum(self._dispatcher.drain(channel, now) for channel in self._providers),
            reported=self.collect(now),
        )

    def until_idle(self, clock: Callable[[], datetime], progress: Callable[[Turn], None]) -> None:
        """Take turns until one finds nothing to do."""
        while True:
            turn = self.turn(clock())
            progress(turn)
            if turn.idle:
                return

    def settle(self, now: datetime) -> int:
        """Settle the replies that wait."""
        return replies.settle_waiting(self._database, now)

    def plan(self, now: datetime) -> int:
        """Plan for every running campaign; returns how many notices moved."""
        with self._database.reading() as session:
            query = select(Campaign.id).where(Campaign.campaign_status == CampaignStatus.RUNNING)
            running = list(session.execute(query).scalars())
        return sum(planning.advance(self._database, campaign_id, self._keys, now).total for campaign_id in running)

    def collect(self, now: datetime) -> int:
        """Ask those providers for reports that do not call us."""
        asked: Iterable[Provider] = {provider.name: provider for provider in self._providers.values()}.values()
        return sum(receipts.collect(self._database, provider, now) for provider in asked)


def doorbell(settings: Settings) -> Huey:
    """The queue that tasks are rung through: a file beside the database until a federation outgrows one machine."""
    return SqliteHuey(name="fair-notice", filename=str(settings.instance / "queue.sqlite3"))


def tasks(huey: Huey, engine: Callable[[], Engine] | None, clock: Callable[[], datetime]) -> Callable[[str], None]:
    """Register the tasks on a queue and return the function that rings one by name.

    `settle` follows up replies and is rung for each; whatever else is rung takes a whole turn. The web has no engine:
    it only rings. A worker hands in a function that gives it one.
    """

    def settle() -> None:
        if engine is not None:
            engine().settle(clock())

    def turn() -> None:
        if engine is not None:
            engine().turn(clock())

    ring_settle: Any = huey.task(name="settle")(settle)
    ring_turn: Any = huey.task(name="turn")(turn)
    # The timetable: whatever was not rung, or was rung and lost, is found within a minute.
    huey.periodic_task(crontab(minute="*"), name="sweep")(turn)

    def ring(task: str) -> None:
        if task == "settle":
            ring_settle()
        else:
            ring_turn()

    return ring
