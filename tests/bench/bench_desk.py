"""The front desk by keys in Chromium: thirty slips as a scanner types them and thirty calls, keys and seconds of each.

Beside them each of what is out of the ordinary: undo, a wrong patient, twins, an O'Leary, a misspelt name, a dead
patient, one whose record is restricted, and a slip of nobody. A person's thinking is not in it: this is what the
program and the keyboard add to it.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from notifier.settings import Settings
from notifier.store import migrating
from notifier.store.database import Database
from notifier.store.instance_keys import make_instance
from notifier.vocabulary import Channel, Role
from tests.browser import CheckedPage, running_browser, serving
from tests.web.staff.desk_steps import DeskByKeys, give_letter, join
from tests.web.staff.test_browser_staff import sign_in
from tests.web.world import World, build, load_stationery

ANSWERS = 30
_FAMILIES = ("Ashworth", "Byrne", "Cartwright", "Dunmore", "Eastwood", "Fairfax", "Gallagher", "Hargreaves", "Ibbotson")


def main() -> None:
    """Print what thirty slips and thirty calls took, and each of what is out of the ordinary."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # each request would be a line among the figures
    with TemporaryDirectory() as folder, running_browser() as browser:
        world = _practice(Path(folder))
        window = CheckedPage(browser.new_page(viewport={"width": 1024, "height": 768}))
        with serving(world.app()) as base:
            sign_in(window, base, world, Role.RECEPTION)
            window.visit(f"{base}/staff/campaigns/{world.campaign_id}/desk")
            desk = DeskByKeys(window, world.settings.public_url)
            _measured(desk, "slips", ANSWERS, lambda: _slips(desk))
            _measured(desk, "calls", ANSWERS, lambda: _calls(desk))
            for what, steps in _out_of_the_ordinary(desk, world).items():
                _measured(desk, what, 1, steps)
        window.check()


def _measured(desk: DeskByKeys, what: str, answers: int, steps: Callable[[], None]) -> None:
    began = time.monotonic()
    steps()
    print(desk.measured(what, began, answers), flush=True)


def _slips(desk: DeskByKeys) -> None:
    for number in range(ANSWERS):
        desk.scan(f"SXPS{number:06}")
        desk.log(_name(number), "1")


def _calls(desk: DeskByKeys) -> None:
    for number in range(ANSWERS, 2 * ANSWERS):
        _call(desk, _name(number).lower(), _name(number), "1", "4")


def _call(desk: DeskByKeys, typed: str, name: str, *keys: str, chosen: str = "") -> None:
    """Find a caller, choose them in the list where several fit, and log what they want."""
    desk.find(typed)
    if chosen:
        desk.window.focused("main a")
        desk.press(chosen)
    desk.log(name, *keys)


def _out_of_the_ordinary(desk: DeskByKeys, world: World) -> Mapping[str, Callable[[], None]]:
    """What an hour at the desk has beside the plain, in an order in which each can be done."""

    def undo() -> None:
        _call(desk, "oleary 3/2/61", "Connor O'Leary", "2", "4")
        desk.undo("Connor O'Leary")

    def wrong_patient() -> None:
        _call(desk, "twinn", "Ann Twinn", "1", "4", chosen="2")
        world.now += timedelta(minutes=2)  # too late to undo it
        desk.window.page.reload()
        desk.take_back("her sister's")
        _call(desk, "twinn", "Amy Twinn", chosen="1")  # the answer is filled in

    def slip_of_nobody() -> None:
        desk.scan("ZZZZZZZZZZ")
        desk.keep_slip("1")

    return {
        "undo": undo,
        "wrong patient": wrong_patient,
        "twins": lambda: _call(desk, "twinn", "Ann Twinn", "1", "4", chosen="2"),
        "O'Leary, birth date": lambda: _call(desk, "oleary 3/2/61", "Connor O'Leary", "1", "4"),
        "misspelt name": lambda: _call(desk, "conor olaery", "Connor O'Leary", "3", "4", chosen="Enter"),
        "has died": lambda: _call(desk, "departed", "Dora Departed", "1", "4"),
        "restricted record": lambda: _call(desk, "rita restricted", "Rita Restricted", "1", "4"),
        "slip of nobody": slip_of_nobody,
    }


def _name(number: int) -> str:
    return f"Person{chr(97 + number // 26)}{chr(97 + number % 26)} {_FAMILIES[number % len(_FAMILIES)]}"


def _practice(folder: Path) -> World:
    make_instance(folder / "instance")
    url = f"sqlite:///{folder / 'notifier.sqlite'}"
    settings = Settings(instance=folder / "instance", database_url=url, public_url="http://localhost")
    database = Database.open(url)
    database.make_file()
    migrating.migrate(database)
    world = build(database, settings, datetime(2026, 11, 23, 10, tzinfo=UTC))
    world.prepare(load_stationery(), (Channel.SMS, Channel.EMAIL))
    world.launch()
    born = date(1980, 1, 1)
    join(world, {_name(number): born for number in range(2 * ANSWERS)})
    join(world, {"Connor O'Leary": date(1961, 2, 3), "Ann Twinn": born, "Amy Twinn": born})
    join(world, {"Dora Departed": born}, deceased=True)
    join(world, {"Rita Restricted": born}, sensitive=True)
    for number in range(ANSWERS):
        give_letter(world, _name(number), f"SXPS{number:06}")
    return world
