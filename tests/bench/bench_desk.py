"""The front desk by keys in Chromium: thirty slips as a scanner types them and thirty calls, keys and seconds of each.

Among the calls are a misspelt name, twins, an O'Leary, a name with a birth date, a dead patient and one whose record is
restricted. A person's thinking is not in it: this is what the program and the keyboard add to it.
"""

import logging
import time
from datetime import UTC, date, datetime
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
# What is typed, the keys behind it, and whose page that opens.
_CALLS = (
    ("oleary 3/2/61", (), "Connor O'Leary"),
    ("conor olaery", ("Enter",), "Connor O'Leary"),
    ("twinn", ("1",), "Amy Twinn"),
    ("departed", (), "Dora Departed"),
    ("rita restricted", (), "Rita Restricted"),
)


def main() -> None:
    """Print what thirty slips and thirty calls took."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # each request would be a line among the figures
    with TemporaryDirectory() as folder, running_browser() as browser:
        world = _practice(Path(folder))
        window = CheckedPage(browser.new_page(viewport={"width": 1024, "height": 768}))
        with serving(world.app()) as base:
            sign_in(window, base, world, Role.RECEPTION)
            window.visit(f"{base}/staff/campaigns/{world.campaign_id}/desk")
            desk = DeskByKeys(window, world.settings.public_url)
            print(_slips(desk))
            print(_calls(desk))
        window.check()


def _slips(desk: DeskByKeys) -> str:
    began = time.monotonic()
    for number in range(ANSWERS):
        desk.scan(f"SXPS{number:06}")
        desk.log(_name(number), "1")
    return desk.measured("slips", began, ANSWERS)


def _calls(desk: DeskByKeys) -> str:
    began = time.monotonic()
    for number in range(ANSWERS):
        if number < len(_CALLS):
            typed, keys, name = _CALLS[number]
        else:
            name = _name(ANSWERS + number)
            typed, keys = name.lower(), ()
        desk.find(typed)
        if keys:
            desk.window.focused("main a")
            desk.press(*keys)
        if number == 1:
            desk.log(name, "3", "4")  # another answer: the same would be asked about
        else:
            desk.log(name, "1", "4")
    return desk.measured("calls", began, ANSWERS)


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
