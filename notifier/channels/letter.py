"""Letters as files in a folder, for whoever prints them: one PDF a letter, named by its reference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from notifier.channels.base import Accepted, Hook, LetterMessage, Lost, Message, Refused, Report, Result, World
from notifier.vocabulary import FailReason

NAME = "print"


@dataclass(frozen=True)
class PrintFolder:
    """A provider that is a folder; what becomes of the letters in it, a person says."""

    folder: Path
    name: str = NAME
    takes: World = World.EVERYBODY
    batch_size: int = 50
    hooks: Mapping[str, Hook] = field(default_factory=dict)

    def send(self, messages: Iterable[Message]) -> Iterator[tuple[str, Result]]:
        """Write each letter; a file is whole or not there, and one that is there is never written again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            if not isinstance(message, LetterMessage):
                yield message.reference, Refused(FailReason.OTHER, permanent=True)
                continue
            path = self._path(message.reference)
            if not path.exists():
                draft = path.with_suffix(".part")
                draft.write_bytes(message.pdf)
                draft.replace(path)
            yield message.reference, Accepted(message.reference)

    def look_up(self, lost: Sequence[Lost]) -> Mapping[str, Accepted]:
        """A letter that is in this folder was made. One that is not may be in another folder: that stays unknown."""
        return {one.reference: Accepted(one.reference) for one in lost if self._path(one.reference).exists()}

    def reports(self, _waiting: Mapping[str, str], _now: datetime) -> Iterator[Report]:
        """None: that letters were posted is recorded by a person."""
        return iter(())

    def faults(self) -> Sequence[str]:
        """None: a folder that cannot be written to says so when letters are made."""
        return ()

    def _path(self, reference: str) -> Path:
        return self.folder / f"{reference}.pdf"
