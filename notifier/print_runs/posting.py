"""That printed letters went into the post: from then on they count as telling somebody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.campaigns.post_times import PostTimes
from notifier.delivery import receipts
from notifier.errors import NotAllowed, ValueRefused
from notifier.patients.scans import reference_in
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import runs
from notifier.print_runs.runs import NAME
from notifier.providers.base import Report
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Delivery, PrintedLetter
from notifier.vocabulary import DeliveryStatus, Pile, ReportKind, Role, Wave

_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class ChosenLetters:
    """Which of the printed letters were posted: those of one pile, of all runs or of one.

    With `only_in_time` without those that name a day which is too near; without those `kept_back`, by what is typed or
    scanned off each.
    """

    run_id: int | None = None
    pile: Pile = Pile.POST
    only_in_time: bool = False
    kept_back: Collection[str] = ()


EVERY_LETTER = ChosenLetters()


class LettersTooLate(NotAllowed):
    """Letters name a day that is too near, or over, when they are posted on the day that was said."""

    def __init__(self, references: Sequence[str], others: int) -> None:
        self.others = others  # how many of the run are in time
        listed = ", ".join(references[:_MOST_LISTED])
        more = len(references) - _MOST_LISTED
        which = f"{listed} and {more} more" if more > 0 else listed
        super().__init__(
            f"posted on that day, {'1 letter names' if len(references) == 1 else f'{len(references)} letters name'} a "
            f"last day to answer that is over or too near: {which}. Do not post them: print them again, which gives "
            "them a later day" + (f"; those in time, {others}, can be recorded alone" if others else "")
        )


def record_posting(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    posted_at: datetime,
    now: datetime,
    chosen: ChosenLetters = EVERY_LETTER,
) -> int:
    """Record that every letter printed by that day and not yet posted was posted then; returns how many.

    Only those `chosen`; of a letter of one run that was printed again with another day, only the newest. Raises
    LettersTooLate for letters that name a day which is too near when they are posted then, unless these are left;
    NotAllowed without the role, for letters that are to be handed out, for a day in the future, for what is kept back
    and does not wait here, or when no other letter does; ValueRefused for no reference; NotFound for an unknown run.
    """
    staff.must_be(Role.MANAGER, Role.RECEPTION)
    run_id, pile = chosen.run_id, chosen.pile
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    if pile is Pile.HAND_OUT:
        raise NotAllowed("letters for the desk are never posted: record each as handed over when its patient has it")
    if posted_at > now:
        raise NotAllowed("letters cannot have been posted in the future")
    if run_id is not None:
        runs.get_run(session, staff.practice_id, run_id)
    waiting = _without(_waiting(session, campaign_id, posted_at, _in_run(run_id, pile)), chosen.kept_back)
    references = _to_record(waiting, PostTimes.of(campaign), london_date(posted_at), only_in_time=chosen.only_in_time)
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
        kept_back=len(chosen.kept_back),
    )
    return len(references)


def _without(waiting: Mapping[str, date | None], kept_back: Collection[str]) -> dict[str, date | None]:
    """The letters that wait but for those kept back. Raises as `record_posting` does."""
    kept = dict(zip(map(reference_in, kept_back), kept_back, strict=True))
    if None in kept:
        raise ValueRefused(f"{kept[None]!r} is no reference of a letter: it has ten letters and numbers")
    if others := sorted(one for one in kept if one is not None and one not in waiting):
        raise NotAllowed(f"these do not wait to be posted with the others, so none is kept back: {', '.join(others)}")
    return {one: named for one, named in waiting.items() if one not in kept}


def _to_record(
    waiting: Mapping[str, date | None], times: PostTimes, posted_on: date, *, only_in_time: bool
) -> list[str]:
    """The letters whose posting is recorded. Raises NotAllowed as `record_posting` does."""
    if not waiting:
        raise NotAllowed("no letter that was printed by then waits to be posted")
    late = [one for one, named in waiting.items() if named is not None and not times.is_in_time(posted_on, named)]
    references = [one for one in waiting if one not in set(late)]
    if late and not (only_in_time and references):
        raise LettersTooLate(late, len(references))
    return references


def _in_run(run_id: int | None, pile: Pile) -> ColumnElement[bool]:
    printed = exists().where(PrintedLetter.delivery_id == Delivery.id, PrintedLetter.pile == pile)
    if run_id is None:
        return printed
    newer = aliased(PrintedLetter)
    differs = exists().where(
        newer.delivery_id == PrintedLetter.delivery_id,
        newer.id > PrintedLetter.id,
        newer.sha256 != PrintedLetter.sha256,
    )
    return printed.where(PrintedLetter.print_run_id == run_id, ~differs)


def _waiting(
    session: Session, campaign_id: int, posted_at: datetime, chosen: ColumnElement[bool]
) -> dict[str, date | None]:
    """The letters that wait, reference -> the day that each names."""
    query = select(Delivery.reference, Delivery.accepted_at, Delivery.deadline_on).where(
        Delivery.campaign_id == campaign_id,
        Delivery.provider == NAME,
        Delivery.delivery_status == DeliveryStatus.ACCEPTED,
        Delivery.posted_at.is_(None),
        Delivery.wave != Wave.HAND_OUT,  # in whichever form it was made
        chosen,
    )
    day = london_date(posted_at)
    return {
        row.reference: row.deadline_on
        for row in session.execute(query.order_by(Delivery.id))
        if row.accepted_at and london_date(row.accepted_at) <= day
    }
