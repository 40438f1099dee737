"""A small HTTP server on this machine that answers as a test wants: late, never, with a cut, or from elsewhere."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request that came; `target` is its path with the query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)

    @property
    def form(self) -> dict[str, str]:
        """Of a form in which every name comes once."""
        return {name: value for name, (value,) in parse_qs(self.body.decode("utf-8")).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What it says; a `body` that is no bytes is sent as JSON."""

    http_status: int
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)


CUT = Answer(0)  # the connection ends without an answer
HANG = Answer(-1)  # the connection stays, and no answer comes


@dataclass
class LocalServer:
    """`answer` may be changed at any time; what came is in `asked`."""

    url: str
    answer: Callable[[Asked], Answer] = lambda asked: Answer(200, {})
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.came = threading.Condition(self.lock)

    def all_asked(self, number: int) -> bool:
        """Whether exactly so many requests came; waits for those that are still on their way to this thread."""
        with self.came:
            self.came.wait_for(lambda: len(self.asked) >= number, timeout=30)
            return len(self.asked) == number

    def in_turn(self, *answers: Answer) -> None:
        """Give these answers, one a request, the last one for ever."""
        left = list(answers)

        def answer(_asked: Asked) -> Answer:
            with self.lock:
                return left.pop(0) if len(left) > 1 else left[0]

        self.answer = answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: clients that go away are what is tested."""


def _handler(local: LocalServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # which keeps connections
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            with local.lock:
                local.connections += 1

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the library gives it
            """Nothing."""

        def do_POST(self) -> None:
            asked = Asked(
                self.command,
                self.path,
                dict(self.headers),
                self.rfile.read(int(self.headers.get("Content-Length", 0))),
            )
            with local.came:
                local.asked.append(asked)
                local.came.notify_all()
            self.give(local.answer(asked))

        do_GET = do_POST  # noqa: N815 - the name that the library looks for

        def give(self, answer: Answer) -> None:
            if answer is HANG:
                local.stopped.wait()
            if answer in (CUT, HANG):
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            is_json = not isinstance(answer.body, bytes)
            body = json.dumps(answer.body).encode("utf-8") if is_json else answer.body
            kind = "application/json; charset=utf-8" if is_json else "text/html; charset=utf-8"
            self.send_response_only(answer.http_status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def running() -> Iterator[LocalServer]:
    """A server on a free port of this machine."""
    local = LocalServer("")
    server = _Server(("127.0.0.1", 0), _handler(local))
    local.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield local
    finally:
        local.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def closed_port() -> str:
    """An address of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
