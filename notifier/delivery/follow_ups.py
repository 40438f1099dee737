"""Goes on with a round of telling, or starts another: the next channel, the reminder, catching up, the desk.

Within a round (a wave, and how often it began anew) each channel is tried at most once, in order, until one reaches the
patient. Whoever answered is left in peace, and a round that a later one took over from does not go on. A letter that
waits at the desk tells nobody until it is handed over, and what went to a place in doubt tells nobody: rounds go on and
begin as if it were not there. Each function here does up to CHUNK notices and returns how many; `planning` calls it
until there are none, alone on the campaign.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from notifier.campaigns import lifecycle
from notifier.campaigns.post_times import PostTimes
from notifier.delivery import notices
from notifier.delivery.new_deliveries import NewDelivery, delivery_rows, insert_deliveries, until_usable
from notifier.delivery.outlook import Outlook, silent
from notifier.delivery.routing import Step
from notifier.delivery.tried_places import FOR_GOOD, failed_before, is_telling, tried_here
from notifier.patients.eligibility import Rules
from notifier.providers.channels import AddressKind, traits_of
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Delivery, Link, Notice, Patient, PatientChange
from notifier.vocabulary import Channel, DeliveryStatus, SkipReason, Wave

CHUNK = 500  # patients planned in one transaction: short enough for others to get a turn
NOWHERE = (SkipReason.UNMAILABLE, SkipReason.FAILED_BEFORE)  # no post reaches them, yet a letter at the desk may
# Made once: SQLAlchemy derives all columns anew for each new alias, which takes longer than the asking.
_TRIED, _OTHER, _LATER, _ONE, _LETTER = (aliased(Delivery) for _ in range(5))
_Spent = Callable[[Session, Sequence[int]], Mapping[int, Collection[Channel]]]


def _none_spent(_session: Session, _notice_ids: Sequence[int]) -> Mapping[int, Collection[Channel]]:
    return {}


class _Round(NamedTuple):
    """One round of a notice."""

    wave: Wave
    anew: int  # how often the wave had begun before


def offer_next(session: Session, campaign: Campaign, view: Outlook) -> int:
    """Plan the next channel where the last one failed, was silent or unknown too long, or may no longer be used."""
    tried, other, later = _TRIED, _OTHER, _LATER
    same_round = and_(other.notice_id == tried.notice_id, other.wave == tried.wave, other.anew == tried.anew)
    is_other = or_(later.wave != tried.wave, later.anew != tried.anew)
    later_round = and_(later.notice_id == tried.notice_id, is_other, later.id > tried.id)
    query = (
        select(tried.notice_id, tried.wave, tried.anew)
        .where(tried.campaign_id == campaign.id, is_telling(tried), view.has_ended(tried))
        # Whom the place is in doubt of is told anew, by the first channel that may be used today.
        .where(~view.is_elsewhere(tried))
        .where(~exists().where(same_round, view.is_live(other)))
        .where(~exists().where(same_round, other.channel == view.routing.individual[-1]))
        .where(~exists().where(later_round, is_telling(later)))
        .where(~_only_late_post_is_left(campaign, view, tried))
        .where(~notices.answered(tried.notice_id))
        .distinct()
        .limit(CHUNK)
    )
    found = session.execute(query).all()
    rounds = {row.notice_id: _Round(row.wave, row.anew) for row in found if row.notice_id is not None}
    used, late = _used(session, rounds), _too_late(campaign, view, session, list(rounds))
    rows: list[NewDelivery] = []
    for notice_id, steps in _steps(session, campaign, view, list(rounds)):
        unfit = used[notice_id].union(late.get(notice_id, ()) if rounds[notice_id].wave is Wave.REMINDER else ())
        unused = [step for step in steps if step.channel not in unfit]
        rows += delivery_rows(
            campaign, notice_id, until_usable(unused), rounds[notice_id].wave, view.now, rounds[notice_id].anew
        )
    return _write(session, campaign, rows, AuditAction.NEXT_CHANNEL_PLANNED, view.now)


def remind(session: Session, campaign: Campaign, view: Outlook) -> int:
    """Half way to their own deadline, tell those once more who neither answered nor were surely reached.

    Whoever has no usable channel today is looked at again: a newer list may still bring one in time.
    """
    if not lifecycle.preset_of(campaign).reminder:
        return 0
    one, today = _ONE, view.routing.today
    telling = and_(one.notice_id == Notice.id, is_telling(one), ~view.is_elsewhere(one))
    reminded = one.wave == Wave.REMINDER
    # Of a letter nothing more is ever heard.
    went = and_(one.channel.in_(silent()), one.delivery_status == DeliveryStatus.ACCEPTED)
    under_way = and_(
        or_(view.is_live(one), view.silence.is_to_be_asked(one)), ~went, one.delivery_status != DeliveryStatus.DELIVERED
    )
    half_way = today + timedelta(days=campaign.notice_days // 2)
    query = (
        _open_notices(campaign)
        .join(Link, Link.notice_id == Notice.id)
        .where(Link.deadline_on > today, Link.deadline_on <= half_way)
        .where(exists().where(telling, one.delivery_status.not_in(DeliveryStatus.never_sent())))
        .where(~exists().where(telling, or_(reminded, view.arrived(one), under_way)))
    )
    notice_ids = list(session.execute(query).scalars())
    return _start(session, campaign, view, Wave.REMINDER, notice_ids, _none_spent, partial(_too_late, campaign, view))


def catch_up(session: Session, campaign: Campaign, view: Outlook) -> int:
    """Tell those anew whom nothing told, at a place that is theirs, and whom a newer list made reachable elsewhere.

    It has to be by a channel by which nothing went to where they are today: the same again is the reminder's. However
    often a list has something new of them, they are told anew, each time with a whole notice period.
    """
    one = _ONE
    telling = and_(one.notice_id == Notice.id, is_telling(one))
    newer = exists().where(PatientChange.patient_id == Notice.patient_id, PatientChange.changed_at > one.planned_at)
    # Only something new is a reason to begin once more.
    caught_up = and_(one.wave == Wave.CATCH_UP, ~newer, ~view.is_elsewhere(one))
    query = _open_notices(campaign).where(~exists().where(telling, or_(view.tells(one), caught_up)))
    notice_ids = list(session.execute(query).scalars())
    return _start(session, campaign, view, Wave.CATCH_UP, notice_ids, tried_here)


def hand_out(session: Session, campaign: Campaign, view: Outlook) -> int:
    """Plan a letter for the desk, once, where no channel can be used and it is the address that keeps a letter away."""
    one = _ONE
    ours = one.notice_id == Notice.id
    is_letter = one.channel == Channel.LETTER
    was_nowhere = and_(is_letter, or_(one.skip_reason.in_(NOWHERE), one.fail_reason.in_(FOR_GOOD)))
    query = (
        _open_notices(campaign)
        .where(exists().where(ours, or_(was_nowhere, view.is_elsewhere(one))))
        .where(~exists().where(ours, one.wave == Wave.HAND_OUT))
        .where(~exists().where(ours, is_telling(one), view.is_live(one), ~view.is_elsewhere(one)))
    )
    notice_ids = list(session.execute(query).scalars())
    for start in range(0, len(notice_ids), CHUNK):
        rows: list[NewDelivery] = []
        for notice_id, steps in _steps(session, campaign, view, notice_ids[start : start + CHUNK]):
            skips = {step.channel: step.skip for step in steps}
            if all(skips.values()) and skips.get(Channel.LETTER) in NOWHERE:
                rows += delivery_rows(campaign, notice_id, [Step(Channel.LETTER, None)], Wave.HAND_OUT, view.now)
        if rows:
            return _write(session, campaign, rows, _BEGUN[Wave.HAND_OUT], view.now)
    return 0


def withdraw_overtaken(session: Session, campaign: Campaign, now: datetime) -> int:
    """Cancel what turned out never to have been sent after the next channel or wave had taken over from it."""
    query = (
        update(Delivery)
        .where(Delivery.campaign_id == campaign.id, Delivery.delivery_status == DeliveryStatus.PLANNED)
        .where(Delivery.attempts > 0, is_telling(Delivery), notices.overtaken())
        .values(delivery_status=DeliveryStatus.CANCELLED, ended_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    withdrawn = len(session.execute(query).all())
    if withdrawn:
        audit.append(session, AuditAction.DELIVERIES_WITHDRAWN, now, campaign_id=campaign.id, deliveries=withdrawn)
    return withdrawn


# What the audit chain calls the beginning of a round.
_BEGUN = {
    Wave.REMINDER: AuditAction.REMINDERS_PLANNED,
    Wave.CATCH_UP: AuditAction.CATCH_UPS_PLANNED,
    Wave.HAND_OUT: AuditAction.HAND_OUTS_PLANNED,
}


def _start(
    session: Session,
    campaign: Campaign,
    view: Outlook,
    wave: Wave,
    notice_ids: Sequence[int],
    spent: _Spent,
    too_late: _Spent = _none_spent,
) -> int:
    """Begin a round for the first of these notices whose patients have a usable channel that is not `spent`.

    What would come `too_late` is no part of it.
    """
    for start in range(0, len(notice_ids), CHUNK):
        some = notice_ids[start : start + CHUNK]
        no_reason, before, late = spent(session, some), _begun_before(session, wave, some), too_late(session, some)
        rows: list[NewDelivery] = []
        for notice_id, every in _steps(session, campaign, view, some):
            steps = [step for step in every if step.channel not in late.get(notice_id, ())]
            if any(step.skip is None and step.channel not in no_reason.get(notice_id, ()) for step in steps):
                anew = before.get(notice_id, 0)
                rows += delivery_rows(campaign, notice_id, until_usable(steps), wave, view.now, anew)
        if rows:
            return _write(session, campaign, rows, _BEGUN[wave], view.now)
    return 0


def _begun_before(session: Session, wave: Wave, notice_ids: Sequence[int]) -> dict[int | None, int]:
    """How often a wave of each notice has begun, where it has."""
    query = select(Delivery.notice_id, func.max(Delivery.anew) + 1)
    query = query.where(Delivery.notice_id.in_(notice_ids), Delivery.wave == wave).group_by(Delivery.notice_id)
    return {row[0]: row[1] for row in session.execute(query)}


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
    session: Session, campaign: Campaign, view: Outlook, notice_ids: Sequence[int]
) -> Iterator[tuple[int, list[Step]]]:
    """Each notice with the steps that its patient's contact details of today allow."""
    failed = failed_before(session, notice_ids)
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
        yield notice_id, view.routing.steps(contact, failed[notice_id])


