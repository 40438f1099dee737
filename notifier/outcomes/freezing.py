"""Closing by freezing: one person proposes what follows for every patient, another one closes exactly that.

A closed set is never changed, which the database itself sees to; what is learned later makes a difference, see
`notifier.outcomes.differences`. A campaign may be frozen again: the next set is for whoever was held before.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, delete, func, select, true
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import lifecycle
from notifier.contacts.full_names import join_names
from notifier.errors import EvidenceFault, NotAllowed
from notifier.outcomes import sealing
from notifier.outcomes.frozen_rows import FrozenRow, concluded_rows, store_rows, stored_rows, sum_of_rows
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent, Campaign, FrozenOutcome, FrozenSet, Staff
from notifier.vocabulary import CampaignStatus, HoldReason, OutcomeKind, Role

PROPOSAL_STANDS = timedelta(hours=36)  # so that the second person may come the next day
PROPOSE, CLOSE = "propose", "close"  # what a page asks for: which of the two is said, and never guessed


class FrozenSetView(NamedTuple):
    """A frozen set, or the proposal of one: then nobody has closed it."""

    id: int
    campaign_id: int
    number: int
    proposed_by: str  # by name
    proposed_at: datetime
    as_of: datetime
    closed_by: str | None
    closed_at: datetime | None
    counts: Mapping[str, int]  # outcome or reason to hold -> patients
    sha256: str
    checks: Sequence[Mapping[str, object]]  # what stood open, see `notifier.outcomes.closing_checks.AcceptedCheck`
    proposer_id: int
    closer_id: int | None


class ShownClosing(NamedTuple):
    """What somebody was shown before they pressed the button: what they ask for is meant for that and nothing else."""

    proposal_id: int | None  # the open proposal
    closed_id: int | None  # the set that was closed last
    sum_of_counts: str  # see `sum_of_counts`: of the proposal where it is to be closed, else of what would follow


class ChangedOutcome(NamedTuple):
    """A patient whose outcome, or what it rests on, is not what was proposed; None where there was none."""

    nhs_number: str
    proposed: str | None
    now: str | None
    patient_id: int
    full_name: str


class Freezing(NamedTuple):
    """What a call for freezing did: a set is closed, or proposed, and why what was proposed before is not closed."""

    set: FrozenSetView
    changed: Sequence[ChangedOutcome]  # since it was proposed, so that it is proposed anew
    expired: bool  # what was proposed before was too old

    @property
    def is_closed(self) -> bool:
        """Whether two people have frozen it."""
        return self.set.closed_at is not None


def freeze(
    session: Session, campaign_id: int, staff: StaffAccount, now: datetime, checks: Sequence[Mapping[str, object]]
) -> Freezing:
    """Propose what follows for every patient, or close what another person proposed and is still so.

    `checks` has what stands open at the closing and was accepted, see `notifier.outcomes.closing_checks`. What changed
    since the proposal is proposed anew by whoever would have closed it; whoever proposed it may do so again. Raises
    NotAllowed without the role, and for a campaign that was not launched.
    """
    campaign = campaign_to_freeze(session, campaign_id, staff)
    proposal = session.execute(_proposal(campaign.id)).scalar_one_or_none()
    expired = proposal is not None and not proposal.proposed_at <= now <= proposal.proposed_at + PROPOSAL_STANDS
    changed: Sequence[ChangedOutcome] = ()
    if proposal is not None and not expired and proposal.proposed_by != staff.id:
        changed = _changed_since(session, campaign, proposal, now)
        if not changed:
            return Freezing(_close(session, proposal, staff, now, checks), (), False)
    if proposal is not None:
        _withdraw(session, proposal, now)
    return Freezing(_propose(session, campaign, staff, now, checks), changed, expired)


def propose_shown(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    now: datetime,
    checks: Sequence[Mapping[str, object]],
    shown: ShownClosing,
) -> FrozenSetView:
    """Propose what somebody was shown, in the place of what was proposed before.

    Raises as `freeze` does, and NotAllowed where anything came between their seeing and their pressing: then nothing is
    to be kept of this transaction.
    """
    campaign = campaign_to_freeze(session, campaign_id, staff)
    refuse_moved(session, campaign.id, shown)
    if (proposal := session.execute(_proposal(campaign.id)).scalar_one_or_none()) is not None:
        _withdraw(session, proposal, now)
    proposed = _propose(session, campaign, staff, now, checks)
    if sum_of_counts(proposed.counts) != shown.sum_of_counts:
        raise NotAllowed("what follows for the patients changed since you were shown it: look at the numbers again")
    return proposed


def close_shown(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    now: datetime,
    checks: Sequence[Mapping[str, object]],
    shown: ShownClosing,
) -> Freezing:
    """Close the proposal that somebody was shown; where it is no longer so, nothing is done but to say what changed.

    Raises as `freeze` does, and NotAllowed for whoever proposed it, for one that is too old, and where anything came
    between their seeing and their pressing.
    """
    campaign = campaign_to_freeze(session, campaign_id, staff)
    refuse_moved(session, campaign.id, shown)
    proposal = session.execute(_proposal(campaign.id)).scalar_one_or_none()
    if proposal is None or sum_of_counts(proposal.counts) != shown.sum_of_counts:
        raise NotAllowed("nothing is proposed that could be closed: propose what follows now")
    if proposal.proposed_by == staff.id:
        raise NotAllowed(f"you proposed set {proposal.number} yourself, and only a second person can close it")
    if not proposal.proposed_at <= now <= proposal.proposed_at + PROPOSAL_STANDS:
        raise NotAllowed(f"set {proposal.number} was proposed too long ago to be closed: propose it anew")
    if changed := _changed_since(session, campaign, proposal, now):
        return Freezing(_view(session, proposal), changed, False)
    return Freezing(_close(session, proposal, staff, now, checks), (), False)


def refuse_moved(session: Session, campaign_id: int, shown: ShownClosing) -> None:
    """Raises NotAllowed that says who was first, where a set was closed or proposed since somebody looked."""
    closed, proposal = latest_frozen_set(session, campaign_id), open_proposal(session, campaign_id)
    if (closed.id if closed else None) != shown.closed_id:
        who = f"{closed.closed_by} closed set {closed.number}" if closed else "a set was closed"
        raise NotAllowed(f"{who} since you looked, so nothing more was done: see how the closing stands now")
    if (proposal.id if proposal else None) != shown.proposal_id:
        who = f"{proposal.proposed_by} proposed a set" if proposal else "what was proposed was taken back"
        raise NotAllowed(f"{who} since you looked, so nothing was done: see how the closing stands now")


def sum_of_counts(counts: Mapping[str, int]) -> str:
    """A fingerprint of how many patients have which outcome and are held for which reason, for a form to carry."""
    return hashlib.sha256(json.dumps(dict(counts), sort_keys=True).encode()).hexdigest()


def campaign_to_freeze(session: Session, campaign_id: int, staff: StaffAccount) -> Campaign:
    """The campaign, locked against other writers. Raises as `freeze` does, and NotFound."""
    staff.must_be(Role.MANAGER, Role.APPROVER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    if campaign.campaign_status not in CampaignStatus.launched():
        raise NotAllowed(f"campaign {campaign.id} is {campaign.campaign_status}: only a launched one can be frozen")
    lifecycle.refuse_forgotten(campaign)
    return campaign


def open_proposal(session: Session, campaign_id: int) -> FrozenSetView | None:
    """What is proposed for a campaign and waits for a second person, however old."""
    row = session.execute(_views().where(FrozenSet.campaign_id == campaign_id, *_IS_PROPOSED)).one_or_none()
    return None if row is None else FrozenSetView._make(row)


def latest_frozen_set(session: Session, campaign_id: int) -> FrozenSetView | None:
    """The set of a campaign that was closed last."""
    found = frozen_sets(session, campaign_id)
    return found[-1] if found else None


def frozen_sets(session: Session, campaign_id: int | None = None) -> list[FrozenSetView]:
    """The closed sets of a campaign, or of all, in the order in which they were closed."""
    condition = true() if campaign_id is None else FrozenSet.campaign_id == campaign_id
    query = _views().where(condition, FrozenSet.closed_at.is_not(None)).order_by(FrozenSet.number, FrozenSet.id)
    return [FrozenSetView._make(row) for row in session.execute(query)]


def frozen_outcomes(session: Session, frozen_set_id: int) -> Iterator[FrozenRow]:
    """What a set says of each patient, ordered by the patients' ids; nothing once they are forgotten."""
    return stored_rows(session, frozen_set_id)


