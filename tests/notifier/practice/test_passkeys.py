"""Passkeys with a key of our own making: whose signature counts, for what, and how often."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.encode_cbor import encode_cbor

from notifier.errors import NotAllowed
from notifier.practice import accounts, passkeys, practices, sign_ins
from notifier.practice.accounts import StaffAccount
from notifier.practice.passkeys import PasskeyPlace
from notifier.practice.sign_ins import SignInLimits, StandingSignIn, Visit
from notifier.store.database import Database
from notifier.store.tables import Passkey
from notifier.vocabulary import ProofKind, Role

ORIGIN, SITE = "https://surgery.example.com", "surgery.example.com"
PRESENT_AND_VERIFIED = 0x05  # flags of authenticator data, WebAuthn level 2, section 6.1
LIMITS = SignInLimits(timedelta(minutes=30), timedelta(hours=12))


@dataclass
class SoftKey:
    """A passkey in memory, with the count of how often it was used."""

    id: bytes
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0

    @property
    def public(self) -> bytes:
        """As COSE has it: an EC2 key on P-256 for ES256."""
        numbers = self.key.public_key().public_numbers()
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def answer(self, options: str, origin: str = ORIGIN, flags: int = PRESENT_AND_VERIFIED, site: str = SITE) -> str:
        """What a browser sends that was handed these options."""
        self.count += 1
        data = hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
        said = {"type": "webauthn.get", "challenge": json.loads(options)["challenge"], "origin": origin}
        client = json.dumps(said).encode()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        own = bytes_to_base64url(self.id)
        signed = {name: bytes_to_base64url(part) for name, part in parts.items()}
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": signed})


@dataclass
class Holder:
    """Somebody with a passkey, halfway signed in."""

    database: Database
    person: StaffAccount
    place: PasskeyPlace
    key: SoftKey
    now: datetime

    def options(self) -> str:
        """What their browser is handed now."""
        with self.database.writing() as session:
            return passkeys.ask_for_held(session, self.person.id, self.place)

    def give(self, answer: str) -> None:
        """Send this as their answer."""
        passkeys.use_passkey(self.database, self.person.id, self.place, answer, self.now)


@pytest.fixture
def holders(sqlite_database: Database, now: datetime) -> tuple[Holder, Holder]:
    """A manager and an approver, each with a passkey."""
    with sqlite_database.writing() as session:
        practice = practices.ensure_practice(session, now, name="", ods_code="Y00001", phone="", address=())
        people = [
            accounts.add_account(session, practice.id, f"{role}@example.com", role, now)
            for role in (Role.MANAGER, Role.APPROVER)
        ]
    return holder(sqlite_database, people[0], now), holder(sqlite_database, people[1], now)


def holder(database: Database, person: StaffAccount, now: datetime) -> Holder:
    key = SoftKey(f"key of {person.email}".encode())
    with database.writing() as session:
        held = {"credential": bytes_to_base64url(key.id), "public_key": key.public, "sign_count": 0}
        session.add(Passkey(staff_id=person.id, site=SITE, device="Firefox", added_at=now, **held))
        given = session, person, Visit(), ProofKind.PASSWORD, now, LIMITS
        found = sign_ins.find_sign_in(session, sign_ins.begin_sign_in(*given, is_complete=False), now, LIMITS)
    assert isinstance(found, StandingSignIn)
    return Holder(database, person, PasskeyPlace(SITE, ORIGIN, found.id), key, now)


def test_a_signature_of_ones_own_key_counts_once(holders: tuple[Holder, Holder]) -> None:
    manager, _ = holders
    answer = manager.key.answer(manager.options())
    manager.give(answer)
    with pytest.raises(NotAllowed, match="answered already"):
        manager.give(answer)
    manager.options()
    with pytest.raises(NotAllowed, match="not accepted"):
        manager.give(answer)  # to the challenge before
    manager.give(manager.key.answer(manager.options()))


def test_the_passkey_of_another_account_signs_nobody_in(holders: tuple[Holder, Holder]) -> None:
    manager, approver = holders
    with pytest.raises(NotAllowed, match="not accepted"):
        approver.give(manager.key.answer(approver.options()))
    posing = SoftKey(approver.key.id, manager.key.key)  # the name of one, signed by the other
    with pytest.raises(NotAllowed, match="not accepted"):
        approver.give(posing.answer(approver.options()))
    approver.give(approver.key.answer(approver.options()))


def test_another_site_a_copy_and_a_key_that_asked_nobody_are_refused(holders: tuple[Holder, Holder]) -> None:
    manager, _ = holders
    with pytest.raises(NotAllowed, match="not accepted"):
        manager.give(manager.key.answer(manager.options(), origin="https://surgery.example.org"))
    with pytest.raises(NotAllowed, match="not accepted"):
        manager.give(manager.key.answer(manager.options(), flags=0x01))  # somebody was there, and not asked who
    copied = SoftKey(manager.key.id, manager.key.key)
    manager.give(manager.key.answer(manager.options()))
    with pytest.raises(NotAllowed, match="not accepted"):
        manager.give(copied.answer(manager.options()))
