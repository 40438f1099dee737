"""A list in a real browser: dropped, read, looked at, confirmed, and taken back, at every width and open to all."""

from collections.abc import Callable

from notifier.vocabulary import Role
from tests.browser import CheckedPage, serving
from tests.web.staff.test_browser_staff import assert_sound_at_every_width, sign_in
from tests.web.staff.test_list_pages import ADA, BOB, DEE, WRONG, list_of, numbers, work
from tests.web.world import World

DROP = """([name, text]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([text], name, { type: "text/csv" }));
  document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true }));
}"""


def test_a_list_is_dropped_looked_at_stored_and_taken_back(
    light_world: World, browser_page: Callable[[int], CheckedPage]
) -> None:
    window = browser_page(1280)
    page = window.page
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.MANAGER)
        window.visit(f"{base}/staff/list")
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Read this list").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        window.forgive()  # the page with what is wrong answers 400
        assert_sound_at_every_width(window)
        page.evaluate(DROP, ["list 20-11-2026.csv", list_of(ADA, BOB, DEE, WRONG).decode()])
        page.get_by_role("button", name="Read this list").click()
        page.wait_for_url(f"{base}/staff/list/uploads/1")
        page.get_by_role("heading", name="Reading the list").wait_for()
        assert_sound_at_every_width(window)
        work(light_world)
        page.get_by_role("heading", name="Look at this list").wait_for()
        for details in page.locator("summary").all():
            details.click()
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Store this list").click()
        page.get_by_role("heading", name="Storing the list").wait_for()
        work(light_world)
        page.get_by_role("heading", name="The list is stored").wait_for()
        assert_sound_at_every_width(window)
        assert "9990000042" in numbers(light_world)
        window.visit(f"{base}/staff/list/undo")
        assert_sound_at_every_width(window)
        page.get_by_role("button", name="Take this list back").click()
        page.get_by_text("The list is being taken back.").wait_for()
        work(light_world)
        page.get_by_text("The list that was taken back").wait_for()
        assert_sound_at_every_width(window)
    assert "9990000042" not in numbers(light_world)
