"""What all doors share: the monitors' page, error pages, static files, and serving."""

import signal
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from notifier.store.database import Database
from tests.html_check import checked_client
from tests.waiting import eventually
from tests.web.world import World, broken


def test_monitors_are_told_whether_the_database_answers(world: World) -> None:
    healthy = world.client().get("/healthz")
    assert healthy.status_code == 200
    assert {"status": "ok", "database": "reachable", "stuck": False, "unknown": 0}.items() <= healthy.get_json().items()


def test_monitors_are_told_when_what_is_due_does_not_go(world: World) -> None:
    world.now += timedelta(minutes=20)
    failing = world.client().get("/healthz")
    assert (failing.status_code, failing.get_json()["status"], failing.get_json()["stuck"]) == (503, "failing", True)


def test_monitors_are_told_when_the_database_is_away(light_world: World, tmp_path: Path) -> None:
    light_world.database = Database.open(f"sqlite:///{tmp_path}/no-such-folder/x.sqlite")
    failing = light_world.client().get("/healthz")
    assert (failing.status_code, failing.get_json()) == (503, {"status": "failing", "database": "unreachable"})


@pytest.mark.parametrize(
    ("path", "look"), [("/", "patient.css"), ("/r/a/b", "patient.css"), ("/staff/nothing", "staff.css")]
)
def test_an_error_page_has_the_look_of_its_door(light_world: World, path: str, look: str) -> None:
    got = light_world.client().get(path)
    assert got.status_code == 404
    assert look in got.get_data(as_text=True)


def test_an_error_page_says_it_in_the_language_that_was_asked_for(light_world: World) -> None:
    client = light_world.client()
    for asked, said in (("pl", "pl"), ("xx", "en"), ('"><script', "en"), ("", "en")):
        page = client.get("/r/nothing/here", query_string={"language": asked}).get_data(as_text=True)
        assert f'<html lang="{said}"' in page


def test_an_error_says_to_programs_what_there_is(light_world: World) -> None:
    got = light_world.client().put("/s")
    assert (got.status_code, set(got.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS"})


def test_a_redirect_of_the_routing_does_not_go_to_the_host_that_the_visitor_names(light_world: World) -> None:
    client = light_world.client()
    for path, leads_to in (("/staff", "/staff/"), ("/staff//sign-in?x=1", "/staff/sign-in?x=1")):
        got = client.get(path, headers={"Host": "elsewhere.example"})
        assert (got.status_code, got.location) == (308, leads_to)


def test_a_defect_of_the_staffs_door_is_a_page_too(light_world: World) -> None:
    app = light_world.app()
    app.view_functions["staff.sign_in"] = broken
    got = checked_client(app).get("/staff/sign-in")
    assert got.status_code == 500
    assert "It is in the log" in got.get_data(as_text=True)


def test_a_browser_that_cannot_unpack_gets_the_plain_sheet(light_world: World) -> None:
    with light_world.client().get("/static/patient.css", headers={"Accept-Encoding": "identity"}) as sent:
        assert "Content-Encoding" not in sent.headers
        assert b"nhsuk-button" in sent.get_data()


PROGRAM = """
import sys
from flask import Flask
from web.serving import serve
app = Flask("sample")
app.add_url_rule("/", "hello", lambda: "hello")
serve(app, "127.0.0.1", int(sys.argv[1]), lambda: None)
"""


def test_it_serves_until_it_is_asked_to_stop_and_logs_no_address(tmp_path: Path) -> None:
    port = "18473"
    log = tmp_path / "log"
    with log.open("wb") as out:
        server = subprocess.Popen([sys.executable, "-c", PROGRAM, port], stdout=out, stderr=out)
        try:
            assert _fetch(f"http://127.0.0.1:{port}/?secret") == b"hello"
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    assert "secret" not in log.read_text(encoding="utf-8")


def _fetch(address: str) -> bytes:
    answers: list[bytes] = []

    def is_answered() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=5) as sent:  # noqa: S310
                answers.append(sent.read())
        except OSError:
            return False
        return True

    assert eventually(is_answered, 60), f"nothing answers at {address}"
    return answers[0]
