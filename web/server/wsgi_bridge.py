"""From granian's ASGI to the WSGI application: a request is collected in the event loop, and only then takes a thread.

A client that sends its body slowly waits in the loop, where four hundred such cost nothing; granian's own WSGI would
give each a thread, and a2wsgi, which hands bodies on in pieces, answers less than half as often. Everything is bounded:
the head, the body's size and time, and the memory of all bodies together. The head's time is granian's to keep.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from web.server.bodies import Receive, RequestRefused, parts_of_body
from web.server.options import ServerOptions
from web.server.refusals import Refusals
from web.server.uploads import Uploads, asking_for_page
from web.server.wsgi_answer import WsgiAnswer, blank_environment

LONGEST_FIELDS = 16 * 1024  # bytes, of all fields of a head
LONGEST_TARGET = 2048  # bytes, of the address in the request line
Scope: TypeAlias = MutableMapping[str, Any]  # ASGI's: https://asgi.readthedocs.io/en/latest/specs/www.html
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Fields: TypeAlias = Sequence[tuple[bytes, bytes]]
_LAST: Fields = ((b"connection", b"close"),)  # what else a client sends is not read
_LOG = logging.getLogger(__name__)


class WsgiBridge:
    """An ASGI application that serves a WSGI one; every request that is not for HTTP is ignored."""

    def __init__(self, application: WSGIApplication, options: ServerOptions) -> None:
        self._application = application
        self._options = options
        self._refusals = Refusals(options.refusals)
        self._uploads = Uploads(options.uploads) if options.uploads is not None else None
        self._threads = ThreadPoolExecutor(options.threads, thread_name_prefix="web")
        self._threads_apart = ThreadPoolExecutor(options.threads_apart, thread_name_prefix="web apart")
        # Changed in the event loop alone.
        self._buffered = 0  # bytes of bodies
        self._under_way = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()

    async def finish(self, seconds: float) -> None:
        """Wait until nothing is under way, at most so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_quiet.wait(), seconds)
        for threads in (self._threads, self._threads_apart):
            threads.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self._under_way += 1
        self._is_quiet.clear()
        try:
            await self._serve(scope, receive, send)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._is_quiet.set()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        bodies = _HeldBody(self, self._options)
        try:
            environment = wsgi_environment(scope)
            if self._uploads is not None and self._uploads.takes(environment):
                await self._serve_upload(self._uploads, environment, scope["path"], receive, send)
                return
            body = await bodies.collect(environment, receive)
            environment["wsgi.input"] = BytesIO(body)
            environment["CONTENT_LENGTH"] = str(len(body))
            answer = await self._in_a_thread(scope["path"], self._answer, environment)
            await _send(send, answer, is_bodiless=scope["method"] == "HEAD")
        except RequestRefused as refused:
            asked = scope["path"], scope["query_string"]
            answer = await self._in_a_thread(scope["path"], self._refusals.answer, refused.status, *asked)
            await _send(send, answer, _LAST, is_bodiless=scope["method"] == "HEAD")
        finally:
            bodies.release()

    async def _serve_upload(
        self, uploads: Uploads, environment: WSGIEnvironment, path: str, receive: Receive, send: Send
    ) -> None:
        # Who may not see the page that asks for the file need not send it first.
        page = await self._in_a_thread(path, self._answer, asking_for_page(environment))
        if page.status != HTTPStatus.OK:
            await _send(send, page, _LAST, is_bodiless=False)
            return
        largest = self._options.largest_body(environment["PATH_INFO"])
        with uploads.collecting() as upload:
            await upload.collect(parts_of_body(receive), largest)
            environment["wsgi.input"], environment["CONTENT_LENGTH"] = upload.content, str(upload.size)
            answer = await self._in_a_thread(path, self._answer, environment)
        await _send(send, answer, is_bodiless=False)

    def hold(self, size: int) -> None:
        """Count the memory that a body takes, or with a negative size gives back. Raises RequestRefused with 503."""
        if size > 0 and self._buffered + size > self._options.most_buffered:
            raise RequestRefused(503)
        self._buffered += size

    async def _in_a_thread(self, path: str, work: Callable[..., WsgiAnswer], *arguments: object) -> WsgiAnswer:
        threads = self._threads_apart if self._options.is_apart(path) else self._threads
        return await asyncio.get_running_loop().run_in_executor(threads, work, *arguments)

    def _answer(self, environment: WSGIEnvironment) -> WsgiAnswer:
        """What the application answers. Raises RequestRefused with 500 for a defect of it."""
        try:
            return WsgiAnswer(self._application, environment)
        except Exception as error:  # a defect costs its own request and not the thread
            _LOG.exception("the application has raised")
            raise RequestRefused(500) from error