def verify_frozen_sets(session: Session) -> int:
    """Recompute the sum of every closed set whose patients are not forgotten; returns how many sets there are.

    Raises EvidenceFault that names the first set whose rows, counts or sum are not those that the audit chain has.
    """
    closings = select(AuditEvent.details).where(AuditEvent.action == AuditAction.OUTCOMES_FROZEN.value)
    chained: dict[int, Mapping[str, object]] = {one["frozen_set"]: one for one in session.execute(closings).scalars()}
    sets = frozen_sets(session)
    forgotten = set(session.execute(select(FrozenSet.id).where(FrozenSet.purged_at.is_not(None))).scalars())
    for one in sets:
        said = chained.get(one.id, {})
        name = f"frozen set {one.number} of campaign {one.campaign_id}"
        if (said.get("sha256"), said.get("counts")) != (one.sha256, dict(one.counts)):
            raise EvidenceFault(f"{name} is not as the audit chain has it")
        if one.id not in forgotten and sum_of_rows(frozen_outcomes(session, one.id)) != one.sha256:
            raise EvidenceFault(f"a row of {name} was changed")
    if missing := chained.keys() - {one.id for one in sets}:
        raise EvidenceFault(f"the frozen set {min(missing)}, which was closed, is missing")
    return len(sets)


