"""What every channel's provider has in common: messages in, one result per message out, reports afterwards.

A provider is a class that satisfies `Provider`, and a plug-in that says how it is built: see `plugin` in this folder.
It knows no patient, no campaign and no table: `notifier.delivery.sending` hands it messages and writes down what it
answers, the hooks door hands it what it calls us with, and `notifier doctor` asks it what is wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Literal, Protocol

from notifier.providers.message_types import Message
from notifier.vocabulary import Channel, FailReason, ReportKind


class Audience(Enum):
    """Whom a provider is for."""

    SAMPLES = "samples"
    REAL_PEOPLE = "real people"
    EVERYBODY = "everybody"  # it only makes files, and a person does the rest
    NOBODY = "nobody"  # what it would carry waits until a person makes it and carries it


@dataclass(frozen=True, slots=True)
class CarriedChannels:
    """The channels that an installation can use, by whom they reach."""

    real_people: frozenset[Channel]
    samples: frozenset[Channel]
    unconfirmed: frozenset[Channel] = frozenset()  # by a provider that never says of a message that it arrived


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message and calls it `provider_id`."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider did not take the message. Only when it is not permanent can trying again help.

    `retry_after` is how long the provider asked us to wait, beyond what has been waited already. `why` is what was
    wrong with a message that could not be made: for staff, without what it says of the patient. `was_asked` is False
    where the provider never heard of it, so that it proves nothing of whether the provider can be had.
    """

    reason: FailReason
    permanent: bool
    retry_after: timedelta = timedelta(0)
    why: str = ""
    was_asked: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost: the message may or may not have gone."""


@dataclass(frozen=True, slots=True)
class NeverSent:
    """The provider is certain that it never had the message, so that it can safely be sent."""


Result = Accepted | Refused | Unknown
Finding = Accepted | Refused | NeverSent | Unknown


@dataclass(frozen=True, slots=True)
class ControlMessage:
    """A message that the provider certainly has: `provider_id` is what it calls it, `mark` what only this one holds.

    A search proves absence only where the same kind of search finds this one and shows its mark.
    """

    provider_id: str
    to: str
    mark: str


@dataclass(frozen=True, slots=True)
class LostMessage:
    """A message whose answer was lost.

    `mark` is what the message holds and no other patient's does: the link. `known` are the provider's ids of what else
    was sent to the same place, which cannot be this one. `settled` is whether so much time has passed that a message
    that is not at the provider now will never be; until then, not finding it proves nothing. `controls` were taken so
    much later, or this one was lost so long ago, that a list which has one of them would have this one too.
    `is_renamed`: it may have gone under another reference, which was lost with its machine, so that not to know this
    one proves nothing.
    """

    reference: str
    to: str
    mark: str
    known: frozenset[str]
    settled: bool
    controls: tuple[ControlMessage, ...] = ()
    is_renamed: bool = False


@dataclass(frozen=True, slots=True)
class AwaitedMessage:
    """A message that the provider took at `accepted_at`, and of which it has not said yet what became."""

    reference: str
    provider_id: str
    to: str
    accepted_at: datetime


class CannotAsk(Exception):
    """The provider could not be asked, or not about everything; says in words for staff why, and what to do.

    It is raised after whatever could be found out. Until it can be asked, silence proves nothing; but where it said all
    that our settings there will ever let it say, `for_good`, silence is all that there is to go by.
    """

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says of a message later on; `event_id` is the same when it says it twice.

    One without a reference, NOTED for the reason ACCOUNT, is of our account there: it is suspended, or out of money.
    `happened_at` is when it happened by the provider's own word, None where it does not say: when we heard of it is
    something else, for reports come late and out of order.
    """

    reference: str
    provider_id: str
    event_id: str
    kind: ReportKind
    happened_at: datetime | None
    fail_reason: FailReason | None
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text that somebody sent us; `sender` is E.164 where it is a phone, and `event_id` the same when it comes twice.

    `told_to_stop`: the provider itself took it for a stop word and will send to this number no more. `told_to_start`:
    it took it for the word that lifts such a stop, whatever word that is there. `sent_at` is when the provider had it,
    None where it does not say: it may be heard of long afterwards.
    """

    event_id: str
    sender: str
    body: str
    told_to_stop: bool
    raw: Mapping[str, Any]
    sent_at: datetime | None = None
    told_to_start: bool = False


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """A provider calling us. `url` is the full public address that it called, with its query exactly as it came."""

    url: str
    headers: Mapping[str, str]  # whatever their case, see `header`
    body: bytes

    def header(self, name: str) -> str:
        """The header of this name, in whatever case it came; empty when there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class WebhookContent:
    """What a call says. `malformed` counts the parts that could not be read: the rest is kept all the same."""

    reports: Sequence[Report] = ()
    texts: Sequence[IncomingText] = ()
    malformed: int = 0
    answer: str = ""  # what the provider wants to read
    content_type: str = "text/plain; charset=utf-8"


class WebhookRefused(Exception):
    """A call that cannot be believed (403) or read (400); says why in words that quote nothing of it."""

    def __init__(self, status: Literal[400, 403], why: str) -> None:
        super().__init__(why)
        self.status = status


# Reads a provider's call: (call, wall-clock time) -> what it says. Raises WebhookRefused, and nothing else.
WebhookReader = Callable[[WebhookCall, datetime], WebhookContent]


class Provider(Protocol):
    """The company or program that carries messages."""

    @property
    def name(self) -> str:
        """What the tables and the address of its hooks call it."""

    @property
    def audience(self) -> Audience:
        """Whose messages it may be handed: a stand-in reaches nobody, a real provider is never handed a sample."""

    @property
    def batch_size(self) -> int:
        """How many messages are claimed for it at a time; at most about thrice as many are unknown after a crash."""

    @property
    def hooks(self) -> Mapping[str, WebhookReader]:
        """What it calls us with: the last part of /hooks/<provider>/<name> -> who reads it."""

    def send(self, messages: Iterable[Message], /) -> Iterator[tuple[str, Result]]:
        """Send each message once and yield (reference, result) as each is known; never raises for a message.

        Messages are drawn as there is room for them: to draw one may take long, and what is drawn is sent.
        """

    def look_up(self, lost: Sequence[LostMessage], /) -> Mapping[str, Finding]:
        """What became of messages whose answer was lost; a reference left out is still unknown."""

    @property
    def asked_after(self) -> timedelta | None:
        """How long after it took a message it is first asked what became of it.

        Nothing: it does not call us, and is asked at every opportunity. None: it cannot be asked, so that silence is
        all that there is to go by.
        """

    def reports(self, awaited: Sequence[AwaitedMessage], now: datetime, /) -> Iterator[Report]:
        """What became of these messages, as far as it is known for good. Raises CannotAsk.

        Their events are the same at each asking, and others than those of its calls.
        """

    def texts_since(self, moment: datetime, /) -> Iterator[IncomingText]:
        """The texts that people sent us since then, some perhaps from before; empty where it cannot be asked.

        Their events are those of its calls, so that a text that was handed on is none that is new. Raises CannotAsk.
        """

    def faults(self) -> Sequence[str]:
        """What keeps it from working, asked of the provider itself: each says what to do. Sends nothing to anybody."""
