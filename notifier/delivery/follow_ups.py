"""Goes on with a round of telling, or starts another: the next channel, the reminder, catching up, the desk.

Within a round (a wave) each channel is tried at most once, in order, until one reaches the patient. Whoever answered is
left in peace, and a round that a later one took over from does not go on. A letter that waits at the desk tells nobody
until it is handed over: rounds go on and begin as if it were not there. Each function here does up to CHUNK notices and
returns how many; `planning` calls it until there are none, alone on the campaign.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypedDict

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import lifecycle
from notifier.contacts.written_names import written_name
from notifier.delivery import notices
from notifier.delivery.limits import channel_breaker
from notifier.delivery.places import Whereabouts, is_same_place
from notifier.delivery.routing import Routing, Step
from notifier.delivery.silence import Silence
from notifier.patients import access_codes
from notifier.patients.eligibility import Rules
from notifier.providers.channels import AddressKind, channels_that, traits_of
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Delivery, Link, Notice, Patient
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, SkipReason, Wave

CHUNK = 500  # patients planned in one transaction: short enough for others to get a turn
_SENT_OR_GIVEN_UP = (
    DeliveryStatus.ACCEPTED,
    DeliveryStatus.DELIVERED,
    DeliveryStatus.UNKNOWN,
    DeliveryStatus.CANCELLED,
)
_FOR_GOOD = (FailReason.BAD_ADDRESS, FailReason.RETURNED, FailReason.STOPPED)
# Says nothing of the number or address: the message never left, as a letter that the printer spoiled.
_NEVER_LEFT = (FailReason.UNAVAILABLE,)
NOWHERE = (SkipReason.UNMAILABLE, SkipReason.FAILED_BEFORE)  # no post reaches them, yet a letter at the desk may
_Spent = Callable[[Session, Sequence[int]], Mapping[int, Collection[Channel]]]


def offer_next(session: Session, campaign: Campaign, routing: Routing, now: datetime, unknown_after: timedelta) -> int:
    """Plan the next channel where the last one failed, was silent or unknown too long, or may no longer be used."""
    silence = Silence.at(session, now)
    tried, other, later = aliased(Delivery), aliased(Delivery), aliased(Delivery)
    same_round = and_(other.notice_id == tried.notice_id, other.wave == tried.wave)
    later_round = and_(later.notice_id == tried.notice_id, later.wave != tried.wave, later.id > tried.id)
    query = (
        select(tried.notice_id, tried.wave)
        .where(tried.campaign_id == campaign.id, _is_telling(tried), _ended(tried, silence, unknown_after))
        .where(~exists().where(same_round, _is_live(other, silence, unknown_after)))
        .where(~exists().where(same_round, other.channel == routing.individual[-1]))
        .where(~exists().where(later_round, _is_telling(later)))
        .where(~notices.answered(tried.notice_id))
        .distinct()
        .limit(CHUNK)
    )
    waves: dict[int, Wave] = {notice_id: wave for notice_id, wave in session.execute(query) if notice_id is not None}
    used = _used(session, waves)
    rows: list[NewDelivery] = []
    for notice_id, steps in _steps(session, campaign, routing, list(waves)):
        unused = [step for step in steps if step.channel not in used[notice_id]]
        rows += delivery_rows(campaign, notice_id, until_usable(unused), waves[notice_id], now)
    return _write(session, campaign, rows, AuditAction.NEXT_CHANNEL_PLANNED, now)


def remind(session: Session, campaign: Campaign, routing: Routing, now: datetime, unknown_after: timedelta) -> int:
    """Half way to their own deadline, tell those once more who neither answered nor were surely reached.

    Whoever has no usable channel today is looked at again: a newer list may still bring one in time.
    """
    if not lifecycle.preset_of(campaign).reminder:
        return 0
    one = aliased(Delivery)
    telling = and_(one.notice_id == Notice.id, _is_telling(one))
    reminded, arrived = one.wave == Wave.REMINDER, one.delivery_status == DeliveryStatus.DELIVERED
    # Of a letter nothing more is ever heard.
    went = and_(one.channel.in_(_silent()), one.delivery_status == DeliveryStatus.ACCEPTED)
    silence = Silence.at(session, now)
    under_way = and_(or_(_is_live(one, silence, unknown_after), silence.is_to_be_asked(one)), ~went)
    half_way = routing.today + timedelta(days=campaign.notice_days // 2)
    query = (
        _open_notices(campaign)
        .join(Link, Link.notice_id == Notice.id)
        .where(Link.deadline_on > routing.today, Link.deadline_on <= half_way)
        .where(exists().where(telling, one.delivery_status.not_in(DeliveryStatus.never_sent())))
        .where(~exists().where(telling, or_(reminded, arrived, under_way)))
    )
    notice_ids = list(session.execute(query).scalars())
    return _start(session, campaign, routing, Wave.REMINDER, notice_ids, _none_spent, now)


def catch_up(session: Session, campaign: Campaign, routing: Routing, now: datetime) -> int:
    """Tell those anew to whom nothing could be sent, or all that was sent failed, and whom a newer list made reachable.

    It has to be by a channel that was not used for them so far, or at another number or address than where it failed:
    the same again is the reminder's.
    """
    one = aliased(Delivery)
    telling = and_(one.notice_id == Notice.id, _is_telling(one))
    told_nobody = one.delivery_status.in_(DeliveryStatus.told_nobody())
    query = _open_notices(campaign).where(~exists().where(telling, or_(~told_nobody, one.wave == Wave.CATCH_UP)))
    notice_ids = list(session.execute(query).scalars())
    return _start(session, campaign, routing, Wave.CATCH_UP, notice_ids, _tried_here, now)


def hand_out(session: Session, campaign: Campaign, routing: Routing, now: datetime, unknown_after: timedelta) -> int:
    """Plan a letter for the desk, once, where no channel can be used and it is the address that keeps a letter away."""
    one, silence = aliased(Delivery), Silence.at(session, now)
    ours = one.notice_id == Notice.id
    was_nowhere = or_(one.skip_reason.in_(NOWHERE), one.fail_reason.in_(_FOR_GOOD))
    query = (
        _open_notices(campaign)
        .where(exists().where(ours, one.channel == Channel.LETTER, was_nowhere))
        .where(~exists().where(ours, one.wave == Wave.HAND_OUT))
        .where(~exists().where(ours, _is_telling(one), _is_live(one, silence, unknown_after)))
    )
    notice_ids = list(session.execute(query).scalars())
    for start in range(0, len(notice_ids), CHUNK):
        rows: list[NewDelivery] = []
        for notice_id, steps in _steps(session, campaign, routing, notice_ids[start : start + CHUNK]):
            skips = {step.channel: step.skip for step in steps}
            if all(skips.values()) and skips.get(Channel.LETTER) in NOWHERE:
                rows += delivery_rows(campaign, notice_id, [Step(Channel.LETTER, None)], Wave.HAND_OUT, now)
        if rows:
            return _write(session, campaign, rows, _BEGUN[Wave.HAND_OUT], now)
    return 0


def withdraw_overtaken(session: Session, campaign: Campaign, now: datetime) -> int:
    """Cancel what turned out never to have been sent after the next channel or wave had taken over from it."""
    query = (
        update(Delivery)
        .where(Delivery.campaign_id == campaign.id, Delivery.delivery_status == DeliveryStatus.PLANNED)
        .where(Delivery.attempts > 0, _is_telling(Delivery), notices.overtaken())
        .values(delivery_status=DeliveryStatus.CANCELLED, ended_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    withdrawn = len(session.execute(query).all())
    if withdrawn:
        audit.append(session, AuditAction.DELIVERIES_WITHDRAWN, now, campaign_id=campaign.id, deliveries=withdrawn)
    return withdrawn


def until_usable(steps: Sequence[Step]) -> list[Step]:
    """The skipped channels up to and including the first that can be used; all of them when none can."""
    for index, step in enumerate(steps):
        if step.skip is None:
            return list(steps[: index + 1])
    return list(steps)


class NewDelivery(TypedDict):
    """A delivery to be written, by the columns of its table."""

    campaign_id: int
    notice_id: int | None  # none for what tells nobody in particular, as the footer does
    channel: Channel
    wave: Wave
    reference: str
    delivery_status: DeliveryStatus  # planned or skipped
    skip_reason: SkipReason | None
    planned_at: datetime
    due_at: datetime
    attempts: int


def delivery_rows(
    campaign: Campaign, notice_id: int | None, steps: Iterable[Step], wave: Wave, now: datetime
) -> list[NewDelivery]:
    """The deliveries that some steps of one notice make: planned, or skipped with the reason."""
    return [
        {
            "campaign_id": campaign.id,
            "notice_id": notice_id,
            "channel": step.channel,
            "wave": wave,
            "reference": access_codes.new_reference(),
            "delivery_status": DeliveryStatus.PLANNED if step.skip is None else DeliveryStatus.SKIPPED,
            "skip_reason": step.skip,
            "planned_at": now,
            "due_at": now,
            "attempts": 0,
        }
        for step in steps
    ]


def insert_deliveries(session: Session, rows: Sequence[NewDelivery]) -> None:
    """Write what `delivery_rows` made."""
    # Without nulls, a skipped one after a planned one would begin another statement.
    session.execute(insert(Delivery), rows, execution_options={"render_nulls": True})


# What the audit chain calls the beginning of a round.
_BEGUN = {
    Wave.REMINDER: AuditAction.REMINDERS_PLANNED,
    Wave.CATCH_UP: AuditAction.CATCH_UPS_PLANNED,
    Wave.HAND_OUT: AuditAction.HAND_OUTS_PLANNED,
}


def _start(
    session: Session,
    campaign: Campaign,
    routing: Routing,
    wave: Wave,
    notice_ids: Sequence[int],
    spent: _Spent,
    now: datetime,
) -> int:
    """Begin a round for the first of these notices whose patients have a usable channel that is not `spent`."""
    for start in range(0, len(notice_ids), CHUNK):
        some = notice_ids[start : start + CHUNK]
        no_reason = spent(session, some)
        rows: list[NewDelivery] = []
        for notice_id, steps in _steps(session, campaign, routing, some):
            if any(step.skip is None and step.channel not in no_reason.get(notice_id, ()) for step in steps):
                rows += delivery_rows(campaign, notice_id, until_usable(steps), wave, now)
        if rows:
            return _write(session, campaign, rows, _BEGUN[wave], now)
    return 0


def _none_spent(_session: Session, _notice_ids: Sequence[int]) -> Mapping[int, Collection[Channel]]:
    return {}


def _write(
    session: Session, campaign: Campaign, rows: Sequence[NewDelivery], action: AuditAction, now: datetime
) -> int:
    """Write deliveries and that it was done; returns of how many notices they are."""
    if not rows:
        return 0
    insert_deliveries(session, rows)
    moved = len({row["notice_id"] for row in rows})
    audit.append(session, action, now, campaign_id=campaign.id, notices=moved)
    return moved


def _open_notices(campaign: Campaign) -> Select[int]:
    """The notices that another round may be for: of patients who may be told and did not answer."""
    return (
        select(Notice.id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Notice.campaign_id == campaign.id, notices.may_be_told())
        .where(~notices.answered(Notice.id))
        .order_by(Notice.id)
    )


def _steps(
    session: Session, campaign: Campaign, routing: Routing, notice_ids: Sequence[int]
) -> Iterator[tuple[int, list[Step]]]:
    """Each notice with the steps that its patient's contact details of today allow."""
    failed = _failed_before(session, notice_ids)
    rules = Rules.of(lifecycle.preset_of(campaign))
    query = (
        select(Notice.id)
        .select_from(Patient)
        .join(Notice, Notice.patient_id == Patient.id)
        # Not by the practice too: SQLite would look through all of its patients.
        .where(Notice.id.in_(notice_ids))
        .order_by(Notice.id)
    )
    for contact, notice_id in notices.contacts_beside(session, query, rules, int):
        yield notice_id, routing.steps(contact, failed[notice_id])


