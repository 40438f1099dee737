"""The patients of a campaign as planning sees them, and the notice and link that each of them gets."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import compress
from typing import NamedTuple, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, insert, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from notifier.campaigns import calendar, lifecycle
from notifier.contacts.languages import language_code
from notifier.delivery.limits import suppressions
from notifier.delivery.routing import Contact, Sharing, age
from notifier.errors import NotFound
from notifier.patients import access_codes, identity_doubts, matters, patient_records
from notifier.patients.access_codes import Keys
from notifier.patients.eligibility import RecordedCode, Rules
from notifier.patients.identity_doubts import OpenClaim
from notifier.store.tables import Campaign, Delivery, Link, Notice, Patient, Reply, Review, WithdrawnLink
from notifier.vocabulary import Channel, DeliveryStatus, Doubt, SkipReason, Wave

_Columns = TypeVarTuple("_Columns")
_Beside = TypeVar("_Beside")
# Made once: SQLAlchemy derives all columns anew for each new alias, which takes longer than the asking. So it is with
# the conditions below that are the same for everybody.
_FURTHER, _LATER = aliased(Reply), aliased(Delivery)


class _OnRecord(NamedTuple):
    """What a contact is made of, each by the name of its column of `patient`."""

    id: int
    date_of_birth: date
    mobile: str | None
    email: str | None
    postcode: str
    mailable: bool
    sms_declined: bool
    email_declined: bool
    deceased: bool
    left: bool
    sensitive: bool
    codes: list[RecordedCode]
    doubt: str
    language: str


# What somebody told the practice holds as if a list said it.
_ALSO_TOLD: Mapping[str, ColumnElement[bool]] = {
    "deceased": matters.has_died(),
    "mailable": and_(Patient.mailable, ~matters.is_said_to_have_moved()),
}
_ON_RECORD = tuple(_ALSO_TOLD.get(name, getattr(Patient, name)) for name in _OnRecord._fields)


def everybody(session: Session, campaign: Campaign) -> Iterable[Contact]:
    """Every patient of the campaign's practice, but for those whose number is another person's."""
    query = patients(campaign).where(patient_records.in_use())
    return contacts(session, query, Rules.of(lifecycle.preset_of(campaign)))


def sharing(session: Session, campaign: Campaign, places: Sequence[str] | None = None) -> Sharing:
    """Who of the practice's patients have a number or address in common: they alone are read, for most have not.

    With `places` who has these in common; of others nothing is said then.
    """
    # With their own earlier self, whose number is no longer theirs, nobody shares anything.
    practice = and_(Patient.practice_id == campaign.practice_id, ~identity_doubts.has_newer_number(Patient.id))
    claimed = [claimant(one) for one in identity_doubts.open_claims(session, campaign.practice_id)]
    claimed_places = [place for one in claimed for place in (one.mobile, one.email) if place]
    is_shared = []
    for column in (Patient.mobile, Patient.email):
        repeated = select(column).where(practice, column.is_not(None)).group_by(column).having(func.count() > 1)
        is_shared += [column.in_(claimed_places), column.in_(repeated if places is None else places)]
    query = patients(campaign).where(practice, or_(*is_shared))
    return Sharing.among([*contacts(session, query, Rules.of(lifecycle.preset_of(campaign))), *claimed])


def claimant(claim: OpenClaim) -> Contact:
    """Somebody who has no row of their own yet, with the number and the mailbox that are theirs alone.

    What our record of the NHS number has as well is no sign that two people share it.
    """
    record = claim.record
    return Contact(
        patient_id=0,  # nobody's
        date_of_birth=record.date_of_birth,
        mobile=record.mobile if record.mobile != claim.mobile else None,
        email=record.email if record.email != claim.email else None,
        postcode=record.postcode,
        mailable=False,
        sms_declined=False,
        email_declined=False,
        stopped=frozenset(),
        exclusion=SkipReason.DECEASED if record.deceased else None,
    )


def contacts(session: Session, query: Select[int], rules: Rules) -> Iterator[Contact]:
    """The patients whose ids a query selects, in its order."""
    for row in session.execute(query.with_only_columns(*_contact_columns(suppressions.stoppable()))):
        yield _contact(row, rules)


def contacts_beside(
    session: Session, query: Select[*_Columns], rules: Rules, beside: Callable[[*_Columns], _Beside]
) -> Iterator[tuple[Contact, _Beside]]:
    """Each patient of a query, with what it selects beside the patient: its columns, given to `beside` in their order.

    The query has `patient` among its tables.
    """
    own = len(query.selected_columns)
    for row in session.execute(query.add_columns(*_contact_columns(suppressions.stoppable()))):
        yield _contact(row[own:], rules), beside(*row[:own])


@cache
def _contact_columns(
    stoppable: tuple[Channel, ...],
) -> tuple[ColumnElement[object] | InstrumentedAttribute[object], ...]:
    """What `_contact` takes of each patient: what is on record, and whether nothing is wanted by each channel."""
    return (*_ON_RECORD, *map(suppressions.by_patient, stoppable))


def _contact(selected: Sequence[object], rules: Rules) -> Contact:
    """The contact of what `_contact_columns` selected of a patient."""
    row = _OnRecord._make(selected[: len(_ON_RECORD)])
    return Contact(
        patient_id=row.id,
        date_of_birth=row.date_of_birth,
        mobile=row.mobile,
        email=row.email,
        postcode=row.postcode,
        mailable=row.mailable,
        sms_declined=row.sms_declined,
        email_declined=row.email_declined,
        stopped=frozenset(compress(suppressions.stoppable(), selected[len(_ON_RECORD) :])),
        exclusion=rules.exclusion(row.deceased, row.left, row.sensitive, row.codes, row.doubt),
        language=row.language,
    )


def patients(campaign: Campaign) -> Select[int]:
    """A query for the ids of the campaign's patients, to be narrowed down."""
    return of_practice(campaign, select(Patient.id))


