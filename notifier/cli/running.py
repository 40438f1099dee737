"""Commands that run things: send, serve, worker, demo."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from notifier import engine, leases, settings
from notifier.channels.registry import providers
from notifier.cli import sample_practice
from notifier.cli.program import Installation, say
from notifier.engine import Engine, Turn
from notifier.errors import NotAllowed
from notifier.settings import DEFAULT_PORT, PREFIX
from web.app import App, create_app
from web.serving import serve as serve_app

HOST = "127.0.0.1"  # put a web server with a certificate in front for anybody else
_DOORS = "patient,staff"
_PATIENCE = 10  # seconds for a worker to finish its batch


@contextmanager
def engine_of(installation: Installation) -> Iterator[Engine]:
    """An engine with a worker's name of its own, for as long as the block runs."""
    chosen = installation.settings
    with leases.worker(chosen.instance) as worker:
        yield Engine(
            installation.database, chosen, installation.keys, providers(chosen), worker, installation.stationery
        )


@click.command()
@click.option("--until-idle", is_flag=True, required=True, expose_value=False, help="Stop when nothing more is due.")
@click.pass_obj
def send(installation: Installation) -> None:
    """Drive the engine here until nothing is due; safe to stop and to repeat."""
    with engine_of(installation) as own:
        drive(own, installation)


def drive(own: Engine, installation: Installation) -> None:
    """Take turns until idle, and say what was done."""
    totals = {"planned": 0, "sent": 0, "reported": 0, "settled": 0, "reconciled": 0}
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("sending", total=None)

        def note(turn: Turn) -> None:
            for name in totals:
                totals[name] += getattr(turn, name)
            shown.update(task, description=", ".join(f"{number} {name}" for name, number in totals.items()))

        own.until_idle(installation.clock, note)
    say(", ".join(f"{number} {name}" for name, number in totals.items()))


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--doors", default=_DOORS, show_default=True)
@click.option("--no-worker", is_flag=True, help="Only the web; run `notifier worker` beside it.")
@click.pass_obj
def serve(installation: Installation, port: int, doors: str, no_worker: bool) -> None:
    """Run the web and, unless told not to, a worker beside it."""
    ring = engine.tasks(engine.doorbell(installation.settings), None, installation.clock)
    app = create_app(installation.settings, installation.database, ring, installation.clock, doors.split(","))
    welcome = f"patients: {installation.settings.public_url}/r   staff: http://{HOST}:{port}/staff/"
    _serve(installation, app, port, None if no_worker else {}, lambda: say(welcome))


@click.command()
@click.option("--beside", type=int, hidden=True, help="The process that started it: stop when that is gone.")
@click.pass_obj
def worker(installation: Installation, beside: int | None) -> None:
    """Run the engine until stopped; several may run at once on PostgreSQL."""
    if beside is not None:
        threading.Thread(target=_end_with, args=(beside,), daemon=True).start()
    with engine_of(installation) as own:
        queue = engine.doorbell(installation.settings)
        engine.tasks(queue, lambda: own, installation.clock)
        consumer = queue.create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=1.0)
        own.turn(installation.clock())
        consumer.run()


@click.command()
@click.option("--patients", type=click.IntRange(1, 100_000), default=300, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.pass_obj
def demo(installation: Installation, patients: int, seed: int, port: int) -> None:
    """A sample practice from nothing: a list, a launched campaign, and every message in a local outbox."""
    folder = installation.settings.instance / "demo"
    _clear(folder)
    # The demo is an installation of its own, whatever the environment says of this one.
    environment = {
        f"{PREFIX}INSTANCE": str(folder),
        f"{PREFIX}PUBLIC_URL": f"http://{HOST}:{port}",
        f"{PREFIX}OUTBOX_UNREACHABLE": "0.08",  # about what a practice's numbers and addresses really do
    }
    practice = Installation(settings.load(environment))
    passwords = sample_practice.prepare(practice, patients, seed)
    with engine_of(practice) as own:
        drive(own, practice)
    ring = engine.tasks(engine.doorbell(practice.settings), None, practice.clock)
    doors = ("patient", "staff", "sandbox")
    app = create_app(practice.settings, practice.database, ring, practice.clock, doors)
    welcome = sample_practice.welcome(practice, port, passwords)
    _serve(practice, app, port, environment, lambda: click.echo(welcome))


def _serve(
    installation: Installation, app: App, port: int, worker_with: Mapping[str, str] | None, ready: Callable[[], None]
) -> None:
    """The web, and a worker with this addition to its environment beside it; without one when there is none."""
    # Connections do not survive the server's fork.
    installation.database.close()
    if worker_with is None:
        serve_app(app, HOST, port, ready)
        return
    own = os.getpid()
    command = [sys.executable, "-m", "notifier", "worker", "--beside", str(own)]
    process = subprocess.Popen(command, env={**os.environ, **worker_with})  # noqa: S603 - this program itself
    try:
        serve_app(app, HOST, port, ready)
    finally:
        # The server's forked processes come by here too when they end, and must leave the worker alone.
        if os.getpid() == own:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        # It was just starting and missed the signal. Killing a worker loses nothing: that is what claims are for.
        process.kill()
        process.wait()


def _end_with(parent: int) -> None:
    """Ask this process to stop, again and again, once the one that started it is gone, however that ended."""
    while os.getppid() == parent:
        time.sleep(1)
    while True:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)


def _clear(folder: Path) -> None:
    """Begin anew, but never in a folder that is not the demo's own."""
    if folder.exists() and not (folder / sample_practice.MARK).exists():
        raise NotAllowed(f"{folder} is not a demo's folder: move it away")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / sample_practice.MARK).write_text("made by `notifier demo`, and made anew each time\n", encoding="ascii")


COMMANDS = {"send": send, "serve": serve, "worker": worker, "demo": demo}
