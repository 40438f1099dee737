"""A server of the product in a thread of the test, and clients on bare sockets that may be slow or say nonsense."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from wsgiref.types import WSGIApplication

from notifier.vocabulary import LOCALHOST
from tests.waiting import ENOUGH
from web.server.options import ServerOptions
from web.server.web_server import WebServer

HOST = b"Host: example.com\r\n"


@dataclass
class ServedApp:
    """A running server, and how to talk to it."""

    server: WebServer
    port: int
    thread: Thread
    clients: list[socket.socket] = field(default_factory=list)

    def client(self, *said: bytes) -> socket.socket:
        """A client that says something, in as many pieces, and goes on holding its connection."""
        client = socket.create_connection((LOCALHOST, self.port), timeout=ENOUGH)
        self.clients.append(client)
        for piece in said:
            client.sendall(piece)
        return client

    def answered(self, *said: bytes) -> bytes:
        """All that comes back for this, until the server closes the connection."""
        return until_closed(self.client(*said))

    def stop(self) -> None:
        """Stop it, and wait until it has."""
        self.server.stop()
        self.thread.join(ENOUGH)
        assert not self.thread.is_alive()


@contextmanager
def served_app(app: WSGIApplication, options: ServerOptions) -> Iterator[ServedApp]:
    """Serve the application for as long as the block lasts."""
    with socket.socket() as free:
        free.bind((LOCALHOST, 0))
        port = free.getsockname()[1]
    server, is_ready = WebServer(app, LOCALHOST, port, options), Event()
    served = ServedApp(server, port, Thread(target=lambda: asyncio.run(server.run(is_ready.set)), daemon=True))
    served.thread.start()
    assert is_ready.wait(ENOUGH)
    try:
        yield served
    finally:
        for client in served.clients:
            client.close()
        if served.thread.is_alive():
            served.stop()


def until_closed(client: socket.socket) -> bytes:
    """What a client is sent until its connection is closed."""
    received = b""
    with suppress(ConnectionResetError):
        while part := client.recv(65_536):
            received += part
    return received


def get(path: str, *fields: str) -> bytes:
    """A GET as it goes over the wire, of somebody who asks for no more."""
    lines = [f"GET {path} HTTP/1.1", "Host: example.com", "Connection: close", *fields]
    return "\r\n".join([*lines, "", ""]).encode()
