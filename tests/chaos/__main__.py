"""`make chaos`: a launch through both stand-ins with everything going wrong, and workers killed at random.

    make chaos ARGS="--database sqlite --workers 1"
    make chaos ARGS="--database postgresql --workers 3 --patients 10000 --kills 10 --seed 1"

Prints the counts; exit status 1 when anybody was told twice, when anybody is forgotten, or when a message is still
unknown and in nobody's care. What was sent is counted at the stand-in, not by the product.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from notifier import settings
from notifier.cli.sandbox_command import account_of
from notifier.patients.samples import write_sample
from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import DeliveryStatus
from tests.chaos.told import LIFE, told_of
from tests.journeys.driver import Practice, free_port
from tests.postgres import running_cluster

STORM: Mapping[str, Any] = {
    "faults": {"accepted_then_500": 0.05, "cut": 0.05, "hang": 0.05, "busy": 0.10},
    "callbacks": {"early": 0.1, "doubled": 0.1, "reordered": 0.1},
    "hang_seconds": 4,
}
QUIET_FOR = 20.0  # seconds without any change: then it is over
GIVE_UP = 45 * 60.0


@dataclass(frozen=True)
class Options:
    """What is asked for on the command line."""

    database: str
    workers: int
    patients: int
    kills: int
    seed: int


def main(words: list[str]) -> int:
    """Run it and print what came of it."""
    options = _options(words)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fair-notice-chaos-")))
        if options.database == "sqlite":
            url = f"sqlite:///{folder / 'fair-notice.sqlite3'}"
        else:
            url = stack.enter_context(running_cluster()).create()
        storm = Storm(options, folder, url)
        stack.enter_context(storm.running())
        storm.blow()
        counts, faults = storm.counted()
    print(json.dumps(counts, indent=1))
    for fault in faults:
        print(f"WRONG: {fault}")
    return 1 if faults else 0


class Storm:
    """One installation with its stand-in, its web and its workers, each in a process of its own."""

    def __init__(self, options: Options, folder: Path, url: str) -> None:
        self._options = options
        self._chance = Random(options.seed)
        self._web, self._stand_in = free_port(), free_port()
        self._practice = Practice(folder, url, datetime.now(UTC), extra=self._settings(folder))
        self._workers: list[subprocess.Popen[bytes]] = []
        self._kills = 0
        self._took = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Everything set up and launched; no worker yet."""
        options, practice = self._options, self._practice
        practice.set_up_anew()
        export = practice.folder / "list.csv"
        write_sample(export, options.patients, options.seed, "systmone", practice.now.date())
        practice.launch(export, channels="sms,email,letter")
        faults = ("--faults", json.dumps(STORM), "--seed", str(options.seed))
        stand_in = self._start(
            "sandbox", "--port", str(self._stand_in), *faults, "--callbacks", f"http://127.0.0.1:{self._web}"
        )
        web = self._start("serve", "--port", str(self._web), "--no-worker")
        try:
            _wait_until_up(f"http://127.0.0.1:{self._stand_in}/sandbox-api/counts")
            _wait_until_up(f"http://127.0.0.1:{self._web}/healthz")
            yield
        finally:
            for process in (*self._workers, web, stand_in):
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def blow(self) -> None:
        """Let the workers send and kill one now and then, until nothing changes any more."""
        options = self._options
        self._workers = [self._start("worker") for _ in range(options.workers)]
        started = changed = time.monotonic()
        before: object = None
        next_kill = self._chance.uniform(0.02, 0.1) * options.patients
        while (waited := time.monotonic() - changed) < QUIET_FOR or self._is_unfinished():
            if time.monotonic() - started > GIVE_UP:
                print("gave up: it does not come to an end")
                break
            now = self._standing()
            if now != before:
                before, changed = now, time.monotonic()
            # Over the first four fifths of the messages, so that each kill finds a worker at work.
            if self._kills < options.kills and self._handed_over() >= next_kill:
                self._kill_one()
                next_kill += self._chance.uniform(0.5, 1.0) * options.patients / options.kills
            if waited > 1 and sys.stderr.isatty():
                print(f"\r{now}", end="", file=sys.stderr)
            time.sleep(0.3)
        self._took = time.monotonic() - started

    def counted(self) -> tuple[dict[str, Any], list[str]]:
        """What was sent and what the tables say, and everything that must not be."""
        seen = _get(f"http://127.0.0.1:{self._stand_in}/sandbox-api/counts")
        references = Counter(one["reference"] for one in self._practice.outbox())
        with self._reading() as database, database.reading() as session:
            statuses = {
                f"{channel} {status}": number
                for channel, status, number in session.execute(
                    select(Delivery.channel, Delivery.delivery_status, func.count())
                    .group_by(Delivery.channel, Delivery.delivery_status)
                    .order_by(Delivery.channel, Delivery.delivery_status)
                )
            }
            told = told_of(session.execute(LIFE).all())
        doubles = {reference: number for reference, number in references.items() if number > 1}
        counts = {
            "database": self._options.database,
            "workers": self._options.workers,
            "patients": self._options.patients,
            "seconds": round(self._took),
            "kills": self._kills,
            "at the stand-in": seen,
            "messages": sum(references.values()),
            "messages sent twice": len(doubles),
            "deliveries": statuses,
            "notices": {**told.notices},
        }
        wrong = [f"{reference} was sent {number} times" for reference, number in doubles.items()]
        wrong += [f"notice {notice} is forgotten" for notice in told.forgotten]
        wrong += [f"notice {notice} has an unknown message that nobody cares for" for notice in told.uncared]
        wrong += [f"notice {notice} was told by {number} channels that arrived" for notice, number in told.twice]
        if self._kills < self._options.kills:
            wrong.append(f"only {self._kills} workers could be killed: it was over too soon")
        return counts, wrong

    def _settings(self, folder: Path) -> dict[str, str]:
        account = account_of(settings.load_settings({"NOTIFIER_INSTANCE": str(folder / "instance")}))
        return {
            **account.settings(f"http://127.0.0.1:{self._stand_in}"),
            "NOTIFIER_NOW": "",
            "NOTIFIER_PUBLIC_URL": f"http://127.0.0.1:{self._web}",
            "NOTIFIER_PROVIDER_TIMEOUT": "2",
            "NOTIFIER_FIRST_SLICE": "20",
            "NOTIFIER_UNKNOWN_HOURS": "0.05",  # three minutes, for the real day would take a day
        }

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        log = (self._practice.folder / f"{words[0]}.log").open("ab")
        environment = {**os.environ, **self._practice.environment}
        with log:
            return subprocess.Popen([sys.executable, "-m", "notifier", *words], env=environment, stdout=log, stderr=log)

    def _kill_one(self) -> None:
        at = self._chance.randrange(len(self._workers))
        self._workers[at].send_signal(signal.SIGKILL)
        self._workers[at].wait()
        self._workers[at] = self._start("worker")
        self._kills += 1

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        database = self._practice.open_database()
        yield database
        database.close()

    def _handed_over(self) -> int:
        seen = _get(f"http://127.0.0.1:{self._stand_in}/sandbox-api/counts")
        return int(seen["sms"]["accepted"] + seen["email"]["accepted"])

    def _standing(self) -> list[tuple[str, int]]:
        query = select(Delivery.delivery_status, func.count()).group_by(Delivery.delivery_status)
        with self._reading() as database, database.reading() as session:
            return sorted((status.value, number) for status, number in session.execute(query))

    def _is_unfinished(self) -> bool:
        """Whether there is something that no person has to look at first."""
        moving = (DeliveryStatus.PLANNED, DeliveryStatus.SENDING)
        with self._reading() as database, database.reading() as session:
            some = select(Delivery.id).where(Delivery.delivery_status.in_(moving)).limit(1)
            if session.execute(some).first() is not None:
                return True
            told = told_of(session.execute(LIFE).all())
            # On a busy machine the workers may take longer to start than the quiet after which all is over.
            return not told.notices or bool(told.uncared or told.forgotten)


def _get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own processes
        return json.loads(answer.read())


def _wait_until_up(address: str) -> None:
    for _ in range(300):
        try:
            _get(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers at {address}")


def _options(words: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return Options(**vars(parser.parse_args(words)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
