"""SendGrid's calls to the product: what became of emails, as events in batches, signed."""

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from web.sandbox.account import Account
from web.sandbox.callback_sender import Callback, CallbackSender
from web.sandbox.outbox_reader import say_fate
from web.sandbox.scenario import Conditions

BATCH = 1000  # events in one call
_GATHERING = 0.2  # seconds in which events come together

Event = dict[str, Any]
# What becomes of an email -> its events after one another, and what the inbox says at the end.
_BOUNCE = {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such mailbox"}
_BLOCKED = {"event": "bounce", "type": "blocked", "status": "4.7.1", "reason": "451 4.7.1 try again later"}
_DEFERRED = {"event": "deferred", "response": "421 4.3.2 try again later", "attempt": "1"}
_PROCESSED = {"event": "processed"}
_DELIVERED = {"event": "delivered", "response": "250 OK"}
_FATES: dict[str, tuple[list[Event], str]] = {
    "": ([_PROCESSED, _DELIVERED], "delivered"),
    "bounce": ([_PROCESSED, _BOUNCE], "bounced: there is no such mailbox"),
    "blocked": ([_PROCESSED, _BLOCKED], "refused by the other side"),
    "deferred": ([_PROCESSED, _DEFERRED, _DELIVERED], "delivered at the second try"),
    "dropped": ([{"event": "dropped", "reason": "Bounced Address", "status": "5.0.0"}], "not tried: it bounced before"),
    "spamreport": ([_PROCESSED, _DELIVERED, {"event": "spamreport"}], "delivered, and reported as spam"),
}


@dataclass(frozen=True)
class SentEmail:
    """An email as far as its events tell of it. `message_id` is what the request was answered with."""

    to: str
    message_id: str
    number: int  # its place in the request
    custom_args: Mapping[str, str]
    file: Path


class SendGridEvents:
    """`public_url` is what the product calls itself: the address for events begins with it."""

    def __init__(
        self,
        account: Account,
        sender: CallbackSender,
        conditions: Conditions,
        clock: Callable[[], datetime],
        public_url: str,
    ) -> None:
        self._account = account
        self._sender = sender
        self._conditions = conditions
        self._clock = clock
        self._url = f"{public_url}/hooks/sendgrid/events"
        self._gathered: list[Event] = []
        self._lock = threading.Lock()

    def report(self, emails: list[SentEmail]) -> None:
        """Let each email of a request meet its fate, and tell the product."""
        chosen = self._conditions.scenario.callbacks
        early: list[Event] = []
        for email in emails:
            kinds, words = _FATES[self._conditions.email_fate(email.to)]
            events = [self._event(email, kind) for kind in kinds]
            if self._conditions.happens(chosen.reordered):
                events.reverse()
            if self._conditions.happens(chosen.early):
                early.append(events.pop(0))
            step = (chosen.last_after - chosen.first_after) / max(len(events) - 1, 1)
            for number, event in enumerate(events):
                self._sender.submit(self._gathering(event), chosen.first_after + step * number)
            self._sender.submit(self._ending(email.file, words), chosen.last_after)
        if early:
            self._sender.run_now(lambda: self._parcel(early))

    def _event(self, email: SentEmail, kind: Event) -> Event:
        return {
            **email.custom_args,
            **kind,
            "email": email.to,
            "smtp-id": f"<{email.message_id}@stand-in.example.com>",
            "sg_event_id": secrets.token_urlsafe(16),
            "sg_message_id": f"{email.message_id}.recvd-stand-in-{email.number}.0",
        }

    def _ending(self, file: Path, words: str) -> Callable[[], None]:
        return lambda: say_fate(file, words)

    def _gathering(self, event: Event) -> Callable[[], None]:
        def make_callback() -> None:
            copies = 2 if self._conditions.happens(self._conditions.scenario.callbacks.doubled) else 1
            dated = {**event, "timestamp": int(self._clock().timestamp())}
            with self._lock:
                first = not self._gathered
                self._gathered += [dated] * copies
            if first:
                self._sender.submit(self._send_gathered, _GATHERING)

        return make_callback

    def _send_gathered(self) -> None:
        with self._lock:
            gathered, self._gathered = self._gathered, []
        for start in range(0, len(gathered), BATCH):
            self._sender.submit(self._batch(gathered[start : start + BATCH]))

    def _batch(self, events: list[Event]) -> Callable[[], Callback]:
        return lambda: self._parcel(events)

    def _parcel(self, events: list[Event]) -> Callback:
        now = str(int(self._clock().timestamp()))
        body = json.dumps([{"timestamp": int(now), **event} for event in events]).encode("utf-8")
        return Callback(self._url, {"Content-Type": "application/json", **self._account.signed_events(now, body)}, body)
