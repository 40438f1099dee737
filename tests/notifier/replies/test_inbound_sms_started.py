"""Texts of people who had stopped ours and want them again, by whatever word, whoever had stopped them."""

import pytest
from sqlalchemy import select

from notifier.delivery.limits import suppressions
from notifier.providers.base import IncomingText
from notifier.replies import inbound_sms
from notifier.store.database import Database
from notifier.store.tables import Reply, Suppression
from notifier.vocabulary import Channel, Choice, Doubt, TextMeaning
from tests.notifier.provider_stand_in import with_texts
from tests.notifier.reply_steps import rows
from tests.world import Begin, World


def with_a_text(world: World) -> None:
    with_texts(world, 1)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """A patient with a planned text, on each make of database."""
    return begin(database, with_a_text)


def sends(world: World, body: str, *, told_to_start: bool = False) -> TextMeaning | None:
    """The patient texts us."""
    number = str(world.people[0].mobile)
    text = IncomingText(f"SM{body}", number, body, told_to_stop=False, raw={}, told_to_start=told_to_start)
    with world.database.writing() as session:
        return inbound_sms.receive_text(session, world.keys, "stand-in", text, world.now)


def is_stopped(world: World) -> bool:
    with world.database.reading() as session:
        return session.execute(select(suppressions.in_force(Channel.SMS, str(world.people[0].mobile)))).scalar_one()


def stop_by(world: World, why: str) -> None:
    with world.database.writing() as session:
        suppressions.suppress(session, Channel.SMS, str(world.people[0].mobile), why, world.now)


@pytest.mark.parametrize(("body", "told_to_start"), [("YES", False), ("Unstop!", False), ("encore", True)])
@pytest.mark.parametrize("why", ["told the provider", "texted a stop word"])
def test_whoever_had_stopped_and_wants_texts_again_gets_them(
    each_world: World, body: str, told_to_start: bool, why: str
) -> None:
    stop_by(each_world, why)
    assert sends(each_world, body, told_to_start=told_to_start) is TextMeaning.START
    assert not is_stopped(each_world)
    assert [(row.choice, row.doubt) for row in rows(each_world, Reply)] == [(Choice.UNSURE, Doubt.UNCLEAR)]


def test_whoever_says_keep_by_the_word_that_starts_again_is_heard_on_both(each_world: World) -> None:
    stop_by(each_world, "told the provider")
    assert sends(each_world, "KEEP", told_to_start=True) is TextMeaning.KEEP
    assert not is_stopped(each_world)


def test_yes_of_somebody_who_had_not_stopped_is_for_a_person_to_read(each_world: World) -> None:
    assert sends(each_world, "Yes") is TextMeaning.UNCLEAR
    assert not rows(each_world, Suppression)
