"""Tables of the practices and the people who work there."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from notifier.store.tables.declarative import Base, word
from notifier.vocabulary import AccountLinkKind, ClinicalSystem, ProofKind, Role, SignInEnd, TokenPurpose


class Practice(Base):
    """The data controller. Everything else belongs to one, so that one installation can serve many."""

    __tablename__ = "practice"
    kept = "for good: everything else belongs to it"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    ods_code: Mapped[str] = mapped_column(String(10), unique=True)
    phone: Mapped[str] = mapped_column(String(40))
    address: Mapped[list[str]]
    hours: Mapped[str] = mapped_column(String(200), default="")  # when the phone is answered, as it is said
    email: Mapped[str] = mapped_column(String(320), default="")  # for help, formats and complaints
    privacy_url: Mapped[str] = mapped_column(String(500), default="")  # the practice's own privacy notice
    clinical_system: Mapped[ClinicalSystem | None] = mapped_column(word(ClinicalSystem))  # where it keeps its records
    created_at: Mapped[datetime]


class Staff(Base):
    """A person who signs in."""

    __tablename__ = "staff"
    kept = "for good: the audit chain names people by its id; a closed account cannot sign in"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"), index=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))  # argon2id; none until a password is set
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    roles: Mapped[list["StaffRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def called(self) -> str:
        """What others read of who did something: their name, or the address of whom no name was given."""
        return self.name or self.email


class StaffRole(Base):
    """One role of one person."""

    __tablename__ = "staff_role"
    kept = "for good: what somebody may do, or might when they closed their account"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(word(Role), primary_key=True)


class StaffToken(Base):
    """Proves for a while, at the command line or to the API, who somebody is; the token itself is with them alone."""

    __tablename__ = "staff_token"
    kept = "until a later token of its person, once it is over: it proves nothing then, and the audit chain names it"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the token, which has 256 secret bits
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]  # signed out, a new password, a closed account, a role that was taken away
    last_used_at: Mapped[datetime | None]
    purpose: Mapped[TokenPurpose] = mapped_column(word(TokenPurpose), default=TokenPurpose.COMMAND_LINE)
    name: Mapped[str] = mapped_column(String(80), default="")  # what its person calls it; none at the command line
    roles: Mapped[list[str] | None]  # of its person's, which it acts with; none: with all that they have
    is_proof: Mapped[bool] = mapped_column(default=False)  # also for what a page asks a fresh proof for


class SignIn(Base):
    """What stands behind the cookie of somebody who signed in to the pages: the cookie is worth what its row is."""

    __tablename__ = "sign_in"
    kept = "for a year: whoever asks can be told from where an account was used, and known browsers stay known"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the token, which has 256 secret bits
    browser_digest: Mapped[str | None] = mapped_column(String(64))  # of the cookie by which a browser is known again
    device: Mapped[str] = mapped_column(String(80))  # the browser and its system, in words of ours
    address: Mapped[str] = mapped_column(String(50))  # the network it came from; not the whole address
    made_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]  # to the minute
    proven_by: Mapped[ProofKind] = mapped_column(word(ProofKind))  # what was given last
    proven_at: Mapped[datetime | None]  # when; none while a second factor is missing, and until then it opens nothing
    ends_at: Mapped[datetime]  # in any case
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary(64))  # what a passkey is to sign now, once
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[SignInEnd | None] = mapped_column(word(SignInEnd))


class StaffIdentity(Base):
    """As whom the practice's own identity provider knows a person; see `notifier.practice.identities`."""

    __tablename__ = "staff_identity"
    kept = "for good: an address that somebody else has there by now must open nothing here"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("staff_id", "issuer"))

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))  # OpenID Connect Core 1.0, 2: at most so long
    pinned_at: Mapped[datetime]


class KeptForm(Base):
    """What somebody had typed into a form when their sign-in was over; see `notifier.practice.kept_forms`."""

    __tablename__ = "kept_form"
    kept = "for a day: after an hour it comes back to nobody, and the next sign-in or the daily purge deletes it"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)  # to whom alone it comes back
    digest: Mapped[str] = mapped_column(String(64), index=True)  # SHA-256 of the secret in the browser's cookie
    sealed: Mapped[bytes]  # AES-GCM: the page, the form and its fields
    made_at: Mapped[datetime] = mapped_column(index=True)


class RepeatableCall(Base):
    """What a program was answered to an act that it named by a key; see `notifier.practice.repeated_calls`."""

    __tablename__ = "repeatable_call"
    kept = "for a day: whoever lost an answer asks again before that, and no later call with that key is the same act"

    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of whose it is and the key
    asked_digest: Mapped[str] = mapped_column(String(64))  # of all that was asked
    answer: Mapped[dict[str, Any]]  # references and words of ours; no patient
    made_at: Mapped[datetime] = mapped_column(index=True)


class FirstRun(Base):
    """The secret of the address at which an installation that has no staff is set up; there is one row at most."""

    __tablename__ = "first_run"
    kept = "for a day: then, or once used, it opens nothing, and it goes when `notifier serve` is started again"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the secret, which has 256 bits
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]  # when the practice was set up with it


class PasswordGuess(Base):
    """How many wrong passwords came one after the other from one place; see `notifier.practice.guesses`."""

    __tablename__ = "password_guess"
    kept = "for a day: whoever mistyped then begins anew, and a guesser gained nothing by waiting"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # a digest of the place and of whom it tried
    wrong: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class AccountLink(Base):
    """By which somebody chooses a password; the link itself is with them alone."""

    __tablename__ = "account_link"
    kept = "for good: the audit chain names links by its id; they hold no secret and no patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of its 256 secret bits
    kind: Mapped[AccountLinkKind] = mapped_column(word(AccountLinkKind))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # none: whoever set the installation up
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # a later one was made, or the account closed


class CodeApp(Base):
    """An app that makes a code of six digits every half minute (TOTP), and what it makes them from."""

    __tablename__ = "code_app"
    kept = "until it is removed: its person or a manager does so, or another app takes its place"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(300))  # the secret, under a key that no table holds
    added_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # none until a first code of it was given: until then it proves nothing
    last_step: Mapped[int]  # the half minute since 1970 of the last code that counted: none before it counts again
    last_used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key that a phone, a computer or a stick keeps to itself (WebAuthn); here is what checks its signatures."""

    __tablename__ = "passkey"
    kept = "until it is removed: its person or a manager does so"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    credential: Mapped[str] = mapped_column(String(1400), unique=True)  # its id, up to 1023 bytes in base64url
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2000))
    sign_count: Mapped[int] = mapped_column(BigInteger)  # when it was last used; of a copy it runs behind
    site: Mapped[str] = mapped_column(String(255))  # the host it was made at: it works at no other
    device: Mapped[str] = mapped_column(String(80))  # the browser it was made with, in words of ours
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One of ten codes that somebody keeps on paper for the day on which phone or key is gone."""

    __tablename__ = "recovery_code"
    kept = "until it is removed: when ten new ones are made, and with the last second factor of its person"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of whose it is and its 80 secret bits
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
