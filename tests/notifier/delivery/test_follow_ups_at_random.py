"""Whatever comes in whatever order: nobody is told twice by one channel in a wave, after an answer, or after a stop."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.contacts import Mobile
from notifier.delivery.limits import suppressions
from notifier.patients.list_import.records import Person
from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import ChangeKind, Channel, Choice, DeliveryStatus, FailReason, Wave
from tests.notifier.planning_steps import becomes, launch, plan, stops
from tests.world import World

NEW_YEAR = datetime(2027, 1, 4, 10, tzinfo=UTC)
HOURS = (1, 25, 73, 24 * 7)
# What may become of a message that is handed over, and whether it went out.
FATES: tuple[tuple[DeliveryStatus, FailReason | None, bool], ...] = (
    (DeliveryStatus.ACCEPTED, None, True),
    (DeliveryStatus.UNKNOWN, None, True),
    (DeliveryStatus.UNKNOWN, None, False),
    (DeliveryStatus.FAILED, FailReason.BAD_ADDRESS, False),
    (DeliveryStatus.FAILED, FailReason.UNREACHABLE, False),
)
WENT = {DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED, DeliveryStatus.UNKNOWN}


def tells(row: Delivery) -> bool:
    """A letter at the desk tells nobody until it is handed over."""
    return row.wave is not Wave.HAND_OUT or row.delivery_status is DeliveryStatus.DELIVERED


@dataclass
class Practice:
    """Three people, whoever sends to them, and what they got."""

    world: World
    people: list[Person]
    got: set[tuple[int, Wave, int, Channel]] = field(default_factory=set)
    answered: dict[int, int] = field(default_factory=dict)  # who -> how many deliveries they had then
    stopped: set[str] = field(default_factory=set)

    def run_pass(self, _who: int, choice: int) -> None:
        """Plan, and send what is planned, as a worker does; what must never happen is asserted as it is sent."""
        plan(self.world)
        for who, person in enumerate(self.people):
            rows = self.deliveries(who)
            waiting = [row for row in rows if row.delivery_status is DeliveryStatus.PLANNED]
            on_their_way = [row for row in waiting if row.wave is not Wave.HAND_OUT]
            assert len(on_their_way) <= 1, "two messages are on their way at once"
            assert len(rows) == self.answered.get(who, len(rows)), "something was planned after the answer"
            for row in waiting:
                later = {other.delivery_status for other in rows if other.id > row.id and tells(other)}
                if row.wave is Wave.HAND_OUT and later & (WENT | {DeliveryStatus.PLANNED}):
                    continue  # the sender lets it wait
                assert not later & WENT, "it was overtaken by another message"
                if who not in self.answered:  # the sender leaves them alone
                    self.send(who, person, row, *FATES[choice % len(FATES)])

    def send(
        self, who: int, person: Person, row: Delivery, status: DeliveryStatus, why: FailReason | None, went: bool
    ) -> None:
        assert row.channel is not Channel.SMS or str(person.mobile) not in self.stopped, "a text after a stop"
        assert (who, row.wave, row.anew, row.channel) not in self.got, "told twice"
        if went:
            self.got.add((who, row.wave, row.anew, row.channel))
        becomes(self.world, person, row, status, fail_reason=why)

    def report(self, who: int, choice: int) -> None:
        """A receipt comes for any of somebody's deliveries."""
        rows = [row for row in self.deliveries(who) if row.delivery_status is DeliveryStatus.ACCEPTED]
        if rows:
            status = (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)[choice % 2]
            becomes(self.world, self.people[who], rows[choice % len(rows)], status)

    def look_up(self, who: int, _choice: int) -> None:
        """The provider is asked about what is unknown."""
        for row in self.deliveries(who):
            if row.delivery_status is DeliveryStatus.UNKNOWN:
                went = (who, row.wave, row.anew, row.channel) in self.got
                status = DeliveryStatus.ACCEPTED if went else DeliveryStatus.PLANNED
                becomes(self.world, self.people[who], row, status)

    def wait(self, _who: int, choice: int) -> None:
        self.world.later(hours=HOURS[choice % len(HOURS)])

    def stop(self, who: int, _choice: int) -> None:
        if self.deliveries(who) and self.people[who].mobile:
            stops(self.world, self.people[who])
            self.stopped.add(str(self.people[who].mobile))

    def take_back(self, who: int, _choice: int) -> None:
        with self.world.database.writing() as session:
            suppressions.lift_suppression(session, Channel.SMS, str(self.people[who].mobile), self.world.now)
        self.stopped.discard(str(self.people[who].mobile))

    def answer(self, who: int, choice: int) -> None:
        if self.deliveries(who):
            self.world.answer(self.people[who], tuple(Choice)[choice % len(Choice)])
            self.answered.setdefault(who, len(self.deliveries(who)))

    def import_list(self, who: int, choice: int) -> None:
        """A newer list comes, with something new about somebody."""
        person = self.people[who]
        changed = (
            replace(person, mobile=Mobile.parse(f"07700 9{50 + choice:02d}{who:03d}")),
            replace(person, mobile=None),
            replace(person, email=f"new{who}@example.com"),
            replace(person, email=None),
            replace(person, mobile=self.people[0].mobile),
            replace(person, left=not person.left),
        )
        self.people[who] = changed[choice % len(changed)]
        self.world.import_people(*self.people, expected=(ChangeKind.LEFT,))

    def deliveries(self, who: int) -> list[Delivery]:
        return self.world.deliveries(self.people[who].nhs_number)


EVENTS: tuple[Callable[[Practice, int, int], None], ...] = (
    Practice.run_pass,
    Practice.report,
    Practice.look_up,
    Practice.wait,
    Practice.stop,
    Practice.take_back,
    Practice.answer,
    Practice.import_list,
)
# Mostly time goes by and the workers work: else nothing that was planned would ever be seen to go.
MOSTLY = (Practice.run_pass, Practice.wait)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(EVENTS + MOSTLY * 2), st.integers(0, 2), st.integers(0, 11)),
        min_size=5,
        max_size=30,
    )
)
def test_nobody_is_told_twice_or_after_an_answer_or_a_stop(
    migrated_sqlite_file: Path, events: list[tuple[Callable[[Practice, int, int], None], int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{shutil.copy(migrated_sqlite_file, folder)}")
        world = World(database, Path(folder), NEW_YEAR)
        practice = Practice(world, [world.person(), world.person(), world.person(mobile=None)])
        launch(world, *practice.people)
        for event, who, choice in events:
            event(practice, who, choice)
        practice.run_pass(0, 0)
        assert all(practice.deliveries(who) for who in practice.answered), "who answered was told"
        database.close()
