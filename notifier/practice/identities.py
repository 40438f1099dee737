"""Whom the practice's own identity provider vouches for: somebody who has an account here, and stays the same.

The first time, a person is found by the email address that the provider has verified; from then on by the provider's
own number for them, which no address ever gets again. An address that comes with another number than before is
somebody else's by now, and is refused.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from notifier.practice import accounts
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Staff, StaffIdentity
from notifier.vocabulary import IdentityRefusal


class VouchedFor(NamedTuple):
    """What a provider says of somebody who signed in there."""

    issuer: str
    subject: str  # the provider's own number for the person; at most 255 characters
    email: str
    is_verified: bool


def recognise(database: Database, person: VouchedFor, now: datetime) -> StaffAccount | IdentityRefusal:
    """The member of staff who is vouched for, or why nobody is let in, which is then in the audit chain.

    The first time, the provider's number is written down beside the account.
    """
    try:
        return _recognised(database, person, now)
    except IntegrityError:  # the same person, first signed in twice at the same moment
        return _recognised(database, person, now)


def _recognised(database: Database, person: VouchedFor, now: datetime) -> StaffAccount | IdentityRefusal:
    with database.writing() as session:
        query = select(StaffIdentity).where(StaffIdentity.issuer == person.issuer)
        pinned = session.execute(query.where(StaffIdentity.subject == person.subject)).scalar_one_or_none()
        email = person.email.strip().lower() if person.email.isprintable() else ""
        named = session.execute(select(Staff).where(Staff.email == email)).scalar_one_or_none() if email else None
        found = session.get_one(Staff, pinned.staff_id) if pinned is not None else named
        is_theirs = pinned is not None
        if found is not None and pinned is None:
            is_theirs = session.execute(query.where(StaffIdentity.staff_id == found.id)).first() is None
        why = _refusal(found, is_pinned=pinned is not None, is_verified=person.is_verified, is_theirs=is_theirs)
        if why is not None:
            subject = found.id if found is not None else "unknown"
            audit.append(session, AuditAction.IDENTITY_REFUSED, now, subject=subject, why=why.value)
            return why
        assert found is not None
        account = accounts.account_by_id(session, found.id)
        assert account is not None
        if pinned is None:
            row = StaffIdentity(staff_id=found.id, issuer=person.issuer, subject=person.subject, pinned_at=now)
            session.add(row)
            session.flush()
            audit.append(session, AuditAction.IDENTITY_PINNED, now, staff_id=found.id, identity=row.id)
        return account


def _refusal(found: Staff | None, *, is_pinned: bool, is_verified: bool, is_theirs: bool) -> IdentityRefusal | None:
    if not is_pinned and not is_verified:
        return IdentityRefusal.NOT_VERIFIED
    if found is None:
        return IdentityRefusal.UNKNOWN
    if not found.active:
        return IdentityRefusal.CLOSED
    return None if is_theirs else IdentityRefusal.ANOTHER_PERSON
