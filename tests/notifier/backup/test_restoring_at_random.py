"""Machines that are backed up and lost at any moment: whenever it is, nobody is told twice in a round by a channel."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from notifier.backup.making import MadeBackup
from notifier.delivery import leases
from notifier.providers.base import Result
from notifier.providers.message_types import Message
from notifier.store.database import Database
from notifier.store.tables import Delivery, Notice
from notifier.vocabulary import Channel, Choice, Wave
from tests.notifier.backup.lost_machine import Company, back_up, restore, take_over
from tests.world import World

PEOPLE, NOTICE_DAYS = 24, 28


@dataclass
class Told(Company):
    """Notes of each message whom it tells in which round, while it is sent."""

    database: Database | None = None
    rounds: list[tuple[int, Wave, int]] = field(default_factory=list)

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        assert self.database is not None
        query = select(Notice.patient_id, Delivery.wave, Delivery.anew).join(Delivery, Delivery.notice_id == Notice.id)
        for reference, result in super().send(messages):
            with self.database.reading() as session:
                row = session.execute(query.where(Delivery.reference == reference)).one()
            if row.wave is not Wave.ACKNOWLEDGEMENT:
                self.rounds.append((row.patient_id, row.wave, row.anew))
            yield reference, result


class Lost(BaseException):
    """The machine is gone, in the middle of whatever it did."""


@pytest.mark.parametrize("seed", [3, 4, 7])  # these find each rule that is left out
def test_nobody_is_told_twice_whenever_the_machine_is_backed_up_and_lost(
    sqlite_database: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(leases, "GRACE", timedelta(0))
    random = Random(seed)
    world = World(sqlite_database, tmp_path / "lost", now)
    world.import_people(*(world.person() for _ in range(PEOPLE)))
    dead = frozenset(str(one.mobile) for one in random.sample(world.people, 6))
    texts, emails = Told(dead=dead, batch_size=3), Told(name="mail", batch_size=3)
    world.providers = {Channel.SMS: texts, Channel.EMAIL: emails}
    made: list[MadeBackup] = []
    texts.at = {random.randint(1, PEOPLE): lambda: made.append(back_up(world, tmp_path / "safe"))}
    world.launched(notice_days=NOTICE_DAYS)
    _run_until_lost(world, random, texts, emails, made, tmp_path)
    shutil.rmtree(tmp_path / "lost")

    url = f"sqlite:///{tmp_path / 'new' / 'instance' / 'fair-notice.sqlite3'}"
    world.later(hours=random.choice([0, 1, 30]))
    restore(world, random.choice(made), url, tmp_path / "new")
    with closing(Database.open(url)) as database:
        after = world.moved(database, tmp_path / "new")
        after.providers = {Channel.SMS: texts, Channel.EMAIL: emails}
        take_over(database, after)
        for _ in range(40):
            _run(after, texts, emails)
            after.later(hours=random.choice([1, 6, 24]))
    for company in (texts, emails):
        twice = {told: times for told, times in Counter(company.rounds).items() if times > 1}
        assert not twice
    assert {patient for patient, _, _ in texts.rounds} == set(range(1, PEOPLE + 1)), "and nobody was forgotten"


def _run_until_lost(
    world: World, random: Random, texts: Told, emails: Told, made: list[MadeBackup], folder: Path
) -> None:
    """Let days pass with answers and further backups, and lose the machine at some message or between two."""
    steps = random.randint(1, 20)
    for step in range(steps):
        if step == steps - 1 and random.random() < 0.5:
            company = random.choice([texts, emails])
            company.at = {**company.at, len(company.sent) + random.randint(1, 4): _lose}
        try:
            _run(world, texts, emails)
        except Lost:
            break
        if random.random() < 0.2:
            made.append(back_up(world, folder / "safe"))
        world.answer(random.choice(world.people), Choice.KEEP)
        world.later(hours=random.choice([1, 6, 24]))
    texts.at = emails.at = {}
    if not made:
        made.append(back_up(world, folder / "safe"))


def _lose() -> None:
    raise Lost


def _run(world: World, *companies: Told) -> None:
    for company in companies:
        company.database = world.database
    world.run_pass()
