"""Frozen settings, built from what is set in the instance folder and the environment; every fault is named at once.

A setting `public_url` may have been set on a page (`notifier.kept_settings`), stand in `instance/settings.toml`, in
`NOTIFIER_PUBLIC_URL`, or in a file named by `NOTIFIER_PUBLIC_URL_FILE` (for secrets); the later wins. A provider's
settings begin with its name, and its plug-in says what they are: this module knows no provider, and loads the plug-ins
of those alone whose settings are given.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from notifier.errors import SettingsFault, field_faults
from notifier.identity_settings import IdentitySettings
from notifier.kept_settings import KeptSettings, read_kept
from notifier.setting_sources import read_environment, read_file, variable_of
from notifier.signing_settings import SigningSettings
from notifier.unseen_settings import UNSEEN_SETTINGS
from notifier.vocabulary import DEFAULT_PORT, LOCALHOST, brought_channels

PREFIX = "NOTIFIER_"
BY_STAFF = "what staff have set on a page"  # as the origin of a setting
PLUGIN_GROUP = "fair_notice.providers"  # of entry points: a provider's name -> its `notifier.providers.plugin` value
_ALARM_ENTRY = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|(\+44|0)[\d ]{9,14}")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class FooterWindow:
    """What the practice says of the window for its prescription text; 0 leaves it to the clinical system's guess."""

    system: str = ""
    width: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class ReplyChannels:
    """How a patient can answer, but for the practice's own phone and desk: what every notice says.

    `footer` is the room that there is to say it on a prescription. `beside` is whatever else of the settings changes
    what patients get: (name, value), sorted, of what is not as the program has it. An approval is of all of it.
    """

    public_url: str
    text_number: str = ""  # as it is dialled in Britain; empty where texts cannot be answered
    footer: FooterWindow = FooterWindow()
    beside: tuple[tuple[str, str], ...] = ()


class ProviderSettings(BaseModel):
    """What one provider needs to be told. Each setting begins with the provider's name, and has a default.

    A secret is a `SecretStr`: it is then shown nowhere, and put out of every line of the log.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Of its settings, those that the patient's page needs where it is a process of its own; none may be a secret.
    page_settings: ClassVar[tuple[str, ...]] = ()
    # Of its settings, those that change nothing of what a patient gets or sees, as no secret does: every other is part
    # of what an approval is of.
    unseen_settings: ClassVar[frozenset[str]] = frozenset()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody means to use the provider: by default, whether anything is set."""
        return self != type(self)()

    def missing(self) -> Sequence[str]:
        """What has to be set before the provider can be used: a sentence for each that says so."""
        return ()

    @property
    def text_number(self) -> str:
        """The number to which a patient can text an answer, as it is dialled in Britain; empty where there is none."""
        return ""

    @property
    def unanswerable_sender(self) -> str:
        """The name that texts come from, where it is a name, which nobody can answer; else empty."""
        return ""

    @property
    def company(self) -> str:
        """Who carries the messages, as patients read it, where that is set; empty: the provider's title says it."""
        return ""

    @property
    def hears_of_failures(self) -> bool:
        """Whether it is heard when a message comes back."""
        return True

    @property
    def secret_words(self) -> tuple[str, ...]:
        """The values of its secrets, for whoever must keep them out of what is written."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(filter(None, (value.get_secret_value() for value in values if isinstance(value, SecretStr))))


Model = TypeVar("Model", bound=BaseModel)
Own = TypeVar("Own", bound=ProviderSettings)


class ChannelSettings(BaseModel, frozen=True, extra="forbid"):
    """What can be set for a channel that a distribution brings, each after the channel's name: `pager_per_second`."""

    per_second: float | None = Field(None, gt=0)  # over all workers; what is not set, the channel's traits say
    per_day: int | None = Field(None, ge=0)  # 0: no limit
    price: float | None = Field(None, ge=0)  # pence, without VAT
    provider: str = ""  # the name of its provider; only where several are set up does it have to be said


