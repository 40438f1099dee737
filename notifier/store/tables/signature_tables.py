"""Tables of what ties the audit chain to the world outside: signing keys, signatures and time stamps."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import Base, word
from notifier.vocabulary import SigningPurpose


class AnnouncedKey(Base):
    """The public half of a key that signs a practice's chain, from when on; the newest one signs."""

    __tablename__ = "announced_key"
    kept = "for good: without it no signature can be checked"
    __table_args__ = (UniqueConstraint("practice_id", "public_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    public_key: Mapped[str] = mapped_column(String(64))  # Ed25519, as hexadecimal digits
    announced_at: Mapped[datetime]


class ChainSignature(Base):
    """The head of a practice's chain as it was signed; appended, never changed."""

    __tablename__ = "chain_signature"
    kept = "for good: it shows that the chain up to there was what it is"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    number: Mapped[int]  # of the last event that it covers
    head: Mapped[str] = mapped_column(String(64))  # that event's own hash
    at: Mapped[datetime]
    ods_code: Mapped[str] = mapped_column(String(10))  # the practice's, as it was then: it is signed with the rest
    purpose: Mapped[SigningPurpose] = mapped_column(word(SigningPurpose))
    key_id: Mapped[int] = mapped_column(ForeignKey("announced_key.id"))
    signature: Mapped[bytes] = mapped_column(LargeBinary)  # 64 bytes


class TimeStamp(Base):
    """A time stamp token (RFC 3161) that a service gave for what was signed; appended, never changed."""

    __tablename__ = "time_stamp"
    kept = "for good: somebody outside vouches with it for when the chain was what it is"
    __table_args__ = (UniqueConstraint("signature_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("chain_signature.id"))
    url: Mapped[str] = mapped_column(String(200))  # of the service
    token: Mapped[bytes] = mapped_column(LargeBinary)  # DER
    stamped_at: Mapped[datetime]  # as the token says
    received_at: Mapped[datetime]  # by our clock


class DeedSignature(Base):
    """What somebody signed with their own passkey when they approved or closed; appended, never changed."""

    __tablename__ = "deed_signature"
    kept = "for good: with it a person vouches for what they approved or closed"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    purpose: Mapped[SigningPurpose] = mapped_column(word(SigningPurpose))
    sha256: Mapped[str] = mapped_column(String(64))  # of what was approved or closed: the challenge that was signed
    site: Mapped[str] = mapped_column(String(255))  # the host at which the passkey works
    client_data: Mapped[bytes] = mapped_column(LargeBinary)  # this and the next as the browser gave them (WebAuthn)
    authenticator_data: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  # of the passkey (COSE), which may be removed later
    signed_at: Mapped[datetime]
