"""Who is told how, or why not: writes a notice per patient, its deliveries, and the next channel when one fails.

Every transaction here locks the campaign's row first, so that two workers never plan for the same patient.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from notifier import audit, campaigns, links, notices
from notifier.cascade import Cascade, Contact, Sharing, Step
from notifier.exclusions import Rules
from notifier.links import Keys
from notifier.store.database import Database
from notifier.store.models import Campaign, Delivery, Notice, Patient, PatientList, Reply
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, SkipReason, Wave

CHUNK = 500  # patients planned in one transaction: short enough for others to get a turn
SILENCE = timedelta(hours=72)  # without a receipt for so long, a text or an email counts as not surely there
_LIVE = (DeliveryStatus.PLANNED, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN, DeliveryStatus.DELIVERED)
_NEVER_SENT = (DeliveryStatus.SKIPPED, DeliveryStatus.CANCELLED)


@dataclass(frozen=True)
class Planned:
    """What one round of planning wrote."""

    notices: int = 0
    next_channels: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """How many notices or deliveries moved."""
        return self.notices + self.next_channels + self.skipped


def advance(database: Database, campaign_id: int, keys: Keys, now: datetime) -> Planned:
    """Do whatever planning a running campaign needs now; safe to repeat and to interrupt anywhere."""
    with database.reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        if campaign.campaign_status is not CampaignStatus.RUNNING:
            return Planned()
        cascade = cascade_of(session, campaign, now)
        seen = _latest_list(session, campaign)

    def in_turn(work: Callable[[Session, Campaign], int]) -> int:
        return _in_turn(database, campaign_id, seen, work)

    made_notices = next_channels = 0
    while made := in_turn(lambda s, c: _plan_new(s, c, cascade, keys, now)):
        made_notices += made
    skipped = in_turn(lambda s, c: recheck(s, c, cascade, now))
    while made := in_turn(lambda s, c: _offer_next(s, c, cascade, now)):
        next_channels += made
    while made := in_turn(lambda s, c: _reconsider(s, c, cascade, now)):
        next_channels += made
    in_turn(lambda s, c: _plan_footer(s, c, now))
    return Planned(made_notices, next_channels, skipped)


def cascade_of(session: Session, campaign: Campaign, now: datetime) -> Cascade:
    """The campaign's rules over the practice's whole list as it is now."""
    preset = campaigns.preset_of(campaign)
    return Cascade(
        channels=tuple(Channel(name) for name in campaign.channels),
        sharing=Sharing.among(notices.everybody(session, campaign)),
        guardian_below_age=preset.guardian_below_age,
        today=now.astimezone(campaigns.LONDON).date(),
    )


def _in_turn(database: Database, campaign_id: int, seen: int | None, work: Callable[[Session, Campaign], int]) -> int:
    """Run one piece of planning in a transaction of its own, alone on its campaign.

    Nothing is done once the campaign no longer runs, or when a list newer than the one `seen` has come: who shares a
    number with whom may have changed, and the next turn works it out anew.
    """
    with database.writing() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
        if campaign.campaign_status is not CampaignStatus.RUNNING or _latest_list(session, campaign) != seen:
            return 0
        return work(session, campaign)


def _latest_list(session: Session, campaign: Campaign) -> int | None:
    query = select(func.max(PatientList.id)).where(PatientList.practice_id == campaign.practice_id)
    return session.execute(query).scalar_one()


def _plan_new(session: Session, campaign: Campaign, cascade: Cascade, keys: Keys, now: datetime) -> int:
    """Give up to CHUNK patients without a notice their notice, link and deliveries."""
    has_notice = exists().where(Notice.patient_id == Patient.id, Notice.campaign_id == campaign.id)
    query = notices.patients(campaign).where(~has_notice).limit(CHUNK)
    people = list(notices.contacts(session, query, Rules.of(campaigns.preset_of(campaign))))
    if not people:
        return 0
    notice_ids = notices.write_notices(session, campaign, people, keys, now)
    joiners = _joined_after_launch(session, campaign, people)
    deliveries = []
    for one in people:
        wave = Wave.CATCH_UP if one.patient_id in joiners else Wave.FIRST
        deliveries += _rows(campaign, notice_ids[one.patient_id], _until_usable(cascade.steps(one)), wave, now)
    session.execute(insert(Delivery), deliveries)
    audit.append(session, "planning.notices", now, campaign_id=campaign.id, notices=len(people))
    return len(people)


def _joined_after_launch(session: Session, campaign: Campaign, people: Sequence[Contact]) -> set[int]:
    query = (
        select(Patient.id)
        .join(PatientList, PatientList.id == Patient.first_list_id)
        .where(Patient.id.in_([one.patient_id for one in people]), PatientList.imported_at > campaign.launched_at)
    )
    return set(session.execute(query).scalars())


def _until_usable(steps: Sequence[Step]) -> list[Step]:
    """The skipped channels up to and including the first that can be used; all of them when none can."""
    for index, step in enumerate(steps):
        if step.skip is None:
            return list(steps[: index + 1])
    return list(steps)


def _rows(
    campaign: Campaign, notice_id: int | None, steps: Iterable[Step], wave: Wave, now: datetime
) -> list[dict[str, Any]]:
    return [
        {
            "campaign_id": campaign.id,
            "notice_id": notice_id,
            "channel": step.channel,
            "wave": wave,
            "reference": links.reference(),
            "delivery_status": DeliveryStatus.PLANNED if step.skip is None else DeliveryStatus.SKIPPED,
            "skip_reason": step.skip,
            "planned_at": now,
            "due_at": now,
            "attempts": 0,
        }
        for step in steps
    ]


def _offer_next(session: Session, campaign: Campaign, cascade: Cascade, now: datetime) -> int:
    """Plan the next channel for notices whose last one failed, stayed silent too long or may no longer be used."""
    tried, other = aliased(Delivery), aliased(Delivery)
    same_round = and_(other.notice_id == tried.notice_id, other.wave == tried.wave)
    individual = [channel for channel in cascade.channels if channel != Channel.FOOTER]
    query = (
        select(tried.notice_id, tried.wave)
        .where(tried.campaign_id == campaign.id, _ended_or_silent(tried, now))
        .where(~exists().where(same_round, or_(other.delivery_status.in_(_LIVE), _fresh_or_posted(other, now))))
        .where(~exists().where(same_round, other.channel == individual[-1]))  # the last one was reached already
        .where(~exists().where(Reply.notice_id == tried.notice_id))
        .distinct()
        .limit(CHUNK)
    )
    waves: dict[int, Wave] = {notice_id: wave for notice_id, wave in session.execute(query) if notice_id is not None}
    rows: list[dict[str, Any]] = []
    for notice_id, contact, used in _with_contacts(session, campaign, waves):
        steps = [step for step in cascade.steps(contact) if step.channel not in used]
        rows += _rows(campaign, notice_id, _until_usable(steps), waves[notice_id], now)
    return _insert(session, campaign, rows, "planning.next_channel", len(waves), now)


def _reconsider(session: Session, campaign: Campaign, cascade: Cascade, now: datetime) -> int:
    """Catch up with patients whom nothing could be sent to, and whom a newer list made reachable."""
    one = aliased(Delivery)
    query = (
        select(Notice.id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Notice.campaign_id == campaign.id, ~Patient.deceased, ~Patient.left, ~Patient.sensitive)
        .where(~exists().where(one.notice_id == Notice.id, one.delivery_status.not_in(_NEVER_SENT)))
        .where(~exists().where(one.notice_id == Notice.id, one.wave == Wave.CATCH_UP))
        .where(~exists().where(Reply.notice_id == Notice.id))
    )
    waves = dict.fromkeys(session.execute(query).scalars(), Wave.CATCH_UP)
    rows: list[dict[str, Any]] = []
    reached = 0
    for notice_id, contact, _used in _with_contacts(session, campaign, waves):
        steps = _until_usable(cascade.steps(contact))
        if steps[-1].skip is None and reached < CHUNK:
            reached += 1
            rows += _rows(campaign, notice_id, steps, Wave.CATCH_UP, now)
    return _insert(session, campaign, rows, "planning.caught_up", reached, now)


def _with_contacts(
    session: Session, campaign: Campaign, waves: Mapping[int, Wave]
) -> Iterable[tuple[int, Contact, set[Channel]]]:
    """Each notice with its patient's contact as it is now, and the channels that its wave has used."""
    used: dict[int, set[Channel]] = {notice_id: set() for notice_id in waves}
    notice_ids = list(waves)
    for start in range(0, len(notice_ids), CHUNK):
        some = notice_ids[start : start + CHUNK]
        tried = select(Delivery.notice_id, Delivery.wave, Delivery.channel).where(Delivery.notice_id.in_(some))
        for notice_id, wave, channel in session.execute(tried):
            if notice_id is not None and wave is waves[notice_id]:
                used[notice_id].add(channel)
        query = notices.patients(campaign).join(Notice, Notice.patient_id == Patient.id).where(Notice.id.in_(some))
        query = query.add_columns(Notice.id)
        rules = Rules.of(campaigns.preset_of(campaign))
        for row in session.execute(query):
            yield row[-1], notices.contact(row, rules), used[row[-1]]


