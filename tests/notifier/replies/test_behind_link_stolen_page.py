"""Whoever has the page's role and key, and nobody's code, can agree for nobody and has nothing to search at home."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from notifier.patients import access_codes
from notifier.patients.list_import.records import Person
from notifier.store import page_role_grants
from notifier.store.tables import Reply
from notifier.vocabulary import Channel, Choice, Doubt, HoldReason
from tests.notifier.reply_steps import open_reviews, reason, rows, sent, settle
from tests.opened_databases import opened
from tests.page_roles import new_role, url_of
from tests.world import World

Stolen = tuple[World, Person, "psycopg.Connection[Any]"]
NOTHING_READ = (
    "SELECT fingerprint FROM link",
    "SELECT check_value FROM link",
    "SELECT notice_id FROM link",
    "SELECT fingerprint FROM withdrawn_link",
    "SELECT notice_id FROM reply",
    "SELECT choice FROM reply",
    "SELECT contact FROM reply_contact",
)
NOTHING_WRITTEN = (
    "INSERT INTO reply (notice_id, choice, source) VALUES (1, 'agree', 'paper')",
    "INSERT INTO reply_contact (reply_id, name, contact) VALUES (1, '', '07700 900999')",
    "UPDATE reply SET settled_at = now()",
)
APPEND = "SELECT page_append(%s, 1, %s, %s, now(), now(), NULL, 'patient', NULL, NULL, %s, '', '', NULL)"


@pytest.fixture
def stolen(postgresql_url: str, tmp_path: Path, now: datetime) -> Iterator[Stolen]:
    """A campaign in which one patient was told, and a connection as whoever broke into the page's process."""
    for database in opened(postgresql_url):
        world = World(database, tmp_path, now)
        person = world.person()
        world.import_people(person)
        world.launched(notice_days=28, channels=(Channel.SMS,))
        world.until_idle()
        with new_role(postgresql_url) as role:
            page_role_grants.grant_rights(database, role, "secret")
            with psycopg.connect(url_of(postgresql_url, role), autocommit=True) as connection:
                yield world, person, connection


def test_nothing_of_links_and_replies_is_read_and_nothing_written_beside_the_functions(stolen: Stolen) -> None:
    world, person, connection = stolen
    sent(world, person, Choice.KEEP)
    for statement in (*NOTHING_READ, *NOTHING_WRITTEN):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_without_a_code_the_functions_give_nothing_and_take_nothing(stolen: Stolen) -> None:
    world, person, connection = stolen
    reference = sent(world, person, Choice.KEEP).reference
    guessed = access_codes.code_fingerprint(world.keys, access_codes.make_code(world.keys, 0, 0, 0))
    assert connection.execute("SELECT * FROM page_link(%s)", [guessed]).fetchall() == []
    (found,) = connection.execute("SELECT * FROM page_replies(%s, 1, %s)", [guessed, reference]).fetchall()
    assert set(found) == {None, False}, "that a reference is taken is all that is said of it"
    assert connection.execute(APPEND, [guessed, "X", "agree", b"\0" * 32]).fetchone() == (None,)
    assert len(rows(world, Reply)) == 1


def test_an_agreement_that_is_slipped_in_is_found_out_and_holds(stolen: Stolen) -> None:
    """Not even whoever has learnt a fingerprint can make the proof, for that takes the code."""
    world, person, connection = stolen
    learnt = access_codes.code_fingerprint(world.keys, world.code_of(person.nhs_number))
    forged = access_codes.new_reference().encode()
    assert connection.execute(APPEND, [learnt, "X", "agree", forged]).fetchone() != (None,)
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW
    settle(world)
    assert open_reviews(world) == [Doubt.UNPROVEN]
    assert reason(world, person) is HoldReason.UNDER_REVIEW
    (row,) = rows(world, Reply)
    assert (row.source, row.recorded_by) == ("page", None)
