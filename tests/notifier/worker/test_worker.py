"""One worker's threads: nothing is done twice at once, no waking is lost, and no channel waits for another."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from queue import Queue

import pytest

from notifier.campaigns.launches import COUNTDOWN
from notifier.providers.base import Accepted, Result
from notifier.providers.message_types import Message
from notifier.store.database import Database
from notifier.store.tables import ChainSignature, Patient, Reply, TimeStamp
from notifier.vocabulary import Channel, Choice, SigningPurpose, Task
from notifier.worker import worker
from notifier.worker.worker import TaskThread, Worker
from tests.notifier.provider_stand_in import BrokenConnection, StandIn, claim, delivery_sender, plan, with_texts
from tests.time_stamp_authority import TimeStampAuthority, listening
from tests.world import World, rows_of

ENOUGH = 30.0  # seconds in which even a busy machine gets there; nothing waits so long when it works


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def thread() -> Iterator[Callable[[Callable[[], None]], TaskThread]]:
    """Makes threads that end with the test."""
    made: list[TaskThread] = []

    def make(work: Callable[[], None]) -> TaskThread:
        made.append(TaskThread("test", work))
        return made[-1]

    yield make
    for one in made:
        one.end()
        assert one.wait(ENOUGH)


class Gate:
    """Work that tells when it has begun and goes on when it is let."""

    def __init__(self) -> None:
        self.begun, self.may_go_on = threading.Semaphore(0), threading.Semaphore(0)
        self.at_once = self.most_at_once = self.done = 0

    def __call__(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.release()
        assert self.may_go_on.acquire(timeout=ENOUGH)
        self.at_once -= 1
        self.done += 1


def test_a_thread_that_is_woken_during_its_work_does_it_once_more(
    thread: Callable[[Callable[[], None]], TaskThread],
) -> None:
    gate = Gate()
    own = thread(gate)
    own.wake()
    assert gate.begun.acquire(timeout=ENOUGH)
    for _ in range(5):
        own.wake()
    gate.may_go_on.release(2)
    assert gate.begun.acquire(timeout=ENOUGH)
    own.end()
    assert own.wait(ENOUGH)
    assert (gate.done, gate.most_at_once) == (2, 1)


def test_a_thread_whose_work_fails_does_it_the_next_time(
    thread: Callable[[Callable[[], None]], TaskThread], caplog: pytest.LogCaptureFixture
) -> None:
    tried = threading.Semaphore(0)

    def work() -> None:
        tried.release()
        raise BrokenConnection

    own = thread(work)
    for _ in range(2):
        own.wake()
        assert tried.acquire(timeout=ENOUGH)
    own.end()
    assert own.wait(ENOUGH)
    assert caplog.text.count("test failed") == 2


def test_a_thread_that_has_ended_begins_nothing_more(thread: Callable[[Callable[[], None]], TaskThread]) -> None:
    gate = Gate()
    own = thread(gate)
    own.end()
    own.wake()
    assert own.wait(ENOUGH)
    assert gate.done == 0


def at_work(world: World, stops_when: Callable[[], bool], *woken: Task) -> None:
    """A worker's whole life: what it is woken for, and then what it sees itself, until there is reason to stop."""
    with world.task_runner() as own:
        one = Worker(own, lambda: world.now)
        for task in woken:
            one.wake(task)
        deadline = time.monotonic() + ENOUGH
        one.watch(lambda: stops_when() or time.monotonic() > deadline)
        assert stops_when(), "it did not come to that"
        assert one.end(ENOUGH)


def test_whom_nobody_wakes_does_the_work_all_the_same(world: World) -> None:
    world.import_people(world.person())
    world.launched()
    at_work(world, lambda: len(world.outbox(Channel.SMS)) == 1)


def test_a_launch_whose_time_has_come_begins_although_nobody_wakes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "_sweep", lambda self: None)
    world.import_people(world.person())
    world.campaign()
    world.preview()
    world.approve()
    world.launch(wait=COUNTDOWN)
    world.later(minutes=2)
    at_work(world, lambda: len(world.outbox(Channel.SMS)) == 1)


class StandInTime:
    """A clock that only goes on while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def test_what_nobody_was_woken_for_waits_for_a_minute_at_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, swept = StandInTime(), list[float]()
    monkeypatch.setattr(worker, "time", clock)
    with world.task_runner() as own:
        one = Worker(own, lambda: world.now)
        monkeypatch.setattr(one, "_sweep", lambda: swept.append(clock.seconds))
        one.watch(lambda: clock.seconds >= 1000)
        assert one.end(ENOUGH)
    pauses = [after - before for before, after in pairwise(swept)]
    assert swept[0] == 0, "at once when it begins"
    assert pauses[:3] == [2, 4, 8], "and soon again, for what comes of it"
    assert max(pauses) == pauses[-1] == 60


def test_every_task_has_somebody_who_does_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    did: Queue[str] = Queue()
    with world.task_runner() as own:
        for name in ("settle", "advance", "look_up", "make_screen_copies", "send", "do_jobs"):
            setattr(own, name, lambda *_given, of=name: did.put(of))
        own.has_jobs = lambda now: True  # type: ignore[method-assign]
        one = Worker(own, lambda: world.now)
        for task in Task:
            one.wake(task)
        found = [did.get(timeout=ENOUGH) for _ in range(5 + len(own.channels))]
        assert one.end(ENOUGH)
    once = dict.fromkeys(("settle", "advance", "look_up", "make_screen_copies", "do_jobs"), 1)
    assert Counter(found) == {**once, "send": 4}
    assert caplog.text == ""


def test_who_is_woken_for_a_reply_settles_it_and_then_what_is_due_goes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "_sweep", lambda self: None)
    world.import_people(person := world.person(), world.person())
    world.launched()
    plan(world)
    world.answer(person, Choice.AGREE, date_of_birth=date(1999, 1, 1))

    def is_done() -> bool:
        with world.database.reading() as session:
            (reply,) = rows_of(session, Reply)
            # The other patient is told, and this one hears that the answer came.
            return reply.settled_at is not None and len(world.outbox(Channel.SMS)) == 2

    at_work(world, is_done, Task.SETTLE)


def test_what_is_planned_is_sent_and_what_was_sent_is_asked_about(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To be woken once goes all the way: the text fails, and the email goes."""
    monkeypatch.setattr(Worker, "_sweep", lambda self: None)
    world = World(world.database, world.settings.instance.parent, world.now, outbox_unreachable=1.0)
    world.import_people(world.person())
    world.launched()
    at_work(world, lambda: len(world.outbox(Channel.EMAIL)) == 1, Task.ADVANCE)


