"""Signs calls as the providers do. Only tests and stand-ins sign: the product checks."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifier.providers.base import WebhookCall

FORM = "application/x-www-form-urlencoded"
Fields = Sequence[tuple[str, str]]


def private_key(number: int = 1) -> ec.EllipticCurvePrivateKey:
    """The same key for the same number, so that a failure can be repeated."""
    return ec.derive_private_key(0x5EED + number, ec.SECP256R1())


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """As SendGrid shows it: base64, without the lines around it."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def twilio_signature(token: str, url: str, fields: Fields) -> str:
    """HMAC-SHA1 of the address and, in the order of their names, every name and value."""
    signed = url + "".join(name + value for name, value in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode("utf-8"), hashlib.sha1).digest()).decode()


def twilio_call(token: str, url: str, fields: Fields, body: bytes | None = None, kind: str = FORM) -> WebhookCall:
    """A call that is signed for these fields; `body` and `kind` for one that is something else all the same."""
    headers = {"Content-Type": kind, "X-Twilio-Signature": twilio_signature(token, url, fields)}
    return WebhookCall(url, headers, urlencode(fields).encode("ascii") if body is None else body)


def sendgrid_headers(key: ec.EllipticCurvePrivateKey, timestamp: str, body: bytes) -> dict[str, str]:
    """ECDSA over the timestamp and the body."""
    signature = key.sign(timestamp.encode("utf-8") + body, ec.ECDSA(SHA256()))
    return {
        "Content-Type": "application/json",
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }


def sendgrid_call(key: ec.EllipticCurvePrivateKey, url: str, events: Any, now: datetime) -> WebhookCall:
    """A signed call; `events` may be bytes, for what is no JSON."""
    body = events if isinstance(events, bytes) else json.dumps(events).encode("utf-8")
    return WebhookCall(url, sendgrid_headers(key, str(int(now.timestamp())), body), body)
