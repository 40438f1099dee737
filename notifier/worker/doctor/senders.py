"""Who carries what to whom, whether they can, and what holds them back."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from math import inf

from notifier.delivery import leases
from notifier.delivery.limits import quiet_hours
from notifier.delivery.limits.rate_limiter import rate_limit_of
from notifier.errors import SettingsFault, ValueRefused
from notifier.providers.base import Audience, Provider
from notifier.providers.channels import check_channel, traits_of
from notifier.providers.plugin import plugin_named, title_of
from notifier.settings import Settings, provider_names
from notifier.vocabulary import Channel, brought_channels
from notifier.worker import alarms
from notifier.worker.doctor.condition import Condition, fault, fine, warning

_A_YEAR = timedelta(days=365)


def check_reach(chosen: Mapping[Channel, Provider]) -> bool:
    """Whether any of the providers reaches real people."""
    return any(provider.audience is Audience.REAL_PEOPLE for provider in chosen.values())


def check_channels() -> Iterator[Condition]:
    """Whether the channels that distributions bring can be used."""
    for channel in brought_channels():
        try:
            check_channel(channel)
        except SettingsFault as found:
            yield fault(str(found), "until then every campaign that goes by it waits")
        else:
            yield fine(f"{channel} is a channel that a distribution brings")


def check_providers(settings: Settings, chosen: Mapping[Channel, Provider]) -> Iterator[Condition]:
    """Each provider as it says itself; asking it sends nothing to anybody."""
    for channel, provider in chosen.items():
        if provider.audience is Audience.NOBODY:
            yield fine(f"{traits_of(channel).noun}s wait for a print run: `notifier letters` makes one")
        else:
            yield fine(f"{traits_of(channel).noun}s go by {title_of(provider.name)}, for {provider.audience.value}")
    for provider in {provider.name: provider for provider in chosen.values()}.values():
        try:
            faults = list(provider.faults())
        except Exception as error:  # of any provider's library: one that is broken must not hide what else is
            faults = [f"it cannot be asked ({type(error).__name__})"]
        for found in faults:
            yield fault(f"{provider.name}: {found}", "nothing goes by it until then")
        if not faults:
            yield fine(f"{title_of(provider.name)} is ready")
    carrying = {provider.name for provider in chosen.values()}
    for plugin in map(plugin_named, settings.provider_settings):
        own = plugin.own(settings)
        if carrying and own.is_wanted and plugin.name not in carrying:
            yield fine(f"{plugin.name} is set up and carries nothing; its calls are still answered")
        yield from (Condition(*advice) for advice in plugin.advice(own))


def check_alarms(settings: Settings, chosen: Mapping[Channel, Provider]) -> Iterator[Condition]:
    """Whether somebody is told when something stands still, and can be."""
    try:
        addresses = alarms.alarm_addresses(settings)
    except ValueRefused as found:
        yield fault(str(found), "correct alarms_to: until then nobody is told when something stands still")
        return
    if not addresses and check_reach(chosen):
        yield warning(
            "nobody is told when something stands still", "set ALARMS_TO to emails and mobile numbers of staff"
        )
    for address in addresses:
        wrong = Audience.REAL_PEOPLE if address.is_sample else Audience.SAMPLES
        if address.channel not in chosen or chosen[address.channel].audience is wrong:
            what = f"nothing here reaches what alarms_to names for {address.channel}"
            yield fault(what, f"set up a provider of {address.channel}, or name another address")


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
    }
    for what, is_so in unwise.items():
        if is_so:
            yield warning(what, "leave the setting out, unless you are sure")
    too_fast = list(_too_fast(settings, chosen))
    yield from too_fast
    if not too_fast and not any(unwise.values()):
        yield fine("hours, rates and circuit breakers are set")


def _too_fast(settings: Settings, chosen: Mapping[Channel, Provider]) -> Iterator[Condition]:
    """Each channel that is faster than its provider is with what we send from."""
    for channel, provider in chosen.items():
        limit = rate_limit_of(settings, channel)
        if limit is None or provider.name not in provider_names():
            continue
        plugin = plugin_named(provider.name)
        most = plugin.most_per_second(plugin.own(settings)).get(channel, inf)
        if limit.per_second > most:
            what = (
                f"{channel} goes out at up to {limit.per_second:g} a second, and {provider.name} passes on {most:g} a "
                "second from your sender: the rest waits there, and fails when it has waited too long"
            )
            yield warning(what, f"set {channel}_per_second to {most:g}, or get a faster sender and ask how fast it is")
