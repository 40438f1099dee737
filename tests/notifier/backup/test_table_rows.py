"""Rows as lines: every value comes back as it was on the other make of database too."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, insert, select

from notifier.backup import table_rows
from notifier.errors import BackupFault
from notifier.store import migrating
from notifier.store.database import Database
from notifier.store.tables import Base

NOW = datetime(2026, 10, 25, 0, 30, 15, 123456, tzinfo=UTC)  # in the hour that London has twice


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def test_times_and_json_come_back_as_they_were(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path
) -> None:
    with lost_database.writing() as session:
        session.execute(insert(table("audit_event")), [_event(1, NOW), _event(2, NOW.replace(microsecond=0))])
    with lost_database.reading() as session:
        assert not table_rows.has_no_rows(session.connection())
        ((rows, lines),) = table_rows.written_rows(session.connection(), table("audit_event"))
        assert rows == lines.count(b"\n") == 2
        assert list(table_rows.written_rows(session.connection(), table("print_run"))) == []
    (tmp_path / "new" / "instance").mkdir(parents=True)
    with closing(Database.open(both_ways[1])) as other:
        migrating.migrate(other)
        with other.writing() as session, table_rows.as_they_were(session.connection()):
            assert table_rows.load_rows(session.connection(), table("audit_event"), lines) == 2
        with lost_database.reading() as before, other.reading() as after:
            query = select(table("audit_event")).order_by("id")
            assert before.execute(query).all() == after.execute(query).all()
            assert list(table_rows.written_rows(after.connection(), table("audit_event"))) == [(2, lines)]


@pytest.mark.parametrize("content", [b"[1]\n", b"no json\n", b'["a"]\n'])
def test_a_row_of_another_form_is_refused(sqlite_database: Database, content: bytes) -> None:
    with sqlite_database.writing() as session, pytest.raises(BackupFault, match="does not fit"):
        table_rows.load_rows(session.connection(), table("audit_head"), content)


def test_every_table_comes_after_those_that_it_points_at() -> None:
    order = [one.name for one in table_rows.all_tables()]
    assert set(order) == set(Base.metadata.tables)
    for one in table_rows.all_tables():
        others = {key.column.table.name for key in one.foreign_keys} - {one.name}
        assert all(order.index(other) < order.index(one.name) for other in others), one.name


def _event(number: int, at: datetime) -> dict[str, object]:
    return {
        "id": number * 100,
        "chain": 0,
        "number": number,
        "at": at,
        "staff_id": None,
        "action": "backup.made",
        "campaign_id": None,
        "details": {"rows": number, "words": 'Łódź "quoted"\n'},
        "previous_hash": "0" * 64,
        "own_hash": "1" * 64,
    }
