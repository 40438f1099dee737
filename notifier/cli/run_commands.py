"""Commands that run things: send, serve, worker."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

import click
from huey import Huey
from huey.consumer import Consumer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import make_url

from notifier.cli.child_processes import HOST, end, end_with
from notifier.cli.program import Installation, say
from notifier.delivery import leases
from notifier.providers.base import WebhookReader
from notifier.providers.registry import providers
from notifier.settings import DEFAULT_PORT, Settings
from notifier.worker import logs
from notifier.worker import queue as task_queue
from notifier.worker.queue import Bellringer
from notifier.worker.tasks import PassCounts, TaskRunner
from notifier.worker.worker import Worker
from web.app import App, create_app
from web.serving import serve as serve_app

STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_DOORS = "patient,staff,hooks"
_MARGIN = 10.0  # seconds beyond the providers' time-out, in which a stopping worker writes down what was answered

_LOG = logging.getLogger(__name__)


@contextmanager
def engine_of(installation: Installation, stopping: Callable[[], bool] = lambda: False) -> Iterator[TaskRunner]:
    """An engine with a worker's name of its own, for as long as the block runs."""
    chosen = installation.settings
    with leases.worker_lease(chosen.instance) as worker:
        yield TaskRunner(
            *(installation.database, chosen, installation.keys, providers(chosen), worker),
            installation.stationery,
            stopping,
        )


@contextmanager
def stop_signals(*, twice_ends: bool = True) -> Iterator[Callable[[], bool]]:
    """Whether this process has been asked to stop; who asks twice ends it at once, unless that is switched off."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        if twice_ends:
            for one in STOPS:
                signal.signal(one, signal.SIG_DFL)

    before = {one: signal.signal(one, note) for one in STOPS}
    try:
        yield lambda: bool(asked)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def log_from(settings: Settings) -> None:
    """Write the log of this process: for people on a terminal, else as JSON."""
    password = make_url(settings.database_url).password or ""
    words = (settings.twilio_auth_token.get_secret_value(), settings.sendgrid_api_key.get_secret_value(), password)
    logs.configure(readable=sys.stderr.isatty(), secrets=[word for word in words if word])


@click.command()
@click.option("--until-idle", is_flag=True, required=True, expose_value=False, help="Stop when nothing more is due.")
@click.pass_obj
def send_command(installation: Installation) -> None:
    """Drive the engine here until nothing is due; safe to stop and to repeat."""
    log_from(installation.settings)
    with stop_signals() as stopping, engine_of(installation, stopping) as own:
        drive(own, installation)


def drive(own: TaskRunner, installation: Installation) -> None:
    """Take turns until idle, and say what was done."""
    totals = dict.fromkeys(("planned", "sent", "reported", "settled", "reconciled"), 0)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("sending", total=None)

        def note(turn: PassCounts) -> None:
            for name in totals:
                totals[name] += getattr(turn, name)
            shown.update(task, description=", ".join(f"{number} {name}" for name, number in totals.items()))

        own.until_idle(installation.clock, note)
    say(", ".join(f"{number} {name}" for name, number in totals.items()))


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--doors", default=_DOORS, show_default=True)
@click.option("--no-worker", is_flag=True, help="Only the web; run `notifier worker` beside it.")
@click.option("--beside", type=int, hidden=True, help="The process that started it: stop when that is gone.")
@click.pass_obj
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
    ring = task_queue.of_door(chosen) if is_alone else task_queue.ringer(task_queue.open_queue(chosen))
    app = create_app(
        *(chosen, installation.database, Bellringer(ring), installation.clock, wanted),
        hooks=hooks_of(chosen) if "hooks" in wanted else {},
    )
    staff = "no worker beside it: run one elsewhere" if is_alone else f"staff: http://{HOST}:{port}/staff/"
    welcome = f"patients: {chosen.public_url}/r   {staff}"
    _serve(installation, app, port, lambda: say(welcome), with_worker=not (no_worker or is_alone))


def hooks_of(settings: Settings) -> Mapping[str, Mapping[str, WebhookReader]]:
    """What each provider calls us with, by the provider's name."""
    return {provider.name: provider.hooks for provider in providers(settings).values()}


@click.command()
@click.option("--beside", type=int, hidden=True, help="The process that started it: stop when that is gone.")
@click.pass_obj
def worker_command(installation: Installation, beside: int | None) -> None:
    """Run the engine until stopped; any number may run at once on PostgreSQL.

    Asked to stop, it claims nothing more, waits for the answers to what it has sent, writes them down and ends.
    """
    log_from(installation.settings)
    # Whoever started us may pass on the very signal that we were sent as well, and kills us if we take too long.
    with stop_signals(twice_ends=beside is None) as asked:

        def stopping() -> bool:
            return asked() or (beside is not None and os.getppid() != beside)

        with engine_of(installation, stopping) as own:
            _work(own, installation, stopping)


def _work(own: TaskRunner, installation: Installation, stopping: Callable[[], bool]) -> None:
    shift = Worker(own, installation.clock)
    queue = task_queue.open_queue(installation.settings)
    task_queue.ringer(queue, shift.ring)
    ears = _Ears(queue)
    ears.start()
    _LOG.info("a worker begins", extra={"pid": os.getpid()})
    shift.watch(stopping)
    if not shift.end(installation.settings.provider_timeout + _MARGIN):
        _LOG.warning("a provider does not answer: what it was sent last is unknown until it is asked again")
    ears.stop(graceful=True)
    _LOG.info("a worker ends", extra={"pid": os.getpid()})


class _Ears(Consumer):  # type: ignore[misc]  # huey carries no types
    """What hears the queue: it only passes on what was rung. The timetable is the shift's own."""

    def __init__(self, queue: Huey) -> None:
        # PostgreSQL and Redis wake who waits; a file is looked at every second.
        super().__init__(queue, periodic=False, max_delay=30.0 if queue.storage.blocking else 1.0)

    def _set_signal_handlers(self) -> None:
        """Signals are for the whole worker: see `stop_signals`."""


def _serve(installation: Installation, app: App, port: int, ready: Callable[[], None], *, with_worker: bool) -> None:
    # Connections do not survive the server's fork.
    installation.database.close()
    if not with_worker:
        serve_app(app, HOST, port, ready)
        return
    own = os.getpid()
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-m", "notifier", "worker", "--beside", str(own)]
    )
    try:
        serve_app(app, HOST, port, ready)
    finally:
        # The server's forked processes come by here too when they end, and must leave the worker alone.
        if os.getpid() == own:
            end(process, installation.settings.provider_timeout + 2 * _MARGIN)


COMMANDS = {"send": send_command, "serve": serve_command, "worker": worker_command}
