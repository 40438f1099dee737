"""A rehearsal says exactly what the launch then does, and does nothing of it."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from notifier.campaigns import editing, lifecycle
from notifier.errors import NotAllowed, NotFound
from notifier.messages.sms_text import sms_parts
from notifier.pdf.stationery import Stationery
from notifier.preview.rehearsal import Rehearsal, rehearse_launch
from notifier.providers.base import CarriedChannels
from notifier.store.database import Database
from notifier.store.tables import Base, Delivery
from notifier.vocabulary import Channel, DeliveryStatus, Role, SkipReason
from tests.world import World, load_stationery, rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

EVERYWHERE = CarriedChannels(frozenset(Channel), frozenset(Channel))
NO_LETTERS = (Channel.SMS, Channel.EMAIL, Channel.FOOTER)
EXCLUDED = {SkipReason.DECEASED, SkipReason.LEFT, SkipReason.SENSITIVE}


def rehearsed(
    world: World, load: Callable[[], Stationery] | None = None, carried: CarriedChannels = EVERYWHERE
) -> Rehearsal:
    with world.database.reading() as session:
        return rehearse_launch(session, world.settings, world.practice_id, world.campaign_id, carried, load, world.now)


def mixed_list(world: World) -> None:
    """Everything that planning tells apart, with names that make texts longer or dearer."""
    shared = world.person().mobile
    world.import_people(
        world.person(),
        world.person(given_name="Anne-Marie", family_name="Featherstonehaugh-Cholmondeley", title="Professor"),
        world.person(given_name="Юлия", family_name="Тест"),
        world.person(date_of_birth=date(2019, 3, 31)),
        world.person(mobile=shared),
        world.person(mobile=shared, email=None),
        world.person(sms_declined=True),
        world.person(mobile=None, email=None),
        world.person(deceased=True),
        world.person(sensitive=True),
        world.person(left=True),
    )


def personal_texts(world: World) -> None:
    """A text that begins with the patient's name."""
    with world.database.writing() as session:
        old = lifecycle.current_texts(session, world.campaign_id)["sms"].body
        body = "{{ salutation }}. " + old
        editing.edit_text(session, world.campaign_id, "sms", body, world.staff(Role.MANAGER), world.now)


