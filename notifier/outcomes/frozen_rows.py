"""The rows of a frozen set: one patient's outcome with what it rests on, written so that their sum can be recomputed.

The sum of a set is the SHA-256 over the canonical JSON of every row (sorted keys, no spaces, UTF-8), each with a line
feed, in the order of the patients' ids. A row says nothing of when it was made: concluded again from the same facts, it
is the same row.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.added_codes import FreeText
from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.store.tables import Campaign, Delivery, FrozenOutcome, Reply, Review
from notifier.vocabulary import DeliveryStatus, Evidence, Extent, HoldReason, OutcomeKind, Wave

_TOGETHER = 1_000  # rows in memory at once


class FrozenRow(NamedTuple):
    """One patient in a frozen set; see the table `frozen_outcome`."""

    patient_id: int
    nhs_number: str
    family_name: str
    given_name: str
    date_of_birth: date
    outcome: OutcomeKind
    reason: HoldReason
    evidence: Evidence
    deadline_on: date | None
    sentence: str
    free_text: str
    extent: Extent | None
    basis: Mapping[str, Sequence[int]]

    @property
    def line(self) -> bytes:
        """The row as it goes into the sum."""
        written = json.dumps(self._asdict(), sort_keys=True, separators=(",", ":"), default=date.isoformat)
        return written.encode() + b"\n"

    @property
    def digest(self) -> bytes:
        """A fingerprint of the row alone, 32 bytes."""
        return hashlib.sha256(self.line).digest()


def concluded_rows(session: Session, campaign: Campaign, now: datetime) -> Iterator[FrozenRow]:
    """What follows for every patient of the practice at `now`, a thousand in memory at a time."""
    free_text = lifecycle.preset_of(campaign).free_text
    concluded = facts.conclude(session, campaign, now)
    while some := list(islice(concluded, _TOGETHER)):
        basis = _Basis.of(session, [one.notice_id for one in some if one.notice_id is not None])
        yield from (_row(one, basis, free_text) for one in some)


def store_rows(session: Session, frozen_set_id: int, rows: Iterable[FrozenRow]) -> None:
    """Write the rows of a set that is not closed."""
    remaining = iter(rows)
    while some := [row._asdict() | {"frozen_set_id": frozen_set_id} for row in islice(remaining, _TOGETHER)]:
        session.execute(insert(FrozenOutcome), some)


def stored_rows(session: Session, frozen_set_id: int) -> Iterator[FrozenRow]:
    """The rows of a set in the order in which they are summed."""
    columns = [getattr(FrozenOutcome, name) for name in FrozenRow._fields]
    query = select(*columns).where(FrozenOutcome.frozen_set_id == frozen_set_id).order_by(FrozenOutcome.patient_id)
    return map(FrozenRow._make, session.execute(query.execution_options(yield_per=_TOGETHER)))


def sum_of_rows(rows: Iterable[FrozenRow]) -> str:
    """The sum of rows that come in the order of the patients' ids."""
    total = hashlib.sha256()
    for row in rows:
        total.update(row.line)
    return total.hexdigest()


class _Basis(NamedTuple):
    """What the outcomes of some notices rest on: ids by notice, and how much is to be shown of who keeps it."""

    deliveries: Mapping[int, Sequence[int]]
    replies: Mapping[int, Sequence[int]]
    reviews: Mapping[int, Sequence[int]]
    extents: Mapping[int, Extent]

    @classmethod
    def of(cls, session: Session, notice_ids: Sequence[int]) -> "_Basis":
        """That of all these notices."""
        told = select(Delivery.notice_id, Delivery.id).where(
            Delivery.notice_id.in_(notice_ids),
            Delivery.delivery_status.not_in((DeliveryStatus.PLANNED, *DeliveryStatus.never_sent())),
            Delivery.wave != Wave.ACKNOWLEDGEMENT,
        )
        said = select(Reply.notice_id, Reply.id).where(Reply.notice_id.in_(notice_ids))
        reviewed = select(Review.notice_id, Review.id).where(Review.notice_id.in_(notice_ids))
        chosen = select(Reply.notice_id, Reply.extent).where(
            Reply.notice_id.in_(notice_ids), Reply.extent.is_not(None), Reply.doubt.is_(None)
        )
        in_order = session.execute(chosen.order_by(Reply.received_at, Reply.id))
        return cls(
            _by_notice(session.execute(told.order_by(Delivery.id))),
            _by_notice(session.execute(said.order_by(Reply.id))),
            _by_notice(session.execute(reviewed.order_by(Review.id))),
            {row.notice_id: row.extent for row in in_order if row.extent is not None},
        )


def _by_notice(pairs: Iterable[tuple[int | None, int]]) -> Mapping[int, list[int]]:
    """The ids of some rows by the notice that each is about, from (notice id, own id)."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for notice_id, own_id in pairs:
        if notice_id is not None:
            found[notice_id].append(own_id)
    return found


def _row(one: Concluded, basis: _Basis, free_text: FreeText) -> FrozenRow:
    notice_id, outcome = one.notice_id or 0, one.outcome
    return FrozenRow(
        patient_id=one.patient_id,
        nhs_number=one.nhs_number,
        family_name=one.family_name,
        given_name=one.given_name,
        date_of_birth=one.date_of_birth,
        outcome=outcome.kind,
        reason=outcome.reason,
        evidence=outcome.evidence,
        deadline_on=outcome.deadline_on,
        sentence=one.sentence,
        free_text=one.free_text(free_text),
        extent=basis.extents.get(notice_id) if outcome.reason is HoldReason.OBJECTED else None,
        basis={
            "deliveries": list(basis.deliveries.get(notice_id, ())),
            "replies": list(basis.replies.get(notice_id, ())),
            "reviews": list(basis.reviews.get(notice_id, ())),
        },
    )
