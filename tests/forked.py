"""Processes forked from the tests: they have the program already, which takes a new Python seconds."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

_CONTEXT = multiprocessing.get_context("fork")


class Forked:
    """A process that does `work` in this environment. All that it says goes to a new file.

    Whoever starts it has closed its database: what SQLite knows of its locks is wrong on the other side of a fork.
    """

    def __init__(self, work: Callable[[], object], environment: Mapping[str, str], said: Path) -> None:
        self._said = said
        self._process = _CONTEXT.Process(target=_run, args=(work, environment, said))
        self._process.start()

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    @property
    def said(self) -> str:
        """All that it said so far."""
        return self._said.read_text(encoding="utf-8") if self._said.exists() else ""

    def ended(self, seconds: float) -> tuple[int, str]:
        """The process's exit status, or the signal that ended it as a negative number, and all that it said."""
        self._process.join(seconds)
        assert self._process.exitcode is not None, "it goes on and on"
        return self._process.exitcode, self.said

    def kill(self) -> None:
        """End it, if it has not ended."""
        self._process.kill()
        self._process.join()


def _run(work: Callable[[], object], environment: Mapping[str, str], said: Path) -> None:
    os.environ.update(environment)
    sys.stdout = sys.stderr = said.open("x", encoding="utf-8", buffering=1)
    for stream in (1, 2):
        os.dup2(sys.stdout.fileno(), stream)
    work()
