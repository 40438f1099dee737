"""Template + patient -> message. A text is laid out once and filled many times; a missing value is refused."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.lifecycle import TextVersion
from notifier.campaigns.text_parts import ANSWERED, KEPT_BY_TEXT
from notifier.contacts.languages import ENGLISH
from notifier.errors import RenderFault
from notifier.messages.addressee import Addressee, Sender, long_date
from notifier.messages.email_document import email_document
from notifier.messages.letters import Letters
from notifier.messages.prescription_footer import FooterForm, footer_form, wrap_footer
from notifier.messages.reason_in_texts import made_from, reason_values
from notifier.messages.sms_text import downgrade
from notifier.patients import access_codes
from notifier.pdf.stationery import Stationery
from notifier.pdf.text_template import TextTemplate, as_html, as_text
from notifier.providers.channels import AddressKind, traits_of
from notifier.providers.message_types import (
    EmailMessage,
    EmailTemplate,
    FooterMessage,
    LetterMessage,
    Message,
    PlainMessage,
    SmsMessage,
)
from notifier.settings import ReplyChannels
from notifier.store.tables import Campaign, Practice
from notifier.vocabulary import Channel

_SUBJECT = "Subject:"
_PLACES = ("salutation", "link", "code", "deadline", "deadline_short", "reference")


@dataclass(frozen=True)
class MessageTemplates:
    """Everything that one campaign says, laid out as it is needed: `texts` in English, by part, and `translations`."""

    title: str
    texts: Mapping[str, TextVersion]
    sender: Sender
    load_stationery: Callable[[], Stationery]  # called for the first letter: nothing else needs the fonts
    translations: Mapping[str, Mapping[str, TextVersion]] = field(default_factory=dict)
    _laid_out: dict[tuple[str, bool, bool], TextTemplate] = field(default_factory=dict, init=False)
    _emails: dict[tuple[bool, bool], EmailTemplate] = field(default_factory=dict, init=False)

    @cached_property
    def letters(self) -> Letters:
        """What goes on paper."""
        texts = {**self.translations, ENGLISH: self.texts}
        return Letters(self.title, texts, self.sender, self.load_stationery)

    def message(self, channel: Channel, to: Addressee) -> Message:
        """The message for one patient. Raises RenderFault naming the missing value."""
        traits = traits_of(channel)
        if not traits.tells_individually:
            raise RenderFault(f"nothing individual goes by {channel}")
        if traits.message_type is SmsMessage:
            return SmsMessage(to.reference, _needed(to.mobile, "mobile"), self.sms(to))
        if traits.message_type is EmailMessage:
            return self._email(to)
        if traits.message_type is LetterMessage:
            return self.letters.message(to)
        return self._plain(channel, to)

    def sms(self, to: Addressee) -> str:
        """The text of an SMS, in the characters that do not double its price."""
        return downgrade(self._template("sms", to).fill(self._fields(to)).strip())

    def footer(self, reference: str) -> FooterMessage:
        """The prescription's lines: the same for everybody."""
        return FooterMessage(reference, "", self.footer_lines(footer_form(**asdict(self.sender.reply_channels.footer))))

    def footer_lines(self, form: FooterForm) -> str:
        """The prescription's lines as a window of this form prints them. Raises RenderFault when they do not fit it."""
        template = TextTemplate.lay_out(
            self.texts["footer"].body, self.sender.values(guardian=False, reminder=False, printed=True), (), as_text
        )
        return wrap_footer(template.fill({}), form)

    def text_ids(self, channel: Channel, to: Addressee | None) -> list[int]:
        """Which versions of which texts a delivery is made from: the evidence of what was said."""
        traits = traits_of(channel)
        if traits.message_type is LetterMessage and to is not None:
            return self.letters.text_ids(to)
        return made_from(self.texts, traits.parts)

    def acknowledges_by(self, channel: Channel) -> bool:
        """Whether there is a text that says by this channel that an answer came."""
        traits = traits_of(channel)
        return traits.acknowledges and (ANSWERED in self.texts or traits.takes_replies)

    def acknowledgement_ids(self) -> list[int]:
        """The ids of the texts that an acknowledgement is made from."""
        return [self.texts[self._answered].id]

    def acknowledgement(self, channel: Channel, to: Addressee) -> Message:
        """What says that an answer came, by a channel but post, to where the record says that the patient is reached.

        Raises RenderFault as `message`.
        """
        traits = traits_of(channel)
        subject, body = self._acknowledged(to)
        address = _needed(to.email if traits.address is AddressKind.EMAIL else to.mobile, traits.address.value)
        if traits.message_type is SmsMessage:
            return SmsMessage(to.reference, address, self.acknowledgement_sms(to))
        if traits.message_type is EmailMessage:
            if not subject:
                raise RenderFault(f"the text of {self._answered!r} has to begin with a line '{_SUBJECT} ...'")
            html = email_document(f"<p>{as_html(body)}</p>", self.sender.practice_name, subject)
            template = EmailTemplate(self.sender.practice_name, subject, body, html)
            return EmailMessage(to.reference, address, template, {})
        return PlainMessage(to.reference, address, body, channel)

    def acknowledgement_sms(self, to: Addressee) -> str:
        """The text of an SMS that says that an answer came, in the characters that do not double its price."""
        return downgrade(self._acknowledged(to)[1])

    def _acknowledged(self, to: Addressee) -> tuple[str, str]:
        """The subject and the body of what says so; only an email has the subject."""
        filled = self._template(self._answered, to).fill(self._fields(to)).strip()
        return _parted(filled) if filled.startswith(_SUBJECT) else ("", filled)

    @property
    def _answered(self) -> str:
        """The part that says so; campaigns that were launched before there was one have one for KEEP alone."""
        return ANSWERED if ANSWERED in self.texts else KEPT_BY_TEXT

    def _plain(self, channel: Channel, to: Addressee) -> PlainMessage:
        """The one part that a channel from a distribution says, where its traits say that it goes."""
        traits = traits_of(channel)
        (part,) = traits.parts
        if part not in self.texts:
            raise RenderFault(f"the campaign has no text {part!r}, which {channel} says")
        address = to.mobile if traits.address is AddressKind.MOBILE else to.email
        words = self._template(part, to).fill(self._fields(to)).strip()
        return PlainMessage(to.reference, _needed(address, traits.address.value), words, channel)

    def _email(self, to: Addressee) -> EmailMessage:
        fields = {place: _needed(value, place) for place, value in self._fields(to).items()}
        values = {_mark("text", place): value for place, value in fields.items()}
        values |= {_mark("html", place): as_html(value) for place, value in fields.items()}
        return EmailMessage(to.reference, _needed(to.email, "email"), self._email_template(to), values)

    def _email_template(self, to: Addressee) -> EmailTemplate:
        kind = to.guardian, to.reminder
        if kind not in self._emails:
            text = self._template("email_text", to).fill({place: _mark("text", place) for place in _PLACES})
            if not text.startswith(_SUBJECT):
                raise RenderFault(f"the email text has to begin with a line '{_SUBJECT} ...'")
            subject, body = _parted(text)
            words = self._template("email_html", to).fill({place: _mark("html", place) for place in _PLACES})
            html = email_document(words, self.sender.practice_name, subject)
            self._emails[kind] = EmailTemplate(self.sender.practice_name, subject, body, html)
        return self._emails[kind]

    def _template(self, part: str, to: Addressee) -> TextTemplate:
        key = part, to.guardian, to.reminder
        if key not in self._laid_out:
            escape = as_html if part.endswith("html") else as_text
            values = self.sender.values(guardian=to.guardian, reminder=to.reminder, printed=False)
            values |= reason_values(self.texts, guardian=to.guardian)
            self._laid_out[key] = TextTemplate.lay_out(self.texts[part].body, values, _PLACES, escape)
        return self._laid_out[key]

    def _fields(self, to: Addressee) -> dict[str, str]:
        return {
            "salutation": to.salutation,
            "link": self._link(to),
            "code": access_codes.spaced_code(to.code),
            "deadline": long_date(to.deadline_on),
            "deadline_short": f"{to.deadline_on.day} {to.deadline_on:%b}",  # a text is read within days
            "reference": to.reference,
        }

    def _link(self, to: Addressee) -> str:
        return f"{self.sender.reply_channels.public_url}/r/{to.code}"