def test_slow_texts_hold_up_no_email(world: World) -> None:
    world.import_people(world.person(), world.person(mobile=None))
    world.launched()
    may_end = threading.Event()

    def slowly(message: Message) -> Result:
        assert may_end.wait(ENOUGH)
        return Accepted("SM1")

    emails = StandIn(name="emails")
    world.providers = {Channel.SMS: StandIn(slowly, name="texts"), Channel.EMAIL: emails}

    def email_went() -> bool:
        if emails.sent:
            may_end.set()
        return may_end.is_set()

    at_work(world, email_went)


def test_a_channel_that_breaks_holds_up_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(message: Message) -> Result:
        raise BrokenConnection

    world.import_people(world.person(), world.person(mobile=None))
    world.launched()
    texts, emails = StandIn(breaks, name="texts"), StandIn(name="emails")
    world.providers = {Channel.SMS: texts, Channel.EMAIL: emails}
    at_work(world, lambda: bool(texts.sent and emails.sent))
    assert "send sms failed" in caplog.text


def test_where_others_send_a_worker_joins_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "_sweep", lambda self: None)
    with_texts(world, 4)
    slow = StandIn(batch_size=1)
    with delivery_sender(world, slow) as other:
        claim(world, other)
        at_work(world, lambda: len(world.outbox(Channel.SMS)) == 3)


def test_a_worker_without_its_database_goes_on_trying(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with world.task_runner() as own:
        monkeypatch.setattr(own, "others_send", lambda: 1 / 0)
        monkeypatch.setattr(own, "settle", lambda now: 1 / 0)
        monkeypatch.setattr(worker, "TICK", 0.01)
        one = Worker(own, lambda: world.now)
        deadline = time.monotonic() + ENOUGH
        one.watch(lambda: caplog.text.count("looking for work failed") >= 2 or time.monotonic() > deadline)
        assert one.end(ENOUGH)
    assert "settle failed" in caplog.text
    assert caplog.text.count("looking for work failed") >= 2


def test_a_worker_that_is_asked_to_stop_waits_for_what_is_under_way(world: World) -> None:
    with_texts(world, 3)
    begun, may_end = threading.Event(), threading.Event()

    def slowly(message: Message) -> Result:
        begun.set()
        assert may_end.wait(ENOUGH)
        return Accepted(f"id-{message.reference}")

    world.providers = {Channel.SMS: StandIn(slowly, batch_size=1)}
    with world.task_runner() as own:
        one = Worker(own, lambda: world.now)
        one.wake(Task.SEND)
        assert begun.wait(ENOUGH)
        assert not one.end(0)
        may_end.set()
        assert one.end(ENOUGH)


def test_a_worker_forgets_patients_whose_time_is_over_where_it_is_told_to(world: World) -> None:
    world.settings = world.settings.model_copy(update={"purge_automatically": True})
    world.import_people(world.person())
    world.now += timedelta(days=world.settings.retention_days)
    until = time.monotonic() + ENOUGH

    def stopping() -> bool:
        with world.database.reading() as session:
            return not rows_of(session, Patient) or time.monotonic() > until

    with world.task_runner() as runner:
        own = Worker(runner, lambda: world.now)
        own.watch(stopping)
        assert own.end(ENOUGH)
    with world.database.reading() as session:
        assert rows_of(session, Patient) == []


def test_it_looks_for_them_once_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []

    def forget(now: datetime) -> int:
        asked.append(now.date())
        return 0

    with world.task_runner() as runner:
        monkeypatch.setattr(runner, "forget", forget)
        own = Worker(runner, lambda: world.now)
        for hours in (0, 1, 23, 1):
            world.now += timedelta(hours=hours)
            own._do_daily()
        assert own.end(ENOUGH)
    assert asked == [world.now.date() - timedelta(days=1), world.now.date()]


def test_a_worker_signs_the_record_by_itself_and_has_it_stamped(world: World, tmp_path: Path) -> None:
    with listening(TimeStampAuthority(tmp_path / "tsa")) as authority:
        world.settings = world.settings.model_copy(update={"timestamp_url": authority.url})
        at_work(world, lambda: stamps(world) == 1)
    with world.database.reading() as session:
        (signed,) = rows_of(session, ChainSignature)
        assert signed.purpose is SigningPurpose.DAILY


def test_a_key_that_cannot_be_had_holds_up_nothing_else(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.settings = world.settings.model_copy(update={"key_command": str(world.settings.instance / "nothing")})
    world.import_people(world.person())
    world.launched()
    at_work(world, lambda: len(world.outbox(Channel.SMS)) == 1 and "signatures failed" in caplog.text)
    assert stamps(world) == 0


def stamps(world: World) -> int:
    with world.database.reading() as session:
        return len(rows_of(session, TimeStamp))