def _too_late(
    campaign: Campaign, view: Outlook, session: Session, notice_ids: Sequence[int]
) -> dict[int, Collection[Channel]]:
    """The channels of each notice whose reminder, which repeats its day, would come too late for that day: by post."""
    query = select(Link.notice_id).where(Link.notice_id.in_(notice_ids), _is_too_near(campaign, view))
    return dict.fromkeys(session.execute(query).scalars(), _by_post(view))


def _by_post(view: Outlook) -> list[Channel]:
    return [one for one in view.routing.individual if traits_of(one).address is AddressKind.POST]


def _is_too_near(campaign: Campaign, view: Outlook) -> ColumnElement[bool]:
    """Whether the day on a link, which a posted letter named, is too near for a letter that is posted today."""
    was_posted = exists().where(_LETTER.notice_id == Link.notice_id, _LETTER.posted_at.is_not(None))
    return and_(was_posted, Link.deadline_on < PostTimes.of(campaign).earliest(view.routing.today))


def _only_late_post_is_left(campaign: Campaign, view: Outlook, tried: type[Delivery]) -> ColumnElement[bool]:
    """Whether all that could still follow in a reminder is a letter that would come too late."""
    posts, other = _by_post(view), _OTHER
    others = [one for one in view.routing.individual if one not in posts]
    same_round = and_(other.notice_id == tried.notice_id, other.wave == tried.wave, other.anew == tried.anew)
    is_last = exists().where(same_round, other.channel == others[-1]) if others else true()
    is_late = exists().where(Link.notice_id == tried.notice_id, _is_too_near(campaign, view))
    return and_(tried.wave == Wave.REMINDER, is_last, is_late)


def _used(session: Session, rounds: Mapping[int, _Round]) -> dict[int, set[Channel]]:
    """The channels that a round of each notice has tried or skipped."""
    query = select(Delivery.notice_id, Delivery.wave, Delivery.anew, Delivery.channel)
    used: dict[int, set[Channel]] = defaultdict(set)
    for notice_id, wave, anew, channel in session.execute(query.where(Delivery.notice_id.in_(list(rounds)))):
        if notice_id is not None and _Round(wave, anew) == rounds[notice_id]:
            used[notice_id].add(channel)
    return used