def of_practice(campaign: Campaign, query: Select[*_Columns]) -> Select[*_Columns]:
    """The query, of the campaign's patients alone and in their order."""
    return query.where(Patient.practice_id == campaign.practice_id).order_by(Patient.id)


@cache
def may_be_told() -> ColumnElement[bool]:
    """Whether nothing holds a patient out of every campaign: here, alive, unrestricted, and nothing in doubt."""
    is_sure = and_(Patient.doubt == "", ~identity_doubts.in_doubt(Patient.id))
    return and_(~matters.has_died(), ~Patient.left, ~Patient.sensitive, is_sure)


@cache
def answered(notice_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Whether a patient has answered: then nothing more is sent.

    A stop word is no answer to the proposal: it stops the texts, and the telling goes on by other channels. Nor is a
    text that nobody understood, or what staff logged, once a person has found out that it is not this patient's. What a
    stranger sent by the patient's link remains one, until the link is replaced and whoever asked logs what they want.
    """
    not_theirs = exists().where(
        Review.reply_id == Reply.id,
        Review.closed_at.is_not(None),
        or_(
            Review.doubt == Doubt.MISFILED,
            and_(Review.closing_reply_id.is_(None), or_(Review.doubt == Doubt.UNCLEAR, Reply.recorded_by.is_not(None))),
        ),
    )
    return exists().where(Reply.notice_id == notice_id, Reply.doubt.is_distinct_from(Doubt.STOPPED), ~not_theirs)


@cache
def followed() -> ColumnElement[bool]:
    """Whether a reply is a try on the page, after which the same person went on."""
    return and_(
        func.coalesce(Reply.doubt.in_(Doubt.tries()), false()),
        exists().where(
            _FURTHER.notice_id == Reply.notice_id, _FURTHER.sitting == Reply.sitting, _FURTHER.id > Reply.id
        ),
    )


def withdrawn_since(
    moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
) -> ColumnElement[bool]:
    """Whether the practice took a delivery's link back after a `moment` of it: somebody else may have had it."""
    return exists().where(WithdrawnLink.notice_id == Delivery.notice_id, WithdrawnLink.withdrawn_at >= moment)


@cache
def told_to_stop(delivery: type[Delivery]) -> ColumnElement[bool]:
    """Whether the patient sent a stop word after a delivery, the table's or an alias's, was planned."""
    return exists().where(
        Reply.notice_id == delivery.notice_id,
        Reply.doubt == Doubt.STOPPED,
        Reply.recorded_at >= delivery.planned_at,  # not the stop of an earlier wave that they took back since
    )


@cache
def overtaken() -> ColumnElement[bool]:
    """Whether a later channel or wave has taken over from a delivery that was lost, and may have told the patient.

    A letter that nobody has collected from the desk takes over from nothing.
    """
    return exists().where(
        _LATER.notice_id == Delivery.notice_id,
        _LATER.id > Delivery.id,
        _LATER.wave != Wave.ACKNOWLEDGEMENT,
        or_(_LATER.wave != Wave.HAND_OUT, _LATER.delivery_status == DeliveryStatus.DELIVERED),
        _LATER.delivery_status.not_in(DeliveryStatus.told_nobody()),
    )


def ensure_notice(session: Session, campaign: Campaign, patient_id: int, keys: Keys, now: datetime) -> int:
    """The id of the patient's notice; made without a delivery when somebody replies before anything was planned.

    Raises NotFound for another practice's patient, and NotAllowed once the campaign is forgotten.
    """
    query = select(Notice.id).where(Notice.campaign_id == campaign.id, Notice.patient_id == patient_id)
    if (notice_id := session.execute(query).scalar_one_or_none()) is not None:
        return notice_id
    # Planning writes notices too, alone on its campaign: wait for it, and look what it wrote.
    session.refresh(campaign, with_for_update=True)
    lifecycle.refuse_forgotten(campaign)
    if (notice_id := session.execute(query).scalar_one_or_none()) is not None:
        return notice_id
    only = patients(campaign).where(Patient.id == patient_id)
    people = list(contacts(session, only, Rules.of(lifecycle.preset_of(campaign))))
    if not people:
        raise NotFound("there is no such patient in this practice")
    return write_notices(session, campaign, people, keys, now)[patient_id]


def write_notices(
    session: Session, campaign: Campaign, people: Sequence[Contact], keys: Keys, now: datetime
) -> dict[int, int]:
    """A notice and a link for each; returns patient id -> notice id."""
    serials = free_serials(session, keys, campaign.id, {one.patient_id: 0 for one in people})
    rows = [
        {"campaign_id": campaign.id, "patient_id": patient_id, "link_serial": serial, "created_at": now}
        for patient_id, serial in serials.items()
    ]
    made = session.execute(insert(Notice).returning(Notice.patient_id, Notice.id), rows)
    notice_ids: dict[int, int] = {row.patient_id: row.id for row in made}
    session.execute(insert(Link), [_link(campaign, one, notice_ids, serials, keys, now) for one in people])
    return notice_ids


def _link(
    campaign: Campaign,
    one: Contact,
    notice_ids: Mapping[int, int],
    serials: Mapping[int, int],
    keys: Keys,
    now: datetime,
) -> dict[str, object]:
    code = access_codes.make_code(keys, campaign.id, one.patient_id, serials[one.patient_id])
    return {
        "notice_id": notice_ids[one.patient_id],
        "campaign_id": campaign.id,
        **opened_by(keys, code, one.date_of_birth),
        "serial": serials[one.patient_id],
        "deadline_on": calendar.deadline(now, campaign.notice_days),
        "language": language_code(one.language),
        "for_guardian": age(one.date_of_birth, calendar.london_date(now)) < campaign.preset_data["guardian_below_age"],
    }


def opened_by(keys: Keys, code: str, date_of_birth: date) -> dict[str, bytes]:
    """What a link's row holds of the code and the date of birth that open it."""
    return {
        "fingerprint": access_codes.code_fingerprint(keys, code),
        "check_value": access_codes.check_value(code, date_of_birth),
    }


def free_serials(session: Session, keys: Keys, campaign_id: int, first: Mapping[int, int]) -> dict[int, int]:
    """For each patient the serial from their `first` one on whose code nobody has, or had before it was taken back.

    Two codes of 55 bits can, very rarely, be the same.
    """
    serials: dict[int, int] = {}
    taken: set[bytes] = set()
    waiting = dict(first)
    while waiting:
        prints = {
            patient_id: access_codes.code_fingerprint(
                keys, access_codes.make_code(keys, campaign_id, patient_id, serial)
            )
            for patient_id, serial in waiting.items()
        }
        for table in (Link, WithdrawnLink):
            query = select(table.fingerprint).where(table.fingerprint.in_(prints.values()))
            taken |= set(session.execute(query).scalars())
        for patient_id, found in prints.items():
            if found in taken:
                waiting[patient_id] += 1
            else:
                taken.add(found)
                serials[patient_id] = waiting.pop(patient_id)
    return serials
