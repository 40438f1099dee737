"""The pages on which a campaign is begun and written, in a real browser: open to all, and checked as somebody types."""

from collections.abc import Callable

from playwright.sync_api import Route

from notifier.vocabulary import Role
from tests.browser import CheckedPage, serving
from tests.web.staff.test_browser_staff import assert_sound_to_look_at, sign_in
from tests.web.world import World

Opens = Callable[[int], CheckedPage]


def test_a_campaign_is_begun_and_written_in_a_browser(light_practice: World, browser_page: Opens) -> None:
    window = browser_page(1280)
    with serving(light_practice.app()) as base:
        sign_in(window, base, light_practice, Role.MANAGER)
        page = window.page
        page.get_by_role("button", name="Begin a campaign").click()
        assert_sound(window)
        page.get_by_role("link", name="Summary Care Record").click()
        assert_sound(window)
        page.get_by_role("button", name="Create the draft").click()
        page.get_by_role("alert").get_by_text("A campaign needs a name").wait_for()
        assert_sound(window)
        page.get_by_label("Name").fill("Records 2027")
        page.get_by_label("Letter", exact=True).select_option("1st")
        page.get_by_label("Text message", exact=True).select_option("3rd")
        page.get_by_role("button", name="Create the draft").click()
        page.get_by_role("heading", name="Details").wait_for()
        assert_sound(window)
        page.get_by_role("link", name="Texts", exact=True).click()
        assert_sound(window)
        page.get_by_role("link", name="Text message").click()
        body = page.get_by_label("The text")
        body.fill("You should tell us by {{ deadline_short }}: {{ link }} or call {{ practice_fone }}")
        page.get_by_text("did you mean {{ practice_phone }}?").wait_for()
        assert_sound(window)
        body.fill("Sadly, tell us by {{ deadline_short }}: {{ link }} or call ")
        page.get_by_text("What can be filled in").click()
        page.get_by_role("button", name="Insert practice_phone").click()
        assert body.input_value().endswith("or call {{ practice_phone }}")
        page.get_by_text("“sadly” takes a side").wait_for()
        assert_sound(window)
        page.get_by_role("button", name="Save as a new version").click()
        page.get_by_text("Saved as version 2.").wait_for()
        page.get_by_role("link", name="All versions, side by side").click()
        assert page.get_by_role("cell", name="Changed").count() == 1
        assert_sound(window)
        page.get_by_role("link", name="Texts", exact=True).click()
        page.get_by_role("link", name="Why you propose it, and who signs").first.click()
        page.get_by_label("Why do you propose it?").fill("We want to ask you")
        page.get_by_text("write whole sentences").wait_for()
        assert_sound(window)


def test_what_is_typed_before_the_page_can_check_it_is_checked_all_the_same(
    light_practice: World, browser_page: Opens
) -> None:
    window = browser_page(1280)
    kept_waiting: list[Route] = []

    def keep_waiting(route: Route) -> None:
        kept_waiting.append(route)

    with serving(light_practice.app()) as base:
        sign_in(window, base, light_practice, Role.MANAGER)
        page = window.page
        page.goto(f"{base}/staff/campaigns/new/scr")
        page.get_by_label("Name").fill("Records 2027")
        page.get_by_label("Text message", exact=True).select_option("1st")
        page.get_by_role("button", name="Create the draft").click()
        page.get_by_role("link", name="Texts", exact=True).click()
        page.route("**/text_editor.js*", keep_waiting)
        with page.expect_request("**/text_editor.js*"):
            page.get_by_role("link", name="Text message").click(no_wait_after=True)
        page.get_by_label("The text").fill("Tell us by {{ deadline_short }}: {{ link }} or call {{ practice_fone }}")
        kept_waiting[0].continue_()
        page.get_by_text("did you mean {{ practice_phone }}?").wait_for()
        assert_sound(window)


def assert_sound(window: CheckedPage) -> None:
    for width in (360, 1024, 1280):
        window.page.set_viewport_size({"width": width, "height": 800})
        assert_sound_to_look_at(window)