def _used(session: Session, waves: Mapping[int, Wave]) -> dict[int, set[Channel]]:
    """The channels that each notice's wave has tried or skipped."""
    query = select(Delivery.notice_id, Delivery.wave, Delivery.channel).where(Delivery.notice_id.in_(list(waves)))
    used: dict[int, set[Channel]] = defaultdict(set)
    for notice_id, wave, channel in session.execute(query):
        if notice_id is not None and wave is waves[notice_id]:
            used[notice_id].add(channel)
    return used


def _failed_before(session: Session, notice_ids: Sequence[int]) -> dict[int, set[Channel]]:
    """The channels of each notice that found today's number or address not to be there, or to refuse us for good."""
    return _failed_here(session, notice_ids, Delivery.fail_reason.in_(_FOR_GOOD))


def _tried_here(session: Session, notice_ids: Sequence[int]) -> dict[int, set[Channel]]:
    """The channels of each notice that failed at today's number or address, for whatever reason."""
    return _failed_here(session, notice_ids, Delivery.fail_reason.not_in(_NEVER_LEFT))


def _failed_here(
    session: Session, notice_ids: Sequence[int], for_reason: ColumnElement[bool]
) -> dict[int, set[Channel]]:
    query = (
        select(
            Delivery.notice_id,
            Delivery.channel,
            Delivery.sent_to,
            Delivery.fail_reason,
            Patient.title,
            Patient.given_name,
            Patient.family_name,
            Patient.mobile,
            Patient.email,
            Patient.address_lines,
            Patient.postcode,
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Delivery.notice_id.in_(notice_ids), for_reason, _is_telling(Delivery))
    )
    failed: dict[int, set[Channel]] = defaultdict(set)
    for row in map(_Failed._make, session.execute(query)):
        if row.notice_id is not None and _went_to_today(row):
            failed[row.notice_id].add(row.channel)
    return failed