def _insert(
    session: Session, campaign: Campaign, rows: Sequence[dict[str, Any]], action: str, notices: int, now: datetime
) -> int:
    if rows:
        session.execute(insert(Delivery), rows)
        audit.append(session, action, now, campaign_id=campaign.id, notices=notices)
    return notices if rows else 0


def recheck_after_import(session: Session, practice_id: int, now: datetime) -> None:
    """Look again at what every launched campaign plans, in the import's own transaction: nobody slips out between."""
    launched = (CampaignStatus.RUNNING, CampaignStatus.PAUSED)
    query = select(Campaign).where(Campaign.practice_id == practice_id, Campaign.campaign_status.in_(launched))
    for campaign in session.execute(query.with_for_update()).scalars().all():
        recheck(session, campaign, cascade_of(session, campaign, now), now)


def recheck(session: Session, campaign: Campaign, cascade: Cascade, now: datetime) -> int:
    """Look again at everything planned, after a newer list: what may no longer be used is skipped, with its reason."""
    query = (
        notices.patients(campaign)
        .join(Notice, Notice.patient_id == Patient.id)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Delivery.campaign_id == campaign.id, Delivery.delivery_status == DeliveryStatus.PLANNED)
        .add_columns(Delivery.id, Delivery.channel)
    )
    rules = Rules.of(campaigns.preset_of(campaign))
    unusable: dict[SkipReason, list[int]] = {}
    for row in session.execute(query).all():
        for step in cascade.steps(notices.contact(row, rules)):
            if step.channel == row.channel and step.skip is not None:
                unusable.setdefault(step.skip, []).append(row[-2])
    for reason, ids in unusable.items():
        for start in range(0, len(ids), CHUNK):
            session.execute(
                update(Delivery)
                .where(Delivery.id.in_(ids[start : start + CHUNK]), Delivery.delivery_status == DeliveryStatus.PLANNED)
                .values(delivery_status=DeliveryStatus.SKIPPED, skip_reason=reason)
            )
    skipped = sum(map(len, unusable.values()))
    if skipped:
        audit.append(session, "planning.skipped", now, campaign_id=campaign.id, deliveries=skipped)
    return skipped


def _plan_footer(session: Session, campaign: Campaign, now: datetime) -> int:
    """The prescription's line is one delivery of the whole campaign."""
    planned = exists().where(Delivery.campaign_id == campaign.id, Delivery.channel == Channel.FOOTER)
    if Channel.FOOTER not in campaign.channels or session.execute(select(planned)).scalar_one():
        return 0
    session.execute(insert(Delivery), _rows(campaign, None, [Step(Channel.FOOTER, None)], Wave.FIRST, now))
    return 1


def _ended_or_silent(delivery: Any, now: datetime) -> ColumnElement[bool]:
    silent = and_(
        delivery.delivery_status == DeliveryStatus.ACCEPTED,
        delivery.channel.in_((Channel.SMS, Channel.EMAIL)),
        delivery.accepted_at <= now - SILENCE,
    )
    return or_(delivery.delivery_status.in_((DeliveryStatus.FAILED, DeliveryStatus.SKIPPED)), silent)


def _fresh_or_posted(delivery: Any, now: datetime) -> ColumnElement[bool]:
    return and_(
        delivery.delivery_status == DeliveryStatus.ACCEPTED,
        or_(delivery.channel == Channel.LETTER, delivery.accepted_at > now - SILENCE),
    )
