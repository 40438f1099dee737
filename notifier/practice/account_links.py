"""Links by which somebody chooses a password: an invitation for who has none yet, a reset for who forgot theirs.

A link has 256 secret bits and works once. A manager hands it over, and it is shown to them once, or it is emailed, see
`notifier.messages.link_mail`: the tables hold only its digest. It ends by being used, by a later one for the same
person, with the account, and after a while.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import accounts
from notifier.practice.accounts import StaffAccount
from notifier.practice.proof_ends import end_links
from notifier.practice.secret_digests import digest_of, new_secret
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AccountLink, Staff
from notifier.vocabulary import AccountLinkKind, Role

_LASTS = {AccountLinkKind.INVITATION: timedelta(days=3), AccountLinkKind.RESET: timedelta(hours=1)}


class MadeLink(NamedTuple):
    """A link that was just made: its secret, which nobody can show again."""

    id: int
    secret: str
    kind: AccountLinkKind
    ends_at: datetime


class NewPerson(NamedTuple):
    """Somebody who is to work with the program."""

    practice_id: int
    email: str
    name: str
    roles: Collection[Role]


class UsableLink(NamedTuple):
    """A link that can be used now, and whose it is."""

    kind: AccountLinkKind
    name: str
    email: str
    ends_at: datetime


def make_link(session: Session, email: str, now: datetime, by: StaffAccount | None) -> MadeLink:
    """Make a link for somebody whose account is open; one made before for them ends.

    `by` is the manager who does it; None, whoever sets the installation up. Raises NotFound for an account that is not
    open, and NotAllowed to whoever is no manager.
    """
    person = accounts.person_to_change(session, email, by)
    kind = AccountLinkKind.INVITATION if person.password_hash is None else AccountLinkKind.RESET
    end_links(session, person.id, now)
    secret, ends_at = new_secret(), now + _LASTS[kind]
    row = AccountLink(
        staff_id=person.id,
        digest=digest_of(secret),
        kind=kind,
        made_by=by.id if by else None,
        made_at=now,
        ends_at=ends_at,
    )
    session.add(row)
    session.flush()
    action, by_id = AuditAction.LINK_MADE, by.id if by else None
    audit.append(session, action, now, staff_id=by_id, link=row.id, subject=person.id, kind=kind.value)
    return MadeLink(row.id, secret, kind, ends_at)


def end_link(session: Session, made: MadeLink, now: datetime) -> None:
    """End a link that reached nobody, unless it is over."""
    standing = AccountLink.used_at.is_(None), AccountLink.ended_at.is_(None)
    session.execute(update(AccountLink).where(AccountLink.id == made.id, *standing).values(ended_at=now))


def invite(session: Session, person: NewPerson, now: datetime, by: StaffAccount | None) -> MadeLink:
    """Open an account as `open_invited`, and make the link of the invitation, to be handed over."""
    open_invited(session, person, now, by)
    return make_link(session, person.email, now, by)


def open_invited(session: Session, person: NewPerson, now: datetime, by: StaffAccount | None) -> int:
    """Open an account for somebody who has none, with their roles; returns their id.

    Raises ValueRefused for an unusable address, or one that somebody has, and NotAllowed to whoever is no manager.
    """
    if not person.roles:
        raise ValueRefused("choose at least one role")
    if accounts.has_account(session, person.practice_id, person.email):
        raise ValueRefused("somebody at this practice has this address already: open their account instead")
    given = [
        accounts.add_account(session, person.practice_id, person.email, role, now, name=person.name, by=by)
        for role in sorted(person.roles)
    ]
    return given[0].id


def open_link(session: Session, secret: str, now: datetime) -> UsableLink:
    """What a link is for. Raises NotFound for one that never was, and NotAllowed for one that is over: it says why."""
    row, person = _usable(session, secret, now, is_used=False)
    return UsableLink(row.kind, person.name, person.email, row.ends_at)


def use_link(session: Session, secret: str, password: str, now: datetime) -> StaffAccount:
    """Have somebody choose their password by a link, which is over then, as is all that they were signed in with.

    Raises as `open_link` does, and ValueRefused for a password that may not be theirs; then the link stays.
    """
    row, person = _usable(session, secret, now, is_used=True)
    account = accounts.set_password(session, person.id, password, now)
    row.used_at = now
    audit.append(
        session, AuditAction.LINK_USED, now, staff_id=person.id, link=row.id, subject=person.id, kind=row.kind.value
    )
    return account


def _usable(session: Session, secret: str, now: datetime, *, is_used: bool) -> tuple[AccountLink, Staff]:
    """The link and its person; of two by whom it `is_used` at once, the second waits here, and finds it over."""
    query = select(AccountLink).where(AccountLink.digest == digest_of(secret))
    row = session.execute(query.with_for_update() if is_used else query).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such link")
    person = session.get_one(Staff, row.staff_id)
    if row.used_at is not None:
        raise NotAllowed("this link was used already: a link works once")
    if not person.active:
        raise NotAllowed("the account that this link is for is closed")
    if row.ended_at is not None:
        raise NotAllowed("this link has ended: a later one was made, or the account was closed for a while")
    if row.ends_at <= now:
        raise NotAllowed("this link is too old")
    return row, person
