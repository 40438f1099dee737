"""Who carries what to whom, whether they can, and what holds them back."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from notifier.delivery import leases
from notifier.delivery.limits import quiet_hours
from notifier.providers.base import Audience, Provider
from notifier.settings import Settings
from notifier.vocabulary import Channel
from notifier.worker.doctor.condition import Condition, fault, fine, warning

_A_YEAR = timedelta(days=365)


def check_reach(chosen: Mapping[Channel, Provider]) -> bool:
    """Whether any of the providers reaches real people."""
    return any(provider.audience is Audience.REAL_PEOPLE for provider in chosen.values())


def check_providers(settings: Settings, chosen: Mapping[Channel, Provider]) -> Iterator[Condition]:
    """Each provider as it says itself; asking it sends nothing to anybody."""
    for channel, provider in chosen.items():
        yield fine(f"{channel} goes by {provider.name}, for {provider.audience.value}")
    for provider in {provider.name: provider for provider in chosen.values()}.values():
        try:
            faults = list(provider.faults())
        except Exception as error:  # of any provider's library: one that is broken must not hide what else is
            faults = [f"it cannot be asked ({type(error).__name__})"]
        for found in faults:
            yield fault(f"{provider.name}: {found}", "nothing goes by it until then")
        if not faults:
            yield fine(f"{provider.name} is ready")
    if settings.sendgrid_from and not settings.sendgrid_webhook_key:
        what = "sendgrid_webhook_key is missing, so that no report on an email can be believed"
        yield fault(what, "switch SendGrid's signed event webhook on and copy its verification key")
    if any(map(str.isalpha, settings.twilio_from)) and not settings.twilio_messaging_service_sid:
        what = f"texts come from the name {settings.twilio_from}, which nobody can answer"
        yield warning(what, "send from a number, if patients are to answer KEEP or STOP by text")


def check_limits(settings: Settings, chosen: Mapping[Channel, Provider]) -> Iterator[Condition]:
    """Hours, rates and circuit breakers."""
    covered = quiet_hours.covered_until()
    if covered < (leases.wall_clock() + _A_YEAR).date():
        what = f"bank holidays are known until {covered:%d %B %Y}"
        yield warning(what, "update the package govuk-bank-holidays in time, or texts go out on days off")
    if not check_reach(chosen):
        return
    unwise = {
        "quiet_hours is off: texts go out at night": settings.quiet_hours == quiet_hours.OFF,
        "first_slice is 0: nothing is tried out on a few first": not settings.first_slice,
        "pause_share is above a half: a bad list is noticed late": settings.pause_share > 0.5,
        "sms_per_second is above 100, the most that Twilio takes": settings.sms_per_second > 100,
    }
    for what, is_so in unwise.items():
        if is_so:
            yield warning(what, "leave the setting out, unless you are sure")
    if not any(unwise.values()):
        yield fine("hours, rates and circuit breakers are set")
