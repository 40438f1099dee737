"""Which emails go in one request, and what that request says."""

import json
from collections.abc import Sequence
from typing import Any

from notifier.providers.email_rules import unsubscribe_header
from notifier.providers.message_types import EmailMessage

_LARGEST_PART = 10_000  # bytes of one email's values, and of what comes back with its events: SendGrid's limit

# Left to itself, SendGrid does as the account's settings say: it rewrites links, which hides the practice's own
# address, counts who opened what, and adds a line about unsubscribing that a patient would take for the objection.
_NO_TRACKING = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}


class Batch:
    """Emails of one template, no address among them twice: SendGrid refuses a request with one, and families share."""

    def __init__(self, first: EmailMessage) -> None:
        self._template = first.template
        self._addresses = {first.to.casefold()}
        self.messages = [first]

    def audience(self, message: EmailMessage) -> bool:
        """Add the email, if it can be in this request."""
        address = message.to.casefold()
        if message.template != self._template or address in self._addresses:
            return False
        self._addresses.add(address)
        self.messages.append(message)
        return True


def place(message: EmailMessage, batches: list[Batch]) -> Batch:
    """Put the email in the first batch that can have it, else in a new one at the end; returns that batch."""
    for batch in batches:
        if batch.audience(message):
            return batch
    batches.append(Batch(message))
    return batches[-1]


def fits(message: EmailMessage) -> bool:
    """Whether the email's own part of a request is small enough."""
    return len(json.dumps(dict(message.values)).encode("utf-8")) <= _LARGEST_PART


def request_body(messages: Sequence[EmailMessage], sender: str) -> dict[str, Any]:
    """POST /v3/mail/send, for emails of one template. Custom arguments are kept abroad for long: the reference only."""
    template = messages[0].template
    return {
        "from": {"email": sender, "name": template.from_name},
        "subject": template.subject,
        "personalizations": [
            {
                "to": [{"email": message.to}],
                "substitutions": dict(message.values),
                "custom_args": {"ref": message.reference},
            }
            for message in messages
        ],
        "content": [{"type": "text/plain", "value": template.text}, {"type": "text/html", "value": template.html}],
        "headers": {"List-Unsubscribe": unsubscribe_header(sender)},
        "tracking_settings": _NO_TRACKING,
    }
