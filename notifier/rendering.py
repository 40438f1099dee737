"""Plate + patient -> message. A text is laid out once and filled many times; a missing value is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from notifier import links
from notifier.campaigns import Text
from notifier.channels.base import EmailMessage, FooterMessage, LetterMessage, Message, SmsMessage
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
    _laid_out: dict[tuple[str, bool], TextPlate] = field(default_factory=dict)
    _letters: dict[bool, LetterPlate] = field(default_factory=dict)

    def message(self, channel: Channel, to: Addressee) -> Message:
        """The message for one patient. Raises RenderFault naming the missing value."""
        match channel:
            case Channel.SMS:
                return SmsMessage(to.reference, _needed(to.mobile, "mobile"), self.sms(to))
            case Channel.EMAIL:
                return self._email(to)
            case Channel.LETTER:
                letter = self._letter_plate(to.guardian).fill(self._letter_fields(to))
                return LetterMessage(to.reference, "\n".join(to.window), letter.pdf, letter.pages)
            case _:
                raise RenderFault(f"nothing individual goes by {channel}")

    def sms(self, to: Addressee) -> str:
        """The text of an SMS, in the characters that do not double its price."""
        return downgrade(self._plate("sms", to.guardian).fill(self._fields(to)).strip())

    def footer(self, reference: str) -> FooterMessage:
        """The prescription's lines: the same for everybody."""
        plate = TextPlate.lay_out(self.texts["footer"].body, self._values(guardian=False, printed=True), (), as_text)
        return FooterMessage(reference, "", wrap_footer(plate.fill({})))

    def text_ids(self, channel: Channel) -> list[int]:
        """Which versions of which texts a delivery is made from: the evidence of what was said."""
        return [text.id for part, text in self.texts.items() if part.partition("_")[0] == channel.value]

    def _email(self, to: Addressee) -> EmailMessage:
        text = self._plate("email_text", to.guardian).fill(self._fields(to))
        subject, _, body = text.partition("\n")
        if not subject.startswith(_SUBJECT):
            raise RenderFault(f"the email text has to begin with a line '{_SUBJECT} ...'")
        html = self._plate("email_html", to.guardian).fill(self._fields(to))
        return EmailMessage(
            to.reference, _needed(to.email, "email"), subject.removeprefix(_SUBJECT).strip(), body.lstrip("\n"), html
        )

    def _letter_plate(self, guardian: bool) -> LetterPlate:
        if guardian not in self._letters:
            values = self._values(guardian=guardian, printed=True)
            body = TextPlate.lay_out(self.texts["letter"].body, values, (), as_html).fill({})
            words = LetterText(
                html_body=body,
                practice_name=self.sender.practice_name,
                practice_lines=(*self.sender.practice_address, f"Phone: {self.sender.practice_phone}"),
                language="en",
                direction="ltr",
                title=f"{self.sender.practice_name}: {self.title}",
            )
            self._letters[guardian] = LetterPlate.lay_out(words, STANDARD, self.load_stationery())
        return self._letters[guardian]

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

    def _plate(self, part: str, guardian: bool) -> TextPlate:
        key = part, guardian
        if key not in self._laid_out:
            escape = as_html if part.endswith("html") else as_text
            body = self.texts[part].body
            self._laid_out[key] = TextPlate.lay_out(body, self._values(guardian=guardian), _PLACES, escape)
        return self._laid_out[key]

    def _values(self, *, guardian: bool, printed: bool = False) -> dict[str, object]:
        phone = self.sender.practice_phone
        return {
            "practice_name": self.sender.practice_name,
            # On paper a number that breaks over two lines is dialled wrongly; on a screen a plain one can be copied.
            "practice_phone": phone.replace(" ", _NO_BREAK) if printed else phone,
            "practice_address": ", ".join(self.sender.practice_address),
            "general_url": self.sender.general_url,
            "guardian": guardian,
        }

    def _fields(self, to: Addressee) -> dict[str, str]:
        return {
            "salutation": to.salutation,
            "link": self._link(to),
            "code": links.spaced(to.code),
            "deadline": long_date(to.deadline_on),
            "deadline_short": f"{to.deadline_on.day} {to.deadline_on:%b %Y}",
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


def _needed(value: str | None, what: str) -> str:
    if not value:
        raise RenderFault(f"the {what} is missing")
    return value
