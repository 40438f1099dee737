"""The patient's page as it is served: a sample practice, its people, and the server in a process of its own."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from psycopg import sql
from sqlalchemy import select

from notifier.cli.installation import Installation
from notifier.cli.sample_practice import prepare
from notifier.cli.worker_commands import task_runner_of
from notifier.patients import access_codes
from notifier.settings import PREFIX, load_settings
from notifier.store.tables import Link, Notice, Patient
from notifier.vocabulary import LOCALHOST
from tests.journeys.driver import free_port
from tests.postgres import NEEDLESS, running_cluster

PATIENCE = 30.0  # seconds that a server has to come up


@dataclass(frozen=True)
class Person:
    """A patient who was told, and what they know."""

    notice_id: int
    code: str
    date_of_birth: date
    for_guardian: bool


class Served:
    """A server on the loopback address; whatever kills it, it can be started again at the same port.

    It is there once it answers `path` with 200.
    """

    def __init__(self, arguments: Sequence[str], environment: dict[str, str], log: Path, path: str = "/r") -> None:
        self.port = free_port()
        self._command = [sys.executable, "-m", *arguments, "--port", str(self.port), "--beside", str(os.getpid())]
        self._environment = environment
        self._log = log
        self._path = path
        self._process: subprocess.Popen[bytes] | None = None
        self._before = 0.0  # processor seconds of those that were killed

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=output, stderr=output, start_new_session=True
            )
        ends = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > ends or self._process.poll() is not None:
                self.kill()
                raise RuntimeError(f"the server does not come up:\n{self._log.read_text()}")
            time.sleep(0.02)

    def kill(self) -> None:
        """End it and the processes it has made by SIGKILL: nothing of it gets to finish anything."""
        if self._process is not None:
            self._before = self.processor()
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def processor(self) -> float:
        """How many seconds of the processors it has had in all."""
        return self._before + (_processor_seconds(self._process.pid) if self._process else 0.0)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOCALHOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", self._path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def practice(patients: int, url: str = "") -> Iterator[Installation]:
    """A launched sample practice whose patients have their links; on SQLite unless there is a `url`."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"NOTIFIER_INSTANCE": str(Path(folder) / "instance")}
        if url:
            environment["NOTIFIER_DATABASE_URL"] = url
        installation = Installation(load_settings(environment))
        prepare(installation, patients, 1)
        with task_runner_of(installation) as task_runner:
            task_runner.plan(installation.clock())
        yield installation
        installation.close()


def on_each_database(patients: int, measure: Callable[[str, Installation], None]) -> None:
    """Measure with the same practice on SQLite and on PostgreSQL.

    Both wait for the disk at every commit. The tests' own PostgreSQL does not.
    """
    with practice(patients) as installation:
        measure("SQLite", installation)
    with running_cluster() as cluster:
        for setting in NEEDLESS:
            cluster.run(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(setting)))
        cluster.run(sql.SQL("SELECT pg_reload_conf()").format())
        with practice(patients, cluster.create()) as installation:
            measure("PostgreSQL", installation)


@contextmanager
def served(installation: Installation, doors: str = "patient") -> Iterator[Served]:
    """The patient's door by itself, or those named, as `notifier serve --doors patient` serves them."""
    chosen = installation.settings
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own = {"NOTIFIER_INSTANCE": str(chosen.instance), "NOTIFIER_DATABASE_URL": chosen.database_url}
    log = chosen.instance / "served.log"
    with _running(Served(("notifier", "serve", "--doors", doors, "--no-worker"), {**others, **own}, log)) as one:
        yield one


@contextmanager
def bare() -> Iterator[Served]:
    """A bare Flask route under the same server with the same settings."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "bare.log"
        with _running(Served(("tests.bench.bare",), dict(os.environ), log)) as one:
            yield one


def people(installation: Installation) -> list[Person]:
    """Everybody who has a link."""
    query = (
        select(
            *(Notice.id, Notice.campaign_id, Notice.patient_id, Notice.link_serial),
            *(Patient.date_of_birth, Link.for_guardian),
        )
        .join(Patient, Patient.id == Notice.patient_id)
        .join(Link, Link.notice_id == Notice.id)
        .order_by(Notice.id)
    )
    with installation.database.reading() as session:
        rows = session.execute(query).all()
    return [
        Person(
            row.id,
            access_codes.make_code(installation.keys, row.campaign_id, row.patient_id, row.link_serial),
            row.date_of_birth,
            row.for_guardian,
        )
        for row in rows
    ]


@contextmanager
def _running(server: Served) -> Iterator[Served]:
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _processor_seconds(group: int) -> float:
    """What the processes of a group have had of the processors."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
