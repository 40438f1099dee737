"""The command for newcomers: a sample practice from nothing, with stand-ins for the providers, all running."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import click

from notifier import settings
from notifier.cli import sample_practice
from notifier.cli.child_processes import beside
from notifier.cli.installation import Installation
from notifier.cli.long_running import stop_signals
from notifier.cli.sandbox_command import account_of
from notifier.cli.terminal import say
from notifier.errors import NotAllowed
from notifier.providers.registry import OTHERWISE
from notifier.settings import PREFIX
from notifier.store import file_locks, instance_keys
from notifier.vocabulary import LOCALHOST

_DOORS = "patient,staff,hooks,sandbox"
_PATIENCE = 300.0  # seconds at most for the first text to arrive, on a very slow machine
_STOPPING = 30.0  # seconds for a worker to write down what was answered


def demo(installation: Installation, patients: int, seed: int, port: int) -> None:
    """A sample practice from nothing: a list, a launched campaign, stand-ins for the providers, all running."""
    folder = installation.settings.instance / "demo"
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    running_already = f"a demo is running in {folder}: open its pages, or stop it with Ctrl+C and begin again"
    # Held before anything is cleared away, or a second demo would remove the first one's practice under its feet.
    with file_locks.held_alone(folder.with_name("demo.lock"), running_already):
        _refuse_taken_port(port)
        _clear(folder)
        _run(folder, patients, seed, port)


def _run(folder: Path, patients: int, seed: int, port: int) -> None:
    base, stand_in_port = f"http://{LOCALHOST}:{port}", _port_near(port)
    # The demo is an installation of its own, whatever the environment says of this one.
    environment = {
        f"{PREFIX}INSTANCE": str(folder),
        f"{PREFIX}PUBLIC_URL": base,
        f"{PREFIX}QUIET_HOURS": "off",
        f"{PREFIX}LETTER_PROVIDER": OTHERWISE,  # nobody prints in a demo: its letters are posted by themselves
    }
    environment |= account_of(settings.load_settings(environment)).settings(f"http://{LOCALHOST}:{stand_in_port}")
    practice = Installation(settings.load_settings(environment))
    log = folder / "log.txt"
    with stop_signals() as stopping, ExitStack() as running:
        running.callback(practice.close)

        def start(command: str, *options: str) -> subprocess.Popen[bytes]:
            return running.enter_context(
                beside(command, *options, environment=environment, log=log, patience=_STOPPING)
            )

        processes = [start("sandbox", "--port", str(stand_in_port), "--seed", str(seed), "--callbacks", base)]
        passwords = sample_practice.prepare(practice, patients, seed)
        # Whoever is called stops last: the worker before the web, and the web before the stand-in.
        processes.append(start("serve", "--port", str(port), "--doors", _DOORS, "--no-worker"))
        _wait_for_pages(port, stopping, processes, log)
        processes.append(start("worker"))
        say("sending the first messages")
        reached = _first_reached(practice, stopping, processes, log)
        if not stopping():
            click.echo(sample_practice.welcome(base, reached, passwords))
        _until_stopped(stopping, processes, log)


def _wait_for_pages(
    port: int, stopping: Callable[[], bool], processes: Sequence[subprocess.Popen[bytes]], log: Path
) -> None:
    """Wait until the pages are served: what arrives is reported to them at once, and would be lost before."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and not stopping():
        _check_running(processes, log)
        with suppress(OSError), socket.create_connection((LOCALHOST, port), timeout=1.0):
            return
        time.sleep(0.1)


def _first_reached(
    practice: Installation,
    stopping: Callable[[], bool],
    processes: Sequence[subprocess.Popen[bytes]],
    log: Path,
) -> tuple[str, str] | None:
    """Code and date of birth of somebody whom a text has reached, or of whoever else was reached when none does."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and not stopping():
        _check_running(processes, log)
        found = sample_practice.reached_by_text(practice)
        if found is not None:
            return found
        if not sample_practice.texts_may_come(practice):
            break
        time.sleep(0.3)
    return sample_practice.reached_at_all(practice)


def _until_stopped(stopping: Callable[[], bool], processes: Sequence[subprocess.Popen[bytes]], log: Path) -> None:
    while not stopping():
        _check_running(processes, log)
        time.sleep(0.3)


def _check_running(processes: Sequence[subprocess.Popen[bytes]], log: Path) -> None:
    if any(process.poll() is not None for process in processes):
        raise NotAllowed(f"a part of the demo has stopped, and {log} says why; is its --port in use already?")


def _port_near(port: int) -> int:
    """The next port, or, where that is taken, any that is free."""
    for wanted in (port + 1, 0):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((LOCALHOST, wanted))
            except (OSError, OverflowError):
                continue
            free: int = listener.getsockname()[1]
            return free
    raise NotAllowed("there is no free port on this computer")


def _refuse_taken_port(port: int) -> None:
    """Try the port before a practice is made. Raises NotAllowed while another program listens on it."""
    with suppress(OSError), socket.create_connection((LOCALHOST, port), timeout=1.0):
        raise NotAllowed(f"port {port} is taken by another program: name another one with --port")


def _clear(folder: Path) -> None:
    """Begin anew, but never in a folder that is not the demo's own."""
    if folder.exists() and not instance_keys.is_invented(folder):
        raise NotAllowed(f"{folder} is not a demo's folder: move it away")
    shutil.rmtree(folder, ignore_errors=True)
    instance_keys.mark_as_invented(folder, "`notifier demo`")


COMMANDS = {"demo": demo}
