"""An invented patient and what they would read: for previews, rehearsals and test sends. Their code opens nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from notifier.campaigns import LONDON, deadline
from notifier.channels.base import EmailMessage, LetterMessage, Message, SmsMessage
from notifier.rendering import Addressee, Plates
from notifier.vocabulary import Channel

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
)


@dataclass(frozen=True)
class Specimens:
    """What the invented patient would read, by kind (`sms`, `sms_guardian`, `sms_reminder` ...); a letter is a PDF."""

    texts: dict[str, str]
    letter: bytes | None


def told_now(to: Addressee, now: datetime, notice_days: int) -> Addressee:
    """The same patient, told now."""
    return replace(to, written_on=now.astimezone(LONDON).date(), deadline_on=deadline(now, notice_days))


def made_of(plates: Plates, channels: Iterable[Channel], to: Addressee, *, reminder: bool) -> Specimens:
    """One specimen of every kind that these channels send, also of the reminder when there is one.

    Raises RenderFault for a text that cannot be filled.
    """
    texts: dict[str, str] = {}
    letter: bytes | None = None
    for kind, message in _messages(plates, channels, to, reminder=reminder):
        texts[kind] = _as_read(message)
        if isinstance(message, LetterMessage):
            letter = letter or message.pdf
    return Specimens(texts, letter)


def _messages(
    plates: Plates, channels: Iterable[Channel], to: Addressee, *, reminder: bool
) -> Iterator[tuple[str, Message]]:
    for channel in channels:
        if channel is Channel.FOOTER:
            yield channel.value, plates.footer(to.reference)
            continue
        yield channel.value, plates.message(channel, to)
        yield f"{channel}_guardian", plates.message(channel, replace(to, guardian=True))
        if reminder:
            yield f"{channel}_reminder", plates.message(channel, replace(to, reminder=True))
        if channel is Channel.SMS:
            yield f"{channel}_acknowledgement", plates.acknowledgement(to)


def _as_read(message: Message) -> str:
    match message:
        case EmailMessage(subject=subject, text=text):
            return f"Subject: {subject}\n\n{text}"
        case LetterMessage(pages=pages):
            return f"{pages} page{'s' * (pages != 1)}"
        case SmsMessage(body=body):
            return body
        case _:
            return message.body
