"""The answers to what is no request that an application could serve: too slow, too long, or not HTTP at all."""

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from wsgiref.types import WSGIApplication, WSGIEnvironment

from web.server.http_request import IncomingRequest
from web.server.http_response import WsgiAnswer

REFUSED = "fair_notice.refused"  # in the environment of a request that only gets an error page: its HTTP status
_KEPT_SECONDS = 60.0  # what it says of the practice may change
_MOST_KEPT = 64
_LOG = logging.getLogger(__name__)


class Refusals:
    """Makes the answers, with the headers that every other answer has, and keeps them for a minute.

    Four hundred who are too slow at once must not cost four hundred pages. `pages` is an application that knows what
    REFUSED means; without one, an answer is its status in plain text.
    """

    def __init__(self, pages: WSGIApplication | None, shared: WSGIEnvironment) -> None:
        self._pages = pages
        self._shared = shared
        self._kept: dict[tuple[int, str], tuple[float, bytes]] = {}

    def answer(self, status: int, request: IncomingRequest | None) -> bytes:
        """The answer with this HTTP status, after which the connection is closed; `request` as far as one was read."""
        if request is not None and (request.query or request.is_bodiless):
            return self._made(status, request.path, request.query, is_bodiless=request.is_bodiless)
        path = request.path if request is not None else "/"
        now = time.monotonic()
        made_at, answer = self._kept.get((status, path), (0.0, b""))
        if not answer or now > made_at + _KEPT_SECONDS:
            answer = self._made(status, path)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[status, path] = now, answer
        return answer

    def _made(self, status: int, path: str, query: str = "", *, is_bodiless: bool = False) -> bytes:
        environment = {
            **self._shared,
            "REQUEST_METHOD": "HEAD" if is_bodiless else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1",
            REFUSED: status,
        }
        plain = _plain(f"{status} {HTTPStatus(status).phrase}")
        try:
            answer = WsgiAnswer(self._pages or plain, environment)
        except Exception:  # whatever it is, a page without words is better than none
            _LOG.exception("there is no page for status %d", status)
            answer = WsgiAnswer(plain, environment)
        return answer.on_the_wire(keep=False, says_kept=False, is_bodiless=is_bodiless)[0]


def _plain(status: str) -> WSGIApplication:
    """An application that answers with a status alone."""

    def application(_environment: WSGIEnvironment, start: Callable[..., object], /) -> Iterable[bytes]:
        start(status, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
        return [f"{status}\n".encode()]

    return application
