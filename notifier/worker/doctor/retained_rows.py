"""What is due to be forgotten of patients, and what was forgotten and is still in the database's own files."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from notifier.evidence import certificates, retention
from notifier.settings import Settings
from notifier.worker.doctor.condition import Condition, warning


def check_retention(session: Session, settings: Settings) -> Iterator[Condition]:
    """Whether the practice keeps what patients were told that it forgets."""
    kept_for = timedelta(days=settings.retention_days)
    if retention.due_practices(session, settings.clock()(), kept_for):
        what = f"patients are due to be forgotten: what a campaign has of them {settings.retention_days} days after it"
        how = "look with `notifier purge`, then `notifier purge --yes --certificate FILE`"
        if settings.purge_automatically:
            yield warning(what, f"run `notifier worker`, which does it each day; or {how}")
        else:
            yield warning(what, f"{how}; or set PURGE_AUTOMATICALLY, and a worker does it each day")
    if certificates.not_erased(session):
        what = "what was forgotten may still be in the files of the database, which was in use"
        yield warning(what, "stop what is running, and run `notifier purge --yes` again")
