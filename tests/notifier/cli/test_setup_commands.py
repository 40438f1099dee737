"""`init` makes one practice's installation, and refuses whatever would mix two."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from notifier.patients.samples import write_sample
from notifier.store.instance_keys import PRACTICE_FILE
from notifier.store.tables import Practice as PracticeRow
from tests.journeys.driver import MANAGER, Practice
from tests.snapshots import Snapshots
from tests.world import rows_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A practice with a list."""
    made = Practice(tmp_path, sqlite_url, NOW)
    made.set_up(snapshots)
    path = tmp_path / "list.csv"
    write_sample(path, 30, 2, "systmone", NOW.date())
    made.run("list", "import", path, "--staff", MANAGER)
    return made


def test_a_second_practice_is_told_to_make_an_installation_of_its_own(practice: Practice) -> None:
    refused = practice.run("init", "--practice", "Second Surgery", "--ods", "B23456", status=1)
    assert "Second Surgery is not set up: this installation is Riverside Surgery (Y99999)'s" in refused
    assert all(word in refused for word in ("INSTANCE", "DATABASE_URL", "QUEUE_URL"))
    assert names(practice) == ["Riverside Surgery"]


# What the pages refuse, too: see `practice_details.READERS`.
REFUSED = [
    (("--phone", "ring us"), "phone: enter a telephone number"),
    (("--address", "1 Station Road", "--address", "Blackwater"), "address: the last line has to be the postcode"),
    (("--email", "desk at surgery"), "email: enter an email address"),
    (("--privacy-url", "http://example.com"), "privacy url: the address of the privacy notice has to begin"),
    (("--hours", "8am" * 80, "--phone", "1"), "hours: the hours are one line"),
    (("--practice", "N" * 121), "name: a name is one line"),
]


def test_what_the_pages_refuse_of_a_practice_is_refused_here(practice: Practice) -> None:
    for given, why in REFUSED:
        assert why in practice.run("init", "--practice", "Another name", *given, status=1)
    assert names(practice) == ["Riverside Surgery"]


def test_a_code_that_is_none_is_refused_and_one_of_an_earlier_release_stays(tmp_path: Path, sqlite_url: str) -> None:
    own = Practice(tmp_path, sqlite_url, NOW)
    assert "such as A81001" in own.run("init", "--practice", "Second Surgery", "--ods", "SURGERY", status=1)
    own.run("init", "--practice", "Second Surgery", "--ods", "b23 456")
    with closing(own.open_database()) as database, database.writing() as session:
        session.execute(update(PracticeRow).values(ods_code="OLD"))
    (tmp_path / "instance" / PRACTICE_FILE).unlink()
    own.run("init", "--ods", "OLD", "--phone", "01632 960111")
    assert names(own) == ["Second Surgery"]


def test_a_new_name_and_no_code_mean_the_practice_that_is_there(practice: Practice) -> None:
    practice.run("init", "--practice", "Riverside Medical Centre")
    practice.run("init")
    assert names(practice) == ["Riverside Medical Centre"]


def test_the_folder_of_another_practice_is_refused(practice: Practice, tmp_path: Path) -> None:
    other = replace(practice, database_url=f"sqlite:///{tmp_path}/other.sqlite3")
    refused = other.run("init", "--practice", "Second Surgery", "--ods", "B23456", status=1)
    assert "is the folder of the practice Y99999" in refused
    assert names(other) == []
    own = replace(other, folder=tmp_path / "second")
    own.run("init", "--practice", "Second Surgery", "--ods", "B23456")
    assert names(own) == ["Second Surgery"]
    assert "add --mistyped B23456" in own.run("init", "--ods", "B23457", status=1)
    own.run("init", "--ods", "B23457", "--mistyped", "B23456")
    assert (own.folder / "instance/practice").read_text().strip() == "B23457", "a slip is put right in both"


def test_with_the_folder_of_one_and_the_database_of_another_nothing_is_done(practice: Practice, tmp_path: Path) -> None:
    other = replace(practice, folder=tmp_path / "second", database_url=f"sqlite:///{tmp_path}/other.sqlite3")
    other.run("init", "--practice", "Second Surgery", "--ods", "B23456")
    mixed = replace(other, database_url=practice.database_url)
    refused = mixed.run("staff", "add", "second@example.com", "--role", "manager", status=1)
    assert "the database is of practice Y99999 and" in refused


def test_with_two_practices_of_an_earlier_release_nothing_is_done_for_either(practice: Practice) -> None:
    database = practice.open_database()
    with database.writing() as session:
        session.add(PracticeRow(name="Second Surgery", ods_code="B23456", phone="", address=[], created_at=NOW))
    database.close()
    staff = ("staff", "add", "second@example.com", "--role", "manager")
    assert "two practices are set up here" in practice.run(*staff, status=1)
    imported = practice.run("list", "import", practice.folder / "list.csv", "--staff", MANAGER, status=1)
    assert "two practices are set up here" in imported
    practice.run("init", "--ods", "Y99999")
    practice.run(*staff)
    assert names(practice) == ["Riverside Surgery"]


def names(practice: Practice) -> list[str]:
    database = practice.open_database()
    with database.reading() as session:
        found = [row.name for row in rows_of(session, PracticeRow)]
    database.close()
    return found
