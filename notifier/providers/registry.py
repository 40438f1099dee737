"""Which provider carries which channel: the one place where providers are chosen from the settings.

A provider carries its channels when its own settings are there. Where several are set up for one channel, the settings
have to say which it is, for instance by `sms_provider`. What nobody carries goes to the outbox, for samples only; but
letters wait there for their print run, a sample practice's like a real one's, unless it is named as `letter_provider`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from notifier.errors import SettingsFault
from notifier.providers.base import Audience, CarriedChannels, Provider
from notifier.providers.channels import AddressKind, channels_that, traits_of
from notifier.providers.outbox import Outbox
from notifier.providers.plugin import Hearing, ProviderFeature, ProviderPlugin, plugin_named
from notifier.settings import Settings
from notifier.vocabulary import Channel

OTHERWISE = "outbox"  # the provider of whatever nobody else carries


def carried(settings: Settings) -> CarriedChannels:
    """The channels that reach anybody: by a provider, or, on paper, by the practice's own hands."""
    chosen = providers(settings).items()
    unconfirmed = {channel for channel, one in chosen if hearing_of(settings, one.name) is not Hearing.EVERYTHING}
    by_hand = frozenset(channels_that(lambda traits: traits.is_carried_by_hand))
    return CarriedChannels(
        real_people=by_hand | {channel for channel, one in chosen if one.audience is not Audience.SAMPLES},
        samples=by_hand | {channel for channel, one in chosen if one.audience is not Audience.REAL_PEOPLE},
        unconfirmed=frozenset(unconfirmed - by_hand),
    )


def providers(settings: Settings) -> Mapping[Channel, Provider]:
    """A provider for every channel, with no connection open yet. Without credentials: the outbox, for samples only.

    Raises SettingsFault when a provider is set up by half, when two could carry a channel and none is named, or when
    the one that is named cannot: the text names everything that is missing.
    """
    names, faults = _names(settings)
    if faults:
        raise SettingsFault("the settings are not complete:\n  " + "\n  ".join(faults))
    built = {name: plugin_named(name).build(settings) for name in sorted(set(names.values()))}
    chosen = {channel: built[name] for channel, name in names.items()}
    for channel, provider in chosen.items():
        is_printed = traits_of(channel).address is AddressKind.POST and traits_of(channel).is_carried_by_hand
        if is_printed and channel not in settings.chosen_providers and isinstance(provider, Outbox):
            chosen[channel] = replace(provider, audience=Audience.NOBODY)
    return chosen


def carriers(settings: Settings) -> Mapping[Channel, str]:
    """The name of the provider of every channel; builds none, and says nothing of what is missing."""
    return _names(settings)[0]


def setup_faults(settings: Settings) -> list[str]:
    """Why `providers` would refuse these settings, each fault in a sentence; builds no provider.

    Raises SettingsFault for a provider that is named and not installed.
    """
    return _names(settings)[1]


def _names(settings: Settings) -> tuple[Mapping[Channel, str], list[str]]:
    """Who carries each channel, and everything that is missing or unclear."""
    wanted = wanted_plugins(settings)
    faults = [fault for plugin in wanted.values() for fault in plugin.own(settings).missing()]
    return {channel: _name_for(channel, wanted, settings, faults) for channel in Channel}, faults


def wanted_plugins(settings: Settings) -> Mapping[str, ProviderPlugin[Any]]:
    """By name, every provider that is set up or named in the settings, whether in the end it carries a channel or not.

    Raises SettingsFault for one that is named and not installed.
    """
    given = {plugin.name: plugin for plugin in map(plugin_named, settings.provider_settings)}
    wanted = {name: plugin for name, plugin in given.items() if plugin.own(settings).is_wanted}
    return wanted | {name: plugin_named(name) for name in settings.chosen_providers.values()}


def hearing_of(settings: Settings, name: str) -> Hearing:
    """What is ever heard of the messages that a provider took; of one that is no longer installed, whatever comes."""
    try:
        plugin = plugin_named(name)
    except SettingsFault:
        return Hearing.EVERYTHING
    if ProviderFeature.REPORTS in plugin.features:
        return Hearing.EVERYTHING
    is_heard = ProviderFeature.BOUNCES in plugin.features and plugin.own(settings).hears_of_failures
    return Hearing.FAILURES if is_heard else Hearing.NOTHING


def companies(settings: Settings) -> Sequence[str]:
    """The companies that patients' details go to, as patients read them: whoever runs each provider, and those named.

    Raises SettingsFault for a provider that is named and not installed.
    """
    wanted = [plugin for plugin in wanted_plugins(settings).values() if plugin.name != OTHERWISE]
    carrying = [plugin.own(settings).company or plugin.title for plugin in wanted]
    named = [name.strip() for name in settings.companies.split(",")]
    return tuple(dict.fromkeys(filter(None, [*carrying, *named])))


def called_by(settings: Settings) -> Iterator[Provider]:
    """Every provider whose webhooks are answered: also one that carries nothing any more, whose reports still come.

    Raises SettingsFault as `providers` does.
    """
    in_use = {provider.name: provider for provider in providers(settings).values()}
    yield from in_use.values()
    yield from (provider for provider in resting(settings) if provider.name not in in_use)


def resting(settings: Settings) -> Iterator[Provider]:
    """Every provider that is set up or named and carries nothing, though it may have: its messages are still reported.

    Raises SettingsFault as `providers` does.
    """
    in_use = {provider.name for provider in providers(settings).values()}
    yield from (plugin.build(settings) for name, plugin in wanted_plugins(settings).items() if name not in in_use)


def _name_for(
    channel: Channel, wanted: Mapping[str, ProviderPlugin[Any]], settings: Settings, faults: list[str]
) -> str:
    """Who carries the channel; what makes that unclear is added to the faults."""
    named = settings.chosen_providers.get(channel)
    if named is not None:
        if named != OTHERWISE and channel not in wanted[named].channels:
            faults.append(f"{channel}_provider is {named}, which does not carry {channel}: name one that does")
        return named
    able = [name for name, plugin in wanted.items() if channel in plugin.channels and name != OTHERWISE]
    if len(able) > 1:
        faults.append(f"{channel} could go by {' or '.join(sorted(able))}: say which by {channel}_provider")
    return able[0] if able else OTHERWISE
