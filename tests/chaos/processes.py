"""The processes of an installation in a storm: killed without a word, and started again some seconds later."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

_LONGEST_END = 30.0  # seconds, after a stop


class FragileProcess:
    """One `notifier` command, run again and again."""

    def __init__(self, folder: Path, environment: dict[str, str], *words: str) -> None:
        self._log, self._environment, self._words = folder / f"{words[0]}.log", environment, words
        self._process: subprocess.Popen[bytes] | None = None
        self._starts_at: float | None = None
        self.start()

    @property
    def is_down(self) -> bool:
        """Whether it was killed and has not been started again."""
        return self._process is None

    def start(self) -> None:
        """Start it now."""
        command = [sys.executable, "-m", "notifier", *self._words]
        environment = {**os.environ, **self._environment}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._starts_at = None

    def kill(self, seconds: float) -> None:
        """End it at once, in the midst of whatever it does; it stays down for so long."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process, self._starts_at = None, time.monotonic() + seconds

    def start_if_due(self) -> None:
        """Start it if it was killed long enough ago."""
        if self._starts_at is not None and time.monotonic() >= self._starts_at:
            self.start()

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_LONGEST_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


class StandInDriver:
    """What is asked of the stand-in beside the product: it goes wrong with nothing here."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/sandbox-api"

    def counts(self) -> dict[str, Any]:
        """What happened so far."""
        counts: dict[str, Any] = fetched(f"{self._address}/counts")
        return counts

    def handed_over(self) -> int:
        """How many texts and emails it took."""
        counts = self.counts()
        return int(counts["sms"]["accepted"] + counts["email"]["accepted"])

    def texts(self, place: int = 0) -> list[dict[str, Any]]:
        """All texts behind the first so many, sent and received, as the ledger has them."""
        texts: list[dict[str, Any]] = fetched(f"{self._address}/texts?from={place}")
        return texts

    def text_back(self, number: str, words: str) -> None:
        """A text from a patient."""
        _post(f"{self._address}/inbound", {"from": number, "body": words})

    def change(self, scenario: dict[str, Any]) -> None:
        """Replace parts of the scenario."""
        _post(f"{self._address}/scenario", scenario)


def fetched(address: str) -> Any:
    """What a GET of one of our own processes says. Raises OSError."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own processes
        return json.loads(answer.read())


def wait_until_up(address: str) -> None:
    """Return once something answers there. Raises SystemExit after a while."""
    for _ in range(600):
        try:
            fetched(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers at {address}")


def _post(address: str, said: dict[str, Any]) -> None:
    body, kind = json.dumps(said).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(address, body, kind)  # noqa: S310 - our own processes
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - our own processes
