"""What goes wrong with requests to the providers: cut connections, lost answers, silence, too much at once."""

import json
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from web.sandbox.ledger import LedgerCounts
from web.sandbox.scenario import Conditions

CLIENT_SOCKET = "werkzeug.socket"  # in the environment, by the server that the stand-in has
# What each provider's addresses begin with -> the channel it carries.
_CHANNELS = {"/2010-04-01/": "sms", "/v1/Services/": "sms", "/v3/": "email"}


class FaultInjection:
    """Stands around the application and does to its requests what the scenario says."""

    def __init__(
        self, inner: WSGIApplication, conditions: Conditions, counts: LedgerCounts, clock: Callable[[], datetime]
    ) -> None:
        self._inner = inner
        self._conditions = conditions
        self._counts = counts
        self._clock = clock
        self._closed = threading.Event()

    def close(self) -> None:
        """End every silence."""
        self._closed.set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        channel = next((name for start, name in _CHANNELS.items() if environ["PATH_INFO"].startswith(start)), "")
        if not channel:
            return self._inner(environ, start_response)
        self._counts.add(f"{channel}_requests")
        outage = self._conditions.scenario.outage
        if outage.holds(self._clock()):
            self._counts.add("fault_outage")
            return self._out_of_service(outage.kind, channel, environ, start_response)
        self._closed.wait(self._conditions.scenario.latency_ms / 1000)
        fault = self._conditions.fault()
        if not fault:
            return self._inner(environ, start_response)
        self._counts.add(f"fault_{fault}")
        return self._gone_wrong(fault, channel, environ, start_response)

    def _out_of_service(
        self, kind: str, channel: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Nothing is processed, whatever the answer."""
        if kind == "unavailable":
            error = _error(channel, 503, "Service Unavailable")
            return _answer(start_response, "503 Service Unavailable", error)
        if kind == "hang":
            self._closed.wait(self._conditions.scenario.hang_seconds)
        return _cut(environ, start_response)

    def _gone_wrong(
        self, fault: str, channel: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if fault == "busy":
            wait = ("Retry-After", str(self._conditions.scenario.retry_after))
            return _answer(start_response, "429 Too Many Requests", _error(channel, 429, "Too Many Requests"), wait)
        if fault in ("accepted_then_500", "cut_after") or (fault == "hang" and self._conditions.happens(0.5)):
            self._process(environ)
        if fault == "accepted_then_500":
            error = _error(channel, 500, "Internal Server Error")
            return _answer(start_response, "500 Internal Server Error", error)
        if fault == "hang":
            self._closed.wait(self._conditions.scenario.hang_seconds)
        return _cut(environ, start_response)

    def _process(self, environ: WSGIEnvironment) -> None:
        """Do all that was asked, and keep the answer."""
        answer = self._inner(environ, lambda *_: lambda _: None)
        for _ in answer:
            pass
        close = getattr(answer, "close", None)
        if close is not None:
            close()


def _error(channel: str, http_status: int, why: str) -> Mapping[str, Any]:
    """The error in its provider's own form."""
    if channel == "sms":
        return {"code": 20_000 + http_status, "message": why, "more_info": "", "status": http_status}
    return {"errors": [{"message": why, "field": None, "help": None}]}


def _answer(
    start_response: StartResponse, http_status: str, error: Mapping[str, Any], *headers: tuple[str, str]
) -> Iterable[bytes]:
    body = json.dumps(error).encode("ascii")
    start_response(http_status, [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers])
    return [body]


def _cut(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Close the connection under the server, which then finds nobody to answer."""
    connection: socket.socket = environ[CLIENT_SOCKET]
    with suppress(OSError):  # the client has hung up already
        connection.shutdown(socket.SHUT_RDWR)
    start_response("500 Internal Server Error", [("Content-Length", "0"), ("Connection", "close")])
    return []
