"""What is on record of many patients, read side by side in one order, so that nobody's rows wait for everybody's."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Generic, NamedTuple, Protocol, TypeVar, TypeVarTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from notifier.outcomes.earlier_deliveries import EarlierDeliveries, SentRow
from notifier.outcomes.rule import ReplyFact, Telling
from notifier.store.tables import Campaign, Delivery, Notice, Patient, Reply, Review, WithdrawnLink
from notifier.vocabulary import Choice, DeliveryStatus, Doubt, Source, Wave

# Replies that are a patient's only because of the number they came from: whose they were not opened no patient's link.
_BY_NUMBER = (Doubt.STOPPED, Doubt.UNCLEAR)
_SENT = tuple(
    status for status in DeliveryStatus if status not in (DeliveryStatus.PLANNED, *DeliveryStatus.never_sent())
)
_AT_ONCE = 1_000  # rows of each query that are held in memory


class _Closable(Protocol):
    def close(self) -> None: ...


class _OfPatient(Protocol):
    """A row that says whose it is."""

    @property
    def nhs_number(self) -> str: ...
    @property
    def patient_id(self) -> int: ...


_Columns = TypeVarTuple("_Columns")
_Row = TypeVar("_Row", bound=_OfPatient)


class PatientRows:
    """Rows of a campaign's patients, all or some, in the one order of everything that is read side by side.

    Whoever is done with them closes what nobody read to the end: a database keeps a cursor for it until then.
    """

    def __init__(self, session: Session, campaign: Campaign, patient_ids: Sequence[int] | None) -> None:
        self.patient_ids = patient_ids
        self.some = Patient.practice_id == campaign.practice_id
        if patient_ids is not None:
            self.some = and_(self.some, Patient.id.in_(patient_ids))
        self._connection = session.connection()
        self._results: list[_Closable] = []
        # Of a whole list only some rows are held; a cursor that stays open costs more than some patients' rows.
        self._options = {"yield_per": _AT_ONCE} if patient_ids is None else {}

    def rows(self, query: Select[*_Columns]) -> Iterator[tuple[*_Columns]]:
        """What a query selects of patients; a number that came to somebody else has two."""
        ordered = query.where(self.some).order_by(Patient.nhs_number, Patient.id)
        result = self._connection.execute(ordered.execution_options(**self._options))
        self._results.append(result)
        return iter(result)

    def close(self) -> None:
        """Read no more."""
        for result in self._results:
            result.close()


class _Beside(Generic[_Row]):
    """Rows of patients, to be read beside the patients themselves."""

    def __init__(self, rows: Iterator[_Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, nhs_number: str, patient_id: int) -> list[_Row]:
        """The rows of a patient, who comes after everybody who was asked for before."""
        found: list[_Row] = []
        while (row := self._next) is not None and (row.nhs_number, row.patient_id) <= (nhs_number, patient_id):
            if row.patient_id == patient_id:
                found.append(row)
            self._next = next(self._rows, None)
        return found


class RecordedTellings:
    """What went out to each patient, as far as it may have told them."""

    def __init__(
        self, session: Session, campaign: Campaign, at: datetime, streams: PatientRows, elsewhere: Collection[int]
    ) -> None:
        """`elsewhere`: the deliveries whose place is in doubt."""
        self._elsewhere = elsewhere
        self._earlier = EarlierDeliveries.read(session, campaign.id, at, streams.some, streams.patient_ids)
        self._withdrawn = _with_a_link_taken_back(session, campaign, at)
        columns = [getattr(Delivery, name) for name in SentRow._fields[3:]]
        went = Delivery.delivery_status.in_(_SENT)
        query = (
            select(Patient.nhs_number, Patient.id, Delivery.id, *columns)
            .join(Notice, Notice.patient_id == Patient.id)
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(Notice.campaign_id == campaign.id, Delivery.wave != Wave.ACKNOWLEDGEMENT)
            .where(or_(went, Delivery.attempts > 0) if self._earlier.touched else went)
        )
        self._rows = _Beside(map(SentRow._make, streams.rows(query)))

    def of(self, nhs_number: str, patient_id: int) -> list[Telling]:
        """The tellings of a patient."""
        found = []
        for row in self._rows.of(nhs_number, patient_id):
            if row.delivery_id in self._withdrawn:
                continue
            telling = self._earlier.telling(row) if row.delivery_id in self._earlier.touched else row.telling()
            if telling is not None:
                is_elsewhere = row.delivery_id in self._elsewhere
                found.append(replace(telling, is_elsewhere=True) if is_elsewhere else telling)
        return found


def _with_a_link_taken_back(session: Session, campaign: Campaign, at: datetime) -> frozenset[int]:
    """The deliveries whose link was taken back by a moment: who knows whether the patient read what had it."""
    query = (
        select(Delivery.id)
        .join(WithdrawnLink, WithdrawnLink.notice_id == Delivery.notice_id)
        .where(WithdrawnLink.campaign_id == campaign.id, WithdrawnLink.withdrawn_at <= at)
        .where(WithdrawnLink.withdrawn_at >= Delivery.planned_at)
    )
    return frozenset(session.execute(query).scalars())


class RepliesOnRecord(NamedTuple):
    """What a patient said, and how many reviews of it are open."""

    answers: Sequence[ReplyFact]
    open_reviews: int


_NO_REPLIES = RepliesOnRecord((), 0)


class _ReplyRow(NamedTuple):
    """A reply with its review, as it stands in the tables today."""

    nhs_number: str
    patient_id: int
    id: int
    choice: Choice
    source: Source
    received_at: datetime
    recorded_at: datetime
    recorded_by: int | None
    doubt: Doubt | None
    sitting: str | None
    settled_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    closing_reply_id: int | None


class RecordedReplies:
    """What each patient said, as far as it was on record at a moment."""

    def __init__(self, campaign: Campaign, at: datetime, streams: PatientRows) -> None:
        self._at = at
        columns = [getattr(Reply, name) for name in _ReplyRow._fields[2:11]]
        query = (
            select(
                Patient.nhs_number, Patient.id, *columns, Review.opened_at, Review.closed_at, Review.closing_reply_id
            )
            .join(Notice, Notice.patient_id == Patient.id)
            .join(Reply, Reply.notice_id == Notice.id)
            .outerjoin(Review, Review.reply_id == Reply.id)
            .where(Notice.campaign_id == campaign.id, Reply.recorded_at <= at)
        )
        self._rows = _Beside(map(_ReplyRow._make, streams.rows(query)))

    def of(self, nhs_number: str, patient_id: int) -> RepliesOnRecord:
        """What a patient said."""
        rows = self._rows.of(nhs_number, patient_id)
        if not rows:
            return _NO_REPLIES
        conclusions = {row.closing_reply_id for row in rows if row.closed_at is not None and row.closed_at <= self._at}
        answers = [self._fact(row, rows, row.id in conclusions) for row in rows]
        return RepliesOnRecord(
            answers, sum(self._is_known(row.opened_at) and not self._is_known(row.closed_at) for row in rows)
        )

    def _fact(self, row: _ReplyRow, rows: Sequence[_ReplyRow], is_conclusion: bool) -> ReplyFact:
        is_doubted = row.doubt is not None or self._is_known(row.opened_at)
        is_closed = is_doubted and self._is_known(row.closed_at)
        by_page = row.source is Source.PAGE and row.recorded_by is None
        # Its proof is looked at when it is settled: until then nobody knows that the patient's link sent it.
        is_unproven = by_page and row.choice is Choice.AGREE and not self._is_known(row.settled_at)
        is_followed = row.doubt in Doubt.tries() and any(
            other.sitting == row.sitting and other.id > row.id for other in rows if row.sitting is not None
        )
        return ReplyFact(
            row.choice,
            row.source,
            row.received_at,
            row.recorded_at,
            # A doubt counts from the reply on, even before its review is opened.
            in_doubt=(is_doubted or is_unproven) and not is_closed and not is_followed,
            set_aside=is_closed or is_followed,
            by_stranger=self._is_by_stranger(row) if is_closed else False,
            is_conclusion=is_conclusion,
            recorded_by_staff=row.recorded_by is not None,
            reply_id=row.id,
        )

    def _is_by_stranger(self, row: _ReplyRow) -> bool:
        """Whether, once it is no longer in doubt, somebody else turned out to have answered with the patient's link."""
        return row.closing_reply_id is None and row.doubt not in _BY_NUMBER and row.recorded_by is None

    def _is_known(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self._at
