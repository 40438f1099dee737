"""`send` says what it leaves undone: campaigns that are paused."""

from datetime import UTC, datetime
from pathlib import Path

from notifier.delivery.limits import circuit_breaker
from notifier.store.database import Database
from tests.journeys.driver import MANAGER, Practice
from tests.notifier.cli.test_list_commands import ANN, listed
from tests.snapshots import Snapshots

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WAY_ON = "Nothing goes out until: notifier campaign resume 1"


def test_send_names_the_campaigns_that_are_paused(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> None:
    practice = Practice(tmp_path, sqlite_url, LAUNCH)
    practice.set_up(snapshots)
    campaign_id = practice.launch(listed(practice, "list.csv", ANN), channels="sms")
    assert "paused" not in practice.result("send", "--until-idle").output
    practice.run("campaign", "pause", campaign_id, "--staff", MANAGER)
    assert f"campaign 1 is paused. {WAY_ON}" in practice.result("send", "--until-idle").output
    practice.run("campaign", "resume", campaign_id, "--staff", MANAGER)
    database = Database.open(sqlite_url)
    try:
        with database.writing() as session:
            circuit_breaker.trip(session, campaign_id, "6 of 20 by sms failed for good", LAUNCH)
    finally:
        database.close()
    said = practice.result("send", "--until-idle").output
    assert f"campaign 1 is paused because 6 of 20 by sms failed for good. {WAY_ON}" in said
