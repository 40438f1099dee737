"""A form that comes back, and the button of an identity provider, as a browser shows them."""

from collections.abc import Callable
from datetime import timedelta

from notifier.vocabulary import Role
from tests.browser import CheckedPage, serving
from tests.web.staff.test_browser_staff import assert_sound_at_every_width
from tests.web.staff.test_provider_pages import use
from tests.web.world import PASSWORD, World


def test_what_was_typed_comes_back_and_a_silent_provider_is_said(
    light_world: World, browser_page: Callable[[int], CheckedPage]
) -> None:
    use(light_world, oidc_issuer="http://127.0.0.1:9")
    window = browser_page(360)
    page = window.page
    with serving(light_world.app()) as base:
        window.visit(f"{base}/staff/sign-in")
        assert_sound_at_every_width(window)
        give_password(window, light_world)
        page.wait_for_url(f"{base}/staff/")
        patient = f"{base}/staff/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
        window.visit(patient)
        page.get_by_label("Keep: do not add the code").check()
        page.get_by_label("Phone", exact=True).check()
        page.get_by_label("Note (optional)").first.fill("Asked whether <both> children count")
        light_world.now += timedelta(minutes=31)
        page.get_by_role("button", name="Log this answer").click()
        page.wait_for_url(f"{base}/staff/sign-in")
        give_password(window, light_world)
        page.wait_for_url(patient)
        assert "Your entries are still here. Nothing was saved yet." in page.inner_text("main")
        assert page.get_by_label("Note (optional)").first.input_value() == "Asked whether <both> children count"
        assert_sound_at_every_width(window)
        with page.expect_navigation():
            page.get_by_role("button", name="Log this answer").click()
        assert len(light_world.answers()) == 1
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{base}/staff/sign-in")
        page.get_by_role("button", name="Sign in with NHSmail").click()
        page.get_by_role("heading", name="You are not signed in").wait_for()
        assert_sound_at_every_width(window)


def give_password(window: CheckedPage, world: World) -> None:
    page = window.page
    page.get_by_label("Email address").fill(world.accounts[Role.RECEPTION].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
