"""What later facts change about a frozen set: each difference is a task, and the set stays as it was closed.

Whoever a set lets be coded may have the code on their record from then on, until a person took it off. Of such a
patient everything that holds them now is a difference, even where an import has hidden it since: that the list shows
the code, or that they left. Who has died or only left needs no taking off. Whose NHS number is another person's does:
nobody knows on whose record the code came to stand.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.delivery.places_in_doubt import PlacesInDoubt
from notifier.outcomes import coding_tasks, facts, rule
from notifier.outcomes.coding_tasks import FoundTask
from notifier.outcomes.facts import Concluded
from notifier.outcomes.rule import Outcome, Terms
from notifier.patients import identity_doubts
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign, CodingTask, FrozenOutcome, FrozenSet, Patient, Receipt, Reply
from notifier.vocabulary import CodingTaskKind, HoldReason, OutcomeKind, SkipReason

OF_DIFFERENCES = (CodingTaskKind.TAKE_OFF, CodingTaskKind.MAY_CODE, CodingTaskKind.OTHER_BASIS)
# What a list says that may hide what holds the patient besides.
_HIDES = (SkipReason.LEFT, SkipReason.ALREADY_CODED)
_OTHER = {
    OutcomeKind.MAY_CODE_ASKED: OutcomeKind.MAY_CODE_SILENT,
    OutcomeKind.MAY_CODE_SILENT: OutcomeKind.MAY_CODE_ASKED,
}
_MOVED = "Has left since: tell the practice that has the record now"
_NUMBER_IS_ANOTHERS = "The NHS number is another person's now: look on whose record the code stands"
_TOGETHER = 500  # patients in one transaction
_SHARE = 20  # looking at everybody takes at most so small a part of the time: a twentieth


class CodingBasis(NamedTuple):
    """What a patient may have been coded by: the outcome, and the set that has it."""

    kind: OutcomeKind
    frozen_set_id: int | None


class _OpenTask(NamedTuple):
    """A difference that is on record."""

    id: int
    kind: CodingTaskKind


class Differences(NamedTuple):
    """How many differences were found anew, and how many vanished."""

    opened: int
    ended: int


NO_DIFFERENCES = Differences(0, 0)


class Comparison:
    """A look at patients beside the closed sets of their campaign; it writes nothing.

    Show it what is concluded of each; then `found` has the differences that no task is about yet, and `vanished` the
    tasks that nothing stands behind any more, by why that is. Without a closed set it finds nothing.
    """

    def __init__(
        self, session: Session, campaign: Campaign, now: datetime, patient_ids: Sequence[int] | None = None
    ) -> None:
        self._now = now
        self.is_frozen = bool(session.execute(_closed_sets(campaign.id).limit(1)).first())
        self._bases = standing_bases(session, campaign.id, patient_ids) if self.is_frozen else {}
        self._there = _open_tasks(session, campaign.id, patient_ids) if self.is_frozen else {}
        self._terms = facts.terms_of(session, campaign, now)
        self.replaced = _replaced(session, campaign, self._bases.keys(), now)  # of whoever may have been coded
        self.found: list[FoundTask] = []
        self.vanished: defaultdict[str, list[int]] = defaultdict(list)
        self.patient_ids: set[int] = set()  # whose tasks are not as they should be

    def concluded(
        self,
        session: Session,
        campaign: Campaign,
        patient_ids: Sequence[int] | None = None,
        places: PlacesInDoubt | None = None,
    ) -> Iterator[Concluded]:
        """What follows now for the patients to be seen, everybody or some; those who lost their number among them."""
        yield from facts.conclude(session, campaign, self._now, patient_ids, places)
        if patient_ids is None and self.replaced:
            yield from facts.conclude(session, campaign, self._now, sorted(self.replaced), places)

    def wanted(self, one: Concluded) -> FoundTask | None:
        """What has to be done because of the difference for one patient, whether or not a task says so already."""
        if not self.is_frozen:
            return None
        basis = self._bases.get(one.patient_id)
        if one.patient_id in self.replaced:
            return _found(one, CodingTaskKind.TAKE_OFF, basis, because=_NUMBER_IS_ANOTHERS)
        return _difference(one, basis, self._terms, self._now)

    def see(self, one: Concluded) -> None:
        """Compare what follows now for one patient with the tasks about them."""
        if not self.is_frozen:
            return
        wanted = self.wanted(one)
        standing = self._there.get(one.patient_id, ())
        # The same has to be done, even where it is for another reason by now: that task stands.
        gone = [task.id for task in standing if wanted is None or task.kind is not wanted.kind]
        if gone:
            self.vanished[f"now: {one.sentence}"] += gone
            self.patient_ids.add(one.patient_id)
        if wanted is not None and len(gone) == len(standing):
            self.found.append(wanted)
            self.patient_ids.add(one.patient_id)


def find_differences(
    session: Session, campaign: Campaign, now: datetime, patient_ids: Collection[int] | None = None
) -> Differences:
    """Compare the closed sets of a campaign with what follows now, for everybody or some, and bring the tasks up to
    date. Does nothing while no set is closed.
    """
    some = None if patient_ids is None else sorted(patient_ids)
    # Whoever compares at the same time waits here, and then finds what this one found.
    if not session.execute(_closed_sets(campaign.id).with_for_update()).all() or some == []:
        return NO_DIFFERENCES
    comparison = Comparison(session, campaign, now, some)
    for one in comparison.concluded(session, campaign, some):
        comparison.see(one)
    for because, task_ids in comparison.vanished.items():
        coding_tasks.end_tasks(session, task_ids, because, now)
    opened = coding_tasks.add_tasks(session, campaign.id, comparison.found, now)
    done = Differences(opened, sum(map(len, comparison.vanished.values())))
    if done != NO_DIFFERENCES:
        audit.append(session, AuditAction.OUTCOMES_DIFFER, now, campaign_id=campaign.id, **done._asdict())
    return done


class _Mark(NamedTuple):
    """What changes when anything was done or heard: while it is the same, nothing follows that did not before."""

    event: int
    receipt: int
    reply: int
    day: date


@dataclass
class DifferenceSweep:
    """Looks at everybody of every campaign that has a closed set, whenever anything happened since it last did.

    Looking is reading alone; only who is concerned is then looked at again and written, some at a time, so that
    patients who answer meanwhile get their turn.
    """

    database: Database
    clock: Callable[[], float] = time.monotonic
    _seen: dict[int, _Mark] = field(default_factory=dict)
    _rests_until: float = 0.0

    def run(self, now: datetime) -> int:
        """Returns how many tasks were opened or ended. For as long as it took, times twenty, it then rests."""
        begun = self.clock()
        if begun < self._rests_until:
            return 0
        with self.database.reading() as session:
            mark = _mark(session, now)
            news = [campaign_id for campaign_id in _frozen_campaigns(session) if self._seen.get(campaign_id) != mark]
        moved = 0
        for campaign_id in news:
            moved += find_in_turns(self.database, campaign_id, now)
            self._seen[campaign_id] = mark
        ended = self.clock()
        self._rests_until = ended + _SHARE * (ended - begun)
        return moved


def find_in_turns(database: Database, campaign_id: int, now: datetime) -> int:
    """As `find_differences` for everybody, in transactions for some at a time; returns how many tasks moved."""
    with database.reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        comparison = Comparison(session, campaign, now)
        if not comparison.is_frozen:
            return 0
        for one in comparison.concluded(session, campaign):
            comparison.see(one)
    concerned, moved = sorted(comparison.patient_ids), 0
    for start in range(0, len(concerned), _TOGETHER):
        with database.writing() as session:
            some = concerned[start : start + _TOGETHER]
            moved += sum(find_differences(session, session.get_one(Campaign, campaign_id), now, some))
    return moved


def find_everywhere(database: Database, now: datetime) -> int:
    """Bring the tasks of every campaign up to date, after something was done; returns how many tasks moved."""
    with database.reading() as session:
        frozen = _frozen_campaigns(session)
    return sum(find_in_turns(database, campaign_id, now) for campaign_id in frozen)


def find_of_patient(database: Database, now: datetime, patient_id: int) -> int:
    """As `find_everywhere`, after something was done that is about one patient, under whichever numbers; reads no list.

    What it changes of others, and what time does, a worker finds out.
    """
    with database.reading() as session:
        frozen = _frozen_campaigns(session)
    moved = 0
    for campaign_id in frozen:
        with database.writing() as session:
            campaign = session.get_one(Campaign, campaign_id)
            selves = identity_doubts.standing_doubts(session, campaign.practice_id).other_selves(patient_id)
            moved += sum(find_differences(session, campaign, now, selves | {patient_id}))
    return moved


def _frozen_campaigns(session: Session) -> list[int]:
    query = select(FrozenSet.campaign_id).where(FrozenSet.closed_at.is_not(None), FrozenSet.purged_at.is_(None))
    return sorted(session.execute(query.distinct()).scalars())


def _closed_sets(campaign_id: int) -> Select[int]:
    closed = (FrozenSet.closed_at.is_not(None), FrozenSet.purged_at.is_(None))
    return select(FrozenSet.id).where(FrozenSet.campaign_id == campaign_id, *closed).order_by(FrozenSet.id)


def _mark(session: Session, now: datetime) -> _Mark:
    event = audit.last_event(session)
    receipt, reply = (session.execute(select(func.max(table.id))).scalar_one() or 0 for table in (Receipt, Reply))
    return _Mark(event, receipt, reply, london_date(now))


def standing_bases(session: Session, campaign_id: int, some: Sequence[int] | None = None) -> Mapping[int, CodingBasis]:
    """By what each patient may have been coded, as the sets and what was done since say; none whose code came off."""
    frozen = (
        select(FrozenOutcome.patient_id, FrozenOutcome.outcome, FrozenOutcome.frozen_set_id, FrozenSet.closed_at)
        .join(FrozenSet, FrozenSet.id == FrozenOutcome.frozen_set_id)
        .where(FrozenSet.campaign_id == campaign_id, FrozenSet.closed_at.is_not(None))
        .where(FrozenOutcome.outcome != OutcomeKind.HOLD)
        .where(true() if some is None else FrozenOutcome.patient_id.in_(some))
        .order_by(FrozenSet.closed_at)
    )
    bases: dict[int, CodingBasis] = {}
    since: dict[int, datetime] = {}
    for row in session.execute(frozen):
        bases[row.patient_id] = CodingBasis(row.outcome, row.frozen_set_id)
        since[row.patient_id] = row.closed_at
    done = (
        select(CodingTask.patient_id, CodingTask.kind, CodingTask.frozen_set_id, CodingTask.done_at)
        .where(CodingTask.campaign_id == campaign_id, CodingTask.kind.in_(OF_DIFFERENCES))
        .where(CodingTask.done_at.is_not(None))
        .where(true() if some is None else CodingTask.patient_id.in_(some))
        .order_by(CodingTask.done_at, CodingTask.id)
    )
    for patient_id, kind, frozen_set_id, done_at in session.execute(done):
        if patient_id is None or done_at is None or done_at < since.get(patient_id, done_at):
            continue  # a later set has them anew
        basis = bases.pop(patient_id, None)
        if kind is CodingTaskKind.OTHER_BASIS and basis is not None:
            bases[patient_id] = basis._replace(kind=_OTHER[basis.kind])
        elif kind is CodingTaskKind.MAY_CODE:
            # Somebody says that they did something about it, which may have been to add the code.
            bases[patient_id] = CodingBasis(OutcomeKind.MAY_CODE_SILENT, frozen_set_id)
    return bases


def _open_tasks(session: Session, campaign_id: int, some: Sequence[int] | None) -> Mapping[int, list[_OpenTask]]:
    query = select(CodingTask.patient_id, CodingTask.id, CodingTask.kind).where(
        CodingTask.campaign_id == campaign_id,
        CodingTask.kind.in_(OF_DIFFERENCES),
        CodingTask.ended_at.is_(None),
        CodingTask.done_at.is_(None),
        true() if some is None else CodingTask.patient_id.in_(some),
    )
    found: defaultdict[int, list[_OpenTask]] = defaultdict(list)
    for row in session.execute(query):
        found[row.patient_id].append(_OpenTask(row.id, row.kind))
    return found


def _replaced(session: Session, campaign: Campaign, coded: Collection[int], now: datetime) -> frozenset[int]:
    """Of patients who may have been coded, those whose NHS number is another person's."""
    if not coded:
        return frozenset()
    query = select(Patient.id).where(Patient.practice_id == campaign.practice_id, Patient.replaced_at <= now)
    return frozenset(coded).intersection(session.execute(query).scalars())


