"""Steps of a machine that is backed up, goes on for a while and is lost, and of the one that takes its place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from notifier.backup import making, restoring
from notifier.backup.making import MadeBackup
from notifier.backup.restoring import Restored
from notifier.delivery import machines
from notifier.delivery.machines import ThisMachine
from notifier.providers.base import Accepted, Finding, LostMessage, NeverSent, Report, Result
from notifier.providers.message_types import EmailMessage, Message, SmsMessage
from notifier.store.database import Database
from notifier.vocabulary import FailReason, ReportKind
from tests.notifier.provider_stand_in import StandIn
from tests.world import World

KEY = "backup.key"


@dataclass
class Company(StandIn):
    """A provider that outlives the machine: it knows its messages by number and words, as Twilio does.

    Texts to the numbers in `dead` fail. `at` has what happens when the message of this number, from 1, was taken.
    """

    dead: frozenset[str] = frozenset()
    at: Mapping[int, Callable[[], object]] = field(default_factory=dict)
    said_at: dict[str, datetime] = field(default_factory=dict)

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        for sent in super().send(messages):
            self.at.get(len(self.sent), lambda: None)()
            yield sent

    def look_up(self, lost: Sequence[LostMessage]) -> Mapping[str, Finding]:
        self.asked += lost
        known = {(message.to, message.reference): words_of(message) for message in self.sent}
        found: dict[str, Finding] = {}
        for one in lost:
            there = [ref for (to, ref), words in known.items() if to == one.to and one.mark and one.mark in words]
            if there:
                found[one.reference] = Accepted(f"id-{there[0]}")
            elif one.settled:
                found[one.reference] = NeverSent()
        return found

    def reports(self, awaited: Sequence[object], now: datetime) -> Iterator[Report]:
        numbers = {f"id-{message.reference}": message.to for message in self.sent}
        for one in awaited:
            reference, provider_id = one.reference, one.provider_id  # type: ignore[attr-defined]
            is_dead = numbers.get(provider_id) in self.dead
            kind = ReportKind.FAILED if is_dead else ReportKind.DELIVERED
            reason = FailReason.UNREACHABLE if is_dead else None
            at = self.said_at.setdefault(provider_id, now)  # it happened when it did, whoever asks again
            yield Report(reference, provider_id, f"{provider_id}:{kind}", kind, at, reason, {})

    def places(self) -> list[str]:
        """Where every message went that tells, in order: what says that an answer came tells nobody of the proposal."""
        return [message.to for message in self.sent if "We have an answer" not in words_of(message)]


def words_of(message: Message) -> str:
    """What somebody reads of a message."""
    if isinstance(message, EmailMessage):
        return message.text
    return message.body if isinstance(message, SmsMessage) else ""


def back_up(world: World, folder: Path) -> MadeBackup:
    """Make a backup of the world into a folder, with the key beside it; again, another file for the same key."""
    folder.mkdir(exist_ok=True)
    instance = world.settings.instance
    public_key = making.backup_key_of(instance) or making.make_key(instance, folder / KEY, "Y99999", world.now)
    path = folder / f"backup-{len(list(folder.glob('backup-*')))}"
    return making.make_backup(world.database, world.settings, public_key, path, world.now)


def restore(world: World, made: MadeBackup, url: str, folder: Path) -> Restored:
    """Bring a backup back into another database and an instance folder below `folder`."""
    chosen = world.settings.model_copy(update={"instance": folder / "instance", "database_url": url})
    checked = restoring.check_backup(made.path, made.path.parent / KEY)
    return restoring.restore_backup(checked, chosen, world.now)


def take_over(database: Database, world: World) -> None:
    """Let this machine send."""
    with database.writing() as session:
        machines.add_sender(session, ThisMachine.found(), world.now, alone=True, by=None)
