"""The files of an export: nothing in them runs, parts stay as they are, and no older one stays behind."""

from hashlib import sha256
from pathlib import Path

import pytest

from notifier.errors import NotFound, ValueRefused
from notifier.store import audit, csv_cells
from notifier.store.database import Database
from notifier.vocabulary import (
    Choice,
    OutcomeKind,
    Role,
)
from tests.notifier.export_steps import batches, closed, exported, five_silent, manifest, names, table
from tests.world import Begin, World

DISSENT = "Express dissent for Summary Care Record dataset upload"
ASKED, SILENT, HOLD = OutcomeKind.MAY_CODE_ASKED, OutcomeKind.MAY_CODE_SILENT, OutcomeKind.HOLD
NOBODY = {"may_code_asked": 0, "may_code_silent": 0, "hold": 0, "keep": 0, "take_off": 0, "other_basis": 0}


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """See `answered`; what follows is frozen."""
    return begin(sqlite_database, closed)


def test_batches_are_numbered_and_stay_as_they_are_when_somebody_is_left_out(
    begin: Begin, sqlite_database: Database, tmp_path: Path
) -> None:
    world = begin(sqlite_database, five_silent)
    people = sorted(person.nhs_number for person in world.people)
    done = exported(world, tmp_path, batch_size=2)
    assert done.counts["may_code_silent"] == 5
    assert batches(tmp_path) == [people[:2], people[2:4], people[4:]]
    world.answer(next(one for one in world.people if one.nhs_number == people[1]), Choice.KEEP)
    exported(world, tmp_path, batch_size=2)
    assert batches(tmp_path) == [people[:1], people[2:4], people[4:]], "nobody moves into a batch that was coded"
    assert {"may_code_silent_001.csv", "nhs_numbers_may_code_silent_003.txt"} <= manifest(tmp_path)["sha256"].keys()
    assert [row["NHS number"] for row in table(tmp_path, "may_code_silent_002")] == people[2:4]
    with pytest.raises(ValueRefused, match="a batch of 0 is none"):
        exported(world, tmp_path, batch_size=0)


def test_no_list_of_an_earlier_export_stays_behind(begin: Begin, sqlite_database: Database, tmp_path: Path) -> None:
    world = begin(sqlite_database, five_silent)
    kept = tmp_path / "minutes of the partners.csv"
    kept.write_text("ours", encoding="utf-8")
    exported(world, tmp_path, batch_size=1)
    assert "nhs_numbers_may_code_silent_005.txt" in names(tmp_path)
    exported(world, tmp_path, batch_size=3)
    assert [name for name in names(tmp_path) if name.startswith("may_code_silent")] == [
        "may_code_silent_001.csv",
        "may_code_silent_002.csv",
    ]
    exported(world, tmp_path)
    assert [name for name in names(tmp_path) if "silent" in name] == [
        "may_code_silent.csv",
        "nhs_numbers_may_code_silent.txt",
    ]
    assert kept.read_text(encoding="utf-8") == "ours"
    assert not list(tmp_path.glob(".*.part"))


def test_no_cell_is_a_formula(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    (row,) = table(tmp_path, ASKED)
    assert row["Family name"] == "'=HYPERLINK(0)"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(cell: str) -> None:
    assert csv_cells.safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "O'Neill", "Smith-Jones", "9994743546", "03/01/1980"])
def test_a_harmless_cell_stays_as_it_is(cell: str) -> None:
    assert csv_cells.safe_cell(cell) == cell


def test_the_numbers_are_bare_lines_that_the_clinical_systems_take(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    content = (tmp_path / "nhs_numbers_hold.txt").read_bytes()
    assert content == b"".join(f"{person.nhs_number}\r\n".encode() for person in world.people[2:])


def test_the_manifest_and_the_chain_pin_every_file_and_the_set(world: World, tmp_path: Path) -> None:
    done = exported(world, tmp_path)
    said = manifest(tmp_path)
    files = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in tmp_path.iterdir()
        if path.suffix in (".csv", ".txt", ".html")
    }
    assert len(files) == 13
    assert said["sha256"] == files
    assert said["frozen_set"]["number"] == done.set_number == 1
    with world.database.reading() as session:
        event = next(one for one in reversed(list(audit.events(session))) if one.action == "export.written")
        assert event.staff_id == world.staff(Role.MANAGER).id
        assert event.details == {"frozen_set": 1, "counts": said["counts"], "sha256": files}


def test_the_steps_say_what_is_added_and_that_nobody_tried_them(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    assert [name for name in names(tmp_path) if name.startswith("how-to")] == [
        "how-to-emis-web.html",
        "how-to-systmone.html",
        "how-to-vision.html",
    ]
    for name in ("how-to-emis-web.html", "how-to-systmone.html", "how-to-vision.html"):
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert "Not tried on a live system" in page
        assert page.count("The campaign has <strong>no code</strong> for these patients") == 1
        assert "<code>9Ndo</code>" in page
        assert "Date: 22 December 2026" in page
        assert "How to take the code off again" in page
        assert page.count('<a href="http') >= 2
        assert "{" not in page.partition("</style>")[2]


def test_a_folder_that_cannot_be_written_leaves_no_event(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(NotFound, match="cannot be written"):
        exported(world, tmp_path / "file")
    with world.database.reading() as session:
        assert "export.written" not in {event.action for event in audit.events(session)}
