"""What a WSGI application answers, as bytes for the wire."""

import time
from collections.abc import Callable
from email.utils import formatdate
from types import TracebackType
from typing import TypeAlias
from wsgiref.types import WSGIApplication, WSGIEnvironment

_Raised: TypeAlias = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
_BODILESS = ("1", "204", "304")  # how a status begins that has no body


class WsgiAnswer:
    """One answer of an application, collected whole: a slow reader must not hold the thread that made it."""

    def __init__(self, application: WSGIApplication, environment: WSGIEnvironment) -> None:
        self._status = ""
        self._fields: list[tuple[str, str]] = []
        self._written: list[bytes] = []
        parts = application(environment, self._start)
        try:
            self._written += parts
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        if not self._status:
            raise ValueError("the application has not begun an answer")

    def on_the_wire(self, *, keep: bool, says_kept: bool, is_bodiless: bool) -> tuple[bytes, bool]:
        """The bytes, and whether the connection is kept: `keep` asks for it, and the application may refuse.

        `says_kept`: the client takes an answer that does not say it for the last. Raises ValueError for a line break in
        a field, which would begin another.
        """
        lines = [f"HTTP/1.1 {self._status}"]
        has_length, is_kept = False, keep
        for name, value in self._fields:
            lower = name.lower()
            if lower == "connection":
                is_kept = is_kept and value.lower() != "close"
                continue
            has_length = has_length or lower == "content-length"
            lines.append(f"{name}: {value}")
        body = b"".join(self._written)
        has_body = not self._status.startswith(_BODILESS)
        if has_body and not (has_length or is_bodiless):
            lines.append(f"Content-Length: {len(body)}")
        lines.append(f"Date: {_date(int(time.monotonic()))}")
        if not is_kept:
            lines.append("Connection: close")
        elif says_kept:
            lines.append("Connection: keep-alive")
        head = "\r\n".join(lines)
        if head.count("\n") + 1 != len(lines) or head.count("\r") + 1 != len(lines):
            raise ValueError("a field of the answer has a line break in it")
        sent = head.encode("latin-1") + b"\r\n\r\n"
        return (sent if is_bodiless or not has_body else sent + body), is_kept

    def _start(
        self, status: str, fields: list[tuple[str, str]], raised: _Raised | None = None, /
    ) -> Callable[[bytes], object]:
        """Begin the answer, or begin it anew after something was raised: WSGI's start_response."""
        if raised:
            self._written.clear()
        self._status, self._fields = status, fields
        return self._written.append


_said: dict[int, str] = {}


def _date(second: int) -> str:
    """The Date field, made anew for each second of the clock that only counts them."""
    found = _said.get(second)
    if found is None:
        _said.clear()
        found = _said[second] = formatdate(usegmt=True)
    return found
