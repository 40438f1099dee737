"""The certificate says what was forgotten and names nobody; the audit chain has its sum."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from notifier.errors import NotFound
from notifier.evidence import certificates, retention
from notifier.store import audit
from notifier.store.database import Database
from notifier.vocabulary import Role
from tests.notifier.evidence.purge_steps import KEPT_FOR, busy, closed
from tests.world import World


def test_it_has_counts_times_reasons_and_the_chain_before_and_after(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world, forgetting_id = forgotten(database, tmp_path, now)
    with database.reading() as session:
        given = certificates.document(session, world.practice_id, forgetting_id)
        *_, before, event = audit.events(session)
        said = given["certificate"]
        assert given["sha256"] == certificates.digest(said) == event.details["certificate"]
        assert given["chain_after"] == {"number": event.number, "hash": event.own_hash}
        assert said["chain_before"] == {"number": before.number, "hash": before.own_hash}
        assert {str(one["table"]): one["rows"] for one in said["tables"]} == event.details["rows"]
        assert said["by"]["name"] == world.staff(Role.MANAGER).name
        assert said["patients_forgotten"]
        audit.verify_chains(session)
    readable = certificates.certificate_text(given)
    assert given["sha256"] in readable
    assert "patient: 3 rows since 2026-11-23" in readable
    assert "until six months after" in readable
    assert not [one.family_name for one in world.people if one.family_name in json.dumps(given) + readable]


def test_it_can_be_had_again_and_says_when_the_rows_were_erased(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world, forgetting_id = forgotten(sqlite_database, tmp_path, now)
    assert "not yet: run `notifier purge --yes` again" in text_of(world, forgetting_id)
    assert retention.erase(sqlite_database, world.now) == ""
    assert f"Overwritten in the database's files: {world.now.isoformat()}" in text_of(world, forgetting_id)
    with sqlite_database.reading() as session:
        (listed,) = certificates.certificates(session, world.practice_id)
        assert (listed.id, listed.erased_at) == (forgetting_id, world.now)
        with pytest.raises(NotFound, match="`notifier certificate` lists them"):
            certificates.document(session, world.practice_id + 1, forgetting_id)


def test_nothing_is_certified_where_nothing_was_due(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world, _ = forgotten(sqlite_database, tmp_path, now)
    with sqlite_database.writing() as session:
        again = retention.purge_practice(session, world.keys, world.practice_id, world.now, KEPT_FOR)
        assert again.forgetting_id is None
        assert len(certificates.certificates(session, world.practice_id)) == 1


def forgotten(database: Database, folder: Path, now: datetime) -> tuple[World, int]:
    """A practice of which everything is forgotten, and the id of the certificate."""
    world = busy(database, folder, now)
    closed(world)
    world.now += KEPT_FOR
    manager = world.staff(Role.MANAGER).id
    with database.writing() as session:
        done = retention.purge_practice(session, world.keys, world.practice_id, world.now, KEPT_FOR, manager)
    assert done.forgetting_id is not None
    return world, done.forgetting_id


def text_of(world: World, forgetting_id: int) -> str:
    with world.database.reading() as session:
        return certificates.certificate_text(certificates.document(session, world.practice_id, forgetting_id))
