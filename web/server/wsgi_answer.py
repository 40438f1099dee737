"""What a WSGI application answers, collected whole: a slow reader must not hold the thread that made it."""

import sys
from collections.abc import Callable
from io import BytesIO
from types import TracebackType
from typing import TypeAlias
from wsgiref.types import WSGIApplication, WSGIEnvironment

_Raised: TypeAlias = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class WsgiAnswer:
    """One answer of an application: its HTTP status, its fields and its body.

    Raises whatever the application raises, and ValueError where it has begun no answer, or where a field has a line
    break in it, which would begin another field.
    """

    def __init__(self, application: WSGIApplication, environment: WSGIEnvironment) -> None:
        self._said = ""
        self._fields: list[tuple[str, str]] = []
        self._written: list[bytes] = []
        parts = application(environment, self._start)
        try:
            self._written += parts
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        if not self._said:
            raise ValueError("the application has not begun an answer")
        self.status = int(self._said[:3])
        self.body = b"".join(self._written)
        self.fields = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self._fields]
        if any(b"\r" in value or b"\n" in value for _, value in self.fields):
            raise ValueError("a field of the answer has a line break in it")

    def _start(
        self, status: str, fields: list[tuple[str, str]], raised: _Raised | None = None, /
    ) -> Callable[[bytes], object]:
        """Begin the answer, or begin it anew after something was raised: WSGI's start_response."""
        if raised:
            self._written.clear()
        self._said, self._fields = status, fields
        return self._written.append


def blank_environment(method: str, path: bytes, query: bytes) -> WSGIEnvironment:
    """The WSGI environment of a request without fields and body; the path is decoded of its percent signs."""
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SCRIPT_NAME": "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
