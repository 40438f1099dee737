"""The channels by which patients are told: ours, and those that distributions bring."""

import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from typing import ClassVar

CHANNELS_BROUGHT = "fair_notice.channels"  # the group of entry points by which a distribution brings a channel


class _InstalledChannels(type):
    """Makes `Channel` the set of the channels that are installed here, in the order in which patients are told."""

    def __iter__(cls) -> Iterator["Channel"]:
        # Paper last, for it costs the most and reaches nearly everybody.
        return iter((Channel.SMS, Channel.EMAIL, *brought_channels(), Channel.LETTER, Channel.FOOTER))

    def __contains__(cls, name: object) -> bool:
        return any(name == one for one in cls)

    def __len__(cls) -> int:
        return sum(1 for _ in cls)


class Channel(str, metaclass=_InstalledChannels):
    """How a notice travels: a set that is open, for an installed distribution may bring further channels.

    What a channel is like, its traits say (`notifier.providers.channels`). Each name has one value, so that `is` and
    `==` agree. Raises ValueError for the name of no channel that is installed.
    """

    __slots__ = ()

    SMS: ClassVar["Channel"]
    EMAIL: ClassVar["Channel"]
    LETTER: ClassVar["Channel"]
    FOOTER: ClassVar["Channel"]  # the line on the prescription: list-wide and passive

    def __new__(cls, name: str) -> "Channel":
        if name not in cls:
            raise ValueError(f"{name!r} is not the name of a channel that is installed")
        return cls.stored(name)

    @classmethod
    def stored(cls, name: str) -> "Channel":
        """The channel that a table names, also where the distribution that brought it is no longer installed."""
        return _CHANNELS.setdefault(name, str.__new__(cls, name))

    @property
    def value(self) -> str:
        """The channel's name as the tables, the exports and `--json` carry it."""
        return str(self)

    def __repr__(self) -> str:
        return f"Channel({str(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return Channel.stored, (str(self),)  # a copy of it is itself


_CHANNELS: dict[str, Channel] = {}  # by name, so that there is one value of each


_OURS = ("sms", "email", "letter", "footer")
Channel.SMS, Channel.EMAIL, Channel.LETTER, Channel.FOOTER = map(Channel.stored, _OURS)


def brought_channels() -> tuple[Channel, ...]:
    """The channels that distributions bring, in the order of the alphabet; imports none of them.

    One that has the name of a channel of ours cannot take its place.
    """
    return _brought(tuple(sys.path))


@cache
def _brought(_path: tuple[str, ...]) -> tuple[Channel, ...]:
    names = {one.name for one in entry_points(group=CHANNELS_BROUGHT)}.difference(_OURS)
    return tuple(map(Channel.stored, sorted(names)))