class _HeldBody:
    """The body of one request, and the share of the memory that it holds."""

    def __init__(self, bridge: WsgiBridge, options: ServerOptions) -> None:
        self._bridge = bridge
        self._options = options
        self._held = 0

    async def collect(self, environment: WSGIEnvironment, receive: Receive) -> bytes:
        """All of the body. Raises RequestRefused (400 cut off, 408 too slow, 413 too large, 503 no memory)."""
        said = environment.get("CONTENT_LENGTH", "")
        if not said and "HTTP_TRANSFER_ENCODING" not in environment:
            return b""
        largest = self._options.largest_body(environment["PATH_INFO"])
        if said and int(said) > largest:  # the server's parser takes digits alone
            raise RequestRefused(413)
        self._hold(int(said or 0), largest)
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(self._options.body_seconds):
                async for part in parts_of_body(receive):
                    self._hold(0 if said else len(part), largest)
                    parts.append(part)
        except TimeoutError:
            raise RequestRefused(408) from None
        return b"".join(parts)

    def release(self) -> None:
        """Give back what the body held."""
        self._bridge.hold(-self._held)
        self._held = 0

    def _hold(self, size: int, largest: int) -> None:
        if self._held + size > largest:
            raise RequestRefused(413)
        self._bridge.hold(size)
        self._held += size


def wsgi_environment(scope: Scope) -> WSGIEnvironment:
    """The WSGI environment of an ASGI request, but for its body.

    Raises RequestRefused: 400 where two fields are that may stand once, or none that must, 414 and 431 what is too
    long.
    """
    raw_path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    if len(raw_path) + len(query) > LONGEST_TARGET:
        raise RequestRefused(414)
    host, port = scope["server"] or ("", 0)
    client = scope["client"] or ("", 0)
    path = unquote_to_bytes(raw_path) if b"%" in raw_path else raw_path
    environment = blank_environment(scope["method"], path, query)
    environment["SERVER_PROTOCOL"] = f"HTTP/{scope['http_version']}"
    environment["REMOTE_ADDR"], environment["REMOTE_PORT"] = client[0], str(client[1])
    environment["SERVER_NAME"], environment["SERVER_PORT"] = host, str(port)
    _add_fields(environment, scope["headers"])
    if "HTTP_HOST" not in environment and scope["http_version"] != "1.0":
        raise RequestRefused(400)
    return environment


# Fields that must stand once: two of them are a trick. "" are those that nobody is handed.
_ONCE = frozenset({"HTTP_HOST", "CONTENT_LENGTH", "CONTENT_TYPE"})
_KEYS = {
    b"content-length": "CONTENT_LENGTH",
    b"content-type": "CONTENT_TYPE",
    b"proxy": "",  # HTTP_PROXY is what libraries take for the address of a proxy to use
    **{
        name: f"HTTP_{name.decode().upper().replace('-', '_')}"
        for name in b"host accept accept-encoding accept-language user-agent connection cookie".split()
    },
}


def _add_fields(environment: WSGIEnvironment, fields: Fields) -> None:
    if sum(len(name) + len(value) for name, value in fields) > LONGEST_FIELDS:
        raise RequestRefused(431)
    for name, value in fields:
        key = _KEYS[name] if name in _KEYS else _key(name)
        if key not in environment:
            environment[key] = value.decode("latin-1")
        elif key in _ONCE:
            raise RequestRefused(400)
        elif key:
            environment[key] += ("; " if name == b"cookie" else ",") + value.decode("latin-1")
    environment.pop("", None)


def _key(name: bytes) -> str:
    """The environment's name of a field; none for one with an underscore, which would pose as another."""
    return "" if b"_" in name else f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"


async def _send(send: Send, answer: WsgiAnswer, more: Fields = (), *, is_bodiless: bool) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.fields, *more]})
    await send({"type": "http.response.body", "body": b"" if is_bodiless else answer.body})
