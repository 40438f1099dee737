"""The table of what providers called us with and nobody has read yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from notifier.store.tables.declarative import Base


class StoredCall(Base):
    """A provider's call that was believed: kept as it came until it is read, which appends receipts and texts."""

    __tablename__ = "webhook_call"
    kept = "until it is read, in seconds: then what it says stands in the tables of receipts and of texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # of all that came: written twice, it is one
    provider: Mapped[str] = mapped_column(String(24))
    hook: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(Text)  # as it was called, which the signature is over
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    heard_at: Mapped[datetime]  # by the campaign's clock
    called_at: Mapped[datetime]  # by the wall clock, for the age of a signature
    trouble: Mapped[str | None] = mapped_column(String(200))  # why it could not be read when that was tried
