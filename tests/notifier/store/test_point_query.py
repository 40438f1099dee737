"""A single question at the least cost: its answer, and the connections that it keeps."""

from datetime import datetime

from sqlalchemy import bindparam, select

from notifier.store.database import KEPT_CONNECTIONS, Database
from notifier.store.point_query import PointQuery
from notifier.store.tables import Practice

CREATED = select(Practice.name, Practice.created_at).where(Practice.ods_code == bindparam("asked"))


def test_it_finds_the_row_or_none(database: Database, now: datetime) -> None:
    with database.writing() as session:
        session.add(Practice(name="Riverside", ods_code="Y00001", phone="01632 960123", address=[], created_at=now))
    query = PointQuery(database, CREATED, "asked")
    assert query.row("Y00001") == ("Riverside", now)
    assert query.row("Y00002") is None


def test_however_many_questions_there_are_they_share_their_connections(database: Database) -> None:
    for _ in range(3 * KEPT_CONNECTIONS):
        assert PointQuery(database, CREATED, "asked").row("Y00001") is None
    assert database.looking.pool.checkedout() == 1  # type: ignore[attr-defined]  # of the pool that we chose


def test_a_closed_database_keeps_none(database: Database) -> None:
    PointQuery(database, CREATED, "asked").row("Y00001")
    database.close()
    assert database.looking.pool.checkedout() == 0  # type: ignore[attr-defined]  # of the pool that we chose
