"""Carries the stand-in's calls to the product: in time, in the background, and again as long as its provider would.

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
_NO_CONNECTION, _NO_ANSWER = 0, 1  # where others stand as HTTP statuses


@dataclass(frozen=True)
class Persistence:
    """How long and how often a provider calls before it gives a call up for good; times in seconds."""

    tries: int
    connecting: float  # for each connection
    answering: float  # in all, from the first try
    first_pause: float = 0.0  # between tries, twice as long each time
    longest_pause: float = 0.0
    takes_errors: bool = False  # whether an error of the product's (5xx), or no answer, is worth a further try


# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides and the page of error 11205: two connections
# of five seconds each, fifteen seconds in all; what was answered with an error, or not at all, is not called again.
TWILIO_CALLS = Persistence(tries=2, connecting=5.0, answering=15.0)
# SendGrid goes on for 24 hours; here a minute stands for them.
SENDGRID_CALLS = Persistence(15, 10.0, 90.0, first_pause=0.25, longest_pause=5.0, takes_errors=True)


@dataclass(frozen=True)
class Callback:
    """One POST to the product, at this full address."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    persistence: Persistence = SENDGRID_CALLS


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
        self._waiting: list[tuple[float, int, _Errand]] = []  # when, number, errand: a heap
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, make_callback: MakeCallback, after: float = 0.0) -> None:
        """Run it in so many seconds. When far too many wait, it is given up and counted as failed."""
        self._put(_Errand(make_callback), after)

    def run_now(self, make_callback: MakeCallback) -> None:
        """Run it before this returns; a failure is tried again in the background, if at all."""
        self._run(_Errand(make_callback))

    def close(self) -> None:
        """Stop; what waits is not carried."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _put(self, errand: "_Errand", after: float) -> None:
        with self._changed:
            if self._closed or len(self._waiting) >= _MOST_WAITING:
                self._counts.add("callbacks_failed")
                return
            heapq.heappush(self._waiting, (time.monotonic() + after, next(self._numbers), errand))
            if not self._threads:
                self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(_THREADS)]
                for thread in self._threads:
                    thread.start()
            self._changed.notify()

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            self._run(errand)

    def _next(self) -> "_Errand | None":
        """Wait for the next errand that is due; None when closed."""
        with self._changed:
            while not self._closed:
                pause = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if pause is not None and pause <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(pause)
        return None

    def _run(self, errand: "_Errand") -> None:
        callback = errand.make_callback()
        if callback is None:
            return
        began = time.monotonic() if errand.began is None else errand.began
        status = self._post(callback, began)
        if 200 <= status < 300:
            self._counts.add("callbacks_sent")
            return
        persistence = callback.persistence
        is_worth_it = status == _NO_CONNECTION or (persistence.takes_errors and (status == _NO_ANSWER or status >= 500))
        pause = min(persistence.first_pause * 2 ** (errand.attempt - 1), persistence.longest_pause)
        is_in_time = time.monotonic() + pause < began + persistence.answering
        if is_worth_it and is_in_time and errand.attempt < persistence.tries:
            self._counts.add("callbacks_tried_again")
            self._put(_Errand(errand.make_callback, errand.attempt + 1, began), pause)
        else:
            self._counts.add("callbacks_failed")

    def _post(self, callback: Callback, began: float) -> int:
        """The status of the answer; _NO_CONNECTION or _NO_ANSWER when there was none."""
        persistence = callback.persistence
        connection = http.client.HTTPConnection(self._host, self._port, timeout=persistence.connecting)
        path = urlsplit(callback.url)._replace(scheme="", netloc="").geturl() or "/"
        try:
            connection.connect()
        except OSError:
            connection.close()
            return _NO_CONNECTION
        try:
            connection.sock.settimeout(max(began + persistence.answering - time.monotonic(), 0.1))
            connection.request("POST", path, callback.body, dict(callback.headers))
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return _NO_ANSWER
        finally:
            connection.close()


@dataclass(frozen=True)
class _Errand:
    """A callback to make and carry: which try it is, and when (monotonic) the first one began."""

    make_callback: MakeCallback
    attempt: int = 1
    began: float | None = None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
