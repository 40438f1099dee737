"""Serve the stand-in on the loopback address: by Werkzeug's own server, which hands over the client's connection.

The stand-in cuts connections, which no server for real visitors lets an application do; and each of its silences may
hold a thread of its own.
"""

import signal
from collections.abc import Callable
from threading import Thread
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server

_STOPS = (signal.SIGTERM, signal.SIGINT)


class KeptConnections(WSGIRequestHandler):
    """Connections stay open: a client that finds one just closed cannot tell whether its message went, and that is for
    the scenario to decide."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - Werkzeug's name
        """No line for each request."""


def serve_stand_in(app: WSGIApplication, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called once the port is listened to. Main thread only."""
    server = make_server(host, port, app, threaded=True, request_handler=KeptConnections)

    def stop(*_: object) -> None:
        Thread(target=server.shutdown).start()  # which waits for the loop that this handler has interrupted

    for one in _STOPS:
        signal.signal(one, stop)
    ready()
    server.serve_forever()
    server.server_close()
