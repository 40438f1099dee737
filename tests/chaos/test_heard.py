"""Each kind of loss is seen: a report that never came, a text that was not heard, heard twice, or not understood."""

from typing import Any

import pytest
from sqlalchemy import update

from notifier.providers.base import IncomingText
from notifier.replies import inbound_sms
from notifier.store.database import Database
from notifier.store.tables import Delivery, InboundText
from notifier.vocabulary import DeliveryStatus, TextMeaning
from tests.chaos.heard import Losses, losses_of
from tests.chaos.texters import code_in
from tests.notifier.provider_stand_in import the_delivery, with_texts
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """One patient with a text that arrived, as the tables have it."""
    return begin(sqlite_database, with_a_text_that_arrived)


def with_a_text_that_arrived(world: World) -> None:
    with_texts(world)
    with world.database.writing() as session:
        session.execute(update(Delivery).values(delivery_status=DeliveryStatus.DELIVERED, provider_id="SM1"))


def sent(world: World, status: str = "delivered") -> dict[str, Any]:
    """The text, as the stand-in has it."""
    (person,) = world.people
    body = f"See http://127.0.0.1/r/{world.code_of(person.nhs_number)} or text KEEP and the code."
    reference = the_delivery(world, person).reference
    return {"sid": "SM1", "direction": "outbound-api", "body": body, "status": status, "reference": reference}


def received(world: World, sid: str = "SM2") -> dict[str, Any]:
    """KEEP with the patient's code, as the stand-in has it."""
    return {"sid": sid, "direction": "inbound", "body": f"KEEP {code_in(sent(world)['body'])}", "status": "received"}


def hear(world: World, text: dict[str, Any], body: str = "") -> None:
    said = IncomingText(text["sid"], "+447700900999", body or text["body"], False, {}, world.now)
    with world.database.writing() as session:
        inbound_sms.receive_text(session, world.keys, "stand-in", said, world.now)


def losses(world: World, *texts: dict[str, Any]) -> Losses:
    with world.database.reading() as session:
        return losses_of(session, texts)


def test_what_is_known_on_both_sides_is_no_loss(world: World) -> None:
    hear(world, received(world))
    found = losses(world, sent(world), received(world))
    assert (found.all, found.ended, found.texted) == ([], 1, 1)


def test_an_end_that_the_tables_do_not_have_is_a_loss(world: World) -> None:
    assert len(losses(world, sent(world, "undelivered")).reports) == 1
    assert losses(world, sent(world, "sent")).all == [], "nobody knows yet how it ends"
    with world.database.writing() as session:
        session.execute(update(Delivery).values(delivery_status=DeliveryStatus.ACCEPTED))
    assert len(losses(world, sent(world)).reports) == 1
    assert len(losses(world, {**sent(world), "reference": "STRANGER"}).reports) == 1


def test_a_text_that_was_not_heard_is_a_loss_and_so_is_one_that_nobody_sent(world: World) -> None:
    assert len(losses(world, sent(world), received(world)).texts) == 1
    hear(world, received(world))
    assert len(losses(world, sent(world)).texts) == 1


def test_a_text_that_stands_twice_is_a_fault(world: World) -> None:
    hear(world, received(world))
    with world.database.writing() as session:
        values = {"sender": "", "body": "", "raw": {}, "received_at": world.now, "reply_ids": [], "note": ""}
        session.add(InboundText(provider="another", event_id="SM2", meaning=TextMeaning.KEEP, **values))
    assert len(losses(world, sent(world), received(world)).texts) == 1


def test_a_text_that_became_no_reply_of_its_patient_is_a_loss(world: World) -> None:
    hear(world, received(world), "something else")
    (loss,) = losses(world, sent(world), received(world)).texts
    assert "no reply of its patient" in loss