class _Failed(NamedTuple):
    """A delivery that failed, where it went, and the name and contact details that its patient has today."""

    notice_id: int | None
    channel: Channel
    sent_to: str | None
    fail_reason: FailReason | None
    title: str
    given_name: str
    family_name: str
    mobile: str | None
    email: str | None
    address_lines: list[str]
    postcode: str


def _went_to_today(row: _Failed) -> bool:
    """Whether a delivery went to where one by its channel would go today."""
    if row.fail_reason is FailReason.NOT_RENDERED and traits_of(row.channel).address is AddressKind.POST:
        # A letter that could not be made may well be made for a name that was corrected since.
        name = (row.sent_to or "").partition("\n")[0]
        if not name.endswith(written_name(row.title, row.given_name, row.family_name)):
            return False
    whereabouts = Whereabouts(row.mobile, row.email, row.address_lines, row.postcode)
    return is_same_place(row.channel, row.sent_to, whereabouts)


def _is_telling(delivery: type[Delivery]) -> ColumnElement[bool]:
    """Whether a delivery is one of a round: a letter at the desk is once it has been handed over."""
    is_handed = delivery.delivery_status == DeliveryStatus.DELIVERED
    return or_(
        delivery.wave.not_in((Wave.ACKNOWLEDGEMENT, Wave.HAND_OUT)),
        and_(delivery.wave == Wave.HAND_OUT, is_handed),
    )


