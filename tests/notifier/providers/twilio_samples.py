"""A Twilio provider for tests, and what a server answers it."""

from collections.abc import Sequence
from typing import Any

from notifier.providers.base import ControlMessage, LostMessage, Result
from notifier.providers.message_types import Message
from notifier.providers.twilio_sms.provider import TwilioSms
from tests.notifier.providers.messages import link, sms
from tests.notifier.providers.server import HANG, Answer, Asked

ACCOUNT = "AC" + "0" * 32


def provider(url: str, **changed: Any) -> TwilioSms:
    options: dict[str, Any] = {
        "account_sid": ACCOUNT,
        "auth_token": "sample-token",
        "sender": "+447700900999",
        "messaging_service_sid": "",
        "callback_url": "https://surgery.example.com/hooks/twilio/status",
        "base_url": url,
        "timeout": 30.0,
        "sleep": lambda seconds: None,
    }
    return TwilioSms(**options | changed)


def patience(answer: Answer) -> float:
    """Seconds to wait for an answer: not long for one that never comes."""
    return 0.3 if answer is HANG else 30.0


def sid_for(asked: Asked) -> str:
    return "SM" + asked.form["To"][1:].rjust(32, "0")


def created(asked: Asked) -> Answer:
    return Answer(201, {"sid": sid_for(asked), "status": "queued", "body": asked.form["Body"]})


def results(own: TwilioSms, *messages: Message) -> dict[str, Result]:
    return dict(own.send(messages))


def only(own: TwilioSms, message: Message) -> Result:
    ((reference, result),) = own.send([message])
    assert reference == message.reference
    return result


CONTROL = ControlMessage("SMCONTROL", "+447700900777", "C0NTR0LC0DE0")  # which a search by its number should find


def lost(
    number: int,
    *,
    settled: bool = False,
    known: Sequence[str] = (),
    mark: str | None = None,
    controls: Sequence[ControlMessage] = (CONTROL,),
) -> LostMessage:
    message = sms(number)
    mark = link(number) if mark is None else mark
    return LostMessage(message.reference, message.to, mark, frozenset(known), settled, tuple(controls))
