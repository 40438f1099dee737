"""A provider as a plug-in: one frozen value that says all there is to know of it before it is used.

A distribution brings a provider by an entry point of the group `fair_notice.providers`, ours as a stranger's does:

    [project.entry-points."fair_notice.providers"]
    pigeon = "pigeon_post.pigeon_plugin:PIGEON"

The value's module must be cheap to import: it is read to learn which settings there are. What sends, and the company's
library with it, stands elsewhere, and is imported when a provider that the settings choose is built.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar
from urllib.parse import urlsplit

from notifier.errors import SettingsFault
from notifier.providers.base import Provider
from notifier.settings import CORE_SETTINGS, ProviderSettings, Settings, load_plugin
from notifier.vocabulary import Channel, ConditionLevel

_NAME = re.compile(r"[a-z][a-z0-9_]*")
Own = TypeVar("Own", bound=ProviderSettings)


class ProviderFeature(Enum):
    """What a provider can do beyond taking messages; the documentation's table of providers is made of these."""

    REPORTS = "says what became of each message"
    BOUNCES = "says which messages came back, and not that the others arrived"
    INBOUND_TEXTS = "hands on the texts that people send us"
    LOOK_UP = "can be asked what became of a message whose answer was lost"
    ASKED = "is asked what became of messages of which it told nothing"
    INBOUND_LISTED = "is asked which texts people sent us, so that none is lost while we are down"
    STAND_IN = "can be another server, such as the sandbox on this computer"


class Hearing(Enum):
    """What is ever heard of the messages that a provider took."""

    EVERYTHING = "what became of each"
    FAILURES = "which came back, and of no other that it arrived"
    NOTHING = "nothing"


class SetupAdvice(NamedTuple):
    """What is unwise or wrong in a provider's settings, and what to do about it: `notifier doctor` says it."""

    level: ConditionLevel
    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class ProviderSite:
    """What an installation hands a provider that it builds.

    `webhooks_url` is the full public address of its webhooks, to which "/" and a webhook's name are added; `folder` may
    not exist yet, and is the provider's own to write to; `timeout` the seconds until an answer counts as lost.
    """

    webhooks_url: str
    folder: Path
    timeout: float


def _no_host(_own: Any) -> str:
    return ""


def _no_limit(_own: Any) -> Mapping[Channel, float]:
    return {}


def _no_advice(_own: Any) -> Iterable[SetupAdvice]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPlugin(Generic[Own]):
    """One provider: what it is called, what it carries, what it needs to be told, and what makes it.

    Raises ValueError when it is built with a name or settings that cannot be: each setting begins with the name.
    """

    name: str  # of the entry point, in tables, settings and the addresses of its webhooks; never changed afterwards
    title: str  # what people call it
    channels: frozenset[Channel]
    settings_model: type[Own]
    built_by: str  # "module:function", (its own settings, ProviderSite) -> Provider; imported when it is used
    webhooks: Mapping[str, str] = field(default_factory=dict)  # last part of /hooks/<name>/<webhook> -> what it is for
    host: Callable[[Own], str] = _no_host  # the address of its server, for comparing clocks; empty where there is none
    secret_patterns: tuple[str, ...] = ()  # regular expressions of what its secrets look like, for the log
    advice: Callable[[Own], Iterable[SetupAdvice]] = _no_advice  # on settings alone; `Provider.faults` asks the company
    most_per_second: Callable[[Own], Mapping[Channel, float]] = _no_limit  # that it takes of us; what is not there: any
    features: frozenset[ProviderFeature] = frozenset()

    def __post_init__(self) -> None:
        """See the class."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of a provider: small letters, digits and _")
        for setting in self.settings_model.model_fields:
            if not setting.startswith(f"{self.name}_") or setting in CORE_SETTINGS:
                raise ValueError(f"the setting {setting} does not begin with {self.name}_, or is another's")
        for pattern in self.secret_patterns:
            re.compile(pattern)

    def own(self, settings: Settings) -> Own:
        """What is set for this provider."""
        return settings.of_provider(self.name, self.settings_model)

    def build(self, settings: Settings) -> Provider:
        """The provider itself, with no connection open yet. Its own settings must be complete: see `missing`."""
        builder: Callable[[Own, ProviderSite], Provider] = resolve_name(self.built_by)
        site = ProviderSite(
            webhooks_url=f"{settings.public_url}/hooks/{self.name}",
            folder=settings.instance / self.name,
            timeout=settings.provider_timeout,
        )
        return builder(self.own(settings), site)


AnyPlugin: TypeAlias = ProviderPlugin[Any]


def plugin_named(name: str) -> AnyPlugin:
    """The plug-in of an installed provider. Raises SettingsFault where there is none, or none that fits."""
    plugin = load_plugin(name)
    if not isinstance(plugin, ProviderPlugin) or plugin.name != name:
        raise SettingsFault(f"the provider {name} is none that this release can use: install another release of it")
    return plugin


def title_of(name: str) -> str:
    """What people call a provider that is named in a table: its title, or its name where it is no longer installed."""
    try:
        return plugin_named(name).title
    except SettingsFault:
        return name


def missing_settings(needed: Mapping[str, str], purpose: str) -> list[str]:
    """A sentence for each of these settings that is empty; `purpose` ends it, as in "to send texts by ..."."""
    return [f"{name} is missing: set it {purpose}" for name, value in needed.items() if not value]


def is_loopback(host: str) -> bool:
    """Whether a host, a name or an address, is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def server_address(value: str, example: str) -> str:
    """The address of a provider's server as it is used, without a slash at the end; "https://" may be left out.

    Raises ValueError, as a pydantic validator should, for what is no such address; empty stays empty.
    """
    if not value:
        return value
    parts = urlsplit(value if "://" in value else f"https://{value}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"write an address such as {example}")
    return parts.geturl().rstrip("/")
