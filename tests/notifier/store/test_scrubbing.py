"""What was deleted is gone from the database's own files; or it is said that it may not be."""

from pathlib import Path

import pytest
from sqlalchemy import text

from notifier.store import scrubbing
from notifier.store.database import Database

SECRET = "a name that nobody else has"


def test_what_was_deleted_is_in_no_file(sqlite_database: Database) -> None:
    written_and_deleted(sqlite_database)
    assert scrubbing.scrub(sqlite_database) == ""
    assert SECRET.encode() not in content_of(sqlite_database)


def test_deleting_alone_leaves_it_in_the_files(sqlite_database: Database) -> None:
    written_and_deleted(sqlite_database)
    assert SECRET.encode() in content_of(sqlite_database)


def test_somebody_who_reads_meanwhile_is_not_disturbed_and_it_is_said(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    written_and_deleted(sqlite_database)
    monkeypatch.setattr("notifier.store.database.BUSY_TIMEOUT_MS", 10)
    impatient = Database.open(sqlite_database.engine.url.render_as_string())
    with sqlite_database.reading() as session:
        session.execute(text("SELECT * FROM practice"))
        assert "is in use" in scrubbing.scrub(impatient)
    assert scrubbing.scrub(impatient) == ""
    impatient.close()


def test_on_postgresql_the_tables_are_written_anew(database: Database) -> None:
    def file_of_table() -> str:
        with database.reading() as session:
            return str(session.execute(text("SELECT pg_relation_filepath('suppression')")).scalar_one())

    if database.is_sqlite:
        assert scrubbing.scrub(database) == ""
        return
    before = file_of_table()
    assert scrubbing.scrub(database) == ""
    assert file_of_table() != before


def written_and_deleted(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))
        session.execute(text("INSERT INTO note VALUES (:words)"), {"words": SECRET})
    with database.writing() as session:
        session.execute(text("DELETE FROM note"))


def content_of(database: Database) -> bytes:
    """The bytes of the database's file and of the logs beside it."""
    file = Path(str(database.engine.url.database))
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
