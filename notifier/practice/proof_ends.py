"""What ends with a change of who somebody is: all that they are signed in with, or could choose a password with."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AccountLink, SignIn, StaffToken
from notifier.vocabulary import SignInEnd


def end_proofs(
    session: Session, staff_id: int, because: SignInEnd, now: datetime, by: int | None, *, but: int = 0
) -> None:
    """End every sign-in and every personal token of a person, and with a password or the account every link of theirs.

    `by` is the id of whoever does it; None, whoever sets the installation up. `but` is the id of a sign-in that stays.
    """
    standing = StaffToken.staff_id == staff_id, StaffToken.revoked_at.is_(None)
    session.execute(update(StaffToken).where(*standing).values(revoked_at=now))
    end_sign_ins(session, staff_id, because, now, by, but=but)
    if because in (SignInEnd.NEW_PASSWORD, SignInEnd.ACCOUNT_CLOSED):
        end_links(session, staff_id, now)


def end_links(session: Session, staff_id: int, now: datetime) -> None:
    """End the links of a person by which they could still choose a password."""
    standing = AccountLink.staff_id == staff_id, AccountLink.used_at.is_(None), AccountLink.ended_at.is_(None)
    session.execute(update(AccountLink).where(*standing).values(ended_at=now))


def end_sign_ins(
    session: Session, staff_id: int, because: SignInEnd, now: datetime, by: int | None, *, but: int = 0
) -> int:
    """End every sign-in of a person, `but` the one with that id; returns how many ended. `by` as above."""
    query = select(SignIn).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None), SignIn.id != but)
    found = session.execute(query.order_by(SignIn.id).with_for_update()).scalars().all()
    for row in found:
        note_end(session, row, because, now, by)
    return len(found)


def note_end(session: Session, row: SignIn, because: SignInEnd, at: datetime, by: int | None) -> None:
    """Write down that a sign-in is over, since when and why."""
    row.ended_at, row.ended_because = at, because
    ended = AuditAction.SESSION_ENDED
    audit.append(session, ended, at, staff_id=by, sign_in=row.id, subject=row.staff_id, why=because.value)
