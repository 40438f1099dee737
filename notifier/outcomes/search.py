"""A patient as the desk sees them: standing, what they were sent, what they said; and what a person must settle.

How they are found by what somebody says of themself is in `patient_search`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, CompoundSelect, and_, select, union
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts import NhsNumber
from notifier.contacts.full_names import join_names
from notifier.errors import NotFound, ValueRefused
from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.outcomes.rule import Outcome
from notifier.patients import access_codes, identity_doubts
from notifier.patients.access_codes import Keys
from notifier.patients.patient_records import patient_ids
from notifier.patients.scans import reference_in
from notifier.replies import history
from notifier.replies.history import ReplyView
from notifier.store.tables import Campaign, Delivery, Link, Notice, Patient, Review, WithdrawnLink
from notifier.vocabulary import Channel, DeliveryStatus, Doubt, FailReason, SkipReason, Wave


@dataclass(frozen=True)
class DeliveryView:
    """One delivery as staff see it."""

    id: int
    reference: str
    channel: Channel
    wave: Wave
    delivery_status: DeliveryStatus
    reason: SkipReason | FailReason | None
    unmade_because: str | None  # what kept the message from being made
    sent_to: str | None
    planned_at: datetime
    accepted_at: datetime | None
    posted_at: datetime | None
    delivered_at: datetime | None
    deadline_on: date | None
    is_set_aside: bool  # our account may not send to its number or address, as far as is known; see `suspicions`

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
    address_line: str  # empty for a restricted record
    is_deceased: bool
    has_left: bool
    is_restricted: bool
    unread: str  # what the list says of them and nobody could read, which holds them; empty for nothing
    replaced_at: datetime | None  # since when the NHS number is known to be another person's
    outcome: Outcome
    sentence: str  # why that follows, to be read aloud
    deliveries: list[DeliveryView]
    replies: list[ReplyView]
    replies_elsewhere: list[ReplyView]  # under other NHS numbers that are theirs, or may be

    @property
    def open_review(self) -> bool:
        """Whether a person has to look at one of the answers."""
        return any(one.open_review for one in self.replies)

    @property
    def latest(self) -> ReplyView | None:
        """The last answer by reception, tries that were replaced and what was not the patient's left aside."""
        return latest_of(self.replies)

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

    @property
    def others(self) -> list[ReplyView]:
        """What else was said for this patient, the latest by reception first: two people may have answered."""
        return [one for one in reversed(self.patient.replies) if one.id != self.reply.id and not one.is_replaced]

    @property
    def open_beside(self) -> int:
        """How many other answers of the patient a person has yet to settle: they are held until all are."""
        return sum(one.open_review is not None for one in self.others)


def latest_of(replies: Sequence[ReplyView]) -> ReplyView | None:
    """The last of a patient's answers by reception, replaced tries and what is not the patient's left aside."""
    return next((one for one in reversed(replies) if not (one.is_replaced or one.not_theirs)), None)


def reply_of(patient: PatientMatch, reference: str) -> ReplyView:
    """The patient's answer with this reference. Raises NotFound."""
    reply = next((one for one in patient.replies if one.reference == reference), None)
    if reply is None:
        raise NotFound(f"this patient has no answer with the reference {reference!r}")
    return reply


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
            fingerprint = access_codes.code_fingerprint(keys, access_codes.normalise_code(read.rpartition("/")[2]))
        except ValueRefused:
            return None
        query = query.where(Notice.id.in_(_with_fingerprint(fingerprint)))
    row = session.execute(query).one_or_none()
    return Scanned(row.id, row.name, row.patient_id, is_slip="/s/" in read.lower()) if row else None


def patient_match(session: Session, practice_id: int, campaign_id: int, patient_id: int, now: datetime) -> PatientMatch:
    """One patient of this practice. Raises NotFound."""
    found = _matches(session, practice_id, campaign_id, [patient_id], now)
    if not found:
        raise NotFound("there is no such patient in this practice")
    return found[0]


def by_nhs_number(session: Session, practice_id: int, campaign_id: int, nhs_number: str, now: datetime) -> PatientMatch:
    """The patient who has this NHS number now. Raises as `known_patient`."""
    return patient_match(session, practice_id, campaign_id, known_patient(session, practice_id, nhs_number), now)


def known_patient(session: Session, practice_id: int, nhs_number: str) -> int:
    """The id of whoever has this NHS number now. Raises NotFound, and ValueRefused for what cannot be one."""
    number = str(NhsNumber.parse(nhs_number))
    patient_id = patient_ids(session, practice_id, [number]).get(number)
    if patient_id is None:
        raise NotFound("nobody on the list has this NHS number")
    return patient_id


def review_views(session: Session, practice_id: int, campaign_id: int, now: datetime) -> list[ReviewView]:
    """Everything that a person must settle, oldest first."""
    return _reviews(session, practice_id, campaign_id, Review.closed_at.is_(None), now)


def review_view(session: Session, practice_id: int, campaign_id: int, review_id: int, now: datetime) -> ReviewView:
    """An open review by its id. Raises NotFound, also when somebody has settled it."""
    is_open = and_(Review.id == review_id, Review.closed_at.is_(None))
    found = _reviews(session, practice_id, campaign_id, is_open, now)
    if not found:
        raise NotFound(f"there is no open review {review_id} in this campaign; somebody may have settled it")
    return found[0]


