"""The only writer of the audit chains, and their verifier.

Each practice has a chain of its own, and what is done to the installation as a whole has another: no practice's pack
shows what others did, and nobody waits for another practice's writers. Each event carries the hash of the one before
it in its chain, so that a changed, removed or inserted event breaks every later link.
Details hold ids and counts, never a name, number, address or code: the chain outlives the patients' rows. Which details
an action may have stands beside it in `notifier.store.audit_actions`.
"""

import hashlib
import json
import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from notifier.errors import EvidenceFault
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent, AuditHead, Campaign, Staff

GENESIS = "0" * 64
INSTALLATION = 0  # the chain of what was done to the installation as a whole; of a practice it has the practice's id
# Of the tables themselves, not their classes: an event is appended with nearly everything that is done, and by way of
# the classes that takes three times as long. On PostgreSQL the locked head row makes a practice's writers take turns;
# on SQLite every writer already does.
_HEAD = select(AuditHead.number, AuditHead.own_hash).where(AuditHead.chain == bindparam("chain")).with_for_update()
_BEGIN = text("INSERT INTO audit_head (chain, number, own_hash) VALUES (:chain, 0, :genesis) ON CONFLICT DO NOTHING")
_ADD_EVENT = insert(cast(Table, AuditEvent.__table__))
_MOVE_HEAD = update(cast(Table, AuditHead.__table__)).where(AuditHead.chain == bindparam("of_chain"))

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verified:
    """The result of a sound chain: how many events, and the hash that pins them all."""

    events: int
    head: str


@dataclass(frozen=True)
class VerifiedChains:
    """The results of all chains that were begun, by chain, when each is sound."""

    chains: Mapping[int, Verified]

    @property
    def events(self) -> int:
        """How many events there are in all."""
        return sum(one.events for one in self.chains.values())


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

    Its chain is that of the practice of the campaign, or of whoever did it, or whom or what its details name.

    A detail that the action does not list is left out, for the chain keeps what it has for good. Its name is logged
    and warned of, which fails a test; it is no error, or a mistake here would undo a patient's reply.
    """
    if unlisted := details.keys() - action.details:
        left_out = f"an event {action} carries what it does not list, which is left out: {', '.join(sorted(unlisted))}"
        _LOG.error(left_out)
        warnings.warn(left_out, stacklevel=2)
    session.flush()  # what the event is about
    chain = _chain_of(session, staff_id, campaign_id, details)
    last, last_hash = head_of(session, chain)
    at = now.astimezone(UTC)  # as it will be read back, or its hash would not be found again
    event = {
        "staff_id": staff_id,
        "action": action.value,
        "campaign_id": campaign_id,
        "details": {name: value for name, value in details.items() if name in action.details},
        "previous_hash": last_hash,
    }
    own_hash = event_hash(event | {"id": last + 1, "at": at.isoformat()})
    session.execute(_ADD_EVENT, event | {"chain": chain, "number": last + 1, "at": at, "own_hash": own_hash})
    session.execute(_MOVE_HEAD, {"of_chain": chain, "number": last + 1, "own_hash": own_hash})


def lock_chain(session: Session, chain: int) -> None:
    """Have others who would append to a chain wait until this transaction ends."""
    head_of(session, chain)


def _chain_of(session: Session, staff_id: int | None, campaign_id: int | None, details: Mapping[str, Any]) -> int:
    if campaign_id is not None and (campaign := session.get(Campaign, campaign_id)) is not None:
        return campaign.practice_id
    for person in (staff_id, details.get("subject")):
        if isinstance(person, int) and (staff := session.get(Staff, person)) is not None:
            return staff.practice_id
    practice = details.get("practice")
    return practice if isinstance(practice, int) else INSTALLATION


def head_of(session: Session, chain: int) -> tuple[int, str]:
    """The number and the hash of a chain's last event, locked until the transaction ends."""
    row = session.execute(_HEAD, {"chain": chain}).one_or_none()
    if row is None:
        session.execute(_BEGIN, {"chain": chain, "genesis": GENESIS})
        row = session.execute(_HEAD, {"chain": chain}).one()
    return row.number, row.own_hash


def last_event(session: Session) -> int:
    """How many events there are in all chains: while it is the same, nobody did anything that is audited."""
    return session.execute(select(func.coalesce(func.sum(AuditHead.number), 0))).scalar_one()


def as_dict(event: AuditEvent) -> dict[str, Any]:
    """The event as it is hashed and shown to outsiders."""
    return {
        "id": event.number,
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


def events(session: Session, chain: int | None = None) -> Iterator[AuditEvent]:
    """Every event of a chain, or of all, oldest first."""
    query = select(AuditEvent).order_by(AuditEvent.id)
    if chain is not None:
        query = select(AuditEvent).where(AuditEvent.chain == chain).order_by(AuditEvent.number)
    yield from session.execute(query).scalars().yield_per(1000)


def exported_events(event: AuditEvent) -> dict[str, Any]:
    """The event with its own hash, as an outsider needs it to check the chain."""
    return as_dict(event) | {"own_hash": event.own_hash}


def verify_chains(session: Session) -> VerifiedChains:
    """Walk every chain in the tables.

    Raises EvidenceFault that names the first event that was changed, is missing or does not follow.
    """
    heads = {head.chain: head for head in session.execute(select(AuditHead).order_by(AuditHead.chain)).scalars()}
    lost = select(AuditEvent.chain).where(AuditEvent.chain.not_in(list(heads))).limit(1)
    if (headless := session.execute(lost).scalar_one_or_none()) is not None:
        raise EvidenceFault(f"the audit chain {headless} has events, and its last link is gone")
    found = {}
    for chain, head in heads.items():
        verified = verify_events(exported_events(event) for event in events(session, chain))
        if (head.number, head.own_hash) != (verified.events, verified.head):
            raise EvidenceFault(f"the audit chain ends at event {verified.events}, but {head.number} were written")
        found[chain] = verified
    return VerifiedChains(found)


def verify_events(chain: Iterable[dict[str, Any]]) -> Verified:
    """Walk exported events. Raises EvidenceFault as `verify_chains` does."""
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
