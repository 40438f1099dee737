"""Reading sees one moment and writes nothing; writing is whole or not at all; both databases behave the same."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from notifier.store.database import BUSY_TIMEOUT_MS, Database
from notifier.store.migrating import migrate
from notifier.store.tables import AuditHead, Practice, Staff, StaffRole


def test_what_is_written_is_there_for_the_next_reader(database: Database, now: datetime) -> None:
    with database.writing() as session:
        session.add(practice(now))
    assert count(database) == 1


def test_a_fault_on_the_way_leaves_nothing(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        write_in_turn(database, practice(now), practice(now, "Y00002"), practice(now))
    assert count(database) == 0


def test_a_reader_cannot_write(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO audit_head (chain, number, own_hash) VALUES (1, 0, 0)"))
    with database.reading() as session:
        assert session.get(AuditHead, 1) is None


def test_a_writer_after_a_reader_on_the_same_connection_can_write(database: Database, now: datetime) -> None:
    for number in range(3):
        assert count(database) == number
        with database.writing() as session:
            session.add(practice(now, f"Y{number:05d}"))
    assert count(database) == 3


def test_a_reader_sees_one_moment_however_long_it_looks(database: Database, now: datetime) -> None:
    with database.reading() as session:
        assert counted(session) == 0
        with database.writing() as other:
            other.add(practice(now))
        assert counted(session) == 0
    assert count(database) == 1


def test_readers_do_not_wait_for_a_writer(database: Database, now: datetime) -> None:
    with database.writing() as session:
        session.add(practice(now))
        session.flush()
        assert count(database) == 0


def test_writers_take_turns_and_none_is_lost(database: Database) -> None:
    with database.writing() as session:
        session.add(AuditHead(chain=1, number=0, own_hash=""))

    def add_one(_: int) -> None:
        with database.writing() as session:
            head = session.execute(select(AuditHead).with_for_update()).scalar_one()
            head.number += 1

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add_one, range(24)))
    with database.reading() as session:
        assert session.get_one(AuditHead, 1).number == 24


def test_a_row_must_point_to_one_that_exists(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(Staff(practice_id=99, email="a@example.com", name="A", created_at=now))


def test_a_word_that_is_not_in_the_vocabulary_is_refused(database: Database, now: datetime) -> None:
    with database.writing() as session:
        own = practice(now)
        session.add(own)
        session.flush()
        session.add(Staff(id=1, practice_id=own.id, email="a@example.com", name="A", created_at=now))
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(text("INSERT INTO staff_role (staff_id, role) VALUES (1, 'owner')"))
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(StaffRole)).scalar_one() == 0


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), database.writing() as session:
        session.add(practice(datetime(2026, 11, 23, 10, 0)))


def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database, now: datetime) -> None:
    there = now.astimezone(timezone(timedelta(hours=5, minutes=30))).replace(microsecond=123_456)
    with database.writing() as session:
        session.add(practice(there))
    with database.reading() as session:
        (back,) = session.execute(select(Practice.created_at)).scalars()
    assert back == there
    assert back.tzinfo is UTC


def test_migrating_again_changes_nothing(database: Database, now: datetime) -> None:
    with database.writing() as session:
        session.add(practice(now))
    migrate(database)
    assert count(database) == 1


def test_sqlite_syncs_every_commit_and_waits_for_other_writers(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)  # as the program opens it, and not the tests
    with database.reading() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": BUSY_TIMEOUT_MS}


def test_opening_creates_nothing(tmp_path: Path) -> None:
    Database.open(f"sqlite:///{tmp_path / 'new.sqlite'}").close()
    assert not (tmp_path / "new.sqlite").exists()


def test_a_plain_postgresql_url_gets_the_installed_driver() -> None:
    database = Database.open("postgresql://someone@127.0.0.1:1/nothing")
    assert database.engine.url.drivername == "postgresql+psycopg"
    assert not database.is_sqlite


def test_closing_lets_go_of_the_file(sqlite_database: Database, now: datetime) -> None:
    with sqlite_database.writing() as session:
        session.add(practice(now))
    sqlite_database.close()
    with sqlite3.connect(str(sqlite_database.engine.url.database)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    connection.close()


def practice(now: datetime, ods_code: str = "Y00001") -> Practice:
    return Practice(name="Riverside Surgery", ods_code=ods_code, phone="01632 960123", address=[], created_at=now)


def write_in_turn(database: Database, *rows: Practice) -> None:
    """One after the other in one transaction, the last with the code of the first."""
    with database.writing() as session:
        for row in rows:
            session.add(row)
            session.flush()


def count(database: Database) -> int:
    with database.reading() as session:
        return counted(session)


def counted(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Practice)).scalar_one()
