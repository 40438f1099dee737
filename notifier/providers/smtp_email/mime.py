"""An email as it goes over the wire: one recipient, both parts, and nothing of the patient in a header but the address.

The reference stands in the Message-ID, which bounces quote, and in a header of its own, since some relays give every
email a Message-ID of theirs.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage as MimeMessage
from email.policy import SMTP
from email.utils import format_datetime

from notifier.providers.email_rules import unsubscribe_header
from notifier.providers.message_types import EmailMessage

REFERENCE_HEADER = "X-Fair-Notice-Reference"
ID_BEGINS = "fair-notice."
_LONGEST_PROVIDER_ID = 100
# What can stand in a command of the server's: no space, bracket, control or foreign character (RFC 5321, 4.1.2).
_DELIVERABLE = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]+@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*")


class NotAnEmail(Exception):
    """The message cannot be made into an email: what would stand in a header does not belong in one."""


@dataclass(frozen=True, slots=True)
class MadeEmail:
    """An email that is ready to be handed over; `content` has CRLF at the end of each line, and no line above 78."""

    reference: str
    message_id: str
    to: str
    content: bytes


def is_deliverable(address: str) -> bool:
    """Whether the address can be handed to a mail server."""
    return len(address) <= 254 and _DELIVERABLE.fullmatch(address) is not None


def message_id_of(reference: str, sender: str) -> str:
    """The Message-ID of a delivery's email, the same each time it is tried: servers that have it twice show it once.

    It begins as no other program's does: what comes back of the staff's own emails must not be taken for ours.
    """
    return f"<{ID_BEGINS}{reference}@{sender.rpartition('@')[2]}>"


def provider_id_of(message_id: str) -> str:
    """What the tables call an email: its Message-ID, which mail servers log, as far as a row holds it."""
    return message_id[:_LONGEST_PROVIDER_ID]


def make_email(message: EmailMessage, sender: str, now: datetime) -> MadeEmail:
    """The email from our address `sender`. Raises NotAnEmail."""
    message_id = message_id_of(message.reference, sender)
    mime = MimeMessage(policy=SMTP)
    try:
        mime["From"] = Address(message.template.from_name, addr_spec=sender)
        mime["To"] = Address(addr_spec=message.to)
        mime["Subject"] = message.subject
        mime["Date"] = format_datetime(now)
        mime["Message-ID"] = message_id
        mime[REFERENCE_HEADER] = message.reference
        mime["List-Unsubscribe"] = unsubscribe_header(sender)
        mime["Auto-Submitted"] = "auto-generated"  # RFC 3834: so that nobody's absence note answers it
        # Encoded so, no line is too long for a server and no dot or stray line end means anything to one.
        mime.set_content(message.text, cte="quoted-printable")
        mime.add_alternative(message.html, subtype="html", cte="quoted-printable")
        for part in mime.iter_parts():
            del part["MIME-Version"]  # the library gives each part one, where only the whole has it
        content = mime.as_bytes()
    except (ValueError, IndexError, MessageError) as error:
        raise NotAnEmail(f"{type(error).__name__} in a header") from error
    return MadeEmail(message.reference, message_id, message.to, content)
