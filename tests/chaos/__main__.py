"""`make chaos`: a launch through both stand-ins with everything going wrong, workers and web killed at random.

    make chaos ARGS="--database sqlite --workers 1"
    make chaos ARGS="--database postgresql --workers 3 --patients 10000 --kills 10 --web-kills 4 --seed 1"

Reports and patients' texts are lost on the way, as a provider loses them that calls for a few seconds and never again,
and patients answer all the while, also while the web is down. When nothing moves any more the weather clears up, and
every worker is started once more, as on a server after an outage: by then everything has to be known.

Prints the counts; exit status 1 when anybody was told twice, when anybody is forgotten, when a message is still unknown
and in nobody's care, when the end of a text or a text of a patient is lost, and when too little went wrong to prove
anything. What was sent and said is counted at the stand-in, not by the product.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
from tests.chaos.heard import Losses, losses_of
from tests.chaos.processes import FragileProcess, StandInDriver, wait_until_up
from tests.chaos.texters import Texters
from tests.chaos.told import LIFE, told_of
from tests.journeys.driver import Practice, free_port
from tests.postgres import running_cluster

STORM: Mapping[str, Any] = {
    "faults": {"accepted_then_500": 0.05, "cut": 0.05, "hang": 0.05, "busy": 0.10},
    "callbacks": {"early": 0.1, "doubled": 0.1, "reordered": 0.1, "lost": 0.1, "lost_inbound": 0.2},
    "hang_seconds": 4,
}
CLEAR: Mapping[str, Any] = {"faults": {}, "callbacks": {}}
LOOK = 0.3  # seconds between two looks
ANSWERS = 0.3  # how many of the looks see a patient text back
MOST_ANSWERS = 0.05  # how many of the patients do, beside those who do while the web is down
QUIET_FOR = 20.0  # seconds without any change: then it is over
# Seconds until a worker is killed because nothing moves: with reports lost, a first slice waits for an asking, which
# comes after a quarter of an hour or when a worker starts.
STANDSTILL = 75.0
GIVE_UP = 30 * 60.0


@dataclass(frozen=True)
class Options:
    """What is asked for on the command line."""

    database: str
    workers: int
    patients: int
    kills: int
    web_kills: int
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
        storm.clear_up()
        counts, faults = storm.counted()
        print(json.dumps(counts, indent=1), flush=True)
        for fault in faults:
            print(f"WRONG: {fault}", flush=True)
    return 1 if faults else 0


class Storm:
    """One installation with its stand-in, its web and its workers, each in a process of its own."""

    def __init__(self, options: Options, folder: Path, url: str) -> None:
        self._options = options
        self._chance = Random(options.seed)
        self._web_port, self._stand_in_port = free_port(), free_port()
        self._practice = Practice(folder, url, datetime.now(UTC), extra=self._settings(folder))
        self._stand_in = StandInDriver(self._stand_in_port)
        self._texters = Texters(self._stand_in, self._chance)
        self._workers: list[FragileProcess] = []
        self._kills: Counter[str] = Counter()
        self._killed_at = 0.0  # monotonic, the last worker
        self._seconds: dict[str, int] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Everything set up and launched; no worker yet."""
        options, practice = self._options, self._practice
        practice.set_up_anew()
        export = practice.folder / "list.csv"
        write_sample(export, options.patients, options.seed, "systmone", practice.now.date())
        practice.launch(export, channels="sms,email,letter")
        faults = ("--faults", json.dumps(STORM), "--seed", str(options.seed))
        web_address = f"http://127.0.0.1:{self._web_port}"
        stand_in = self._start("sandbox", "--port", str(self._stand_in_port), *faults, "--callbacks", web_address)
        self._web = self._start("serve", "--port", str(self._web_port), "--no-worker")
        try:
            wait_until_up(f"http://127.0.0.1:{self._stand_in_port}/sandbox-api/counts")
            wait_until_up(f"{web_address}/healthz")
            yield
        finally:
            for process in (*self._workers, self._web, stand_in):
                process.stop()

    def blow(self) -> None:
        """Let the workers send, kill one or the web now and then, and let patients answer, until nothing changes."""
        options, chance = self._options, self._chance
        self._workers = [self._start("worker") for _ in range(options.workers)]
        # Over the first four fifths of the messages, so that each kill finds somebody at work.
        worker_kills = _moments(chance, options.kills, options.patients)
        web_kills = _moments(chance, options.web_kills, options.patients)

        def strike(waited: float) -> None:
            for process in (*self._workers, self._web):
                process.start_if_due()
            handed_over = self._stand_in.handed_over()
            up = [worker for worker in self._workers if not worker.is_down]
            is_stuck = min(waited, time.monotonic() - self._killed_at) > STANDSTILL
            if worker_kills and up and (handed_over >= worker_kills[0] or is_stuck):
                del worker_kills[0]
                self._killed_at = time.monotonic()
                chance.choice(up).kill(chance.uniform(1, 4))
                self._kills["worker"] += 1
            if web_kills and handed_over >= web_kills[0] and not self._web.is_down:
                del web_kills[0]
                self._web.kill(chance.uniform(4, 8))
                self._kills["web"] += 1
            may_answer = self._texters.texted < max(options.patients * MOST_ANSWERS, 20)
            if self._web.is_down or (may_answer and chance.random() < ANSWERS):
                self._texters.text(in_vain=self._web.is_down)

        self._watch("storm", strike, self._moves)

    def clear_up(self) -> None:
        """End what goes wrong, start every worker once more, and let them come to an end."""
        self._lost_before = self._losses()
        self._stand_in.change(dict(CLEAR))
        for worker in self._workers:
            worker.stop()
            worker.start()
        self._watch("after it", lambda _waited: None, lambda: self._moves() or bool(self._losses().all), at_most=240.0)

    def counted(self) -> tuple[dict[str, Any], list[str]]:
        """What was sent and what the tables say, and everything that must not be."""
        options, seen = self._options, self._stand_in.counts()
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
        losses = self._losses()
        counts = {
            "database": options.database,
            "workers": options.workers,
            "patients": options.patients,
            "seconds": self._seconds,
            "kills": self._kills,
            "at the stand-in": seen,
            "messages": sum(references.values()),
            "messages sent twice": len(doubles),
            "ends of texts": _compared(losses.ended, self._lost_before.reports, losses.reports),
            "texts of patients": {
                **_compared(losses.texted, self._lost_before.texts, losses.texts),
                "sent while the web was down": self._texters.texted_in_vain,
            },
            "deliveries": statuses,
            "notices": {**told.notices},
        }
        wrong = [f"{reference} was sent {number} times" for reference, number in doubles.items()]
        wrong += [f"notice {notice} is forgotten" for notice in told.forgotten]
        wrong += [f"notice {notice} has an unknown message that nobody cares for" for notice in told.uncared]
        wrong += [f"notice {notice} was told by {number} channels that arrived" for notice, number in told.twice]
        return counts, [*wrong, *losses.all, *self._too_mild(seen)]

    def _too_mild(self, seen: Mapping[str, Any]) -> list[str]:
        """What did not happen, so that the run proves too little."""
        options, wrong = self._options, []
        if self._kills != Counter(worker=options.kills, web=options.web_kills):
            wrong.append(f"only {dict(self._kills)} could be killed: it was over too soon")
        if not seen["callbacks"]["lost"] or not seen["callbacks"]["failed"]:
            wrong.append("no report was lost")
        if not seen["inbound_lost"] or not self._texters.texted_in_vain:
            wrong.append("no text of a patient was lost")
        return wrong

    def _watch(
        self, name: str, strike: Callable[[float], None], is_unfinished: Callable[[], bool], at_most: float = GIVE_UP
    ) -> None:
        """Look again and again, until nothing has changed for a while and nothing is unfinished."""
        started = changed = time.monotonic()
        before: object = None
        while (waited := time.monotonic() - changed) < QUIET_FOR or is_unfinished():
            if time.monotonic() - started > at_most:
                print(f"gave up ({name}): it does not come to an end")
                break
            now = self._standing()
            if now != before:
                before, changed = now, time.monotonic()
            strike(time.monotonic() - changed)
            if waited > 1 and sys.stderr.isatty():
                print(f"\r{now}", end="", file=sys.stderr)
            time.sleep(LOOK)
        self._seconds[name] = round(time.monotonic() - started)

    def _settings(self, folder: Path) -> dict[str, str]:
        account = account_of(settings.load_settings({"NOTIFIER_INSTANCE": str(folder / "instance")}))
        return {
            **account.settings(f"http://127.0.0.1:{self._stand_in_port}"),
            "NOTIFIER_NOW": "",
            "NOTIFIER_PUBLIC_URL": f"http://127.0.0.1:{self._web_port}",
            "NOTIFIER_PROVIDER_TIMEOUT": "2",
            "NOTIFIER_FIRST_SLICE": "20",
            "NOTIFIER_UNKNOWN_HOURS": "0.05",  # three minutes, for the real day would take a day
        }

    def _start(self, *words: str) -> FragileProcess:
        return FragileProcess(self._practice.folder, self._practice.environment, *words)

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        database = self._practice.open_database()
        yield database
        database.close()

    def _losses(self) -> Losses:
        texts = self._stand_in.texts()  # before the tables: what ends meanwhile is not lost
        with self._reading() as database, database.reading() as session:
            return losses_of(session, texts)

    def _standing(self) -> list[tuple[str, int]]:
        query = select(Delivery.delivery_status, func.count()).group_by(Delivery.delivery_status)
        with self._reading() as database, database.reading() as session:
            return sorted((status.value, number) for status, number in session.execute(query))

    def _moves(self) -> bool:
        """Whether there is something that no person has to look at first."""
        moving = (DeliveryStatus.PLANNED, DeliveryStatus.SENDING)
        with self._reading() as database, database.reading() as session:
            some = select(Delivery.id).where(Delivery.delivery_status.in_(moving)).limit(1)
            if session.execute(some).first() is not None:
                return True
            told = told_of(session.execute(LIFE).all())
            # On a busy machine the workers may take longer to start than the quiet after which all is over.
            return not told.notices or bool(told.uncared or told.forgotten)


def _moments(chance: Random, number: int, patients: int) -> list[float]:
    """After how many messages something happens that happens so often, within the first four fifths."""
    moments, at = [], chance.uniform(0.02, 0.1) * patients
    for _ in range(number):
        moments.append(at)
        at += chance.uniform(0.5, 1.0) * patients / number
    return moments


def _compared(number: int, before: list[str], after: list[str]) -> dict[str, int]:
    return {"at the stand-in": number, "lost before the last start": len(before), "lost": len(after)}


def _options(words: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--web-kills", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    return Options(**vars(parser.parse_args(words)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
