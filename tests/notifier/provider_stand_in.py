"""A provider's stand-in that answers as a test wants, a sender that hands it what is due, and people who are due."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from notifier.delivery import leases, planning
from notifier.delivery.claims import ClaimedDelivery
from notifier.delivery.sending import DeliverySender, _Sending
from notifier.patients.list_import.records import Person
from notifier.providers.base import (
    Accepted,
    AwaitedMessage,
    CannotAsk,
    Finding,
    IncomingText,
    LostMessage,
    NeverSent,
    Provider,
    Report,
    Result,
    WebhookReader,
)
from notifier.providers.base import Audience as TakenFrom
from notifier.providers.message_types import Message
from notifier.store.tables import Delivery, Patient
from notifier.vocabulary import Channel, DeliveryStatus
from tests.world import World, load_stationery


def _taken(message: Message) -> Result:
    return Accepted(f"id-{message.reference}")


@dataclass
class StandIn:
    """`answer` may raise, as a library does whose connection broke. What it was handed is in `sent`."""

    answer: Callable[[Message], Result] = _taken
    findings: Mapping[str, Finding] | None = None  # none: it knows exactly what it was handed
    makes: Callable[[Mapping[str, str], datetime], Sequence[Report]] = lambda waiting, now: ()
    before_look_up_ends: Callable[[], object] = lambda: None
    name: str = "stand-in"
    audience: TakenFrom = TakenFrom.SAMPLES
    batch_size: int = 50
    hooks: Mapping[str, WebhookReader] = field(default_factory=dict)
    asked_after: timedelta | None = timedelta(0)
    cannot_say: str = ""  # why it cannot be asked, after it said what it did say
    came: Sequence[IncomingText] = ()
    swept: list[datetime] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    asked: list[LostMessage] = field(default_factory=list)

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        for message in messages:
            self.sent.append(message)
            yield message.reference, self.answer(message)

    def look_up(self, lost: Sequence[LostMessage]) -> Mapping[str, Finding]:
        handed = {message.reference for message in self.sent}
        self.asked += lost
        found: Mapping[str, Finding] = {
            one.reference: Accepted(f"id-{one.reference}") if one.reference in handed else NeverSent() for one in lost
        }
        self.before_look_up_ends()
        return found if self.findings is None else self.findings

    def reports(self, awaited: Sequence[AwaitedMessage], now: datetime) -> Iterator[Report]:
        yield from self.makes({one.reference: one.provider_id for one in awaited}, now)
        if self.cannot_say:
            raise CannotAsk(self.cannot_say)

    def texts_since(self, moment: datetime) -> Iterator[IncomingText]:
        self.swept.append(moment)
        yield from self.came
        if self.cannot_say:
            raise CannotAsk(self.cannot_say)

    def faults(self) -> Sequence[str]:
        return ()

    @property
    def references(self) -> list[str]:
        """Of everything it was handed, in order."""
        return [message.reference for message in self.sent]


@contextmanager
def delivery_sender(world: World, provider: Provider) -> Iterator[DeliverySender]:
    """A worker's sending arm with one provider for every channel."""
    with leases.worker_lease(world.settings.instance) as worker:
        yield DeliverySender(
            world.database,
            world.keys,
            world.settings,
            dict.fromkeys(Channel, provider),
            worker,
            load_stationery,
        )


def claim(world: World, own: DeliverySender, channel: Channel = Channel.SMS) -> list[ClaimedDelivery]:
    """What one claim of this worker takes: it is on record, and nothing is handed over."""
    jobs, _moments = _Sending(own, channel, lambda: world.now, None)._next()
    return jobs


def drain(world: World, provider: Provider, channel: Channel = Channel.SMS) -> int:
    """Send what is due on one channel, by a worker that is gone afterwards."""
    with delivery_sender(world, provider) as own:
        return own.drain(channel, lambda: world.now)


def plan(world: World) -> planning.Planned:
    """Plan the latest campaign."""
    return planning.advance(world.database, world.campaign_id, world.keys, world.now)


def with_texts(world: World, number: int = 1, **options: Any) -> list[Person]:
    """People with a planned text each."""
    people = [world.person() for _ in range(number)]
    world.import_people(*people)
    world.launched(**{"channels": (Channel.SMS,), **options})
    plan(world)
    return people


def statuses(world: World, channel: Channel = Channel.SMS) -> Counter[DeliveryStatus]:
    query = select(Delivery.delivery_status).where(Delivery.channel == channel)
    with world.database.reading() as session:
        return Counter(session.execute(query).scalars())


def the_delivery(world: World, person: Person) -> Delivery:
    (row,) = world.deliveries(person.nhs_number)
    return row


def change(world: World, person: Person, **values: Any) -> None:
    """Change a patient behind planning's back, as a list does that is imported while the sender is at work."""
    with world.database.writing() as session:
        session.execute(update(Patient).where(Patient.nhs_number == person.nhs_number).values(**values))


class BrokenConnection(Exception):
    """What a provider's library may raise."""


def breaking_at(number: int) -> Callable[[Message], Result]:
    """Takes messages until the one of this number, when the connection breaks: whether that got there nobody knows."""
    seen: list[str] = []

    def answer(message: Message) -> Result:
        seen.append(message.reference)
        if len(seen) == number:
            raise BrokenConnection
        return Accepted(f"id-{message.reference}")

    return answer
