"""A provider's call as it came, and the table of those that wait to be read."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.providers.base import WebhookCall
from notifier.store.database import insert_unless_there
from notifier.store.tables import StoredCall

# No reader's business.
_NEEDLESS = frozenset({"cookie", "host", "connection", "accept", "accept-encoding", "user-agent"})


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A call that the provider's reader believed when it came.

    `heard_at` is by the campaign's clock, `called_at` by the wall clock, which the age of a signature is judged by.
    """

    provider: str
    hook: str
    call: WebhookCall
    heard_at: datetime
    called_at: datetime

    @property
    def digest(self) -> str:
        """The same for the same call, however often it is written: 64 hexadecimal digits."""
        parts = [self.provider, self.hook, self.call.url, sorted(self.headers.items())]
        told = json.dumps(parts).encode("ascii") + b"\0" + self.call.body
        return hashlib.sha256(told).hexdigest()

    @property
    def headers(self) -> dict[str, str]:
        """The headers that a reader may need."""
        return {name: value for name, value in self.call.headers.items() if name.lower() not in _NEEDLESS}

    def as_bytes(self) -> bytes:
        """For a file; `from_bytes` reads it."""
        written = {
            "provider": self.provider,
            "hook": self.hook,
            "url": self.call.url,
            "headers": self.headers,
            "body": b64encode(self.call.body).decode("ascii"),
            "heard_at": self.heard_at.isoformat(),
            "called_at": self.called_at.isoformat(),
        }
        return json.dumps(written).encode("ascii")

    @classmethod
    def from_bytes(cls, written: bytes) -> "HeardCall":
        """What `as_bytes` wrote. Raises ValueError for anything else."""
        try:
            held = json.loads(written)
            call = WebhookCall(held["url"], dict(held["headers"]), b64decode(held["body"], validate=True))
            moments = (datetime.fromisoformat(held[name]) for name in ("heard_at", "called_at"))
            return cls(held["provider"], held["hook"], call, *moments)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"it is no call: {type(error).__name__}") from error


@dataclass(frozen=True, slots=True)
class WaitingCalls:
    """How many calls stand in the table, since when the oldest, and how many of them could not be read when tried."""

    number: int
    since: datetime | None
    in_trouble: int


def store_calls(session: Session, calls: Iterable[HeardCall]) -> None:
    """Write calls down; one that is there already stays as it is."""
    for one in calls:
        row = {
            "digest": one.digest,
            "provider": one.provider,
            "hook": one.hook,
            "url": one.call.url,
            "headers": one.headers,
            "body": one.call.body,
            "heard_at": one.heard_at,
            "called_at": one.called_at,
        }
        session.execute(insert_unless_there(session, StoredCall).values(row))


def waiting_calls(session: Session) -> WaitingCalls:
    """What stands in the table."""
    query = select(func.count(), func.min(StoredCall.heard_at), func.count(StoredCall.trouble))
    return WaitingCalls(*session.execute(query).one())


def troubles(session: Session) -> dict[str, int]:
    """Why calls could not be read, each reason with the number of its calls."""
    query = select(StoredCall.trouble, func.count()).where(StoredCall.trouble.is_not(None))
    return {str(why): number for why, number in session.execute(query.group_by(StoredCall.trouble)).all()}
