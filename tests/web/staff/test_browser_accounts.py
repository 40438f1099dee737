"""Accounts with a real browser: inviting somebody, choosing a password, one's own account, and proving who one is."""

from datetime import timedelta

from notifier.vocabulary import Role
from tests.browser import serving
from tests.second_factors import app_of
from tests.web.staff.test_browser_staff import Opens, assert_sound_at_every_width, sign_in
from tests.web.world import PASSWORD, World


def test_a_manager_invites_a_colleague_who_chooses_a_password(light_world: World, browser_page: Opens) -> None:
    window = browser_page(1280)
    app_of(light_world.database, light_world.keys, light_world.accounts[Role.RECEPTION], light_world.now)
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.MANAGER)
        window.page.get_by_role("link", name="People").click()
        assert_sound_at_every_width(window)
        window.page.get_by_role("button", name="Invite somebody").click()
        window.page.get_by_role("button", name="Make the invitation").click()
        window.page.get_by_role("link", name="Select at least one role").click()
        window.focused("#roles")
        assert_sound_at_every_width(window)
        window.page.get_by_label("Name, as colleagues know it").fill("Kim New")
        window.page.get_by_label("Email address, with which they sign in").fill("kim@riversidesurgery.example.com")
        window.page.get_by_label("Reception").check()
        window.page.get_by_role("button", name="Make the invitation").click()
        assert_sound_at_every_width(window)
        link = window.page.locator("main .fn-code").inner_text()
        window.visit(f"{base}/staff/people/{light_world.accounts[Role.RECEPTION].id}")
        assert_sound_at_every_width(window)
        window.page.get_by_role("button", name="Remove the second factor").wait_for()
        window.page.get_by_role("button", name="Email a link").wait_for()
        window.page.get_by_role("button", name="Close the account").click()
        assert_sound_at_every_width(window)
        light_world.now += timedelta(minutes=10)
        window.visit(f"{base}/staff/people")
        assert_sound_at_every_width(window)
        window.page.get_by_label("Password of").fill(PASSWORD)
        window.page.get_by_role("button", name="Go on").click()
        window.page.wait_for_url(f"{base}/staff/people")
        window.page.get_by_role("button", name="Sign out").click()
        window.page.wait_for_url(f"{base}/staff/sign-in")
        window.visit(link)
        assert_sound_at_every_width(window)
        window.page.get_by_label("New password", exact=True).fill("amber kettle harbour")
        window.page.get_by_label("The new password again").fill("amber kettle harbour")
        window.page.get_by_role("button", name="Save the password and sign in").click()
        window.page.wait_for_url(f"{base}/staff/")
        window.page.get_by_role("link", name="Your account").click()
        assert_sound_at_every_width(window)
        window.visit(link)
        assert_sound_at_every_width(window)
        assert "was used already" in window.page.inner_text("main")
