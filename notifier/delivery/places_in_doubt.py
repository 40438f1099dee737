"""Which messages may have told somebody else than their patient, as far as was known at a moment.

One went to a number, mailbox or home that a later list changed or removed, to a number or mailbox that turned out to be
others' too, or to an address at which, somebody says, the patient does not live. What a list only writes in another way
changes nothing, nor does what is known since before the message was claimed. Planning and outcomes ask the same:
whoever is not told by a message is told anew, if there is a way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypedDict, TypeVar
from typing import cast as cast_type

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.delivery import notices
from notifier.delivery.places import Whereabouts, doubt_about_place, is_same_place
from notifier.delivery.routing import Contact, Sharing
from notifier.patients import identity_doubts, matters
from notifier.patients.patient_history import PatientHistory
from notifier.providers.channels import AddressKind, channels_that
from notifier.store.tables import (
    Campaign,
    ConfirmedTelling,
    Delivery,
    FrozenOutcome,
    FrozenSet,
    IdentityDoubt,
    Notice,
    Patient,
    PatientChange,
)
from notifier.vocabulary import Channel, DeliveryStatus, OutcomeKind, PlaceDoubt, SkipReason, Wave

_NEVER_WENT = (DeliveryStatus.PLANNED, *DeliveryStatus.never_sent())
_OF_A_PLACE = ("mobile", "email", "address_lines", "postcode")
_AT_ONCE = 500


@dataclass(frozen=True)
class PlacesInDoubt:
    """The deliveries of a campaign that went to a place that is in doubt, by id, and why; and how many by patient."""

    reasons: Mapping[int, PlaceDoubt]
    by_patient: Mapping[int, int]

    def is_one(self, delivery: type[Delivery]) -> ColumnElement[bool]:
        """Whether a delivery, the table's or an alias's, is among them."""
        if not self.reasons:
            return false()
        # Written into the statement: a database takes only so many values beside it.
        return delivery.id.in_(bindparam(None, list(self.reasons), expanding=True, literal_execute=True))


def places_in_doubt(
    session: Session,
    campaign: Campaign,
    at: datetime,
    patient_ids: Sequence[int] | None = None,
    sharing: Sharing | None = None,
) -> PlacesInDoubt:
    """The messages of a campaign, or of some of its patients, whose place was in doubt by what was known at a moment.

    Those are left out of which a person had found by then that they reached their patient. Of whoever was on a closed
    set as to be coded by then, only what was known when it was closed counts: what becomes known afterwards is about a
    record that has its code. `sharing` is who shares what at that moment, where the caller has it.
    """
    found = _found(session, campaign, at, patient_ids, sharing)
    coded = _coded(session, campaign, at, patient_ids)
    for closed_at in set(coded.values()):
        theirs = {patient_id for patient_id, closed in coded.items() if closed == closed_at}
        then = _found(session, campaign, closed_at, patient_ids, None)
        found = {which: one for which, one in found.items() if one.patient_id not in theirs}
        found |= {which: one for which, one in then.items() if one.patient_id in theirs}
    for delivery_id in _confirmed(session, list(found), at):
        del found[delivery_id]
    by_patient = Counter(one.patient_id for one in found.values())
    return PlacesInDoubt({delivery_id: one.doubt for delivery_id, one in found.items()}, by_patient)


class _Found(NamedTuple):
    """Whose message it is, and why its place is in doubt."""

    patient_id: int
    doubt: PlaceDoubt


def _found(
    session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None, sharing: Sharing | None
) -> dict[int, _Found]:
    """By delivery, whatever a person has found of it since."""
    found: dict[int, _Found] = {}
    moved = list(map(_Moved._make, session.execute(_after_changes(campaign, at, patient_ids))))
    later = _known_later(session, campaign.practice_id, at, {row.patient_id for row in moved})
    for row in moved:
        today = _whereabouts(row, later.get(row.patient_id, _AS_TODAY))
        if doubt := doubt_about_place(row.channel, row.sent_to, today):
            found[row.delivery_id] = _Found(row.patient_id, doubt)
    for delivery_id, patient_id in _at_shared_places(session, campaign, at, patient_ids, sharing):
        found.setdefault(delivery_id, _Found(patient_id, PlaceDoubt.SHARED))
    for delivery_id, patient_id in _to_wrong_homes(session, campaign, at, patient_ids):
        found.setdefault(delivery_id, _Found(patient_id, PlaceDoubt.REPORTED))
    return found


def _coded(
    session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None
) -> dict[int, datetime]:
    """Who was on the closed sets of a moment as to be coded, and when the last of these was closed."""
    query = (
        select(FrozenOutcome.patient_id, func.max(FrozenSet.closed_at))
        .join(FrozenSet, FrozenSet.id == FrozenOutcome.frozen_set_id)
        .where(FrozenSet.campaign_id == campaign.id, FrozenSet.closed_at <= at)
        .where(FrozenOutcome.outcome != OutcomeKind.HOLD)
        .group_by(FrozenOutcome.patient_id)
    )
    if patient_ids is not None:
        query = query.where(FrozenOutcome.patient_id.in_(patient_ids))
    return {row[0]: row[1] for row in session.execute(query) if row[1] is not None}


def _tellings(campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None) -> ColumnElement[bool]:
    """The deliveries that had gone to a place by a moment: what is handed over at the desk goes to a person."""
    own = Notice.campaign_id == campaign.id
    if patient_ids is None:
        return and_(own, Delivery.campaign_id == campaign.id, _has_gone(at))
    # By their notices alone: asked for the deliveries' campaign, a database goes through all of it for a few.
    return and_(own, Notice.patient_id.in_(patient_ids), _has_gone(at))


def _has_gone(at: datetime) -> ColumnElement[bool]:
    return and_(
        Delivery.delivery_status.not_in(_NEVER_WENT),
        Delivery.wave.not_in((Wave.ACKNOWLEDGEMENT, Wave.HAND_OUT)),
        Delivery.claimed_at <= at,
    )


def _to_wrong_homes(
    session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None
) -> Iterator[tuple[int, int]]:
    """The letters, each with its patient, to an address that was said by a moment not to be the patient's."""
    moved = matters.standing_matters(session, campaign.practice_id, at).moved
    by_post = channels_that(lambda traits: traits.address is AddressKind.POST)
    some = sorted(moved.keys() if patient_ids is None else moved.keys() & set(patient_ids))
    for few in _chunks(some):
        query = select(Delivery.id, Delivery.channel, Delivery.sent_to, Notice.patient_id)
        query = query.join(Notice, Notice.id == Delivery.notice_id).where(_tellings(campaign, at, few))
        for row in session.execute(query.where(Delivery.channel.in_(by_post))):
            lines, postcode = moved[row.patient_id]
            if is_same_place(row.channel, row.sent_to, Whereabouts(None, None, lines, postcode)):
                yield row.id, row.patient_id


