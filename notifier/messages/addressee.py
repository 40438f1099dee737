"""Who writes to whom: the practice and the patient, as every message needs them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from babel.dates import format_date

from notifier.contacts.full_names import GUARDIAN_OF
from notifier.contacts.languages import ENGLISH
from notifier.contacts.postal import NEVER_FIRST
from notifier.contacts.written_names import written_name
from notifier.settings import ReplyChannels
from notifier.vocabulary import WrittenFormat

BY_HAND = "By hand"
_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Sender:
    """Who writes, and how to answer."""

    practice_name: str
    practice_phone: str
    practice_address: tuple[str, ...]
    reply_channels: ReplyChannels

    @property
    def general_url(self) -> str:
        """The page that asks for a code, as it is typed: without https://, which old phones add by themselves."""
        parts = urlsplit(f"{self.reply_channels.public_url}/r")
        return f"{parts.netloc}{parts.path}"

    def values(self, *, guardian: bool, reminder: bool, printed: bool, large: bool = False) -> dict[str, object]:
        """What a text may say to everybody of a kind, by the name that it has in the text.

        `large` is a letter of which page one has room for what is needed to answer, and for little else.
        """
        # On paper a number that breaks over two lines is dialled wrongly; on a screen a plain one can be copied.
        space = _NO_BREAK if printed else " "
        return {
            "practice_name": self.practice_name,
            "practice_phone": self.practice_phone.replace(" ", space),
            "practice_address": ", ".join(self.practice_address),
            "general_url": self.general_url,
            "privacy_url": f"{self.general_url}/privacy",  # what we do with patients' details, as it is typed
            "privacy_link": f"{self.reply_channels.public_url}/r/privacy",
            "text_number": self.reply_channels.text_number.replace(" ", space),
            "guardian": guardian,
            "reminder": reminder,
            "large": large,
        }


@dataclass(frozen=True, slots=True)
class Addressee:
    """The patient's fields of one delivery, as the record has them; `guardian` writes to the parent instead.

    What is made of them for a message has the name as people write it, and nothing that is no writing.

    `language` is a code and `format_recorded` what the record says of the format, for whoever transcribes. `by_hand`
    is for the desk: no post reaches them. What nobody reviewed is for a sample patient only.
    """

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
    language: str = ENGLISH
    written_format: WrittenFormat = WrittenFormat.STANDARD
    format_recorded: str = ""
    by_hand: bool = False
    is_sample: bool = False
    date_of_birth: date | None = None

    @property
    def full_name(self) -> str:
        """As on an envelope."""
        return written_name(self.title, self.given_name, self.family_name)

    @property
    def plain_name(self) -> str:
        """Without the title, which is an English word."""
        return written_name("", self.given_name, self.family_name)

    @property
    def greeted(self) -> str:
        """The name after "Dear"; of a child, the one after "parent or guardian of"."""
        if self.guardian or not self.title:
            return self.plain_name
        return written_name(self.title, "", self.family_name)

    @property
    def salutation(self) -> str:
        """As at the top of an email, without the comma."""
        return f"Dear parent or guardian of {self.greeted}" if self.guardian else f"Dear {self.greeted}"

    @property
    def window(self) -> tuple[str, ...]:
        """The lines that the envelope's window shows: in English, for the post reads them.

        On a letter for the desk the name alone: an address that is wrong would send it off or give it to a stranger.
        """
        name = f"{GUARDIAN_OF} {self.full_name}" if self.guardian else self.full_name.lstrip(NEVER_FIRST)
        return (name, BY_HAND) if self.by_hand else (name, *self.address_lines)


@lru_cache(maxsize=64)
def long_date(day: date, language: str = ENGLISH) -> str:
    """4 January 2027, as this language writes it."""
    return format_date(day, "d MMMM y", locale=language)
