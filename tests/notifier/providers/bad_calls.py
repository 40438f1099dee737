"""Calls that must be refused, by the reader as by the door: a list, so that the tests of both can go through it.

for bad in BAD_CALLS: call = bad.make(Stage(public_url, token, key, now)), to be refused with bad.http_status.
The reader has to have `token` and the public half of `key`. Nothing in the list is larger than a few kilobytes.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from notifier.providers.base import WebhookCall
from tests.notifier.providers.signing import Fields, private_key, sendgrid_call, sendgrid_headers, twilio_call

STATUS: Fields = (("MessageSid", "SM" + "a" * 32), ("MessageStatus", "delivered"))
INBOUND: Fields = (("MessageSid", "SM" + "b" * 32), ("From", "+447700900123"), ("Body", "KEEP"))
REFERENCE = "REF0000001"
SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


@dataclass(frozen=True)
class Stage:
    """Where, with which secrets and when the calls are made."""

    public_url: str
    token: str
    key: ec.EllipticCurvePrivateKey
    now: datetime

    def status_url(self, query: str = f"?ref={REFERENCE}") -> str:
        return f"{self.public_url}/hooks/twilio/status{query}"

    @property
    def inbound_url(self) -> str:
        return f"{self.public_url}/hooks/twilio/inbound"

    @property
    def events_url(self) -> str:
        return f"{self.public_url}/hooks/sendgrid/events"


@dataclass(frozen=True)
class BadCall:
    """One call and the HTTP status that it is refused with."""

    name: str
    provider: str
    hook: str
    http_status: int
    make: Callable[[Stage], WebhookCall]


def event(stage: Stage, **changes: Any) -> dict[str, Any]:
    """A good event, but for what is changed."""
    good = {
        "sg_event_id": "ZGVsaXZlcmVk",
        "sg_message_id": "abc.filter-1",
        "event": "delivered",
        "timestamp": int(stage.now.timestamp()),
        "email": "ada@example.com",
        "ref": REFERENCE,
    }
    return good | changes


def without(fields: Fields, name: str) -> Fields:
    return [pair for pair in fields if pair[0] != name]


def having(fields: Fields, name: str, value: str) -> Fields:
    return [*without(fields, name), (name, value)]


def _unsigned(call: WebhookCall, **headers: str) -> WebhookCall:
    """Another signature, or none at all."""
    kept = {name: value for name, value in call.headers.items() if not name.endswith("Signature")}
    return replace(call, headers=kept | {name.replace("_", "-"): value for name, value in headers.items()})


def _status(stage: Stage, fields: Fields = STATUS, query: str | None = None, **options: Any) -> WebhookCall:
    url = stage.status_url() if query is None else stage.status_url(query)
    return twilio_call(stage.token, url, fields, **options)


def _inbound(stage: Stage, fields: Fields) -> WebhookCall:
    return twilio_call(stage.token, stage.inbound_url, fields)


def _events(stage: Stage, body: Any) -> WebhookCall:
    return sendgrid_call(stage.key, stage.events_url, body, stage.now)


def _stamped(stage: Stage, timestamp: str) -> WebhookCall:
    return WebhookCall(stage.events_url, sendgrid_headers(stage.key, timestamp, b"[]"), b"[]")


def _other_signature(stage: Stage, signature: str) -> WebhookCall:
    call = _events(stage, [event(stage)])
    return replace(call, headers={**call.headers, SIGNATURE: signature})


def _plain_signature(stage: Stage) -> str:
    """Both numbers side by side, as other services write it."""
    good = _events(stage, [event(stage)]).headers[SIGNATURE]
    return base64.b64encode(
        b"".join(one.to_bytes(32, "big") for one in decode_dss_signature(base64.b64decode(good)))
    ).decode()


def _without_header(call: WebhookCall, name: str) -> WebhookCall:
    return replace(call, headers={key: value for key, value in call.headers.items() if key != name})


def _stale(stage: Stage, age: timedelta) -> WebhookCall:
    return _stamped(stage, str(int((stage.now - age).timestamp())))


_SIGNED_ELSEWHERE: list[tuple[str, Callable[[Stage], WebhookCall]]] = [
    ("has no signature", lambda on: _unsigned(_status(on))),
    ("has an empty signature", lambda on: _unsigned(_status(on), X_Twilio_Signature="")),
    ("has a signature that is none", lambda on: _unsigned(_status(on), X_Twilio_Signature="é" * 28)),
    ("has a signature of the right length", lambda on: _unsigned(_status(on), X_Twilio_Signature="A" * 27 + "=")),
    ("is signed with another token", lambda on: _status(replace(on, token="another"))),
    ("is signed for another host", lambda on: replace(_status(replace(on, public_url="")), url=on.status_url())),
    ("is signed for another reference", lambda on: replace(_status(on, query="?ref=OTHER00001"), url=on.status_url())),
    ("is signed without its reference", lambda on: replace(_status(on, query=""), url=on.status_url())),
    ("was changed on the way", lambda on: _status(on, body=b"MessageSid=SM&MessageStatus=delivered")),
    ("was lengthened on the way", lambda on: _status(on, body=urlencode([*STATUS, ("More", "1")]).encode())),
    ("lost its body on the way", lambda on: _status(on, body=b"")),
    ("is JSON that is not signed", lambda on: _status(on, body=b'{"MessageSid": "SM"}', kind="application/json")),
]  # fmt: skip

_MALFORMED_STATUS: list[tuple[str, Callable[[Stage], WebhookCall]]] = [
    ("says that it is JSON", lambda on: _status(on, kind="application/json")),
    ("says that it is a file", lambda on: _status(on, kind="multipart/form-data; boundary=x")),
    ("does not say what it is", lambda on: _status(on, kind="")),
    ("is not in UTF-8", lambda on: _status(on, [("MessageSid", "\ufffd")], body=b"MessageSid=\xff")),
    ("hides what is not UTF-8", lambda on: _status(on, [("MessageSid", "\ufffd")], body=b"MessageSid=%ff")),
    ("is empty", lambda on: _status(on, [])),
    ("has no message id", lambda on: _status(on, without(STATUS, "MessageSid"))),
    ("has an empty message id", lambda on: _status(on, having(STATUS, "MessageSid", ""))),
    ("has an endless message id", lambda on: _status(on, having(STATUS, "MessageSid", "S" * 5000))),
    ("has a message id with a quote in it", lambda on: _status(on, having(STATUS, "MessageSid", "SM'; --"))),
    ("has a message id with a NUL in it", lambda on: _status(on, having(STATUS, "MessageSid", "SM\x00"))),
    ("has two message ids", lambda on: _status(on, [*STATUS, ("MessageSid", "SM" + "c" * 32)])),
    ("has no status", lambda on: _status(on, without(STATUS, "MessageStatus"))),
    ("has an endless status", lambda on: _status(on, having(STATUS, "MessageStatus", "d" * 5000))),
    ("has a status of other characters", lambda on: _status(on, having(STATUS, "MessageStatus", "delivered\n"))),
    ("has two statuses", lambda on: _status(on, [*STATUS, ("MessageStatus", "failed")])),
    ("has a code in words", lambda on: _status(on, [*STATUS, ("ErrorCode", "thirty")])),
    ("has an endless code", lambda on: _status(on, [*STATUS, ("ErrorCode", "3" * 5000)])),
    ("has a code in other digits", lambda on: _status(on, [*STATUS, ("ErrorCode", "٣٠٠٠٣")])),
    ("has two codes", lambda on: _status(on, [*STATUS, ("ErrorCode", "30003"), ("ErrorCode", "30005")])),
    ("has no reference", lambda on: _status(on, query="")),
    ("has an empty reference", lambda on: _status(on, query="?ref=")),
    ("has two references", lambda on: _status(on, query="?ref=A&ref=B")),
    ("has an endless reference", lambda on: _status(on, query="?ref=" + "R" * 2000)),
    ("has a reference with a slash in it", lambda on: _status(on, query="?ref=" + quote("../x", safe=""))),
    ("has a reference with a NUL in it", lambda on: _status(on, query="?ref=REF%00")),
    ("has a reference that is not UTF-8", lambda on: _status(on, query="?ref=%ff")),
]  # fmt: skip

_MALFORMED_INBOUND: list[tuple[str, Callable[[Stage], WebhookCall]]] = [
    ("has no message id", lambda on: _inbound(on, without(INBOUND, "MessageSid"))),
    ("has an endless message id", lambda on: _inbound(on, having(INBOUND, "MessageSid", "S" * 5000))),
    ("has no sender", lambda on: _inbound(on, without(INBOUND, "From"))),
    ("has an empty sender", lambda on: _inbound(on, having(INBOUND, "From", ""))),
    ("has an endless sender", lambda on: _inbound(on, having(INBOUND, "From", "4" * 5000))),
    ("has two senders", lambda on: _inbound(on, [*INBOUND, ("From", "+447700900124")])),
    ("has two bodies", lambda on: _inbound(on, [*INBOUND, ("Body", "STOP")])),
]

_DISBELIEVED_EVENTS: list[tuple[str, Callable[[Stage], WebhookCall]]] = [
    ("has no signature", lambda on: _without_header(_events(on, [event(on)]), SIGNATURE)),
    ("has no timestamp", lambda on: _without_header(_events(on, [event(on)]), TIMESTAMP)),
    ("has a timestamp in words", lambda on: _stamped(on, "now")),
    ("has a negative timestamp", lambda on: _stamped(on, "-1")),
    ("has an endless timestamp", lambda on: _stamped(on, "1" * 400)),
    ("has a timestamp with a fraction", lambda on: _stamped(on, f"{on.now.timestamp():.2f}")),
    ("is of the day before yesterday", lambda on: _stale(on, timedelta(days=2))),
    ("is older than it may be repeated", lambda on: _stale(on, timedelta(hours=26))),
    ("is of the future", lambda on: _stale(on, timedelta(minutes=-15))),
    ("has a signature that is not base64", lambda on: _other_signature(on, "é!")),
    ("has a signature that is no signature", lambda on: _other_signature(on, base64.b64encode(b"hello").decode())),
    ("has a signature of another kind", lambda on: _other_signature(on, _plain_signature(on))),
    ("is signed with another key", lambda on: _events(replace(on, key=private_key(99)), [event(on)])),
    ("was changed on the way", lambda on: replace(_events(on, [event(on)]), body=b"[]")),
    ("was delayed on the way and says it was not", lambda on: replace(
        _stale(on, timedelta(days=1)),
        headers={**_stale(on, timedelta(days=1)).headers, TIMESTAMP: str(int(on.now.timestamp()))},
    )),
]  # fmt: skip

_MALFORMED_EVENTS: list[tuple[str, Callable[[Stage], WebhookCall]]] = [
    ("is empty", lambda on: _events(on, b"")),
    ("is no JSON", lambda on: _events(on, b"event=delivered")),
    ("is not in UTF-8", lambda on: _events(on, b'["\xff"]')),
    ("is JSON in UTF-16", lambda on: _events(on, "[]".encode("utf-16"))),
    ("goes on after its end", lambda on: _events(on, b"[] []")),
    ("breaks off", lambda on: _events(on, b'[{"event": "deliv')),
    ("is one event and no list", lambda on: _events(on, event(on))),
    ("is a text", lambda on: _events(on, "delivered")),
    ("is nothing", lambda on: _events(on, None)),
    ("holds a number that is none", lambda on: _events(on, b'[{"timestamp": NaN}]')),
    ("holds an infinite number", lambda on: _events(on, b'[{"timestamp": -Infinity}]')),
    ("holds a number of 5,000 digits", lambda on: _events(on, b'[{"timestamp": ' + b"1" * 5000 + b"}]")),
    ("is lists in lists in lists", lambda on: _events(on, b"[" * 5000 + b"]" * 5000)),
    ("is objects in objects in objects", lambda on: _events(on, b'{"a":' * 5000 + b"1" + b"}" * 5000)),
]

BAD_CALLS: list[BadCall] = [
    BadCall(f"{provider} {hook}: a call that {name}", provider, hook, http_status, make)
    for provider, hook, http_status, calls in (
        ("twilio", "status", 403, _SIGNED_ELSEWHERE),
        ("twilio", "status", 400, _MALFORMED_STATUS),
        ("twilio", "inbound", 403, [("has no signature", lambda on: _unsigned(_inbound(on, INBOUND)))]),
        ("twilio", "inbound", 400, _MALFORMED_INBOUND),
        ("sendgrid", "events", 403, _DISBELIEVED_EVENTS),
        ("sendgrid", "events", 400, _MALFORMED_EVENTS),
    )
    for name, make in calls
]