def _reviews(
    session: Session, practice_id: int, campaign_id: int, condition: ColumnElement[bool], now: datetime
) -> list[ReviewView]:
    lifecycle.get_campaign(session, practice_id, campaign_id)
    query = (
        select(Review, Notice.patient_id)
        .join(Notice, Notice.id == Review.notice_id)
        .where(Review.campaign_id == campaign_id, condition)
        .order_by(Review.id)
    )
    rows = session.execute(query).all()
    concerned = list({patient_id for _, patient_id in rows})
    patients = {one.patient_id: one for one in _matches(session, practice_id, campaign_id, concerned, now)}
    replies = {reply.id: reply for one in patients.values() for reply in one.replies}
    return [
        ReviewView(row.id, row.doubt, row.opened_at, replies[row.reply_id], patients[patient_id])
        for row, patient_id in rows
    ]


def _with_fingerprint(fingerprint: bytes) -> CompoundSelect[int]:
    """The notice that has this code, or had it until the practice took it back."""
    now_or_then = [select(one.notice_id).where(one.fingerprint == fingerprint) for one in (Link, WithdrawnLink)]
    return union(*now_or_then)


def _matches(
    session: Session, practice_id: int, campaign_id: int, patient_ids: list[int], now: datetime
) -> list[PatientMatch]:
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    concluded = {one.patient_id: one for one in facts.conclude(session, campaign, now, patient_ids)}
    notice_ids = [one.notice_id for one in concluded.values() if one.notice_id is not None]
    told = history.replies_of_notices(session, Notice.id.in_(notice_ids))
    elsewhere = _elsewhere(session, practice_id, campaign_id, patient_ids)
    rows = {row.id: row for row in session.execute(select(Patient).where(Patient.id.in_(patient_ids))).scalars()}
    sent = _sent(session, notice_ids)
    return [
        _match(rows[patient_id], concluded[patient_id], sent, told, elsewhere.get(patient_id, ()))
        for patient_id in patient_ids
        if patient_id in concluded
    ]


def _elsewhere(
    session: Session, practice_id: int, campaign_id: int, patient_ids: Sequence[int]
) -> dict[int, list[ReplyView]]:
    """By patient, what was said under other NHS numbers that are theirs, or may be; few have any."""
    doubts = identity_doubts.standing_doubts(session, practice_id)
    selves = {one: others for one in patient_ids if (others := doubts.other_selves(one))}
    if not selves:
        return {}
    query = select(Notice.id, Notice.patient_id).where(Notice.campaign_id == campaign_id)
    whose: dict[int, int] = {
        row.id: row.patient_id
        for row in session.execute(query.where(Notice.patient_id.in_(set().union(*selves.values()))))
    }
    told = history.replies_of_notices(session, Notice.id.in_(whose))
    return {
        one: [reply for notice_id, said in told.items() if whose[notice_id] in others for reply in said]
        for one, others in selves.items()
    }


def _sent(session: Session, notice_ids: Sequence[int]) -> Mapping[int | None, list[DeliveryView]]:
    """What was sent by each notice, the first first."""
    found: defaultdict[int | None, list[DeliveryView]] = defaultdict(list)
    query = select(Delivery).where(Delivery.notice_id.in_(notice_ids)).order_by(Delivery.id)
    for row in session.execute(query).scalars():
        found[row.notice_id].append(_delivery(row))
    return found


def _match(
    row: Patient,
    one: Concluded,
    sent: Mapping[int | None, list[DeliveryView]],
    told: Mapping[int, list[ReplyView]],
    elsewhere: Sequence[ReplyView],
) -> PatientMatch:
    notice_id = one.notice_id
    return PatientMatch(
        patient_id=row.id,
        notice_id=notice_id,
        full_name=join_names(row.title, row.given_name, row.family_name),
        date_of_birth=row.date_of_birth,
        nhs_number_spaced=NhsNumber(row.nhs_number).spaced,
        address_line="" if row.sensitive else ", ".join([*row.address_lines, row.postcode]),
        is_deceased=row.deceased or one.facts.exclusion is SkipReason.DECEASED,
        has_left=row.left,
        is_restricted=row.sensitive,
        unread=row.doubt,
        replaced_at=row.replaced_at,
        outcome=one.outcome,
        sentence=one.sentence,
        deliveries=sent.get(notice_id, []) if notice_id is not None else [],
        replies=told.get(notice_id, []) if notice_id is not None else [],
        replies_elsewhere=list(elsewhere),
    )


def _delivery(row: Delivery) -> DeliveryView:
    return DeliveryView(
        row.id,
        row.reference,
        row.channel,
        row.wave,
        row.delivery_status,
        row.skip_reason or row.fail_reason,
        row.unmade_because,
        row.sent_to,
        row.planned_at,
        row.accepted_at,
        row.posted_at,
        row.delivered_at,
        row.deadline_on,
        row.set_aside_at is not None and row.delivery_status is DeliveryStatus.PLANNED,
    )
