"""What a patient has filled in and not sent yet, sealed into the address of the page on which they check it.

So no cookie is needed, and back, reload and a second tab show what they showed before. Nobody can read or change it
without the key, it opens with its own link alone, and after an hour it is worth nothing.
"""

import base64
import json
from datetime import date, datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from notifier.patients.access_codes import Keys
from notifier.replies.record import NewReply
from notifier.replies.settling import SITTING
from notifier.vocabulary import Answerer, Choice, Doubt, Extent, Source


class UnsentReplies:
    """Seals and opens replies by the page with the installation's key.

    A sealed reply has its reference already, so that it is taken only once, and the date of birth that was given,
    right or wrong: UNVERIFIED is its doubt when it was wrong.
    """

    def __init__(self, keys: Keys) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(keys.draft))

    def seal(self, reply: NewReply, notice_id: int, now: datetime) -> str:
        """The reply as part of an address."""
        content = {
            "reference": reply.reference,
            "choice": reply.choice,
            "date_of_birth": reply.date_of_birth.isoformat() if reply.date_of_birth else "",
            "verified": reply.doubt is None,
            "answered_by": reply.answered_by,
            "name": reply.name,
            "extent": reply.extent,
            "contact": reply.contact,
            "sitting": reply.sitting,
            "notice_id": notice_id,
        }
        sealed = self._fernet.encrypt_at_time(json.dumps(content, ensure_ascii=False).encode(), int(now.timestamp()))
        return sealed.decode("ascii").rstrip("=")

    def open(self, sealed: str, notice_id: int, now: datetime) -> NewReply | None:
        """The reply as if sent now, or None for one that is too old, was changed, or belongs to another link."""
        return self._open(sealed, notice_id, now, int(SITTING.total_seconds()))

    def chosen_in(self, sealed: str, notice_id: int, now: datetime) -> tuple[Choice, Answerer] | None:
        """What somebody chose who waited too long, and who they are: all that is kept of a reply that is too old."""
        reply = self._open(sealed, notice_id, now, None)
        return (reply.choice, reply.answered_by) if reply is not None else None

    def _open(self, sealed: str, notice_id: int, now: datetime, seconds: int | None) -> NewReply | None:
        token = sealed.encode("ascii", "replace") + b"=" * (-len(sealed) % 4)
        try:
            if seconds is None:
                plain = self._fernet.decrypt(token)
            else:
                plain = self._fernet.decrypt_at_time(token, ttl=seconds, current_time=int(now.timestamp()))
        except InvalidToken:
            return None
        content: dict[str, Any] = json.loads(plain)
        if content["notice_id"] != notice_id:
            return None
        return NewReply(
            choice=Choice(content["choice"]),
            source=Source.PAGE,
            received_at=now,
            doubt=None if content["verified"] else Doubt.UNVERIFIED,
            answered_by=Answerer(content["answered_by"]),
            extent=Extent(content["extent"]) if content["extent"] else None,
            name=content["name"],
            contact=content["contact"],
            date_of_birth=date.fromisoformat(content["date_of_birth"]) if content["date_of_birth"] else None,
            sitting=content["sitting"],
            reference=content["reference"],
        )
