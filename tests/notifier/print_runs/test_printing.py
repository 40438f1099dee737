"""Print runs: whole or not at all, each letter once, whatever is killed in between."""

import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.contacts import PostalAddress
from notifier.errors import NotAllowed, NotFound
from notifier.print_runs import runs, status
from notifier.print_runs.binding import Watch, unwatched
from notifier.print_runs.lock import campaign_lock
from notifier.print_runs.status import UnmadeLetter
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, PrintedLetter, PrintRun
from notifier.vocabulary import Channel, DeliveryStatus, FailReason, Pile, Wave
from tests.notifier.planning_steps import NOWHERE, launch
from tests.notifier.print_runs.print_run_steps import letters, listed_in, manifest_of, print_to, run_in
from tests.world import World, rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NO_FONT_HAS = "\U00030001"  # a letter that no font on the machine has
FORKED = multiprocessing.get_context("fork")


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return with_letters(World(sqlite_database, tmp_path, now))


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return with_letters(World(database, tmp_path, now))


def with_letters(world: World) -> World:
    """Two patients for the post and one for the desk."""
    people = [world.person(mobile=None, email=None) for _ in range(2)]
    launch(world, *people, world.person(mobile=None, email=None, address=NOWHERE), channels=(Channel.LETTER,))
    return world


