"""Recovery codes: ten on a sheet of paper, each good once, for the day on which the phone is gone.

A code has 80 secret bits, so that nobody guesses one and its plain digest gives nothing away.
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed
from notifier.practice.accounts import StaffAccount
from notifier.practice.second_factors import has_factor
from notifier.practice.secret_digests import digest_of
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import RecoveryCode, Staff

HOW_MANY = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U
_MISREAD = str.maketrans("ILO", "110")
_LENGTH = 16


def make_recovery_codes(session: Session, person: StaffAccount, now: datetime) -> list[str]:
    """Make ten new ones, as they are printed, such as 7K3M-92QX-4TDP-8RWA; those from before are worth nothing.

    Raises NotAllowed for who has no second factor that they could stand in for.
    """
    session.get_one(Staff, person.id, with_for_update=True)
    if not has_factor(session, person.id):
        raise NotAllowed("recovery codes stand in for an app or a passkey: set one of these up first")
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == person.id))
    made = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(HOW_MANY)]
    session.add_all(RecoveryCode(staff_id=person.id, digest=_digest(person.id, code), made_at=now) for code in made)
    audit.append(session, AuditAction.RECOVERY_CODES_MADE, now, staff_id=person.id, subject=person.id, count=HOW_MANY)
    return ["-".join(code[at : at + 4] for at in range(0, _LENGTH, 4)) for code in made]


def use_recovery_code(session: Session, staff_id: int, typed: str, now: datetime) -> bool:
    """Whether this is one of theirs that was not used yet; it is from now on. `typed` has nothing between its parts."""
    query = select(RecoveryCode).where(
        RecoveryCode.staff_id == staff_id,
        RecoveryCode.digest == _digest(staff_id, typed.upper().translate(_MISREAD)),
        RecoveryCode.used_at.is_(None),
    )
    row = session.execute(query.with_for_update()).scalar_one_or_none()
    if row is None:
        return False
    row.used_at = now
    return True


def _digest(staff_id: int, code: str) -> str:
    return digest_of(f"{staff_id} {code}")
