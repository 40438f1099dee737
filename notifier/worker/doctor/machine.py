"""What an installation has on its own machine: folder, key, fonts, queue and workers."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from notifier.delivery import leases
from notifier.errors import RenderFault, SettingsFault
from notifier.patients.access_codes import Keys
from notifier.pdf.name_fonts import PACKAGES
from notifier.pdf.stationery import Stationery
from notifier.settings import Settings
from notifier.store.instance_keys import KEY_FILE, PAGE_KEY_FILE, is_page_only
from notifier.store.signing_keys import SIGNING_FILE
from notifier.webhook_calls.call_spool import FOLDER, CallSpool
from notifier.worker import queue as task_queue
from notifier.worker.doctor.condition import Condition, fault, fine, warning

INIT = "run `notifier init`"
_MEBIBYTE = 1024 * 1024
_LEAST_ROOM, _ENOUGH_ROOM = 200 * _MEBIBYTE, 2048 * _MEBIBYTE


def check_instance(settings: Settings) -> Iterator[Condition]:
    """The folder that holds the patients' data, and the key that their links are made with."""
    folder = settings.instance
    if not folder.is_dir():
        yield fault(f"there is no instance folder {folder}", INIT)
        return
    if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield fine(f"the instance folder is {folder}")
    else:
        yield fault(f"the instance folder {folder} cannot be written to", "give it to the account that runs this")
    for path in (folder, folder / KEY_FILE, folder / PAGE_KEY_FILE, folder / SIGNING_FILE):
        if path.exists() and path.stat().st_mode & 0o077:
            yield warning(f"others on this machine can open {path}", f"chmod go= {path}")
    try:
        Keys.of(settings)
    except SettingsFault as found:
        yield fault(str(found), "no printed link works without the key: restore it, if there ever was one")
    else:
        door = "the keys of the patient's page are there, and no others"
        yield fine(door if is_page_only(settings.instance) else "the key is there, and in each backup")


def check_room(settings: Settings) -> Iterator[Condition]:
    """How much room there is on the disks of the instance folder and of a database that is a file."""
    folders = {"instance": settings.instance}
    if settings.database_url.startswith("sqlite:///"):
        folders["database_url"] = Path(settings.database_url.removeprefix("sqlite:///")).absolute().parent
    for name, folder in folders.items():
        if not folder.is_dir() or (name == "database_url" and folder == settings.instance):
            continue
        free = shutil.disk_usage(folder).free
        what = f"{free // _MEBIBYTE:,} MiB are free on the disk of {folder} ({settings.origin(name)})"
        if free < _LEAST_ROOM:
            yield fault(f"only {what}", "make room, or nothing can be written down soon")
        elif free < _ENOUGH_ROOM:
            yield warning(
                f"only {what}", "make room before a launch: letters of ten thousand patients take about as much"
            )
        else:
            yield fine(what)


def check_spool(settings: Settings) -> Iterator[Condition]:
    """Calls of providers that wait as files, because the database did not take them."""
    try:
        found = CallSpool.of(settings).count()
    except OSError as error:
        yield fault(f"the calls that wait as files cannot be counted ({error.strerror})", "look at webhook_calls there")
        return
    if found.number:
        what = f"calls of providers that wait as files for the database: {found.number} ({found.size} bytes)"
        yield warning(what, "they are read once the database can be used and `notifier serve` or `worker` runs")
    if found.unreadable:
        what = f"files in {settings.instance / FOLDER} that are no whole calls: {found.unreadable}"
        yield warning(what, "an objection may be in one: keep them, and ask whoever looks after the program")


def check_stationery(load: Callable[[], Stationery]) -> Iterator[Condition]:
    """What letters are printed with."""
    try:
        stationery = load()
    except (RenderFault, OSError) as error:
        yield fault(f"no letter can be printed: {error}", "run `make setup`, or install the package again")
        return
    yield fine("the fonts and templates of the letters are there")
    if stationery.names.are_there:
        yield fine("names can be printed in every script that Noto has")
    else:
        yield warning("names in Chinese, Hindi and most other scripts cannot be printed", f"install {PACKAGES}")


def check_wake_queue(settings: Settings) -> Iterator[Condition]:
    """What wakes the workers, and whether there are any."""
    if not settings.instance.is_dir():
        return
    try:
        task_queue.check_queue(settings)
    except SettingsFault as found:
        yield fault(str(found), "until then the workers look for work once a minute")
    else:
        yield fine("the queue answers")
    if number := leases.living(settings.instance):
        yield fine(f"workers on this machine: {number}")
    else:
        yield warning("no worker is at work on this machine", "run `notifier serve` or `notifier worker`")