class _Moved(NamedTuple):
    """A message, and where its patient can be reached today."""

    delivery_id: int
    channel: Channel
    sent_to: str | None
    patient_id: int
    mobile: str | None
    email: str | None
    address_lines: Sequence[str]
    postcode: str


def _after_changes(
    campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None
) -> Select[int, Channel, str | None, int, str | None, str | None, list[str], str]:
    """The messages of patients of whom a list changed a place, known after the message was claimed and by a moment."""
    # What a change was before is read below; here it only has to be one of these, which its words tell on any database.
    says = cast(PatientChange.before, Text)
    of_a_place = or_(*(says.contains(f'"{column}"') for column in _OF_A_PLACE))
    changed = exists().where(
        PatientChange.patient_id == Notice.patient_id,
        PatientChange.changed_at >= Delivery.claimed_at,
        PatientChange.changed_at <= at,
        of_a_place,
    )
    patient = (Patient.id, Patient.mobile, Patient.email, Patient.address_lines, Patient.postcode)
    return (
        select(Delivery.id, Delivery.channel, Delivery.sent_to, *patient)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(_tellings(campaign, at, patient_ids), changed)
    )


class _Then(TypedDict, total=False):
    """What stood on a patient's record, of the columns that were changed since, as JSON has them."""

    mobile: str | None
    email: str | None
    address_lines: list[str]
    postcode: str
    date_of_birth: str  # ISO
    deceased: bool
    left: bool


_AS_TODAY = _Then()


def _known_later(session: Session, practice_id: int, at: datetime, patient_ids: Iterable[int]) -> dict[int, _Then]:
    """By patient, what stood on their record at a moment and was changed since."""
    found: dict[int, _Then] = {}
    for some in _chunks(list(patient_ids)):
        history = PatientHistory.since(session, practice_id, at, some)
        found |= {one: cast_type(_Then, values) for one in some if (values := history.values_at(one, at))}
    return found


def _whereabouts(row: _Moved, then: _Then) -> Whereabouts:
    return Whereabouts(
        then.get("mobile", row.mobile),
        then.get("email", row.email),
        then.get("address_lines", row.address_lines),
        then.get("postcode", row.postcode),
    )


def _at_shared_places(
    session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None, sharing: Sharing | None
) -> Iterator[tuple[int, int]]:
    """The messages, each with its patient, to a number or mailbox that is others' too, which the patient may not use.

    As old as everybody was when it went: that a child grew up since says nothing of who read it.
    """
    guardian_below_age: int = campaign.preset_data["guardian_below_age"]
    if patient_ids is not None and sharing is None:
        # Of some patients: who has their places in common, and not who of the whole practice has any.
        rows = session.execute(_to_addresses(at).where(Notice.patient_id.in_(patient_ids))).all()
        shared = _sharing_at(session, campaign, at, sorted({row.sent_to for row in rows if row.sent_to}))
    else:
        shared = sharing or _sharing_at(session, campaign, at)
        rows = []
        for some in _chunks(list(shared.holders)):
            # By the place alone: asked for the campaign as well, a database goes through all of it for every few.
            query = _to_addresses(at).where(Delivery.sent_to.in_(some))
            rows += session.execute(query if patient_ids is None else query.where(Notice.patient_id.in_(patient_ids)))
    for row in rows:
        if row.campaign_id == campaign.id and not shared.may_use(
            row.patient_id, row.sent_to, london_date(row.claimed_at), guardian_below_age
        ):
            yield row.id, row.patient_id


