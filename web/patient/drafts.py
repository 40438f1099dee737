"""What a patient has filled in and not sent yet, sealed into the address of the page on which they check it.

So no cookie is needed, and back, reload and a second tab show what they showed before. Nobody can read or change a
draft without the key, it opens with its own link alone, and after an hour it is worth nothing.
"""

import base64
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from notifier.patients.access_codes import Keys
from notifier.replies.settling import SITTING
from notifier.vocabulary import Answerer, Choice, Extent


@dataclass(frozen=True)
class Draft:
    """An answer before it is sent; `reference` is already the one it will have, so that it is taken only once."""

    reference: str
    choice: Choice
    date_of_birth: date
    verified: bool  # the date of birth is the one on the record
    answered_by: Answerer
    name: str
    extent: Extent | None
    contact: str
    sitting: str


class Drafts:
    """Seals and opens drafts with the installation's key."""

    def __init__(self, keys: Keys) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(keys.draft))

    def seal(self, draft: Draft, notice_id: int, now: datetime) -> str:
        """The draft as part of an address."""
        content = {**asdict(draft), "date_of_birth": draft.date_of_birth.isoformat(), "notice_id": notice_id}
        sealed = self._fernet.encrypt_at_time(json.dumps(content, ensure_ascii=False).encode(), int(now.timestamp()))
        return sealed.decode("ascii").rstrip("=")

    def open(self, sealed: str, notice_id: int, now: datetime) -> Draft | None:
        """The draft, or None for one that is too old, was changed, or belongs to another link."""
        return self._open(sealed, notice_id, now, int(SITTING.total_seconds()))

    def choice_of(self, sealed: str, notice_id: int, now: datetime) -> Choice | None:
        """What somebody chose who waited too long: all that is kept of an old draft."""
        draft = self._open(sealed, notice_id, now, None)
        return draft.choice if draft is not None else None

    def _open(self, sealed: str, notice_id: int, now: datetime, seconds: int | None) -> Draft | None:
        token = sealed.encode("ascii", "replace") + b"=" * (-len(sealed) % 4)
        try:
            if seconds is None:
                plain = self._fernet.decrypt(token)
            else:
                plain = self._fernet.decrypt_at_time(token, ttl=seconds, current_time=int(now.timestamp()))
        except InvalidToken:
            return None
        content: dict[str, Any] = json.loads(plain)
        if content.pop("notice_id") != notice_id:
            return None
        return Draft(
            reference=content["reference"],
            choice=Choice(content["choice"]),
            date_of_birth=date.fromisoformat(content["date_of_birth"]),
            verified=content["verified"],
            answered_by=Answerer(content["answered_by"]),
            name=content["name"],
            extent=Extent(content["extent"]) if content["extent"] else None,
            contact=content["contact"],
            sitting=content["sitting"],
        )
