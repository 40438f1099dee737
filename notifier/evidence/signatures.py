"""Signatures of a practice's audit chain: its head is signed when something great is done, and daily.

A worker signs. What calls for it is found in the chain itself, so that nothing is lost while no worker runs or the key
cannot be had: whoever approves or freezes does not wait for a key.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.errors import EvidenceFault
from notifier.evidence import stamp_tokens
from notifier.evidence.announced_keys import announce_key, current_key, key_that_signs
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.signing_keys import SigningKey, is_signed_by, key_fingerprint
from notifier.store.tables import AnnouncedKey, AuditEvent, ChainSignature, Practice, TimeStamp
from notifier.vocabulary import SigningPurpose

# What is signed as soon as a worker sees it; everything else, on the next day that it works.
_AT_ONCE: Mapping[str, SigningPurpose] = MappingProxyType(
    {
        AuditAction.CAMPAIGN_APPROVED.value: SigningPurpose.APPROVE,
        AuditAction.CAMPAIGN_RUNNING.value: SigningPurpose.LAUNCH,  # where the verb is to launch
        AuditAction.OUTCOMES_FROZEN.value: SigningPurpose.FREEZE,
        AuditAction.EVIDENCE_PACKED.value: SigningPurpose.PACK,
    }
)
LAUNCH_VERB = "launch"
# What signing itself leaves in the chain: it calls for no further signature.
OWN_ACTIONS = tuple(
    action.value
    for action in (
        *(AuditAction.KEY_ANNOUNCED, AuditAction.CHAIN_SIGNED, AuditAction.CHAIN_STAMPED),
        AuditAction.STAMP_FAILED,
    )
)


class KeptStamp(NamedTuple):
    """A time stamp of what was signed."""

    url: str  # of the service
    token: bytes  # DER, as `openssl ts -verify -token_in` takes it
    stamped_at: datetime  # as the token says
    received_at: datetime  # by our clock


class HeadSignature(NamedTuple):
    """A signature of the head of a practice's chain, with all that somebody else needs to check it."""

    number: int  # of the last event that it covers
    head: str  # that event's own hash, 64 hexadecimal digits
    at: datetime
    purpose: SigningPurpose
    key: str  # the public half, 64 hexadecimal digits
    signature: bytes  # Ed25519, 64 bytes
    signed: bytes  # what was signed, see `signed_bytes`
    stamps: Sequence[KeptStamp]


class CheckedSignatures(NamedTuple):
    """How many signatures of a practice's chain hold, how many time stamps of them, and the last one's event."""

    signatures: int
    stamps: int
    last_number: int  # 0 without any


def signed_bytes(*, at: datetime, chain_head: str, number: int, ods_code: str, purpose: str) -> bytes:
    """What is signed: canonical JSON (sorted keys, no spaces, UTF-8), its time in UTC as ISO 8601 has it."""
    said = {"at": at.isoformat(), "chain_head": chain_head, "number": number, "ods_code": ods_code, "purpose": purpose}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("utf-8")


def sign_due(database: Database, settings: Settings, now: datetime) -> int:
    """Sign the head of every practice's chain that calls for it; returns how many were signed.

    Raises SettingsFault where there is something to sign and the key cannot be had.
    """
    with database.reading() as session:
        practices = session.execute(select(Practice.id).order_by(Practice.id)).scalars().all()
        due = [one for one in practices if due_purpose(session, one, now) is not None]
        keys = {one: key_that_signs(session, settings, one) for one in due}
    signed = 0
    for practice_id, key in keys.items():
        with database.writing() as session:
            audit.head_of(session, practice_id)  # locked, so that no two workers sign the same
            purpose = due_purpose(session, practice_id, now)
            if purpose is not None:
                sign_head(session, practice_id, key, purpose, now)
                signed += 1
    return signed


def sign_head(
    session: Session, practice_id: int, key: SigningKey, purpose: SigningPurpose, now: datetime
) -> HeadSignature:
    """Sign the head as it stands in the caller's transaction; that it was signed is the event after it.

    The first key of a practice is announced with it.
    """
    if current_key(session, practice_id) is None:
        announce_key(session, practice_id, key, now)
        session.flush()
    announced = current_key(session, practice_id)
    if announced is None or announced.public_key != key.public_key:
        raise EvidenceFault(f"the key {key.fingerprint} is not the one that was announced: run `notifier init`")
    number, head = audit.head_of(session, practice_id)
    code = session.execute(select(Practice.ods_code).where(Practice.id == practice_id)).scalar_one()
    row = ChainSignature(
        practice_id=practice_id,
        number=number,
        head=head,
        at=now,
        ods_code=code,
        purpose=purpose,
        key_id=announced.id,
        signature=b"",
    )
    row.signature = key.sign(bytes_of(row))
    session.add(row)
    audit.append(
        session,
        AuditAction.CHAIN_SIGNED,
        now,
        practice=practice_id,
        number=number,
        head=head,
        key=key.fingerprint,
        purpose=purpose.value,
    )
    return _as_value(row, key.public_key, ())


