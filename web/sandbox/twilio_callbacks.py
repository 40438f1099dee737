"""Twilio's calls to the product: what became of a text, and what somebody texted back. Forms, signed."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from web.sandbox.account import TEXTS_FROM, Account
from web.sandbox.callback_sender import SENDGRID_CALLS, TWILIO_CALLS, Callback, CallbackSender, MakeCallback
from web.sandbox.ledger import Ledger, SentText
from web.sandbox.outbox_reader import say_fate
from web.sandbox.scenario import Conditions

_STOP_WORDS = frozenset("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split())
_START_WORDS = frozenset("START UNSTOP YES".split())
# What becomes of a text -> Twilio's code for it, and what the inbox says.
_LOST = {
    "soft": (30003, "the phone is off or out of reach"),
    "hard": (30005, "there is no such number"),
    "landline": (30006, "the number is a landline"),
    "filtered": (30007, "taken for spam"),
}


class TwilioCallbacks:
    """`public_url` is what the product calls itself: the address for inbound texts begins with it."""

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
        self._inbound_url = f"{public_url}/hooks/twilio/inbound"

    def report(self, text: SentText, callback: str) -> None:
        """Let a text meet its fate, and tell the product at this address, if it gave one."""
        chosen = self._conditions.scenario.callbacks
        lost = _LOST.get(self._conditions.text_fate(text.to))
        steps = [self._sent(text, callback), self._ended(text, callback, lost)]
        if self._conditions.happens(chosen.reordered):
            steps.reverse()
        if self._conditions.happens(chosen.early):
            self._sender.run_now(steps[0])
        else:
            self._submit(steps[0], chosen.first_after)
        self._submit(steps[1], chosen.last_after)

    def receive(self, text: SentText) -> None:
        """Hand on what somebody texted. After a stop word, texts to them are refused until they say start."""
        form = self._form(text) | {"Body": text.body, "NumMedia": "0", "NumSegments": "1"}
        word = text.body.strip().upper()
        if word in _STOP_WORDS:
            self._ledger.stop(text.sender)
            form["OptOutType"] = "STOP"
        elif word in _START_WORDS:
            self._ledger.start(text.sender)
            form["OptOutType"] = "START"
        is_lost = self._conditions.happens(self._conditions.scenario.callbacks.lost_inbound)
        if is_lost:
            self._ledger.counts.add("inbound_lost")
        else:
            self._submit(lambda: self._parcel(self._inbound_url, form), 0.0)

    def _submit(self, make_callback: MakeCallback, after: float) -> None:
        self._sender.submit(make_callback, after)
        if self._conditions.happens(self._conditions.scenario.callbacks.doubled):
            self._sender.submit(make_callback, after)

    def _sent(self, text: SentText, callback: str) -> MakeCallback:
        callback = self._called(callback)

        def make_callback() -> Callback | None:
            self._ledger.move(text, "sent", self._clock())
            return self._status(text, callback, {"MessageStatus": "sent"})

        return make_callback

    def _ended(self, text: SentText, callback: str, lost: tuple[int, str] | None) -> MakeCallback:
        callback = self._called(callback)

        def make_callback() -> Callback | None:
            if lost is None:
                self._ledger.move(text, "delivered", self._clock())
                say_fate(text.file, "delivered")
                return self._status(text, callback, {"MessageStatus": "delivered"})
            code, words = lost
            self._ledger.move(text, "undelivered", self._clock(), code)
            say_fate(text.file, f"not delivered: {words} ({code})")
            return self._status(text, callback, {"MessageStatus": "undelivered", "ErrorCode": str(code)})

        return make_callback

    def _called(self, callback: str) -> str:
        """The address that a report goes to; empty where it is one of those that are lost."""
        if callback and self._conditions.happens(self._conditions.scenario.callbacks.lost):
            self._ledger.counts.add("callbacks_lost")
            return ""
        return callback

    def _status(self, text: SentText, callback: str, what: dict[str, str]) -> Callback | None:
        if not callback:
            return None
        form = self._form(text) | what | {"SmsStatus": what["MessageStatus"]}
        if text.service:
            form["MessagingServiceSid"] = text.service
        return self._parcel(callback, form)

    def _form(self, text: SentText) -> dict[str, str]:
        return {
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "AccountSid": self._account.account_sid,
            "ApiVersion": "2010-04-01",
            "From": text.sender or TEXTS_FROM,
            "To": text.to,
        }

    def _parcel(self, url: str, form: dict[str, str]) -> Callback:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._account.signed_form(url, form)}
        persistence = SENDGRID_CALLS if self._conditions.scenario.callbacks.insistent else TWILIO_CALLS
        return Callback(url, headers, urlencode(form).encode("ascii"), persistence)
