"""One print run of a campaign at a time, whoever starts it and on whichever machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from notifier.errors import NotAllowed
from notifier.store import file_locks
from notifier.store.database import Database

_SPACE = 0x50524E54  # keeps our advisory locks apart from those of other programs on the database
_PATIENCE = "2s"  # the server takes a moment to see that a killed run is gone


@contextmanager
def campaign_lock(database: Database, instance: Path, campaign_id: int) -> Iterator[None]:
    """Hold the campaign's turn for as long as the block runs; however the process ends, it is free again.

    Raises NotAllowed while another run of this campaign is at work. So whoever is inside knows that a run which is not
    finished was killed or has failed.
    """
    refusal = f"letters of campaign {campaign_id} are being printed right now: wait until that run is done"
    # All processes of a SQLite database are on one machine.
    with (
        file_locks.held_alone(instance / f"printing-{campaign_id}.lock", refusal)
        if database.is_sqlite
        else _advisory_lock(database, campaign_id, refusal)
    ):
        yield


@contextmanager
def _advisory_lock(database: Database, campaign_id: int, refusal: str) -> Iterator[None]:
    """Held by the server, over all machines, until it is given back or the connection ends."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}'")
        try:
            connection.execute(select(func.pg_advisory_lock(_SPACE, campaign_id)))
        except OperationalError:
            raise NotAllowed(refusal) from None
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(_SPACE, campaign_id)))
