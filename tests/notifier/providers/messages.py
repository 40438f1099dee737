"""Messages to send, none to anybody."""

from dataclasses import dataclass

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
from notifier.vocabulary import Channel

TEMPLATE = EmailTemplate(
    "Elm Surgery", "Your record", "Dear -text.name-, see -text.link-", "<p>-html.name-, <a>-html.link-</a>"
)
OTHER_TEMPLATE = EmailTemplate(
    "Elm Surgery", "A reminder", "-text.name-: -text.link-", "<p>-html.name-: -html.link-</p>"
)


def link(number: int) -> str:
    """What one message has and no other."""
    return f"https://surgery.example.com/r/LINK{number:08d}"


def sms(number: int, to: str = "", body: str = "") -> SmsMessage:
    return SmsMessage(f"REF{number:07d}", to or f"+4477009{number:05d}", body or f"Keep it: {link(number)}")


def email(number: int, to: str = "", template: EmailTemplate = TEMPLATE) -> EmailMessage:
    values = {f"-{part}.{place}-": value for part in ("text", "html") for place, value in _fields(number).items()}
    return EmailMessage(f"REF{number:07d}", to or f"patient{number}@example.com", template, values)


def _fields(number: int) -> dict[str, str]:
    return {"name": f"Ada Test {number}", "link": link(number)}


@dataclass(frozen=True)
class _Sheet:
    """A letter of one page, as far as a provider looks."""

    pages: int = 1
    sha256: str = "0" * 64
    pdf: bytes = b"%PDF-1.7"


def sample_message(channel: Channel, number: int) -> Message:
    """A message to an invented patient by that channel, whatever it is like."""
    traits, reference = traits_of(channel), f"REF{number:07d}"
    match traits.message_type.__name__:
        case SmsMessage.__name__:
            return sms(number)
        case EmailMessage.__name__:
            return email(number)
        case LetterMessage.__name__:
            return LetterMessage(reference, f"Ada Test {number}\n1 Station Road\nGU17 9XX", _Sheet())
        case FooterMessage.__name__:
            return FooterMessage(reference, "", "Your record: see the practice")
    to = sms(number).to if traits.address is AddressKind.MOBILE else email(number).to
    return PlainMessage(reference, to, f"Keep it: {link(number)}", channel)
