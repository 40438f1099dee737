"""What every channel's provider has in common: messages in, one result per message out, reports afterwards.

A provider is one file in this folder with a class that satisfies `Provider`. It knows no patient, no campaign and no
table; `notifier.dispatch` hands it batches and writes down what it answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from notifier.vocabulary import FailReason, ReportKind


@dataclass(frozen=True, slots=True)
class SmsMessage:
    """A text. `to` is E.164."""

    reference: str
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class EmailMessage:
    """An email with a plain and an HTML part."""

    reference: str
    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class LetterMessage:
    """A letter as one PDF; `to` is the name and address as the window shows it, one line each."""

    reference: str
    to: str
    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class FooterMessage:
    """The prescription's lines, wrapped for the clinical system; addressed to nobody."""

    reference: str
    to: str
    body: str


class World(Enum):
    """Whom a provider is for."""

    SAMPLES = "samples"
    REAL_PEOPLE = "real people"
    EVERYBODY = "everybody"  # it only makes files, and a person does the rest


Message = SmsMessage | EmailMessage | LetterMessage | FooterMessage


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message and calls it `provider_id`."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider did not take the message. Only when it is not permanent can trying again help."""

    reason: FailReason
    permanent: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost: the message may or may not have gone."""


@dataclass(frozen=True, slots=True)
class NeverSent:
    """The provider is certain that it never had the message, so that it can safely be sent."""


Result = Accepted | Refused | Unknown
Finding = Accepted | Refused | NeverSent | Unknown


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says of a message later on; `event_id` is the same when it says it twice."""

    reference: str
    provider_id: str
    event_id: str
    kind: ReportKind
    reported_at: datetime
    fail_reason: FailReason | None
    raw: Mapping[str, Any]


class Provider(Protocol):
    """The company or program that carries messages."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    @property
    def takes(self) -> World:
        """Whose messages it may be handed: a stand-in reaches nobody, a real provider is never handed a sample."""

    @property
    def batch_size(self) -> int:
        """How many messages to hand over at once; so many may be unknown after a crash."""

    def send(self, batch: Sequence[Message]) -> Iterator[tuple[str, Result]]:
        """Send each message once and yield (reference, result) as each is known; never raises for a message."""

    def look_up(self, references: Sequence[str]) -> Mapping[str, Finding]:
        """What became of messages whose answer was lost; a reference left out is still unknown."""

    def reports(self, waiting: Mapping[str, str], now: datetime, /) -> Iterator[Report]:
        """Reports on accepted messages (reference -> provider id), for providers that do not call us."""
