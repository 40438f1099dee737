"""Apps that make a code of six digits every half minute (RFC 6238), as every phone can have one.

What an app makes its codes from is sealed with a key that no table holds, and opens for its own person alone. A code
counts once, as the RFC asks, and for half a minute before and after its own: clocks differ.
"""

import base64
import hmac
from datetime import datetime
from typing import NamedTuple

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifier.errors import NotFound, SettingsFault, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.practice.second_factors import note_added
from notifier.store.tables import CodeApp, Staff
from notifier.vocabulary import ProofKind

_STEP = 30  # seconds: what every app takes for granted
_AROUND = (0, -1, 1)  # steps


class NewApp(NamedTuple):
    """What somebody puts into their app."""

    secret: str  # as one types it: 32 letters and digits
    address: str  # as one scans it: otpauth://...


def begin_app(session: Session, key: bytes, person: StaffAccount, now: datetime) -> None:
    """Make what an app is to make codes from. It proves nothing before `confirm_app`; one begun before is forgotten."""
    session.get_one(Staff, person.id, with_for_update=True)
    session.execute(delete(CodeApp).where(CodeApp.staff_id == person.id, CodeApp.confirmed_at.is_(None)))
    content = f"{person.id}:{pyotp.random_base32()}".encode()
    sealed = _fernet(key).encrypt_at_time(content, int(now.timestamp()))
    session.add(CodeApp(staff_id=person.id, sealed=sealed, added_at=now, last_step=0))


def begun_app(session: Session, key: bytes, person: StaffAccount) -> NewApp:
    """What was begun last and not confirmed yet. Raises NotFound."""
    secret = _secret(key, _begun(session, person.id, is_used=False))
    label = f"Fair Notice ({person.practice_name})"
    return NewApp(secret, pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=label))


def confirm_app(session: Session, key: bytes, person: StaffAccount, typed: str, sign_in_id: int, now: datetime) -> None:
    """Take a first code as proof that the app is set up; an app of theirs from before is removed.

    All that they are signed in with ends, but the sign-in with that id. Raises NotFound where none was begun, and
    ValueRefused for a wrong code.
    """
    app = _begun(session, person.id, is_used=True)
    step = _step_of(key, app, typed, now)
    if step is None:
        raise ValueRefused(
            "this is not the code that the app should show now: type the six digits it shows, and see that the "
            "phone’s clock is right"
        )
    session.execute(delete(CodeApp).where(CodeApp.staff_id == person.id, CodeApp.id != app.id))
    app.confirmed_at, app.last_step, app.last_used_at = now, step, now
    note_added(session, person, ProofKind.ONE_TIME_CODE, app.id, sign_in_id, now)


def use_app_code(session: Session, key: bytes, staff_id: int, typed: str, now: datetime) -> bool:
    """Whether this is a code that a person's app shows about now and that did not count yet; it does from now on."""
    query = select(CodeApp).where(CodeApp.staff_id == staff_id, CodeApp.confirmed_at.is_not(None))
    app = session.execute(query.with_for_update()).scalars().first()
    step = _step_of(key, app, typed, now) if app is not None else None
    if app is None or step is None or step <= app.last_step:
        return False
    app.last_step, app.last_used_at = step, now
    return True


def _begun(session: Session, staff_id: int, *, is_used: bool) -> CodeApp:
    query = select(CodeApp).where(CodeApp.staff_id == staff_id, CodeApp.confirmed_at.is_(None))
    app = session.execute(query.with_for_update() if is_used else query).scalar_one_or_none()
    if app is None:
        raise NotFound("no app is being set up")
    return app


def _step_of(key: bytes, app: CodeApp, typed: str, now: datetime) -> int | None:
    """The step whose code this is, of those around now."""
    totp, step, found = pyotp.TOTP(_secret(key, app)), int(now.timestamp()) // _STEP, None
    for one in (step + around for around in _AROUND):
        if hmac.compare_digest(totp.generate_otp(one).encode(), typed.encode("utf-8", "replace")):
            found = one
    return found


def _secret(key: bytes, app: CodeApp) -> str:
    try:
        whose, _, secret = _fernet(key).decrypt(app.sealed).decode("ascii").partition(":")
    except InvalidToken:
        whose, secret = "", ""
    if whose != str(app.staff_id):
        raise SettingsFault(
            "what an app for codes was set up with cannot be read: the installation has another master.key than then. "
            "Restore that file from the backup"
        )
    return secret


def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))