def _to_addresses(at: datetime) -> Select[int, int, str | None, datetime | None, int]:
    """What had gone to a number or mailbox by a moment."""
    by_address = channels_that(lambda traits: traits.address in (AddressKind.MOBILE, AddressKind.EMAIL))
    return (
        select(Delivery.id, Delivery.campaign_id, Delivery.sent_to, Delivery.claimed_at, Notice.patient_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Delivery.channel.in_(by_address), _has_gone(at))
    )


def _sharing_at(session: Session, campaign: Campaign, at: datetime, places: Sequence[str] | None = None) -> Sharing:
    """Who of the practice's patients had a number or mailbox in common, by what was known at a moment.

    With `places` of these alone.
    """
    if places is not None and not places:
        return Sharing({})
    practice = Patient.practice_id == campaign.practice_id
    newer = select(Patient.id).where(practice, Patient.known_since > at).limit(1)
    changed = select(PatientChange.patient_id).join(Patient, Patient.id == PatientChange.patient_id)
    changed_since = set(session.execute(changed.where(practice, PatientChange.changed_at > at)).scalars())
    of_practice = IdentityDoubt.patient_id.in_(select(Patient.id).where(practice))
    was_otherwise = or_(IdentityDoubt.opened_at > at, IdentityDoubt.closed_at > at)
    doubts = select(IdentityDoubt.id).where(of_practice, was_otherwise).limit(1)
    if not changed_since and all(session.execute(query).first() is None for query in (newer, doubts)):
        return notices.sharing(session, campaign, places)
    then = _known_later(session, campaign.practice_id, at, changed_since)
    return Sharing.among(_holders_at(session, campaign, at, then, places))


def _holders_at(
    session: Session, campaign: Campaign, at: datetime, later: Mapping[int, _Then], places: Sequence[str] | None
) -> Iterator[Contact]:
    """Every patient that was known at a moment, with as much of the record of then as sharing a number is about.

    With `places` whoever has one of these or had it then, and a few more.
    """
    columns = (Patient.date_of_birth, Patient.mobile, Patient.email, Patient.postcode, Patient.deceased, Patient.left)
    query = select(Patient.id, *columns).where(Patient.practice_id == campaign.practice_id, Patient.known_since <= at)
    same = identity_doubts.pairs_of(session, campaign.practice_id, at).same
    if places is not None:
        wanted = set(places)
        had = {one for one, then in later.items() if not wanted.isdisjoint((then.get("mobile"), then.get("email")))}
        has = (Patient.mobile.in_(places), Patient.email.in_(places))
        query = query.where(or_(*has, Patient.id.in_(had.union(same, *same.values()))))
    for claim in identity_doubts.open_claims(session, campaign.practice_id, at):
        then = later.get(claim.patient_id, _AS_TODAY)
        yield notices.claimant(
            claim._replace(mobile=then.get("mobile", claim.mobile), email=then.get("email", claim.email))
        )
    rows = session.execute(query).all()
    gone = {row.id for row in rows if later.get(row.id, _AS_TODAY).get("left", row.left)}
    for row in rows:
        if row.id in gone and not gone.issuperset(same.get(row.id, ())):
            continue  # their own earlier self, see `identity_doubts.has_newer_number`
        then = later.get(row.id, _AS_TODAY)
        born = then.get("date_of_birth")
        yield Contact(
            patient_id=row.id,
            date_of_birth=date.fromisoformat(born) if born else row.date_of_birth,
            mobile=then.get("mobile", row.mobile),
            email=then.get("email", row.email),
            postcode=then.get("postcode", row.postcode),
            mailable=False,
            sms_declined=False,
            email_declined=False,
            stopped=frozenset(),
            exclusion=SkipReason.DECEASED if then.get("deceased", row.deceased) else None,
        )


def _confirmed(session: Session, delivery_ids: Sequence[int], at: datetime) -> Iterator[int]:
    """Those of which a person had found by a moment that they reached their patient."""
    for some in _chunks(delivery_ids):
        query = select(ConfirmedTelling.delivery_id).where(ConfirmedTelling.delivery_id.in_(some))
        yield from session.execute(query.where(ConfirmedTelling.confirmed_at <= at)).scalars()


_Item = TypeVar("_Item")


def _chunks(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """As many at a time as a database takes values beside a statement."""
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
