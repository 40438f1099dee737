"""The server: what it makes of requests good and bad, and whom it lets wait."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from flask import Flask, Response, request

from tests.waiting import ENOUGH, eventually
from tests.web.server.served import HOST, ServedApp, get, served_app, until_closed
from web.request_sizes import LARGEST_CALL, LARGEST_FORM
from web.server.options import ServerOptions
from web.server.wsgi_bridge import LONGEST_FIELDS, LONGEST_TARGET

QUICK = ServerOptions(threads=4, head_seconds=0.4, body_seconds=0.4, grace_seconds=ENOUGH)
PATIENT = ServerOptions(
    threads=4, head_seconds=ENOUGH, body_seconds=ENOUGH, answer_seconds=ENOUGH, grace_seconds=ENOUGH
)
LARGE = 8 * 1024 * 1024


def sample_app() -> Flask:
    app = Flask("sample")

    @app.route("/", methods=["GET", "POST"])
    def echo() -> Response:
        return Response(request.get_data() or b"hello", mimetype="text/plain")

    @app.get("/fields")
    def fields() -> dict[str, str]:
        return {name: value for name, value in request.environ.items() if isinstance(value, str)}

    @app.get("/large")
    def large() -> bytes:
        return b"x" * LARGE

    @app.get("/split")
    def split() -> Response:
        response = Response("no")
        response.headers._list.append(("X-Split", "a\r\nSet-Cookie: b"))
        return response

    return app


@pytest.fixture
def quick() -> Iterator[ServedApp]:
    """A server that gives its clients less than half a second."""
    with served_app(sample_app(), QUICK) as served:
        yield served


@pytest.fixture
def patient() -> Iterator[ServedApp]:
    """A server that closes nobody while a test lasts."""
    with served_app(sample_app(), PATIENT) as served:
        yield served


# --- requests ---


def test_requests_follow_one_another_on_one_connection(patient: ServedApp) -> None:
    first = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nfirst"
    answer = patient.answered(first + get("/"))
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.index(b"first") < answer.index(b"connection: close") < answer.index(b"hello")


def test_a_request_may_come_byte_by_byte(patient: ServedApp) -> None:
    whole = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nConnection: close\r\n\r\nbody"
    answer = patient.answered(*(bytes([one]) for one in whole))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\nbody")


def test_a_body_in_chunks_is_put_together(patient: ServedApp) -> None:
    head = b"POST / HTTP/1.1\r\nConnection: close\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    answer = patient.answered(head, b"3\r\nabc\r\n2;x=y\r\n", b"de\r\n0\r\nX-After: 1\r\n\r\n")
    assert answer.endswith(b"\r\n\r\nabcde")


def test_who_waits_to_be_told_to_go_on_is_told(patient: ServedApp) -> None:
    head = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    client = patient.client(head)
    assert client.recv(25, socket.MSG_WAITALL) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"abc")
    assert until_closed(client).endswith(b"\r\n\r\nabc")


def test_a_head_alone_is_answered_without_a_body(patient: ServedApp) -> None:
    answer = patient.answered(b"HEAD / HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n")
    assert answer.endswith(b"\r\n\r\n")
    assert b"content-length: 5" in answer


def test_an_old_client_is_told_whether_its_connection_is_kept(patient: ServedApp) -> None:
    assert patient.answered(b"GET / HTTP/1.0\r\n\r\n").endswith(b"hello")
    client = patient.client(b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
    assert b"connection: keep-alive" in client.recv(4096)


def test_the_application_is_told_what_was_asked(patient: ServedApp) -> None:
    fields = ("X-Forwarded-For: 192.0.2.1", "X-Forwarded-For: 192.0.2.2", "X_Forwarded_For: 9.9.9.9", "Proxy: evil")
    answer = patient.answered(get("/fields?a=%20b", *fields))
    for said in (
        b'"PATH_INFO":"/fields"',
        b'"QUERY_STRING":"a=%20b"',
        b'"HTTP_X_FORWARDED_FOR":"192.0.2.1,192.0.2.2"',
        b'"REMOTE_ADDR":"127.0.0.1"',
        b'"HTTP_HOST":"example.com"',
    ):
        assert said in answer
    assert b"evil" not in answer
    assert b"9.9.9.9" not in answer


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\nHost: a\r\n b\r\n\r\n",
        b"\x16\x03\x01\x02\x00\r\n\r\n",  # TLS on a port without it
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : example.com\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"A: b\x00\r\n\r\n",
        b"GET / HTTP/3.7\r\n" + HOST + b"\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3, 4\r\n\r\nabc",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: +3\r\n\r\nabc",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 150 + b"\r\n",
    ],
)
def test_what_is_not_http_is_refused_by_the_server_itself_and_the_connection_ends(
    patient: ServedApp, said: bytes
) -> None:
    answer = patient.answered(said)
    assert answer == b"" or answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert b"hello" not in answer


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 40000\r\n\r\n" + b"a" * 40_000, 413),
        (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n9000\r\n" + b"a" * 0x9000 + b"\r\n", 413),
        (b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + HOST + b"A: " + b"b" * 17_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_no_view_could_serve_is_refused_once_and_the_connection_ends(
    patient: ServedApp, said: bytes, status: int
) -> None:
    answer = patient.answered(said)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert answer.count(b"HTTP/1.1") == 1
    assert b"connection: close" in answer


@pytest.mark.parametrize("target", [b"CONNECT example.com:80", b"OPTIONS *"])
def test_a_request_without_a_path_is_found_nowhere(patient: ServedApp, target: bytes) -> None:
    client = patient.client(target + b" HTTP/1.1\r\n" + HOST + b"\r\n")
    assert client.recv(12, socket.MSG_WAITALL) in (b"HTTP/1.1 404", b"HTTP/1.1 400", b"HTTP/1.1 405")


def test_an_offer_of_another_protocol_is_not_taken(patient: ServedApp) -> None:
    fields = b"Connection: upgrade, close\r\nUpgrade: h2c\r\n\r\n"
    assert patient.answered(b"GET / HTTP/1.1\r\n" + HOST + fields).startswith(b"HTTP/1.1 200 OK")


def test_an_application_cannot_begin_a_field_by_a_line_break(patient: ServedApp) -> None:
    answer = patient.answered(get("/split"))
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"Set-Cookie" not in answer


# --- time ---

SLOW = {
    "idle": b"",
    "slow head": b"GET / HTTP/1.1\r\nX-",
    "slow body": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 900\r\n\r\na",
    "slow chunks": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n9\r\na",
}


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize("number", [4, 40])
def test_nobody_waits_for_those_who_are_slow(patient: ServedApp, kind: str, number: int) -> None:
    for _ in range(number):
        patient.client(SLOW[kind])
    for _ in range(50):
        assert patient.answered(get("/")).endswith(b"hello")


def test_nobody_waits_for_those_who_do_not_read(patient: ServedApp) -> None:
    readers = [patient.client(get("/large")) for _ in range(8)]
    for _ in range(50):
        assert patient.answered(get("/")).endswith(b"hello")
    assert len(until_closed(readers[0])) > LARGE


def test_who_does_not_read_what_was_asked_for_is_closed() -> None:
    with served_app(sample_app(), replace(QUICK, answer_seconds=0.5)) as served:
        reader = served.client(get("/large"))

        def is_closed() -> bool:
            with suppress(BlockingIOError):
                return reader.send(b"a", socket.MSG_DONTWAIT) == 0
            return False

        with pytest.raises(ConnectionError):  # to write finds it out without reading
            eventually(is_closed)


@pytest.mark.parametrize("kind", SLOW)
def test_who_is_too_slow_is_told_so_and_closed(quick: ServedApp, kind: str) -> None:
    answer = quick.answered(SLOW[kind])
    assert answer.startswith(b"HTTP/1.1 408 ") if "POST" in SLOW[kind].decode() else answer == b""


def test_a_byte_now_and_then_gains_no_time(quick: ServedApp) -> None:
    client = quick.client(SLOW["slow head"])

    def is_closed() -> bool:
        try:
            client.sendall(b"a")
        except OSError:
            return True
        return False

    assert eventually(is_closed)


def test_a_connection_that_nobody_uses_any_more_is_closed(quick: ServedApp) -> None:
    assert quick.answered(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n").endswith(b"hello")


def test_large_bodies_share_what_memory_there_is() -> None:
    options = ServerOptions(threads=2, body_seconds=ENOUGH, most_buffered=1_000_000, largest_body=lambda _path: 900_000)
    head = b"POST / HTTP/1.1\r\nConnection: close\r\n" + HOST + b"Content-Length: 800000\r\n\r\n"
    with served_app(sample_app(), options) as served:
        first = served.client(head)
        assert eventually(lambda: served.answered(head).startswith(b"HTTP/1.1 503 "))
        first.sendall(b"a" * 800_000)
        assert until_closed(first).endswith(b"a" * 800_000)
        assert served.answered(head, b"b" * 800_000).endswith(b"b" * 800_000)


# --- the end ---


def test_a_stop_lets_finish_what_is_under_way_and_takes_nothing_new() -> None:
    begun, may_end = Event(), Event()
    app = sample_app()

    @app.get("/waits")
    def waits() -> str:
        begun.set()
        assert may_end.wait(ENOUGH)
        return "finished"

    with served_app(app, PATIENT) as served:
        idle, asked = served.client(), served.client(b"GET /waits HTTP/1.1\r\n" + HOST + b"\r\n")
        assert begun.wait(ENOUGH)
        served.server.stop()
        assert until_closed(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            served.client()
        may_end.set()
        assert until_closed(asked).endswith(b"finished")
        served.thread.join(ENOUGH)
        assert not served.thread.is_alive()


def test_the_page_about_servers_in_front_tells_the_limits_that_there_are() -> None:
    told = Path("docs/how-to/web-server-in-front.md").read_text(encoding="utf-8")
    options = ServerOptions()
    assert f"{options.head_seconds:.0f} seconds for its head and {options.body_seconds:.0f} for its body" in told
    assert f"for longer than {options.head_seconds:.0f} seconds" in told
    assert f"{options.grace_seconds:.0f} seconds at most" in told
    assert f"A form may have {LARGEST_FORM // 1024} KB, a call {LARGEST_CALL // 1024**2} MB" in told
    assert f"an address {LONGEST_TARGET // 1024} KB, the fields {LONGEST_FIELDS // 1024} KB" in told
