"""One client's connection: what it sent so far, what it has still to be sent, and until when it may take.

A connection is held by one thread at a time, by its lock, and otherwise waits for the kernel to say that more can be
read or written. Nothing here ever waits for the client.
"""

import socket
import time
from threading import Lock

from web.server.http_request import IncomingRequest, split_head

_SLOWEST_READER = 2048  # bytes a second that an answer is taken at, beyond the seconds for a request
_AT_ONCE = 64 * 1024  # bytes read, at most, before another connection's turn
_LINGER_SECONDS = 2.0
_MOST_DISCARDED = 1024 * 1024


class Connection:
    """A client's socket with its buffers; `deadline` is the monotonic time at which it is closed.

    `seconds` has the client for a request, from its first byte or the connection, and as many to take an answer. The
    methods raise OSError when the client is gone.
    """

    __slots__ = (
        *("socket", "peer", "lock", "deadline", "received", "request", "reserved", "is_closed", "closes", "lingers"),
        *("_unsent", "_discarded", "_seconds"),
    )

    def __init__(self, client: socket.socket, peer: tuple[str, int], seconds: float) -> None:
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = client
        self.peer = peer
        self._seconds = seconds
        self.lock = Lock()
        self.deadline = time.monotonic() + self._seconds
        self.received = bytearray()
        self.request: IncomingRequest | None = None  # whose head is there
        self.reserved = 0  # bytes of the server's memory for a large body
        self.is_closed = False
        self.closes = False  # once all is sent
        self.lingers = False  # all is sent, and what still comes is thrown away
        self._unsent = memoryview(b"")
        self._discarded = 0

    @property
    def is_idle(self) -> bool:
        """Whether the client has asked for nothing, and is owed nothing."""
        return not (self.received or self.request or self._unsent)

    @property
    def is_sending(self) -> bool:
        """Whether a part of an answer has still to be sent."""
        return bool(self._unsent)

    def receive(self) -> bool:
        """Read what is there; False when the client sends no more."""
        is_first = self.is_idle
        try:
            data = self.socket.recv(_AT_ONCE)
        except BlockingIOError:
            return True
        if is_first and data:
            self.deadline = time.monotonic() + self._seconds
        self.received += data
        return bool(data)

    def next_head(self) -> IncomingRequest | None:
        """The next request of which the head is there. Raises RequestRefused for what is no request."""
        raw = split_head(self.received) if self.received else None
        self.request = IncomingRequest(raw) if raw is not None else None
        return self.request

    def send(self, answer: bytes, *, closes: bool) -> None:
        """Send as much as the client takes at once, and keep the rest for when it takes more."""
        self.request = None
        self.closes = closes
        self._unsent = memoryview(answer)
        self.deadline = time.monotonic() + self._seconds + len(answer) / _SLOWEST_READER
        self.send_more()

    def send_more(self) -> None:
        """Send what was kept, as far as the client takes it now."""
        try:
            sent = self.socket.send(self._unsent)
        except BlockingIOError:
            return
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self.deadline = time.monotonic() + self._seconds

    def linger(self) -> None:
        """Say that no more comes, and wait for the client to hang up, so that it can read the answer first.

        Closing while its bytes wait here unread would cut off what it is being told.
        """
        self.received.clear()
        self.lingers = True
        self.deadline = time.monotonic() + _LINGER_SECONDS
        self.socket.shutdown(socket.SHUT_WR)

    def discard(self) -> bool:
        """Throw away what comes; False when nothing more comes, or far too much."""
        try:
            self._discarded += (got := len(self.socket.recv(_AT_ONCE)))
        except BlockingIOError:
            return True
        return bool(got) and self._discarded < _MOST_DISCARDED

    def close(self) -> None:
        """Close the socket."""
        self.is_closed = True
        self.socket.close()
