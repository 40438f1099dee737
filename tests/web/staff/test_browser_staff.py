"""Staff with a real browser: the desk between two calls, and every page open to all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from notifier.campaigns import lifecycle
from notifier.delivery import leases
from notifier.delivery.limits import circuit_breaker
from notifier.print_runs import screen_copies
from notifier.store.tables import ChannelBreaker, LetterCopy
from notifier.vocabulary import Channel, FailReason, Role
from tests.browser import CheckedPage, serving
from tests.web.print_run_rows import REFERENCE, add_letter
from tests.web.world import PASSWORD, World, answer, send, submit

WIDTHS = (360, 1280)
Opens = Callable[[int], CheckedPage]


def sign_in(window: CheckedPage, base: str, world: World, role: Role, leads_to: str = "") -> None:
    """Sign in as a person with the role; it leads to the list of campaigns unless told."""
    window.visit(f"{base}/staff/sign-in")
    window.page.get_by_label("Email address").fill(world.accounts[role].email)
    window.page.get_by_label("Password").fill(PASSWORD)
    window.page.get_by_role("button", name="Sign in").click()
    window.page.wait_for_url(leads_to or f"{base}/staff/")


def assert_sound_to_look_at(window: CheckedPage) -> None:
    """Nothing keeps anybody out, and nothing has to be scrolled sideways."""
    assert window.barriers() == [], window.page.url
    assert not window.overflows(), window.page.url
    window.check()


def assert_sound_at_every_width(window: CheckedPage) -> None:
    """A page is sound on a phone and on a desk, which it becomes without being loaded again."""
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 800})
        assert_sound_to_look_at(window)


@pytest.mark.parametrize("width", WIDTHS)
def test_reception_logs_a_reply_without_reaching_for_the_mouse_twice(
    light_world: World, browser_page: Opens, width: int
) -> None:
    window = browser_page(width)
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.RECEPTION)
        window.visit(f"{base}/staff/campaigns/{light_world.campaign_id}/desk")
        assert_sound_to_look_at(window)
        window.focused("#query").press_sequentially("test ad")
        window.page.keyboard.press("Enter")
        window.page.get_by_role("heading", name="1 found").wait_for()
        assert_sound_to_look_at(window)
        window.focused("main a").press("Enter")  # the first patient found
        window.page.get_by_role("heading", name="Log an answer").wait_for()
        assert_sound_to_look_at(window)
        window.page.get_by_label("Keep: do not add the code").check()
        window.page.get_by_label("Phone").check()
        window.page.get_by_role("button", name="Log this answer").click()
        window.page.get_by_text("Logged for Ada Test").wait_for()
        window.focused("#query")
        assert_sound_to_look_at(window)
    assert light_world.rows()["reply"] == 1


def test_the_button_of_an_answer_is_on_the_first_screen_of_a_small_monitor(
    light_world: World, browser_page: Opens
) -> None:
    window = browser_page(1024)
    window.page.set_viewport_size({"width": 1024, "height": 768})
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.RECEPTION)
        window.visit(f"{base}{answers_of(light_world, 'Ada Test')}")
        button = window.page.get_by_role("button", name="Log this answer").bounding_box()
    assert button
    assert button["y"] + button["height"] <= 768


def test_what_waits_for_a_provider_is_open_to_all(light_world: World, browser_page: Opens) -> None:
    with light_world.database.writing() as session:
        circuit_breaker.trip(session, light_world.campaign_id, "spam", light_world.now, FailReason.FILTERED)
    with light_world.database.writing() as session:
        manager = light_world.accounts[Role.MANAGER]
        lifecycle.resume_campaign(session, light_world.campaign_id, manager, light_world.now)
        since, next_try = light_world.now - timedelta(minutes=20), light_world.now + timedelta(minutes=2)
        down = {"provider": "twilio", "failures": 5, "tries": 2, "has_suspicions": False, "why": FailReason.UNAVAILABLE}
        times = {"failing_since": since, "opened_at": since, "next_try_at": next_try}
        session.execute(insert(ChannelBreaker).values(channel=Channel.SMS, **down, **times))
    window = browser_page(360)
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.MANAGER)
        for address in ("/staff/", f"/staff/campaigns/{light_world.campaign_id}"):
            window.visit(f"{base}{address}")
            assert "No text has gone out since" in window.page.inner_text("main")
            assert_sound_at_every_width(window)


def test_answers_of_every_kind_and_taking_one_back_are_open_to_all(light_world: World, browser_page: Opens) -> None:
    light_world.now += timedelta(days=5)
    for received, choice in (("2026-11-26", "agree"), ("2026-11-24", "keep"), ("2026-05-03", "agree")):
        fields = {"choice": choice, "source": "paper", "received": received, "note": "the slip is torn"}
        fields |= {"identity_check": "code", "again": "yes"}
        submit(light_world.signed_in(Role.RECEPTION), answers_of(light_world, "Ada Test"), **fields)
    light_world.settle()
    window = browser_page(WIDTHS[0])
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.RECEPTION)
        for page in (answers_of(light_world, "Ada Test"), "/staff/campaigns/1/reviews", "/staff/campaigns/1/reviews/1"):
            window.visit(f"{base}{page}")
            assert_sound_at_every_width(window)
        window.visit(f"{base}{answers_of(light_world, 'Ada Test')}")
        window.page.get_by_role("link", name="This was the wrong patient").last.click()
        window.page.get_by_role("heading", name="Was this logged for the wrong patient?").wait_for()
        assert_sound_at_every_width(window)
        window.page.get_by_label("Whose is it").fill("It is Bob’s slip: the date of birth on it is his")
        window.page.get_by_role("button", name="Take it back").click()
        window.page.get_by_text("Taken back for Ada Test").wait_for()
        assert window.page.locator("s").count() == 1
        assert_sound_at_every_width(window)


def answers_of(world: World, name: str) -> str:
    """The address of a patient's page."""
    return f"/staff/campaigns/{world.campaign_id}/patients/{world.patients[name]}"


