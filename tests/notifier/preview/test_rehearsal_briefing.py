"""What the person at the button is told: the steps in order, and warnings that say what to do."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.preview.rehearsal import Rehearsal
from notifier.providers.base import CarriedChannels
from notifier.store.database import Database
from notifier.vocabulary import Channel
from tests.notifier.preview.test_rehearsal import rehearsed
from tests.world import World

# A stand-in on this machine, which reaches nobody.
TWILIO = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "0" * 32,
    "twilio_base_url": "http://127.0.0.1:9",
}
NOTHING = CarriedChannels(frozenset(), frozenset())
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)


def briefed(world: World, people: int = 1, carried: CarriedChannels | None = None) -> Rehearsal:
    world.import_people(*[world.person() for _ in range(people)])
    world.campaign(channels=(Channel.SMS, Channel.EMAIL, Channel.FOOTER))
    return rehearsed(world) if carried is None else rehearsed(world, carried=carried)


def test_a_healthy_launch_has_nothing_to_warn_of(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(
        sqlite_database, tmp_path, now, **TWILIO, twilio_from="+447700900999", public_url="https://a.example.com"
    )
    assert briefed(world).warnings == ()


@pytest.mark.parametrize(
    ("settings", "warned"),
    [
        ({"public_url": "http://surgery.example.com"}, "https"),
        ({"public_url": "https://127.0.0.1:8000"}, "https"),
        ({"public_url": "https://localhost"}, "https"),
        ({**TWILIO, "twilio_from": "Riverside"}, "a name: nobody can answer"),
        ({"public_url": f"https://{'a' * 20}.example.com"}, "Longer than one part: 3 texts"),
    ],
)
def test_it_warns_of_what_should_be_put_right(
    sqlite_database: Database, tmp_path: Path, now: datetime, settings: dict[str, Any], warned: str
) -> None:
    world = World(sqlite_database, tmp_path, now, **settings)
    assert warned in " ".join(briefed(world, people=3).warnings)


def test_it_warns_when_a_limit_spreads_the_launch_over_more_than_five_days(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, sms_per_day=1)
    assert "sms_per_day" in " ".join(briefed(world, people=7).warnings)


def test_it_warns_when_no_text_goes_now_and_says_when_the_first_would(
    sqlite_database: Database, tmp_path: Path
) -> None:
    world = World(sqlite_database, tmp_path, FRIDAY_NIGHT, quiet_hours="18:00-08:00")
    assert "the first would go on Monday 30 November at 08:00" in " ".join(briefed(world).warnings)


def test_it_warns_of_a_channel_that_nothing_carries(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    assert "Nothing here carries 2 texts to invented patients" in " ".join(
        briefed(world, people=2, carried=NOTHING).warnings
    )


def test_the_steps_say_what_goes_first_and_what_makes_it_stop(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, first_slice=2)
    steps = briefed(world, people=3).steps
    assert "3 patients" in steps[0]
    assert "First only 2 texts go out" in steps[1]
    assert "pauses by itself" in steps[1]
    assert "Monday 23 November at 10:00" in steps[2]
    assert "pause at any moment" in steps[-1]


def test_without_a_first_slice_the_steps_speak_of_none(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    assert "First only" not in " ".join(briefed(world, people=3).steps)


def test_it_warns_that_nobody_confirms_what_a_mail_server_takes(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now, public_url="https://a.example.com")
    everything = frozenset(Channel)
    world.import_people(world.person(mobile=None), world.person())
    world.campaign(channels=(Channel.SMS, Channel.EMAIL))
    carried = CarriedChannels(everything, everything, unconfirmed=frozenset({Channel.EMAIL}))
    (warning,) = rehearsed(world, carried=carried).warnings
    assert "Counted as sent and no more: 1 email," in warning
