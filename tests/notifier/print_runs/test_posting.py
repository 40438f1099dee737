"""Postings: what counts from which day, pile by pile and run by run."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.delivery import planning
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.print_runs import posting
from notifier.print_runs.posting import LettersTooLate
from notifier.print_runs.reprint import Wanted, reprint_letters
from notifier.store.database import Database
from notifier.vocabulary import Channel, DeliveryStatus, HoldReason, Pile, Role, Wave
from tests.notifier.planning_steps import NOWHERE, launch
from tests.notifier.print_runs.print_run_steps import letters, post, printer, run_in
from tests.world import World, sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """Two patients for the post, one for the transcription house and one for the desk; all is printed."""
    world = World(sqlite_database, tmp_path, now)
    people = [world.person(mobile=None, email=None) for _ in range(2)]
    people.append(world.person(mobile=None, email=None, accessible_format="Requires information in Braille"))
    people.append(world.person(mobile=None, email=None, address=NOWHERE))
    launch(world, *people, channels=(Channel.LETTER,))
    run_in(world, tmp_path / "out")
    return world


def posted(world: World) -> list[bool]:
    """Whether each printed letter was posted, in the order of the patients."""
    return [row.posted_at is not None for row in letters(world) if row.delivery_status is DeliveryStatus.ACCEPTED]


def test_a_printed_letter_tells_nobody_before_the_day_of_its_posting(world: World) -> None:
    printed_at = world.now
    world.later(days=40)
    first = sample_number(1)
    assert world.outcome(first).reason is HoldReason.NOT_INFORMED
    assert post(world, posted_at=printed_at + timedelta(days=5)) == 2
    found = world.outcome(first)
    assert found.deadline_on == (printed_at + timedelta(days=33)).date()
    assert found.may_be_coded


def test_what_was_kept_back_waits_on_and_is_named_as_it_is_scanned(world: World) -> None:
    kept, *_ = (row.reference for row in letters(world) if row.wave is not Wave.HAND_OUT)
    with pytest.raises(ValueRefused, match="'Smith' is no reference"):
        post(world, kept_back=["Smith"])
    with pytest.raises(NotAllowed, match="do not wait to be posted with the others"):
        post(world, kept_back=[kept, "AAAAAAAAAA"])
    assert posted(world) == [False, False, False, False]
    assert post(world, kept_back=[f"https://surgery.example.com/s/{kept}"]) == 1
    assert post(world) == 1


def test_each_pile_is_posted_by_itself_once_and_the_desk_s_never(world: World) -> None:
    assert post(world, Role.RECEPTION) == 2
    assert posted(world) == [True, True, False, False]
    with pytest.raises(NotAllowed, match="waits"):
        post(world)
    assert post(world, pile=Pile.TRANSCRIPTION) == 1
    with pytest.raises(NotAllowed, match="handed over"):
        post(world, pile=Pile.HAND_OUT)
    assert posted(world) == [True, True, True, False]
    (at_the_desk,) = (row for row in letters(world) if row.wave is Wave.HAND_OUT)
    assert at_the_desk.posted_at is None


def test_a_run_can_be_posted_by_itself(world: World, tmp_path: Path) -> None:
    world.import_people(*world.people, world.person(mobile=None, email=None))
    second = int(run_in(world, tmp_path / "out").name.rpartition("-")[2])
    assert post(world, run_id=second) == 1
    assert posted(world) == [False, False, False, False, True]
    with pytest.raises(NotFound, match="no print run 99"):
        post(world, run_id=99)


def test_nothing_was_posted_in_the_future_before_it_was_printed_or_by_just_anybody(world: World) -> None:
    for moment in (world.now + timedelta(minutes=1), world.now - timedelta(days=1)):
        with pytest.raises(NotAllowed):
            post(world, posted_at=moment)
    for role in (Role.APPROVER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            post(world, role)
    stranger = World(world.database, world.settings.instance, world.now, practice="Hillside Surgery")
    with world.database.writing() as session, pytest.raises(NotFound):
        posting.record_posting(session, world.campaign_id, stranger.staff(Role.MANAGER), world.now, world.now)
    assert not any(posted(world))


def test_letters_printed_in_the_afternoon_can_be_recorded_as_posted_on_that_day(world: World) -> None:
    noon = world.now - timedelta(hours=4)
    world.later(days=1)
    assert post(world, posted_at=noon) == 2


# --- too late for the day that they name ---


def test_letters_that_would_come_too_late_for_their_day_are_refused_by_name(world: World) -> None:
    world.later(days=20)  # of 28: the post and a week to answer take longer than what is left
    with pytest.raises(LettersTooLate, match="2 letters name a last day to answer that is over or too near") as refused:
        post(world)
    assert all(row.reference in str(refused.value) for row in letters(world)[:2])
    assert "print them again, which gives them a later day" in str(refused.value)
    assert not any(posted(world))
    with pytest.raises(LettersTooLate):
        post(world, only_in_time=True)
    assert post(world, posted_at=world.now - timedelta(days=18)) == 2, "they were posted in time, and nobody said so"


def test_the_others_are_recorded_alone_if_asked(world: World, tmp_path: Path) -> None:
    world.later(days=20)
    world.import_people(*world.people, world.person(mobile=None, email=None))
    run_in(world, tmp_path / "out")
    with pytest.raises(LettersTooLate, match="those in time, 3, can be recorded alone"):
        post(world)
    assert post(world, only_in_time=True) == 3, "the joiner's, and the reminders of what nobody posted"
    assert posted(world)[:2] == [False, False]


def test_a_letter_that_is_posted_late_but_in_time_gives_the_whole_period_all_the_same(world: World) -> None:
    named = letters(world)[0].deadline_on
    world.later(days=10)
    post(world)
    found = world.outcome(sample_number(1))
    assert found.deadline_on == (world.now + timedelta(days=28)).date()
    assert named is not None
    assert found.deadline_on > named


def test_of_letters_that_were_printed_again_with_a_later_day_only_the_new_ones_are_posted(
    world: World, tmp_path: Path
) -> None:
    world.later(days=20)
    with printer(world) as delivery_sender:
        done = reprint_letters(
            delivery_sender, Wanted(1, "they lay here"), tmp_path / "out", world.staff(Role.MANAGER), world.now
        )
    with pytest.raises(NotAllowed, match="waits"):
        post(world, run_id=1)
    assert post(world, run_id=done.run.id) == 2


def test_a_reminder_that_is_printed_too_late_for_the_day_of_before_names_a_later_one(
    world: World, tmp_path: Path
) -> None:
    post(world)
    first_day = letters(world)[0].deadline_on
    world.later(days=15)
    run_in(world, tmp_path / "in time")
    reminders = [row for row in letters(world) if row.wave is Wave.REMINDER]
    assert [row.deadline_on for row in reminders[:2]] == [first_day] * 2, "it repeats the day of the letter"
    assert post(world) == 2


def test_a_reminder_that_waited_before_it_was_printed_names_a_later_day(world: World, tmp_path: Path) -> None:
    post(world)
    first_day = letters(world)[0].deadline_on
    assert first_day is not None
    world.later(days=15)
    planning.advance(world.database, world.campaign_id, world.keys, world.now)
    world.later(days=5)
    run_in(world, tmp_path / "late")
    reminders = [row for row in letters(world) if row.wave is Wave.REMINDER]
    named = reminders[0].deadline_on
    assert named is not None
    assert named >= (world.now + timedelta(days=14)).date() > first_day
    assert post(world) == 2, "it may wait for a week"
    assert world.outcome(sample_number(1)).deadline_on == named
