"""Frozen settings, built once from `instance/settings.toml` and the environment; every fault is named at once.

A setting `public_url` may stand in the file, in `NOTIFIER_PUBLIC_URL`, or in a file named by `NOTIFIER_PUBLIC_URL_FILE`
(for secrets); the later of these wins.
"""

import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from notifier.errors import SettingsFault, field_faults
from notifier.vocabulary import DEFAULT_PORT, LOCALHOST

PREFIX = "NOTIFIER_"
KEY_FILE = "master.key"
DOOR_KEY_FILE = "door.key"  # what the patient's page has instead, where it is a process of its own
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

    `footer` is the room that there is to say it on a prescription.
    """

    public_url: str
    text_number: str = ""  # as it is dialled in Britain; empty where texts cannot be answered
    footer: FooterWindow = FooterWindow()


class Settings(BaseModel):
    """Everything that differs between installations. Build it with `load_settings`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instance: Path
    database_url: str
    public_url: str = f"http://{LOCALHOST}:{DEFAULT_PORT}"
    trusted_proxies: int = 0  # how many of our own web servers stand in front and say who the visitor is
    queue_url: str = ""  # postgresql:// or redis://, for several workers; else a file in the instance folder
    now: datetime | None = None  # a fixed time, for sample practices only
    outbox_unreachable: float = 0.0  # share of sample texts and emails that the outbox reports as failed

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_from: str = ""  # a number in E.164 or a name of at most 11 characters, which cannot be answered
    twilio_messaging_service_sid: str = ""
    twilio_base_url: str = ""  # for a stand-in; else Twilio's own address, with region and edge
    sendgrid_api_key: SecretStr = SecretStr("")
    sendgrid_from: str = ""
    sendgrid_host: str = "https://api.eu.sendgrid.com"
    sendgrid_webhook_key: str = ""  # the public key of the signed event webhook, base64
    provider_timeout: float = Field(20.0, ge=0.5, le=60)  # seconds until an answer counts as lost

    quiet_hours: str = "18:00-08:00"  # when no text goes out; on days off none does at all; "off" for none
    first_slice: int = Field(20, ge=0)  # how many texts and emails have to come back well before the rest goes
    pause_share: float = Field(0.25, gt=0, le=1)  # share of permanent failures that pauses a campaign
    sms_per_second: float = Field(100.0, gt=0)  # over all workers
    sms_per_day: int = Field(0, ge=0)  # 0: no limit
    email_per_second: float = Field(500.0, gt=0)
    email_per_day: int = Field(0, ge=0)
    unknown_hours: float = Field(24.0, gt=0)  # then the next channel takes over from a message nobody knows of
    sms_price: float = Field(2.4, ge=0)  # pence a part, without VAT, for the estimate
    email_price: float = Field(0.1, ge=0)  # pence
    letter_price: float = Field(76.0, ge=0)  # pence

    envelope: Literal["printer", "c5", "dl"] = "printer"  # what letters go into, see notifier.pdf.geometry
    footer_system: Literal["emis", "systmone", "vision", ""] = ""  # which prints the prescriptions
    footer_width: int = Field(0, ge=0, le=80)  # characters to a line of the prescription text; 0: the system's guess
    footer_lines: int = Field(0, ge=0, le=12)  # 0: the system's guess

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

    @field_validator("twilio_base_url", "sendgrid_host")
    @classmethod
    def _host(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value if "://" in value else f"https://{value}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write an address such as https://api.eu.sendgrid.com")
        return parts.geturl().rstrip("/")

    @field_validator("outbox_unreachable")
    @classmethod
    def _share(cls, value: float) -> float:
        if not 0 <= value <= 1:
            raise ValueError("write a share between 0 and 1")
        return value

    @property
    def reply_channels(self) -> ReplyChannels:
        """How patients can answer here. A sender that is a name, or one of a pool, cannot be written to."""
        sender = self.twilio_from
        number = f"0{sender[3:7]} {sender[7:]}" if sender.startswith("+44") else sender if sender[:1] == "+" else ""
        return ReplyChannels(
            self.public_url, number, FooterWindow(self.footer_system, self.footer_width, self.footer_lines)
        )

    def of_channel(self, channel: str) -> Mapping[str, float]:
        """What is set for a channel, of `per_second`, `per_day` and `price`; what is not, the channel's traits say."""
        found = {name: getattr(self, f"{channel}_{name}", None) for name in ("per_second", "per_day", "price")}
        return {name: value for name, value in found.items() if value is not None}

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

    def master_key(self) -> bytes:
        """The installation's 32-byte secret, from which every other key is derived.

        Raises SettingsFault when there is none: run `notifier init`.
        """
        if self.is_door_only:
            raise SettingsFault(f"{self.instance} is for the patient's page alone: run this where {KEY_FILE} is")
        return _key(self.instance / KEY_FILE, 32)

    @property
    def is_door_only(self) -> bool:
        """Whether this instance is for the patient's page alone: it has that door's keys and not the master key."""
        return (self.instance / DOOR_KEY_FILE).exists() and not (self.instance / KEY_FILE).exists()

    def door_key(self) -> bytes:
        """The 64 bytes of the patient's page, see `links.Keys.door`. Raises SettingsFault."""
        return _key(self.instance / DOOR_KEY_FILE, 64)


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from the instance folder's file and the environment.

    Raises SettingsFault that names every fault: unknown names in the file, unreadable secret files, bad values.
    """
    instance = Path(environment.get(f"{PREFIX}INSTANCE", "instance")).absolute()
    faults: list[str] = []
    values: dict[str, Any] = {"database_url": f"sqlite:///{instance / 'fair-notice.sqlite3'}"}
    values |= _from_file(instance / "settings.toml", faults)
    values |= _from_environment(environment, faults)
    values["instance"] = instance
    settings = _checked(values, faults)
    if settings is None or faults:
        raise SettingsFault("the settings cannot be used:\n  " + "\n  ".join(faults))
    return settings


def make_instance(instance: Path) -> None:
    """Create the instance folder and its key, if they are not there yet.

    Raises SettingsFault where the patient's page is alone: beside another key its own would be forgotten.
    """
    if (instance / DOOR_KEY_FILE).exists() and not (instance / KEY_FILE).exists():
        raise SettingsFault(f"{instance} is for the patient's page alone: set up another folder")
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)  # the patients' data is in it
    path = instance / KEY_FILE
    if not path.exists():
        # Written beside and linked into place, so that two first runs agree on one key.
        draft = instance / f".{KEY_FILE}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # the other run was first; its key is as good
        finally:
            draft.unlink()


def _key(path: Path, length: int) -> bytes:
    """A key of so many bytes, written as hexadecimal digits."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise SettingsFault(f"there is no key in {path.parent}: run `notifier init` first") from None
    except OSError as error:
        raise SettingsFault(f"{path} cannot be read: {error.strerror}") from error
    except ValueError:
        key = b""
    if len(key) != length:
        raise SettingsFault(f"{path} is damaged: restore it from the backup")
    return key


def _checked(values: dict[str, Any], faults: list[str]) -> Settings | None:
    try:
        return Settings(**values)
    except ValidationError as error:
        faults += field_faults(error)
        return None


def _from_file(path: Path, faults: list[str]) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path}: {error}")
        return {}


def _from_environment(environment: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in Settings.model_fields:
        name = PREFIX + field.upper()
        if environment.get(name):
            values[field] = environment[name]
        if environment.get(f"{name}_FILE"):
            path = Path(environment[f"{name}_FILE"])
            try:
                values[field] = path.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{name}_FILE: cannot read {path}: {error}")
    return values
