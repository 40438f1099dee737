"""What providers carry: a text, an email, a letter, a prescription footer, or plain words by a further channel.

Each is rendered and has its reference.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from notifier.vocabulary import Channel, Pile, WrittenFormat


@dataclass(frozen=True, slots=True)
class SmsMessage:
    """A text. `to` is E.164."""

    reference: str
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class EmailTemplate:
    """What many emails have in common: both parts and the subject, with marks where each patient's values go.

    The marks of the text and those of the HTML differ, for in the HTML a value is escaped. No mark is part of another.
    """

    from_name: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class EmailMessage:
    """One email: a template and this patient's values, mark -> what stands in its place."""

    reference: str
    to: str
    template: EmailTemplate
    values: Mapping[str, str]

    @property
    def subject(self) -> str:
        """The subject as it is read."""
        return self._filled(self.template.subject)

    @property
    def text(self) -> str:
        """The plain part as it is read."""
        return self._filled(self.template.text)

    @property
    def html(self) -> str:
        """The HTML part as it is sent."""
        return self._filled(self.template.html)

    def _filled(self, part: str) -> str:
        for mark, value in self.values.items():
            part = part.replace(mark, value)
        return part


class PrintableLetter(Protocol):
    """A filled letter, ready to be printed alone or bound with others; `notifier.pdf.letter_template` has it."""

    @property
    def pages(self) -> int:
        """How many pages it has."""

    @property
    def sha256(self) -> str:
        """Of all that is printed on them, in hexadecimal."""

    @property
    def pdf(self) -> bytes:
        """The letter as a file of its own."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A letter as plain text for the transcription house: a script to be read out, or to be set in braille."""

    text: str

    @property
    def sha256(self) -> str:
        """Of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class LetterMessage:
    """A letter; `to` is the name and address as the window shows it, one line each.

    `date_of_birth` is for whoever hands the letter over and has to know that it is the right person.
    """

    reference: str
    to: str
    letter: PrintableLetter | Transcript
    pile: Pile = Pile.POST
    written_format: WrittenFormat = WrittenFormat.STANDARD
    language: str = "en"
    date_of_birth: date | None = None


@dataclass(frozen=True, slots=True)
class FooterMessage:
    """The prescription's lines, wrapped for the clinical system; addressed to nobody."""

    reference: str
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class PlainMessage:
    """Words by a channel that a distribution brings; `to` is an E.164 number or an email address, as its traits say."""

    reference: str
    to: str
    body: str
    channel: Channel


Message = SmsMessage | EmailMessage | LetterMessage | FooterMessage | PlainMessage
