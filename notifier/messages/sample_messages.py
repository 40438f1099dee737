"""An invented patient and what they would read: for previews, rehearsals and test sends. Their code opens nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from notifier.campaigns.calendar import deadline, london_date
from notifier.contacts.languages import ENGLISH
from notifier.messages.addressee import Addressee
from notifier.messages.letters import LetterKind
from notifier.messages.rendering import MessageTemplates
from notifier.providers.channels import traits_of
from notifier.providers.message_types import EmailMessage, LetterMessage, Message, SmsMessage, Transcript
from notifier.vocabulary import Channel, WrittenFormat

CODE = "7K3M92QX4TDP"  # of a code's length and letters; whose it would be, nobody's campaign ever gets to
# A long name and address, so that what fits here fits nearly everybody.
INVENTED = Addressee(
    reference="SAMPLE0000",
    title="Mrs",
    given_name="Wilhelmina",
    family_name="Featherstonehaugh",
    mobile="+447700900000",
    email="patient@example.com",
    address_lines=("Flat 12", "Rose Cottage", "142 The Crescent", "Frogmore", "GU17 9XX"),
    code=CODE,
    deadline_on=date(2000, 1, 1),
    written_on=date(2000, 1, 1),
    guardian=False,
    is_sample=True,
)
_USUAL = LetterKind(WrittenFormat.STANDARD, ENGLISH)


@dataclass(frozen=True)
class SampleMessages:
    """What the invented patient would read, by kind (`sms`, `sms_guardian`, `letter_large-20_pl` ...).

    Of a printed letter, `texts` says how many pages it has; `letters` has those that differ in format or language, as
    PDFs. `emails` has the HTML of each email.
    """

    texts: Mapping[str, str]
    letters: Mapping[str, bytes]
    emails: Mapping[str, str]

    @property
    def letter(self) -> bytes | None:
        """The letter that most patients would get."""
        return self.letters.get(Channel.LETTER)


def told_now(to: Addressee, now: datetime, notice_days: int) -> Addressee:
    """The sample patient as if told now: with today as the day of writing, and the deadline that follows."""
    return replace(to, written_on=london_date(now), deadline_on=deadline(now, notice_days))


def made_of(
    templates: MessageTemplates,
    channels: Iterable[Channel],
    to: Addressee,
    *,
    reminder: bool,
    kinds: Iterable[LetterKind] = (),
) -> SampleMessages:
    """One sample of every kind that these channels send, also of the reminder when there is one.

    `kinds` are the formats and languages of the letters that are needed besides the usual one. Raises RenderFault for a
    text that cannot be filled.
    """
    messages = dict(_messages(templates, channels, to, reminder=reminder))
    letters = {Channel.LETTER.value: messages[Channel.LETTER]} if Channel.LETTER in messages else {}
    letters |= {
        letter_name(kind): templates.message(Channel.LETTER, _needing(kind, to)) for kind in kinds if kind != _USUAL
    }
    return SampleMessages(
        texts={name: as_read(message) for name, message in (messages | letters).items()},
        letters={name: pdf for name, message in letters.items() if (pdf := as_printed(message))},
        emails={name: message.html for name, message in messages.items() if isinstance(message, EmailMessage)},
    )


def _messages(
    templates: MessageTemplates, channels: Iterable[Channel], to: Addressee, *, reminder: bool
) -> Iterator[tuple[str, Message]]:
    for channel in channels:
        if not traits_of(channel).tells_individually:
            yield channel.value, templates.footer(to.reference)
            continue
        yield channel.value, templates.message(channel, to)
        yield f"{channel}_guardian", templates.message(channel, replace(to, guardian=True))
        if reminder:
            yield f"{channel}_reminder", templates.message(channel, replace(to, reminder=True))
        if templates.acknowledges_by(channel):
            yield f"{channel}_acknowledgement", templates.acknowledgement(channel, to)


def letter_name(kind: LetterKind) -> str:
    """`letter_large-20`, `letter_pl`, `letter_large-20_pl`: what is usual is left out."""
    unusual = [one for one in (kind.written_format, kind.language) if one not in (_USUAL.written_format, ENGLISH)]
    return "_".join((Channel.LETTER, *unusual))


def _needing(kind: LetterKind, to: Addressee) -> Addressee:
    return replace(to, written_format=kind.written_format, language=kind.language)


def as_read(message: Message) -> str:
    """The words of a message; of a printed letter, how many pages it has."""
    match message:
        case EmailMessage(subject=subject, text=text):
            return f"Subject: {subject}\n\n{text}"
        case LetterMessage(letter=made):
            return made.text if isinstance(made, Transcript) else f"{made.pages} page{'s' * (made.pages != 1)}"
        case SmsMessage(body=body):
            return body
        case _:
            return message.body


def as_printed(message: Message) -> bytes:
    """A letter's PDF; empty for what is not printed."""
    made = message.letter if isinstance(message, LetterMessage) else None
    return b"" if made is None or isinstance(made, Transcript) else made.pdf
