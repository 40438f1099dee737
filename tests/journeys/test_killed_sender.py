"""The sender is killed, again and again, at any moment; nobody is told twice and nobody is forgotten."""

import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.delivery import leases
from notifier.patients.samples import write_sample
from notifier.providers.base import Result
from notifier.providers.message_types import Message
from notifier.providers.outbox import Outbox
from notifier.settings import load_settings
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, DeliveryStatus
from notifier.worker.tasks import TaskRunner
from tests.journeys.driver import Practice
from tests.snapshots import Snapshots

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PATIENTS = 180
FORKED = multiprocessing.get_context("fork")  # a process of its own, without the seconds that a new Python takes


class SlowOutbox(Outbox):
    """The outbox, as slow as a provider on a line: so that a sender can be killed between any two messages."""

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        for sent in super().send(messages):
            time.sleep(0.003)
            yield sent


def test_a_killed_sender_sends_every_message_exactly_once(
    tmp_path: Path, migrated_url: str, snapshots: Snapshots
) -> None:
    practice = Practice(tmp_path, migrated_url, LAUNCH)
    practice.set_up(snapshots)
    export = tmp_path / "list.csv"
    write_sample(export, PATIENTS, 11, "systmone", LAUNCH.date())
    practice.launch(export)
    kills = _send_and_kill(practice, Random(5))
    assert kills >= 6, "the sender was done before it could be killed: the test shows nothing"
    practice.run("send", "--until-idle")

    sent = Counter(message["reference"] for message in practice.outbox())
    assert set(sent.values()) == {1}
    by_status, told, notices = _facts(practice)
    assert by_status.pop(DeliveryStatus.SKIPPED) > 0
    assert by_status.keys() <= {DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED}, by_status
    assert told == sent.keys()
    assert notices > PATIENTS * 0.9


def _facts(practice: Practice) -> tuple[dict[DeliveryStatus, int], set[str], int]:
    """Individual deliveries by status, the references of those that were claimed, and how many notices there are."""
    individual = Delivery.notice_id.is_not(None)
    counted = select(Delivery.delivery_status, func.count()).where(individual).group_by(Delivery.delivery_status)
    claimed = select(Delivery.reference).where(individual, Delivery.provider.is_not(None))
    database = practice.open_database()
    with database.reading() as session:
        by_status: dict[DeliveryStatus, int] = {row[0]: row[1] for row in session.execute(counted)}
        told = set(session.execute(claimed).scalars())
        notices = session.execute(select(func.count(func.distinct(Delivery.notice_id)))).scalar_one()
    database.close()
    return by_status, told, notices


def _send_and_kill(practice: Practice, chance: Random) -> int:
    """Start the sender and kill it while it plans or sends, eight times; returns how often that worked."""
    kills = 0
    for _ in range(8):
        enough = _sent(practice) + chance.randint(0, 12)
        process = FORKED.Process(target=_run_sender, args=(practice,))
        process.start()
        while process.is_alive() and _sent(practice) <= enough:
            time.sleep(0.01)
        assert process.pid is not None
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.join()
        kills += process.exitcode == -signal.SIGKILL
    return kills


def _run_sender(practice: Practice) -> None:
    installation = Installation(load_settings(practice.environment))
    slow = dict.fromkeys(Channel, SlowOutbox(installation.settings.outbox))
    with leases.worker_lease(installation.settings.instance) as worker:
        task_runner = TaskRunner(
            installation.database,
            installation.settings,
            installation.keys,
            slow,
            worker,
            partial(stationery_of, installation),
        )
        task_runner.until_idle(installation.clock, lambda _counts: None)


def _sent(practice: Practice) -> int:
    return sum(1 for _ in (practice.folder / "instance/outbox").glob("*/*.json"))
