"""Steps of planning, and its results: what was planned for whom, and what sender, receipts and patients make of it."""

from typing import Any

from sqlalchemy import func, select, update

from notifier.contacts import PostalAddress
from notifier.delivery import planning
from notifier.delivery.limits import suppressions
from notifier.patients.list_import.records import Person
from notifier.replies import record
from notifier.replies.record import NewReply
from notifier.store.tables import Campaign, Delivery, Notice
from notifier.vocabulary import (
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    FailReason,
    SkipReason,
    Source,
    Wave,
)
from tests.world import World

EVERY = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
NOWHERE = PostalAddress((), "")
NOTICE_DAYS = 28
Told = tuple[Channel, DeliveryStatus, SkipReason | None]


def launch(world: World, *people: Person, channels: tuple[Channel, ...] = EVERY, **options: Any) -> None:
    """Import, launch and plan."""
    world.import_people(*people)
    # The preview lays out letters, and nothing here reads one.
    world.campaign(channels=(Channel.SMS,), **{"notice_days": NOTICE_DAYS, **options})
    with world.database.writing() as session:
        session.execute(update(Campaign).values(channels=[channel.value for channel in channels]))
        campaign = session.get_one(Campaign, world.campaign_id)
        campaign.campaign_status, campaign.launched_at = CampaignStatus.RUNNING, world.now
    plan(world)


def plan(world: World, **options: Any) -> planning.Planned:
    """Plan the latest campaign."""
    return planning.advance(world.database, world.campaign_id, world.keys, world.now, **options)


def told(world: World, person: Person, wave: Wave | None = None) -> list[Told]:
    """A patient's deliveries, oldest first: all, or those of one wave."""
    return [
        (row.channel, row.delivery_status, row.skip_reason)
        for row in world.deliveries(person.nhs_number)
        if wave in (None, row.wave)
    ]


def happens(world: World, person: Person, channel: Channel, status: DeliveryStatus, **values: Any) -> None:
    """Bring a patient's latest delivery on a channel to a status, as the sender and receipts would."""
    newest = [row for row in world.deliveries(person.nhs_number) if row.channel is channel][-1]
    becomes(world, person, newest, status, **values)


def becomes(world: World, person: Person, row: Delivery, status: DeliveryStatus, **values: Any) -> None:
    """Bring any of a patient's deliveries to a status, as the sender and receipts would."""
    chosen = {
        "accepted_at": world.now,
        "claimed_at": row.claimed_at or world.now,
        "sent_to": place(person, row.channel),
        "attempts": 1,
        **values,
    }
    if status is DeliveryStatus.FAILED:
        chosen.setdefault("fail_reason", FailReason.BAD_ADDRESS)
    if status is DeliveryStatus.UNKNOWN:
        chosen.setdefault("unknown_at", world.now)
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.id == row.id).values(delivery_status=status, **chosen))


def place(person: Person, channel: Channel) -> str:
    """Where a message goes, as the sender notes it."""
    window = "\n".join((f"{person.title} {person.family_name}", *person.address.lines_for_window))
    return {Channel.SMS: str(person.mobile), Channel.EMAIL: str(person.email), Channel.LETTER: window}[channel]


def stops(world: World, person: Person) -> None:
    """A patient answers a text with a stop word; nothing has followed from it yet."""
    with world.database.writing() as session:
        suppressions.suppress(session, Channel.SMS, str(person.mobile), "stop", world.now)
        reply = NewReply(Choice.UNSURE, Source.SMS, world.now, doubt=Doubt.STOPPED)
        record.record_reply(session, notice_of(world, person), reply, world.now)


def notice_of(world: World, person: Person) -> int:
    """A patient's notice in the latest campaign."""
    query = select(Notice.id).where(Notice.patient_id == world.patient_id(person.nhs_number))
    with world.database.reading() as session:
        return session.execute(query.where(Notice.campaign_id == world.campaign_id)).scalar_one()


def planned(channel: Channel) -> Told:
    """A delivery that is to be sent."""
    return channel, DeliveryStatus.PLANNED, None


def skipped(channel: Channel, reason: SkipReason) -> Told:
    """A delivery that is not to be sent."""
    return channel, DeliveryStatus.SKIPPED, reason


def count(world: World, table: type[Any]) -> int:
    """How many rows there are."""
    with world.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()
