"""A test send: what an invented patient would read, sent by the real provider to a manager's own phone or mailbox."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts import Mobile, parse_email
from notifier.errors import NotAllowed, ValueRefused
from notifier.messages import sample_messages
from notifier.messages.addressee import Addressee
from notifier.messages.rendering import templates_of, without_letters
from notifier.patients import access_codes
from notifier.practice.accounts import StaffAccount
from notifier.providers.audiences import check_audience, is_sample_mailbox
from notifier.providers.base import Audience, Provider, Result, Unknown
from notifier.providers.channels import AddressKind, traits_of
from notifier.providers.message_types import Message
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Campaign
from notifier.vocabulary import Channel, Role

MOST_AN_HOUR = 5  # for trying, and too few for telling a list by hand
_LOG = logging.getLogger(__name__)


def send_test(
    database: Database,
    provider: Provider,
    reply_channels: ReplyChannels,
    campaign_id: int,
    channel: Channel,
    to: str,
    staff: StaffAccount,
    now: datetime,
) -> Result:
    """Send the invented patient's text or email to `to`; `Unknown` when the answer was lost, so that it may have gone.

    That it is sent is written down before the provider hears of it. Raises NotAllowed for anybody but a manager, for
    the sixth within an hour and for a sample number at a real provider or the reverse; ValueRefused for what is no
    mobile or address, or goes by neither; NotFound; RenderFault.
    """
    staff.must_be(Role.MANAGER)
    reference = access_codes.new_reference()
    own = own_addressee(channel, to, provider.audience)
    with database.writing() as session:
        message = _message(session, campaign_id, channel, reply_channels, replace(own, reference=reference), staff, now)
        audit.append(
            session, AuditAction.TEST_SENT, now, staff_id=staff.id, campaign_id=campaign_id, channel=channel.value
        )
        _refuse_too_many(session, staff.practice_id, now)
    try:
        return dict(provider.send([message])).get(reference, Unknown())
    except Exception as error:  # whatever a provider's library raises, the message may have gone by then
        _LOG.error("a test send by %s broke off: %s", channel, type(error).__name__)
        return Unknown()


def own_addressee(channel: Channel, to: str, audience: Audience) -> Addressee:
    """The invented patient with this phone or mailbox, which `audience` of a provider may be sent to.

    Raises ValueRefused and NotAllowed as `send_test` does.
    """
    invented = sample_messages.INVENTED
    traits = traits_of(channel)
    match AddressKind.POST if traits.is_carried_by_hand else traits.address:
        case AddressKind.MOBILE:
            mobile = Mobile.parse(to)
            is_sample, own = mobile.is_sample, replace(invented, mobile=str(mobile))
        case AddressKind.EMAIL:
            address = parse_email(to)
            is_sample, own = is_sample_mailbox(address), replace(invented, email=address)
        case _:
            raise ValueRefused("a test goes by sms or email: of a letter, `notifier campaign preview` shows the page")
    check_audience(audience, is_sample=is_sample)
    return own


def _message(
    session: Session,
    campaign_id: int,
    channel: Channel,
    reply_channels: ReplyChannels,
    own: Addressee,
    staff: StaffAccount,
    now: datetime,
) -> Message:
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    templates = templates_of(session, campaign.id, reply_channels, without_letters)
    return templates.message(channel, sample_messages.told_now(own, now, campaign.notice_days))


def _refuse_too_many(session: Session, practice_id: int, now: datetime) -> None:
    """Counts after the event was appended: whoever appends at the same time has to wait until this is committed."""
    query = (
        select(func.count())
        .select_from(AuditEvent)
        .join(Campaign, Campaign.id == AuditEvent.campaign_id)
        .where(Campaign.practice_id == practice_id, AuditEvent.action == AuditAction.TEST_SENT.value)
        .where(AuditEvent.at > now - timedelta(hours=1))
    )
    if session.execute(query).scalar_one() > MOST_AN_HOUR:
        raise NotAllowed(f"{MOST_AN_HOUR} tests were sent within the last hour, which is the most: wait a while")
