"""What is asked about a message whose answer was lost: only what can be found may be missed."""

import pytest
from sqlalchemy import update

from notifier.delivery.lost_messages import lost_messages
from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Wave
from tests.notifier.provider_stand_in import with_texts
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, database: Database) -> World:
    """A patient who was texted, and answered."""
    return begin(database, with_an_answer)


def with_an_answer(world: World) -> None:
    (person,) = with_texts(world)
    world.run_pass()
    world.answer(person, Choice.KEEP)
    world.run_pass()


def test_an_acknowledgement_has_no_link_so_that_its_absence_from_a_search_proves_nothing(world: World) -> None:
    with world.database.writing() as session:
        session.execute(update(Delivery).values(delivery_status=DeliveryStatus.UNKNOWN, provider="stand-in"))
    with world.database.reading() as session:
        waves = {row.reference: row.wave for row in session.query(Delivery)}
        asked = lost_messages(session, world.keys, Channel.SMS, "stand-in", world.now).messages
    assert {waves[one.reference]: bool(one.mark) for one in asked} == {Wave.FIRST: True, Wave.ACKNOWLEDGEMENT: False}
