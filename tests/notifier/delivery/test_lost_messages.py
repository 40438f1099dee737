"""What is asked about a message whose answer was lost: only what can be found may be missed."""

import pytest
from sqlalchemy import update

from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Wave
from tests.notifier.provider_stand_in import StandIn, delivery_sender, with_texts
from tests.world import Begin, World, rows_of


@pytest.fixture
def world(begin: Begin, database: Database) -> World:
    """A patient who was texted, and answered."""
    return begin(database, with_an_answer)


def with_an_answer(world: World) -> None:
    (person,) = with_texts(world)
    world.run_pass()
    world.answer(person, Choice.KEEP)
    world.run_pass()


def test_an_acknowledgement_is_found_by_its_words_and_its_absence_proves_nothing(world: World) -> None:
    with world.database.writing() as session:
        session.execute(update(Delivery).values(delivery_status=DeliveryStatus.UNKNOWN, provider="stand-in"))
    provider = StandIn(findings={})
    with delivery_sender(world, provider) as own:
        own.look_up(Channel.SMS, world.now)
    with world.database.reading() as session:
        waves = {row.reference: row.wave for row in rows_of(session, Delivery)}
    asked = {waves[one.reference]: one for one in provider.asked}
    assert set(asked) == {Wave.FIRST, Wave.ACKNOWLEDGEMENT}
    assert "We have an answer in your name" in asked[Wave.ACKNOWLEDGEMENT].mark
    assert asked[Wave.ACKNOWLEDGEMENT].controls == ()
    assert "We have an answer" not in asked[Wave.FIRST].mark
