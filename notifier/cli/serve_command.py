"""The command that serves the web, with a worker beside it: serve."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from notifier.cli.child_processes import end, end_with
from notifier.cli.installation import Installation
from notifier.cli.late_wake import LateWake
from notifier.cli.lazy_command import command_file
from notifier.cli.long_running import log_from
from notifier.cli.terminal import say
from notifier.errors import SettingsFault
from notifier.patients.uploaded_files import UploadFolder
from notifier.store.instance_keys import is_page_only, master_key
from notifier.vocabulary import LOCALHOST, LOCALHOST_BY_NAME, Task
from web.app import create_app
from web.changing_app import ChangingApp
from web.request_sizes import is_call, is_upload, largest_body
from web.server.options import ServerOptions, UploadOptions
from web.serving import serve as serve_app

if TYPE_CHECKING:
    from notifier.cli.served_practice import ServedPractice
    from notifier.worker.queue import WakeQueue

_STOPPING = 20.0  # seconds beyond the providers' time-out that the worker has to write down what was answered

_LOG = logging.getLogger(__name__)


def serve_command(installation: Installation, port: int, doors: str, no_worker: bool, beside: int | None) -> None:
    """Run the web and, unless told not to, a worker beside it.

    `--doors patient` serves the patient's page alone, which may run under a role of its own: see `notifier door`. A
    worker needs more rights than that, so none runs beside it.

    Where nothing is set up yet it makes the folder, the key and the tables as `notifier init` does, and while nobody
    has an account it shows an address at which the practice is set up in a browser: once, within a day.
    """
    if beside is not None:
        end_with(beside)
    log_from(installation.settings)
    chosen, wanted = installation.settings, doors.split(",")
    is_alone = wanted == ["patient"]
    if not is_alone:
        command_file("first_set_up").prepare_tables(chosen)
        # Raises SettingsFault where the page alone has its keys, before anything else is missed.
        master_key(chosen.instance)
    database = installation.database  # what is wrong with it is said before what is wrong with a queue in it
    wake = wake_of(installation, is_alone=is_alone)
    staff = "no worker beside it: run one elsewhere" if is_alone else f"staff: http://{LOCALHOST_BY_NAME}:{port}/staff/"
    welcome = f"patients: {chosen.public_url}/r   {staff}"
    served: ServedPractice | None = None
    if is_alone:
        app = ChangingApp(lambda own: create_app(own, database, wake, installation.clock, wanted), chosen)
    else:
        served = command_file("served_practice").ServedPractice(installation, wanted, wake)
        app = served.app

    def ready() -> None:
        say(welcome)
        if served is not None and (words := served.begin(port)):
            say(words)
        app.start()

    _serve(installation, app, port, ready, with_worker=not (no_worker or is_alone))


def wake_of(installation: Installation, *, is_alone: bool) -> Callable[[Task], None]:
    """What wakes the workers for whoever serves pages; raises SettingsFault where the queue cannot be had.

    A patient's page that runs by itself has neither a key to sign a task with nor, under its own role, a right to the
    queue: it wakes nobody, and the workers look once a minute. Where it has them, it answers before the queue's
    libraries are loaded, and a broken queue does not keep it from answering.
    """
    if is_page_only(installation.settings.instance):
        return _wake_nobody
    if is_alone:
        return LateWake(lambda: _wake_or_warn(installation))
    return _wake_by_queue(installation)


def _wake_by_queue(installation: Installation) -> Callable[[Task], None]:
    queue: WakeQueue = command_file("wake_queue").queue_of(installation)
    return queue.wake


def _wake_or_warn(installation: Installation) -> Callable[[Task], None]:
    try:
        return _wake_by_queue(installation)
    except SettingsFault as fault:
        _LOG.warning("%s; until then the workers find answers within a minute", fault)
        return _wake_nobody


def _wake_nobody(_task: Task) -> None:
    """Whatever it is, the workers find it in the tables."""


def _serve(
    installation: Installation, app: ChangingApp, port: int, ready: Callable[[], None], *, with_worker: bool
) -> None:
    uploads = UploadOptions(is_upload, UploadFolder.of(installation.settings).made)
    options = ServerOptions(largest_body=largest_body, is_apart=is_call, refusals=app, uploads=uploads)
    if not with_worker:
        serve_app(app, LOCALHOST, port, ready, options)
        return
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-m", "notifier", "worker", "--beside", str(os.getpid())]
    )
    try:
        serve_app(app, LOCALHOST, port, ready, options)
    finally:
        end(process, installation.settings.provider_timeout + _STOPPING)


COMMANDS = {"serve": serve_command}
