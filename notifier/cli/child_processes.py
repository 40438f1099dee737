"""Several processes that belong together: one starts the others, and they end with it, however that ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from notifier.settings import PREFIX


def end_with(parent: int) -> None:
    """From now on ask this process to stop, again and again, once the one that started it is gone."""
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


@contextmanager
def beside(
    command: str, *options: str, environment: Mapping[str, str], log: Path, patience: float
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of this program, one that knows `--beside`, for as long as the block does.

    It gets these settings and none of ours. At the end it has `patience` seconds to stop by itself. It writes to `log`.
    """
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    arguments = [sys.executable, "-m", "notifier", command, *options, "--beside", str(os.getpid())]
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - this program itself
            arguments, env={**others, **environment}, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
    try:
        yield process
    finally:
        end(process, patience)


def end(process: subprocess.Popen[bytes], patience: float) -> None:
    """Ask a process to stop, and kill it after so many seconds: that loses nothing, which is what claims are for."""
    process.terminate()
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    while True:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)