def test_an_address_that_no_window_shows_is_handed_out(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    endless = PostalAddress((f"{'W' * 80} House", "BLACKWATER"), "GU17 9XX")
    person = world.person(mobile=None, email=None, address=endless)
    launch(world, person, channels=(Channel.LETTER,))
    assert print_to(world, tmp_path / "first").run is None
    folder = run_in(world, tmp_path / "second")
    assert [one["pile"] for one in manifest_of(folder)["letters"]] == [Pile.HAND_OUT]
    refused, at_the_desk = world.deliveries(person.nhs_number)
    assert (refused.fail_reason, at_the_desk.wave) == (FailReason.BAD_ADDRESS, Wave.HAND_OUT)


def statuses(world: World) -> list[DeliveryStatus]:
    return [row.delivery_status for row in letters(world) if row.delivery_status is not DeliveryStatus.SKIPPED]


def on_record(world: World, table: type[Any]) -> list[Any]:
    with world.database.reading() as session:
        rows = rows_of(session, table)
        session.expunge_all()
        return rows


def test_a_run_has_every_waiting_letter_and_is_on_record(each_world: World, tmp_path: Path) -> None:
    folder = run_in(each_world, tmp_path / "out")
    assert folder == tmp_path / "out" / "run-0001"
    assert {path.name for path in folder.iterdir()} == {
        *("post", "hand-out-001.pdf", "hand-out-cover.pdf", "proof-do-not-post.pdf"),
        *("count-sheet.pdf", "manifest.json", "manifest.csv"),
    }
    assert [path.name for path in folder.parent.iterdir()] == ["run-0001"]
    printed = {row.reference: row for row in letters(each_world) if row.delivery_status is DeliveryStatus.ACCEPTED}
    assert set(listed_in(folder)) == set(printed)
    assert {row.provider for row in printed.values()} == {runs.NAME}
    (run,) = on_record(each_world, PrintRun)
    assert run.finished_at == each_world.now
    assert run.files == manifest_of(folder)["files"]
    rows = {row.delivery_id: (row.pile, row.sha256) for row in on_record(each_world, PrintedLetter)}
    of_manifest = {printed[one["reference"]].id: one for one in manifest_of(folder)["letters"]}
    assert rows == {which: (one["pile"], one["hash"]) for which, one in of_manifest.items()}
    (event,) = (one for one in on_record(each_world, AuditEvent) if one.action == "letters.printed")
    assert event.details["piles"] == {Pile.POST: 2, Pile.HAND_OUT: 1}
    assert event.details["manifest_sha256"] == run.manifest_sha256


def test_the_command_again_prints_only_what_was_planned_since(world: World, tmp_path: Path) -> None:
    first = set(listed_in(run_in(world, tmp_path)))
    assert print_to(world, tmp_path).run is None
    assert len(on_record(world, PrintRun)) == 1
    world.import_people(*world.people, world.person(mobile=None, email=None))
    (new,) = listed_in(run_in(world, tmp_path))
    assert new not in first


def test_a_run_that_is_refused_at_the_disk_counts_for_nothing(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NotFound, match="ask for the run again"):
        print_to(world, tmp_path / "file")
    assert set(statuses(world)) == {DeliveryStatus.PLANNED}
    assert on_record(world, PrintRun) == []
    run_in(world, tmp_path / "elsewhere")
    assert set(statuses(world)) == {DeliveryStatus.ACCEPTED}


def test_a_run_never_goes_into_the_folder_of_another_installation(world: World, tmp_path: Path) -> None:
    (tmp_path / "run-0001").mkdir()
    with pytest.raises(NotAllowed, match="another --out"):
        print_to(world, tmp_path)
    assert set(statuses(world)) == {DeliveryStatus.PLANNED}


def test_two_runs_of_a_campaign_take_turns(world: World, tmp_path: Path) -> None:
    with (
        campaign_lock(world.database, world.settings.instance, world.campaign_id),
        pytest.raises(NotAllowed, match="right now"),
    ):
        print_to(world, tmp_path)
    run_in(world, tmp_path)


def test_a_letter_that_cannot_be_made_is_named_and_the_others_are_printed(each_world: World, tmp_path: Path) -> None:
    world = each_world
    person = world.person(mobile=None, email=None, given_name="Ada", family_name=NO_FONT_HAS)
    world.import_people(*world.people)
    printed = print_to(world, tmp_path)
    assert printed.run is not None
    assert (printed.run.letters, printed.not_made) == (3, 1)
    (unmade,) = listed_unmade(world)
    assert (unmade.full_name, unmade.patient_id) == (f"Mx Ada {NO_FONT_HAS}", world.patient_id(person.nhs_number))
    assert unmade.why.startswith("There is no shape for U+30001 CJK UNIFIED IDEOGRAPH-30001. Correct the name")
    with world.database.reading() as session:
        assert status.paper_status(session, world.campaign_id, world.now).unmade == 1


def test_a_name_that_was_corrected_gets_its_letter(world: World, tmp_path: Path) -> None:
    person = world.person(mobile=None, email=None, family_name=NO_FONT_HAS)
    world.import_people(*world.people)
    run_in(world, tmp_path)
    world.import_people(*world.people)
    assert print_to(world, tmp_path).run is None, "the same name fails in the same way"
    world.import_people(*world.people[:-1], replace(person, family_name="Biang"))
    (reference,) = listed_in(run_in(world, tmp_path))
    assert world.deliveries(person.nhs_number)[-1].reference == reference


def test_an_address_that_no_font_can_show_is_handed_out_and_named(world: World, tmp_path: Path) -> None:
    strange = PostalAddress((f"1 {NO_FONT_HAS} Road", "BLACKWATER"), "GU17 9XX")
    person = world.person(mobile=None, email=None, address=strange)
    world.import_people(*world.people)
    run_in(world, tmp_path)
    assert [one.why.partition(",")[0] for one in listed_unmade(world)] == [
        "The address has U+30001 CJK UNIFIED IDEOGRAPH-30001"
    ]
    run_in(world, tmp_path)
    assert world.deliveries(person.nhs_number)[-1].wave is Wave.HAND_OUT


def test_the_papers_of_a_run_show_names_in_every_script(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    names = ("小明", "ਗੁਰਪ੍ਰੀਤ", "محمد")
    people = [world.person(mobile=None, email=None, address=NOWHERE, given_name=name) for name in names]
    launch(world, *people, channels=(Channel.LETTER,))
    folder = run_in(world, tmp_path / "out")
    assert (folder / "hand-out-cover.pdf").exists()
    assert [one["pile"] for one in manifest_of(folder)["letters"]] == [Pile.HAND_OUT] * 3


def listed_unmade(world: World) -> list[UnmadeLetter]:
    with world.database.reading() as session:
        return status.unmade_letters(session, world.practice_id, world.campaign_id)


# --- killed ---


def print_until_killed(world: World, out: Path, watch: Watch = unwatched) -> None:
    """Print in a process of its own that is killed by what it comes by."""

    def work() -> None:
        world.database = Database.open(world.settings.database_url)  # a connection does not survive a fork
        print_to(world, out, watch=watch)

    process = FORKED.Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_when_bound(what: str, _done: int, _of: int | None) -> None:
    if what == "bound":
        die()


def test_a_run_killed_while_it_is_bound_is_printed_by_the_next(each_world: World, tmp_path: Path) -> None:
    print_until_killed(each_world, tmp_path / "killed", die_when_bound)
    assert [path.name for path in (tmp_path / "killed").iterdir()] == [".run-0001.part"]
    assert set(statuses(each_world)) == {DeliveryStatus.SENDING}
    folder = run_in(each_world, tmp_path / "next")
    assert len(set(listed_in(folder))) == 3
    assert list((tmp_path / "killed").iterdir()) == []
    assert set(statuses(each_world)) == {DeliveryStatus.ACCEPTED}
    assert len(on_record(each_world, PrintedLetter)) == 3


def test_a_run_killed_before_it_is_on_record_is_put_there_and_not_printed_again(
    each_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "killed" / "run-0001"
    kill_at_finish(each_world, killed.parent, monkeypatch)
    assert set(statuses(each_world)) == {DeliveryStatus.SENDING}
    assert print_to(each_world, tmp_path / "next").run is None
    assert set(statuses(each_world)) == {DeliveryStatus.ACCEPTED}
    assert {row.reference for row in letters(each_world)} > set(listed_in(killed))
    (run,) = on_record(each_world, PrintRun)
    assert (run.folder, len(on_record(each_world, PrintedLetter))) == (str(killed), 3)
    assert not (tmp_path / "next").exists()


def test_a_folder_that_was_moved_away_leaves_its_letters_unknown_until_it_is_back(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "killed" / "run-0001"
    kill_at_finish(world, killed.parent, monkeypatch)
    killed.rename(tmp_path / "elsewhere")
    world.import_people(*world.people, world.person(mobile=None, email=None))
    printed = print_to(world, tmp_path / "next")
    assert printed.run is not None
    assert (printed.run.letters, printed.unknown, printed.missing_folders) == (1, 3, (str(killed),))
    (tmp_path / "elsewhere").rename(killed)
    assert print_to(world, tmp_path / "next").unknown == 0
    assert set(statuses(world)) == {DeliveryStatus.ACCEPTED}
    assert len(on_record(world, PrintedLetter)) == 4


def kill_at_finish(world: World, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Print in a process that is killed when the folder is there and nothing of it on record."""
    with monkeypatch.context() as patched:
        patched.setattr(runs, "finish_run", die)
        print_until_killed(world, out)
