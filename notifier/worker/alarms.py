"""Tells those whom ALARMS_TO names that something stands still, and later that it is over: once each, and in few words.

What is told: a channel whose provider cannot be had, a campaign that paused by itself or has come to its budget, and a
disk that is nearly full. Each message is written down before its provider hears of it, and says nothing of any patient.
An address decides by which channel it is told; while that channel itself stands still its messages wait, and then say
all at once.
"""

import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from notifier.campaigns.calendar import LONDON
from notifier.contacts import Mobile, parse_email
from notifier.delivery.limits import channel_breaker, spending
from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.pdf.text_template import as_html
from notifier.providers.base import Accepted, Audience, Provider, Refused, Result, Unknown
from notifier.providers.channels import AddressKind, channels_that, traits_of
from notifier.providers.email_rules import is_sample_email
from notifier.providers.message_types import EmailMessage, EmailTemplate, Message, SmsMessage
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database, insert_unless_there
from notifier.store.tables import Alarm, AuditEvent, Campaign, Spending
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason

_LOG = logging.getLogger(__name__)
CONFIRMED = timedelta(minutes=2)  # a channel that stands still for less is nobody's concern: the first trial is over
LEAST_FREE = 500 * 1024 * 1024  # bytes on the disk of the instance folder: a day of a large launch fits into these
_NAME = "Fair Notice"
_LONGEST = 500  # characters
_DISK = "disk"
_PASSES = (FailReason.UNAVAILABLE, FailReason.BUSY)  # the message is tried again


class AlarmAddress(NamedTuple):
    """Where one member of staff is told, and by which channel."""

    channel: Channel
    sent_to: str  # E.164, or an email address
    is_sample: bool


@dataclass(frozen=True)
class StandingEvent:
    """Something that stands still now. `key` is the same for as long as it lasts."""

    key: str
    words: str


def alarm_addresses(settings: Settings) -> list[AlarmAddress]:
    """Whom ALARMS_TO names. Raises ValueRefused for what is neither a mobile number nor an email address."""
    return [_address(entry) for entry in settings.alarm_entries]


def raise_alarms(database: Database, settings: Settings, now: datetime, free: int | None = None) -> int:
    """Write down whom to tell that something stands still or is over; returns how many messages that makes.

    `free` is how many bytes the disk has left; by default it is looked up.
    """
    addresses = _usable_addresses(settings)
    if not addresses:
        return 0
    left = shutil.disk_usage(settings.instance).free if free is None else free
    with database.reading() as session:
        standing = {event.key: event for event in _standing(session, left, now)}
        open_keys = _open_keys(session)
    begun = [event for key, event in standing.items() if key not in open_keys]
    over = [key for key in open_keys if key not in standing]
    if not begun and not over:
        return 0
    with database.writing() as session:
        made = sum(_begin(session, event, addresses, now) for event in begun if not _is_known(session, event.key))
        return made + sum(_end(session, key, now) for key in over if key in _open_keys(session))


def send_alarms(database: Database, providers: Mapping[Channel, Provider], now: datetime) -> int:
    """Send what is written down, by the channels that do not stand still; returns how many were answered."""
    with database.reading() as session:
        down = {outage.channel for outage in channel_breaker.outages(session)}
        query = select(Alarm.id, Alarm.channel).where(Alarm.alarm_status == DeliveryStatus.PLANNED).order_by(Alarm.id)
        waiting = [(row.id, row.channel) for row in session.execute(query) if row.channel not in down]
    return sum(_send(database, providers[channel], which, now) for which, channel in waiting if channel in providers)


def _usable_addresses(settings: Settings) -> list[AlarmAddress]:
    """As `alarm_addresses`, without what is none: the doctor says it, and the others are told all the same."""
    found = []
    for entry in dict.fromkeys(settings.alarm_entries):
        try:
            found.append(_address(entry))
        except ValueRefused as refusal:
            _LOG.error("%s", refusal)
    return found


def _address(entry: str) -> AlarmAddress:
    try:
        if "@" in entry:
            address = parse_email(entry)
            return AlarmAddress(_channel_to(AddressKind.EMAIL), address, is_sample_email(address))
        mobile = Mobile.parse(entry)
        return AlarmAddress(_channel_to(AddressKind.MOBILE), str(mobile), mobile.is_sample)
    except ValueRefused as refusal:
        raise ValueRefused(f"alarms_to: {entry!r} is no mobile number or email address ({refusal})") from None


def _channel_to(address: AddressKind) -> Channel:
    """The first channel by which an address of this kind is told."""
    return channels_that(lambda traits: traits.address is address)[0]


def _standing(session: Session, free: int, now: datetime) -> Iterator[StandingEvent]:
    for outage in channel_breaker.outages(session):
        if now >= outage.opened_at + CONFIRMED:
            yield StandingEvent(f"channel {outage.channel} {outage.opened_at:%Y-%m-%dT%H:%M:%S}", outage.words(now))
    paused_by = (
        select(func.max(AuditEvent.id))
        .where(AuditEvent.campaign_id == Campaign.id, AuditEvent.action == AuditAction.CAMPAIGN_PAUSED.value)
        .scalar_subquery()
    )
    query = select(Campaign.id, Campaign.paused_because, paused_by.label("paused_by")).where(
        Campaign.campaign_status == CampaignStatus.PAUSED, Campaign.paused_because.is_not(None)
    )
    for row in session.execute(query.order_by(Campaign.id)):
        words = (
            f"Campaign {row.id} paused by itself because {row.paused_because}. Nothing goes out until it is resumed."
        )
        yield StandingEvent(f"campaign {row.id} {row.paused_by}", words)
    for campaign_id, channels in spending.held_by_budget(session).items():
        since = session.get_one(Spending, campaign_id).held_since
        words = (
            f"Campaign {campaign_id} has come to its budget: nothing more goes by {' or '.join(channels)} until a "
            "manager raises it."
        )
        yield StandingEvent(f"budget {campaign_id} {since:%Y-%m-%dT%H:%M:%S}", words)
    if free < LEAST_FREE:
        known = next((key for key in _open_keys(session) if key.startswith(_DISK)), f"{_DISK} {now:%Y-%m-%dT%H:%M:%S}")
        yield StandingEvent(known, f"The disk is nearly full: {free // 2**20} MB are free. Make room before it is.")


