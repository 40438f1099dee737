"""When this database came back from a backup: what went out between the backup and then is not on record here."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.store.tables import Restoration


class UnseenPeriod(NamedTuple):
    """From when until when another machine may have told people, of which nothing is on record."""

    backed_up_at: datetime
    restored_at: datetime


def latest_restoration(session: Session) -> UnseenPeriod | None:
    """The last one; None for a database that never came back from a backup."""
    query = select(Restoration.backed_up_at, Restoration.restored_at).order_by(Restoration.id.desc()).limit(1)
    row = session.execute(query).one_or_none()
    return UnseenPeriod(row.backed_up_at, row.restored_at) if row else None
