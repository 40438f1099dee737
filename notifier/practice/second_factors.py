"""Second factors: who has to give one, what somebody has, and taking it away.

Whoever has one gives it after their password, in any case. Managers and approvers have to have one as soon as one real
patient is on record: what they do reaches every patient, and they alone may export. A practice of invented people may
go without.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound
from notifier.practice import accounts, practices
from notifier.practice.accounts import StaffAccount
from notifier.practice.proof_ends import end_proofs
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import CodeApp, Passkey, RecoveryCode, Staff
from notifier.vocabulary import ProofKind, Role, SignInEnd

NEEDING = frozenset({Role.MANAGER, Role.APPROVER})  # these two approve, launch and freeze, and managers export
_KINDS: dict[ProofKind, type[CodeApp] | type[Passkey]] = {
    ProofKind.ONE_TIME_CODE: CodeApp,
    ProofKind.PASSKEY: Passkey,
}


class HeldFactor(NamedTuple):
    """An app or a passkey that somebody has set up."""

    kind: ProofKind  # ONE_TIME_CODE or PASSKEY
    id: int
    device: str  # the browser that a passkey was made with; empty for an app
    site: str  # the host that a passkey works at; empty for an app
    added_at: datetime
    last_used_at: datetime | None


class HeldFactors(NamedTuple):
    """All that somebody can give besides their password."""

    factors: list[HeldFactor]
    codes_left: int  # recovery codes that were not used

    @property
    def has_app(self) -> bool:
        """Whether an app makes codes for them."""
        return any(one.kind is ProofKind.ONE_TIME_CODE for one in self.factors)

    def passkeys_at(self, site: str) -> list[HeldFactor]:
        """Their passkeys that work at a host."""
        return [one for one in self.factors if one.kind is ProofKind.PASSKEY and one.site == site]


def held_factors(session: Session, staff_id: int) -> HeldFactors:
    """What somebody has, the oldest first. An app of which no code was given yet is none."""
    apps = select(CodeApp).where(CodeApp.staff_id == staff_id, CodeApp.confirmed_at.is_not(None))
    found = [
        HeldFactor(ProofKind.ONE_TIME_CODE, app.id, "", "", app.added_at, app.last_used_at)
        for app in session.execute(apps.order_by(CodeApp.id)).scalars()
    ]
    keys = select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id)
    found += [
        HeldFactor(ProofKind.PASSKEY, key.id, key.device, key.site, key.added_at, key.last_used_at)
        for key in session.execute(keys).scalars()
    ]
    left = select(func.count()).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return HeldFactors(found, session.execute(left).scalar_one())


def has_factor(session: Session, staff_id: int) -> bool:
    """Whether somebody has one, which they then have to give."""
    app = exists().where(CodeApp.staff_id == staff_id, CodeApp.confirmed_at.is_not(None))
    return bool(session.execute(select(app | exists().where(Passkey.staff_id == staff_id))).scalar_one())


def is_needed(session: Session, person: StaffAccount) -> bool:
    """Whether a person has to have one: by their roles, and by whether real patients are on record."""
    return bool(person.roles & NEEDING) and not practices.is_sample(session)


def is_missing(session: Session, person: StaffAccount) -> bool:
    """Whether a person has to have one and has none: until they have, nothing else is opened to them."""
    if not person.roles & NEEDING or has_factor(session, person.id):
        return False
    return is_needed(session, person)


def note_added(
    session: Session, person: StaffAccount, kind: ProofKind, factor_id: int, sign_in_id: int, now: datetime
) -> None:
    """Say that a person added a factor; all that they are signed in with ends, but the sign-in with that id."""
    end_proofs(session, person.id, SignInEnd.NEW_FACTOR, now, person.id, but=sign_in_id)
    _note(session, AuditAction.FACTOR_ADDED, person.id, person.id, kind, factor_id, now)


def remove_factor(
    session: Session, person: StaffAccount, kind: ProofKind, factor_id: int, sign_in_id: int, now: datetime
) -> None:
    """Remove one of a person's own; all that they are signed in with ends, but the sign-in with that id.

    With the last one go the recovery codes. Raises NotFound, and NotAllowed for the last one of who has to have one.
    """
    session.get_one(Staff, person.id, with_for_update=True)  # of two who remove one each, the second sees what is left
    held = held_factors(session, person.id).factors
    if not any(one.kind is kind and one.id == factor_id for one in held):
        raise NotFound("there is no such second factor")
    if len(held) == 1:
        if is_needed(session, person):
            raise NotAllowed(
                "this is your only second factor, and whoever approves, launches or exports for real patients has to "
                "have one: add another one first"
            )
        _forget_codes(session, person.id)
    table = _KINDS[kind]
    session.execute(delete(table).where(table.id == factor_id, table.staff_id == person.id))
    end_proofs(session, person.id, SignInEnd.NEW_FACTOR, now, person.id, but=sign_in_id)
    _note(session, AuditAction.FACTOR_REMOVED, person.id, person.id, kind, factor_id, now)


def reset_factors(session: Session, email: str, by: StaffAccount, now: datetime) -> None:
    """Remove all that a colleague has, whose phone is gone; all that they are signed in with ends.

    The next time they sign in with their password, and set a new one up before anything else where they have to have
    one. Raises NotFound for an account that is not open or has none, and NotAllowed for one's own, or to whoever is no
    manager.
    """
    person = accounts.person_to_change(session, email, by)
    if person.id == by.id:
        raise NotAllowed("your own second factors are removed on the page of your account, one by one")
    count = _remove_all(session, person.id, person.email)
    end_proofs(session, person.id, SignInEnd.NEW_FACTOR, now, by.id)
    audit.append(session, AuditAction.FACTORS_RESET, now, staff_id=by.id, subject=person.id, count=count)


def reset_lone(session: Session, person: StaffAccount, now: datetime) -> None:
    """Remove all that somebody has who just gave their password on the machine that holds the installation.

    That is for a manager whom no other can help; the audit chain says that nobody of the practice did it. Raises
    NotFound where they have none, and NotAllowed where another manager can sign in.
    """
    accounts.person_to_change(session, person.email, None)
    if accounts.is_manager_provable(session, but=person.id):
        raise NotAllowed(
            "another manager can sign in: they remove your second factor on the page People, or here with --staff"
        )
    count = _remove_all(session, person.id, person.email)
    end_proofs(session, person.id, SignInEnd.NEW_FACTOR, now, None)
    audit.append(session, AuditAction.FACTORS_RESET, now, subject=person.id, count=count)


def _remove_all(session: Session, staff_id: int, email: str) -> int:
    held = held_factors(session, staff_id).factors
    if not held:
        raise NotFound(f"{email} has no second factor")
    for table in _KINDS.values():
        session.execute(delete(table).where(table.staff_id == staff_id))
    _forget_codes(session, staff_id)
    return len(held)


def _forget_codes(session: Session, staff_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def _note(
    session: Session, action: AuditAction, by: int, subject: int, kind: ProofKind, factor_id: int, now: datetime
) -> None:
    audit.append(session, action, now, staff_id=by, subject=subject, factor=kind.value, factor_id=factor_id)
