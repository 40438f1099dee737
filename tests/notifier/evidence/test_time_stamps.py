"""What was signed is stamped by every service that is set; one that is away is asked again and said once a day."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from notifier.errors import EvidenceFault, SettingsFault
from notifier.evidence import stamp_tokens
from notifier.evidence.signatures import sign_due, verify_signatures
from notifier.evidence.time_stamps import REST_SECONDS, TimeStamper
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, TimeStamp
from notifier.vocabulary import LOCALHOST
from tests.notifier.evidence.test_signatures import done, kept
from tests.time_stamp_authority import TimeStampAuthority, listening
from tests.world import World

NOWHERE = f"http://{LOCALHOST}:9/tsr"  # where nothing listens


class Seconds:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[TimeStampAuthority]:
    with listening(TimeStampAuthority(tmp_path / "tsa")) as authority:
        yield authority


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """A world of which one signature waits to be stamped."""
    return signed_world(database, tmp_path, now)


@pytest.fixture
def sqlite_world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """The same where one make of database is enough."""
    return signed_world(sqlite_database, tmp_path, now)


def signed_world(database: Database, folder: Path, now: datetime) -> World:
    world = World(database, folder, now)
    sign_due(database, world.settings, now)
    return world


def test_what_was_signed_is_stamped_and_kept_with_it(world: World, authority: TimeStampAuthority) -> None:
    stamper = stamping(world, authority.url, timestamp_roots=authority.folder / "roots.pem")
    assert stamper.stamp_waiting(world.now) == 1
    assert stamper.stamp_waiting(world.now) == 0, "and asked for once"
    (one,) = kept(world)
    (stamp,) = one.stamps
    assert stamp.url == authority.url
    assert stamp_tokens.stamped_time(stamp.token, one.signed, [authority.root]) == stamp.stamped_at
    with world.database.reading() as session:
        assert verify_signatures(session, world.practice_id).stamps == 1


def test_the_record_says_what_was_stamped_by_whom(world: World, authority: TimeStampAuthority) -> None:
    stamping(world, authority.url).stamp_waiting(world.now)
    (said,) = said_of(world, AuditAction.CHAIN_STAMPED)
    (one,) = kept(world)
    assert (said["number"], said["service"]) == (one.number, authority.url.split("/")[2])


def test_only_a_hash_leaves(sqlite_world: World, authority: TimeStampAuthority) -> None:
    stamping(sqlite_world, authority.url).stamp_waiting(sqlite_world.now)
    (one,) = kept(sqlite_world)
    (asked,) = authority.asked
    assert len(asked) < 100
    assert one.head.encode() not in asked
    assert bytes.fromhex(one.head) not in asked


def test_every_service_stamps_whatever_another_does(world: World, authority: TimeStampAuthority) -> None:
    stamper = stamping(world, f"{NOWHERE}, {authority.url}")
    assert stamper.stamp_waiting(world.now) == 1
    assert [said["service"] for said in said_of(world, AuditAction.STAMP_FAILED)] == [f"{LOCALHOST}:9"]


def test_a_service_that_is_away_is_left_in_peace_and_asked_again(world: World, authority: TimeStampAuthority) -> None:
    seconds = Seconds()
    stamper = stamping(world, authority.url, seconds)
    authority.status = 503
    assert stamper.stamp_waiting(world.now) == 0
    authority.status = 200
    assert stamper.stamp_waiting(world.now) == 0
    assert len(authority.asked) == 1
    seconds.passed += REST_SECONDS
    assert stamper.stamp_waiting(world.now) == 1


def test_an_outage_is_said_once_a_day_and_not_at_each_try(world: World) -> None:
    seconds = Seconds()
    stamper = stamping(world, NOWHERE, seconds)
    for _ in range(3):
        stamper.stamp_waiting(world.now)
        seconds.passed += REST_SECONDS
    (said,) = said_of(world, AuditAction.STAMP_FAILED)
    assert said["why"] == "it did not answer (ConnectionError)"
    world.later(days=1)
    stamper.stamp_waiting(world.now)
    assert len(said_of(world, AuditAction.STAMP_FAILED)) == 2


def test_an_outage_is_no_reason_to_sign_again(world: World) -> None:
    stamping(world, NOWHERE).stamp_waiting(world.now)
    world.later(days=1)
    assert sign_due(world.database, world.settings, world.now) == 0


@pytest.mark.parametrize(
    ("answer", "why"), [(b"<html>", "no time stamp"), (b"x" * 100_000, "does not end"), (b"", "no time stamp")]
)
def test_an_answer_that_is_no_stamp_is_not_kept(
    sqlite_world: World, authority: TimeStampAuthority, answer: bytes, why: str
) -> None:
    authority.answer = answer
    assert stamping(sqlite_world, authority.url).stamp_waiting(sqlite_world.now) == 0
    (said,) = said_of(sqlite_world, AuditAction.STAMP_FAILED)
    assert why in str(said["why"])
    assert not kept(sqlite_world)[0].stamps


def test_an_earlier_stamp_played_again_is_not_kept(sqlite_world: World, authority: TimeStampAuthority) -> None:
    authority.answer = authority.stamp(stamp_tokens.stamp_request(kept(sqlite_world)[0].signed).query)
    assert stamping(sqlite_world, authority.url).stamp_waiting(sqlite_world.now) == 0
    assert not kept(sqlite_world)[0].stamps


def test_a_service_that_no_root_vouches_for_stamps_nothing(
    sqlite_world: World, authority: TimeStampAuthority, tmp_path: Path
) -> None:
    stranger = TimeStampAuthority(tmp_path / "stranger").folder / "roots.pem"
    stamper = stamping(sqlite_world, authority.url, timestamp_roots=stranger)
    assert stamper.stamp_waiting(sqlite_world.now) == 0
    assert not kept(sqlite_world)[0].stamps


def test_roots_that_cannot_be_read_are_named(sqlite_world: World, authority: TimeStampAuthority) -> None:
    stamper = stamping(sqlite_world, authority.url, timestamp_roots=sqlite_world.settings.instance / "none.pem")
    with pytest.raises(SettingsFault, match="TIMESTAMP_ROOTS cannot be read"):
        stamper.stamp_waiting(sqlite_world.now)


def test_after_a_long_outage_only_what_was_signed_lately_is_stamped(
    sqlite_world: World, authority: TimeStampAuthority
) -> None:
    for _ in range(5):
        sqlite_world.later(days=1)
        done(sqlite_world, AuditAction.CAMPAIGN_PAUSED)
        sign_due(sqlite_world.database, sqlite_world.settings, sqlite_world.now)
    assert stamping(sqlite_world, authority.url).stamp_waiting(sqlite_world.now) == 3
    assert [len(one.stamps) for one in kept(sqlite_world)] == [0, 0, 0, 1, 1, 1]


def test_asked_to_stop_it_asks_nobody(sqlite_world: World, authority: TimeStampAuthority) -> None:
    assert stamping(sqlite_world, authority.url).stamp_waiting(sqlite_world.now, lambda: True) == 0
    assert not authority.asked


def test_without_a_service_nothing_is_asked(sqlite_world: World) -> None:
    assert stamping(sqlite_world, "").stamp_waiting(sqlite_world.now) == 0
    assert not said_of(sqlite_world, AuditAction.STAMP_FAILED)


def test_a_stamp_whose_time_was_changed_is_named(sqlite_world: World, authority: TimeStampAuthority) -> None:
    stamping(sqlite_world, authority.url).stamp_waiting(sqlite_world.now)
    with sqlite_world.database.writing() as session:
        session.execute(update(TimeStamp).values(stamped_at=sqlite_world.now))
    with sqlite_world.database.reading() as session, pytest.raises(EvidenceFault, match="another time"):
        verify_signatures(session, sqlite_world.practice_id)


def stamping(world: World, services: str, seconds: Seconds | None = None, **settings: object) -> TimeStamper:
    chosen = world.settings.model_copy(update={"timestamp_url": services, **settings})
    return TimeStamper(world.database, chosen, seconds or Seconds())


def said_of(world: World, action: AuditAction) -> list[dict[str, object]]:
    with world.database.reading() as session:
        query = select(AuditEvent.details).where(AuditEvent.action == action.value).order_by(AuditEvent.id)
        return list(session.execute(query).scalars())
