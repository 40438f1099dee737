"""From watching to a clean comparison with a real browser: pauses, two people who freeze by keyboard, files, tasks."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from notifier.delivery import leases
from notifier.delivery.limits import circuit_breaker
from notifier.outcomes import freezing
from notifier.vocabulary import Choice, Role, Source
from tests.browser import CheckedPage, serving
from tests.web.staff.test_browser_launch import WIDTHS, look, reach
from tests.web.staff.test_browser_staff import sign_in
from tests.web.staff.test_closing_pages import told
from tests.web.staff.test_export_pages import ADA_CODED, HEADINGS, preset_codes
from tests.web.world import World

Opens = Callable[[int], CheckedPage]
CODED_RIGHT = (
    ADA_CODED,
    "9990000026,Bob,Test,01/12/1975,,",
    "9990000034,Cy,O'Test,15/06/1950,,",
)


def test_two_people_close_by_keyboard_alone_and_every_page_is_open_to_all(
    light_world: World, browser_page: Opens
) -> None:
    world, manager, approver = light_world, browser_page(WIDTHS[0]), browser_page(WIDTHS[0])
    with serving(world.app()) as base, leases.worker_lease(world.settings.instance):
        front = f"{base}/staff/campaigns/{light_world.campaign_id}"
        campaign = f"{front}/closing"
        sign_in(manager, base, world, Role.MANAGER)
        watch(manager, world, front)
        told(world)
        sign_in(manager, base, world, Role.MANAGER)
        propose(manager, world, campaign)
        sign_in(approver, base, world, Role.APPROVER)
        close(approver, world, campaign)
        with world.database.reading() as session:
            assert [one.closed_by for one in freezing.frozen_sets(session, world.campaign_id)] == ["Sam Approver"]
        world.log("Bob Test", Choice.KEEP, Source.PHONE)
        for part, button in (("lists", "Make the lists"), ("evidence", "Pack the evidence")):
            take_away(manager, world, f"{campaign}/{part}", button)
        compare(manager, world, f"{campaign}/codes")
        manager.visit(campaign)
        look(manager, "closing-all")
        finish_tasks(manager, f"{front}/tasks")
        manager.visit(f"{campaign}/codes")
        give(manager, world, *CODED_RIGHT)
        manager.visit(front)
        manager.page.get_by_text("The codes are as they have to be. Keep the evidence").wait_for()
        look(manager, "campaign-over")


def watch(manager: CheckedPage, world: World, front: str) -> None:
    """Pause by hand, and see a pause of the program itself without loading the page again."""
    page = manager.page
    manager.visit(front)
    page.get_by_role("button", name="Pause sending").click()
    page.get_by_role("button", name="Pause sending").click()
    page.get_by_text("Sam Manager paused the sending").wait_for()
    resume(page)
    page.clock.install()
    with world.database.writing() as session:
        circuit_breaker.trip(session, world.campaign_id, "6 of 20 texts failed for good", world.now)
    page.clock.run_for(5_000)
    page.get_by_text("because 6 of 20 texts failed for good").first.wait_for()
    assert not page.get_by_text("Sending goes on").count(), "what was said before the pause is over"
    look(manager, "campaign-paused-by-itself")
    resume(page)


def resume(page: Page) -> None:
    page.get_by_role("button", name="Resume sending").click()
    page.get_by_role("button", name="Resume sending").click()
    page.get_by_role("button", name="Pause sending").wait_for()


def finish_tasks(manager: CheckedPage, address: str) -> None:
    page = manager.page
    manager.visit(address)
    done = page.get_by_role("button", name="It is done")
    while done.count():  # what is finished may end another one
        page.get_by_role("textbox").first.fill("Code removed, patient called")
        done.first.click()
        page.get_by_role("alert").wait_for()
        manager.visit(address)


def propose(manager: CheckedPage, world: World, campaign: str) -> None:
    page = manager.page
    manager.visit(f"{campaign}")
    look(manager, "closing-nothing-frozen")
    reach(manager, "a[href$='/closing/freeze']")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Propose what follows").wait_for()
    reach(manager, "main form button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="There is a problem").wait_for()
    look(manager, "closing-propose-faults")
    reach(manager, "#accept-list_age")
    page.keyboard.press("Space")
    reach(manager, "#note")
    page.keyboard.type("The list is of today")
    reach(manager, "main form button")
    page.keyboard.press("Enter")
    page.get_by_text("Freezing what follows").wait_for()
    look(manager, "closing-under-way")
    world.work()
    page.get_by_text("You proposed it, so somebody else closes it").wait_for()
    look(manager, "closing-proposed")


def close(approver: CheckedPage, world: World, campaign: str) -> None:
    approver.visit(f"{campaign}/freeze")
    look(approver, "closing-close")
    reach(approver, "main form button")
    approver.page.keyboard.press("Enter")
    approver.page.get_by_text("Freezing what follows").wait_for()
    world.work()
    approver.page.get_by_role("heading", name=re.compile("Set 1, frozen on")).wait_for()


def take_away(manager: CheckedPage, world: World, address: str, button: str) -> None:
    page = manager.page
    manager.visit(address)
    page.get_by_role("button", name=button).click()
    page.get_by_role("progressbar").wait_for()
    world.work()
    page.get_by_role("button", name="Download it").wait_for()
    for details in page.locator("summary").all():
        details.click()
    look(manager, f"closing-{address.rpartition('/')[2]}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download it").click()
    assert download.value.suggested_filename.endswith(".zip")


def compare(manager: CheckedPage, world: World, address: str) -> None:
    page = manager.page
    manager.visit(address)
    look(manager, "closing-codes-none")
    give(manager, world, ADA_CODED, "x,Dee,Test,,,")
    assert "Not clean" in page.inner_text("main"), page.inner_text("main")
    look(manager, "closing-codes-found")


def give(manager: CheckedPage, world: World, *rows: str) -> None:
    """Have an export from the clinical system compared."""
    page, code = manager.page, preset_codes(world)[0]
    content = "\n".join([HEADINGS, *(row.replace("CODE", code) for row in rows)])
    export = {"name": "export.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("#list").set_input_files(export)  # type: ignore[arg-type]  # a file payload
    page.get_by_role("button", name="Compare it").click()
    page.get_by_role("progressbar", name="Comparing the codes").wait_for()
    world.work()
    page.get_by_role("progressbar").wait_for(state="detached")
