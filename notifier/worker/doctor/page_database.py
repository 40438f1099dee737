"""The database as a patient's page sees it that runs by itself: within its reach, and no more than it needs."""

from collections.abc import Iterator
from contextlib import closing

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from notifier.settings import Settings
from notifier.store import page_role
from notifier.store.database import Database
from notifier.store.machine_faults import machine_fault
from notifier.worker.doctor.condition import Condition, fault, fine
from notifier.worker.doctor.work_database import UNUSABLE

_GRANT = "run `notifier door ROLE` where the rest of the installation is"


def check_page_database(settings: Settings) -> Iterator[Condition]:
    """Reachable, up to date, and opened by a role that may do what is on the list and nothing else."""
    if not settings.database_url.startswith("postgresql"):
        what = "database_url does not lead to PostgreSQL"
        yield fault(what, f"write that of the page's own role into settings.toml in {settings.instance}")
        return
    try:
        with closing(Database.open(settings.database_url)) as opened:
            has, newest = opened.revisions()
            if has != newest:
                yield fault(f"the tables are of revision {has}, the program of {newest}", "bring both to one release")
                return
            with opened.engine.connect() as connection:
                yield from _rights(connection)
    except SQLAlchemyError as error:
        found = machine_fault(error, settings)
        yield fault(str(found) if found else f"the database cannot be used ({type(error).__name__})", UNUSABLE)


def _rights(connection: Connection) -> Iterator[Condition]:
    wrong = [found for found in (page_role.lacking(connection), page_role.excess(connection)) if found]
    for found in wrong:
        yield fault(f"the role of database_url {page_role.in_short(found)}", _GRANT)
    if not wrong:
        yield fine("the role of database_url may do what the page needs, and nothing else")
