"""The first set-up of an installation on a page: by whoever has the one-time address that `notifier serve` prints.

An installation where nobody has an account is anybody's who comes first, so the address has a secret of 256 bits, of
which the table has a digest. It can be used once, for a day; the next start makes another, and ends those before.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound
from notifier.practice import accounts, practice_details, practices
from notifier.practice.practice_details import PracticeDetails
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import FirstRun, Practice, Staff
from notifier.vocabulary import Role

LASTS = timedelta(hours=24)
SET_UP_ALREADY = "this practice has been set up already: sign in, or ask the manager for an account"


@dataclass(frozen=True)
class FirstPerson:
    """The person with whom an installation begins."""

    name: str
    email: str
    password: str


def is_empty(session: Session) -> bool:
    """Whether nobody has, or ever had, an account here."""
    return not session.execute(select(exists().where(Staff.id.is_not(None)))).scalar_one()


def offer_first_run(session: Session, now: datetime) -> str | None:
    """A new secret with which the installation can be set up; None where somebody has an account here already.

    Any secret before it, used or not, is over.
    """
    session.execute(delete(FirstRun))
    if not is_empty(session):
        return None
    secret = secrets.token_urlsafe(32)
    session.add(FirstRun(digest=_digest(secret), made_at=now, ends_at=now + LASTS))
    audit.append(session, AuditAction.FIRST_RUN_OFFERED, now, hours=LASTS // timedelta(hours=1))
    return secret


def check_first_run(session: Session, secret: str, now: datetime) -> None:
    """Raises NotFound for a secret that nobody was given, and NotAllowed for one that is over, and why."""
    row = session.execute(select(FirstRun).where(FirstRun.digest == _digest(secret))).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such page")
    if row.used_at is not None or not is_empty(session):
        raise NotAllowed(SET_UP_ALREADY)
    if row.ends_at <= now:
        raise NotAllowed(
            "this address was for one day and has ended: start `notifier serve` again, which shows another"
        )


def finish_first_run(
    session: Session, secret: str, details: PracticeDetails, manager: FirstPerson, now: datetime
) -> Practice:
    """Set the practice and its first manager up, in one transaction, in which the secret is used up.

    Raises what `check_first_run` does, also to the later of two who do this at the same time; ValueRefused for an
    address or a password that cannot be taken, and NotAllowed where the installation is another practice's.
    """
    check_first_run(session, secret, now)
    standing = (FirstRun.digest == _digest(secret), FirstRun.used_at.is_(None), FirstRun.ends_at > now)
    if not session.execute(update(FirstRun).where(*standing).values(used_at=now).returning(FirstRun.id)).all():
        raise NotAllowed(SET_UP_ALREADY)
    codes = practices.ods_codes(session)
    mistyped = codes[0] if len(codes) == 1 else ""  # nobody has done anything here: whatever stands there can be wrong
    code = practices.claim_installation(session, now, details.ods_code, details.name, mistyped)
    practice = practices.ensure_practice(session, now, name="", ods_code=code, phone="", address=())
    practice_details.change_details(session, practice, details, None, now)
    accounts.add_account(
        session, practice.id, manager.email, Role.MANAGER, now, name=manager.name, password=manager.password
    )
    audit.append(session, AuditAction.FIRST_RUN_USED, now, practice=practice.id)
    return practice


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
