"""Personal tokens: they prove for some hours at the command line who somebody is, as a session does in a browser.

A token is 256 random bits, kept in a file of its person alone; the tables hold only its digest. It ends by itself, by
signing out, and with whatever changes who the person is: a new password, a closed account, a role that was taken away.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.practice.accounts import StaffAccount
from notifier.practice.secret_digests import digest_of, new_secret
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import StaffToken


class PersonalToken(NamedTuple):
    """A token that was just made: what goes into the person's file, and when it ends."""

    secret: str
    ends_at: datetime


def make_token(session: Session, person: StaffAccount, hours: int, now: datetime) -> PersonalToken:
    """Make a token for somebody whose password was just checked. Their tokens that are over are forgotten."""
    is_over = or_(StaffToken.ends_at <= now, StaffToken.revoked_at.is_not(None))
    session.execute(delete(StaffToken).where(StaffToken.staff_id == person.id, is_over))
    made = PersonalToken(new_secret(), now + timedelta(hours=hours))
    row = StaffToken(staff_id=person.id, digest=digest_of(made.secret), made_at=now, ends_at=made.ends_at)
    session.add(row)
    session.flush()
    audit.append(session, AuditAction.SIGNED_IN, now, staff_id=person.id, token=row.id, hours=hours)
    return made


def use_token(session: Session, person: StaffAccount, secret: str, now: datetime) -> None:
    """Take the token as proof that it is this person who acts, and note when.

    Raises NotAllowed for one that is over, that was revoked, or that is another person's.
    """
    row = _standing(session, person, secret, now)
    if row is None:
        raise NotAllowed(f"{person.email} is not signed in here any more: run `notifier sign-in {person.email}`")
    row.last_used_at = now


def is_valid(session: Session, person: StaffAccount, secret: str, now: datetime) -> bool:
    """Whether the token proves now that somebody is this person."""
    return _standing(session, person, secret, now) is not None


def revoke_token(session: Session, person: StaffAccount, secret: str, now: datetime) -> bool:
    """End a token before its time, as its person signs out; returns False for one that was over anyway."""
    row = _standing(session, person, secret, now)
    if row is None:
        return False
    row.revoked_at = now
    audit.append(session, AuditAction.SIGNED_OUT, now, staff_id=person.id, token=row.id)
    return True


def _standing(session: Session, person: StaffAccount, secret: str, now: datetime) -> StaffToken | None:
    query = select(StaffToken).where(
        StaffToken.digest == digest_of(secret),
        StaffToken.staff_id == person.id,
        StaffToken.revoked_at.is_(None),
        StaffToken.ends_at > now,
    )
    return session.execute(query).scalar_one_or_none()
