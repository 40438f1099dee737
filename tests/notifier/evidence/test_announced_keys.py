"""The key that signs is announced in the record, and no other signs in its place unnoticed."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.errors import SettingsFault
from notifier.evidence.announced_keys import announce_key, announced_keys, current_key, key_that_signs
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.signing_keys import SIGNING_FILE, SigningKey
from notifier.store.tables import AuditEvent
from tests.world import World

FIRST, SECOND = SigningKey(b"1" * 32), SigningKey(b"2" * 32)


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def test_a_key_is_announced_once_and_the_record_says_which(world: World) -> None:
    assert announced(world, FIRST)
    assert not announced(world, FIRST)
    with world.database.reading() as session:
        (said,) = session.execute(
            select(AuditEvent.details).where(AuditEvent.action == AuditAction.KEY_ANNOUNCED.value)
        ).scalars()
        own = current_key(session, world.practice_id)
    assert said == {"practice": world.practice_id, "key": FIRST.fingerprint, "public_key": FIRST.public_key}
    assert own is not None
    assert (own.public_key, own.fingerprint, own.announced_at) == (FIRST.public_key, FIRST.fingerprint, world.now)


def test_another_key_takes_its_place_and_the_first_is_still_known(world: World) -> None:
    announced(world, FIRST)
    announced(world, SECOND)
    with world.database.reading() as session:
        known = [one.public_key for one in announced_keys(session, world.practice_id)]
    assert known == [SECOND.public_key, FIRST.public_key]


def test_a_key_that_was_given_up_does_not_come_back(world: World) -> None:
    announced(world, FIRST)
    announced(world, SECOND)
    with pytest.raises(SettingsFault, match=f"{FIRST.fingerprint} was given up for {SECOND.fingerprint}"):
        announced(world, FIRST)


def test_before_any_key_was_announced_one_is_made(world: World) -> None:
    with world.database.reading() as session:
        assert current_key(session, world.practice_id) is None
        key = key_that_signs(session, world.settings, world.practice_id)
    announced(world, key)
    with world.database.reading() as session:
        assert key_that_signs(session, world.settings, world.practice_id).public_key == key.public_key


def test_a_key_that_is_lost_is_not_made_anew_in_silence(world: World) -> None:
    announced(world, FIRST)
    with (
        world.database.reading() as session,
        pytest.raises(SettingsFault, match="from its copy, or run `notifier init`"),
    ):
        key_that_signs(session, world.settings, world.practice_id)
    assert not (world.settings.instance / SIGNING_FILE).exists()


def test_another_key_than_the_announced_one_signs_nothing(world: World) -> None:
    announced(world, FIRST)
    (world.settings.instance / SIGNING_FILE).write_text("32" * 32, encoding="ascii")
    with world.database.reading() as session, pytest.raises(SettingsFault, match="is signed with"):
        key_that_signs(session, world.settings, world.practice_id)


def announced(world: World, key: SigningKey) -> bool:
    with world.database.writing() as session:
        return announce_key(session, world.practice_id, key, world.now)