class Settings(IdentitySettings, SigningSettings):
    """Everything that differs between installations. Build it with `load_settings` or `build_settings`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instance: Path  # the folder for settings, key, SQLite file, outbox and presets of one's own
    database_url: str  # SQLite, or postgresql://ROLE:PASSWORD@HOST/NAME
    public_url: str = f"http://{LOCALHOST}:{DEFAULT_PORT}"  # what patients open, as https://surgery.example.com
    trusted_proxies: int = 0  # how many of our own web servers stand in front and say who the visitor is
    queue_url: str = ""  # for several workers, postgresql:// or redis://; else the database itself, or a file beside it
    token_folder: Path = Path("~/.config/fair-notice")  # where who signed in at the command line has their tokens
    sign_in_idle_minutes: int = Field(30, ge=5, le=240)  # without a page opened, after which staff sign in again
    sign_in_hours: int = Field(12, ge=1, le=24)  # after which staff sign in again in any case
    now: datetime | None = None  # a fixed time, for sample practices only

    origins: Mapping[str, str] = Field({}, repr=False)  # which file or variable has each setting; in no file
    provider_settings: Mapping[str, ProviderSettings] = {}  # of each provider that has any, by its name; in no file
    channel_settings: Mapping[str, ChannelSettings] = {}  # of each channel that is brought, by its name; in no file
    sms_provider: str = ""  # the name of the provider of texts; only where several are set up does it have to be said
    email_provider: str = ""  # the name of the provider of emails; as of texts
    letter_provider: str = ""  # as of texts; `outbox` posts a sample practice's letters by itself, as the demo does
    provider_timeout: float = Field(20.0, ge=0.5, le=60)  # seconds until an answer counts as lost

    quiet_hours: str = "18:00-08:00"  # when no text goes out; on days off none does at all; "off" for none
    first_slice: int = Field(20, ge=0)  # how many texts and emails have to come back well before the rest goes
    pause_share: float = Field(0.25, gt=0, le=1)  # share of permanent failures that pauses a campaign
    sms_per_second: float = Field(100.0, gt=0)  # texts, over all workers
    sms_per_day: int = Field(0, ge=0)  # texts, over all workers; 0: no limit
    email_per_second: float = Field(500.0, gt=0)  # emails, over all workers
    email_per_day: int = Field(0, ge=0)  # emails, over all workers; 0: no limit
    unknown_hours: float = Field(
        24.0, gt=0
    )  # after so long the next channel takes over from a message that may not have arrived
    alarms_to: str = ""  # staff to tell when something stands still: emails and mobile numbers, with commas
    retention_days: int = Field(183, ge=30)  # days from the end of a campaign until its patients are forgotten
    purge_automatically: bool = False  # whether a worker forgets each day what is due; else `notifier doctor` says it
    dpo: str = ""  # the data protection officer, as patients read it: a name, and how to reach them
    companies: str = ""  # who else gets patients' details, with commas, such as the company that prints the letters
    sms_price: float = Field(2.4, ge=0)  # pence for a part of a text, without VAT, for the estimate
    email_price: float = Field(0.1, ge=0)  # pence for an email, without VAT, for the estimate
    letter_price: float = Field(76.0, ge=0)  # pence for a letter, without VAT, for the estimate
    envelope: Literal["printer", "c5", "dl"] = "printer"  # what letters go into: its window, what addresses it takes
    footer_system: Literal["emis", "systmone", "vision", ""] = ""  # what prints the prescriptions
    footer_width: int = Field(0, ge=0, le=80)  # characters to a line of the prescription text; 0: the system's guess
    footer_lines: int = Field(0, ge=0, le=12)  # lines of the prescription text; 0: the system's guess

    @field_validator("public_url")
    @classmethod
    def _full_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise ValueError("write a full address such as https://surgery.example.com")
        return value.rstrip("/")

    @field_validator("now")
    @classmethod
    def _in_utc(cls, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    @field_validator("quiet_hours")
    @classmethod
    def _quiet_hours(cls, value: str) -> str:
        if value != "off" and not _HOURS.fullmatch(value):
            raise ValueError('write the quiet hours as "18:00-08:00", or "off"')
        return value

    @field_validator("alarms_to")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for entry in filter(None, map(str.strip, value.split(","))):
            if not _ALARM_ENTRY.fullmatch(entry):
                raise ValueError("write email addresses and mobile numbers, with commas between them")
        return value

    @property
    def alarm_entries(self) -> list[str]:
        """Whom to tell when something stands still, each an email address or a mobile number."""
        return [entry for entry in map(str.strip, self.alarms_to.split(",")) if entry]

    @property
    def reply_channels(self) -> ReplyChannels:
        """How patients can answer here. A sender that is a name, or one of a pool, cannot be written to."""
        number = next((one.text_number for one in self._senders() if one.text_number), "")
        footer = FooterWindow(self.footer_system, self.footer_width, self.footer_lines)
        return ReplyChannels(self.public_url, number, footer, tuple(sorted(self._seen().items())))

    def _seen(self) -> dict[str, str]:
        """What else of the settings changes what patients get, by its name, where it is not as the program has it."""
        by_itself = {"public_url", "footer_system", "footer_width", "footer_lines"}  # beside which these stand
        apart = {"provider_settings", "channel_settings", "origins", *by_itself, *UNSEEN_SETTINGS}
        found = _changed(self, Settings.model_fields.keys() - apart)
        for own in self.provider_settings.values():
            found |= _changed(own, type(own).model_fields.keys() - own.unseen_settings)
        # Who carries a brought channel; how fast and at what price changes nothing that anybody sees.
        carriers = {f"{channel}_provider": own.provider for channel, own in self.channel_settings.items()}
        return found | {name: provider for name, provider in carriers.items() if provider}

    def of_channel(self, channel: str) -> Mapping[str, float]:
        """What is set for a channel, of `per_second`, `per_day` and `price`; what is not, the channel's traits say."""
        own: Any = self.channel_settings.get(channel)
        kinds, name_of = ("per_second", "per_day", "price"), "{}" if own else f"{channel}_{{}}"
        found = {kind: getattr(own or self, name_of.format(kind), None) for kind in kinds}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def unanswerable_sender(self) -> str:
        """The name that texts come from, where it is a name, which nobody can answer; else empty."""
        return next((one.unanswerable_sender for one in self._senders() if one.unanswerable_sender), "")

    def _senders(self) -> Iterable[ProviderSettings]:
        """What is set for whoever sends texts."""
        if self.sms_provider:
            return (one for name, one in self.provider_settings.items() if name == self.sms_provider)
        return self.provider_settings.values()

    def of_provider(self, name: str, model: type[Own]) -> Own:
        """What is set for the provider of that name; its defaults where nothing is."""
        own = self.provider_settings.get(name)
        return own if isinstance(own, model) else model()

    @property
    def chosen_providers(self) -> Mapping[str, str]:
        """Which provider was named to carry which channel; a channel for which none was named is left out."""
        named = {"sms": self.sms_provider, "email": self.email_provider, "letter": self.letter_provider}
        named |= {channel: own.provider for channel, own in self.channel_settings.items()}
        return {channel: provider for channel, provider in named.items() if provider}

    def origin(self, name: str) -> str:
        """What gives a setting its value: a variable, a file, or nothing but the program itself."""
        return self.origins.get(name, f"the default of {name}")

    @property
    def outbox(self) -> Path:
        """The folder that the local outbox writes to."""
        return self.instance / "outbox"

    @property
    def presets(self) -> Path:
        """The folder where a practice may put presets of its own."""
        return self.instance / "presets"

    def clock(self) -> Callable[[], datetime]:
        """The time source: the fixed time when one is set, else the real one."""
        fixed = self.now
        return (lambda: fixed) if fixed is not None else (lambda: datetime.now(UTC))


