"""The closing with a real browser: every page sound at every width, and two people who freeze by keyboard alone."""

import re
from collections.abc import Callable

from notifier.outcomes import freezing
from notifier.vocabulary import Choice, Role, Source
from tests.browser import CheckedPage, serving
from tests.web.staff.test_browser_launch import WIDTHS, look, reach
from tests.web.staff.test_browser_staff import sign_in
from tests.web.staff.test_closing_pages import told
from tests.web.staff.test_export_pages import ADA_CODED, HEADINGS, preset_codes
from tests.web.world import World

Opens = Callable[[int], CheckedPage]


def test_two_people_close_by_keyboard_alone_and_every_page_is_open_to_all(
    light_world: World, browser_page: Opens
) -> None:
    world, manager, approver = told(light_world), browser_page(WIDTHS[0]), browser_page(WIDTHS[0])
    with serving(world.app()) as base:
        campaign = f"{base}/staff/campaigns/{light_world.campaign_id}/closing"
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
    row = ADA_CODED.replace("CODE", preset_codes(world)[0])
    export = {"name": "export.csv", "mimeType": "text/csv", "buffer": f"{HEADINGS}\n{row}\nx,Dee,Test,,,".encode()}
    page.locator("#list").set_input_files(export)  # type: ignore[arg-type]  # a file payload
    page.get_by_role("button", name="Compare it").click()
    page.get_by_role("progressbar", name="Comparing the codes").wait_for()
    world.work()
    page.get_by_role("progressbar").wait_for(state="detached")
    assert "Not clean" in page.inner_text("main"), page.inner_text("main")
    look(manager, "closing-codes-found")
