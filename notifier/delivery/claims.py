"""Who is next: claims due deliveries for one worker and gathers all that is needed to render them.

A claim is a conditional update; once committed, the deliveries are this worker's alone and the intent to send them is
on record: to whom, which texts, and the deadline that each will state.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, cast

from sqlalchemy import Select, Table, and_, bindparam, exists, false, func, or_, select, true, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningUpdate

from notifier.campaigns import calendar
from notifier.campaigns.calendar import london_date
from notifier.campaigns.post_times import USUAL_ANSWER_DAYS, USUAL_POST_DAYS, PostTimes
from notifier.contacts import PostalAddress
from notifier.contacts.formats import written_format
from notifier.contacts.languages import language_code
from notifier.delivery import leases, notices
from notifier.delivery.leases import WorkerLease
from notifier.delivery.limits import suppressions
from notifier.delivery.routing import age
from notifier.messages.addressee import Addressee
from notifier.patients import access_codes, matters
from notifier.patients.access_codes import Keys
from notifier.practice import practices
from notifier.providers.base import Audience, Provider
from notifier.providers.channels import AddressKind, traits_of
from notifier.store.tables import Campaign, Delivery, Link, Notice, Patient
from notifier.vocabulary import Channel, DeliveryStatus, Wave


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """One claimed delivery with all that is needed to render it; plain values, so that no transaction stays open."""

    delivery_id: int
    reference: str
    campaign_id: int
    channel: Channel
    wave: Wave
    attempt: int
    is_sample: bool
    addressee: Addressee | None  # none for what tells nobody in particular, as the footer does

    @property
    def tells(self) -> bool:
        """Whether it tells the patient of the proposal, and does not only answer."""
        return self.wave is not Wave.ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class ClaimScope:
    """What may be claimed now: by which channel, for whom the provider is, of which campaigns, and how many at most."""

    channel: Channel
    audience: Audience
    campaign_ids: Sequence[int]
    most: int


def claim(
    session: Session, turn: ClaimScope, provider: Provider, worker: WorkerLease, keys: Keys, now: datetime
) -> list[ClaimedDelivery]:
    """Claim what is due, oldest first, and return it ready to be rendered."""
    claiming = _claiming(turn.channel, turn.audience)
    values = {
        "now": now,
        "wall": leases.wall_clock(),
        "campaign_ids": turn.campaign_ids,
        "most": turn.most,
        "claiming_provider": provider.name,  # whom to ask if we are gone before the answer is written down
        "claiming_worker": worker.name,
        "until": worker.lease_until(),
    }
    ids: list[int] = [row[0] for row in session.connection().execute(claiming, values)]
    if not ids:
        return []
    is_individual = traits_of(turn.channel).tells_individually
    return list(_individual(session, ids, keys, now) if is_individual else _collective(session, ids))


def oldest_due(session: Session, turn: ClaimScope, now: datetime) -> datetime | None:
    """Since when the oldest is due that would be claimed; None when nothing would. Claims nothing."""
    query = _due(turn.channel, turn.audience).with_only_columns(Delivery.due_at).limit(1)
    values = {"now": now, "wall": leases.wall_clock(), "campaign_ids": turn.campaign_ids}
    return session.execute(query, values).scalar_one_or_none()


# A launch runs these a thousand times. They are built once, for to build one takes longer than to run it, and run below
# the session, which would look for rows that it knows.
@cache
def _claiming(channel: Channel, audience: Audience) -> ReturningUpdate[int]:
    due = _due(channel, audience).limit(bindparam("most"))
    # A CTE, for PostgreSQL may run a subquery once for each row, with another batch every time.
    chosen = due.with_for_update(skip_locked=True, of=Delivery).cte("due")
    return (
        update(Delivery)
        .where(Delivery.id.in_(select(chosen.c.id)), Delivery.delivery_status == DeliveryStatus.PLANNED)
        .values(
            delivery_status=DeliveryStatus.SENDING,
            provider=bindparam("claiming_provider"),
            claimed_at=bindparam("now", type_=Delivery.claimed_at.type),
            claimed_by=bindparam("claiming_worker"),
            lease_until=bindparam("until"),
            attempts=Delivery.attempts + 1,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )


def _due(channel: Channel, audience: Audience) -> Select[int]:
    """Planned deliveries that may go now: the patient is here, unrestricted and did not answer, or is told that they
    did.
    """
    query = (
        select(Delivery.id)
        .where(
            Delivery.delivery_status == DeliveryStatus.PLANNED,
            Delivery.channel == channel,
            Delivery.due_at <= bindparam("now"),
            Delivery.set_aside_at.is_(None),
            or_(Delivery.lease_until.is_(None), Delivery.lease_until <= bindparam("wall")),
            Delivery.campaign_id.in_(bindparam("campaign_ids", expanding=True)),
        )
        .order_by(Delivery.due_at, Delivery.id)
    )
    is_real = Patient.nhs_number.not_like(f"{practices.SAMPLE_NHS_NUMBERS}%")
    traits = traits_of(channel)
    if not traits.tells_individually:
        # The footer goes to a whole practice: with one real patient that is no sample.
        query = query.join(Campaign, Campaign.id == Delivery.campaign_id)
        has_real = exists().where(Patient.practice_id == Campaign.practice_id, is_real)
        return query if audience is not Audience.SAMPLES else query.where(~has_real)
    query = query.join(Notice, Notice.id == Delivery.notice_id).join(Patient, Patient.id == Notice.patient_id)
    # What no provider here may carry stays planned, for one that may.
    whose = {
        Audience.EVERYBODY: true(),
        Audience.REAL_PEOPLE: is_real,
        Audience.SAMPLES: ~is_real,
        Audience.NOBODY: false(),
    }
    query = query.where(whose[audience])
    tells = and_(
        ~notices.answered(Delivery.notice_id),
        # A letter for the desk waits as well while something newer may tell the patient.
        or_(and_(Delivery.attempts == 0, Delivery.wave != Wave.HAND_OUT), ~notices.overtaken()),
    )
    if traits.address is AddressKind.POST:
        query = query.where(or_(Delivery.wave == Wave.HAND_OUT, ~matters.is_said_to_have_moved()))
    return query.where(
        notices.may_be_told(),
        *([~suppressions.by_patient(channel)] if traits.can_be_stopped else []),
        or_(Delivery.wave == Wave.ACKNOWLEDGEMENT, tells),
    )


def note_intent(
    session: Session,
    jobs: Iterable[ClaimedDelivery],
    text_ids: Mapping[int, list[int] | None],
    costs: Mapping[int, int | None],
) -> None:
    """Write down, with the claim, where each message goes, its texts, the deadline that it will state and its cost.

    `text_ids` has the texts by delivery, `costs` thousandths of a penny; None where that is not known.
    """
    rows = [
        {
            "which": job.delivery_id,
            "text_ids": text_ids[job.delivery_id],
            "cost": costs[job.delivery_id],
            "sent_to": _sent_to(job.channel, job.addressee) if job.addressee else None,
            "deadline_on": job.addressee.deadline_on
            if job.addressee and job.wave is not Wave.ACKNOWLEDGEMENT
            else None,
        }
        for job in jobs
    ]
    if rows:
        session.connection().execute(_INTENT, rows)


_TABLE = cast(Table, Delivery.__table__)
_INTENT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in ("text_ids", "cost", "sent_to", "deadline_on")})
)
_POSTED = aliased(Delivery)
_JOBS = (
    select(
        *(Delivery.id, Delivery.reference, Delivery.campaign_id, Delivery.channel, Delivery.wave),
        *(Delivery.attempts, Delivery.notice_id, Notice.patient_id, Notice.link_serial),
        *(Patient.nhs_number, Patient.title, Patient.given_name, Patient.family_name, Patient.date_of_birth),
        *(Patient.mobile, Patient.email, Patient.address_lines, Patient.postcode, Link.deadline_on),
        *(Patient.language, Patient.accessible_format),
        *(Campaign.notice_days, Campaign.preset_data["guardian_below_age"].as_integer().label("guardian_below_age")),
        func.coalesce(Campaign.preset_data["post_working_days"].as_integer(), USUAL_POST_DAYS),
        func.coalesce(Campaign.preset_data["shortest_answer_days"].as_integer(), USUAL_ANSWER_DAYS),
        exists().where(_POSTED.notice_id == Delivery.notice_id, _POSTED.posted_at.is_not(None)).label("was_posted"),
    )
    .join(Notice, Notice.id == Delivery.notice_id)
    .join(Patient, Patient.id == Notice.patient_id)
    .join(Link, Link.notice_id == Notice.id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)))
    .order_by(Delivery.id)
)


class _JobRow(NamedTuple):
    """What `_JOBS` selects, in its order."""

    id: int
    reference: str
    campaign_id: int
    channel: Channel
    wave: Wave
    attempts: int
    notice_id: int
    patient_id: int
    link_serial: int
    nhs_number: str
    title: str
    given_name: str
    family_name: str
    date_of_birth: date
    mobile: str | None
    email: str | None
    address_lines: list[str]
    postcode: str
    deadline_on: date  # the link's: the latest that was stated so far
    language: str
    accessible_format: str
    notice_days: int
    guardian_below_age: int
    post_working_days: int
    shortest_answer_days: int
    was_posted: bool  # by any delivery of the notice


def _job_rows(session: Session, ids: Sequence[int]) -> list[_JobRow]:
    return list(map(_JobRow._make, session.connection().execute(_JOBS, {"ids": ids})))


def claimed_jobs(session: Session, ids: Sequence[int], keys: Keys, now: datetime) -> Iterator[ClaimedDelivery]:
    """Deliveries that count as claimed `now`, as `claim` gives them. The links' days are put off as by a claim."""
    yield from _individual(session, ids, keys, now)
    yield from _collective(session, ids)


