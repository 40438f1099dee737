"""The command that serves the web, with a worker beside it: serve."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable

from notifier.cli.child_processes import end, end_with
from notifier.cli.installation import Installation
from notifier.cli.long_running import log_from
from notifier.cli.terminal import say
from notifier.errors import SettingsFault
from notifier.vocabulary import LOCALHOST, Task
from notifier.worker.queue import open_queue
from web.app import App, create_app
from web.serving import serve as serve_app

_STOPPING = 20.0  # seconds beyond the providers' time-out that the worker has to write down what was answered

_LOG = logging.getLogger(__name__)


def serve_command(installation: Installation, port: int, doors: str, no_worker: bool, beside: int | None) -> None:
    """Run the web and, unless told not to, a worker beside it.

    `--doors patient` serves the patient's page alone, which may run under a role of its own: see `notifier door`. A
    worker needs more rights than that, so none runs beside it.
    """
    if beside is not None:
        end_with(beside)
    log_from(installation.settings)
    chosen, wanted = installation.settings, doors.split(",")
    is_alone = wanted == ["patient"]
    if not is_alone:
        chosen.master_key()  # raises SettingsFault where the page alone has its keys, before anything else is missed
    wake = wake_of(installation, is_alone=is_alone)
    app = create_app(chosen, installation.database, wake, installation.clock, wanted)
    staff = "no worker beside it: run one elsewhere" if is_alone else f"staff: http://{LOCALHOST}:{port}/staff/"
    welcome = f"patients: {chosen.public_url}/r   {staff}"
    _serve(installation, app, port, lambda: say(welcome), with_worker=not (no_worker or is_alone))


def wake_of(installation: Installation, *, is_alone: bool) -> Callable[[Task], None]:
    """What wakes the workers for whoever serves pages; raises SettingsFault where the queue cannot be had.

    A patient's page that runs by itself has neither a key to sign a task with nor, under its own role, a right to the
    queue: it wakes nobody, and the workers look once a minute. Where it has them, a broken queue does not keep it from
    answering.
    """
    if installation.settings.is_door_only:
        return _wake_nobody
    try:
        return open_queue(installation.settings, installation.keys).wake
    except SettingsFault as fault:
        if not is_alone:
            raise
        _LOG.warning("%s; until then the workers find answers within a minute", fault)
        return _wake_nobody


def _wake_nobody(_task: Task) -> None:
    """Whatever it is, the workers find it in the tables."""


def _serve(installation: Installation, app: App, port: int, ready: Callable[[], None], *, with_worker: bool) -> None:
    # Connections do not survive the server's fork.
    installation.database.close()
    if not with_worker:
        serve_app(app, LOCALHOST, port, ready)
        return
    own = os.getpid()
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-m", "notifier", "worker", "--beside", str(own)]
    )
    try:
        serve_app(app, LOCALHOST, port, ready)
    finally:
        # The server's forked processes come by here too when they end, and must leave the worker alone.
        if os.getpid() == own:
            end(process, installation.settings.provider_timeout + _STOPPING)


COMMANDS = {"serve": serve_command}
