"""The databases that tests are handed are new, migrated or empty as promised, and of both makes."""

from sqlalchemy import create_engine, inspect, make_url, text

from notifier.store.database import Database
from notifier.store.tables import Base


def tables(url: str) -> set[str]:
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_an_empty_database_has_no_table(database_url: str) -> None:
    assert tables(database_url) == set()


def test_a_migrated_database_has_every_table(migrated_url: str) -> None:
    assert tables(migrated_url) >= set(Base.metadata.tables)


def test_each_test_has_a_database_of_its_own(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    assert "left_behind" in inspect(database.engine).get_table_names()


def test_nothing_is_left_from_the_test_before(database: Database) -> None:
    assert "left_behind" not in inspect(database.engine).get_table_names()


def test_one_make_can_be_asked_for_alone(sqlite_database: Database) -> None:
    assert sqlite_database.engine.dialect.name == "sqlite"