def test_everybody_is_counted_as_the_launch_then_plans(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    mixed_list(world)
    world.campaign(channels=NO_LETTERS)
    census = rehearsed(world).census
    assert census.told_by == {Channel.SMS: 4, Channel.EMAIL: 2}
    assert census.excluded == {SkipReason.DECEASED: 1, SkipReason.LEFT: 1, SkipReason.SENSITIVE: 1}
    assert sum(census.unreachable.values()) == 2
    assert census.patients == 11
    world.preview()
    world.approve()
    world.launch()
    world.run_pass()
    with database.reading() as session:
        rows = [row for row in rows_of(session, Delivery) if row.notice_id is not None]
        sent = Counter(row.channel for row in rows if row.delivery_status is not DeliveryStatus.SKIPPED)
        skips = Counter((row.channel, row.skip_reason) for row in rows if row.skip_reason not in {None, *EXCLUDED})
    assert dict(sent) == census.told_by
    foretold = {
        (channel, why): number for channel, counted in census.passed_over.items() for why, number in counted.items()
    }
    assert dict(skips) == foretold


def test_the_texts_have_the_parts_that_the_launch_then_sends(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    mixed_list(world)
    world.campaign(channels=NO_LETTERS)
    personal_texts(world)
    texts = rehearsed(world).texts
    world.preview()
    world.approve()
    world.launch()
    world.run_pass()
    sizes = [sms_parts(message["body"]) for message in world.outbox(Channel.SMS)]
    assert (texts.texts, texts.parts) == (len(sizes), sum(size.parts for size in sizes))
    assert texts.in_ucs2 == sum(size.encoding == "ucs2" for size in sizes) == 1
    assert texts.above_one_part == sum(size.parts > 1 for size in sizes)
    assert texts.longest_parts == max(size.parts for size in sizes)
    assert "Юлия" not in texts.longest or texts.longest_parts > 1


def test_it_stores_and_sends_nothing(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    mixed_list(world)
    world.campaign(channels=NO_LETTERS)
    before = row_counts(sqlite_database)
    rehearsed(world)
    assert row_counts(sqlite_database) == before
    assert world.run_pass().idle
    assert not world.settings.outbox.exists()


def test_the_cost_is_parts_and_messages_at_the_prices_of_the_settings(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, sms_price=3.0, email_price=1.0, letter_price=80.0)
    world.import_people(world.person(), world.person(mobile=None), world.person(mobile=None, email=None))
    world.campaign(channels=(Channel.SMS, Channel.EMAIL, Channel.LETTER))
    found = rehearsed(world)
    texts = found.texts
    assert found.costs.by_channel == {Channel.SMS: texts.parts * 0.03, Channel.EMAIL: 0.01, Channel.LETTER: 0.8}
    assert found.costs.total == pytest.approx(texts.parts * 0.03 + 0.81)
    every_text = texts.parts + texts.reminder_parts + texts.acknowledgement_parts
    assert found.costs.most == pytest.approx(every_text * 0.03 + 2 * 3 * 0.01 + 2 * 3 * 0.8)
    assert found.most_acknowledgements == 2, "no letter says that an answer came"
    assert any("2 messages, if each answers once" in step for step in found.steps)


def test_the_dates_follow_from_when_the_first_and_the_last_are_told(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, sms_per_day=2)
    world.import_people(*[world.person() for _ in range(5)])
    world.campaign(notice_days=28, channels=(Channel.SMS,))
    found = rehearsed(world)
    today = now.date()
    assert found.spans[Channel.SMS].first_at == now
    assert found.spans[Channel.SMS].last_at.date() == today + timedelta(days=2)
    assert found.dates.deadline_on == today + timedelta(days=28)
    assert found.dates.last_deadline_on == today + timedelta(days=30)
    assert found.dates.reminders_on == today + timedelta(days=14)
    assert found.most_reminders == 5


def test_there_is_a_sample_of_each_kind_for_somebody_invented(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    person = world.person()
    world.import_people(person)
    world.campaign(channels=tuple(Channel))
    found = rehearsed(world, load_stationery)
    assert {"sms", "sms_guardian", "sms_reminder", "sms_acknowledgement", "email", "footer"} <= found.samples.keys()
    assert "parent or guardian" in found.samples["sms_guardian"]
    assert found.samples["sms_reminder"].startswith("Reminder")
    assert found.letter is not None
    assert found.letter.startswith(b"%PDF")
    assert person.family_name not in str(found.samples)


def test_without_stationery_no_letter_is_laid_out_and_letters_are_counted_all_the_same(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person(mobile=None, email=None))
    world.campaign(channels=tuple(Channel))
    found = rehearsed(world)
    assert found.letter is None
    assert not [kind for kind in found.samples if kind.startswith("letter")]
    assert found.census.told_by[Channel.LETTER] == 1


def test_a_running_campaign_is_rehearsed_with_a_warning_and_one_that_is_over_is_not(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    world.launched()
    assert "launched already" in str(rehearsed(world).warnings)
    with sqlite_database.writing() as session:
        lifecycle.close_campaign(session, world.campaign_id, world.staff(Role.MANAGER), now)
    with pytest.raises(NotAllowed, match="nothing left to rehearse"):
        rehearsed(world)


def test_without_a_list_or_for_another_practice_there_is_nothing_to_rehearse(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world, other = World(sqlite_database, tmp_path, now), World(sqlite_database, tmp_path, now, practice="Hillside")
    other.campaign_id = world.campaign()
    with pytest.raises(NotAllowed, match="import the practice's list first"):
        rehearsed(world)
    with pytest.raises(NotFound):
        rehearsed(other)


def row_counts(database: Database) -> dict[str, Any]:
    with database.reading() as session:
        tables = Base.metadata.tables.items()
        return {name: session.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables}