def acknowledgements_again(session: Session, ids: Sequence[int], keys: Keys, now: datetime) -> list[ClaimedDelivery]:
    """Acknowledgements that were claimed, as they would be claimed now. Claims nothing and writes nothing."""
    return [_job(row, keys, now) for row in _job_rows(session, ids) if row.wave is Wave.ACKNOWLEDGEMENT]


def claimed_before(session: Session, ids: Sequence[int], keys: Keys, then: datetime) -> Iterator[ClaimedDelivery]:
    """Deliveries that were claimed `then`, as they were then but for what a newer list says of the patient.

    For a letter that is printed once more. Claims nothing and writes nothing.
    """
    query = select(Delivery.id, Delivery.deadline_on).where(Delivery.id.in_(ids))
    stated = {row.id: row.deadline_on for row in session.execute(query)}
    for row in _job_rows(session, ids):
        job = _job(row, keys, then)
        deadline_on = stated[job.delivery_id]
        assert job.addressee is not None
        assert deadline_on is not None
        yield replace(job, addressee=replace(job.addressee, deadline_on=deadline_on))


def _individual(session: Session, ids: Sequence[int], keys: Keys, now: datetime) -> Iterator[ClaimedDelivery]:
    later: list[tuple[int, date]] = []
    for row in _job_rows(session, ids):
        job = _job(row, keys, now)
        assert job.addressee is not None
        if job.addressee.deadline_on > row.deadline_on:
            later.append((row.notice_id, job.addressee.deadline_on))
        yield job
    for notice_id, deadline_on in later:
        session.execute(
            update(Link)
            .where(Link.notice_id == notice_id, Link.deadline_on < deadline_on)
            .values(deadline_on=deadline_on)
        )


