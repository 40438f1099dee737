"""Which provider carries which channel: the one place where providers are chosen from the settings."""

from collections.abc import Mapping

from notifier.errors import SettingsFault
from notifier.providers.base import Audience, CarriedChannels, Provider
from notifier.providers.outbox import Outbox
from notifier.providers.sendgrid_email.provider import SendGridEmail
from notifier.providers.twilio_sms.provider import NAME as TWILIO
from notifier.providers.twilio_sms.provider import TwilioSms
from notifier.settings import Settings
from notifier.vocabulary import Channel

_BY_HAND = frozenset({Channel.LETTER, Channel.FOOTER})  # on paper, which people carry


def carried(settings: Settings) -> CarriedChannels:
    """The channels that reach anybody: by a provider, or, on paper, by the practice's own hands."""
    chosen = providers(settings).items()
    return CarriedChannels(
        real_people=_BY_HAND | {channel for channel, one in chosen if one.audience is not Audience.SAMPLES},
        samples=_BY_HAND | {channel for channel, one in chosen if one.audience is not Audience.REAL_PEOPLE},
    )


def providers(settings: Settings) -> Mapping[Channel, Provider]:
    """A provider for every channel, with no connection open yet. Without credentials: the outbox, for samples only.

    Raises SettingsFault when a provider is set up by half; the text names everything that is missing.
    """
    faults = [*_missing_for_twilio(settings), *_missing_for_sendgrid(settings)]
    if faults:
        raise SettingsFault("the settings are not complete:\n  " + "\n  ".join(faults))
    chosen: dict[Channel, Provider] = dict.fromkeys(Channel, Outbox(settings.outbox, settings.outbox_unreachable))
    if settings.twilio_account_sid:
        chosen[Channel.SMS] = _twilio(settings)
    if settings.sendgrid_from:
        chosen[Channel.EMAIL] = _sendgrid(settings)
    return chosen


def _twilio(settings: Settings) -> TwilioSms:
    return TwilioSms(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        messaging_service_sid=settings.twilio_messaging_service_sid,
        callback_url=f"{settings.public_url}/hooks/{TWILIO}/status",
        base_url=settings.twilio_base_url,
        timeout=settings.provider_timeout,
    )


def _sendgrid(settings: Settings) -> SendGridEmail:
    return SendGridEmail(
        api_key=settings.sendgrid_api_key.get_secret_value(),
        sender=settings.sendgrid_from,
        host=settings.sendgrid_host,
        webhook_key=settings.sendgrid_webhook_key,
        timeout=settings.provider_timeout,
    )


def _missing_for_twilio(settings: Settings) -> list[str]:
    sender = settings.twilio_from or settings.twilio_messaging_service_sid
    needed = {
        "twilio_account_sid": settings.twilio_account_sid,
        "twilio_auth_token": settings.twilio_auth_token.get_secret_value(),
        "twilio_from (or twilio_messaging_service_sid)": sender,
    }
    return _missing(needed, any_of=(*needed.values(), settings.twilio_base_url), purpose="to send texts by Twilio")


def _missing_for_sendgrid(settings: Settings) -> list[str]:
    needed = {
        "sendgrid_api_key": settings.sendgrid_api_key.get_secret_value(),
        "sendgrid_from": settings.sendgrid_from,
    }
    return _missing(needed, (*needed.values(), settings.sendgrid_webhook_key), "to send emails by SendGrid")


def _missing(needed: Mapping[str, str], any_of: tuple[str, ...], purpose: str) -> list[str]:
    if not any(any_of):
        return []
    return [f"{name} is missing: set it {purpose}" for name, value in needed.items() if not value]
