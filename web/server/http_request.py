"""One HTTP/1 request as it comes in, and the WSGI environment that is made of it.

A head is parsed once it is whole; a body is what Content-Length says, or chunks. Everything is bounded, and whatever is
not HTTP is refused here: the same bytes must not be two requests to a web server in front and one to us.
"""

import sys
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

LONGEST_HEAD = 16 * 1024  # bytes, of the request line and all fields
LONGEST_TARGET = 2048  # bytes, of the address in the request line
MOST_FIELDS = 60
_BLANK_LINE = b"\r\n\r\n"


class RequestRefused(Exception):
    """What came is not to be served: `status` is the HTTP status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class RequestHead:
    """The request line and the fields, as the parser hands them over, and a body in chunks if it is one."""

    target: bytes = b""
    fields: list[tuple[bytes, bytes]] = field(default_factory=list)
    method: str = ""
    version: str = "1.1"
    chunks: list[bytes] = field(default_factory=list)
    is_complete: bool = False  # of a body in chunks: the last one came

    def on_url(self, part: bytes) -> None:
        """Take the address, or a part of it."""
        if not self.is_complete:
            self.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field; those that follow a body in chunks belong to nobody."""
        if not self.is_complete and not self.chunks:
            self.fields.append((name.lower(), value))

    def on_body(self, part: bytes) -> None:
        """Take a part of a chunk."""
        if not self.is_complete:
            self.chunks.append(part)

    def on_message_complete(self) -> None:
        """Note that all has come."""
        self.is_complete = True


class IncomingRequest:
    """A request whose head is there: says how much body is wanted, and takes it.

    Raises RequestRefused: 400 what is not HTTP, 414 and 431 what is too long, 417 an expectation nobody knows.
    """

    def __init__(self, raw_head: bytes) -> None:
        if raw_head.find(b"\r\n", 0, LONGEST_TARGET + 32) < 0:
            raise RequestRefused(414)
        self._head = head = RequestHead()
        self._parser = HttpRequestParser(head)
        try:
            self._parser.feed_data(raw_head)
        except HttpParserUpgrade:
            pass  # an offer that may be ignored, as it is here
        except HttpParserError:
            raise RequestRefused(400) from None
        if len(head.target) > LONGEST_TARGET:
            raise RequestRefused(414)
        if len(head.fields) > MOST_FIELDS:
            raise RequestRefused(431)
        head.method = self._parser.get_method().decode("ascii")
        head.version = self._parser.get_http_version()
        self.path, self.query = _parts(head.target)
        self.is_chunked = any(name == b"transfer-encoding" for name, _ in head.fields)
        self.is_continue_wanted = self._expects_continue()
        lengths = [value for name, value in head.fields if name == b"content-length"]
        self.length = int(lengths[0]) if lengths else 0  # the parser takes one at most, and only digits
        self.body: bytes | None = None if self.length or self.is_chunked else b""

    @property
    def keeps_alive(self) -> bool:
        """Whether the connection may be used again. After chunks it is not, for what follows them is unknown."""
        named = b",".join(value for name, value in self._head.fields if name == b"connection").lower()
        options = {one.strip() for one in named.split(b",")}
        is_wanted = b"keep-alive" in options if self.is_http_1_0 else b"close" not in options
        return is_wanted and not self.is_chunked

    @property
    def is_whole(self) -> bool:
        """Whether all of it has come."""
        return self.body is not None

    @property
    def is_http_1_0(self) -> bool:
        """Whether the client has to be told that the connection is kept."""
        return self._head.version == "1.0"

    @property
    def is_bodiless(self) -> bool:
        """Whether the answer's body must not be sent."""
        return self._head.method == "HEAD"

    def take(self, received: bytearray, largest: int) -> bool:
        """Take the body from what was received, which is left without it; returns whether all is there.

        Raises RequestRefused: 413 for chunks of more bytes than `largest`, 400 for chunks that are none.
        """
        if self.is_chunked:
            self._take_chunks(received, largest)
        elif len(received) >= self.length:
            self.body = bytes(received[: self.length])
            del received[: self.length]
        return self.is_whole

    def _take_chunks(self, received: bytearray, largest: int) -> None:
        try:
            self._parser.feed_data(bytes(received))
        except (HttpParserError, HttpParserUpgrade):  # it may also be what follows the last chunk
            if not self._head.is_complete:
                raise RequestRefused(400) from None
        received.clear()
        if sum(map(len, self._head.chunks)) > largest:
            raise RequestRefused(413)
        if self._head.is_complete:
            self.body = b"".join(self._head.chunks)

    def environment(self, shared: WSGIEnvironment, peer: tuple[str, int]) -> WSGIEnvironment:
        """The WSGI environment: `shared` is what all requests have, `peer` the client's address and port.

        Raises RequestRefused with 400 where two fields are that may stand once, or none that must.
        """
        head, body = self._head, self.body or b""
        environment: WSGIEnvironment = {
            **shared,
            "REQUEST_METHOD": head.method,
            "REQUEST_URI": head.target.decode("latin-1"),
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "SERVER_PROTOCOL": f"HTTP/{head.version}",
            "REMOTE_ADDR": peer[0],
            "REMOTE_PORT": str(peer[1]),
            "wsgi.input": BytesIO(body),
        }
        for name, value in head.fields:
            key = _KEYS[name] if name in _KEYS else _key(name)
            if key not in environment:
                environment[key] = value.decode("latin-1")
            elif key in _ONCE:
                raise RequestRefused(400)
            elif key:
                environment[key] += ("; " if name == b"cookie" else ",") + value.decode("latin-1")
        environment.pop("", None)
        if "HTTP_HOST" not in environment and not self.is_http_1_0:
            raise RequestRefused(400)
        if body or self.is_chunked or self.length:
            environment["CONTENT_LENGTH"] = str(len(body))
        return environment

    def _expects_continue(self) -> bool:
        expected = [value.lower() for name, value in self._head.fields if name == b"expect"]
        if expected and expected != [b"100-continue"]:
            raise RequestRefused(417)
        return bool(expected)


