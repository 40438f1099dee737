"""How often an address may miss and try to sign in, so that guessing is slow and no patient is locked out.

On the patient's door nothing that is right is ever refused: a code is looked up first, and what it opens is served,
whatever else came from the same address. Behind a proxy that nobody told us of, everybody shares one address, and a
stranger's misses must not cost a patient their answer. Limits are for what opened nothing: an address that misses too
often gets no help with its misses for the rest of a minute, but a short page that says so. When misses from everywhere
are far above what patients make, fewer will do. How much one link can tell is bounded where it is written down
(notifier.replies.patient_page).

What that leaves somebody who guesses: a code has 55 secret bits (notifier.patients.access_codes). Say 10,000 are in
use: one guess in 3.6 * 10**12 opens a page, which names nobody. At 2,000 guesses a second, all that a small machine
answers, that is 57 years for one page, of which every minute shows on the machine. Our correction of slips, which
tries the dozen codes around a wrong one, would help a guesser as much as twelve machines: it is what a miss beyond the
limit does not get. To answer takes the date of birth besides, and a link compares five.

Counted in memory, and by ourselves: Flask-Limiter would take a fifth of the time that the patient's page takes, and
what it counts in memory has no bound. This is one process with several threads, and a count that a restart forgets
harms nobody.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Any

from flask import request
from werkzeug.exceptions import TooManyRequests

from notifier.delivery.leases import wall_clock

MOST_COUNTS = 50_000  # some 15 MB; misses from ever new ranges take longer than their minute to fill them
_MINUTE = 60  # seconds
# Misses a minute, of an address and of the range around it; the second pair once misses from everywhere are too many.
_USUAL = (120, 600)
_UNDER_ATTACK = (10, 60)
_TOO_MANY_EVERYWHERE = 1200
_SIGN_INS_PER_ADDRESS = 20  # a minute
_CALLS_PER_TOKEN = 600  # a minute; of one program, whatever it runs on
_WRONG_TOKENS_PER_ADDRESS = 60  # a minute; 256 bits are not guessed, but a script that nobody mends goes on for ever
View = Callable[..., Any]
logger = logging.getLogger(__name__)


class VisitorCounts:
    """What happened how often, in windows that begin with the first time; at most MOST_COUNTS, the oldest go first."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()  # with the moment at which the window ends
        self._lock = Lock()

    def incr(self, key: str, seconds: int) -> int:
        """Count, in a window of so many seconds; returns how often by now."""
        now = wall_clock().timestamp()
        with self._lock:
            count, ends = self._counts.get(key, (0, 0.0))
            if ends <= now:
                self._counts.pop(key, None)
                count, ends = 0, now + seconds
            self._counts[key] = count + 1, ends
            if len(self._counts) > MOST_COUNTS:
                self._counts.popitem(last=False)
        return count + 1

    def get(self, key: str) -> int:
        """How often by now."""
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > wall_clock().timestamp() else 0


class RateLimits:
    """The limits of one application; what is refused gets the door's 429 page."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._counts = VisitorCounts()

    def missed(self) -> None:
        """Called when a code or a reference opened nothing, and before anything more is done about it.

        Raises TooManyRequests for an address that misses too often.
        """
        with _harmless():
            is_over = self._guesses()
            self.was_wrong()
            self._refuse_if(is_over)

    def was_wrong(self) -> None:
        """Called when a date of birth was wrong: it counts as a miss, and is never refused."""
        with _harmless():
            for one in ("everywhere", *ranges(_address())):
                self._counts.incr(one, _MINUTE)

    def signing_in(self, view: View, is_known: Callable[[], bool]) -> View:
        """A password takes long to check: few a minute for one address, but for a browser that `is_known` here.

        Behind a proxy that nobody told us of all staff share one address, and a stranger must not use up their tries.
        How often one account may be tried is counted where the password is (notifier.practice.guesses).
        """

        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and not is_known():
                with _harmless():
                    self._refuse_if(self._counts.incr(f"from {_address()}", _MINUTE) > _SIGN_INS_PER_ADDRESS)
            return view(*args, **kwargs)

        return limited

    def calling(self, token_id: int) -> None:
        """Called when a program calls with a token. Raises TooManyRequests where that one calls too often."""
        with _harmless():
            self._refuse_if(self._counts.incr(f"token {token_id}", _MINUTE) > _CALLS_PER_TOKEN)

    def was_no_token(self) -> None:
        """Called when what came for a token is none. Raises TooManyRequests for an address that goes on with it."""
        with _harmless():
            self._refuse_if(self._counts.incr(f"no token from {_address()}", _MINUTE) > _WRONG_TOKENS_PER_ADDRESS)

    def _guesses(self) -> bool:
        is_attacked = self._counts.get("everywhere") >= _TOO_MANY_EVERYWHERE
        most = _UNDER_ATTACK if is_attacked else _USUAL
        return any(self._counts.get(one) >= limit for one, limit in zip(ranges(_address()), most, strict=True))

    def _refuse_if(self, is_over: bool) -> None:
        if is_over and self._enabled:
            raise TooManyRequests(retry_after=_MINUTE)


@contextmanager
def _harmless() -> Iterator[None]:
    """A defect of the limits must not keep anybody from answering."""
    try:
        yield
    except TooManyRequests:
        raise
    except Exception:  # whatever it is, the page matters more; the log has it
        logger.exception("the limits on the patient's door do not work")


@lru_cache(maxsize=4096)
def ranges(address: str) -> tuple[str, str]:
    """What misses are counted for: what one household or site has, and the range around it.

    For IPv4 the address and its /24; for IPv6 the /64 that a line or a phone is given, and its /48.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "unknown", "around unknown"
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    own, around = (32, 24) if ip.version == 4 else (64, 48)
    own_bits, bits_around = (int(ip) >> (ip.max_prefixlen - bits) for bits in (own, around))
    return f"ipv{ip.version} {own_bits}", f"around ipv{ip.version} {bits_around}"


def _address() -> str:
    return request.remote_addr or "unknown"
