"""A person who finds out that a message reached its patient all the same settles the doubt about its place."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.contacts import Mobile
from notifier.delivery import doubtful_tellings
from notifier.delivery.doubtful_tellings import DoubtfulTelling
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.patients.list_import.records import Person
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, ConfirmedTelling
from notifier.vocabulary import Channel, DeliveryStatus, PlaceDoubt, Role, Wave
from tests.notifier.planning_steps import happens, launch, plan
from tests.world import World, rows_of

OTHER_NUMBER = Mobile.parse("07700 900999")
NOTE = "Rang her: she has the text."


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """One person whom a text reached at a number that a list corrected since."""
    world = World(database, tmp_path, now)
    person = world.person()
    launch(world, person)
    happens(world, person, Channel.SMS, DeliveryStatus.DELIVERED, delivered_at=world.now)
    world.later(days=1)
    world.import_people(replace(person, mobile=OTHER_NUMBER))
    world.later(days=1)
    return world


def doubts(world: World) -> list[DoubtfulTelling]:
    with world.database.reading() as session:
        return doubtful_tellings.doubtful_tellings(session, world.practice_id, world.campaign_id, world.now)


def confirm(world: World, role: Role = Role.RECEPTION, note: str = NOTE, reference: str = "") -> None:
    with world.database.writing() as session:
        which = reference or world.deliveries(patient(world).nhs_number)[0].reference
        doubtful_tellings.confirm_telling(session, which, world.staff(role), note, world.now)


def patient(world: World) -> Person:
    return world.people[0]


def test_it_is_listed_with_where_it_went_and_why_nobody_can_be_sure(world: World) -> None:
    (found,) = doubts(world)
    assert (found.doubt, found.sent_to) == (PlaceDoubt.CHANGED, str(patient(world).mobile))
    assert (found.full_name, found.noun) == ("Mx Given1 Family1", "text")


def test_what_a_person_confirmed_counts_and_nobody_is_told_anew(world: World) -> None:
    confirm(world)
    assert doubts(world) == []
    assert plan(world).total == 0
    with world.database.reading() as session:
        (kept,) = rows_of(session, ConfirmedTelling)
        assert kept.note == NOTE
        event = rows_of(session, AuditEvent)[-1]
        assert (event.action, event.details) == ("telling.confirmed", {"delivery": kept.delivery_id})


def test_what_is_planned_to_tell_them_anew_is_called_off(world: World) -> None:
    plan(world)
    confirm(world)
    anew = [row.delivery_status for row in world.deliveries(patient(world).nhs_number) if row.wave is Wave.CATCH_UP]
    assert anew == [DeliveryStatus.CANCELLED]
    assert plan(world).total == 0


def test_before_the_person_knew_it_was_in_doubt(world: World) -> None:
    before = world.now
    world.later(days=1)
    confirm(world)
    assert doubts(world) == []
    world.now = before + timedelta(hours=1)
    assert len(doubts(world)) == 1


def test_it_is_confirmed_once_with_a_note_by_the_desk(world: World) -> None:
    with pytest.raises(ValueRefused, match="say how you know"):
        confirm(world, note="  ")
    for role in (Role.APPROVER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            confirm(world, role)
    with pytest.raises(NotFound, match="told doubts"):
        confirm(world, reference="AAAAAAAAAA")
    confirm(world, Role.MANAGER)
    with pytest.raises(NotAllowed, match="nothing to confirm"):
        confirm(world)


def test_another_practice_neither_sees_nor_confirms_it(world: World) -> None:
    stranger = World(world.database, world.settings.instance, world.now, practice="Hillside Surgery")
    reference = world.deliveries(patient(world).nhs_number)[0].reference
    with world.database.writing() as session, pytest.raises(NotFound):
        doubtful_tellings.confirm_telling(session, reference, stranger.staff(Role.MANAGER), NOTE, world.now)
    with world.database.reading() as session, pytest.raises(NotFound):
        doubtful_tellings.doubtful_tellings(session, stranger.practice_id, world.campaign_id, world.now)
