"""The answers to what no application could serve: a request that is too slow, too long or not HTTP as it should be."""

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from wsgiref.types import WSGIApplication, WSGIEnvironment

from web.server.wsgi_answer import WsgiAnswer, blank_environment

REFUSED = "fair_notice.refused"  # in the environment of a request that only gets an error page: its HTTP status
_KEPT_SECONDS = 60.0  # what it says of the practice may change
_MOST_KEPT = 64
_LONGEST_QUERY = 2048  # bytes; a language fits into it
_LOG = logging.getLogger(__name__)


class Refusals:
    """Makes the answers, with the headers that every other answer has, and keeps them for a minute.

    Four hundred who are too slow at once must not cost four hundred pages. `pages` is an application that knows what
    REFUSED means; without one, an answer is its status in plain text.
    """

    def __init__(self, pages: WSGIApplication | None) -> None:
        self._pages = pages
        self._kept: dict[tuple[int, str], tuple[float, WsgiAnswer]] = {}

    def answer(self, status: int, path: str, query: bytes) -> WsgiAnswer:
        """The answer with this HTTP status to a request for a path, of which only the first part counts."""
        door = f"/{path.split('/')[1]}/" if path.startswith("/") else "/"
        if query and len(query) <= _LONGEST_QUERY:
            return self._made(status, path, query)
        now = time.monotonic()
        kept = self._kept.get((status, door))
        if kept is None or now > kept[0] + _KEPT_SECONDS:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            kept = self._kept[status, door] = now, self._made(status, door, b"")
        return kept[1]

    def _made(self, status: int, path: str, query: bytes) -> WsgiAnswer:
        environment = {**blank_environment("GET", path.encode(), query), REFUSED: status}
        plain = _plain(f"{status} {HTTPStatus(status).phrase}")
        try:
            return WsgiAnswer(self._pages or plain, environment)
        except Exception:  # whatever it is, a page without words is better than none
            _LOG.exception("there is no page for status %d", status)
            return WsgiAnswer(plain, environment)


def _plain(status: str) -> WSGIApplication:
    """An application that answers with a status alone."""

    def application(_environment: WSGIEnvironment, start: Callable[..., object], /) -> Iterable[bytes]:
        start(status, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
        return [f"{status}\n".encode()]

    return application
