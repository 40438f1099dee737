"""What nobody knows is listed for a person and settled by one; nothing is ever sent again because of it."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.delivery import unknown_deliveries
from notifier.delivery.unknown_deliveries import UnknownView
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.patients.list_import.records import Person
from notifier.providers.base import Unknown
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Receipt
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, Role
from tests.notifier.provider_stand_in import StandIn, drain, plan, with_texts
from tests.world import Begin, World, rows_of


@pytest.fixture
def lost(begin: Begin, database: Database) -> tuple[World, Person]:
    """A world, and the patient whose text's answer was lost; an email could go to them too."""
    return with_its_person(begin(database, lose_a_text))


@pytest.fixture
def lightly_lost(begin: Begin, sqlite_database: Database) -> tuple[World, Person]:
    return with_its_person(begin(sqlite_database, lose_a_text))


def lose_a_text(world: World) -> None:
    with_texts(world, channels=(Channel.SMS, Channel.EMAIL))
    drain(world, StandIn(answer=lambda _message: Unknown()))


def with_its_person(world: World) -> tuple[World, Person]:
    (person,) = world.people
    return world, person


def listed(world: World) -> list[UnknownView]:
    with world.database.reading() as session:
        found = unknown_deliveries.unknown_deliveries_of(session, world.practice_id, world.campaign_id, world.now)
        assert unknown_deliveries.count_unknown(session, world.campaign_id) == len(found)
        return found


def settle(world: World, *, went: bool, note: str = "called the patient", by: Role = Role.RECEPTION) -> None:
    (one,) = listed(world)
    settle_again(world, one.reference, went=went, note=note, by=by)


def settle_again(world: World, reference: str, *, went: bool, note: str = "called", by: Role = Role.RECEPTION) -> None:
    staff = world.staff(by)
    with world.database.writing() as session:
        unknown_deliveries.settle_unknown_delivery(
            session, world.campaign_id, reference, staff, world.now, went=went, note=note
        )


def test_an_unknown_message_is_listed_with_its_patient_and_since_when(lost: tuple[World, Person]) -> None:
    world, person = lost
    since = world.now
    world.later(hours=3)
    (one,) = listed(world)
    assert (one.channel, one.full_name) == (Channel.SMS, f"Mx {person.given_name} {person.family_name}")
    assert (one.since, one.waited.total_seconds()) == (since, 3 * 3600)
    assert one.patient_id == world.patient_id(person.nhs_number)
    assert one.taken_over_by is None


def test_it_says_when_the_next_channel_has_taken_over(lost: tuple[World, Person]) -> None:
    world, _person = lost
    world.later(hours=world.settings.unknown_hours + 1)
    plan(world)
    (one,) = listed(world)
    assert one.taken_over_by is Channel.EMAIL


def test_what_went_counts_as_sent_from_now_on(lost: tuple[World, Person]) -> None:
    world, person = lost
    world.later(hours=2)
    settle(world, went=True)
    (text,) = world.deliveries(person.nhs_number)
    assert (text.delivery_status, text.accepted_at) == (DeliveryStatus.ACCEPTED, world.now)
    assert listed(world) == []


def test_what_did_not_go_is_never_sent_again_and_the_next_channel_takes_over(lost: tuple[World, Person]) -> None:
    world, person = lost
    settle(world, went=False)
    plan(world)
    text, email = world.deliveries(person.nhs_number)
    assert (text.delivery_status, text.fail_reason) == (DeliveryStatus.FAILED, FailReason.LOST)
    assert (email.channel, email.delivery_status) == (Channel.EMAIL, DeliveryStatus.PLANNED)
    again = StandIn()
    assert drain(world, again) == 0
    assert again.sent == []


def test_who_settled_it_and_how_they_knew_is_kept(lost: tuple[World, Person]) -> None:
    world, _person = lost
    (one,) = listed(world)
    settle(world, went=True, note="  has the text on her phone  ")
    with world.database.reading() as session:
        (receipt,) = rows_of(session, Receipt)
        assert receipt.raw == {"note": "has the text on her phone", "staff": world.staff(Role.RECEPTION).id}
        query = select(AuditEvent).where(AuditEvent.action == "delivery.settled")
        event = session.execute(query).scalar_one()
        assert (event.staff_id, event.details["went"]) == (world.staff(Role.RECEPTION).id, True)
        assert "phone" not in str(event.details), "the chain outlives the patients, so the note is not in it"
        assert audit.verify_chains(session).events > 0
    with pytest.raises(NotAllowed, match="known by now"):
        settle_again(world, one.reference, went=False)


def test_a_note_is_needed(lightly_lost: tuple[World, Person]) -> None:
    with pytest.raises(ValueRefused, match="how you know"):
        settle(lightly_lost[0], went=True, note="  ")
    assert len(listed(lightly_lost[0])) == 1


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_reception_and_managers_alone_may(lightly_lost: tuple[World, Person], role: Role) -> None:
    with pytest.raises(NotAllowed, match="role"):
        settle(lightly_lost[0], went=True, by=role)


def test_another_practice_sees_and_settles_nothing(
    lightly_lost: tuple[World, Person], tmp_path: Path, now: datetime
) -> None:
    world, _person = lightly_lost
    (one,) = listed(world)
    other = World(world.database, tmp_path, now, practice="Hillside")
    other.campaign_id = world.campaign_id
    with pytest.raises(NotFound):
        listed(other)
    with pytest.raises(NotFound):
        settle_again(other, one.reference, went=True)
    with pytest.raises(NotFound):
        settle_again(world, "0000000000", went=True)
