"""What was known of deliveries at an earlier moment: from their rows, and from what had been reported by then.

A row says where its delivery stands today, and when we first heard that it was taken. Whatever else moved it is kept
beside it: reports, refusals, what a person found out, and attempts that came to nothing, after which it was planned
again (see `notifier.delivery.receipts`).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from notifier.delivery.receipts import read_given_back
from notifier.delivery.standing import ReportedEvent, standing_of
from notifier.outcomes.rule import Telling
from notifier.providers.channels import traits_of
from notifier.store.tables import Delivery, Notice, Patient, Receipt
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, ReportKind, Wave

_Columns = TypeVarTuple("_Columns")
_OUT_OF_ORDER = 1_000  # reports that several workers write at once: of that many the latest need not be the last one


class SentRow(NamedTuple):
    """A delivery of a patient's notice that was claimed at least once, as its row has it today."""

    nhs_number: str
    patient_id: int
    delivery_id: int
    wave: Wave
    channel: Channel
    delivery_status: DeliveryStatus
    accepted_at: datetime | None
    posted_at: datetime | None
    delivered_at: datetime | None
    deadline_on: date | None
    attempts: int
    claimed_at: datetime | None

    def telling(self) -> Telling:
        """As the rule takes it."""
        said = self.wave, self.channel, self.delivery_status, self.accepted_at, self.posted_at, self.delivered_at
        return Telling(*said, self.deadline_on, delivery_id=self.delivery_id)


class Attempt(NamedTuple):
    """One claim of a delivery, and when it was given back to be claimed again, if it was."""

    claimed_at: datetime
    deadline_on: date | None
    given_back_at: datetime | None


class _Report(NamedTuple):
    delivery_id: int
    kind: ReportKind
    happened_at: datetime | None
    received_at: datetime
    fail_reason: FailReason | None
    event_id: str
    raw: dict[str, Any]


class EarlierDeliveries:
    """The deliveries of a campaign of which something became known after a moment, as they stood at that moment."""

    def __init__(self, at: datetime, touched: frozenset[int], reports: dict[int, list[_Report]]) -> None:
        self.touched = touched
        self._at = at
        self._reports = reports

    @classmethod
    def read(
        cls,
        session: Session,
        campaign_id: int,
        at: datetime,
        some: ColumnElement[bool],
        patient_ids: Sequence[int] | None = None,
    ) -> "EarlierDeliveries":
        """`some`: which patients, with their ids where they are few. Where nothing became known since, as at every
        moment that is not past, next to nothing is read."""

        def of_some(query: Select[*_Columns]) -> Select[*_Columns]:
            joined = query.join(Notice, Notice.id == Delivery.notice_id).join(Patient, Patient.id == Notice.patient_id)
            if patient_ids is None:
                return joined.where(Delivery.campaign_id == campaign_id, some)
            # By their notices: asked for the campaign, a database goes through all of its deliveries.
            return joined.where(Notice.campaign_id == campaign_id, Notice.patient_id.in_(patient_ids), some)

        moved = or_(Delivery.claimed_at > at, Delivery.accepted_at > at, Delivery.ended_at > at)
        touched = set(session.execute(of_some(select(Delivery.id)).where(moved)).scalars())
        if _has_later_reports(session, at):
            reported = select(Receipt.delivery_id).join(Delivery, Delivery.id == Receipt.delivery_id)
            reported = of_some(reported).where(Receipt.received_at > at)
            touched |= {delivery_id for delivery_id in session.execute(reported).scalars() if delivery_id is not None}
        reports: defaultdict[int, list[_Report]] = defaultdict(list)
        if touched:
            columns = (Receipt.kind, Receipt.happened_at, Receipt.received_at, Receipt.fail_reason)
            every = select(Receipt.delivery_id, *columns, Receipt.event_id, Receipt.raw)
            every = every.join(Delivery, Delivery.id == Receipt.delivery_id)
            for row in session.execute(of_some(every).order_by(Receipt.id)):
                if row.delivery_id in touched:
                    reports[row.delivery_id].append(_Report._make(row))
        return cls(at, frozenset(touched), reports)

    def telling(self, row: SentRow) -> Telling | None:
        """The delivery as it stood; None where it had not gone yet."""
        reports = self._reports.get(row.delivery_id, ())
        attempts = _attempts(row, reports)
        claimed = [one for one in attempts if one.claimed_at <= self._at]
        if not claimed:
            return None
        under_way = [one for one in claimed if one.given_back_at is None or one.given_back_at > self._at]
        events = [
            ReportedEvent(one.kind, one.happened_at, one.received_at, one.fail_reason)
            for one in reports
            if one.received_at <= self._at
        ]
        standing = standing_of(events, by_day=traits_of(row.channel).is_carried_by_hand)
        heard = (row.accepted_at, standing.accepted_at if standing is not None else None)
        taken = [moment for moment in heard if moment is not None and moment <= self._at]
        if standing is None and not taken and not under_way:
            return None
        status = DeliveryStatus.ACCEPTED if taken else DeliveryStatus.SENDING
        return Telling(
            row.wave,
            row.channel,
            standing.delivery_status if standing is not None else status,
            min(taken, default=None),
            standing.posted_at if standing is not None else None,
            standing.delivered_at if standing is not None else None,
            (under_way or claimed)[-1].deadline_on,
            delivery_id=row.delivery_id,
        )


def _has_later_reports(session: Session, at: datetime) -> bool:
    """Whether anything was reported after a moment; reports are appended as they come."""
    last = select(Receipt.received_at).order_by(Receipt.id.desc()).limit(_OUT_OF_ORDER)
    return any(moment > at for moment in session.execute(last).scalars())


def _attempts(row: SentRow, reports: Sequence[_Report]) -> list[Attempt]:
    """Every claim of a delivery, the first first: the last one stands in its row unless it was given back too."""
    found = [
        Attempt(*given_back, one.received_at)
        for one in reports
        if (given_back := read_given_back(one.event_id, one.raw)) is not None
    ]
    claimed_at = row.claimed_at or row.accepted_at
    if len(found) < row.attempts and claimed_at is not None:
        found.append(Attempt(claimed_at, row.deadline_on, None))
    return found