def test_every_page_of_an_approver_is_open_to_all(light_draft: World, browser_page: Opens) -> None:
    window = browser_page(WIDTHS[0])
    with serving(light_draft.app()) as base:
        sign_in(window, base, light_draft, Role.APPROVER)
        for page in ("", "/preview", "/rehearsal"):
            window.visit(f"{base}/staff/campaigns/{light_draft.campaign_id}{page}")
            assert_sound_at_every_width(window)


def test_slip_after_slip_and_envelope_after_envelope_need_no_mouse_to_find_the_box(
    light_world: World, browser_page: Opens
) -> None:
    add_letter(light_world)
    add_letter(light_world, "Bob Test", reference="KEPT000002")
    window = browser_page(1280)

    def scan(text: str) -> None:
        box = window.focused("#query")
        box.press_sequentially(f"{light_world.settings.public_url}{text}")
        box.press("Enter")

    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.RECEPTION)
        campaign = f"{base}/staff/campaigns/{light_world.campaign_id}"
        window.visit(f"{campaign}/desk")
        for name, reference in (("Ada Test", REFERENCE), ("Bob Test", "KEPT000002")):
            scan("/s/ZZZZZZZZZZ")
            window.page.get_by_role("heading", name="Nobody found").wait_for()
            scan(f"/s/{reference}")
            window.page.get_by_role("heading", name=name).wait_for()
            window.page.get_by_label("Keep: do not add the code").check()
            window.page.get_by_role("button", name="Log this answer").click()
            window.page.get_by_text(f"Logged for {name}").wait_for()
        window.visit(f"{campaign}/returned")
        window.focused("#reference").press_sequentially(f"/s/{REFERENCE}")
        window.page.get_by_label("Moved away").check()
        window.page.get_by_role("button", name="Record it").click()
        assert "Recorded for Ada Test" in window.page.get_by_role("alert").inner_text()
        window.focused("#reference")
        assert_sound_to_look_at(window)
    assert light_world.rows()["reply"] == 2


def test_a_copy_turns_up_by_itself_when_it_is_made(light_world: World, browser_page: Opens) -> None:
    delivery_id = add_letter(light_world)
    staff = light_world.accounts[Role.MANAGER]
    with light_world.database.writing() as session:
        copy_id = screen_copies.ask_for_copy(session, light_world.campaign_id, delivery_id, staff, light_world.now)
    window = browser_page(360)
    window.page.clock.install()
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.MANAGER)
        window.visit(f"{base}/staff/campaigns/{light_world.campaign_id}/copies/{copy_id}")
        assert window.page.get_by_role("button", name="Look again").count() == 1
        with light_world.database.writing() as session:
            session.execute(update(LetterCopy).values(made_at=light_world.now, pdf=b"%PDF"))
        window.page.clock.run_for(3_000)
        window.page.get_by_role("button", name="Open the letter (PDF)").wait_for()
        assert_sound_to_look_at(window)


def test_the_campaign_page_stays_fresh_by_itself_and_leaves_people_where_they_are(
    light_world: World, browser_page: Opens
) -> None:
    world, window = light_world, browser_page(1280)
    window.page.clock.install()
    with serving(world.app()) as base, leases.worker_lease(world.settings.instance):
        sign_in(window, base, world, Role.MANAGER)
        window.visit(f"{base}/staff/campaigns/{world.campaign_id}")
        page, said = window.page, window.page.get_by_role("status")
        page.locator("#told-table summary").click()
        page.locator("#step-pause").focus()
        send(world.client(), world.code(), answer())
        world.settle()
        page.clock.run_for(5_000)
        page.get_by_role("link", name="1 Keep: do not add the code: see who").first.wait_for()
        assert page.locator("#told-table").get_attribute("open") is not None
        assert page.evaluate("document.activeElement.id") == "step-pause"
        with world.database.writing() as session:
            circuit_breaker.trip(session, world.campaign_id, "6 of 20 failed", world.now)
        page.clock.run_for(5_000)
        said.get_by_text("because 6 of 20 failed").wait_for(state="attached")
        assert page.get_by_role("button", name="Resume sending").is_visible()
        assert page.locator("#told-table").get_attribute("open") is not None
        assert_sound_to_look_at(window)
