"""The only writer of the audit chain, and its verifier.

Each event carries the hash of the one before, so that a changed, removed or inserted event breaks every later link.
Details hold ids and counts, never a name, number, address or code: the chain outlives the patients' rows. Which details
an action may have stands beside it in `notifier.store.audit_actions`.
"""

import hashlib
import json
import logging
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from notifier.errors import EvidenceFault
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent, AuditHead

GENESIS = "0" * 64
# Of the tables themselves, not their classes: an event is appended with nearly everything that is done, and by way of
# the classes that takes three times as long. On PostgreSQL the locked head row makes writers take turns; on SQLite
# every writer already does.
_HEAD = select(AuditHead.event_id, AuditHead.own_hash).where(AuditHead.id == 1).with_for_update()
_ADD_EVENT = insert(cast(Table, AuditEvent.__table__))
_MOVE_HEAD = update(cast(Table, AuditHead.__table__)).where(AuditHead.id == 1)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verified:
    """The result of a sound chain: how many events, and the hash that pins them all."""

    events: int
    head: str


def append(
    session: Session,
    action: AuditAction,
    now: datetime,
    *,
    staff_id: int | None = None,
    campaign_id: int | None = None,
    **details: Any,
) -> None:
    """Append one event in the caller's transaction, so that it stands exactly if the deed stands.

    A detail that the action does not list is left out, for the chain keeps what it has for good. Its name is logged
    and warned of, which fails a test; it is no error, or a mistake here would undo a patient's reply.
    """
    if unlisted := details.keys() - action.details:
        left_out = f"an event {action} carries what it does not list, which is left out: {', '.join(sorted(unlisted))}"
        _LOG.error(left_out)
        warnings.warn(left_out, stacklevel=2)
    session.flush()  # what the event is about
    last_id, last_hash = session.execute(_HEAD).one()
    at = now.astimezone(UTC)  # as it will be read back, or its hash would not be found again
    event = {
        "id": last_id + 1,
        "staff_id": staff_id,
        "action": action.value,
        "campaign_id": campaign_id,
        "details": {name: value for name, value in details.items() if name in action.details},
        "previous_hash": last_hash,
    }
    own_hash = event_hash(event | {"at": at.isoformat()})
    session.execute(_ADD_EVENT, event | {"at": at, "own_hash": own_hash})
    session.execute(_MOVE_HEAD, {"event_id": last_id + 1, "own_hash": own_hash})


def last_event(session: Session) -> int:
    """The number of the newest event, 0 before the first: while it is the same, nobody did anything that is audited."""
    return session.execute(select(AuditHead.event_id)).scalar_one()


def as_dict(event: AuditEvent) -> dict[str, Any]:
    """The event as it is hashed and shown to outsiders."""
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "staff_id": event.staff_id,
        "action": event.action,
        "campaign_id": event.campaign_id,
        "details": event.details,
        "previous_hash": event.previous_hash,
    }


def event_hash(event: dict[str, Any]) -> str:
    """SHA-256 over the event's canonical JSON (sorted keys, no spaces, UTF-8), its predecessor's hash included."""
    return hashlib.sha256(json.dumps(event, sort_keys=True, separators=(",", ":")).encode("utf-8")).hexdigest()


def events(session: Session) -> Iterator[AuditEvent]:
    """Every event, oldest first."""
    yield from session.execute(select(AuditEvent).order_by(AuditEvent.id)).scalars().yield_per(1000)


def exported_events(event: AuditEvent) -> dict[str, Any]:
    """The event with its own hash, as an outsider needs it to check the chain."""
    return as_dict(event) | {"own_hash": event.own_hash}


def verify_chain(session: Session) -> Verified:
    """Walk the whole chain in the tables.

    Raises EvidenceFault that names the first event that was changed, is missing or does not follow.
    """
    verified = verify_events(exported_events(event) for event in events(session))
    head = session.get_one(AuditHead, 1)
    if (head.event_id, head.own_hash) != (verified.events, verified.head):
        raise EvidenceFault(f"the audit chain ends at event {verified.events}, but {head.event_id} were written")
    return verified


def verify_events(chain: Iterable[dict[str, Any]]) -> Verified:
    """Walk exported events. Raises EvidenceFault as `verify_chain` does."""
    previous, expected = GENESIS, 1
    for event in chain:
        own_hash = event.get("own_hash")
        if event.get("id") != expected:
            raise EvidenceFault(f"audit event {expected} is missing")
        hashed = {name: value for name, value in event.items() if name != "own_hash"}
        if event.get("previous_hash") != previous or event_hash(hashed) != own_hash:
            raise EvidenceFault(f"audit event {expected} was changed, or one before it was")
        previous, expected = own_hash, expected + 1
    return Verified(events=expected - 1, head=previous)
