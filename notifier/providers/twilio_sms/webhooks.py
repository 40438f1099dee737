"""What Twilio calls us with: reports on our texts, and the texts that people send us.

Every call is a form signed with our token: https://www.twilio.com/docs/usage/security#validating-requests
"""

import logging
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from notifier.providers.base import IncomingText, Report, WebhookCall, WebhookContent, WebhookRefused
from notifier.providers.incoming import check_size, is_reference, storable
from notifier.providers.twilio_sms import codes
from notifier.vocabulary import ReportKind

_LOG = logging.getLogger(__name__)
_FORM = "application/x-www-form-urlencoded"
_NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_SID = re.compile(r"[0-9A-Za-z]{2,64}")
_WORD = re.compile(r"[a-z_]{1,32}")
_CODE = re.compile(r"[0-9]{0,6}")
_LONGEST_SENDER = 40

STATUSES = {
    "accepted": ReportKind.ACCEPTED,
    "scheduled": ReportKind.ACCEPTED,
    "queued": ReportKind.ACCEPTED,
    "sending": ReportKind.ACCEPTED,
    "sent": ReportKind.ACCEPTED,  # the network has it
    "delivered": ReportKind.DELIVERED,
    "read": ReportKind.DELIVERED,
    "undelivered": ReportKind.FAILED,
    "failed": ReportKind.FAILED,
    "canceled": ReportKind.FAILED,
    "partially_delivered": ReportKind.FAILED,  # half a text tells nobody anything
}


class _Form(dict[str, list[str]]):
    """A form in which a name may come more than once, as the SDK's check of the signature takes it."""

    def getall(self, name: str) -> list[str]:
        """Every value of a name that is there."""
        return self[name]

    def only(self, name: str) -> str:
        """The one value of a name; empty when it is not there. Raises WebhookRefused when there are several."""
        found = self.get(name, [""])
        if len(found) > 1:
            raise WebhookRefused(400, f"{name} comes twice")
        return found[0]

    def as_raw(self) -> dict[str, Any]:
        """To be kept."""
        return {name: found[0] if len(found) == 1 else found for name, found in self.items()}


@dataclass(frozen=True)
class TwilioWebhooks:
    """Reads the calls of one account."""

    auth_token: str = field(repr=False)

    def status(self, call: WebhookCall, _now: datetime) -> WebhookContent:
        """A report on one of our texts; the address that Twilio was given to call has the reference."""
        form = self._believed(call)
        sid, word, code = form.only("MessageSid"), form.only("MessageStatus"), form.only("ErrorCode")
        if not _SID.fullmatch(sid) or not _WORD.fullmatch(word) or not _CODE.fullmatch(code):
            raise WebhookRefused(400, "MessageSid, MessageStatus or ErrorCode is missing or has no such form")
        kind = STATUSES.get(word, ReportKind.NOTED)
        if word not in STATUSES:
            _LOG.error("Twilio gave a status that is not in our table: %s", word)
        report = Report(
            reference=_reference_in(call.url),
            provider_id=sid,
            event_id=f"{sid}:{word}:{code}",
            kind=kind,
            happened_at=None,
            fail_reason=codes.twilio_meaning(int(code or codes.NO_CODE))[0] if kind is ReportKind.FAILED else None,
            raw=form.as_raw(),
        )
        return WebhookContent(reports=[report])

    def inbound(self, call: WebhookCall, _now: datetime) -> WebhookContent:
        """A text that somebody sent to our number. It is not answered here: what we say to whom is for the stages."""
        form = self._believed(call)
        sid, sender = form.only("MessageSid"), form.only("From")
        if not _SID.fullmatch(sid) or not 0 < len(sender) <= _LONGEST_SENDER:
            raise WebhookRefused(400, "MessageSid or From is missing or has no such form")
        kind = form.only("OptOutType")
        text = IncomingText(
            sid, sender, form.only("Body"), kind == "STOP", form.as_raw(), told_to_start=kind == "START"
        )
        return WebhookContent(texts=[text], answer=_NO_REPLY, content_type="text/xml; charset=utf-8")

    def _believed(self, call: WebhookCall) -> _Form:
        """The form of a call that Twilio signed."""
        signature = call.header("X-Twilio-Signature")
        if not signature:
            raise WebhookRefused(403, "there is no signature")
        check_size(call)
        if not self._is_signed(call, signature):
            raise WebhookRefused(403, "the signature is not Twilio's")
        if call.header("Content-Type").partition(";")[0].strip().lower() != _FORM:
            raise WebhookRefused(400, "it is no form")
        try:
            form = _parsed(call.body.decode("utf-8"), errors="strict")
        except UnicodeDecodeError:
            raise WebhookRefused(400, "it is not in UTF-8") from None
        return _Form(storable(form))

    def _is_signed(self, call: WebhookCall, signature: str) -> bool:
        form = _parsed(call.body.decode("utf-8", "replace"), errors="replace")
        try:
            return bool(RequestValidator(self.auth_token).validate(call.url, form, signature))
        except ValueError:  # an address that is none
            return False


def _parsed(text: str, errors: str) -> _Form:
    form = _Form()
    for name, value in parse_qsl(text, keep_blank_values=True, errors=errors):
        form.setdefault(name, []).append(value)
    return form


def _reference_in(url: str) -> str:
    found = parse_qs(urlsplit(url).query).get("ref", [])
    if len(found) != 1 or not is_reference(found[0]):
        raise WebhookRefused(400, "the address has no reference")
    return found[0]
