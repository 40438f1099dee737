"""The pages about campaigns: figures, preview, rehearsal, approval and the four steps."""

import re
from datetime import timedelta

from sqlalchemy import insert, update

from notifier.campaigns import lifecycle
from notifier.delivery import leases
from notifier.delivery.limits import circuit_breaker
from notifier.outcomes import campaign_view
from notifier.outcomes.campaign_view import CampaignView
from notifier.providers.base import WebhookCall
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import ChannelBreaker, Poll, Slice, StoredCall
from notifier.vocabulary import Channel, FailReason, PollSubject, Role
from notifier.webhook_calls.heard_calls import HeardCall, store_calls
from tests.web.world import World, answer, send, submit
from web.templating import clock_time


def seen(world: World) -> CampaignView:
    with world.database.reading() as session:
        return campaign_view.view_campaign(session, world.practice_id, world.campaign_id, world.settings.reply_channels)


def test_the_list_says_how_each_campaign_stands(world: World) -> None:
    page = world.signed_in(Role.AUDITOR).get("/staff/").get_data(as_text=True)
    assert "Summary Care Record 2026" in page
    assert "Running" in page


def test_what_comes_before_the_first_launch_is_said_to_a_manager_until_then(light_draft: World) -> None:
    manager = light_draft.signed_in(Role.MANAGER)
    page = manager.get("/staff/").text
    assert "Before the first launch" in page
    assert 'href="/staff/account/factors"' in page
    assert f'href="/staff/campaigns/{light_draft.campaign_id}/check-list">The campaign' in page
    assert "Before the first launch" not in light_draft.signed_in(Role.APPROVER).get("/staff/").text
    light_draft.launch()
    assert "Before the first launch" not in manager.get("/staff/").text


def test_a_draft_says_what_comes_next_and_counts_nothing_that_there_is_not_yet(light_draft: World) -> None:
    page = light_draft.signed_in(Role.MANAGER).get(f"/staff/campaigns/{light_draft.campaign_id}").text
    assert re.search(r"First: <a href=\S+/approval\">The approval</a>", page)
    assert "What patients said" not in page
    light_draft.launch()
    page = light_draft.signed_in(Role.MANAGER).get(f"/staff/campaigns/{light_draft.campaign_id}").text
    assert "First: " not in page
    assert "What patients said" in page


def test_the_campaign_page_counts_and_names_nobody(world: World) -> None:
    send(world.client(), world.code(), answer())
    world.settle()
    page = world.signed_in(Role.AUDITOR).get(f"/staff/campaigns/{world.campaign_id}").get_data(as_text=True)
    assert not [name for name in world.patients if name.replace("'", "&#39;") in page]
    assert "Answered: 1; Confirmed by the phone or the mail server: 0" in page
    assert "Keep: do not add the code: 1; Agree" in page


def test_the_live_page_is_sent_again_only_when_something_happened(light_world: World) -> None:
    auditor, address = light_world.signed_in(Role.AUDITOR), f"/staff/campaigns/{light_world.campaign_id}"
    tag = re.search(r'data-tag="(\w+)"', auditor.get(address).text)
    assert tag
    known = {"If-None-Match": f'W/"{tag.group(1)}"'}
    unchanged = auditor.get(f"{address}/live", headers=known)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    with light_world.database.writing() as session:
        circuit_breaker.trip(session, light_world.campaign_id, "6 of 20 by sms failed for good", light_world.now)
    changed = auditor.get(f"{address}/live", headers=known)
    assert changed.status_code == 200
    assert "because 6 of 20 by sms failed for good." in changed.text
    assert "nhsuk-header" not in changed.text
    assert changed.headers["ETag"] != known["If-None-Match"]
    known = {"If-None-Match": changed.headers["ETag"]}
    assert auditor.get(f"{address}/live", headers=known).status_code == 304
    with light_world.database.writing() as session:
        audit.append(session, AuditAction.SLIP_KEPT, light_world.now, slip=1, choice="keep")
    assert auditor.get(f"{address}/live", headers=known).status_code == 200, "somebody did something"


def test_the_warning_stands_before_the_button(drafted: World) -> None:
    approver, address = drafted.signed_in(Role.APPROVER), f"/staff/campaigns/{drafted.campaign_id}"
    page = approver.get(f"{address}/approval").get_data(as_text=True)
    assert page.index("GMS Contracts Regulations") < page.index("Approve exactly this")


def test_a_pause_by_a_brake_says_why_and_what_to_do_before_it_is_resumed(world: World) -> None:
    manager = world.signed_in(Role.MANAGER)
    address = f"/staff/campaigns/{world.campaign_id}"
    with world.database.writing() as session:
        circuit_breaker.trip(session, world.campaign_id, "6 of 20 by sms failed for good", world.now)
    page = manager.get(address).get_data(as_text=True)
    assert "The program paused the sending by itself" in page
    assert page.index("because 6 of 20 by sms failed for good.") < page.index("Resume sending")
    resume = manager.get(f"{address}/resume").get_data(as_text=True)
    assert resume.index("6 of 20 by sms failed") < resume.index("Resume sending")


