"""Patients with a real browser: a phone-sized window, a wide one, a keyboard, and no script anywhere."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from notifier.store.models import Reply
from notifier.vocabulary import Choice
from tests.browser import CheckedPage, serving
from tests.web.world import World

WIDTHS = (360, 1280)
Opens = Callable[[int], CheckedPage]


def fill(window: CheckedPage, day: str = "31") -> None:
    """Type Ada's date of birth, or one with another day."""
    for part, text in (("day", day), ("month", "3"), ("year", "1980")):
        window.page.fill(f"#dob-{part}", text)


def look_at(window: CheckedPage) -> None:
    """Nothing keeps anybody out, and nothing has to be scrolled sideways."""
    assert window.barriers() == []
    assert not window.overflows()
    window.check()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_patient_answers_and_changes_their_mind(light_world: World, browser_page: Opens, width: int) -> None:
    window = browser_page(width)
    with serving(light_world.app()) as base:
        window.visit(f"{base}/r/{light_world.code()}")
        look_at(window)
        window.page.get_by_label("Keep my Summary Care Record").check()
        fill(window)
        window.page.get_by_role("button", name="Send my answer").click()
        assert "You told us to keep" in window.page.inner_text("main")
        look_at(window)
        window.page.get_by_role("link", name="Change your answer").click()
        assert "You have answered already" in window.page.inner_text("main")
        assert window.page.locator("input:checked").count() == 0
        look_at(window)
        window.page.get_by_label("I am not sure, please contact me").check()
        fill(window)
        window.page.get_by_role("button", name="Send my answer").click()
        assert "We will contact you" in window.page.inner_text("main")
    with light_world.database.reading() as session:
        assert list(session.execute(select(Reply.choice).order_by(Reply.id)).scalars()) == [Choice.KEEP, Choice.UNSURE]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_that_says_something_is_wrong_is_open_to_all(
    light_world: World, browser_page: Opens, width: int
) -> None:
    window = browser_page(width)
    with serving(light_world.app()) as base:
        link = f"{base}/r/{light_world.code()}"
        window.visit(link)
        window.page.get_by_role("button", name="Send my answer").click()
        window.focused(".nhsuk-error-summary")
        assert window.page.title().startswith("Error: ")
        look_at(window)
        window.page.get_by_role("link", name="Enter your date of birth").click()
        window.focused("#dob-day")
        window.visit(link)
        window.page.get_by_label("Keep my").check()
        fill(window, day="30")
        window.page.get_by_role("button", name="Send my answer").click()
        assert "We have kept your answer" in window.page.inner_text("main")
        look_at(window)
        for address in (f"{base}/r", f"{base}/s/KEPT000001", f"{base}/r/7K3M92QX4TDQ", f"{base}/r/a/b"):
            window.visit(address)
            look_at(window)


def test_a_patient_answers_with_the_keyboard_alone(light_world: World, browser_page: Opens) -> None:
    window = browser_page(360)
    with serving(light_world.app()) as base:
        window.visit(f"{base}/r/{light_world.code()}")
        keys = window.page.keyboard
        keys.press("Tab")
        window.focused(".nhsuk-skip-link")
        keys.press("Enter")
        keys.press("Tab")
        keys.press("Space")
        for text in ("31", "3", "1980"):
            keys.press("Tab")
            keys.type(text)
        keys.press("Enter")
        window.page.wait_for_url("**/done/*")
        assert "You told us to keep" in window.page.inner_text("main")


def test_a_code_from_a_letter_leads_to_the_page(light_world: World, browser_page: Opens) -> None:
    window = browser_page(360)
    with serving(light_world.app()) as base:
        window.visit(f"{base}/r")
        window.page.get_by_label("Your code").fill(light_world.code().lower())
        window.page.get_by_role("button", name="Continue").click()
        assert window.page.url == f"{base}/r/{light_world.code()}"


def test_the_choices_heading_is_on_the_first_screen_of_a_phone(light_world: World, browser_page: Opens) -> None:
    window = browser_page(360)
    with serving(light_world.app()) as base:
        window.visit(f"{base}/r/{light_world.code()}")
        box = window.page.get_by_text("What do you want?").bounding_box()
        assert box is not None
        assert box["y"] < 800
