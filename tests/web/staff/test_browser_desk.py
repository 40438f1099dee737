"""A pile of slips and a few calls with no hand on the mouse: what a receptionist meets in an hour."""

from collections.abc import Callable
from datetime import date, timedelta

from notifier.vocabulary import Choice, Role
from tests.browser import CheckedPage, serving
from tests.web.staff.desk_steps import DeskByKeys, give_letter, join
from tests.web.staff.test_browser_staff import sign_in
from tests.web.world import World


def test_slips_and_calls_are_logged_by_keys_alone(light_world: World, browser_page: Callable[..., CheckedPage]) -> None:
    join(
        light_world, {"Connor O'Leary": date(1961, 2, 3), "Ann Twinn": date(1990, 7, 7), "Amy Twinn": date(1990, 7, 7)}
    )
    join(light_world, {"Dora Departed": date(1931, 5, 5)}, deceased=True)
    join(light_world, {"Rita Restricted": date(1970, 5, 5)}, sensitive=True)
    for number, name in enumerate(("Ada Test", "Bob Test"), 1):
        give_letter(light_world, name, f"KEPT00000{number}")
    window = browser_page(1024, 768)
    with serving(light_world.app()) as base:
        sign_in(window, base, light_world, Role.RECEPTION)
        window.visit(f"{base}/staff/campaigns/{light_world.campaign_id}/desk")
        desk = DeskByKeys(window, light_world.settings.public_url)
        log_slips(desk)
        undo_and_find_the_misspelt(desk)
        log_for_the_wrong_twin(desk, light_world)
        find_the_dead_and_the_restricted(desk)
        assert window.barriers() == []
        assert not window.overflows()
    said = [one.choice for one in light_world.answers()]
    assert said == [Choice.KEEP, Choice.AGREE, Choice.KEEP, Choice.UNSURE, *[Choice.KEEP] * 3], "one is taken back"


def log_slips(desk: DeskByKeys) -> None:
    desk.scan("KEPT000001")
    desk.log("Ada Test", "1")
    desk.scan("KEPT000002")
    desk.log("Bob Test", "2")
    desk.scan("ZZZZZZZZZZ")  # nobody's
    desk.says("Nobody found")
    assert desk.keys == 7, "for each slip the scan, a figure and Enter"
    desk.keep_slip("1")


def undo_and_find_the_misspelt(desk: DeskByKeys) -> None:
    desk.find("oleary 3/2/61")
    desk.log("Connor O'Leary", "1")
    desk.undo("Connor O'Leary")  # it was another one
    desk.find("conor olaery")
    desk.says("Did you mean?")
    desk.press("Enter")  # the first one offered has the focus
    desk.log("Connor O'Leary", "3")


def log_for_the_wrong_twin(desk: DeskByKeys, world: World) -> None:
    desk.find("twinn")
    desk.says("2 found")
    desk.press("2")
    desk.log("Ann Twinn", "1")
    world.now += timedelta(minutes=2)  # too late to undo it
    desk.window.page.reload()
    desk.take_back("her sister's")
    desk.find("twinn")
    desk.says("2 found")
    desk.press("1")
    desk.log("Amy Twinn")  # the answer is filled in


def find_the_dead_and_the_restricted(desk: DeskByKeys) -> None:
    desk.find("departed")
    desk.log("Dora Departed", "1")
    desk.says("so nothing is sent to them")
    desk.find("rita")
    desk.says("address not shown")
    desk.press("Escape")
    desk.says("1 found")
    desk.press("Enter")
    desk.says("address not shown")
    desk.window.focused("[name=choice]")
    desk.press("/")  # the next caller rings
    desk.window.focused("#next").press_sequentially("departed")
    desk.press("Enter")
    desk.says("Dora Departed")
