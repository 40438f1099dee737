"""Personal tokens: each proves for a while who somebody is, for one purpose and for no other.

A token is 256 random bits, and the tables hold only its digest. It ends by itself, when its person ends it, and with
whatever changes who the person is: a new password, a closed account, a role that was taken away, another second factor.

One of the command line is kept in a file of its person alone, and stands for all that they may do. One of the API is
made on the page of their account and shown once; it acts with the roles that it was given, and for what a page asks a
fresh proof for, only if it was made for that as well: then it lasts a day at most.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.practice.secret_digests import digest_of, new_secret
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import StaffToken
from notifier.vocabulary import Role, TokenPurpose

LONGEST_DAYS = 90
PROOF_HOURS = 24  # of a token that stands for a fresh proof as well, whose finder could launch or export with it
MOST_TOKENS = 20  # of one person, at a time
_LONGEST_NAME = 80
_MARK = "fair-notice-"  # by which people, and programs that look for secrets in files, know one of the API


class PersonalToken(NamedTuple):
    """A token that was just made: the secret, which is nowhere else, and when it ends."""

    secret: str
    ends_at: datetime


class NewApiToken(NamedTuple):
    """What somebody asks a token of the API for. `days` says nothing of one that is a proof."""

    name: str
    roles: Collection[Role]
    days: int
    is_proof: bool


class ApiTokenView(NamedTuple):
    """A token of the API that is not over, as its person sees it."""

    id: int
    name: str
    roles: frozenset[Role]
    is_proof: bool
    made_at: datetime
    ends_at: datetime
    last_used_at: datetime | None


def make_token(session: Session, person: StaffAccount, hours: int, now: datetime) -> PersonalToken:
    """Make a token of the command line for somebody whose password was just checked."""
    row = StaffToken(staff_id=person.id, ends_at=now + timedelta(hours=hours), purpose=TokenPurpose.COMMAND_LINE)
    made = _keep(session, row, new_secret(), now)
    audit.append(session, AuditAction.SIGNED_IN, now, staff_id=person.id, token=row.id, hours=hours)
    return made


def make_api_token(session: Session, person: StaffAccount, asked: NewApiToken, now: datetime) -> PersonalToken:
    """Make a token of the API for somebody who just proved who they are.

    Raises ValueRefused for a name that is none, days out of range and roles that are not theirs, and NotAllowed for
    whoever has MOST_TOKENS.
    """
    name, roles = " ".join(asked.name.split()), frozenset(asked.roles)
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueRefused(f"give the token a name of up to {_LONGEST_NAME} letters that says where it is used")
    if not roles or not roles <= person.roles:
        raise ValueRefused("choose at least one role for the token, of those that you have yourself")
    if not (asked.is_proof or 1 <= asked.days <= LONGEST_DAYS):
        raise ValueRefused(f"a token lasts from 1 to {LONGEST_DAYS} days")
    standing = select(func.count()).select_from(_standing(now).where(StaffToken.staff_id == person.id).subquery())
    if session.execute(standing).scalar_one() >= MOST_TOKENS:
        raise NotAllowed(f"you have {MOST_TOKENS} tokens, and nobody has more: withdraw one that is not used")
    hours = PROOF_HOURS if asked.is_proof else asked.days * 24
    row = StaffToken(staff_id=person.id, ends_at=now + timedelta(hours=hours), purpose=TokenPurpose.API, name=name)
    row.roles, row.is_proof = sorted(roles), asked.is_proof
    made = _keep(session, row, f"{_MARK}{new_secret()}", now)
    audit.append(
        session,
        AuditAction.TOKEN_MADE,
        now,
        staff_id=person.id,
        token=row.id,
        roles=", ".join(row.roles),
        hours=hours,
        is_proof=asked.is_proof,
    )
    return made


def api_tokens(session: Session, staff_id: int, now: datetime) -> list[ApiTokenView]:
    """The tokens of the API that a person has and that are not over, the newest first."""
    query = _standing(now).where(StaffToken.staff_id == staff_id, StaffToken.purpose == TokenPurpose.API)
    return [_view(row) for row in session.execute(query.order_by(StaffToken.id.desc())).scalars()]


def withdraw_token(session: Session, person: StaffAccount, token_id: int, now: datetime) -> str:
    """End a token of the API before its time, and return its name. Raises NotFound for one that is not theirs."""
    theirs = StaffToken.id == token_id, StaffToken.staff_id == person.id, StaffToken.purpose == TokenPurpose.API
    row = session.execute(_standing(now).where(*theirs)).scalar_one_or_none()
    if row is None:
        raise NotFound("you have no such token any more")
    row.revoked_at = now
    audit.append(session, AuditAction.TOKEN_WITHDRAWN, now, staff_id=person.id, token=row.id)
    return row.name


def find_api_token(session: Session, secret: str, now: datetime) -> tuple[int, ApiTokenView] | None:
    """Whose token of the API this is, by the id of their account, and the token; None for one that proves nothing."""
    query = _standing(now).where(StaffToken.digest == digest_of(secret), StaffToken.purpose == TokenPurpose.API)
    row = session.execute(query).scalar_one_or_none()
    return (row.staff_id, _view(row)) if row is not None else None


def note_used(session: Session, token_id: int, now: datetime) -> None:
    """Write down that a token was used just now; one that was forgotten meanwhile is no fault."""
    session.execute(update(StaffToken).where(StaffToken.id == token_id).values(last_used_at=now))


def use_token(session: Session, person: StaffAccount, secret: str, now: datetime) -> None:
    """Take a token of the command line as proof that it is this person who acts, and note when.

    Raises NotAllowed for one that is over, that was revoked, or that is another person's.
    """
    row = _of_command_line(session, person, secret, now)
    if row is None:
        raise NotAllowed(f"{person.email} is not signed in here any more: run `notifier sign-in {person.email}`")
    row.last_used_at = now


def is_valid(session: Session, person: StaffAccount, secret: str, now: datetime) -> bool:
    """Whether the token proves now, at the command line, that somebody is this person."""
    return _of_command_line(session, person, secret, now) is not None


def revoke_token(session: Session, person: StaffAccount, secret: str, now: datetime) -> bool:
    """End a token of the command line, as its person signs out; returns False for one that was over anyway."""
    row = _of_command_line(session, person, secret, now)
    if row is None:
        return False
    row.revoked_at = now
    audit.append(session, AuditAction.SIGNED_OUT, now, staff_id=person.id, token=row.id)
    return True


def _keep(session: Session, row: StaffToken, secret: str, now: datetime) -> PersonalToken:
    """Store a new token. Its person's tokens that are over are forgotten."""
    is_over = or_(StaffToken.ends_at <= now, StaffToken.revoked_at.is_not(None))
    session.execute(delete(StaffToken).where(StaffToken.staff_id == row.staff_id, is_over))
    row.digest, row.made_at = digest_of(secret), now
    session.add(row)
    session.flush()
    return PersonalToken(secret, row.ends_at)


def _standing(now: datetime) -> Select[StaffToken]:
    return select(StaffToken).where(StaffToken.revoked_at.is_(None), StaffToken.ends_at > now)


def _of_command_line(session: Session, person: StaffAccount, secret: str, now: datetime) -> StaffToken | None:
    theirs = StaffToken.staff_id == person.id, StaffToken.purpose == TokenPurpose.COMMAND_LINE
    query = _standing(now).where(StaffToken.digest == digest_of(secret), *theirs)
    return session.execute(query).scalar_one_or_none()


def _view(row: StaffToken) -> ApiTokenView:
    roles = frozenset(map(Role, row.roles or ()))
    return ApiTokenView(row.id, row.name, roles, row.is_proof, row.made_at, row.ends_at, row.last_used_at)
