"""What SendGrid calls us with: events on our emails, many in one call, in any order and more than once.

Signed with ECDSA over timestamp and raw body:
https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features

A call that did not get through is repeated for 24 hours, and nobody says that it is signed anew; so one is believed for
as long, and an hour more. That a call which was heard on the way can be sent again for a day harms nobody: an event is
known by its id and counts once, the order of arrival says nothing, and what was signed cannot be changed.
"""

import base64
import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from notifier.providers.base import Report, WebhookCall, WebhookContent, WebhookRefused
from notifier.providers.incoming import check_size, is_reference, storable
from notifier.providers.sendgrid_email import codes

_LOG = logging.getLogger(__name__)
_OLDEST = timedelta(hours=25)
_CLOCKS_DIFFER = timedelta(minutes=10)  # a signature of later than that is of a wrong clock, here or there
_EARLIEST = datetime(2015, 1, 1, tzinfo=UTC).timestamp()
_LONGEST_EVENT_ID = 120
_LONGEST_ID = 100
_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
_TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


@dataclass(frozen=True)
class SendGridWebhooks:
    """Reads the calls of one account; `public_key` is base64, as SendGrid shows it."""

    public_key: str

    def events(self, call: WebhookCall, now: datetime) -> WebhookContent:
        """Reports on emails; an event that cannot be read is counted, and the others are kept."""
        check_size(call)
        self._check_signature(call, now)
        events = _events(call.body)
        reports = [report for event in events if (report := _report(event, now)) is not None]
        if len(reports) < len(events):
            _LOG.error("SendGrid sent %d events that cannot be read", len(events) - len(reports))
        return WebhookContent(reports=reports, malformed=len(events) - len(reports))

    def faults(self) -> Iterator[str]:
        """Why no call could be believed."""
        if not self.public_key:
            yield "sendgrid_webhook_key is not set, so no event can be believed: copy it from the signed event webhook"
        elif self._key is None:
            yield "sendgrid_webhook_key is no public key: copy it again from SendGrid's signed event webhook"

    @cached_property
    def _key(self) -> ec.EllipticCurvePublicKey | None:
        try:
            key = load_der_public_key(base64.b64decode(self.public_key, validate=True))
        except (ValueError, UnsupportedAlgorithm):
            return None
        return key if isinstance(key, ec.EllipticCurvePublicKey) else None

    def _check_signature(self, call: WebhookCall, now: datetime) -> None:
        if self._key is None:
            _LOG.error("SendGrid called, and cannot be believed: %s", next(self.faults()))
            raise WebhookRefused(403, "there is no key to check the signature with")
        timestamp = call.header(_TIMESTAMP)
        if not re.fullmatch(r"[0-9]{1,11}", timestamp):
            raise WebhookRefused(403, "there is no timestamp")
        try:
            signature = base64.b64decode(call.header(_SIGNATURE), validate=True)
            self._key.verify(signature, timestamp.encode("ascii") + call.body, ec.ECDSA(SHA256()))
        except (ValueError, InvalidSignature):
            raise WebhookRefused(403, "the signature is not SendGrid's") from None
        age = now.timestamp() - int(timestamp)
        if not -_CLOCKS_DIFFER.total_seconds() <= age <= _OLDEST.total_seconds():
            raise WebhookRefused(403, "the call is too old, or this machine's clock is wrong")


def _events(body: bytes) -> Sequence[Any]:
    try:
        events = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise WebhookRefused(400, "it is no JSON in UTF-8") from None
    if not isinstance(events, list):
        raise WebhookRefused(400, "it is no list of events")
    return events


def _no_number(name: str) -> None:
    raise ValueError(name)


def _report(event: Any, now: datetime) -> Report | None:
    """None for an event that cannot be read."""
    try:
        raw = storable(event)
    except ValueError:
        return None
    if not isinstance(raw, dict):
        return None
    event_id, word, timestamp = raw.get("sg_event_id"), raw.get("event"), raw.get("timestamp")
    if not _is_text(event_id, _LONGEST_EVENT_ID) or not _is_text(word, 40) or type(timestamp) is not int:
        return None
    reference = raw.get("ref")
    kind, fail_reason = codes.sendgrid_meaning(str(word), _text(raw, "type"), _text(raw, "reason"))
    return Report(
        reference=str(reference) if is_reference(reference) else "",  # kept, and fits nothing
        provider_id=_text(raw, "sg_message_id").partition(".")[0][:_LONGEST_ID],
        event_id=str(event_id),
        kind=kind,
        happened_at=_moment(timestamp, now),
        fail_reason=fail_reason,
        raw=raw,
    )


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


def _moment(seconds: int, now: datetime) -> datetime | None:
    """A time in seconds since 1970; None for an impossible one, since what happened counts anyhow."""
    is_possible = _EARLIEST <= seconds <= (now + timedelta(days=1)).timestamp()
    return datetime.fromtimestamp(seconds, UTC) if is_possible else None


def _text(raw: dict[str, Any], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