def test_what_a_person_decided_is_said_with_what_would_pause_it_again(world: World) -> None:
    with world.database.writing() as session:
        circuit_breaker.trip(session, world.campaign_id, "spam", world.now, FailReason.FILTERED)
    with world.database.writing() as session:
        lifecycle.resume_campaign(session, world.campaign_id, world.accounts[Role.MANAGER], world.now)
    page = world.signed_in(Role.AUDITOR).get(f"/staff/campaigns/{world.campaign_id}").get_data(as_text=True)
    assert "a person decided to go on. The reason was: taken for spam by the networks." in page
    assert "more than 25 in 100 of the messages that end from then on, and more than 5 in all" in page


def test_a_provider_that_cannot_be_asked_is_said_with_what_waits_for_it(world: World) -> None:
    failed = {"tried_at": world.now, "failures": 2, "fault": "give the key the right to read messages"}
    with world.database.writing() as session:
        session.execute(insert(Poll), [{"provider": "twilio", "subject": one, **failed} for one in PollSubject])
    page = world.signed_in(Role.AUDITOR).get(f"/staff/campaigns/{world.campaign_id}").get_data(as_text=True)
    assert "patients are not told another way for want of a report" in page
    assert "Texts that patients sent while this server was down may be missing" in page
    assert page.count("give the key the right to read messages.") == 2


def test_a_provider_that_cannot_be_had_is_said_with_what_happens_next(world: World) -> None:
    with world.database.writing() as session:
        down = {"provider": "twilio", "failures": 5, "tries": 1, "has_suspicions": False, "why": "unavailable"}
        since, next_try = world.now - timedelta(minutes=20), world.now + timedelta(minutes=2)
        times = {"failing_since": since, "opened_at": since, "next_try_at": next_try}
        session.execute(insert(ChannelBreaker).values(channel=Channel.SMS, **down, **times))
    auditor = world.signed_in(Role.AUDITOR)
    for address in ("/staff/", f"/staff/campaigns/{world.campaign_id}"):
        page = auditor.get(address).get_data(as_text=True)
        assert f"No text has gone out since {clock_time(since)}" in page
        assert "Twilio cannot be reached. We try one text again at" in page
        assert "nobody has to do anything" in page
    with world.database.writing() as session:
        session.execute(update(ChannelBreaker).values(failing_since=world.now - timedelta(days=1), next_try_at=since))
    page = auditor.get("/staff/").get_data(as_text=True)
    assert "again as soon as one may go" in page
    assert "ask Twilio when that will be, or have another provider set up" in page


def test_the_campaign_page_says_how_the_first_slice_does(world: World) -> None:
    with world.database.writing() as session:
        session.add(Slice(campaign_id=world.campaign_id, channel=Channel.SMS, size=20, left=20))
    with leases.worker_lease(world.settings.instance):
        page = world.signed_in(Role.AUDITOR).get(f"/staff/campaigns/{world.campaign_id}").get_data(as_text=True)
    assert "The first 1 of 1 text goes out now." in page


def test_a_manager_pauses_resumes_and_closes(world: World) -> None:
    manager = world.signed_in(Role.MANAGER)
    address = f"/staff/campaigns/{world.campaign_id}"
    for step, expected in (("pause", "paused"), ("resume", "running"), ("close", "closed")):
        assert submit(manager, f"{address}/{step}").status_code == 303
        assert seen(world).campaign_status == expected
    assert "cannot be done" in manager.get(f"{address}/resume").get_data(as_text=True)


def test_looking_at_a_step_changes_nothing(light_world: World) -> None:
    manager = light_world.signed_in(Role.MANAGER)
    before = light_world.rows()
    for step in ("launch", "countdown", "approval", "check-list", "budget", "pause", "resume", "close"):
        manager.get(f"/staff/campaigns/{light_world.campaign_id}/{step}")
    assert light_world.rows() == before


def test_calls_that_nobody_has_read_for_an_hour_or_can_read_are_said(world: World) -> None:
    page = f"/staff/campaigns/{world.campaign_id}"
    call = WebhookCall("https://surgery.example.com/hooks/twilio/status", {}, b"x")
    with world.database.writing() as session:
        store_calls(session, [HeardCall("twilio", "status", call, world.now, world.now)])
    at_once = world.signed_in(Role.AUDITOR).get(page).get_data(as_text=True)
    assert "could not be read" not in at_once, "a web or a worker reads it at once"
    world.now += timedelta(hours=1, minutes=1)
    auditor = world.signed_in(Role.AUDITOR)
    shown = auditor.get(page).get_data(as_text=True)
    assert "1 report of the companies that carry our messages could not be read since" in shown
    with world.database.writing() as session:
        session.execute(update(StoredCall).values(heard_at=world.now, trouble="no such provider"))
    assert "could not be read" in auditor.get(page).get_data(as_text=True)