def split_head(received: bytearray) -> bytes | None:
    """Take a whole head from what was received, or None while it has not come; blank lines before it are skipped.

    Raises RequestRefused with 431 for one that is too long, and 400 where lines end as HTTP's do not.
    """
    while received.startswith(b"\r\n"):
        del received[:2]
    end = received.find(_BLANK_LINE)
    if end < 0:
        if len(received) > LONGEST_HEAD:
            raise RequestRefused(431)
        if b"\n\n" in received:
            raise RequestRefused(400)
        return None
    if end > LONGEST_HEAD:
        raise RequestRefused(431)
    head = bytes(received[: end + len(_BLANK_LINE)])
    del received[: len(head)]
    return head


def shared_environment(host: str, port: int) -> WSGIEnvironment:
    """What the environments of all requests to one server have in common."""
    return {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
    }


# Fields that must stand once: two of them are a trick. "" are those that nobody is handed.
_ONCE = frozenset({"HTTP_HOST", "CONTENT_LENGTH", "CONTENT_TYPE"})
_KEYS = {
    b"content-length": "CONTENT_LENGTH",
    b"content-type": "CONTENT_TYPE",
    b"transfer-encoding": "",  # the body is whole by now
    b"proxy": "",  # HTTP_PROXY is what libraries take for the address of a proxy to use
    **{
        name: f"HTTP_{name.decode().upper().replace('-', '_')}"
        for name in b"host accept accept-encoding accept-language user-agent connection cookie".split()
    },
}


def _key(name: bytes) -> str:
    """The environment's name of a field; none for one with an underscore, which would pose as another."""
    return "" if b"_" in name else f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"


def _parts(target: bytes) -> tuple[str, str]:
    """The path and the query of an address, as WSGI wants them. Raises RequestRefused for one that has no path."""
    if not target.startswith(b"/"):
        scheme, _, rest = target.partition(b"://")
        if scheme.lower() not in (b"http", b"https"):
            raise RequestRefused(400)
        target = b"/" + rest.partition(b"/")[2]
    address, _, query = target.partition(b"#")[0].partition(b"?")
    path = unquote_to_bytes(address) if b"%" in address else address
    return path.decode("latin-1"), query.decode("latin-1")
