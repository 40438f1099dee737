"""Which key signs a practice's record: its public half is announced in the record itself, and shown to people."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.errors import SettingsFault
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.signing_keys import SigningKey, has_signing_key, key_fingerprint, made_signing_key, signing_key
from notifier.store.tables import AnnouncedKey


class PublicKey(NamedTuple):
    """The public half of a key that signs a practice's record, or did: 64 hexadecimal digits, and its short name."""

    id: int
    public_key: str
    fingerprint: str  # 20 hexadecimal digits, see `signing_keys.key_fingerprint`
    announced_at: datetime


def announced_keys(session: Session, practice_id: int) -> list[PublicKey]:
    """Every key of a practice, the newest, which signs, first."""
    query = select(AnnouncedKey).where(AnnouncedKey.practice_id == practice_id).order_by(AnnouncedKey.id.desc())
    return [
        PublicKey(row.id, row.public_key, key_fingerprint(row.public_key), row.announced_at)
        for row in session.execute(query).scalars()
    ]


def current_key(session: Session, practice_id: int) -> PublicKey | None:
    """The key that signs a practice's record; None until one was announced."""
    return next(iter(announced_keys(session, practice_id)), None)


def announce_key(session: Session, practice_id: int, key: SigningKey, now: datetime, by: int | None = None) -> bool:
    """Have this key sign from now on, and say so in the record; returns whether it is another than before.

    Raises SettingsFault for a key that was given up: whoever noted its successor would take its signatures for forged.
    """
    known = announced_keys(session, practice_id)
    if known and known[0].public_key == key.public_key:
        return False
    if key.public_key in {one.public_key for one in known}:
        raise SettingsFault(
            f"the signing key {key.fingerprint} was given up for {known[0].fingerprint}: put that one in its place"
        )
    session.add(AnnouncedKey(practice_id=practice_id, public_key=key.public_key, announced_at=now))
    audit.append(
        session,
        AuditAction.KEY_ANNOUNCED,
        now,
        staff_id=by,
        practice=practice_id,
        key=key.fingerprint,
        public_key=key.public_key,
    )
    return True


def key_that_signs(session: Session, settings: Settings, practice_id: int) -> SigningKey:
    """The private half here of the key that was announced; where none was, one is made if need be.

    Raises SettingsFault where another was announced: what it signs, nobody who noted that one could check.
    """
    announced = current_key(session, practice_id)
    if announced is None:
        return made_signing_key(settings)
    if not has_signing_key(settings):
        raise SettingsFault(
            f"the signing key {announced.fingerprint} is not in {settings.instance}: put it back from its copy, or run "
            "`notifier init`, which announces a new one"
        )
    key = signing_key(settings)
    if key.public_key != announced.public_key:
        raise SettingsFault(
            f"the signing key here is {key.fingerprint}, and the record is signed with {announced.fingerprint}: put "
            "that one in its place, or run `notifier init`, which announces the one that is here"
        )
    return key
