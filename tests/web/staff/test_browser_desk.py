"""A pile of slips and a few calls with no hand on the mouse: what a receptionist meets in an hour."""

from collections.abc import Callable
from datetime import date

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
        desk.scan("KEPT000001")
        desk.log("Ada Test", "1")
        desk.scan("KEPT000002")
        desk.log("Bob Test", "2")
        desk.scan("ZZZZZZZZZZ")  # nobody's
        desk.says("Nobody found")
        assert desk.keys == 7, "for each slip the scan, a figure and Enter"
        desk.find("oleary 3/2/61")
        desk.log("Connor O'Leary", "1")
        window.page.get_by_role("button", name="Undo").first.press("Enter")  # it was another one
        desk.says("Undone. Nothing is logged for Connor O'Leary")
        desk.find("conor olaery")
        desk.says("Did you mean?")
        desk.press("Enter")  # the first one offered has the focus
        desk.log("Connor O'Leary", "3")
        desk.find("twinn")
        desk.says("2 found")
        desk.press("2")
        desk.log("Ann Twinn", "1")
        desk.find("departed")
        desk.log("Dora Departed", "1")
        desk.says("so nothing is sent to them")
        desk.find("rita")
        desk.says("address not shown")
        desk.press("Escape")
        desk.says("1 found")
        assert window.barriers() == []
        assert not window.overflows()
    said = [one.choice for one in light_world.answers()]
    assert said == [Choice.KEEP, Choice.AGREE, Choice.KEEP, Choice.UNSURE, Choice.KEEP, Choice.KEEP]