_IS_PROPOSED = (FrozenSet.closed_at.is_(None), FrozenSet.withdrawn_at.is_(None))


def _proposal(campaign_id: int) -> Select[FrozenSet]:
    return select(FrozenSet).where(FrozenSet.campaign_id == campaign_id, *_IS_PROPOSED).with_for_update()


def _view(session: Session, proposal: FrozenSet) -> FrozenSetView:
    return FrozenSetView._make(session.execute(_views().where(FrozenSet.id == proposal.id)).one())


def _views() -> Select[*tuple[object, ...]]:
    proposer, closer = aliased(Staff), aliased(Staff)
    return (
        select(
            *(FrozenSet.id, FrozenSet.campaign_id, FrozenSet.number, proposer.name, FrozenSet.proposed_at),
            *(FrozenSet.as_of, closer.name, FrozenSet.closed_at, FrozenSet.counts, FrozenSet.sha256, FrozenSet.checks),
            *(FrozenSet.proposed_by, FrozenSet.closed_by),
        )
        .join(proposer, proposer.id == FrozenSet.proposed_by)
        .outerjoin(closer, closer.id == FrozenSet.closed_by)
    )


def _propose(
    session: Session, campaign: Campaign, staff: StaffAccount, now: datetime, checks: Sequence[Mapping[str, object]]
) -> FrozenSetView:
    closed = select(func.count()).where(FrozenSet.campaign_id == campaign.id, FrozenSet.closed_at.is_not(None))
    proposal = FrozenSet(
        campaign_id=campaign.id,
        number=session.execute(closed).scalar_one() + 1,
        proposed_by=staff.id,
        proposed_at=now,
        as_of=now,
        counts={},
        checks=list(checks),
        sha256="",
    )
    session.add(proposal)
    session.flush()
    counts: Counter[str] = Counter()
    store_rows(session, proposal.id, _counted(concluded_rows(session, campaign, now), counts))
    proposal.counts = _in_order(counts)
    proposal.sha256 = sum_of_rows(stored_rows(session, proposal.id))
    session.flush()
    _record(session, AuditAction.OUTCOMES_PROPOSED, proposal, staff, now)
    return _view(session, proposal)