def _changed(settings: BaseModel, names: Iterable[str]) -> dict[str, str]:
    """What of these is set to something else than the program has it, but for secrets, as it is written."""
    usual = {name: type(settings).model_fields[name].get_default() for name in names}
    values = {name: getattr(settings, name) for name in usual}
    return {
        name: str(value) for name, value in values.items() if not isinstance(value, SecretStr) and value != usual[name]
    }


CORE_SETTINGS = frozenset(Settings.model_fields) - {"provider_settings", "channel_settings", "origins"}


def load_settings(environment: Mapping[str, str], kept: KeptSettings | None = None) -> Settings:
    """Settings from the instance folder's files and the environment.

    `kept` is tried instead of what staff have set on pages. Raises SettingsFault that names every fault: unknown names
    in a file, unreadable secret files, bad values.
    """
    instance = instance_folder(environment)
    faults: list[str] = []
    values: dict[str, Any] = {"database_url": f"sqlite:///{instance / 'fair-notice.sqlite3'}"}
    by_staff = (read_kept(instance, faults) if kept is None else kept).all_values
    file = instance / "settings.toml"
    values |= by_staff | (in_file := read_file(file, faults))
    given = {name.removeprefix(PREFIX).lower() for name in environment if name.startswith(PREFIX)}
    known = CORE_SETTINGS.union(*(model.model_fields for model in _models({*values, *given}, faults).values()))
    in_environment = read_environment(environment, PREFIX, known.union(_channel_names()), faults)
    values |= in_environment | {"instance": instance}
    origins = dict.fromkeys(by_staff, BY_STAFF) | {name: f"{name} in {file}" for name in in_file}
    origins |= {"instance": f"the variable {PREFIX}INSTANCE"} if f"{PREFIX}INSTANCE" in environment else {}
    origins |= {name: variable_of(environment, PREFIX, name) for name in in_environment}
    return _built(values, faults).model_copy(update={"origins": origins})


