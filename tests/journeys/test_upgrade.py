"""An installation of the last release comes up with `notifier init`: its links still open, and what it knew decides."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Connection, MetaData, Table, insert, make_url, text

from notifier.store.database import Database
from notifier.store.instance_keys import KEY_FILE
from notifier.store.migrating import migrate
from tests.journeys.driver import RECEPTION, Page, Practice

RELEASE = Path(__file__).parents[1] / "data/release_0_1_0"
SCHEMA = "0003"
UPGRADED = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
AFTER_EVERY_DEADLINE = "2027-01-31T12:00:00+00:00"
KEPT_ON_PAPER, UNSURE_BY_PHONE = "9990000603", "9990000204"


@dataclass(frozen=True)
class Told:
    """What the release sent a patient: by which channel, and the code in it."""

    nhs_number: str
    channel: str
    code: str
    born: date


TOLD = [
    Told(number, sent["channel"], sent["link"], date.fromisoformat(sent["born"]))
    for number, sent in json.loads((RELEASE / "codes.json").read_text(encoding="ascii")).items()
]
PRINTED = [told for told in TOLD if told.channel == "print"]


@pytest.fixture
def old(database_url: str, tmp_path: Path) -> Practice:
    """The installation as the release left it, on either make of database; nothing of the present one has run on it."""
    (tmp_path / "instance").mkdir()
    shutil.copy(RELEASE / "instance_key.txt", tmp_path / "instance" / KEY_FILE)
    script = (RELEASE / "database.sql").read_text(encoding="utf-8")
    if make_url(database_url).get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(make_url(database_url).database))) as connection:
            connection.executescript(script)
    else:
        with closing(sqlite3.connect(":memory:")) as source:
            source.executescript(script)
            load_into(database_url, source)
    return Practice(tmp_path, database_url, UPGRADED)


def test_the_present_program_asks_for_the_upgrade_and_the_upgrade_can_be_repeated(old: Practice) -> None:
    assert "notifier init" in old.run("campaign", "show", 1, status=1)
    for _ in range(2):
        old.run("init")
        assert "events, head" in old.run("audit", "verify")
        assert old.json("campaign", "show", 1)["campaign_status"] == "running"


def test_every_link_that_was_sent_or_printed_still_opens_and_takes_an_answer(old: Practice) -> None:
    old.run("init")
    assert len(PRINTED) == 2
    assert len(TOLD) == 6
    database = old.open_database()
    try:
        page = Page(old.browser(database))
        assert [page.answer(told.code, "keep", told.born) for told in TOLD] == [200] * len(TOLD)
        assert page.browser.get("/r/000000000000").status_code == 404
    finally:
        database.close()
    old.run("send", "--until-idle")
    assert reasons(old) == {told.nhs_number: "objected" for told in TOLD}


def test_what_the_release_knew_still_decides(old: Practice) -> None:
    old.run("init")
    found = reasons(old)
    assert (found[KEPT_ON_PAPER], found[UNSURE_BY_PHONE]) == ("objected", "undecided")
    assert {found[told.nhs_number] for told in PRINTED} == {""}, "what was posted whole before counts as before"
    objects = ("reply", "record", 1, "--choice", "keep", "--source", "counter", "--staff", RECEPTION)
    old.run(*objects, "--nhs-number", PRINTED[0].nhs_number)
    assert reasons(old)[PRINTED[0].nhs_number] == "objected"


def reasons(practice: Practice) -> dict[str, str]:
    """Why each patient is held when every notice period is over; empty for who may be coded."""
    found = practice.json("outcomes", 1, "--at", AFTER_EVERY_DEADLINE)["patients"]
    return {one["nhs_number"]: one["reason"] for one in found}


def load_into(url: str, source: sqlite3.Connection) -> None:
    """Put the same rows into an empty PostgreSQL database, which gets the tables that the release had."""
    database = Database.open(url)
    migrate(database, SCHEMA)
    with database.engine.execution_options(writes=True).begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for table in reversed(tables.sorted_tables):
            connection.execute(table.delete())
        for table in tables.sorted_tables:
            if rows := rows_in(source, table):
                connection.execute(insert(table), rows)
                number_on(connection, table)
    database.close()


def rows_in(source: sqlite3.Connection, table: Table) -> list[dict[str, Any]]:
    """The rows of a table, each value as the column of PostgreSQL takes it."""
    found = source.execute(f'SELECT * FROM "{table.name}"')  # noqa: S608  # the name of a table of ours
    names = [column[0] for column in found.description]
    return [{name: value_for(table, name, value) for name, value in zip(names, row, strict=True)} for row in found]


def value_for(table: Table, name: str, value: Any) -> Any:
    """SQLite has numbers for truth, and words for times and for JSON."""
    kind = table.c[name].type.python_type
    if value is None:
        return None
    if isinstance(table.c[name].type, JSON):
        return json.loads(value)
    if kind is bool:
        return bool(value)
    if kind is datetime:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if kind is date:
        return date.fromisoformat(value)
    return value


def number_on(connection: Connection, table: Table) -> None:
    """Let the ids of new rows begin after those that are there."""
    column = next(iter(table.primary_key.columns))
    sequence = connection.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
    ).scalar()
    if sequence:
        connection.execute(text(f"SELECT setval('{sequence}', (SELECT max({column.name}) FROM {table.name}))"))  # noqa: S608  # names of ours
