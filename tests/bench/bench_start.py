"""How soon the program is there: `--help`, and the patient's page, beside the two libraries that it stands on.

All are started in turn, each in a process of its own, so that a busy machine is busy for all; the first turn only warms
the disk's cache and does not count. The targets are for an idle machine with two cores.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from notifier.settings import PREFIX
from tests.bench.door import Served

TURNS = 7
LIBRARIES = "import flask, sqlalchemy"


def main() -> None:
    """Print the median seconds of each, and how many times as long that is as importing the libraries."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        _run(environment, "-m", "notifier", "init")
        server = Served(
            ("notifier", "serve", "--doors", "patient", "--no-worker"), environment, Path(folder) / "log", "/healthz"
        )
        measured: dict[str, tuple[Callable[[], object], float | None]] = {
            LIBRARIES: (lambda: _run(environment, "-c", LIBRARIES), None),
            "notifier --help": (lambda: _run(environment, "-m", "notifier", "--help"), 0.5),
            "notifier outcomes --help": (lambda: _run(environment, "-m", "notifier", "outcomes", "--help"), 0.6),
            "serve --doors patient, until /healthz": (server.start, 1.5),
        }
        seconds: dict[str, list[float]] = {name: [] for name in measured}
        for turn in range(TURNS + 1):
            for name, (start, _) in measured.items():
                began = time.perf_counter()
                start()
                if turn:
                    seconds[name].append(time.perf_counter() - began)
            server.kill()
    beside = median(seconds[LIBRARIES])
    for name, (_, target) in measured.items():
        took = median(seconds[name])
        goal = f"   target {target} s" if target else ""
        print(f"{name:40} {took:6.2f} s   {took / beside:5.2f} times the libraries{goal}")


def _environment(folder: Path) -> dict[str, str]:
    """What a program finds in its environment that has an installation of its own there."""
    others: Mapping[str, str] = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**others, f"{PREFIX}INSTANCE": str(folder / "instance")}


def _run(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=True)
