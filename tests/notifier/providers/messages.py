"""Messages to send, none to anybody."""

from notifier.providers.message_types import EmailMessage, EmailTemplate, SmsMessage

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
