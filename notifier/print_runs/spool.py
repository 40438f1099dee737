"""Keeps the letters of a run on disk until they are bound, so that memory holds a line of each and no more."""

import pickle
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from notifier.contacts.postcode import normal_postcode
from notifier.pdf.geometry import LetterFormat
from notifier.pdf.letter_template import FilledLetter, LetterTemplate, LetterText
from notifier.providers.message_types import LetterMessage, Transcript
from notifier.vocabulary import Pile, WrittenFormat

_POSTCODE = re.compile(r"([A-Z]*)(\d*)(.*)")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is known of a letter without taking it up again. `place` is where it lies in the spool.

    `kind` is that of its words and format, by `Spool.kinds`; -1 of a text for the transcription house.
    """

    reference: str
    to: str
    pile: Pile
    pages: int
    written_format: WrittenFormat
    language: str
    sha256: str
    place: int
    date_of_birth: date | None = None
    kind: int = -1

    @property
    def order(self) -> tuple[object, ...]:
        """As the franking house wants them: by pile, by weight, then so that those for one region lie together."""
        match = _POSTCODE.match(normal_postcode(self.to.rpartition("\n")[2]))
        assert match is not None  # it matches an empty one as well
        postcode = match[1], int(match[2] or 0), match[3]
        return _rank(self.pile), self.pages, _rank(self.written_format), self.language, postcode, self.reference


def _rank(word: Pile | WrittenFormat) -> int:
    """The place of a pile or a format among its kind, the commonest first."""
    return list(type(word)).index(word)


class Spool:
    """Letters by the slip of each. Templates are shared by thousands of letters: they stay in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        """`file` is open for reading and writing, and nobody else's."""
        self._file = file
        self._templates: list[LetterTemplate] = []
        self._numbers: dict[int, int] = {}
        self._kinds: dict[tuple[LetterText, LetterFormat], LetterTemplate] = {}

    @property
    def kinds(self) -> list[LetterTemplate]:
        """A template of each kind of letter, the one that most share where there is one."""
        return list(self._kinds.values())

    def add(self, message: LetterMessage) -> Slip:
        """Put a letter by."""
        place = self._file.seek(0, 2)
        _Pickler(self._file, self._templates, self._numbers).dump(message.letter)
        return Slip(
            reference=message.reference,
            to=message.to,
            pile=message.pile,
            pages=0 if isinstance(message.letter, Transcript) else message.letter.pages,
            written_format=message.written_format,
            language=message.language,
            sha256=message.letter.sha256,
            place=place,
            date_of_birth=message.date_of_birth,
            kind=self._kind(message.letter),
        )

    def _kind(self, letter: object) -> int:
        if not isinstance(letter, FilledLetter):
            return -1
        template = letter.template
        key = template.text, template.format
        known = self._kinds.setdefault(key, template)
        if known.is_for_one and not template.is_for_one:
            self._kinds[key] = template
        return list(self._kinds).index(key)

    def take(self, slip: Slip) -> FilledLetter | Transcript:
        """Take a letter up again."""
        self._file.seek(slip.place)
        letter: FilledLetter | Transcript = _Unpickler(self._file, self._templates).load()
        return letter


class _Pickler(pickle.Pickler):
    """Writes a template's number for the template."""

    def __init__(self, file: IO[bytes], templates: list[LetterTemplate], numbers: dict[int, int]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._templates, self._numbers = templates, numbers

    def persistent_id(self, part: object) -> int | None:
        if not isinstance(part, LetterTemplate):
            return None
        if id(part) not in self._numbers:
            self._numbers[id(part)] = len(self._templates)
            self._templates.append(part)
        return self._numbers[id(part)]


class _Unpickler(pickle.Unpickler):  # of a file that this process alone has written and can open
    def __init__(self, file: IO[bytes], templates: list[LetterTemplate]) -> None:
        super().__init__(file)
        self._templates = templates

    def persistent_load(self, number: int) -> LetterTemplate:
        return self._templates[number]


@contextmanager
def spooling(folder: Path) -> Iterator[Spool]:
    """A spool on the disk of `folder`, in a file without a name: gone with the process, however that ends."""
    with tempfile.TemporaryFile(dir=folder) as file:
        yield Spool(file)
