"""A listener, a few threads, and all connections in one epoll: whoever has sent a whole request gets a thread.

Every thread waits for the same epoll. The one that is woken reads what has come; when that completes a request, the
same thread runs the application and sends the answer, so that nothing is handed over on the way. A client that sends or
reads slowly costs a thread the microseconds of one read, and is closed when its time is over.
"""

import errno
import heapq
import logging
import os
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from wsgiref.types import WSGIApplication

from web.server.connection import Connection
from web.server.http_request import IncomingRequest, RequestRefused, shared_environment
from web.server.http_response import WsgiAnswer
from web.server.refusals import Refusals

CLIENT_SOCKET = "fair_notice.socket"  # the client's socket, for the stand-in that cuts connections
_SWEEP_SECONDS = 0.5
_STEP_SECONDS = 0.02  # between two looks, while it stops, whether all is done
_ACCEPTED_AT_ONCE = 64
_BACKLOG = 2048
_SMALL_BODY = 64 * 1024  # bytes; larger ones share the memory below
_READ, _WRITE = select.EPOLLIN | select.EPOLLONESHOT, select.EPOLLOUT | select.EPOLLONESHOT
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServerOptions:
    """How a server works.

    `largest_body` says for a path how many bytes a body may have; `refusals` makes the answer to what is refused before
    the application would see it: the application itself, where it knows what `refusals.REFUSED` means.
    """

    threads: int = 8
    request_seconds: float = 10.0  # from a request's first byte, or the connection, until it is whole
    idle_seconds: float = 10.0  # that a connection is kept between two requests
    grace_seconds: float = 20.0  # what a stop leaves requests that are under way
    most_connections: int = 4096
    most_buffered: int = 64 * 1024 * 1024  # bytes of large bodies that have not all come or are being answered
    largest_body: Callable[[str], int] = field(default=lambda _path: 16 * 1024)
    refusals: WSGIApplication | None = None


