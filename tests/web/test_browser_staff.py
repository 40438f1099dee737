"""Staff with a real browser: the desk between two calls, and every page open to all."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from notifier.vocabulary import Role
from tests.browser import CheckedPage, serving
from tests.web.test_staff_unknowns import lose_the_text
from tests.web.world import PASSWORD, World, answer

WIDTHS = (360, 1280)
Opens = Callable[[int], CheckedPage]


def sign_in(window: CheckedPage, base: str, world: World, role: Role) -> None:
    """Sign in as a person with the role."""
    window.visit(f"{base}/staff/sign-in")
    window.page.get_by_label("Email address").fill(world.accounts[role].email)
    window.page.get_by_label("Password").fill(PASSWORD)
    window.page.get_by_role("button", name="Sign in").click()
    window.page.wait_for_url(f"{base}/staff/")


def look_at(window: CheckedPage) -> None:
    """Nothing keeps anybody out, and nothing has to be scrolled sideways."""
    assert window.barriers() == [], window.page.url
    assert not window.overflows(), window.page.url
    window.check()


@pytest.mark.parametrize("width", WIDTHS)
def test_reception_logs_a_reply_without_reaching_for_the_mouse_twice(
    light_world: World, browser_page: Opens, width: int
) -> None:
    window = browser_page(width)
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.RECEPTION)
        window.visit(f"{base}/staff/campaigns/{light_world.campaign_id}/desk")
        look_at(window)
        window.page.keyboard.type("test ad")  # the box has the focus
        window.page.keyboard.press("Enter")
        window.page.get_by_role("heading", name="1 found").wait_for()
        look_at(window)
        window.page.keyboard.press("Enter")  # the first patient found has the focus
        window.page.get_by_role("heading", name="Log an answer").wait_for()
        look_at(window)
        window.page.get_by_label("Keep: do not add the code").check()
        window.page.get_by_label("Phone").check()
        window.page.get_by_role("button", name="Record this answer").click()
        assert "Recorded for Ada Test" in window.page.get_by_role("alert").inner_text()
        assert window.page.evaluate("document.activeElement.id") == "query"
        look_at(window)
    assert light_world.rows()["reply"] == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_manager_is_open_to_all(light_world: World, browser_page: Opens, width: int) -> None:
    light_world.client().post(f"/r/{light_world.code('Bob Test')}", data=answer(day="2"))
    light_world.settle()
    lose_the_text(light_world)
    window = browser_page(width)
    with serving(light_world.app()) as base:
        window.visit(f"{base}/staff/sign-in")
        look_at(window)
        sign_in(window, base, light_world, Role.MANAGER)
        look_at(window)
        campaign = f"{base}/staff/campaigns/{light_world.campaign_id}"
        for page in ("", "/preview", "/pause", "/launch", "/reviews", "/reviews/1", "/unknowns", "/nothing"):
            window.visit(f"{campaign}{page}")
            look_at(window)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_an_approver_is_open_to_all(drafted: World, browser_page: Opens, width: int) -> None:
    window = browser_page(width)
    with serving(drafted.app()) as base:
        sign_in(window, base, drafted, Role.APPROVER)
        for page in ("", "/preview", "/rehearsal"):
            window.visit(f"{base}/staff/campaigns/{drafted.campaign_id}{page}")
            look_at(window)


def test_the_counts_come_by_themselves(light_world: World, browser_page: Opens) -> None:
    window = browser_page(1280)
    window.page.clock.install()
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.AUDITOR)
        window.visit(f"{base}/staff/campaigns/{light_world.campaign_id}")
        answers = window.page.locator("[data-count=answers]")
        assert answers.inner_text() == "0"
        light_world.client().post(f"/r/{light_world.code()}", data=answer())
        light_world.now += timedelta(minutes=5)
        with window.page.expect_response("**/counts"):
            window.page.clock.run_for(11_000)
        window.page.wait_for_function("document.querySelector('[data-count=answers]').textContent === '1'")
        assert "10:05" in window.page.locator("[data-counted]").inner_text()
