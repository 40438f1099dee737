"""The launch on the pages: the number typed, the two minutes, and the click that stops everything."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from notifier.campaigns import launches
from notifier.delivery import leases
from notifier.outcomes import campaign_view
from notifier.store.tables import Practice
from notifier.vocabulary import CampaignStatus, Role, Task
from tests.html_check import CheckedClient
from tests.web.world import World, submit


def standing(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        seen = campaign_view.view_campaign(session, world.practice_id, world.campaign_id, world.settings.reply_channels)
    return seen.campaign_status


def address(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}"


def launching(world: World) -> CheckedClient:
    """The manager, whose countdown runs."""
    world.approve()
    manager = world.signed_in(Role.MANAGER)
    assert submit(manager, f"{address(world)}/launch", people="3").status_code == 303
    return manager


def begin(world: World) -> int:
    """Do what a worker does every second."""
    return launches.begin_due_launches(world.database, world.installed, world.now)


def test_the_launch_says_in_numbers_what_it_will_do_and_asks_for_the_number(light_draft: World) -> None:
    world = light_draft
    world.approve()
    manager = world.signed_in(Role.MANAGER)
    page = manager.get(f"{address(world)}/launch").get_data(as_text=True)
    assert "This will text 1 person, email 1 person and print letters for 1 person." in page
    assert "42 days" in page
    for typed, says in (("", "in digits"), ("all", "in digits"), ("30", "Type 3, which is how many people")):
        refused = submit(manager, f"{address(world)}/launch", people=typed)
        assert refused.status_code == 400
        assert re.search(f'id="people-error"[^<]*<[^<]*<[^<]*{says}|id="people-error".*{says}', refused.text, re.S)
    assert standing(world) is CampaignStatus.APPROVED
    assert not world.woken
    assert submit(manager, f"{address(world)}/launch", people=" 3 ").location == f"{address(world)}/countdown"
    assert standing(world) is CampaignStatus.LAUNCHING
    assert world.woken == [Task.ADVANCE]


def test_the_page_counts_down_without_a_script_and_the_launch_begins_in_its_time(drafted: World) -> None:
    manager, countdown = launching(drafted), f"{address(drafted)}/countdown"
    page = manager.get(countdown).get_data(as_text=True)
    assert 'data-left="120">2:00<' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Nothing has gone out yet" in page
    assert manager.get(f"{address(drafted)}/launch").location == countdown
    assert "about to start" in manager.get(address(drafted)).get_data(as_text=True)
    drafted.now += timedelta(seconds=119)
    assert begin(drafted) == 0
    drafted.now += timedelta(seconds=1)
    assert "can still be stopped" in manager.get(countdown).get_data(as_text=True)
    assert begin(drafted) == 1
    assert "The campaign has started" in manager.get(countdown).get_data(as_text=True)
    assert standing(drafted) is CampaignStatus.RUNNING


def test_whoever_waits_for_a_launch_is_told_that_no_worker_runs(light_draft: World) -> None:
    world = light_draft
    manager = launching(world)
    pages = [manager.get(f"{address(world)}{page}") for page in ("", "/countdown")]
    assert all("The worker is not running" in page.text for page in pages)
    with leases.worker_lease(world.settings.instance):
        assert "The worker is not running" not in manager.get(f"{address(world)}/countdown").text


def test_one_click_stops_everything_before_the_start_and_just_after(drafted: World) -> None:
    manager, countdown = launching(drafted), f"{address(drafted)}/countdown"
    assert submit(manager, countdown).status_code == 303
    page = manager.get(countdown).get_data(as_text=True)
    assert "Nobody was told anything" in page
    assert "stopped the launch" in page
    assert standing(drafted) is CampaignStatus.APPROVED
    drafted.now += timedelta(minutes=3)
    assert begin(drafted) == 0
    assert submit(manager, f"{address(drafted)}/launch", people="3").status_code == 303
    token = re.search(r'name="csrf_token" value="([^"]+)"', manager.get(countdown).get_data(as_text=True))
    assert token
    drafted.now += timedelta(minutes=2)
    assert begin(drafted) == 1
    assert manager.post(countdown, data={"csrf_token": token.group(1)}).status_code == 303
    assert standing(drafted) is CampaignStatus.PAUSED
    assert "Sending had begun a moment before, and is paused now" in manager.get(countdown).get_data(as_text=True)


def test_what_changed_since_the_approval_is_launched_neither_at_the_end_nor_again(
    drafted: World,
) -> None:
    manager = launching(drafted)
    with drafted.database.writing() as session:
        session.execute(update(Practice).values(phone="01632 960999"))
    drafted.now += timedelta(minutes=2)
    assert begin(drafted) == 0
    page = manager.get(f"{address(drafted)}/countdown").get_data(as_text=True)
    assert "did not begin: something changed since the approval" in page
    assert standing(drafted) is CampaignStatus.APPROVED
    refused = submit(manager, f"{address(drafted)}/launch", f"{address(drafted)}/budget", people="3")
    assert refused.status_code == 409
    assert "omething changed since the approval" in refused.get_data(as_text=True)


def test_at_night_the_page_says_when_the_first_texts_go(light_draft: World) -> None:
    world = light_draft
    world.settings = world.settings.model_copy(update={"quiet_hours": "18:00-08:00"})
    world.approve()
    world.now = datetime(2026, 12, 24, 21, 30, tzinfo=UTC)  # after it Christmas, Boxing Day, a Sunday and a day instead
    page = world.signed_in(Role.MANAGER).get(f"{address(world)}/launch").get_data(as_text=True)
    assert "The first texts go at 08:00 on Tuesday 29 December 2026" in page
    assert "4 February 2027, and 9 February 2027 for whoever is told" in page


def test_a_draft_cannot_be_launched_and_an_auditor_stops_nothing(drafted: World) -> None:
    manager = drafted.signed_in(Role.MANAGER)
    assert "This cannot be done" in manager.get(f"{address(drafted)}/launch").get_data(as_text=True)
    refused = submit(manager, f"{address(drafted)}/launch", f"{address(drafted)}/budget", people="3")
    assert refused.status_code == 409
    assert standing(drafted) is CampaignStatus.DRAFT
    launching(drafted)
    auditor = drafted.signed_in(Role.AUDITOR)
    assert "Stop everything" not in auditor.get(f"{address(drafted)}/countdown").get_data(as_text=True)
    assert submit(auditor, f"{address(drafted)}/countdown", address(drafted)).status_code == 403
    assert standing(drafted) is CampaignStatus.LAUNCHING


def test_where_the_clock_stands_still_no_countdown_is_waited_for(drafted: World) -> None:
    drafted.approve()
    fixed = replace(drafted, settings=drafted.settings.model_copy(update={"now": drafted.now}))
    assert submit(fixed.signed_in(Role.MANAGER), f"{address(fixed)}/launch", people="3").status_code == 303
    assert standing(fixed) is CampaignStatus.RUNNING
