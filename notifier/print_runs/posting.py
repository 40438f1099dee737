"""That printed letters went into the post: from then on they count as telling somebody."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.delivery import receipts
from notifier.errors import NotAllowed
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import runs
from notifier.print_runs.runs import NAME
from notifier.providers.base import Report
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Delivery, PrintedLetter
from notifier.vocabulary import DeliveryStatus, Pile, ReportKind, Role, Wave


def record_posting(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    posted_at: datetime,
    now: datetime,
    *,
    run_id: int | None = None,
    pile: Pile = Pile.POST,
) -> int:
    """Record that every letter printed by that day and not yet posted was posted then; returns how many.

    Only those of one pile, and of one run where it is named. Raises NotAllowed without the role, for letters that are
    to be handed out, for a day in the future, or when no printed letter waits; NotFound for an unknown run.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    if pile is Pile.HAND_OUT:
        raise NotAllowed(
            "letters for the desk are never posted: record each with `notifier handed` when it is handed over"
        )
    if posted_at > now:
        raise NotAllowed("letters cannot have been posted in the future")
    if run_id is not None:
        runs.get_run(session, staff.practice_id, run_id)
    references = _waiting(session, campaign_id, posted_at, _in_run(run_id, pile))
    if not references:
        raise NotAllowed("no letter that was printed by then waits to be posted")
    raw = {"recorded_by": staff.id}
    for reference in references:
        report = Report(reference, reference, f"{reference}:posted", ReportKind.POSTED, posted_at, None, raw)
        receipts.record_report(session, NAME, report, now)
    audit.append(
        session,
        AuditAction.LETTERS_POSTED,
        now,
        staff_id=staff.id,
        campaign_id=campaign_id,
        letters=len(references),
        posted_at=posted_at.isoformat(),
        run=run_id,
        pile=pile.value,
    )
    return len(references)


def _in_run(run_id: int | None, pile: Pile) -> ColumnElement[bool]:
    printed = exists().where(PrintedLetter.delivery_id == Delivery.id, PrintedLetter.pile == pile)
    return printed if run_id is None else printed.where(PrintedLetter.print_run_id == run_id)


def _waiting(session: Session, campaign_id: int, posted_at: datetime, chosen: ColumnElement[bool]) -> list[str]:
    query = select(Delivery.reference, Delivery.accepted_at).where(
        Delivery.campaign_id == campaign_id,
        Delivery.provider == NAME,
        Delivery.delivery_status == DeliveryStatus.ACCEPTED,
        Delivery.posted_at.is_(None),
        Delivery.wave != Wave.HAND_OUT,  # in whichever form it was made
        chosen,
    )
    day = london_date(posted_at)
    return [
        reference
        for reference, accepted_at in session.execute(query)
        if accepted_at and london_date(accepted_at) <= day
    ]
