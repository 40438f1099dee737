"""Plate + patient -> message. A text is laid out once and filled many times; a missing value is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from notifier import links
from notifier.campaigns import Text
from notifier.channels.base import EmailMessage, EmailPlate, FooterMessage, LetterMessage, Message, SmsMessage
from notifier.errors import RenderFault
from notifier.press.footer import wrap_footer
from notifier.press.geometry import STANDARD
from notifier.press.letters import LetterFields, LetterPlate, LetterText
from notifier.press.plates import TextPlate, as_html, as_text
from notifier.press.sms_text import downgrade
from notifier.press.stationery import Stationery
from notifier.vocabulary import Channel

_SUBJECT = "Subject:"
_NO_BREAK = "\u00a0"
_PLACES = ("salutation", "link", "code", "deadline", "deadline_short", "reference")


@dataclass(frozen=True)
class Sender:
    """Who writes, and where the patient's page is."""

    practice_name: str
    practice_phone: str
    practice_address: tuple[str, ...]
    public_url: str

    @property
    def general_url(self) -> str:
        """The page that asks for a code, as it is typed: without https://, which old phones add by themselves."""
        parts = urlsplit(f"{self.public_url}/r")
        return f"{parts.netloc}{parts.path}"


@dataclass(frozen=True, slots=True)
class Addressee:
    """The patient's fields of one delivery; `guardian` writes to the parent instead."""

    reference: str
    title: str
    given_name: str
    family_name: str
    mobile: str | None
    email: str | None
    address_lines: tuple[str, ...]
    code: str
    deadline_on: date
    written_on: date
    guardian: bool
    reminder: bool = False

    @property
    def full_name(self) -> str:
        """As on an envelope."""
        return " ".join(filter(None, (self.title, self.given_name, self.family_name)))

    @property
    def salutation(self) -> str:
        """As at the top of a letter, without the comma."""
        if self.guardian:
            return f"Dear parent or guardian of {self.given_name} {self.family_name}".replace("  ", " ")
        if self.title:
            return f"Dear {self.title} {self.family_name}"
        return f"Dear {self.full_name}"

    @property
    def window(self) -> tuple[str, ...]:
        """The lines that the envelope's window shows."""
        name = f"Parent or guardian of {self.full_name}" if self.guardian else self.full_name
        return (name, *self.address_lines)


