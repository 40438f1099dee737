"""Many seeds, some at a time, each with an installation of its own; and a launch pad for one in a test."""

import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.postgres import Cluster, running_cluster
from tests.simulation.course import Found, Wanted, simulate
from tests.simulation.installation import Installation, copied
from tests.simulation.planted import planted
from tests.simulation.warm import kept_warm

_SET_UP_AT = datetime(2024, 12, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """What is run: so many patients for each seed, on which make of database, with a fault planted or none."""

    seeds: Sequence[int]
    patients: int
    database: str = "sqlite"
    kills: bool = False
    fault: str = ""
    jobs: int = 1


def run(plan: Plan) -> Iterator[Found]:
    """What each seed found, as it ends."""
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster()) if plan.database == "postgresql" else None
        urls = {seed: cluster.create() if cluster else "" for seed in plan.seeds}
        if plan.jobs == 1:
            for seed in plan.seeds:
                yield run_one(plan, seed, urls[seed])
                _drop(cluster, urls[seed])
            return
        pool = stack.enter_context(ProcessPoolExecutor(plan.jobs, mp_context=multiprocessing.get_context("spawn")))
        running: dict[Future[Found], str] = {
            pool.submit(run_one, plan, seed, urls[seed]): urls[seed] for seed in plan.seeds
        }
        for done in as_completed(running):
            yield done.result()
            _drop(cluster, running[done])


def run_one(plan: Plan, seed: int, database_url: str = "") -> Found:
    """Simulate one seed in a folder of its own; without a URL on a file in it."""
    with tempfile.TemporaryDirectory(prefix="fair-notice-simulation-") as made, planted(plan.fault), kept_warm():
        folder = Path(made)
        wanted = Wanted(seed, plan.patients, database_url or f"sqlite:///{folder / 'fair-notice.sqlite3'}", plan.kills)
        return simulate(wanted, folder, Installation.set_up if database_url else _copy)


def _copy(installation: Installation) -> None:
    """Begin with a copy of an installation that was set up before; to set up takes a second."""
    copied(_template(), installation.folder)


@cache
def _template() -> Path:
    made = Path(_kept().name)
    Installation(made, f"sqlite:///{made / 'fair-notice.sqlite3'}", _SET_UP_AT).set_up()
    return made


@cache
def _kept() -> "tempfile.TemporaryDirectory[str]":
    """A folder that lasts as long as the process."""
    return tempfile.TemporaryDirectory(prefix="fair-notice-set-up-")


def _drop(cluster: Cluster | None, url: str) -> None:
    if cluster is not None:
        cluster.drop(url)
