"""SendGrid's calls to the product: what became of emails, as events in batches, signed."""

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from web.sandbox.account import Account
from web.sandbox.callback_sender import Callback, CallbackSender
from web.sandbox.ledger import EmailActivity, Ledger, SuppressedAddress
from web.sandbox.outbox_reader import say_fate
from web.sandbox.scenario import Conditions

BATCH = 1000  # events in one call
_GATHERING = 0.2  # seconds in which events come together

Event = dict[str, Any]
# What becomes of an email -> its events after one another, and what the inbox says at the end. A provider's own clock
# says when each happened, in whatever order they are told of.
_BOUNCE = {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such mailbox"}
_BLOCKED = {"event": "bounce", "type": "blocked", "status": "4.7.1", "reason": "451 4.7.1 try again later"}
_LATE = {**_BOUNCE, "status": "5.0.0", "reason": "the mailbox's server sent it back"}
_DEFERRED = {"event": "deferred", "response": "421 4.3.2 try again later", "attempt": "1"}
_PROCESSED = {"event": "processed"}
_DELIVERED = {"event": "delivered", "response": "250 OK"}
_FATES: dict[str, tuple[list[Event], str]] = {
    "": ([_PROCESSED, _DELIVERED], "delivered"),
    "bounce": ([_PROCESSED, _BOUNCE], "bounced: there is no such mailbox"),
    "blocked": ([_PROCESSED, _BLOCKED], "refused by the other side"),
    "deferred": ([_PROCESSED, _DEFERRED, _DELIVERED], "delivered at the second try"),
    "late_bounce": ([_PROCESSED, _DELIVERED, _LATE], "delivered, and sent back afterwards"),
    "invalid": ([{"event": "dropped", "reason": "Invalid", "status": "5.1.3"}], "not tried: it can be no address"),
    "unsubscribed": ([_PROCESSED, _DELIVERED, {"event": "unsubscribe"}], "delivered, and no more is wanted"),
    "dropped": ([{"event": "dropped", "reason": "Bounced Address", "status": "5.0.0"}], "not tried: it bounced before"),
    "spamreport": ([_PROCESSED, _DELIVERED, {"event": "spamreport"}], "delivered, and reported as spam"),
}
# What becomes of an email -> the list that its address then stands on, and the code that is given there.
_LISTED = {
    "bounce": ("bounces", "5.1.1"),
    "late_bounce": ("bounces", "5.0.0"),
    "dropped": ("bounces", "5.1.1"),
    "blocked": ("blocks", "4.7.1"),
    "invalid": ("invalid_emails", ""),
    "spamreport": ("spam_reports", ""),
    "unsubscribed": ("unsubscribes", ""),
}
_STANDING = {"delivered": "delivered", "bounce": "not_delivered", "dropped": "not_delivered"}


@dataclass(frozen=True)
class SentEmail:
    """An email as far as its events tell of it. `message_id` is what the request was answered with."""

    to: str
    message_id: str
    number: int  # its place in the request
    custom_args: Mapping[str, str]
    file: Path
    sender: str
    subject: str

    @property
    def own_id(self) -> str:
        """What SendGrid calls this one email."""
        return f"{self.message_id}.recvd-stand-in-{self.number}.0"


class SendGridEvents:
    """`public_url` is what the product calls itself: the address for events begins with it."""

    def __init__(
        self,
        account: Account,
        ledger: Ledger,
        sender: CallbackSender,
        conditions: Conditions,
        clock: Callable[[], datetime],
        public_url: str,
    ) -> None:
        self._account = account
        self._ledger = ledger
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
            fate = self._conditions.email_fate(email.to)
            kinds, words = _FATES[fate]
            step = (chosen.last_after - chosen.first_after) / max(len(kinds) - 1, 1)
            delays = [chosen.first_after + step * number for number in range(len(kinds))]
            is_reordered = self._conditions.happens(chosen.reordered)
            # Nothing is told before it happened: the last, told first, has happened by then, and the others earlier.
            back = step * (len(kinds) - 1) if is_reordered else 0.0
            moments = [self._clock() + timedelta(seconds=delay - back) for delay in delays]
            events = [self._event(email, kind, moment) for kind, moment in zip(kinds, moments, strict=True)]
            for event, delay in zip(events, delays, strict=True):
                if event["event"] in _STANDING:
                    self._sender.submit(self._happening(email, event), delay)
            self._sender.submit(self._ending(email, fate, words), chosen.last_after)
            if is_reordered:
                events.reverse()
            if self._conditions.happens(chosen.early):
                early.append({**events.pop(0), "timestamp": int(self._clock().timestamp())})
                delays.pop(0)
            for event, delay in zip(events, delays, strict=True):
                self._sender.submit(self._gathering(event), delay)
        if early:
            self._sender.run_now(lambda: self._parcel(early))

    def _event(self, email: SentEmail, kind: Event, happens_at: datetime) -> Event:
        return {
            **email.custom_args,
            **kind,
            "email": email.to,
            "timestamp": int(happens_at.timestamp()),
            "smtp-id": f"<{email.message_id}@stand-in.example.com>",
            "sg_event_id": secrets.token_urlsafe(16),
            "sg_message_id": email.own_id,
        }

    def _happening(self, email: SentEmail, event: Event) -> Callable[[], None]:
        def make_callback() -> None:
            standing, at = _STANDING[event["event"]], datetime.fromtimestamp(event["timestamp"], UTC)
            self._ledger.keep_activity(EmailActivity(email.own_id, email.to, email.sender, email.subject, standing, at))

        return make_callback

    def _ending(self, email: SentEmail, fate: str, words: str) -> Callable[[], None]:
        def make_callback() -> None:
            say_fate(email.file, words)
            if fate in _LISTED:
                list_name, smtp_status = _LISTED[fate]
                self._ledger.suppress(SuppressedAddress(list_name, email.to, self._clock(), words, smtp_status))

        return make_callback

    def _gathering(self, event: Event) -> Callable[[], None]:
        def make_callback() -> None:
            chosen = self._conditions.scenario.callbacks
            if self._conditions.happens(chosen.lost):
                self._ledger.counts.add("callbacks_lost")
                return
            copies = 2 if self._conditions.happens(chosen.doubled) else 1
            with self._lock:
                first = not self._gathered
                self._gathered += [event] * copies
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
        body = json.dumps(events).encode("utf-8")
        return Callback(self._url, {"Content-Type": "application/json", **self._account.signed_events(now, body)}, body)