@dataclass(frozen=True)
class Plates:
    """Everything that one campaign says, laid out as it is needed."""

    title: str
    texts: Mapping[str, Text]
    sender: Sender
    load_stationery: Callable[[], Stationery]  # called for the first letter: nothing else needs the fonts
    _laid_out: dict[tuple[str, bool, bool], TextPlate] = field(default_factory=dict, init=False)
    _emails: dict[tuple[bool, bool], EmailPlate] = field(default_factory=dict, init=False)
    _letters: dict[tuple[bool, bool], LetterPlate] = field(default_factory=dict, init=False)

    def message(self, channel: Channel, to: Addressee) -> Message:
        """The message for one patient. Raises RenderFault naming the missing value."""
        match channel:
            case Channel.SMS:
                return SmsMessage(to.reference, _needed(to.mobile, "mobile"), self.sms(to))
            case Channel.EMAIL:
                return self._email(to)
            case Channel.LETTER:
                letter = self._letter_plate(to).fill(self._letter_fields(to))
                return LetterMessage(to.reference, "\n".join(to.window), letter.pdf, letter.pages)
            case _:
                raise RenderFault(f"nothing individual goes by {channel}")

    def sms(self, to: Addressee) -> str:
        """The text of an SMS, in the characters that do not double its price."""
        return downgrade(self._plate("sms", to).fill(self._fields(to)).strip())

    def footer(self, reference: str) -> FooterMessage:
        """The prescription's lines: the same for everybody."""
        plate = TextPlate.lay_out(self.texts["footer"].body, self._values(None, printed=True), (), as_text)
        return FooterMessage(reference, "", wrap_footer(plate.fill({})))

    def text_ids(self, channel: Channel) -> list[int]:
        """Which versions of which texts a delivery is made from: the evidence of what was said."""
        return [text.id for part, text in self.texts.items() if part.partition("_")[0] == channel.value]

    def acknowledgement_ids(self) -> list[int]:
        """The same of an acknowledgement."""
        return [self.texts["acknowledgement"].id]

    def acknowledgement(self, to: Addressee) -> SmsMessage:
        """The one answer to a patient who told us by text to keep; it goes to the number that they wrote from."""
        text = downgrade(self._plate("acknowledgement", to).fill(self._fields(to)).strip())
        return SmsMessage(to.reference, _needed(to.mobile, "mobile"), text)

    def _email(self, to: Addressee) -> EmailMessage:
        fields = {place: _needed(value, place) for place, value in self._fields(to).items()}
        values = {_mark("text", place): value for place, value in fields.items()}
        values |= {_mark("html", place): as_html(value) for place, value in fields.items()}
        return EmailMessage(to.reference, _needed(to.email, "email"), self._email_plate(to), values)

    def _email_plate(self, to: Addressee) -> EmailPlate:
        kind = to.guardian, to.reminder
        if kind not in self._emails:
            text = self._plate("email_text", to).fill({place: _mark("text", place) for place in _PLACES})
            subject, _, body = text.partition("\n")
            if not subject.startswith(_SUBJECT):
                raise RenderFault(f"the email text has to begin with a line '{_SUBJECT} ...'")
            html = self._plate("email_html", to).fill({place: _mark("html", place) for place in _PLACES})
            subject = subject.removeprefix(_SUBJECT).strip()
            self._emails[kind] = EmailPlate(self.sender.practice_name, subject, body.lstrip("\n"), html)
        return self._emails[kind]

    def _letter_plate(self, to: Addressee) -> LetterPlate:
        kind = to.guardian, to.reminder
        if kind not in self._letters:
            body = TextPlate.lay_out(self.texts["letter"].body, self._values(to, printed=True), (), as_html).fill({})
            words = LetterText(
                html_body=body,
                practice_name=self.sender.practice_name,
                practice_lines=(*self.sender.practice_address, f"Phone: {self.sender.practice_phone}"),
                language="en",
                direction="ltr",
                title=f"{self.sender.practice_name}: {self.title}",
            )
            self._letters[kind] = LetterPlate.lay_out(words, STANDARD, self.load_stationery())
        return self._letters[kind]

    def _letter_fields(self, to: Addressee) -> LetterFields:
        return LetterFields(
            address=to.window,
            salutation=to.salutation,
            url=self._link(to),
            typed_url=self.sender.general_url,
            code=links.spaced(to.code),
            deadline=long_date(to.deadline_on),
            reference=to.reference,
            date=long_date(to.written_on),
        )

    def _plate(self, part: str, to: Addressee) -> TextPlate:
        key = part, to.guardian, to.reminder
        if key not in self._laid_out:
            escape = as_html if part.endswith("html") else as_text
            self._laid_out[key] = TextPlate.lay_out(self.texts[part].body, self._values(to), _PLACES, escape)
        return self._laid_out[key]

    def _values(self, to: Addressee | None, *, printed: bool = False) -> dict[str, object]:
        phone = self.sender.practice_phone
        return {
            "practice_name": self.sender.practice_name,
            # On paper a number that breaks over two lines is dialled wrongly; on a screen a plain one can be copied.
            "practice_phone": phone.replace(" ", _NO_BREAK) if printed else phone,
            "practice_address": ", ".join(self.sender.practice_address),
            "general_url": self.sender.general_url,
            "guardian": to is not None and to.guardian,
            "reminder": to is not None and to.reminder,
        }

    def _fields(self, to: Addressee) -> dict[str, str]:
        return {
            "salutation": to.salutation,
            "link": self._link(to),
            "code": links.spaced(to.code),
            "deadline": long_date(to.deadline_on),
            "deadline_short": f"{to.deadline_on.day} {to.deadline_on:%b}",  # a text is read within days
            "reference": to.reference,
        }

    def _link(self, to: Addressee) -> str:
        return f"{self.sender.public_url}/r/{to.code}"


def without_letters() -> Stationery:
    """For plates that make no letter. Raises RenderFault when one is asked for all the same."""
    raise RenderFault("no letter is made here")


def long_date(day: date) -> str:
    """4 January 2027."""
    return f"{day.day} {day:%B %Y}"


def _mark(part: str, place: str) -> str:
    """What stands for a place in an email's plate; whatever is special in HTML would be changed there."""
    return f"-{part}.{place}-"


def _needed(value: str | None, what: str) -> str:
    if not value or not value.strip():
        raise RenderFault(f"the {what} is missing")
    return value
