"""What somebody approves or closes, signed with their own passkey (WebAuthn), kept so that others can check it later.

The challenge that a passkey signs is the SHA-256 of what is approved: of the preview with all that goes with it, or of
the frozen set. So the signature is of that and of nothing else. It shows that who holds the passkey used it for this on
our site; what was on their screen, no passkey shows.
"""

import hashlib
import json
from datetime import datetime
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import bytes_to_base64url, decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.verify_signature import verify_signature

from notifier.errors import EvidenceFault, NotAllowed, ValueRefused
from notifier.practice import passkeys
from notifier.practice.accounts import StaffAccount
from notifier.practice.passkeys import PasskeyAnswer, PasskeyPlace
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import DeedSignature
from notifier.vocabulary import SigningPurpose

_SUM_LENGTH = 64
_HOLDER_VERIFIED = 0x04  # a flag of authenticator data, WebAuthn level 2, section 6.1: it made sure who holds it


class KeptDeedSignature(NamedTuple):
    """A signature with all that somebody else needs to check it, see WebAuthn level 2, section 7.2."""

    staff_id: int
    purpose: SigningPurpose  # APPROVE or FREEZE
    sha256: str  # of what was approved or closed; the challenge in `client_data` is its 32 bytes in base64url
    site: str  # the host; `authenticator_data` begins with its SHA-256
    client_data: bytes  # JSON
    authenticator_data: bytes
    signature: bytes  # over `authenticator_data` and the SHA-256 of `client_data`
    public_key: bytes  # COSE (RFC 9052)
    signed_at: datetime


def ask_to_sign(session: Session, staff: StaffAccount, place: PasskeyPlace, sha256: str) -> str:
    """What a browser is handed to have something signed whose SHA-256 is this, as JSON. Raises ValueRefused."""
    if len(sha256) != _SUM_LENGTH or set(sha256) - set("0123456789abcdef"):
        raise ValueRefused("this is no sum of what is to be signed: open the page again")
    return passkeys.ask_for_held(session, staff.id, place, bytes.fromhex(sha256))


def read_deed_answer(
    database: Database, staff: StaffAccount, place: PasskeyPlace, answer: str, sha256: str, now: datetime
) -> PasskeyAnswer:
    """Check what the browser signed. Raises NotAllowed where it does not hold, or is of something else."""
    signed = passkeys.use_passkey(database, staff.id, place, answer, now)
    if signed.challenge.hex() != sha256:
        raise NotAllowed("the passkey signed something else than is on this page: open it again")
    return signed


def keep_signature(
    session: Session,
    staff: StaffAccount,
    campaign_id: int,
    purpose: SigningPurpose,
    signed: PasskeyAnswer,
    now: datetime,
) -> None:
    """Keep a signature that was checked, in the transaction of the deed, and say in the chain that there is one."""
    session.add(
        DeedSignature(
            campaign_id=campaign_id,
            staff_id=staff.id,
            purpose=purpose,
            sha256=signed.challenge.hex(),
            site=signed.site,
            client_data=signed.client_data,
            authenticator_data=signed.authenticator_data,
            signature=signed.signature,
            public_key=signed.public_key,
            signed_at=now,
        )
    )
    audit.append(
        session,
        AuditAction.DEED_SIGNED,
        now,
        staff_id=staff.id,
        campaign_id=campaign_id,
        purpose=purpose.value,
        sha256=signed.challenge.hex(),
        signature_sha256=hashlib.sha256(signed.signature).hexdigest(),
        key_sha256=hashlib.sha256(signed.public_key).hexdigest(),
    )


def deed_signatures_of(session: Session, campaign_id: int | None = None) -> list[KeptDeedSignature]:
    """The signatures of a campaign, or of all, oldest first."""
    query = select(DeedSignature).order_by(DeedSignature.id)
    if campaign_id is not None:
        query = query.where(DeedSignature.campaign_id == campaign_id)
    names = KeptDeedSignature._fields
    return [KeptDeedSignature(*(getattr(row, name) for name in names)) for row in session.execute(query).scalars()]


def verify_deed_signatures(session: Session) -> int:
    """How many signatures there are. Raises EvidenceFault that names the first one that does not hold."""
    found = deed_signatures_of(session)
    for number, one in enumerate(found, 1):
        if not is_signed_by_passkey(one):
            raise EvidenceFault(f"the passkey's signature {number}, of {one.sha256}, does not hold")
    return len(found)


def is_signed_by_passkey(one: KeptDeedSignature) -> bool:
    """Whether the key's holder, of whom it made sure, signed exactly this for this site."""
    try:
        client = json.loads(one.client_data)
        is_of_this = client["type"] == "webauthn.get" and client["challenge"] == bytes_to_base64url(
            bytes.fromhex(one.sha256)
        )
        is_of_site = one.authenticator_data[:32] == hashlib.sha256(one.site.encode("utf-8")).digest()
        is_verified = bool(one.authenticator_data[32] & _HOLDER_VERIFIED)
        decoded = decode_credential_public_key(one.public_key)
        verify_signature(
            public_key=decoded_public_key_to_cryptography(decoded),
            signature_alg=decoded.alg,
            signature=one.signature,
            data=one.authenticator_data + hashlib.sha256(one.client_data).digest(),
        )
    except (ValueError, LookupError, TypeError, WebAuthnException, InvalidSignature):
        return False
    return is_of_this and is_of_site and is_verified
