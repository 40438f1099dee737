"""Which provider carries which channel: the one place where providers are chosen from the settings."""

from collections.abc import Mapping

from notifier.channels.base import Provider, World
from notifier.channels.outbox import Outbox
from notifier.settings import Settings
from notifier.vocabulary import Channel


def carried(settings: Settings) -> frozenset[Channel]:
    """The channels that reach real people: by a provider, or, on paper, by the practice's own hands."""
    by_provider = {channel for channel, one in providers(settings).items() if one.takes is not World.SAMPLES}
    return frozenset(by_provider | {Channel.LETTER, Channel.FOOTER})


def providers(settings: Settings) -> Mapping[Channel, Provider]:
    """A provider for every channel. Without credentials it is the outbox, which takes samples only."""
    outbox = Outbox(settings.outbox, settings.outbox_unreachable)
    return dict.fromkeys(Channel, outbox)