def _difference(one: Concluded, basis: CodingBasis | None, terms: Terms, now: datetime) -> FoundTask | None:
    """What has to be done of one patient, if anything has."""
    if basis is None:
        return _found(one, CodingTaskKind.MAY_CODE, None) if one.outcome.may_be_coded else None
    if one.outcome.reason is HoldReason.DECEASED:
        return None
    behind = _behind_the_list(one, terms, now)
    if not behind.may_be_coded:
        return _found(
            replace(one, outcome=behind), CodingTaskKind.TAKE_OFF, basis, because=_MOVED if _has_left(one) else ""
        )
    if behind.kind is not basis.kind and not _has_left(one):
        return _found(replace(one, outcome=behind), CodingTaskKind.OTHER_BASIS, basis)
    return None


def _behind_the_list(one: Concluded, terms: Terms, now: datetime) -> Outcome:
    """The outcome without what the list says since the coding: that the code is there, or that the patient left.

    Nor does a complaint take a code off: whoever answers it finds out what the patient wants, and logs that.
    """
    exclusion = None if one.facts.exclusion in _HIDES else one.facts.exclusion
    if exclusion is one.facts.exclusion and not one.facts.unanswered:
        return one.outcome
    return rule.derive(replace(one.facts, exclusion=exclusion, unanswered=0), terms, now)


def _has_left(one: Concluded) -> bool:
    return one.facts.exclusion is SkipReason.LEFT


def _found(one: Concluded, kind: CodingTaskKind, basis: CodingBasis | None, *, because: str = "") -> FoundTask:
    why = f"{one.sentence} {because}".rstrip()
    return FoundTask(kind, one.nhs_number, why, one.patient_id, basis.frozen_set_id if basis else None)
