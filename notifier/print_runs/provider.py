"""The print house: a provider that makes letters into the folder of a run. What becomes of them there, a person says.

It is a stage and no channel, for it binds letters and keeps its runs in the tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from notifier.print_runs import runs
from notifier.print_runs.binding import Work
from notifier.print_runs.folders import RunFolder
from notifier.providers.base import (
    Accepted,
    Audience,
    AwaitedMessage,
    Finding,
    IncomingText,
    LostMessage,
    NeverSent,
    Refused,
    Report,
    Result,
    WebhookReader,
)
from notifier.providers.message_types import LetterMessage, Message
from notifier.store.database import Database
from notifier.store.tables import Delivery, PrintedLetter, PrintRun
from notifier.vocabulary import FailReason


@dataclass(frozen=True)
class PrintRunProvider:
    """Prints one run of a campaign; without one it only says what became of the letters of earlier runs."""

    database: Database
    campaign_id: int
    work: Work | None = None
    name: str = runs.NAME
    audience: Audience = Audience.EVERYBODY
    batch_size: int = 100
    hooks: Mapping[str, WebhookReader] = field(default_factory=dict)
    asked_after: timedelta | None = None

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        """Print every letter that can be drawn. All are accepted at the end, when the run is on record, or none is."""
        assert self.work is not None
        no_letters: list[str] = []
        made = self.work.make(_letters(messages, no_letters))
        if made is not None:
            with self.database.writing() as session:
                run = session.get_one(PrintRun, self.work.heading.run)
                runs.finish_run(session, run, made, self.work.heading.started_at)
        for reference in no_letters:
            yield reference, Refused(FailReason.OTHER, permanent=True, was_asked=False)
        for one in made.letters if made is not None else ():
            yield one.reference, Accepted(one.reference)

    def look_up(self, lost: Sequence[LostMessage]) -> Mapping[str, Finding]:
        """Whether letters were printed whose run was killed; asked in the campaign's turn, so that no run is at work.

        A letter is printed when a run that is on record has it: a folder that was there already was put on record
        before. Else it was claimed for one of the campaign's unfinished runs, nobody knows which. A run whose working
        folder is still there never became one with letters in it. So when that is so of all of them, the letter was
        certainly not printed. When one has neither folder, somebody may have moved it, with the letter in it: a person
        has to look. Letters of other campaigns are not in our turn, and are left out.
        """
        references = [one.reference for one in lost]
        ours = select(Delivery.reference).where(
            Delivery.reference.in_(references), Delivery.campaign_id == self.campaign_id
        )
        on_record = ours.join(PrintedLetter, PrintedLetter.delivery_id == Delivery.id)
        with self.database.reading() as session:
            printed = set(session.execute(on_record).scalars())
            others = set(session.execute(ours).scalars()) - printed
            first_printings = [run for run in runs.unfinished(session, self.campaign_id) if run.reprint_of is None]
            folders = [RunFolder(Path(run.folder)) for run in first_printings]
        found: dict[str, Finding] = {reference: Accepted(reference) for reference in printed}
        if folders and all(folder.working.exists() and not folder.path.exists() for folder in folders):
            found |= dict.fromkeys(others, NeverSent())
        return found

    def reports(self, _awaited: Sequence[AwaitedMessage], _now: datetime) -> Iterator[Report]:
        """None: that letters were posted is recorded by a person."""
        return iter(())

    def texts_since(self, _moment: datetime) -> Iterator[IncomingText]:
        """None."""
        return iter(())

    def faults(self) -> Sequence[str]:
        """None: a folder that cannot be written to says so when letters are made."""
        return ()


def _letters(messages: Iterable[Message], others: list[str]) -> Iterator[LetterMessage]:
    """The letters among the messages; the references of what is none go to `others`."""
    for message in messages:
        if isinstance(message, LetterMessage):
            yield message
        else:
            others.append(message.reference)
