"""Carries the stand-in's calls to the product: in time, in the background, and again when nobody answers yet.

Only this computer is called. The product may name itself by any public address, which is what is signed; the sender
knocks at the one that it was given.
"""

import heapq
import http.client
import itertools
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from notifier.errors import SettingsFault
from web.sandbox.ledger import LedgerCounts

_THREADS = 8
_MOST_WAITING = 100_000
_TRIES = 15
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0  # seconds between tries
_TIMEOUT = 10.0


@dataclass(frozen=True)
class Callback:
    """One POST to the product, at this full address."""

    url: str
    headers: Mapping[str, str]
    body: bytes


# Made anew for each try, for a signature is of its time. None: there is nothing to carry after all.
MakeCallback = Callable[[], Callback | None]


class CallbackSender:
    """Makes and posts callbacks when they are due. Its threads start with the first one, so after a server forked."""

    def __init__(self, base_url: str, counts: LedgerCounts) -> None:
        parts = urlsplit(base_url)
        if parts.scheme != "http" or not _is_loopback(parts.hostname or ""):
            raise SettingsFault(f"the stand-in calls this computer only, by http: {base_url} is another")
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._counts = counts
        self._waiting: list[tuple[float, int, int, MakeCallback]] = []  # when, number, try, errand: a heap
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, make_callback: MakeCallback, after: float = 0.0) -> None:
        """Run it in so many seconds. When far too many wait, it is given up and counted as failed."""
        self._put(make_callback, after, attempt=1)

    def run_now(self, make_callback: MakeCallback) -> None:
        """Run it before this returns; a failure is tried again in the background."""
        self._run(make_callback, attempt=1)

    def close(self) -> None:
        """Stop; what waits is not carried."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _put(self, make_callback: MakeCallback, after: float, attempt: int) -> None:
        with self._changed:
            if self._closed or len(self._waiting) >= _MOST_WAITING:
                self._counts.add("callbacks_failed")
                return
            heapq.heappush(self._waiting, (time.monotonic() + after, next(self._numbers), attempt, make_callback))
            if not self._threads:
                self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(_THREADS)]
                for thread in self._threads:
                    thread.start()
            self._changed.notify()

    def _work(self) -> None:
        while (due := self._next()) is not None:
            make_callback, attempt = due
            self._run(make_callback, attempt)

    def _next(self) -> tuple[MakeCallback, int] | None:
        """Wait for the next callback that is due; None when closed."""
        with self._changed:
            while not self._closed:
                pause = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if pause is not None and pause <= 0:
                    _, _, attempt, make_callback = heapq.heappop(self._waiting)
                    return make_callback, attempt
                self._changed.wait(pause)
        return None

    def _run(self, make_callback: MakeCallback, attempt: int) -> None:
        callback = make_callback()
        if callback is None:
            return
        status = self._post(callback)
        if 200 <= status < 300:
            self._counts.add("callbacks_sent")
        elif (status == 0 or status >= 500) and attempt < _TRIES:
            self._counts.add("callbacks_tried_again")
            self._put(make_callback, min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE), attempt + 1)
        else:
            self._counts.add("callbacks_failed")

    def _post(self, callback: Callback) -> int:
        """The status of the answer; 0 when there was none."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT)
        path = urlsplit(callback.url)._replace(scheme="", netloc="").geturl() or "/"
        try:
            connection.request("POST", path, callback.body, dict(callback.headers))
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
