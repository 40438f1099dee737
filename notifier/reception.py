"""Finding a patient between two phone calls, and seeing at once where they stand."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from notifier import campaigns, facts, links, replies
from notifier.contacts import Mobile, NhsNumber
from notifier.errors import NotFound, ValueRefused
from notifier.intake.dates import parse_date
from notifier.intake.names import folded
from notifier.links import Keys
from notifier.outcomes import Outcome
from notifier.printing.scans import reference_in
from notifier.replies import ReplyView
from notifier.store.models import Campaign, Delivery, Link, Notice, Patient, Reply, Review
from notifier.vocabulary import Channel, DeliveryStatus, Doubt, FailReason, SkipReason, Wave

MOST_FOUND = 50  # more than a receptionist would read: they had better say more


@dataclass(frozen=True)
class DeliveryView:
    """One delivery as staff see it."""

    id: int
    reference: str
    channel: Channel
    wave: Wave
    delivery_status: DeliveryStatus
    reason: SkipReason | FailReason | None
    sent_to: str | None
    planned_at: datetime
    accepted_at: datetime | None
    posted_at: datetime | None
    delivered_at: datetime | None
    deadline_on: date | None

    @property
    def is_letter_made(self) -> bool:
        """Whether it is a letter that was made, so that there is something to look at."""
        return self.channel is Channel.LETTER and self.accepted_at is not None

    @property
    def waits_at_desk(self) -> bool:
        """Whether it is a letter that was made and lies at the desk until the patient comes in."""
        return self.wave is Wave.HAND_OUT and self.delivery_status is DeliveryStatus.ACCEPTED


@dataclass(frozen=True)
class PatientMatch:
    """A patient with what was said to them and what they said."""

    patient_id: int
    notice_id: int | None
    full_name: str
    date_of_birth: date
    nhs_number_spaced: str
    address_line: str
    outcome: Outcome
    deliveries: list[DeliveryView]
    replies: list[ReplyView]
    open_review: bool

    @property
    def waiting_letter(self) -> DeliveryView | None:
        """The letter that waits for this patient at the desk."""
        return next((one for one in self.deliveries if one.waits_at_desk), None)


@dataclass(frozen=True)
class Scanned:
    """Whose a slip, link, code or letter's reference is, and the campaign that it belongs to."""

    campaign_id: int
    campaign_name: str
    patient_id: int
    is_slip: bool


@dataclass(frozen=True)
class ReviewView:
    """An open review with its patient and the reply that caused it."""

    id: int
    doubt: Doubt
    opened_at: datetime
    reply: ReplyView
    patient: PatientMatch


def scanned(session: Session, keys: Keys, practice_id: int, typed: str) -> Scanned | None:
    """Whom the one thing that a scanner read belongs to: a slip, a patient's link or code, a letter's reference.

    None for anything else, for what nobody has and for what is another practice's.
    """
    query = (
        select(Campaign.id, Campaign.name, Notice.patient_id)
        .join(Notice, Notice.campaign_id == Campaign.id)
        .where(Campaign.practice_id == practice_id)
    )
    read = typed.strip().rstrip("/")
    if reference := reference_in(read):
        query = query.join(Delivery, Delivery.notice_id == Notice.id).where(Delivery.reference == reference)
    else:
        try:
            fingerprint = links.fingerprint(keys, links.normalise(read.rpartition("/")[2]))
        except ValueRefused:
            return None
        query = query.join(Link, Link.notice_id == Notice.id).where(Link.fingerprint == fingerprint)
    row = session.execute(query).one_or_none()
    return Scanned(row.id, row.name, row.patient_id, is_slip="/s/" in read.lower()) if row else None


def find(
    session: Session, keys: Keys, practice_id: int, campaign_id: int, query: str, now: datetime
) -> list[PatientMatch]:
    """Patients by a code, an NHS number, a mobile, a date of birth, or the beginnings of their names; at most 50.

    Raises ValueRefused for a query of fewer than two letters.
    """
    wanted = " ".join(query.replace(",", " ").split())
    if len(wanted) < 2:
        raise ValueRefused("type at least two letters of the name, a date of birth, an NHS number, a mobile or a code")
    condition = _condition(keys, campaign_id, wanted)
    rows = session.execute(
        select(Patient.id)
        .where(Patient.practice_id == practice_id, condition)
        .order_by(Patient.family_name, Patient.given_name, Patient.id)
        .limit(MOST_FOUND)
    )
    return _matches(session, practice_id, campaign_id, list(rows.scalars()), now)


