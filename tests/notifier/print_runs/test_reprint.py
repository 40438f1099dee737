"""Reprints: the same letters to the hash, as a run of its own, and never of what is out already by accident."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.contacts import PostalAddress
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.print_runs.reprint import Reprinted, Wanted, reprint_letters
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Link, PrintedLetter, PrintRun
from notifier.vocabulary import Channel, Choice, Role
from tests.fixtures.letters import Layouts
from tests.notifier.planning_steps import NOTICE_DAYS, launch
from tests.notifier.print_runs.print_run_steps import letters, listed_in, manifest_of, post, printer, run_in
from tests.world import World, rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """Three patients whose letters are printed in run 1, on another day."""
    world = World(sqlite_database, tmp_path, now)
    launch(world, *(world.person(mobile=None, email=None) for _ in range(3)), channels=(Channel.LETTER,))
    run_in(world, tmp_path)
    world.later(days=2)
    return world


def again(world: World, out: Path, run_id: int = 1, references: Sequence[str] = (), **options: Any) -> Reprinted:
    wanted = Wanted(run_id, options.pop("why", "the printer jammed"), references, **options)
    with printer(world) as delivery_sender:
        return reprint_letters(delivery_sender, wanted, out, world.staff(Role.MANAGER), world.now)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder that has some, by their names."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found
    return found


def printed(folder: Path) -> list[tuple[str, str]]:
    return [(one["reference"], one["hash"]) for one in manifest_of(folder)["letters"]]


def test_the_same_letters_are_printed_again_as_they_were(world: World, tmp_path: Path, layouts: Layouts) -> None:
    layouts.clear()  # another process, which lays out its own
    done = again(world, tmp_path)
    assert (done.run.reprint_of, done.run.why, done.left_out) == (1, "the printer jammed", {})
    first, second = tmp_path / "run-0001", tmp_path / "run-0002"
    assert printed(second) == printed(first)
    assert contents(second / "post") == contents(first / "post")
    with world.database.reading() as session:
        assert [run.reprint_of for run in rows_of(session, PrintRun)] == [None, 1]
        assert len(rows_of(session, PrintedLetter)) == 6
        event = rows_of(session, AuditEvent)[-1]
        assert (event.action, event.details["reprint_of"]) == ("letters.reprinted", 1)
    assert printed(Path(again(world, tmp_path, run_id=2).run.folder)) == printed(first)


def test_one_letter_can_be_printed_again_by_its_reference(world: World, tmp_path: Path) -> None:
    reference, *_ = listed_in(tmp_path / "run-0001")
    done = again(world, tmp_path, references=[reference.lower()])
    assert listed_in(Path(done.run.folder)) == [reference]
    for wrong, refusal in (("Smith", ValueRefused), ("0000000000", NotFound)):
        with pytest.raises(refusal):
            again(world, tmp_path, references=[reference, wrong])


def test_a_letter_that_would_not_be_the_same_is_left_out_and_says_why(world: World, tmp_path: Path) -> None:
    moved, answered, dead = world.people
    new = PostalAddress(("2 New Road", "Blackwater"), "GU17 9XX")
    world.answer(answered, Choice.KEEP)
    world.import_people(replace(moved, address=new), answered, replace(dead, deceased=True))
    with pytest.raises(NotAllowed, match="spoiled"):
        again(world, tmp_path)
    assert not list(tmp_path.glob("*0002*"))
    with world.database.reading() as session:
        assert len(rows_of(session, PrintRun)) == 1
    world.import_people(moved, answered, replace(dead, deceased=True))
    done = again(world, tmp_path)
    references = {one.nhs_number: world.deliveries(one.nhs_number)[-1].reference for one in world.people}
    assert listed_in(Path(done.run.folder)) == [references[moved.nhs_number]]
    assert set(done.left_out) == {references[answered.nhs_number], references[dead.nhs_number]}
    assert "answered" in done.left_out[references[answered.nhs_number]]


def test_what_was_posted_is_printed_again_only_on_purpose(world: World, tmp_path: Path) -> None:
    post(world)
    with pytest.raises(NotAllowed, match="3 of these letters are recorded as posted"):
        again(world, tmp_path)
    assert again(world, tmp_path, although_posted=True).run.letters == 3


def test_a_reprint_needs_a_reason_and_a_run_of_this_practice(world: World, tmp_path: Path) -> None:
    with pytest.raises(ValueRefused, match="why"):
        again(world, tmp_path, why=" ")
    with pytest.raises(NotFound, match="no print run 9"):
        again(world, tmp_path, run_id=9)
    stranger = World(world.database, tmp_path, world.now, practice="Hillside Surgery")
    with pytest.raises(NotFound):
        again(stranger, tmp_path)


def test_a_letter_that_lay_too_long_is_printed_again_with_a_later_day(world: World, tmp_path: Path) -> None:
    world.later(days=18)
    done = again(world, tmp_path)
    assert done.left_out == {}
    whole_period = (world.now + timedelta(days=NOTICE_DAYS)).date()
    assert [row.deadline_on for row in letters(world)] == [whole_period] * 3
    with world.database.reading() as session:
        assert set(session.execute(select(Link.deadline_on)).scalars()) == {whole_period}
    first_run, second_run = printed(tmp_path / "run-0001"), printed(Path(done.run.folder))
    assert [reference for reference, _ in second_run] == [reference for reference, _ in first_run]
    assert not {sha256 for _, sha256 in first_run} & {sha256 for _, sha256 in second_run}
    third = again(world, tmp_path, run_id=2)
    assert printed(Path(third.run.folder)) == second_run, "from then on it is the same again"
    fourth = again(world, tmp_path, run_id=1)
    assert printed(Path(fourth.run.folder)) == second_run, "whichever run is named"


def test_a_letter_whose_address_changed_too_is_not_printed_again_with_a_later_day(world: World, tmp_path: Path) -> None:
    moved, *others = world.people
    world.later(days=18)
    world.import_people(replace(moved, address=PostalAddress(("2 New Road", "Blackwater"), "GU17 9XX")), *others)
    done = again(world, tmp_path)
    assert list(done.left_out) == [letters(world)[0].reference]
    assert done.run.letters == 2
