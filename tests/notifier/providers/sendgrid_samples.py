"""A SendGrid provider for tests, and what a server answers it."""

from typing import Any

from notifier.providers.base import Result
from notifier.providers.message_types import Message
from notifier.providers.sendgrid_email.provider import SendGridEmail
from tests.notifier.providers.server import HANG, Answer, Asked
from tests.notifier.providers.signing import private_key, public_key

TAKEN = Answer(202, b"", {"X-Message-Id": "MSG1"})


def provider(url: str, **changed: Any) -> SendGridEmail:
    options: dict[str, Any] = {
        "api_key": "SG.sample-key",
        "sender": "surgery@example.com",
        "host": url,
        "webhook_key": public_key(private_key()),
        "timeout": 30.0,
        "sleep": lambda seconds: None,
    }
    return SendGridEmail(**options | changed)


def patience(answer: Answer) -> float:
    """Seconds to wait for an answer: not long for one that never comes."""
    return 0.3 if answer is HANG else 30.0


def results(own: SendGridEmail, *messages: Message) -> dict[str, Result]:
    return dict(own.send(messages))


def addresses(asked: Asked) -> list[str]:
    return [one["to"][0]["email"] for one in asked.json["personalizations"]]