def without_letters() -> Stationery:
    """For templates that make no letter. Raises RenderFault when one is asked for all the same."""
    raise RenderFault("no letter is made here")


def _parted(text: str) -> tuple[str, str]:
    """The subject and the body of a text that begins with a line for the subject."""
    subject, _, body = text.partition("\n")
    return subject.removeprefix(_SUBJECT).strip(), body.lstrip("\n")


def _mark(part: str, place: str) -> str:
    """What stands for a place in an email's template; whatever is special in HTML would be changed there."""
    return f"-{part}.{place}-"


def _needed(value: str | None, what: str) -> str:
    if not value or not value.strip():
        raise RenderFault(f"the {what} is missing")
    return value


def templates_of(
    session: Session, campaign_id: int, reply_channels: ReplyChannels, load_stationery: Callable[[], Stationery]
) -> MessageTemplates:
    """The templates of a campaign's current texts, in every language that it has."""
    campaign = session.get_one(Campaign, campaign_id)
    practice = session.get_one(Practice, campaign.practice_id)
    sender = Sender(practice.name, practice.phone, tuple(practice.address), reply_channels)
    title = lifecycle.preset_of(campaign).title
    translations = lifecycle.texts_by_language(session, campaign_id)
    return MessageTemplates(title, translations.pop(ENGLISH), sender, load_stationery, translations)
