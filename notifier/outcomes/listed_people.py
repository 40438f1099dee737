"""The people behind a number of a campaign's page, from what is kept: so that a list has as many as the number said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON
from notifier.contacts.full_names import join_names
from notifier.outcomes.progress import counted_replies
from notifier.store.tables import Delivery, KeptConclusion, Notice, Patient, Reply, Review
from notifier.vocabulary import (
    Channel,
    Choice,
    DeliveryStatus,
    Evidence,
    HoldReason,
    OutcomeKind,
    SkipReason,
    Source,
    Wave,
)


@dataclass(frozen=True)
class PeopleFilter:
    """Who is asked for: of whom everything holds that is given."""

    outcome: OutcomeKind | None = None
    reason: HoldReason | None = None
    evidence: Evidence | None = None
    told_by: Channel | None = None  # by what most surely told them
    choice: Choice | None = None  # the answer that stands
    answered: Choice | None = None  # among the answers that count, whether or not it stands
    answered_on: tuple[date, date] | None = None  # in London, when the practice received it: the first and last day
    answered_by: Source | None = None
    channel: Channel | None = None  # of a message to them
    delivery_statuses: Sequence[DeliveryStatus] = ()  # of such a message
    skip_reason: SkipReason | None = None  # of such a message
    in_review: bool = False  # a person has to look at an answer of theirs


class ListedPerson(NamedTuple):
    """A patient as such a list has them."""

    patient_id: int
    nhs_number: str
    title: str
    given_name: str
    family_name: str
    date_of_birth: date
    is_deceased: bool
    has_left: bool
    is_restricted: bool
    outcome: OutcomeKind
    reason: HoldReason
    evidence: Evidence
    told_by: Channel | None
    told_on: date | None
    choice: Choice | None
    deadline_on: date | None

    @property
    def full_name(self) -> str:
        """As on an envelope."""
        return join_names(self.title, self.given_name, self.family_name)


@dataclass(frozen=True)
class PeopleList:
    """How many they are, and some of them."""

    total: int
    people: Sequence[ListedPerson]


def list_people(
    session: Session, campaign_id: int, wanted: PeopleFilter, *, most: int | None = None, start: int = 0
) -> PeopleList:
    """Those of a campaign's patients, ordered by name, from the one after `start` others on; without `most` all."""
    conditions = (
        KeptConclusion.campaign_id == campaign_id,
        KeptConclusion.is_listed,
        *_conditions(campaign_id, wanted),
    )
    own = Patient.id == KeptConclusion.patient_id
    total = session.execute(select(func.count()).select_from(KeptConclusion).where(*conditions)).scalar_one()
    who = Patient.id, Patient.nhs_number, Patient.title, Patient.given_name, Patient.family_name, Patient.date_of_birth
    kept = [getattr(KeptConclusion, name) for name in ListedPerson._fields[9:]]
    query = (
        select(*who, Patient.deceased, Patient.left, Patient.sensitive, *kept)
        .join(KeptConclusion, own)
        .where(*conditions)
        .order_by(Patient.family_name, Patient.given_name, Patient.id)
    )
    rows = session.execute(query.offset(start).limit(most))
    return PeopleList(total, [ListedPerson._make(row) for row in rows])


def _conditions(campaign_id: int, wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    given = (
        (KeptConclusion.outcome, wanted.outcome),
        (KeptConclusion.reason, wanted.reason),
        (KeptConclusion.evidence, wanted.evidence),
        (KeptConclusion.told_by, wanted.told_by),
        (KeptConclusion.choice, wanted.choice),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in given if value is not None]
    if wanted.answered is not None or wanted.answered_on is not None or wanted.answered_by is not None:
        found.append(_answered(campaign_id, wanted))
    if wanted.channel is not None or wanted.delivery_statuses or wanted.skip_reason is not None:
        found.append(_was_sent(campaign_id, wanted))
    if wanted.in_review:
        own = Notice.patient_id == KeptConclusion.patient_id, Notice.id == Review.notice_id
        found.append(exists().where(*own, Review.campaign_id == campaign_id, Review.closed_at.is_(None)))
    return found


def _answered(campaign_id: int, wanted: PeopleFilter) -> ColumnElement[bool]:
    own = Notice.patient_id == KeptConclusion.patient_id, Reply.notice_id == Notice.id
    found = exists().where(*own, *counted_replies(campaign_id))
    if wanted.answered is not None:
        found = found.where(Reply.choice == wanted.answered)
    if wanted.answered_by is not None:
        found = found.where(Reply.source == wanted.answered_by)
    if wanted.answered_on is not None:
        first, last = wanted.answered_on
        midnights = [datetime.combine(one, time(), LONDON) for one in (first, last + timedelta(days=1))]
        found = found.where(Reply.received_at >= midnights[0], Reply.received_at < midnights[1])
    return found


def _was_sent(campaign_id: int, wanted: PeopleFilter) -> ColumnElement[bool]:
    own = Notice.patient_id == KeptConclusion.patient_id, Notice.campaign_id == campaign_id
    found = exists().where(*own, Delivery.notice_id == Notice.id, Delivery.wave != Wave.ACKNOWLEDGEMENT)
    if wanted.channel is not None:
        found = found.where(Delivery.channel == wanted.channel)
    if wanted.delivery_statuses:
        found = found.where(Delivery.delivery_status.in_(wanted.delivery_statuses))
    if wanted.skip_reason is not None:
        found = found.where(Delivery.skip_reason == wanted.skip_reason)
    return found
