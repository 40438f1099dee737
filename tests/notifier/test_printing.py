"""Letters in a folder for people to post: printed once, counted from the day they were posted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier import leases, printing
from notifier.channels.letter import NAME, PrintFolder
from notifier.dispatch import Dispatcher
from notifier.errors import NotAllowed, NotFound
from notifier.store.database import Database
from notifier.store.models import AuditEvent, Delivery
from notifier.vocabulary import Channel, DeliveryStatus, HoldReason, Role
from tests.notifier.stand_ins import claim, plan
from tests.world import World, load_stationery, sample_number


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """Two patients whom only letters reach."""
    world = World(sqlite_database, tmp_path, now)
    world.import_people(*(world.person(mobile=None, email=None) for _ in range(2)))
    world.launched(notice_days=28, channels=(Channel.LETTER, Channel.FOOTER))
    return world


@contextmanager
def printer(world: World, folder: Path) -> Iterator[Dispatcher]:
    with leases.worker(world.settings.instance) as worker:
        providers = {Channel.LETTER: PrintFolder(folder)}
        yield Dispatcher(world.database, world.keys, world.settings, providers, worker, load_stationery)


def print_to(world: World, folder: Path) -> int:
    with printer(world, folder) as dispatcher:
        return printing.print_letters(dispatcher, world.campaign_id, world.staff(Role.MANAGER), world.now)


def post(world: World, at: datetime, role: Role = Role.MANAGER) -> int:
    staff = world.staff(role)
    with world.database.writing() as session:
        return printing.record_posting(session, world.campaign_id, staff, at, world.now)


def letters(world: World) -> list[Delivery]:
    with world.database.reading() as session:
        rows = session.execute(select(Delivery).where(Delivery.channel == Channel.LETTER).order_by(Delivery.id))
        found = list(rows.scalars())
        session.expunge_all()
        return found


def test_every_waiting_letter_is_printed_once_under_its_reference(world: World, tmp_path: Path) -> None:
    assert print_to(world, tmp_path / "monday") == 2
    assert print_to(world, tmp_path / "tuesday") == 0
    printed = letters(world)
    assert {path.name for path in (tmp_path / "monday").iterdir()} == {f"{row.reference}.pdf" for row in printed}
    assert not (tmp_path / "tuesday").exists() or not list((tmp_path / "tuesday").iterdir())
    assert {(row.provider, row.delivery_status) for row in printed} == {(NAME, DeliveryStatus.ACCEPTED)}
    assert printed[0].sent_to == "Mx Given1 Family1\n1 Station Road\nBlackwater\nGU17 9XX"
    with world.database.reading() as session:
        event = session.execute(select(AuditEvent).where(AuditEvent.action == "letters.printed")).scalar_one()
        assert event.details == {"letters": 2}


def test_a_printed_letter_tells_nobody_before_the_day_of_its_posting(
    world: World, tmp_path: Path, now: datetime
) -> None:
    print_to(world, tmp_path / "out")
    world.later(days=40)
    first = sample_number(1)
    assert world.outcome(first).reason is HoldReason.NOT_INFORMED
    assert post(world, now + timedelta(days=5)) == 2
    found = world.outcome(first)
    assert found.deadline_on == (now + timedelta(days=33)).date()
    assert found.may_be_coded


def test_a_posting_is_recorded_once(world: World, tmp_path: Path) -> None:
    print_to(world, tmp_path / "out")
    assert post(world, world.now, Role.RECEPTION) == 2
    with pytest.raises(NotAllowed, match="waits"):
        post(world, world.now)
    assert {row.posted_at for row in letters(world)} == {world.now}


def test_what_was_printed_later_was_not_posted_with_the_others(world: World, tmp_path: Path) -> None:
    print_to(world, tmp_path / "out")
    world.later(days=1)
    assert post(world, world.now - timedelta(hours=1)) == 2
    with pytest.raises(NotAllowed):
        post(world, world.now - timedelta(days=2))


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_only_managers_and_reception_record_a_posting(world: World, tmp_path: Path, role: Role) -> None:
    print_to(world, tmp_path / "out")
    with pytest.raises(NotAllowed):
        post(world, world.now, role)


def test_nothing_was_posted_in_the_future_or_before_it_was_printed(world: World, tmp_path: Path) -> None:
    print_to(world, tmp_path / "out")
    for moment in (world.now + timedelta(minutes=1), world.now - timedelta(days=1)):
        with pytest.raises(NotAllowed):
            post(world, moment)
    assert {row.posted_at for row in letters(world)} == {None}


def test_letters_printed_in_the_afternoon_can_be_recorded_as_posted_on_that_day(world: World, tmp_path: Path) -> None:
    world.later(hours=6)
    print_to(world, tmp_path / "out")
    noon = world.now - timedelta(hours=4)
    world.later(days=1)
    assert post(world, noon) == len(letters(world))


def test_another_practice_posts_none_of_our_letters(world: World, tmp_path: Path, now: datetime) -> None:
    print_to(world, tmp_path / "out")
    stranger = World(world.database, tmp_path, now, practice="Hillside Surgery").staff(Role.MANAGER)
    with world.database.writing() as session, pytest.raises(NotFound):
        printing.record_posting(session, world.campaign_id, stranger, now, now)


def test_a_killed_run_is_looked_into_and_never_printed_blindly_again(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    plan(world)
    with printer(world, folder) as dispatcher:
        provider = dispatcher.providers[Channel.LETTER]
        one, _other = claim(world, dispatcher, Channel.LETTER)
        list(provider.send([dispatcher.render(one)]))  # and here it is killed: nothing is written down
    assert print_to(world, tmp_path / "elsewhere") == 0  # that folder cannot say
    assert [row.delivery_status for row in letters(world)] == [DeliveryStatus.UNKNOWN] * 2
    assert print_to(world, folder) == 0
    # The one that is there was printed. Of the other nobody knows: a person has to look.
    assert sorted(row.delivery_status for row in letters(world)) == [DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN]


def test_the_footer_is_shown_as_it_will_print_and_only_where_there_is_one(world: World) -> None:
    with world.database.reading() as session:
        url = world.settings.public_url
        text = printing.footer_text(session, world.practice_id, world.campaign_id, url)
    assert "surgery.example.com/r" in text.replace("\n", "")
    world.campaign(channels=(Channel.LETTER,))
    with world.database.reading() as session, pytest.raises(NotAllowed, match="footer"):
        printing.footer_text(session, world.practice_id, world.campaign_id, url)
