"""HTTP calls to a provider, made so that nothing goes twice: no redirect, a time limit on each call, and no retry of
what sends. What only asks may be asked again.

Whatever is not success is told apart by what it proves: the provider said no (`HttpAnswer`), it never had the message
(no connection came about), or nobody knows. How each provider words its no is in the provider's own folder.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from requests import Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout, InvalidURL, RequestException
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from notifier.providers.base import Audience, Refused, Result, Unknown
from notifier.providers.plugin import is_loopback
from notifier.vocabulary import FailReason

_LOG = logging.getLogger(__name__)
PATIENCE = timedelta(seconds=10)  # that one message waits for a busy provider, before it goes back into the queue
MOST_TRIES = 4
WAIT_UNASKED = timedelta(seconds=1)  # where a busy provider does not say how long
LONGEST_WAIT = timedelta(hours=1)  # whatever a provider says
_MOST_READS = 3
_BUSY = 429
Answer = TypeVar("Answer")


class HttpAnswer(Exception):
    """The provider answered, and not with success. `wait` is how long it asks us to wait before the next try."""

    def __init__(self, http_status: int, body: str, wait: timedelta | None) -> None:
        super().__init__(f"answered with {http_status}")
        self.http_status = http_status
        self.body = body
        self.wait = min(WAIT_UNASKED if wait is None else wait, LONGEST_WAIT)

    @property
    def proves_nothing(self) -> bool:
        """Whether the message may have gone all the same: the fault is behind the door (5xx), or unclear (408)."""
        return self.http_status == 408 or self.http_status >= 500

    def as_refusal(self, reason: FailReason, permanent: bool) -> Refused:
        """As a refusal; only one that says "too many at once" is worth the wait, not "too many for today"."""
        is_worth_it = self.http_status == _BUSY and reason is FailReason.BUSY
        return Refused(reason, permanent, self.wait if is_worth_it else timedelta(0))


def new_session(connections: int, *loud: str) -> Session:
    """A session that keeps so many connections open, and takes neither proxy nor password from the environment.

    `loud` are the loggers of the company's library.
    """
    # At DEBUG these write whole requests into the log: numbers, addresses, links, and even the key.
    for name in ("urllib3", *loud):
        logging.getLogger(name).setLevel(logging.WARNING)
    session = Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(pool_connections=1, pool_maxsize=connections, max_retries=0))
    return session


def audience_of(url: str) -> Audience:
    """Whom one reaches at this address: a stand-in on this machine reaches nobody."""
    return Audience.SAMPLES if is_loopback(urlsplit(url).hostname or "") else Audience.REAL_PEOPLE


def without_answer(error: Exception) -> Refused | Unknown:
    """What follows for a message from an error that is no answer; only where nothing left this machine it is a no.

    That is told by where the exchange broke off, and not by the kind of error: before the connection stood, whatever
    went wrong with it, no byte of the request was written; see `_TlsConnection`.
    """
    if isinstance(error, InvalidURL) or any(
        isinstance(cause, (ConnectTimeout, NewConnectionError)) for cause in _causes(error)
    ):
        return Refused(FailReason.UNAVAILABLE, permanent=False)
    _LOG.warning("the answer to a message was lost: %s", type(error).__name__)
    return Unknown()


@contextmanager
def _before_any_request(connection: HTTPConnection) -> Iterator[None]:
    """Whatever goes wrong in the block kept the connection from standing; raised as NewConnectionError."""
    try:
        yield
    except NewConnectionError:
        raise
    except (HTTPError, OSError) as error:
        raise NewConnectionError(connection, type(error).__name__) from error


class _PlainConnection(HTTPConnection):
    def connect(self) -> None:
        with _before_any_request(self):
            super().connect()


class _TlsConnection(HTTPSConnection):
    """The handshake belongs to the connection: a wrong host, protocol or end in it comes before any request."""

    def connect(self) -> None:
        with _before_any_request(self):
            super().connect()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    """Requests' own, over the connections above."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}


def patiently(attempt: Callable[[], Result], sleep: Callable[[float], object]) -> Result:
    """Attempt once, and again while a busy provider asks for short waits: then it did not do what it was asked."""
    left = PATIENCE
    for _ in range(MOST_TRIES - 1):
        result = attempt()
        if not isinstance(result, Refused) or not timedelta(0) < result.retry_after <= left:
            return result
        sleep(result.retry_after.total_seconds())
        left -= result.retry_after
    return attempt()


def read_patiently(attempt: Callable[[], Answer], sleep: Callable[[float], object]) -> Answer:
    """Ask for something, which changes nothing, and again where the server is busy or stumbles or the line breaks.

    A list is read in many pages, and one of them that fails would be hours without news. Raises what the last attempt
    raised: of three, or the one after which PATIENCE is over.
    """
    began = time.monotonic()
    for _ in range(_MOST_READS - 1):
        try:
            return attempt()
        except HttpAnswer as answer:
            if answer.http_status != _BUSY and not answer.proves_nothing:
                raise
            wait = answer.wait.total_seconds()
            failed: Exception = answer
        except RequestException as error:
            wait, failed = WAIT_UNASKED.total_seconds(), error
        if time.monotonic() - began + wait > PATIENCE.total_seconds():
            raise failed
        sleep(wait)
    return attempt()


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The header of that name, in seconds or as a date (RFC 9110, 10.2.3)."""
    said = headers.get("Retry-After", "")
    if re.fullmatch(r"[0-9]{1,6}", said):
        return timedelta(seconds=int(said))
    until = _date(said)
    return None if until is None else wait_until(until, headers)


def wait_until(until: datetime, headers: Mapping[str, str]) -> timedelta | None:
    """How long it is until then by the provider's own clock, which the answer states."""
    now = _date(headers.get("Date", ""))
    return None if now is None else max(until - now, timedelta(0))


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
