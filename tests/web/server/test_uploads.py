"""Files that a form brings: into a folder as they come, from whoever may see the page, and never too many at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, abort, request

from tests.waiting import ENOUGH, eventually
from tests.web.server.served import HOST, ServedApp, served_app, until_closed
from web.server.options import ServerOptions, UploadOptions

LARGEST = 200_000
COOKIE = b"Cookie: who=manager\r\n"


def head(size: int, *fields: bytes) -> bytes:
    length = f"Content-Length: {size}\r\n".encode()
    return b"".join((b"POST /give HTTP/1.1\r\nConnection: close\r\n", HOST, length, *fields, b"\r\n"))


def app_with_a_form() -> Flask:
    app = Flask("sample")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST

    @app.get("/give")
    def form() -> str:
        if request.cookies.get("who") != "manager":
            abort(403)
        return "the form"

    @app.post("/give")
    def give() -> Response:
        is_file = hasattr(request.environ["wsgi.input"], "fileno")
        size = len(request.get_data())
        return Response(f"taken {size}, {'as a file' if is_file else 'in memory'}", mimetype="text/plain")

    return app


@pytest.fixture
def uploading(tmp_path: Path) -> Iterator[ServedApp]:
    """A server that takes two uploads at once, into a folder."""
    uploads = UploadOptions(lambda path: path == "/give", lambda: tmp_path, seconds=ENOUGH, most_at_once=2)
    options = ServerOptions(
        threads=2, body_seconds=0.4, most_buffered=50_000, largest_body=lambda _path: LARGEST, uploads=uploads
    )
    with served_app(app_with_a_form(), options) as served:
        yield served


def test_a_file_is_taken_as_a_file_and_nothing_is_left_of_it(uploading: ServedApp, tmp_path: Path) -> None:
    answer = uploading.answered(head(LARGEST, COOKIE), b"a" * LARGEST)
    assert answer.endswith(b"taken 200000, as a file")
    assert not list(tmp_path.iterdir())


def test_a_slow_line_has_more_time_than_a_form(uploading: ServedApp) -> None:
    client = uploading.client(head(4, COOKIE), b"a")
    slow_form = uploading.answered(head(4, COOKIE).replace(b"/give", b"/form"), b"a")
    assert slow_form.startswith(b"HTTP/1.1 408 ")
    client.sendall(b"bcd")
    assert until_closed(client).endswith(b"taken 4, as a file")


def test_who_may_not_see_the_page_is_told_so_before_the_file_is_sent(uploading: ServedApp) -> None:
    assert uploading.answered(head(LARGEST)).startswith(b"HTTP/1.1 403 ")


def test_one_that_is_too_large_is_heard_to_its_end_and_then_refused_by_the_application(uploading: ServedApp) -> None:
    answer = uploading.answered(head(3 * LARGEST, COOKIE), b"a" * (3 * LARGEST))
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_only_so_many_come_at_once(uploading: ServedApp) -> None:
    first, second = (uploading.client(head(4, COOKIE), b"a") for _ in range(2))
    assert eventually(lambda: uploading.answered(head(4, COOKIE), b"abcd").startswith(b"HTTP/1.1 503 "))
    for client in (first, second):
        client.sendall(b"bcd")
        assert until_closed(client).endswith(b"taken 4, as a file")
    assert eventually(lambda: uploading.answered(head(4, COOKIE), b"abcd").endswith(b"as a file"))
