"""What is not loaded: `--help` waits for nothing, and the patient's page for nothing that others need.

How long the start takes is measured by `make bench ARGS=start`; here is what would make it long.
"""

import http.client
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.imported import packages_in, telling
from tests.journeys.driver import Practice, free_port
from tests.snapshots import Snapshots
from tests.waiting import ENOUGH, eventually

HEAVY = {
    "weasyprint": "lays letters out, which only print runs and previews do",
    "fontTools": "cuts the fonts of letters, as above",
    "twilio": "is for those who send texts or read its calls",
    "sendgrid": "is for those who send emails or read its calls",
    "python_calamine": "reads workbooks",
}
# What `--help` has no use for either, and other doors than the patient's.
OF_COMMANDS = ("sqlalchemy", "alembic", "flask", "pydantic", "babel", "phonenumbers", "cryptography", "huey", "rich")
OTHER_DOORS = ("web.staff", "web.hooks", "web.sandbox.stand_in", "web.sandbox.views")
# An installation that sends texts and emails: its page loads the settings of the providers and not their libraries.
CARRIED = {
    "NOTIFIER_TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "NOTIFIER_TWILIO_AUTH_TOKEN": "secret",
    "NOTIFIER_TWILIO_FROM": "+447700900000",
    "NOTIFIER_SENDGRID_API_KEY": "secret",
    "NOTIFIER_SENDGRID_FROM": "notices@surgery.example.com",
}


@pytest.mark.parametrize("words", [(), ("outcomes",), ("campaign", "preview"), ("serve",), ("sandbox",)])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    asked = subprocess.run(telling("-m", "notifier", *words, "--help"), capture_output=True, text=True, check=True)
    assert "Usage" in asked.stdout
    assert not packages_in(asked.stderr, (*HEAVY, *OF_COMMANDS))


def test_the_patients_page_loads_nothing_of_others(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> None:
    practice = Practice(tmp_path, sqlite_url, datetime(2026, 11, 23, 10, 0, tzinfo=UTC), CARRIED)
    practice.set_up(snapshots)
    log = tmp_path / "told"
    with serving_patients(practice.environment, log) as port:
        assert status_of(port, "/healthz") == 200
        assert status_of(port, "/r") == 200
    assert not packages_in(log.read_text(), (*HEAVY, *OTHER_DOORS, "alembic", "huey", "psycopg"))


def test_reading_a_list_loads_nothing_that_lays_letters_out(tmp_path: Path, sqlite_url: str) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(
        "NHS Number,Surname,First Name,Date of Birth,Address,Postcode\n"
        "9990000018,Tester,Ann,01/03/1950,12 A Street With A Name So Long That It Has To Be Measured,GU46 7AA\n",
        encoding="utf-8",
    )
    practice = Practice(tmp_path, sqlite_url, datetime(2026, 11, 23, 10, 0, tzinfo=UTC), CARRIED)
    command = telling("-m", "notifier", "list", "check", str(listed), "--json")
    environment = {**os.environ, **practice.environment}
    checked = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert '"9990000018"' in checked.stdout
    laying_out = ("weasyprint", "fontTools.subset", "pikepdf", "PIL", "qrcode")
    assert not packages_in(checked.stderr, (*laying_out, "twilio", "sendgrid", "flask", "alembic", "huey"))


@contextmanager
def serving_patients(environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """`notifier serve --doors patient`, telling what it imports; gives its port once it answers."""
    port = free_port()
    command = telling("-m", "notifier", "serve", "--doors", "patient", "--port", str(port))
    with log.open("wb") as told:
        server = subprocess.Popen(command, env={**os.environ, **environment}, stdout=told, stderr=told)
    try:
        assert eventually(lambda: server.poll() is not None or status_of(port, "/healthz") is not None)
        assert server.poll() is None, f"it has ended:\n{log.read_text()[-3000:]}"
        yield port
    finally:
        server.terminate()
        server.wait(timeout=ENOUGH)


def status_of(port: int, path: str) -> int | None:
    """What a server answers; None while nobody does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ENOUGH)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()