def due_purpose(session: Session, practice_id: int, now: datetime) -> SigningPurpose | None:
    """What the head of a practice's chain has to be signed for now, if for anything."""
    last = session.execute(
        select(ChainSignature.number, ChainSignature.at)
        .where(ChainSignature.practice_id == practice_id)
        .order_by(ChainSignature.id.desc())
        .limit(1)
    ).one_or_none()
    since = AuditEvent.chain == practice_id, AuditEvent.number > (last.number if last else 0)
    great = select(AuditEvent.action, AuditEvent.details).where(*since, AuditEvent.action.in_(_AT_ONCE))
    for action, said in session.execute(great.order_by(AuditEvent.number.desc())):
        if action != AuditAction.CAMPAIGN_RUNNING or said["verb"] == LAUNCH_VERB:
            return _AT_ONCE[action]
    is_another_day = last is None or london_date(last.at) != london_date(now)
    anything = select(exists().where(*since, AuditEvent.action.not_in(OWN_ACTIONS)))
    return SigningPurpose.DAILY if is_another_day and session.execute(anything).scalar_one() else None


def signatures_of(session: Session, practice_id: int) -> list[HeadSignature]:
    """Every signature of a practice's chain, oldest first, with its time stamps."""
    stamps: dict[int, list[KeptStamp]] = {}
    query = (
        select(TimeStamp)
        .join(ChainSignature, ChainSignature.id == TimeStamp.signature_id)
        .where(ChainSignature.practice_id == practice_id)
        .order_by(TimeStamp.id)
    )
    for one in session.execute(query).scalars():
        kept = KeptStamp(one.url, one.token, one.stamped_at, one.received_at)
        stamps.setdefault(one.signature_id, []).append(kept)
    rows = (
        select(ChainSignature, AnnouncedKey.public_key)
        .join(AnnouncedKey, AnnouncedKey.id == ChainSignature.key_id)
        .where(ChainSignature.practice_id == practice_id)
        .order_by(ChainSignature.id)
    )
    return [_as_value(row, public_key, stamps.get(row.id, ())) for row, public_key in session.execute(rows)]


def verify_signatures(session: Session, practice_id: int) -> CheckedSignatures:
    """Check every signature of a practice's chain and every time stamp, against a chain that holds.

    Raises EvidenceFault that names the first one that does not hold, or that is gone though the chain tells of it.
    """
    found = signatures_of(session, practice_id)
    told = _told_of(session, practice_id)
    for one in found:
        hashed = session.execute(
            select(AuditEvent.own_hash).where(AuditEvent.chain == practice_id, AuditEvent.number == one.number)
        ).scalar_one_or_none()
        if hashed != one.head:
            raise EvidenceFault(f"what was signed up to event {one.number} is not the record that is here")
        if not is_signed_by(one.key, one.signature, one.signed):
            raise EvidenceFault(f"the signature up to event {one.number} does not hold")
        if (one.number, key_fingerprint(one.key)) not in told:
            raise EvidenceFault(f"the record does not tell of the signature up to event {one.number}")
        for stamp in one.stamps:
            if stamp_tokens.stamped_time(stamp.token, one.signed) != stamp.stamped_at:
                raise EvidenceFault(f"a time stamp of the signature up to event {one.number} has another time")
    if gone := told - {(one.number, key_fingerprint(one.key)) for one in found}:
        raise EvidenceFault(f"the signature up to event {min(gone)[0]} is gone")
    last = max((one.number for one in found), default=0)
    return CheckedSignatures(len(found), sum(len(one.stamps) for one in found), last)


def _told_of(session: Session, practice_id: int) -> set[tuple[int, str]]:
    """Of each signature that the chain tells of: the event up to which it goes, and its key's fingerprint."""
    query = select(AuditEvent.details).where(
        AuditEvent.chain == practice_id, AuditEvent.action == AuditAction.CHAIN_SIGNED.value
    )
    return {(said["number"], said["key"]) for said in session.execute(query).scalars()}


def bytes_of(row: ChainSignature) -> bytes:
    """What was signed, of a signature on record."""
    return signed_bytes(
        at=row.at, chain_head=row.head, number=row.number, ods_code=row.ods_code, purpose=row.purpose.value
    )


def _as_value(row: ChainSignature, public_key: str, stamps: Sequence[KeptStamp]) -> HeadSignature:
    return HeadSignature(
        row.number, row.head, row.at, row.purpose, public_key, row.signature, bytes_of(row), tuple(stamps)
    )
