"""The way to a launch with a real browser: every page sound at every width, and the launch by keyboard alone."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from notifier.campaigns import editing, launches, lifecycle
from notifier.outcomes import campaign_view
from notifier.store.tables import AskedJob
from notifier.vocabulary import CampaignStatus, Role
from tests.browser import CheckedPage, serving
from tests.web.staff.test_approval_pages import record
from tests.web.staff.test_browser_staff import sign_in
from tests.web.world import World, submit

WIDTHS = (360, 1024, 1280)
Opens = Callable[[int], CheckedPage]


def look(window: CheckedPage, name: str) -> None:
    """Nothing keeps anybody out of the page that is open, at any width; pictures of it where a folder asks for some."""
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 900})
        assert window.barriers() == [], window.page.url
        assert not window.overflows(), window.page.url
        if folder := os.environ.get("LOOK_AT"):
            window.page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
    window.check()


def standing(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        settings = world.settings.reply_channels
        return campaign_view.view_campaign(session, world.practice_id, world.campaign_id, settings).campaign_status


def test_every_page_before_a_launch_is_open_to_all(light_draft: World, browser_page: Opens) -> None:
    world, window = light_draft, browser_page(WIDTHS[0])
    manager = world.signed_in(Role.MANAGER)
    campaign = f"/staff/campaigns/{world.campaign_id}"
    world.approve()
    with world.database.writing() as session:
        body = lifecycle.current_texts(session, world.campaign_id)["sms"].body
        account = world.accounts[Role.MANAGER]
        editing.edit_text(session, world.campaign_id, "sms", f"{body.rstrip()} Ring us.\n", account, world.now)
    record(manager, world, who="Dr Robin Test", decided_on="2026-10-01", reference="DPIA 3")
    submit(manager, f"{campaign}/rehearsal")
    world.work()
    with world.database.writing() as session:  # as if they were more
        job = session.execute(select(AskedJob)).scalar_one()
        busy = [one | {"calls": 40 // number, "slips": 7} for number, one in enumerate(job.result["calendar"], 1)]
        job.result = job.result | {"calendar": busy}
    with serving(world.app()) as base:
        sign_in(window, base, world, Role.MANAGER)
        for page in ("check-list", "sign-offs/dpia", "budget", "rehearsal", "approval", "launch", "countdown"):
            window.visit(f"{base}{campaign}/{page}")
            look(window, page.replace("/", "-"))
        window.visit(f"{base}{campaign}/sign-offs/dpo")
        window.page.get_by_role("button", name="Record it").click()
        window.page.get_by_role("heading", name="There is a problem").wait_for()
        look(window, "sign-off-faults")
        assert "say who decided or advised it" in window.page.inner_text("main").lower()


def test_a_launch_by_keyboard_alone_is_stopped_and_launched_again(light_draft: World, browser_page: Opens) -> None:
    world, window = light_draft, browser_page(1280)
    world.approve()
    page = window.page
    with serving(world.app()) as base:
        sign_in(window, base, world, Role.MANAGER)
        window.visit(f"{base}/staff/campaigns/{world.campaign_id}/launch")
        look(window, "launch-approved")
        reach(window, "#people")
        page.keyboard.type("4")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="There is a problem").wait_for()
        look(window, "launch-wrong-number")
        reach(window, "#people")
        page.keyboard.press("Control+A")
        page.keyboard.type("3")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="This campaign is about to start").wait_for()
        assert "Nothing has gone out yet" in page.inner_text("main")
        look(window, "countdown-running")
        reach(window, "form[action$=countdown] button")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert "Nobody was told anything" in page.inner_text("main")
        look(window, "countdown-stopped")
        assert standing(world) is CampaignStatus.APPROVED
        window.visit(f"{base}/staff/campaigns/{world.campaign_id}/launch")
        reach(window, "#people")
        page.keyboard.type("3")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="This campaign is about to start").wait_for()
        world.now += timedelta(minutes=2)
        assert launches.begin_due_launches(world.database, world.installed, world.now) == 1
        page.reload()
        page.get_by_role("heading", name="The campaign has started").wait_for()
        look(window, "countdown-started")


def test_a_text_that_is_edited_after_the_approval_is_approved_again_and_launched(
    light_draft: World, browser_page: Opens
) -> None:
    world, manager, approver = light_draft, browser_page(1280), browser_page(1280)
    world.approve()
    campaign = f"/staff/campaigns/{world.campaign_id}"
    with serving(world.app()) as base:
        sign_in(manager, base, world, Role.MANAGER)
        page = manager.page
        manager.visit(f"{base}{campaign}/texts/sms/en")
        assert "This campaign is approved" in page.inner_text("main")
        words = page.get_by_label("The text").input_value()
        page.get_by_label("The text").fill(f"{words.rstrip()} Ring us.")
        page.get_by_role("button", name="Save").first.click()
        page.get_by_text("The approval is taken back").wait_for()
        page.get_by_role("link", name="Campaign", exact=True).click()
        assert page.get_by_role("button", name="Launch…").count() == 0
        page.get_by_role("link", name="The preview", exact=True).click()
        page.get_by_role("button", name="Make the preview again").click()
        page.get_by_text("Making the preview").wait_for()
        world.work()
        page.get_by_role("heading", name="Look at what they get").wait_for()
        sign_in(approver, base, world, Role.APPROVER)
        approver.page.get_by_role("link", name="Summary Care Record 2026").click()
        approver.page.get_by_role("navigation").get_by_role("link", name="Approval", exact=True).click()
        changed = approver.page.get_by_role("table", name="What changed")
        assert "Text message" in changed.inner_text()
        approver.page.get_by_text("Text message: the lines that differ").click()
        approver.page.get_by_text("Ring us.").wait_for()
        look(approver, "approval-changed")
        approver.page.get_by_role("button", name="Approve exactly this").click()
        approver.page.get_by_text("You approved this campaign").wait_for()
        page.get_by_role("link", name="Campaign", exact=True).click()
        page.get_by_role("button", name="Launch…").click()
        page.get_by_label("How many people will be told?").fill("3")
        page.get_by_role("button", name="Launch: begin in two minutes").click()
        page.get_by_role("heading", name="This campaign is about to start").wait_for()
        world.now += timedelta(minutes=2)
        assert launches.begin_due_launches(world.database, world.installed, world.now) == 1
        page.reload()
        page.get_by_role("heading", name="The campaign has started").wait_for()
    assert standing(world) is CampaignStatus.RUNNING


def reach(window: CheckedPage, place: str, most: int = 60) -> None:
    """Go to a control by the Tab key alone."""
    for _ in range(most):
        if window.page.locator(place).evaluate("one => one === document.activeElement"):
            return
        window.page.keyboard.press("Tab")
    raise AssertionError(f"{place} cannot be reached by the Tab key on {window.page.url}")
