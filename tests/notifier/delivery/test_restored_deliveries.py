"""What may have gone between a backup and its restore: nobody is told again for a reason that the lost machine had."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from notifier.campaigns import launches
from notifier.delivery import restored_deliveries, unknown_deliveries
from notifier.delivery.limits import spending
from notifier.delivery.restorations import latest_restoration
from notifier.errors import NotAllowed, ValueRefused
from notifier.patients.list_import.records import Person
from notifier.providers.base import LostMessage, NeverSent
from notifier.providers.outbox import Outbox
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Campaign, Delivery, Link, Notice, Receipt
from notifier.vocabulary import CampaignStatus, Channel, Choice, DeliveryStatus, FailReason, ReportKind, Role, Wave
from tests.notifier.planning_steps import NOTICE_DAYS, happens, launch, plan, planned, told
from tests.notifier.provider_stand_in import StandIn, delivery_sender, drain
from tests.world import World

BOTH = (Channel.SMS, Channel.EMAIL)
UNKNOWN = (DeliveryStatus.UNKNOWN, None)


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def restored(world: World, **gap: float) -> int:
    """Let as much time pass as `timedelta` has it, with the backup at its beginning and the restore at its end."""
    backed_up_at = world.now
    world.later(**gap)
    with world.database.writing() as session:
        return restored_deliveries.hold_back(session, world.keys, None, backed_up_at, world.now)


def report_failure(world: World, person: Person, happened_at: datetime | None) -> None:
    """A failure of the text that is heard of now."""
    text = next(one for one in world.deliveries(person.nhs_number) if one.channel is Channel.SMS)
    happens(world, person, Channel.SMS, DeliveryStatus.FAILED, fail_reason=FailReason.UNREACHABLE)
    row = {"provider": "stand-in", "event_id": "failed", "kind": ReportKind.FAILED, "raw": {}}
    with world.database.writing() as session:
        session.add(Receipt(delivery_id=text.id, happened_at=happened_at, received_at=world.now, **row))


def test_what_was_due_is_unknown_as_if_it_had_been_claimed_now(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person, channels=BOTH)
    assert restored(each_world, days=2) == 1
    (text,) = each_world.deliveries(person.nhs_number)
    assert (text.delivery_status, text.restored_at, text.claimed_at) == (UNKNOWN[0], each_world.now, each_world.now)
    assert (text.sent_to, text.attempts) == (str(person.mobile), 1)
    with each_world.database.reading() as session:
        link = session.execute(select(Link.deadline_on)).scalar_one()
        period = latest_restoration(session)
    assert text.deadline_on == link >= (each_world.now + timedelta(days=NOTICE_DAYS)).date()
    assert period is not None
    assert period.restored_at - period.backed_up_at == timedelta(days=2)


def test_what_is_due_later_is_still_planned(world: World) -> None:
    person = world.person()
    launch(world, person, channels=BOTH)
    with world.database.writing() as session:
        session.execute(update(Delivery).values(due_at=world.now + timedelta(days=3)))
    assert restored(world, days=2) == 0
    assert told(world, person) == [planned(Channel.SMS)]


def test_nothing_takes_over_from_it_however_long_it_is_unknown(world: World) -> None:
    person = world.person()
    launch(world, person, channels=BOTH)
    restored(world, hours=1)
    for days in (1, 3, 10):
        world.later(days=days)
        plan(world)
    assert told(world, person) == [(Channel.SMS, *UNKNOWN)]


@pytest.mark.parametrize("hours", [-1, None])
def test_a_failure_that_the_lost_machine_may_have_heard_of_has_no_second_email(
    each_world: World, hours: int | None
) -> None:
    person = each_world.person()
    launch(each_world, person, channels=BOTH)
    happens(each_world, person, Channel.SMS, DeliveryStatus.ACCEPTED, claimed_at=each_world.now)
    restored(each_world, hours=3)
    each_world.later(minutes=5)
    report_failure(each_world, person, each_world.now + timedelta(hours=hours) if hours else None)
    plan(each_world)
    assert told(each_world, person)[1] == (Channel.EMAIL, *UNKNOWN)


def test_a_failure_after_the_restore_has_its_next_channel(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person, channels=BOTH)
    happens(each_world, person, Channel.SMS, DeliveryStatus.ACCEPTED, claimed_at=each_world.now)
    restored(each_world, hours=3)
    each_world.later(minutes=5)
    report_failure(each_world, person, each_world.now - timedelta(minutes=1))
    plan(each_world)
    assert told(each_world, person)[1] == planned(Channel.EMAIL)


@pytest.mark.parametrize(("gap", "held"), [(1, False), (4, True)])
def test_a_silence_counts_anew_only_where_it_cannot_have_ended_before(world: World, gap: int, held: bool) -> None:
    person = world.person()
    launch(world, person, channels=BOTH)
    happens(world, person, Channel.SMS, DeliveryStatus.ACCEPTED, claimed_at=world.now, accepted_at=world.now)
    restored(world, days=gap)
    world.later(days=4)
    plan(world)
    assert told(world, person)[1] == ((Channel.EMAIL, *UNKNOWN) if held else planned(Channel.EMAIL))


@pytest.mark.parametrize(("gap", "held"), [(1, False), (NOTICE_DAYS // 2, True)])
def test_a_reminder_goes_only_where_its_day_had_not_come(each_world: World, gap: int, held: bool) -> None:
    person = each_world.person()
    launch(each_world, person, channels=(Channel.SMS,))
    happens(each_world, person, Channel.SMS, DeliveryStatus.ACCEPTED, claimed_at=each_world.now)
    restored(each_world, days=gap)
    each_world.later(days=NOTICE_DAYS // 2 - gap)
    plan(each_world)
    assert told(each_world, person, Wave.REMINDER) == [(Channel.SMS, *UNKNOWN) if held else planned(Channel.SMS)]


def test_somebody_who_had_no_notice_yet_may_have_got_one_and_who_joins_later_has_none(each_world: World) -> None:
    old, other = each_world.person(), each_world.person()
    each_world.import_people(old, other)
    launch(each_world, old, other, channels=(Channel.SMS,))
    with each_world.database.writing() as session:  # the backup was made before anything was planned
        for table in (Delivery, Link, Notice):
            session.execute(delete(table))
    restored(each_world, hours=1)
    each_world.later(hours=1)
    joiner = each_world.person()
    each_world.import_people(old, other, joiner)
    plan(each_world)
    assert told(each_world, old) == told(each_world, other) == [(Channel.SMS, *UNKNOWN)]
    assert told(each_world, joiner) == [planned(Channel.SMS)]


def test_a_campaign_that_is_launched_after_the_restore_knows_nothing_of_it(world: World) -> None:
    person = world.person()
    world.import_people(person)
    restored(world, hours=1)
    world.later(hours=1)
    launch(world, person, channels=(Channel.SMS,))
    assert told(world, person) == [planned(Channel.SMS)]


def test_a_launch_that_waited_is_stopped(world: World) -> None:
    world.import_people(world.person())
    world.campaign()
    world.preview()
    world.approve()
    world.launch(wait=timedelta(hours=1))
    with world.database.writing() as session:
        assert launches.stop_waiting_launches(session, "it came back", world.now) == 1
        assert launches.stop_waiting_launches(session, "it came back", world.now) == 0
    world.later(hours=2)
    with world.database.reading() as session:
        assert not launches.has_due_launch(session, world.now)
        campaign = session.get_one(Campaign, world.campaign_id)
        assert campaign.campaign_status is CampaignStatus.APPROVED
        view = launches.latest_launch(session, world.campaign_id)
        assert view is not None
        assert view.stopped_because == "it came back"


def test_what_the_provider_never_had_is_sent_and_then_is_as_any_other(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person, channels=(Channel.SMS,))
    restored(each_world, hours=1)
    provider = StandIn()
    with delivery_sender(each_world, provider) as own, each_world.database.writing() as session:
        session.execute(update(Delivery).values(lease_until=None))  # half a minute until it may say so
    own.look_up(Channel.SMS, each_world.now)
    (text,) = each_world.deliveries(person.nhs_number)
    assert (text.delivery_status, text.restored_at) == (DeliveryStatus.PLANNED, None)
    drain(each_world, provider)
    assert len(provider.sent) == 1


def test_what_was_planned_after_the_restore_is_not_missed_by_its_reference(tmp_path: Path) -> None:
    lost = LostMessage("new", "+447700900001", "code", frozenset(), settled=True)
    outbox = Outbox(tmp_path)
    assert outbox.look_up([lost]) == {"new": NeverSent()}
    renamed = LostMessage("new", "+447700900001", "code", frozenset(), settled=True, is_renamed=True)
    assert outbox.look_up([renamed]) == {}


def settle_all(world: World, *, went: bool, note: str = "looked at the printer") -> int:
    with world.database.writing() as session:
        return unknown_deliveries.settle_restored(
            session, world.campaign_id, Channel.SMS, world.staff(Role.MANAGER), world.now, went=went, note=note
        )


def test_a_person_settles_all_of_a_channel_together(each_world: World) -> None:
    people = [each_world.person() for _ in range(3)]
    launch(each_world, *people, channels=BOTH)
    restored(each_world, hours=1)
    assert settle_all(each_world, went=True) == 3
    assert told(each_world, people[0]) == [(Channel.SMS, DeliveryStatus.ACCEPTED, None)]
    with each_world.database.reading() as session:
        (event,) = session.execute(select(AuditEvent).where(AuditEvent.action == "delivery.restored_settled")).scalars()
        assert event.details == {"channel": "sms", "deliveries": 3, "went": True}
        notes = session.execute(select(Receipt.raw).where(Receipt.provider == "person")).scalars().all()
    assert [note["note"] for note in notes] == ["looked at the printer"] * 3
    with pytest.raises(NotAllowed, match="may have gone before a restore"):
        settle_all(each_world, went=True)


def test_what_did_not_go_goes_now_and_may_be_lost_and_settled_again(each_world: World) -> None:
    person = each_world.person()
    launch(each_world, person, channels=BOTH)
    for gap in (1, 2):
        restored(each_world, hours=gap)
        assert settle_all(each_world, went=False) == 1
        assert told(each_world, person) == [planned(Channel.SMS)]
    provider = StandIn()
    drain(each_world, provider)
    assert len(provider.sent) == 1


def test_a_note_is_needed_for_many_as_for_one(world: World) -> None:
    launch(world, world.person(), channels=BOTH)
    restored(world, hours=1)
    with pytest.raises(ValueRefused, match="say how you know"):
        settle_all(world, went=True, note=" ")


def test_an_answer_from_before_is_not_acknowledged_again_and_a_later_one_is(each_world: World) -> None:
    early, late = each_world.person(), each_world.person()
    launch(each_world, early, late, channels=(Channel.SMS,))
    each_world.providers = {Channel.SMS: StandIn()}
    each_world.run_pass()
    each_world.answer(early, Choice.KEEP)  # recorded at the backup, and settled by nobody yet
    restored(each_world, hours=1)
    each_world.later(hours=1)
    each_world.answer(late, Choice.KEEP)
    each_world.run_pass()
    assert told(each_world, early, Wave.ACKNOWLEDGEMENT) == []
    assert len(told(each_world, late, Wave.ACKNOWLEDGEMENT)) == 1


def test_a_budget_is_counted_anew_with_what_may_have_gone(world: World) -> None:
    launch(world, world.person(), channels=(Channel.SMS,))
    with world.database.writing() as session:
        session.execute(update(Campaign).values(budget=10))
        spending.left_to_spend(session, world.campaign_id, Channel.SMS, world.settings)
    restored(world, hours=1)
    with world.database.writing() as session:
        left = spending.left_to_spend(session, world.campaign_id, Channel.SMS, world.settings)
        price = spending.units_of(world.settings, Channel.SMS)
    assert left == 10 * 100_000 - price
