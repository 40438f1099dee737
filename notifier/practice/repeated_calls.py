"""What a program sends twice, because an answer was lost on its way, is done once: the first answer comes back.

A program chooses a key for each act (Idempotency-Key). The first call with it claims the key in the transaction of the
act itself, so that of two at once one waits for the other; whatever rolls the act back frees the key.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from notifier.errors import ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.practice.secret_digests import digest_of
from notifier.store.database import insert_unless_there
from notifier.store.tables import RepeatableCall

KEPT_FOR = timedelta(days=1)


def do_once(
    session: Session, staff: StaffAccount, key: str, asked: str, now: datetime, act: Callable[[], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """The answer of an act, which is done here unless it was done with this key before.

    `asked` is all that the act was asked with; what `act` answers is plain JSON that names no patient. Raises
    ValueRefused where the key was another act's.
    """
    if (before := _claim_call(session, staff, key, asked, now)) is not None:
        return before
    answer = act()
    own = _own_digest(staff, key)
    session.execute(update(RepeatableCall).where(RepeatableCall.key_digest == own).values(answer=dict(answer)))
    return answer


def _claim_call(session: Session, staff: StaffAccount, key: str, asked: str, now: datetime) -> Mapping[str, Any] | None:
    """Claim a key for an act that is about to be done; the answer that was kept, where it was done before."""
    forget_old_calls(session, now)
    own, digest = _own_digest(staff, key), digest_of(asked)
    claim = insert_unless_there(session, RepeatableCall).values(
        key_digest=own, asked_digest=digest, answer={}, made_at=now
    )
    if session.execute(claim.returning(RepeatableCall.key_digest)).scalar_one_or_none() is not None:
        return None
    row: RepeatableCall = session.execute(select(RepeatableCall).where(RepeatableCall.key_digest == own)).scalar_one()
    if row.asked_digest != digest:
        raise ValueRefused("this Idempotency-Key came before, with another request: choose a new one for each act")
    return row.answer


def _own_digest(staff: StaffAccount, key: str) -> str:
    """Two people's keys are never the same."""
    return digest_of(f"{staff.id} {key}")


def forget_old_calls(session: Session, now: datetime) -> None:
    """Forget what nobody sends again any more."""
    session.execute(delete(RepeatableCall).where(RepeatableCall.made_at <= now - KEPT_FOR))