class WebServer:
    """Serves one application on one listening socket, until it is stopped."""

    def __init__(self, application: WSGIApplication, listener: socket.socket, options: ServerOptions) -> None:
        self._application = application
        self._options = options
        self._listener = listener
        self._epoll = select.epoll()
        self._connections: dict[int, Connection] = {}
        self._shared = shared_environment(*listener.getsockname()[:2])
        self._refusals = Refusals(options.refusals, self._shared)
        self._is_stopping = False
        self._asked, self._over = os.eventfd(0), os.eventfd(0)  # readable once a stop was asked for, and is done
        self._buffered = 0
        self._buffered_lock = Lock()
        listener.setblocking(False)
        listener.listen(_BACKLOG)
        self._epoll.register(listener, _READ)

    def stop(self) -> None:
        """Ask it to stop: from any thread, and from a signal's handler."""
        os.eventfd_write(self._asked, 1)

    def run(self) -> None:
        """Serve until asked to stop; then finish what is under way, and close all."""
        threads = [Thread(target=self._work, name=f"web {n}", daemon=True) for n in range(self._options.threads)]
        for thread in threads:
            thread.start()
        while not select.select([self._asked], [], [], _SWEEP_SECONDS)[0]:
            self._sweep()
        ends = time.monotonic() + self._options.grace_seconds
        self._is_stopping = True
        self._epoll.unregister(self._listener)
        self._listener.close()
        self._sweep()
        while self._connections and time.monotonic() < ends:
            time.sleep(_STEP_SECONDS)
            self._sweep()
        os.eventfd_write(self._over, 1)
        self._epoll.register(self._over, select.EPOLLIN)  # nobody reads it, so every thread sees it
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))
        for descriptor in (self._asked, self._over):
            os.close(descriptor)

    def _work(self) -> None:
        """What each thread does: take the next connection at which something happened."""
        while True:
            for descriptor, _ in self._epoll.poll(maxevents=1):
                if descriptor == self._over:
                    return
                connection = self._connections.get(descriptor)
                if connection is not None:
                    with connection.lock:
                        self._turn(descriptor, connection)
                elif not self._is_stopping and descriptor == self._listener.fileno():
                    self._accept()

    def _accept(self) -> None:
        with suppress(BlockingIOError):  # there is nobody more
            for _ in range(_ACCEPTED_AT_ONCE):
                self._welcome()
        with suppress(OSError, ValueError):  # the listener is closed when the server stops
            self._epoll.modify(self._listener, _READ)

    def _welcome(self) -> None:
        """Take the next client. Raises BlockingIOError when there is none."""
        try:
            client, peer = self._listener.accept()
        except BlockingIOError:
            raise
        except OSError as error:  # it has hung up again, or there is no descriptor left
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            return
        if len(self._connections) >= self._options.most_connections:
            self._make_room()
        connection = Connection(client, peer[:2], self._options.request_seconds)
        with connection.lock:
            self._connections[client.fileno()] = connection
            self._epoll.register(client, _READ)

    def _make_room(self) -> None:
        """Close the connection whose time is over first: whoever sends a request at once is never that."""
        for connection in heapq.nsmallest(_ACCEPTED_AT_ONCE, self._connections.copy().values(), key=_deadline):
            if connection.lock.acquire(blocking=False):
                try:
                    if not connection.is_closed:
                        self._close(connection)
                        return
                finally:
                    connection.lock.release()

    def _turn(self, descriptor: int, connection: Connection) -> None:
        """Do what can be done for a connection without waiting for its client. Its lock is held."""
        if connection.is_closed:  # swept in between
            return
        try:
            waits_for = self._advance(connection)
        except OSError:  # the client is gone
            waits_for = 0
        except Exception:  # a defect of ours costs its own connection and not the thread
            _LOG.exception("a connection could not be served")
            waits_for = 0
        if waits_for:
            self._epoll.modify(descriptor, waits_for)
        else:
            self._close(connection)

    def _advance(self, connection: Connection) -> int:
        """Go on with a connection; returns what it waits for next, or 0 when it is to be closed."""
        if connection.lingers:
            return _READ if connection.discard() else 0
        if connection.is_sending:
            connection.send_more()
            if waits_for := self._after_sending(connection):
                return waits_for
        elif not connection.receive():
            return 0
        while True:
            try:
                request = connection.request or connection.next_head()
                if request is None or not self._has_come(connection, request):
                    return _READ
                answer, is_kept = self._answer(request, connection)
            except RequestRefused as refused:
                answer, is_kept = self._refusals.answer(refused.status, connection.request), False
            self._free(connection)
            connection.send(answer, closes=not is_kept)
            if waits_for := self._after_sending(connection):
                return waits_for

    def _after_sending(self, connection: Connection) -> int:
        """What a connection waits for after a part of an answer; 0 when it may go on with the next request."""
        if connection.is_sending:
            return _WRITE
        if connection.closes:
            connection.linger()
            return _READ
        connection.deadline = time.monotonic() + self._options.idle_seconds
        return 0

    def _has_come(self, connection: Connection, request: IncomingRequest) -> bool:
        """Whether the request is whole, body and all. Raises RequestRefused for a body that is too large."""
        if request.is_whole:
            return True
        largest = self._options.largest_body(request.path)
        if request.length > largest:
            raise RequestRefused(413)
        if not connection.reserved and (request.is_chunked or request.length > _SMALL_BODY):
            self._reserve(connection, largest if request.is_chunked else request.length)
        is_whole = request.take(connection.received, largest)
        if not is_whole and request.is_continue_wanted:
            request.is_continue_wanted = False
            connection.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return is_whole

    def _answer(self, request: IncomingRequest, connection: Connection) -> tuple[bytes, bool]:
        """What the application answers, and whether the connection is kept. Raises RequestRefused."""
        environment = request.environment(self._shared, connection.peer)
        environment[CLIENT_SOCKET] = connection.socket
        try:
            answer = WsgiAnswer(self._application, environment)
            return answer.on_the_wire(
                keep=request.keeps_alive and not self._is_stopping,
                says_kept=request.is_http_1_0,
                is_bodiless=request.is_bodiless,
            )
        except Exception as error:  # a defect costs its own request and not the thread
            _LOG.exception("the application has raised")
            raise RequestRefused(500) from error

    def _sweep(self) -> None:
        """Close connections whose time is over, and when the server stops those that ask for nothing."""
        now = time.monotonic()
        for connection in self._connections.copy().values():
            is_due = connection.deadline < now or (self._is_stopping and connection.is_idle)
            if is_due and connection.lock.acquire(blocking=False):  # else a thread is at it
                try:
                    self._expire(connection, now)
                finally:
                    connection.lock.release()

    def _expire(self, connection: Connection, now: float) -> None:
        is_late = connection.deadline < now
        if connection.is_closed or not (is_late or (self._is_stopping and connection.is_idle)):
            return
        if is_late and not (connection.is_idle or connection.is_sending or connection.lingers):
            with suppress(OSError):
                connection.send(self._refusals.answer(408, connection.request), closes=True)
                if waits_for := self._after_sending(connection):
                    self._epoll.modify(connection.socket, waits_for)
                    return
        self._close(connection)

    def _reserve(self, connection: Connection, size: int) -> None:
        """Count the memory that a large body takes. Raises RequestRefused with 503 when there is no more of it."""
        with self._buffered_lock:
            if self._buffered + size > self._options.most_buffered:
                raise RequestRefused(503)
            self._buffered += size
            connection.reserved = size

    def _free(self, connection: Connection) -> None:
        if connection.reserved:
            with self._buffered_lock:
                self._buffered -= connection.reserved
                connection.reserved = 0

    def _close(self, connection: Connection) -> None:
        """Forget and close a connection. Its lock is held."""
        self._connections.pop(connection.socket.fileno(), None)
        self._free(connection)
        connection.close()


def _deadline(connection: Connection) -> float:
    return connection.deadline
