"""What somebody had typed into a form when their sign-in was over, kept for an hour until they have signed in again.

It is sealed with the installation's key, and comes back in the browser that it was typed in, which has a secret for it,
to the person who typed it: when anybody else signs in there, it is deleted. Nothing is done with it until it is sent
again. Neither passwords nor codes nor files are kept.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifier.practice.secret_digests import digest_of
from notifier.store.tables import KeptForm

LASTS = timedelta(hours=1)
_NONCE = 12  # bytes; NIST SP 800-38D, 8.2.2, at random
_LARGEST = 64 * 1024  # bytes; the longest text of a campaign, as JSON has it
# By the words that a field's name is made of: what proves who somebody is, and what a request needs of its own.
_NEVER = re.compile(r"(^|_)(again|api_key|code|csrf|factor|key|password|secret|token)($|_)")
_NO_SECRETS = frozenset({"ods_code", "silent_code"})


class FilledForm(NamedTuple):
    """A form as it was sent: the page that it stands on, the address that it is sent to, and its fields."""

    page: str  # path and query
    sent_to: str  # path
    fields: Mapping[str, Sequence[str]]


def may_keep(field: str) -> bool:
    """Whether what was typed into a field of this name may be written down."""
    return field in _NO_SECRETS or _NEVER.search(field.lower().replace("-", "_")) is None


def keep_form(session: Session, key: bytes, secret: str, staff_id: int, form: FilledForm, now: datetime) -> bool:
    """Keep a form for a person, in place of an earlier one of theirs that is sent to the same address.

    `key` has 32 bytes; `secret` stands in the browser's cookie. Returns whether there was anything to keep; what is
    longer than any form of ours is not kept.
    """
    forget_overdue(session, now)
    fields = {name: list(values) for name, values in form.fields.items() if may_keep(name)}
    plain = json.dumps([form.page, form.sent_to, fields], ensure_ascii=False).encode("utf-8", "surrogatepass")
    if not fields or len(plain) > _LARGEST:
        return False
    for row, earlier in _found(session, key, secret, staff_id, now):
        if earlier.sent_to == form.sent_to:
            session.delete(row)
    digest, nonce = digest_of(secret), os.urandom(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(staff_id, digest))
    session.add(KeptForm(staff_id=staff_id, digest=digest, sealed=sealed, made_at=now))
    return True


def kept_forms(session: Session, key: bytes, secret: str, staff_id: int, now: datetime) -> list[FilledForm]:
    """What is kept for a person in the browser with that secret, the newest first."""
    return [form for _row, form in _found(session, key, secret, staff_id, now)]


def hand_over(session: Session, key: bytes, secret: str, staff_id: int, now: datetime) -> list[FilledForm]:
    """As `kept_forms`, when a person just signed in: what is anybody else's there is deleted."""
    session.execute(delete(KeptForm).where(KeptForm.digest == digest_of(secret), KeptForm.staff_id != staff_id))
    forget_overdue(session, now)
    return kept_forms(session, key, secret, staff_id, now)


def forget_form(session: Session, key: bytes, secret: str, staff_id: int, sent_to: str, now: datetime) -> None:
    """Delete what was kept of the form that is sent to this address: it was just sent."""
    for row, form in _found(session, key, secret, staff_id, now):
        if form.sent_to == sent_to:
            session.delete(row)


def forget_all(session: Session, secret: str) -> None:
    """Delete all that is kept for the browser with that secret."""
    session.execute(delete(KeptForm).where(KeptForm.digest == digest_of(secret)))


def forget_overdue(session: Session, now: datetime) -> None:
    """Delete what is older than an hour, whosever it is."""
    session.execute(delete(KeptForm).where(KeptForm.made_at <= now - LASTS))


def _found(
    session: Session, key: bytes, secret: str, staff_id: int, now: datetime
) -> Iterable[tuple[KeptForm, FilledForm]]:
    theirs = KeptForm.digest == digest_of(secret), KeptForm.staff_id == staff_id, KeptForm.made_at > now - LASTS
    query = select(KeptForm).where(*theirs).order_by(KeptForm.id.desc())
    for row in session.execute(query).scalars().all():
        try:
            plain = AESGCM(key).decrypt(row.sealed[:_NONCE], row.sealed[_NONCE:], _bound_to(row.staff_id, row.digest))
        except InvalidTag:  # sealed with the key from before a restore, or altered
            continue
        page, sent_to, fields = json.loads(plain.decode("utf-8", "surrogatepass"))
        yield row, FilledForm(page, sent_to, fields)


def _bound_to(staff_id: int, digest: str) -> bytes:
    return f"{staff_id} {digest}".encode()