def instance_folder(environment: Mapping[str, str]) -> Path:
    """The folder that the environment names."""
    return Path(environment.get(f"{PREFIX}INSTANCE", "instance")).absolute()


def build_settings(values: Mapping[str, Any]) -> Settings:
    """Settings from values by name, the providers' among them. Raises SettingsFault that names every fault."""
    return _built(values, [])


@cache
def _installed(_path: tuple[str, ...]) -> Mapping[str, Sequence[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for one in entry_points(group=PLUGIN_GROUP):
        found.setdefault(one.name, []).append(one)
    return found


def provider_names() -> list[str]:
    """The names of all providers that are installed, ours among them; none is loaded for it."""
    return sorted(_installed(tuple(sys.path)))


def load_plugin(name: str) -> object:
    """The plug-in of the provider of that name. Raises SettingsFault where there is none, several, or a broken one."""
    entries = _installed(tuple(sys.path)).get(name, [])
    if not entries:
        installed = ", ".join(provider_names()) or "none: install Fair Notice anew"
        raise SettingsFault(f"there is no provider {name}; installed are {installed}")
    if len(entries) > 1:
        whose = " and ".join(sorted(one.dist.name if one.dist else one.value for one in entries))
        raise SettingsFault(f"there is more than one provider {name}, of {whose}: uninstall one")
    try:
        plugin: object = entries[0].load()
    except Exception as error:  # whatever somebody else's module raises when it is imported
        raise SettingsFault(
            f"the provider {name} cannot be loaded ({type(error).__name__}): install it anew"
        ) from error
    return plugin


def _models(names: Iterable[str], faults: list[str]) -> dict[str, type[ProviderSettings]]:
    """By provider, the settings of every provider to which one of these names may belong; no other is loaded."""
    installed = provider_names()
    owners = {owner for name in set(names) - CORE_SETTINGS for owner in installed if name.startswith(f"{owner}_")}
    models: dict[str, type[ProviderSettings]] = {}
    for owner in sorted(owners):
        try:
            models[owner] = getattr(load_plugin(owner), "settings_model", ProviderSettings)
        except SettingsFault as fault:
            faults.append(str(fault))
    return models


def _channel_names() -> set[str]:
    return {f"{channel}_{name}" for channel in brought_channels() for name in ChannelSettings.model_fields}


def _of_channels(values: Mapping[str, Any], faults: list[str]) -> dict[str, ChannelSettings]:
    own: dict[str, ChannelSettings] = {}
    for channel in brought_channels():
        names = {name: f"{channel}_{name}" for name in ChannelSettings.model_fields}
        given = {name: values[setting] for name, setting in names.items() if setting in values}
        if given and (built := _checked(ChannelSettings, given, faults, f"{channel}_")) is not None:
            own[channel] = built
    return own


def _built(values: Mapping[str, Any], faults: list[str]) -> Settings:
    unknown = values.keys() - CORE_SETTINGS
    own: dict[str, ProviderSettings] = {}
    for owner, model in _models(values, faults).items():
        theirs = unknown & model.model_fields.keys()
        unknown -= theirs
        if theirs and (built := _checked(model, {name: values[name] for name in theirs}, faults)) is not None:
            own[owner] = built
    unknown -= _channel_names()
    faults += [f"{name}: no setting has this name, of ours or of an installed provider" for name in sorted(unknown)]
    core = {name: value for name, value in values.items() if name in CORE_SETTINGS}
    core |= {"provider_settings": own, "channel_settings": _of_channels(values, faults)}
    settings = _checked(Settings, core, faults)
    if settings is None or faults:
        raise SettingsFault("the settings cannot be used:\n  " + "\n  ".join(dict.fromkeys(faults)))
    return settings


def _checked(model: type[Model], values: Mapping[str, Any], faults: list[str], prefix: str = "") -> Model | None:
    try:
        return model(**values)
    except ValidationError as error:
        faults += [f"{prefix}{fault}" for fault in field_faults(error)]
        return None