def _close(
    session: Session, proposal: FrozenSet, staff: StaffAccount, now: datetime, checks: Sequence[Mapping[str, object]]
) -> FrozenSetView:
    # It is what follows from all that is known now, which is the same as when it was proposed.
    proposal.as_of = proposal.closed_at = now
    proposal.closed_by, proposal.checks = staff.id, list(checks)
    session.flush()
    # The facts that it rests on: whoever checks the evidence derives the set again from those up to this number.
    last_fact = sealing.seal_everything(session, session.get_one(Campaign, proposal.campaign_id), now)
    _record(session, AuditAction.OUTCOMES_FROZEN, proposal, staff, now, facts=last_fact)
    return _view(session, proposal)


def _withdraw(session: Session, proposal: FrozenSet, now: datetime) -> None:
    proposal.withdrawn_at = now
    rows = delete(FrozenOutcome).where(FrozenOutcome.frozen_set_id == proposal.id)
    session.execute(rows.execution_options(synchronize_session=False))
    session.flush()


def _record(
    session: Session, action: AuditAction, proposal: FrozenSet, staff: StaffAccount, now: datetime, **details: int
) -> None:
    audit.append(
        session,
        action,
        now,
        staff_id=staff.id,
        campaign_id=proposal.campaign_id,
        frozen_set=proposal.id,
        number=proposal.number,
        counts=proposal.counts,
        sha256=proposal.sha256,
        **details,
    )


def _changed_since(session: Session, campaign: Campaign, proposal: FrozenSet, now: datetime) -> list[ChangedOutcome]:
    """The patients whose row is no longer the one that was proposed, ordered by NHS number."""
    proposed = {row.patient_id: (row.digest, row.nhs_number, _name(row)) for row in stored_rows(session, proposal.id)}
    changed = []
    for row in concluded_rows(session, campaign, now):
        digest, _, _ = proposed.pop(row.patient_id, (b"", "", ""))
        if digest != row.digest:
            before = _proposed_outcome(session, proposal.id, row.patient_id) if digest else None
            outcome = _word(row.outcome, row.reason)
            changed.append(ChangedOutcome(row.nhs_number, before, outcome, row.patient_id, _name(row)))
    gone = [
        ChangedOutcome(nhs_number, _proposed_outcome(session, proposal.id, patient_id), None, patient_id, name)
        for patient_id, (_, nhs_number, name) in proposed.items()
    ]
    return sorted([*changed, *gone], key=lambda one: one.nhs_number)


def _name(row: FrozenRow) -> str:
    return join_names(row.given_name, row.family_name)


def _proposed_outcome(session: Session, frozen_set_id: int, patient_id: int) -> str:
    row = session.get_one(FrozenOutcome, (frozen_set_id, patient_id))
    return _word(row.outcome, row.reason)


def _word(outcome: OutcomeKind, reason: HoldReason) -> str:
    return f"{outcome}: {reason}" if reason else outcome.value


def _counted(rows: Iterator[FrozenRow], counts: Counter[str]) -> Iterator[FrozenRow]:
    for row in rows:
        counts[row.outcome.value] += 1
        if row.reason:
            counts[row.reason.value] += 1
        yield row


def _in_order(counts: Counter[str]) -> dict[str, int]:
    held = {reason.value: counts[reason.value] for reason in HoldReason if counts[reason.value]}
    return {kind.value: counts[kind.value] for kind in OutcomeKind} | held
