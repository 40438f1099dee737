"""`campaign unknown` and `campaign settle`, and what `campaign resume` says first."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from notifier.cli import program
from notifier.delivery.limits import circuit_breaker
from notifier.patients.samples import write_sample
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, DeliveryStatus
from tests.journeys.driver import MANAGER, Practice
from tests.snapshots import Snapshots

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def launched(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> tuple[Practice, int]:
    """A campaign that sent its texts, and lost the answers to all of them."""
    practice = Practice(tmp_path, sqlite_url, LAUNCH)

    def launch_and_lose() -> int:
        practice.set_up(snapshots)
        path = tmp_path / "list.csv"
        write_sample(path, 30, 2, "systmone", LAUNCH.date())
        campaign_id = practice.launch(path, channels="sms,email")
        practice.run("send", "--until-idle")
        database = practice.open_database()
        with database.writing() as session:
            texts = (Delivery.channel == Channel.SMS, Delivery.delivery_status == DeliveryStatus.DELIVERED)
            values = {"delivery_status": DeliveryStatus.UNKNOWN, "unknown_at": LAUNCH, "delivered_at": None}
            session.execute(update(Delivery).where(*texts).values(**values))
        database.close()
        return campaign_id

    campaign_id = snapshots.once(
        "a campaign that lost answers", sqlite_url, tmp_path / "instance", launch_and_lose, lambda kept_id: kept_id
    )
    return practice, campaign_id


def test_unknown_messages_are_listed_and_settled_one_by_one(launched: tuple[Practice, int]) -> None:
    practice, campaign_id = launched
    found = practice.json("campaign", "unknown", campaign_id)["unknown"]
    assert len(found) > 2
    said = practice.run("campaign", "unknown", campaign_id)
    assert all(one["reference"] in said and one["full_name"] in said for one in found)
    first, second, *rest = (one["reference"] for one in found)
    settle = ("campaign", "settle", campaign_id)
    practice.run(*settle, first, "--went", "--note", "called", "--staff", MANAGER)
    practice.run(*settle, second, "--did-not-go", "--note", "called", "--staff", MANAGER)
    assert [one["reference"] for one in practice.json("campaign", "unknown", campaign_id)["unknown"]] == rest
    again = practice.run(*settle, first, "--went", "--note", "called", "--staff", MANAGER, status=1)
    assert "known by now" in again


def test_what_was_found_out_has_to_be_said(launched: tuple[Practice, int]) -> None:
    practice, campaign_id = launched
    reference = practice.json("campaign", "unknown", campaign_id)["unknown"][0]["reference"]
    words = ("campaign", "settle", campaign_id, reference, "--note", "called", "--staff", MANAGER)
    assert "--went" in practice.run(*words, status=2)


def test_resume_says_first_why_it_was_paused(launched: tuple[Practice, int]) -> None:
    practice, campaign_id = launched
    database = practice.open_database()
    with database.writing() as session:
        circuit_breaker.trip(session, campaign_id, "the provider refuses our account", LAUNCH)
    database.close()
    shown = practice.run("campaign", "show", campaign_id)
    assert "paused because the provider refuses" in shown
    assert "  May not be coded\n" in shown, "in the words that staff read, not in those of the tables"
    words = ["campaign", "resume", str(campaign_id), "--staff", MANAGER]
    done = CliRunner().invoke(program, words, env=practice.environment)
    assert done.exit_code == 0, done.output
    assert done.stderr.index("paused because the provider refuses") < done.stderr.index("running again")
