"""A practice is made once, corrected where told, and is a sample as long as nobody real is on its list."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.campaigns import published_pages
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import practices
from notifier.practice.practices import Reach
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Practice, PublishedPage, Staff
from notifier.vocabulary import Role
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


def test_how_else_it_is_reached_is_kept_and_the_sample_practice_has_an_invented_answer(
    sqlite_database: Database, now: datetime
) -> None:
    given = Reach.read(" Monday to Friday,\t8am to 6pm ", "Desk@Example.com", "https://example.com/privacy ")
    assert given == Reach("Monday to Friday, 8am to 6pm", "desk@example.com", "https://example.com/privacy")
    ensure(sqlite_database, now)
    ensure(sqlite_database, now, reach=given)
    ensure(sqlite_database, now, reach=Reach(hours="Weekdays"))
    with sqlite_database.writing() as session:
        made = practices.the_only(session)
        assert (made.hours, made.email, made.privacy_url) == ("Weekdays", given.email, given.privacy_url)
        sample = practices.ensure_practice(
            session, now, name="", ods_code=practices.SAMPLE_ODS_CODE, phone="", address=()
        )
        assert Reach(sample.hours, sample.email, sample.privacy_url) == practices.SAMPLE_REACH


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "nobody"),
        ("hours", "8" * 201),
        ("privacy_url", "http://example.com/privacy"),
        ("privacy_url", "javascript:alert(1)"),
        ("privacy_url", "https:///privacy"),
    ],
)
def test_what_patients_could_not_use_is_refused(field: str, typed: str) -> None:
    with pytest.raises(ValueRefused):
        Reach.read(**{"hours": "", "email": "", "privacy_url": "", field: typed})


def test_new_details_are_published_anew_on_the_pages_of_a_running_campaign(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    world.launched()
    with sqlite_database.writing() as session:
        practice = session.get_one(Practice, world.practice_id)
        practices.ensure_practice(session, now, name="", ods_code=practice.ods_code, phone="01632 960999", address=())
        for _ in range(2):  # the second time it says so already
            published_pages.publish_details(session, practice.id, now)
        published = [row for row in rows_of(session, PublishedPage) if row.language == "en"]
        assert [row.words["practice_phone"] for row in published] == ["01632 960123", "01632 960999"]
        assert published_pages.practices(session) == {"Riverside Surgery": "01632 960999"}


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


# --- whose installation it is ---


def test_a_second_practice_is_refused_and_the_first_named(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now, practice="First Surgery")
    world.import_people(world.person())
    with database.writing() as session:
        first = practices.the_only(session)
        with pytest.raises(NotAllowed, match=rf"Second Surgery is not set up: .* First Surgery \({first.ods_code}\)'s"):
            practices.claim_installation(session, now, "B23456", "Second Surgery")
        assert practices.claim_installation(session, now, f" {first.ods_code.lower()} ", "New Name") == first.ods_code
        assert practices.claim_installation(session, now, "", "") == first.ods_code
        assert len(rows_of(session, Practice)) == 1


def test_a_code_is_put_right_until_there_is_a_list_and_what_was_invented_goes(
    database: Database, now: datetime
) -> None:
    with database.writing() as session:
        code = practices.claim_installation(session, now, "", "")
        practices.ensure_practice(session, now, name="", ods_code=code, phone="", address=())
        assert practices.claim_installation(session, now, "a12345", "High Street Surgery") == "A12345"
        (made,) = rows_of(session, Practice)
        assert (made.ods_code, made.hours, made.email, made.privacy_url) == ("A12345", "", "", "")
        with pytest.raises(NotAllowed, match=r"If A12345 was mistyped, add --mistyped A12345$"):
            practices.claim_installation(session, now, "B23456", "Second Surgery")
        assert practices.claim_installation(session, now, "A12354", "", mistyped="a12345") == "A12354"


def test_nothing_is_mistyped_once_there_is_a_list(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    world.import_people(world.person())
    with database.writing() as session:
        first = practices.the_only(session).ods_code
        with pytest.raises(NotAllowed, match=r"two-practices\.md\)$"):
            practices.claim_installation(session, now, "B23456", "Second Surgery", mistyped=first)


def test_of_two_that_an_earlier_release_let_in_the_unused_one_goes_when_the_other_is_named(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world, unused = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    world.import_people(world.person())
    stray = unused.staff(Role.RECEPTION)
    with database.writing() as session:
        used, other = rows_of(session, Practice)
        for code in ("", other.ods_code, "B23456"):
            with pytest.raises(NotAllowed):
                practices.claim_installation(session, now, code, "")
        with pytest.raises(NotAllowed, match=r"two practices are set up here, Riverside Surgery .* and Hillside"):
            practices.the_only(session)
        assert practices.claim_installation(session, now, used.ods_code, "") == used.ods_code
        assert practices.the_only(session).id == used.id
        assert not session.get_one(Staff, stray.id).active
        assert [event.action for event in audit.events(session)][-1] == "practice.removed"


def ensure(database: Database, now: datetime, **given: Any) -> None:
    details = {"name": "", "phone": "", "address": (), **given}
    with database.writing() as session:
        practices.ensure_practice(session, now, ods_code="Y00001", **details)