def _ended(delivery: type[Delivery], silence: Silence, unknown_after: timedelta) -> ColumnElement[bool]:
    """Whether a delivery will tell nobody any more, as far as we know: the next channel's turn has come."""
    status = delivery.delivery_status
    return or_(
        status.in_((DeliveryStatus.FAILED, DeliveryStatus.SKIPPED)),
        and_(status == DeliveryStatus.ACCEPTED, delivery.channel.not_in(_silent()), silence.is_over(delivery)),
        and_(
            status == DeliveryStatus.UNKNOWN,
            func.coalesce(delivery.unknown_at, silence.now) <= silence.now - unknown_after,
            # While the provider could not be had, it could not be asked either: the clock begins anew after that.
            ~channel_breaker.has_outage_since(delivery, silence.now - unknown_after),
        ),
        # A stop word ends the texts, whatever became of them. What is planned is skipped before, see planning.recheck.
        and_(
            delivery.channel.in_(channels_that(lambda traits: traits.takes_replies)),
            status.in_(_SENT_OR_GIVEN_UP),
            notices.told_to_stop(delivery),
        ),
    )


def _silent() -> tuple[Channel, ...]:
    """The channels that never report what became of a message. Of one no longer installed, silence means nothing."""
    return channels_that(lambda traits: not traits.reports_delivery)


def _is_live(delivery: type[Delivery], silence: Silence, unknown_after: timedelta) -> ColumnElement[bool]:
    """Whether a delivery has told the patient, or may still."""
    return and_(delivery.delivery_status != DeliveryStatus.CANCELLED, ~_ended(delivery, silence, unknown_after))