def _open_keys(session: Session) -> list[str]:
    """The events that began and are not over, the oldest first."""
    end = aliased(Alarm)
    is_over = exists().where(end.event == Alarm.event, end.is_over)
    query = select(Alarm.event, func.min(Alarm.id)).where(~Alarm.is_over, ~is_over).group_by(Alarm.event)
    return [row[0] for row in session.execute(query.order_by(func.min(Alarm.id)))]


def _is_known(session: Session, key: str) -> bool:
    return session.execute(select(exists().where(Alarm.event == key))).scalar_one()


def _begin(session: Session, event: StandingEvent, addresses: Sequence[AlarmAddress], now: datetime) -> int:
    rows = [
        _row(event.key, False, address.channel, address.sent_to, f"{_NAME}: {event.words}", now)
        for address in addresses
    ]
    return _append(session, AuditAction.ALARM_RAISED, event.key, rows, now)


def _end(session: Session, key: str, now: datetime) -> int:
    """Say that it is over; whoever was not told yet that it began reads both in one."""
    begun = session.execute(select(Alarm).where(Alarm.event == key, ~Alarm.is_over)).scalars().all()
    rows = []
    for row in begun:
        was = row.body.removeprefix(f"{_NAME}: ")
        words = f"{_NAME}: this is over since {now.astimezone(LONDON):%H:%M on %d %B}. It was: {was}"
        rows.append(_row(key, True, row.channel, row.sent_to, words, now))
        if row.alarm_status is DeliveryStatus.PLANNED:
            row.alarm_status, row.ended_at = DeliveryStatus.CANCELLED, now
    return _append(session, AuditAction.ALARM_OVER, key, rows, now)


def _append(
    session: Session, action: AuditAction, key: str, rows: Sequence[Mapping[str, object]], now: datetime
) -> int:
    """Write messages down, unless another worker did so at the same moment."""
    insert = insert_unless_there(session, Alarm).returning(Alarm.id)
    made = sum(session.execute(insert.values(row)).first() is not None for row in rows)
    if made:
        audit.append(session, action, now, event=key)
    return made


def _row(key: str, is_over: bool, channel: Channel, sent_to: str, words: str, now: datetime) -> Mapping[str, object]:
    return {
        "event": key,
        "is_over": is_over,
        "channel": channel,
        "sent_to": sent_to,
        "body": words[:_LONGEST],
        "reference": access_codes.new_reference(),
        "alarm_status": DeliveryStatus.PLANNED,
        "made_at": now,
    }


def _send(database: Database, provider: Provider, which: int, now: datetime) -> int:
    """Send one message, whose intent is on record first; what is lost on the way is never sent again."""
    claim = (
        update(Alarm)
        .where(Alarm.id == which, Alarm.alarm_status == DeliveryStatus.PLANNED)
        .values(alarm_status=DeliveryStatus.SENDING)
        .returning(Alarm.reference, Alarm.channel, Alarm.sent_to, Alarm.body)
    )
    with database.writing() as session:
        row = session.execute(claim).one_or_none()
    if row is None:  # another worker has it
        return 0
    message = _message(row.reference, row.channel, row.sent_to, row.body)
    result = _result(provider, message)
    status = {Accepted: DeliveryStatus.ACCEPTED, Unknown: DeliveryStatus.UNKNOWN}.get(
        type(result), DeliveryStatus.FAILED
    )
    is_put_off = isinstance(result, Refused) and result.reason in _PASSES and not result.permanent
    with database.writing() as session:
        values = {"alarm_status": DeliveryStatus.PLANNED} if is_put_off else {"alarm_status": status, "ended_at": now}
        session.execute(update(Alarm).where(Alarm.id == which).values(values))
    if isinstance(result, Refused) and not is_put_off:
        _LOG.error("an alarm by %s was refused: %s", row.channel, result.reason)
    return 0 if is_put_off else 1


def _message(reference: str, channel: Channel, sent_to: str, body: str) -> Message:
    if traits_of(channel).address is AddressKind.MOBILE:
        return SmsMessage(reference, sent_to, body)
    template = EmailTemplate(_NAME, f"{_NAME}: please look", f"{body}\n", f"<p>{as_html(body)}</p>")
    return EmailMessage(reference, sent_to, template, {})


def _result(provider: Provider, message: Message) -> Result:
    is_sample = is_sample_email(message.to) if isinstance(message, EmailMessage) else Mobile.parse(message.to).is_sample
    if provider.audience is (Audience.REAL_PEOPLE if is_sample else Audience.SAMPLES):
        return Refused(FailReason.WRONG_WORLD, permanent=True, was_asked=False)
    try:
        return dict(provider.send([message])).get(message.reference, Unknown())
    except Exception as error:  # whatever a provider's library raises, the message may have gone by then
        _LOG.error("an alarm by %s broke off: %s", provider.name, type(error).__name__)
        return Unknown()
