"""What a practice has of what its first launch needs, as far as its accounts and its list tell."""

from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from notifier.practice import second_factors
from notifier.practice.accounts import StaffAccount
from notifier.store.tables import Patient, Staff, StaffRole
from notifier.vocabulary import Role


class PracticeReadiness(NamedTuple):
    """How far one person's practice is."""

    has_factor: bool  # the person themself
    has_approver: bool  # somebody else, who can sign in and may approve
    has_list: bool  # anybody is on the list of patients


def practice_readiness(session: Session, person: StaffAccount) -> PracticeReadiness:
    """How far the practice of this person is, who prepares its campaigns."""
    approver = exists().where(
        Staff.practice_id == person.practice_id,
        Staff.id != person.id,
        Staff.active,
        exists().where(StaffRole.staff_id == Staff.id, StaffRole.role == Role.APPROVER),
    )
    on_list = exists().where(Patient.practice_id == person.practice_id)
    return PracticeReadiness(
        second_factors.has_factor(session, person.id),
        session.execute(select(approver)).scalar_one(),
        session.execute(select(on_list)).scalar_one(),
    )
