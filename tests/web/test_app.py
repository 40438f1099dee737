"""What all doors share: the monitors' page, error pages, static files, and serving."""

import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from notifier.errors import SettingsFault
from notifier.store.database import Database
from tests.html_check import checked_client
from tests.waiting import eventually
from tests.web.server.served import served_app
from tests.web.world import World, broken
from web.request_sizes import largest_body
from web.server.options import ServerOptions
from web.serving import serve


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


@pytest.mark.parametrize(
    ("said", "status", "look"),
    [
        (b"GET /r HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, b"patient.css"),
        (b"GET /r/" + b"A" * 3000 + b" HTTP/1.1\r\n\r\n", 414, b"patient.css"),
        (b"POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n", 413, b"staff.css"),
        (b"POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", 408, b"staff.css"),
        (b"POST /hooks/a/b HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413, b"text/plain"),
    ],
)
def test_what_the_server_refuses_gets_our_page_and_our_headers(
    light_world: World, said: bytes, status: int, look: bytes
) -> None:
    app = light_world.app("patient", "staff", "hooks")
    options = ServerOptions(threads=2, body_seconds=0.5, largest_body=largest_body, refusals=app)
    with served_app(app, options) as served:
        answer = served.answered(said)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert look in answer
    for name in ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "X-Robots-Tag"):
        assert f"\r\n{name.lower()}: ".encode() in answer
    assert b"cache-control: no-store" in answer


def test_a_port_that_is_taken_is_said(light_world: World) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsFault, match=f"port {port} of 127.0.0.1 is taken by another program"):
            serve(light_world.app(), "127.0.0.1", port, lambda: None)


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
