"""Sign-ins to the pages: the rows that stand behind the cookies.

A cookie holds a token of 256 random bits, new with each sign-in; its row says whose it is, from where, what was proven
and when, and whether it is over. What is over in the row is over everywhere: a cookie that somebody copied opens
nothing after its person signed out. A sign-in ends by signing out, by a new password or factor, with the account or a
role, after SIGN_IN_IDLE_MINUTES without a page, and SIGN_IN_HOURS after it was made.

Whoever has to give a second factor has, after the password, a sign-in of which nothing is proven yet: it opens nothing
but the page that asks for the factor, and is over after some minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from notifier.practice.accounts import StaffAccount
from notifier.practice.proof_ends import end_sign_ins, note_end
from notifier.practice.secret_digests import digest_of, new_secret
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import SignIn
from notifier.vocabulary import ProofKind, SignInEnd

PROOF_LASTS = timedelta(minutes=10)  # after which a page that may not be opened by a passer-by asks again
SEEN_EVERY = timedelta(minutes=1)  # how exactly it is written down when somebody was last there
_FACTOR_WITHIN = timedelta(minutes=10)  # of the password; NIST SP 800-63B-4 has proof sent by another way last so long
_KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Visit:
    """The browser that somebody signs in with, as far as it is written down."""

    device: str = "an unknown browser"  # in words of ours, such as "Firefox on Windows"
    address: str = ""  # the network that it comes from, such as 192.0.2.x
    browser: str = ""  # the secret of the cookie by which it is known again; empty without one


class SignInLimits(NamedTuple):
    """How long a sign-in lasts: without anything done, and in any case."""

    idle: timedelta
    lasts: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "SignInLimits":
        """As the installation has set them."""
        return cls(timedelta(minutes=settings.sign_in_idle_minutes), timedelta(hours=settings.sign_in_hours))


class StandingSignIn(NamedTuple):
    """A sign-in that is not over."""

    id: int
    staff_id: int
    device: str
    address: str
    made_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    proven_by: ProofKind
    proven_at: datetime | None  # None while a second factor is missing

    @property
    def is_complete(self) -> bool:
        """Whether everything was given that the person has to give; until then it opens nothing."""
        return self.proven_at is not None

    def is_fresh(self, now: datetime) -> bool:
        """Whether its person proved who they are so lately that they need not do it again."""
        return self.proven_at is not None and now < self.proven_at + PROOF_LASTS


def begin_sign_in(
    session: Session,
    person: StaffAccount,
    visit: Visit,
    proof: ProofKind,
    now: datetime,
    limits: SignInLimits,
    *,
    is_complete: bool = True,
) -> str:
    """Sign somebody in who proved just now who they are; returns the new token for their cookie.

    With `is_complete=False` a second factor is still missing: see `prove_sign_in`. What is over of anybody's is
    written down as ended, and what ended more than a year ago is forgotten.
    """
    _end_overdue(session, now, limits)
    session.execute(delete(SignIn).where(SignIn.ended_at < now - _KEPT_FOR))
    secret = new_secret()
    row = SignIn(
        staff_id=person.id,
        digest=digest_of(secret),
        browser_digest=digest_of(visit.browser) if visit.browser else None,
        device=visit.device,
        address=visit.address,
        made_at=now,
        last_seen_at=now,
        proven_by=proof,
        proven_at=now if is_complete else None,
        ends_at=now + (limits.lasts if is_complete else _FACTOR_WITHIN),
    )
    session.add(row)
    session.flush()
    if is_complete:
        _note_begin(session, row, now)
    return secret


def prove_sign_in(session: Session, sign_in_id: int, proof: ProofKind, now: datetime, limits: SignInLimits) -> None:
    """Note that the person of a sign-in just proved who they are: again, or by the second factor that was missing.

    In the second case the sign-in opens from now on what its person may open.
    """
    row = session.get_one(SignIn, sign_in_id)
    was_complete = row.proven_at is not None
    row.proven_by, row.proven_at = proof, now
    if not was_complete:
        row.ends_at = now + limits.lasts
        _note_begin(session, row, now)
        return
    proven = AuditAction.SESSION_PROVEN
    audit.append(session, proven, now, staff_id=row.staff_id, sign_in=row.id, factor=proof.value)


def find_sign_in(
    session: Session, secret: str, now: datetime, limits: SignInLimits
) -> StandingSignIn | SignInEnd | None:
    """The sign-in with this token; why it is over, where it is; None where there never was one, or it is forgotten."""
    row = session.execute(select(SignIn).where(SignIn.digest == digest_of(secret))).scalar_one_or_none()
    if row is None:
        return None
    return row.ended_because or _overdue(row, now, limits) or _standing(row)


def who_was(session: Session, secret: str) -> int | None:
    """Whose sign-in had this token that is over, unless its person signed out or has no account any more."""
    query = select(SignIn.staff_id, SignIn.ended_because).where(SignIn.digest == digest_of(secret))
    found = session.execute(query.where(SignIn.proven_at.is_not(None))).one_or_none()
    if found is None or found.ended_because in (SignInEnd.SIGNED_OUT, SignInEnd.ACCOUNT_CLOSED):
        return None
    staff_id: int = found.staff_id
    return staff_id


def note_seen(session: Session, sign_in_id: int, now: datetime) -> None:
    """Note that the sign-in was used; call it once SEEN_EVERY is over, and not for what a script does by itself."""
    ours = SignIn.id == sign_in_id, SignIn.ended_at.is_(None)
    session.execute(update(SignIn).where(*ours).values(last_seen_at=now))


def end_sign_in(session: Session, sign_in_id: int, now: datetime) -> None:
    """End one sign-in because its person signs out; nothing happens to one that is over."""
    row = session.get_one(SignIn, sign_in_id, with_for_update=True)
    if row.ended_at is None:
        note_end(session, row, SignInEnd.SIGNED_OUT, now, row.staff_id)


def end_others(session: Session, sign_in: StandingSignIn, now: datetime) -> int:
    """End all sign-ins of a person but the one from which they ask for it; returns how many ended."""
    return end_sign_ins(session, sign_in.staff_id, SignInEnd.ENDED_ELSEWHERE, now, sign_in.staff_id, but=sign_in.id)


def standing_sign_ins(session: Session, staff_id: int, now: datetime, limits: SignInLimits) -> list[StandingSignIn]:
    """The sign-ins of a person that open something now, the one used last first."""
    complete = SignIn.staff_id == staff_id, SignIn.ended_at.is_(None), SignIn.proven_at.is_not(None)
    query = select(SignIn).where(*complete).order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    return [_standing(row) for row in session.execute(query).scalars() if _overdue(row, now, limits) is None]


def is_known_browser(session: Session, secret: str, *those: ColumnElement[bool]) -> bool:
    """Whether somebody ever signed in with the browser that has this secret, of `those` where they are given."""
    seen = SignIn.browser_digest == digest_of(secret), SignIn.proven_at.is_not(None)
    return bool(secret) and bool(session.execute(select(exists().where(*seen, *those))).scalar_one())


def _end_overdue(session: Session, now: datetime, limits: SignInLimits) -> None:
    """Write down the end of what came to its end by itself, at the moment at which it did."""
    is_over = or_(SignIn.ends_at <= now, SignIn.last_seen_at <= now - limits.idle)
    query = select(SignIn).where(SignIn.ended_at.is_(None), is_over).order_by(SignIn.id)
    for row in session.execute(query.with_for_update(skip_locked=True)).scalars():
        row.ended_at, row.ended_because = _own_end(row, limits)
        why = row.ended_because.value
        audit.append(session, AuditAction.SESSION_ENDED, now, sign_in=row.id, subject=row.staff_id, why=why)


def _overdue(row: SignIn, now: datetime, limits: SignInLimits) -> SignInEnd | None:
    ends_at, because = _own_end(row, limits)
    return because if ends_at <= now else None


def _own_end(row: SignIn, limits: SignInLimits) -> tuple[datetime, SignInEnd]:
    """When it ends by itself if nobody comes back to it, and why."""
    return min((row.ends_at, SignInEnd.TOO_OLD), (row.last_seen_at + limits.idle, SignInEnd.IDLE))


def _note_begin(session: Session, row: SignIn, now: datetime) -> None:
    begun = AuditAction.SESSION_BEGUN
    audit.append(session, begun, now, staff_id=row.staff_id, sign_in=row.id, factor=row.proven_by.value)


def _standing(row: SignIn) -> StandingSignIn:
    return StandingSignIn(
        row.id,
        row.staff_id,
        row.device,
        row.address,
        row.made_at,
        row.last_seen_at,
        row.ends_at,
        row.proven_by,
        row.proven_at,
    )
