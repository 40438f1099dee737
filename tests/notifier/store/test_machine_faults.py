"""Each error of disk and database in a sentence with what, where and what to do; a defect in none."""

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from notifier.settings import Settings, build_settings, load_settings
from notifier.store.database import Database
from notifier.store.machine_faults import machine_fault

SECRET = "a-secret"
SERVER = f"postgresql://us:{SECRET}@db.example.com:5433/surgery"


def settings_of(url: str) -> Settings:
    return build_settings({"instance": Path("/srv/notice"), "database_url": url})


def refusal(words: str) -> OperationalError:
    """What a server says that refuses a connection."""
    return OperationalError("connect", None, psycopg.OperationalError(f"connection failed: FATAL:  {words}"))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (refusal('password authentication failed for user "us"'), "does not let us in"),
        (refusal('database "surgery" does not exist'), "is not there: make it"),
        (refusal('role "us" does not exist'), "does not let us in"),
        (refusal("sorry, too many clients already"), "too little of something"),
        (refusal("the database system is starting up"), "is being stopped or started"),
        (refusal("Connection refused"), "cannot be reached"),
        (OperationalError("s", None, errors.DiskFull()), "no room left on its disk"),
        (OperationalError("s", None, errors.AdminShutdown()), "is being stopped or started"),
        (OperationalError("s", None, errors.LockNotAvailable()), "kept busy by another program"),
        (OperationalError("s", None, errors.InsufficientPrivilege()), "does not give our role the rights"),
        (OperationalError("s", None, errors.DataCorrupted()), "is damaged"),
        (OperationalError("s", None, errors.ReadOnlySqlTransaction()), "can be read only"),
        (NoConnection("limit of size 16 overflow 10 reached"), "has no connection free"),
    ],
)
def test_a_server_is_named_with_what_to_do_and_without_its_password(error: Exception, says: str) -> None:
    told = str(machine_fault(error, settings_of(SERVER)))
    assert told.startswith("the database surgery on db.example.com:5433 ")
    assert says in told
    assert SECRET not in told
    assert told.endswith("(set by the default of database_url)")


def test_an_address_that_cannot_be_read_is_not_repeated() -> None:
    told = str(machine_fault(ArgumentError(f"Could not parse {SECRET}"), settings_of(SECRET)))
    assert "write sqlite:///PATH or postgresql://" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    "code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO, errno.EMFILE, errno.EFBIG]
)
def test_a_file_is_named_with_what_to_do(code: int) -> None:
    error = OSError(code, "words", "/srv/notice/x")
    assert str(machine_fault(error, settings_of(SERVER))).startswith("/srv/notice/x: ")
    assert "/srv" not in str(machine_fault(error)), "pages that a stranger may open do not say where"


def test_a_read_that_writes_is_a_defect_and_no_fault_of_the_machine(sqlite_database: Database) -> None:
    settings = settings_of(sqlite_database.engine.url.render_as_string())
    with sqlite_database.reading() as session, pytest.raises(OperationalError) as raised:
        session.connection().exec_driver_sql("DELETE FROM practice")
    assert machine_fault(raised.value, settings) is None


@pytest.mark.parametrize(
    "error", [ValueError("x"), OSError(errno.ECONNREFUSED, "x"), sqlite3.OperationalError("no such column: x")]
)
def test_a_defect_is_none(error: Exception) -> None:
    assert machine_fault(error, settings_of(SERVER)) is None


def test_a_setting_says_where_it_is_from(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('dpo = "Sam"\ndatabase_url = "sqlite:///x"\n')
    (tmp_path / "secret").write_text(SERVER)
    environment = {"NOTIFIER_INSTANCE": str(tmp_path), "NOTIFIER_DATABASE_URL_FILE": str(tmp_path / "secret")}
    settings = load_settings(environment)
    assert settings.origin("database_url") == "the file that NOTIFIER_DATABASE_URL_FILE names"
    assert settings.origin("dpo") == f"dpo in {tmp_path}/settings.toml"
    assert settings.origin("instance") == "the variable NOTIFIER_INSTANCE"
    assert settings.origin("companies") == "the default of companies"
