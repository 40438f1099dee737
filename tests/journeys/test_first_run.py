"""From nothing to a practice that is set up: `notifier serve` in an empty folder, and a browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from notifier.settings import PREFIX
from tests.journeys.driver import free_port
from tests.waiting import eventually
from tests.web.staff.test_first_run_pages import STEPS
from tests.web.world import PASSWORD

TAKEN_UP = "the settings were changed and are taken up"


@contextmanager
def served(instance: Path, output: Path) -> Iterator[str]:
    """`notifier serve` while the block runs; gives the one-time address that it shows."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment[f"{PREFIX}INSTANCE"] = str(instance)
    command = [sys.executable, "-m", "notifier", "serve", "--port", str(free_port())]
    with output.open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        assert eventually(lambda: "/first-run/" in output.read_text()), output.read_text()
        yield re.findall(r"http\S+/staff/first-run/\S+", output.read_text())[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def post(browser: requests.Session, address: str, fields: dict[str, str]) -> requests.Response:
    """Fill in the form on a page."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).text)
    assert token, address
    return browser.post(address, data={"csrf_token": token[1], **fields})


def test_an_empty_folder_becomes_a_practice_whose_web_and_worker_take_settings_up_by_themselves(
    tmp_path: Path,
) -> None:
    instance, output = tmp_path / "instance", tmp_path / "output"
    with served(instance, output) as address, requests.Session() as browser:
        for step, typed in STEPS:
            assert post(browser, f"{address}/{step}", typed).ok, step
        assert eventually(lambda: "a worker begins" in output.read_text())  # with the settings that there were before
        done = post(browser, f"{address}/check", {"password": PASSWORD, "password_again": PASSWORD})
        assert "The practice is set up" in done.text
        base = address.partition("/staff")[0]
        inside = post(browser, f"{base}/staff/sign-in", {"email": "mo@example.com", "password": PASSWORD})
        assert "Lakeside Surgery" in inside.text
        assert browser.get(address).status_code == 409
        assert eventually(lambda: output.read_text().count(TAKEN_UP) == 2)  # the web, and the worker beside it
        assert eventually(lambda: output.read_text().count("a worker begins") == 2)  # before it is told to end
    secret = address.rpartition("/")[2]
    written = output.read_text()
    assert written.count(secret) == 1  # where it is shown, and nowhere in the log
    assert secret.encode() not in b"".join(path.read_bytes() for path in instance.iterdir() if path.is_file())
    assert (instance / "master.key").stat().st_mode & 0o777 == 0o600
