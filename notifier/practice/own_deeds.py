"""What a member of staff has done already, by the audit chain: whatever is ticked off for them asks here."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.practice.accounts import StaffAccount
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent


def done_since_launch(
    session: Session, staff: StaffAccount, campaign_id: int, among: Collection[AuditAction]
) -> frozenset[AuditAction]:
    """Which of these actions the person has taken since a campaign first ran: before that, it was made ready."""
    first_run = select(func.min(AuditEvent.id)).where(
        AuditEvent.campaign_id == campaign_id, AuditEvent.action == AuditAction.CAMPAIGN_RUNNING.value
    )
    query = select(AuditEvent.action).where(
        AuditEvent.staff_id == staff.id,
        AuditEvent.action.in_([action.value for action in among]),
        AuditEvent.id > func.coalesce(first_run.scalar_subquery(), 0),
    )
    taken = set(session.execute(query.distinct()).scalars())
    return frozenset(one for one in among if one.value in taken)
