"""The preview in a real browser: open to all at every width, and what is shown in frames stays locked in."""

from collections.abc import Callable

import pytest

from notifier.preview.kit import pieces
from notifier.vocabulary import Role
from tests.browser import CheckedPage, serving
from tests.web.staff.test_browser_staff import assert_sound_to_look_at, sign_in
from tests.web.staff.test_preview_pages import do_jobs
from tests.web.world import World, submit

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

WIDTHS = (360, 1024, 1280)
Opens = Callable[[int], CheckedPage]
PARTS = ("", "/texts", "/emails", "/letters", "/page?show=ur", "/kit", "/hardest?show=siblings", "/test", "/patients")


def test_every_page_of_a_preview_is_open_to_all(
    light_draft: World, browser_page: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "kit_pictures", lambda *_: {"poster": [b"png"]})
    manager, preview = light_draft.signed_in(Role.MANAGER), f"/staff/campaigns/{light_draft.campaign_id}/preview"
    patients = f"{preview}/patients"
    shown = submit(manager, f"{patients}/{light_draft.patients['Ada Test']}", patients).location
    submit(manager, preview)
    do_jobs(light_draft)
    window = browser_page(WIDTHS[0])
    with serving(light_draft.app()) as base:
        sign_in(window, base, light_draft, Role.MANAGER)
        for address in (*(f"{preview}{part}" for part in PARTS), shown):
            window.visit(f"{base}{address}")
            for width in WIDTHS:
                window.page.set_viewport_size({"width": width, "height": 800})
                assert_sound_to_look_at(window)


def test_a_job_shows_how_far_it_is_and_then_what_came_of_it(
    light_draft: World, browser_page: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "kit_pictures", lambda *_: {"poster": [b"png"]})
    window, preview = browser_page(360), f"/staff/campaigns/{light_draft.campaign_id}/preview"
    with serving(light_draft.app()) as base:
        sign_in(window, base, light_draft, Role.MANAGER)
        window.visit(f"{base}{preview}")
        window.page.get_by_role("button", name="Make the preview again").click()
        window.page.get_by_role("progressbar", name="Making the preview").wait_for()
        assert_sound_to_look_at(window)
        do_jobs(light_draft)
        window.page.get_by_role("button", name="Make the preview again").wait_for()
        assert_sound_to_look_at(window)
