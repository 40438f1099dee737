"""The stand-in's account with both providers: what the product signs in with, and what calls to it are signed with."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from twilio.request_validator import RequestValidator

from notifier.errors import SettingsFault
from notifier.settings import PREFIX

TEXTS_FROM = "+447700900999"
EMAILS_FROM = "surgery@example.com"
_FILE = "account.json"


@dataclass(frozen=True)
class Account:
    """`webhook_secret` is the private key, PEM, that SendGrid's events are signed with."""

    account_sid: str
    auth_token: str
    api_key: str
    webhook_secret: str

    @classmethod
    def new(cls) -> "Account":
        """One that nobody else has."""
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        api_key = f"SG.{secrets.token_urlsafe(16)}.{secrets.token_urlsafe(32)}"
        return cls(f"AC{secrets.token_hex(16)}", secrets.token_hex(16), api_key, pem.decode("ascii"))

    @classmethod
    def kept_in(cls, folder: Path) -> "Account":
        """The account kept in this folder, made there the first time. Raises SettingsFault when it is damaged."""
        path = folder / _FILE
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(json.dumps(vars(cls.new()), indent=1), encoding="ascii")
        try:
            return cls(**json.loads(path.read_text(encoding="ascii")))
        except (TypeError, ValueError):
            raise SettingsFault(f"{path} is damaged: remove it, and the stand-in makes another") from None

    @property
    def webhook_key(self) -> str:
        """The public key that the product checks events with, base64 as SendGrid shows it."""
        public = self._signer().public_key()
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode("ascii")

    def settings(self, base_url: str) -> dict[str, str]:
        """The environment with which the product uses the stand-in at this address."""
        values = {
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            "TWILIO_FROM": TEXTS_FROM,
            "TWILIO_BASE_URL": base_url,
            "SENDGRID_API_KEY": self.api_key,
            "SENDGRID_FROM": EMAILS_FROM,
            "SENDGRID_HOST": base_url,
            "SENDGRID_WEBHOOK_KEY": self.webhook_key,
        }
        return {f"{PREFIX}{name}": value for name, value in values.items()}

    def knows_texter(self, account_sid: str, auth_token: str) -> bool:
        """Whether these are the credentials for texts."""
        known = compare_digest(account_sid.encode(), self.account_sid.encode())
        return compare_digest(auth_token.encode(), self.auth_token.encode()) and known

    def knows_mailer(self, authorization: str) -> bool:
        """Whether this Authorization header carries the key for emails."""
        return compare_digest(authorization.encode(), f"Bearer {self.api_key}".encode())

    def signed_form(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        """The header that shows that a form posted to this full address comes from Twilio."""
        return {"X-Twilio-Signature": str(RequestValidator(self.auth_token).compute_signature(url, dict(form)))}

    def signed_events(self, timestamp: str, body: bytes) -> dict[str, str]:
        """The headers that show that a body of events posted at this time (Unix seconds) comes from SendGrid."""
        signature = self._signer().sign(timestamp.encode("ascii") + body, ec.ECDSA(hashes.SHA256()))
        return {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode("ascii"),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }

    def _signer(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self.webhook_secret.encode("ascii"), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key