def patient(session: Session, practice_id: int, campaign_id: int, patient_id: int, now: datetime) -> PatientMatch:
    """One patient of this practice. Raises NotFound."""
    found = _matches(session, practice_id, campaign_id, [patient_id], now)
    if not found:
        raise NotFound("there is no such patient in this practice")
    return found[0]


def by_nhs_number(session: Session, practice_id: int, campaign_id: int, nhs_number: str, now: datetime) -> PatientMatch:
    """The patient with this NHS number. Raises NotFound, and ValueRefused for what cannot be one."""
    number = NhsNumber.parse(nhs_number)
    query = select(Patient.id).where(Patient.practice_id == practice_id, Patient.nhs_number == str(number))
    patient_id = session.execute(query).scalar_one_or_none()
    if patient_id is None:
        raise NotFound("nobody on the list has this NHS number")
    return patient(session, practice_id, campaign_id, patient_id, now)


def reviews(session: Session, practice_id: int, campaign_id: int, now: datetime) -> list[ReviewView]:
    """Everything that a person must settle, oldest first."""
    campaigns.get(session, practice_id, campaign_id)
    query = (
        select(Review, Reply, Notice.patient_id)
        .join(Reply, Reply.id == Review.reply_id)
        .join(Notice, Notice.id == Review.notice_id)
        .where(Review.campaign_id == campaign_id, Review.closed_at.is_(None))
        .order_by(Review.id)
    )
    return [
        ReviewView(
            review.id,
            review.doubt,
            review.opened_at,
            replies.view(reply),
            patient(session, practice_id, campaign_id, patient_id, now),
        )
        for review, reply, patient_id in session.execute(query).all()
    ]


def _condition(keys: Keys, campaign_id: int, wanted: str) -> ColumnElement[bool]:
    """Whatever the words can be, they are: a code, an NHS number, a mobile, a date of birth or names' beginnings."""
    ways = []
    if words := [key for key in map(folded, wanted.replace(",", " ").split()) if key]:
        ways.append(and_(*(Patient.name_key.contains(f" {word}", autoescape=True) for word in words)))
    with suppress(ValueRefused):
        found = links.fingerprint(keys, links.normalise(wanted))
        has_code = select(Notice.patient_id).join(Link, Link.notice_id == Notice.id)
        ways.append(Patient.id.in_(has_code.where(Link.fingerprint == found, Notice.campaign_id == campaign_id)))
    with suppress(ValueRefused):
        ways.append(Patient.nhs_number == str(NhsNumber.parse(wanted)))
    with suppress(ValueRefused):
        ways.append(Patient.mobile == Mobile.parse(wanted))
    with suppress(ValueRefused):
        ways.append(Patient.date_of_birth == parse_date(wanted))
    return or_(false(), *ways)


def _matches(
    session: Session, practice_id: int, campaign_id: int, patient_ids: list[int], now: datetime
) -> list[PatientMatch]:
    campaign = campaigns.get(session, practice_id, campaign_id)
    concluded = {one.patient_id: one for one in facts.conclude(session, campaign, now, patient_ids)}
    rows = {row.id: row for row in session.execute(select(Patient).where(Patient.id.in_(patient_ids))).scalars()}
    return [
        _match(session, rows[patient_id], concluded[patient_id].notice_id, concluded[patient_id].outcome)
        for patient_id in patient_ids
        if patient_id in concluded
    ]


def _match(session: Session, row: Patient, notice_id: int | None, outcome: Outcome) -> PatientMatch:
    deliveries = session.execute(
        select(Delivery).where(Delivery.notice_id == notice_id).order_by(Delivery.id)
    ).scalars()
    answers = session.execute(select(Reply).where(Reply.notice_id == notice_id).order_by(Reply.id)).scalars()
    open_review = select(Review.id).where(Review.notice_id == notice_id, Review.closed_at.is_(None)).limit(1)
    return PatientMatch(
        patient_id=row.id,
        notice_id=notice_id,
        full_name=" ".join(filter(None, (row.title, row.given_name, row.family_name))),
        date_of_birth=row.date_of_birth,
        nhs_number_spaced=NhsNumber(row.nhs_number).spaced,
        address_line=", ".join([*row.address_lines, row.postcode]),
        outcome=outcome,
        deliveries=[_delivery(one) for one in deliveries],
        replies=[replies.view(one) for one in answers],
        open_review=session.execute(open_review).first() is not None,
    )


def _delivery(row: Delivery) -> DeliveryView:
    return DeliveryView(
        row.id,
        row.reference,
        row.channel,
        row.wave,
        row.delivery_status,
        row.skip_reason or row.fail_reason,
        row.sent_to,
        row.planned_at,
        row.accepted_at,
        row.posted_at,
        row.delivered_at,
        row.deadline_on,
    )