def _job(row: _JobRow, keys: Keys, now: datetime) -> ClaimedDelivery:
    today = london_date(now)
    addressee = Addressee(
        reference=row.reference,
        title=row.title,
        given_name=row.given_name,
        family_name=row.family_name,
        mobile=row.mobile,
        email=row.email,
        address_lines=PostalAddress(tuple(row.address_lines), row.postcode).lines_for_window,
        code=access_codes.make_code(keys, row.campaign_id, row.patient_id, row.link_serial),
        deadline_on=_day_to_name(row, now),
        written_on=today,
        guardian=age(row.date_of_birth, today) < row.guardian_below_age,
        reminder=row.wave is Wave.REMINDER,
        language=language_code(row.language),
        written_format=written_format(row.accessible_format),
        format_recorded=row.accessible_format,
        by_hand=row.wave is Wave.HAND_OUT,
        is_sample=row.nhs_number.startswith(practices.SAMPLE_NHS_NUMBERS),
        date_of_birth=row.date_of_birth,
    )
    return ClaimedDelivery(
        delivery_id=row.id,
        reference=row.reference,
        campaign_id=row.campaign_id,
        channel=row.channel,
        wave=row.wave,
        attempt=row.attempts,
        is_sample=addressee.is_sample,
        addressee=addressee,
    )


def _day_to_name(row: _JobRow, now: datetime) -> date:
    """The last day to answer that a message names.

    A reminder of what was posted repeats its day; a letter in which that day would come too soon names a later one.
    Whom nothing surely reached yet gets the whole period.
    """
    if row.wave is Wave.ACKNOWLEDGEMENT:
        return row.deadline_on
    if row.wave is not Wave.REMINDER or not row.was_posted:
        return calendar.deadline(now, row.notice_days)
    if traits_of(row.channel).address is not AddressKind.POST:
        return row.deadline_on
    times = PostTimes(row.post_working_days, row.shortest_answer_days, row.notice_days)
    return times.day_to_name(london_date(now), row.deadline_on)


_OF_EVERYBODY = (
    select(Delivery, Campaign.practice_id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)), Delivery.notice_id.is_(None))
    .order_by(Delivery.id)
)


def _collective(session: Session, ids: Sequence[int]) -> Iterator[ClaimedDelivery]:
    for row, practice_id in session.execute(_OF_EVERYBODY, {"ids": ids}):
        yield ClaimedDelivery(
            delivery_id=row.id,
            reference=row.reference,
            campaign_id=row.campaign_id,
            channel=row.channel,
            wave=row.wave,
            attempt=row.attempts,
            is_sample=not practices.real_patients(session, practice_id),
            addressee=None,
        )


def _sent_to(channel: Channel, addressee: Addressee) -> str | None:
    match traits_of(channel).address:
        case AddressKind.MOBILE:
            return addressee.mobile
        case AddressKind.EMAIL:
            return addressee.email
        case AddressKind.POST:
            return "\n".join(addressee.window)[:400]
    return None
