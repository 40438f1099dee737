"""What the doctor says of the key that signs the record, of the last signature, and of time stamps."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier.evidence.signatures import sign_due
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.signing_keys import SIGNING_FILE, in_groups, signing_key
from notifier.vocabulary import ConditionLevel
from notifier.worker.doctor.condition import Condition
from notifier.worker.doctor.signed_record import check_signatures
from tests.notifier.evidence.test_signatures import done
from tests.world import World

SERVICE = "https://tsa.example.com/tsr"


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """A world whose record was signed."""
    world = World(sqlite_database, tmp_path, now)
    sign_due(world.database, world.settings, now)
    return world


def test_the_key_is_named_to_be_compared(world: World) -> None:
    (one,) = conditions(world)
    assert one.level is ConditionLevel.OK
    assert in_groups(signing_key(world.settings).fingerprint) in one.what


def test_a_record_that_is_not_signed_yet_is_said(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    (one,) = conditions(World(sqlite_database, tmp_path, now))
    assert (one.level, "not signed yet" in one.what) == (ConditionLevel.WARNING, True)


def test_a_lost_key_is_a_fault(world: World) -> None:
    (world.settings.instance / SIGNING_FILE).unlink()
    (one,) = conditions(world)
    assert one.level is ConditionLevel.FAULT
    assert "put it back from its copy" in one.what


def test_a_record_that_nobody_signs_is_said_after_two_days(world: World) -> None:
    done(world, AuditAction.CAMPAIGN_PAUSED)
    world.later(days=1)
    assert len(conditions(world)) == 1
    world.later(days=2)
    assert "was signed for two days" in conditions(world)[1].what


def test_a_service_that_does_not_stamp_is_said_after_an_hour(world: World) -> None:
    assert len(conditions(world, timestamp_url=SERVICE)) == 1
    world.later(hours=2)
    said = conditions(world, timestamp_url=SERVICE)[1]
    assert said.level is ConditionLevel.WARNING
    assert f"{SERVICE} has not stamped" in said.what
    assert "it has given none yet" in said.what


def test_roots_that_cannot_be_read_are_a_fault(world: World) -> None:
    said = conditions(world, timestamp_roots=world.settings.instance / "none.pem")[0]
    assert (said.level, "TIMESTAMP_ROOTS" in said.what) == (ConditionLevel.FAULT, True)


def conditions(world: World, **settings: object) -> list[Condition]:
    chosen = world.settings.model_copy(update=settings)
    with world.database.reading() as session:
        return list(check_signatures(session, chosen, world.now))
