"""A practice is made once, corrected where told, and is a sample as long as nobody real is on its list."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier import audit, practices
from notifier.errors import NotFound
from notifier.store.database import Database
from notifier.store.models import Practice
from tests.world import World, rows_of

# Invented, with a valid check digit, and in the range that is issued; no number of anybody's that we know.
ISSUED = "4000000004"


def test_without_details_it_is_the_sample_practice(database: Database, now: datetime) -> None:
    ensure(database, now)
    with database.reading() as session:
        made = practices.the_only(session)
        assert (made.name, made.phone) == ("Riverside Surgery", "01632 960000")
        assert made.address[-1].endswith("9XX")


def test_new_details_replace_old_ones_and_blanks_do_not(database: Database, now: datetime) -> None:
    ensure(database, now, name="Hillside Surgery", address=("2 High Street", "GU17 9XX"))
    ensure(database, now, phone="01632 960999")
    with database.reading() as session:
        made = practices.the_only(session)
        assert (made.name, made.phone) == ("Hillside Surgery", "01632 960999")
        assert made.address == ["2 High Street", "GU17 9XX"]
        assert len(rows_of(session, Practice)) == 1


def test_saying_the_same_again_writes_nothing(sqlite_database: Database, now: datetime) -> None:
    for _ in range(2):
        ensure(sqlite_database, now, name="Hillside Surgery")
    with sqlite_database.reading() as session:
        assert [event.action for event in audit.events(session)] == ["practice.set"]


def test_before_there_is_one_it_says_what_to_do(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session, pytest.raises(NotFound, match="notifier init"):
        practices.the_only(session)


def test_one_issued_number_makes_a_practice_real(database: Database, tmp_path: Path, now: datetime) -> None:
    sample, real = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    sample.import_people(sample.person())
    real.import_people(real.person(), real.person(nhs_number=ISSUED))
    with database.reading() as session:
        assert practices.real_patients(session, sample.practice_id) == 0
        assert practices.real_patients(session, real.practice_id) == 1
        assert practices.real_patients(session) == 1


def ensure(database: Database, now: datetime, name: str = "", phone: str = "", address: tuple[str, ...] = ()) -> None:
    with database.writing() as session:
        practices.ensure(session, now, name=name, ods_code="Y00001", phone=phone, address=address)
