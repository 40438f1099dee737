"""What does the practice's work: the command in the foreground, or one that is killed in the midst of it first."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.simulation.installation import Installation

Worker = Callable[[Installation], str]
_LOOK = 0.02  # seconds
_AT_MOST = 120.0


def send(installation: Installation) -> str:
    """Do what is due until nothing is; returns what was said."""
    return installation.run("send", "--until-idle", remarks=True)


class KilledWorker:
    """A worker of its own that is killed once it has handed over some messages; then another does the rest.

    `kills` says after how many messages one is killed, None for not at all; within `losing_answers` it works.
    """

    def __init__(
        self,
        handed_over: Callable[[], int],
        kills: Callable[[], int | None],
        losing_answers: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._handed_over, self._kills, self._losing_answers = handed_over, kills, losing_answers

    def __call__(self, installation: Installation) -> str:
        """Do the work, perhaps killed in the midst of it; returns what was said at the end."""
        after = self._kills()
        if after is not None:
            with self._losing_answers():
                self._run_and_kill(installation, after)
        return send(installation)

    def _run_and_kill(self, installation: Installation, after: int) -> None:
        command = [sys.executable, "-m", "notifier", "send", "--until-idle"]
        begins, ends_at = self._handed_over(), time.monotonic() + _AT_MOST
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, env={**os.environ, **installation.environment}, stdout=quiet, stderr=quiet)
        while process.poll() is None and time.monotonic() < ends_at and self._handed_over() - begins < after:
            time.sleep(_LOOK)  # nothing tells us of the moment
        process.send_signal(signal.SIGKILL)
        process.wait()
