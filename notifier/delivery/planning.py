"""Who is told how, or why not: writes a notice per patient and its first deliveries, and takes back what is no use.

How a round goes on, and when another begins, is in `notifier.delivery.follow_ups`. Every transaction here locks the
campaign's row first, so that two workers never plan for the same patient.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.delivery import follow_ups, notices, restored_deliveries
from notifier.delivery.limits import circuit_breaker
from notifier.delivery.new_deliveries import delivery_rows, insert_deliveries, until_usable
from notifier.delivery.outlook import KnownPlaces, Outlook
from notifier.delivery.routing import Contact, Routing, Step
from notifier.patients import earlier_keeps, identity_doubts, matters, patient_records
from notifier.patients.access_codes import Keys
from notifier.patients.eligibility import Rules
from notifier.providers.channels import channels_that, traits_of
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, Displayed, Notice, Patient, PatientList
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, Display, SkipReason, Wave

# Patients would be told by another way than the one that was approved, or not at all.
_NOT_INSTALLED = "the channel {} is no longer installed, or broken: have whoever runs the program mend it; then resume"
UNKNOWN_AFTER = timedelta(hours=24)  # then the next channel takes over from what nobody knows of


@dataclass(frozen=True)
class Planned:
    """What one round of planning wrote."""

    notices: int = 0
    next_channels: int = 0
    reminders: int = 0
    skipped: int = 0  # or withdrawn
    hand_outs: int = 0

    @property
    def total(self) -> int:
        """How many notices or deliveries moved."""
        return self.notices + self.next_channels + self.reminders + self.skipped + self.hand_outs


def advance(
    database: Database, campaign_id: int, keys: Keys, now: datetime, *, unknown_after: timedelta = UNKNOWN_AFTER
) -> Planned:
    """Do whatever planning a running campaign needs now; safe to repeat and to interrupt anywhere.

    What has been unknown for `unknown_after` is left to itself, and the next channel takes over.
    """
    with database.reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        if campaign.campaign_status is not CampaignStatus.RUNNING:
            return Planned()
        routing = routing_of(session, campaign, now)
        seen = _latest_list(session, campaign)
        practice_id = campaign.practice_id
        unmet = earlier_keeps.unmet(session, keys.keep, practice_id)
    if unmet:  # before anybody is told: whoever kept in an earlier campaign is not to count as silent in this one
        with database.writing() as session:
            earlier_keeps.meet(session, keys.keep, practice_id, now)
    if missing := [channel for channel in routing.channels if not traits_of(channel).is_usable]:
        with database.writing() as session:
            circuit_breaker.trip(session, campaign_id, _NOT_INSTALLED.format(" and ".join(missing)), now)
        return Planned()
    places = KnownPlaces(routing, now)

    def once(work: Callable[[Session, Campaign], int]) -> int:
        return _in_turn(database, campaign_id, seen, partial(_and_hold_repeats, work, keys, now))

    def go_on(follow_up: Callable[[Session, Campaign, Outlook], int]) -> int:
        """One kind of follow-up until there is none left, by what is known when it is looked for."""
        return until_done(lambda s, c: follow_up(s, c, Outlook.at(s, c, places, unknown_after)))

    def until_done(work: Callable[[Session, Campaign], int]) -> int:
        done = 0
        while more := once(work):
            done += more
        return done

    made = until_done(lambda s, c: _plan_new(s, c, routing, keys, now))
    skipped = once(lambda s, c: recheck(s, c, routing, now))
    skipped += once(lambda s, c: follow_ups.withdraw_overtaken(s, c, now))
    next_channels = go_on(follow_ups.offer_next) + go_on(follow_ups.catch_up)
    hand_outs = go_on(follow_ups.hand_out)
    reminders = go_on(follow_ups.remind)
    once(lambda s, c: _plan_footer(s, c, now))
    return Planned(made, next_channels, reminders, skipped, hand_outs)


def routing_of(session: Session, campaign: Campaign, now: datetime) -> Routing:
    """The campaign's rules over the practice's whole list as it is now."""
    preset = lifecycle.preset_of(campaign)
    return Routing(
        channels=tuple(map(Channel.stored, campaign.channels)),
        sharing=notices.sharing(session, campaign),
        guardian_below_age=preset.guardian_below_age,
        today=calendar.london_date(now),
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


def _and_hold_repeats(
    work: Callable[[Session, Campaign], int], keys: Keys, now: datetime, session: Session, campaign: Campaign
) -> int:
    """What a lost machine may have planned and sent as well is held in the same transaction: in a later one it went."""
    done = work(session, campaign)
    restored_deliveries.hold_repeats(session, campaign, keys, now)
    return done


def _latest_list(session: Session, campaign: Campaign) -> int | None:
    query = select(func.max(PatientList.id)).where(PatientList.practice_id == campaign.practice_id)
    return session.execute(query).scalar_one()


def _plan_new(session: Session, campaign: Campaign, routing: Routing, keys: Keys, now: datetime) -> int:
    """Give some patients without a notice their notice, link and deliveries."""
    has_notice = exists().where(Notice.patient_id == Patient.id, Notice.campaign_id == campaign.id)
    query = notices.patients(campaign).where(~has_notice, *_may_be_told(session, campaign, now)).limit(follow_ups.CHUNK)
    people = list(notices.contacts(session, query, Rules.of(lifecycle.preset_of(campaign))))
    if not people:
        return 0
    notice_ids = notices.write_notices(session, campaign, people, keys, now)
    joiners = _joined_after_launch(session, campaign, people)
    deliveries = []
    for one in people:
        wave = Wave.CATCH_UP if one.patient_id in joiners else Wave.FIRST
        deliveries += delivery_rows(campaign, notice_ids[one.patient_id], until_usable(routing.steps(one)), wave, now)
    insert_deliveries(session, deliveries)
    audit.append(session, AuditAction.NOTICES_PLANNED, now, campaign_id=campaign.id, notices=len(people))
    return len(people)


def _may_be_told(session: Session, campaign: Campaign, now: datetime) -> Iterator[ColumnElement[bool]]:
    """What has to hold before somebody gets a notice: who they are is sure, and whoever joined has waited a day.

    A list of another practice is noticed within a day, and then its patients were told nothing.
    """
    waits = exists().where(PatientList.id == Patient.first_list_id, PatientList.joiners_from > now)
    yield ~waits
    yield patient_records.in_use()
    yield ~identity_doubts.in_doubt(Patient.id)
    yield Patient.id.not_in(identity_doubts.kept_under_other_number(session, campaign))


def _joined_after_launch(session: Session, campaign: Campaign, people: Sequence[Contact]) -> set[int]:
    query = select(Patient.id).where(
        Patient.id.in_([one.patient_id for one in people]), Patient.known_since > campaign.launched_at
    )
    return set(session.execute(query).scalars())


class _Planned(NamedTuple):
    """A delivery that was not sent yet."""

    delivery_id: int
    channel: Channel
    wave: Wave
    told_to_stop: bool  # since it was planned


def recheck_after_import(session: Session, practice_id: int, now: datetime) -> None:
    """Look again at what every launched campaign plans, in the import's own transaction: nobody slips out between.

    What somebody told of a patient ends where the list says so too.
    """
    matters.follow_list(session, practice_id, now)
    under_way = Campaign.campaign_status.in_(CampaignStatus.under_way())
    query = select(Campaign).where(Campaign.practice_id == practice_id, under_way)
    for campaign in session.execute(query.with_for_update()).scalars().all():
        recheck(session, campaign, routing_of(session, campaign, now), now)


def recheck(session: Session, campaign: Campaign, routing: Routing, now: datetime) -> int:
    """Look again at everything planned: what a newer list or a stop word makes unusable is skipped, with its reason."""
    query = (
        select(Delivery.id, Delivery.channel, Delivery.wave, notices.told_to_stop(Delivery))
        .select_from(Patient)
        .join(Notice, Notice.patient_id == Patient.id)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Delivery.campaign_id == campaign.id, Delivery.delivery_status == DeliveryStatus.PLANNED)
    )
    rules = Rules.of(lifecycle.preset_of(campaign))
    answered_by = channels_that(lambda traits: traits.takes_replies)
    unusable: dict[SkipReason, list[int]] = {}
    found = notices.contacts_beside(session, notices.of_practice(campaign, query), rules, _Planned)
    for contact, planned in found:
        # A stop word came perhaps from a number that they had before.
        also = answered_by if planned.told_to_stop else ()
        for step in routing.steps(replace(contact, stopped=contact.stopped.union(also))):
            if planned.wave is Wave.HAND_OUT and step.skip in follow_ups.NOWHERE:
                continue  # it waits at the desk for exactly that reason
            if step.channel == planned.channel and step.skip is not None:
                unusable.setdefault(step.skip, []).append(planned.delivery_id)
    for reason, ids in unusable.items():
        _skip(session, ids, reason)
    skipped = sum(map(len, unusable.values()))
    if skipped:
        audit.append(session, AuditAction.DELIVERIES_SKIPPED, now, campaign_id=campaign.id, deliveries=skipped)
    return skipped


def _skip(session: Session, delivery_ids: Sequence[int], reason: SkipReason) -> None:
    for start in range(0, len(delivery_ids), follow_ups.CHUNK):
        some = delivery_ids[start : start + follow_ups.CHUNK]
        session.execute(
            update(Delivery)
            .where(Delivery.id.in_(some), Delivery.delivery_status == DeliveryStatus.PLANNED)
            .values(delivery_status=DeliveryStatus.SKIPPED, skip_reason=reason)
        )


def _plan_footer(session: Session, campaign: Campaign, now: datetime) -> int:
    """The prescription's line is one delivery of the whole campaign, unless the practice has put it up already."""
    planned = exists().where(Delivery.campaign_id == campaign.id, Delivery.channel == Channel.FOOTER)
    is_up = exists().where(Displayed.campaign_id == campaign.id, Displayed.display == Display.FOOTER)
    if Channel.FOOTER not in campaign.channels or session.execute(select(or_(planned, is_up))).scalar_one():
        return 0
    insert_deliveries(session, delivery_rows(campaign, None, [Step(Channel.FOOTER, None)], Wave.FIRST, now))
    return 1
