"""The lists for the clinical system: silence apart from agreement, nobody who is held in either, nothing that runs."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import export
from notifier.replies import reviews
from notifier.store import audit, csv_cells
from notifier.store.database import Database
from notifier.store.tables import Review
from notifier.vocabulary import Answerer, CampaignStatus, Choice, Doubt, Extent, OutcomeKind, Role
from tests.notifier.reply_steps import close, sent
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """See `answered`."""
    return begin(sqlite_database, answered)


def test_each_outcome_has_its_file_and_its_numbers(begin: Begin, database: Database, tmp_path: Path) -> None:
    world = begin(database, answered)
    agreed, silent, objected, unreachable = [person.nhs_number for person in world.people]
    folder = tmp_path / "lists"
    assert exported(world, folder) == {"may_code_asked": 1, "may_code_silent": 1, "hold": 2, "late_answers": 0}
    assert numbers(folder, OutcomeKind.MAY_CODE_ASKED) == [agreed]
    assert numbers(folder, OutcomeKind.MAY_CODE_SILENT) == [silent]
    assert numbers(folder, OutcomeKind.HOLD) == [objected, unreachable]
    assert [row["Reason"] for row in table(folder, OutcomeKind.HOLD)] == ["objected", "not_informed"]


def test_nobody_may_be_coded_before_the_notice_has_run_out(world: World, tmp_path: Path) -> None:
    world.later(days=-29)
    counts = {"may_code_asked": 0, "may_code_silent": 0, "hold": 4, "late_answers": 0}
    assert exported(world, tmp_path / "lists") == counts
    assert numbers(tmp_path / "lists", OutcomeKind.MAY_CODE_SILENT) == []


def test_silence_is_not_written_down_as_agreement(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    (asked,), (silent,) = table(tmp_path, OutcomeKind.MAY_CODE_ASKED), table(tmp_path, OutcomeKind.MAY_CODE_SILENT)
    assert asked["Free text"] == "Agreed on 23 November 2026 by page; code added at the patient's wish"
    assert silent["Free text"].endswith("practice decision, not an expression of the patient's will")
    assert all(not row["Free text"] for row in table(tmp_path, OutcomeKind.HOLD))


def test_a_row_says_who_it_is_and_on_what_it_rests(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    (row,) = table(tmp_path, OutcomeKind.MAY_CODE_SILENT)
    assert row["NHS number"] == world.people[1].nhs_number
    assert (row["Family name"], row["Given name"]) == ("Łuczak", "Siân")
    assert (row["Date of birth"], row["Notice ended"]) == ("03/01/1980", "21/12/2026")
    assert row["Evidence"] == "delivered"


def test_what_whoever_keeps_it_wants_to_be_seen_stands_in_the_last_column(world: World, tmp_path: Path) -> None:
    sent(world, world.people[2], Choice.KEEP, extent=Extent.CORE)
    world.until_idle()
    exported(world, tmp_path)
    kept, unreachable = table(tmp_path, OutcomeKind.HOLD)
    assert list(kept)[-1] == "Extent wanted"
    assert (kept["Extent wanted"], unreachable["Extent wanted"]) == ("", ""), "it came late, so it is in doubt"
    close(world, Choice.KEEP)
    exported(world, tmp_path)
    assert table(tmp_path, OutcomeKind.HOLD)[0]["Extent wanted"] == "core"


def test_whoever_keeps_it_too_late_is_listed_so_that_the_code_comes_off(world: World, tmp_path: Path) -> None:
    _agreed, silent, objected, _unreachable = world.people
    sent(world, silent, Choice.KEEP)
    sent(world, objected, Choice.AGREE, answered_by=Answerer.CARER)
    world.until_idle()
    assert exported(world, tmp_path)["late_answers"] == 1
    (row,) = table(tmp_path, export.LATE_ANSWERS)
    assert (row["NHS number"], row["Answer"], row["Settled"]) == (silent.nhs_number, "keep", "")
    assert (row["Came on"], row["Last day"]) == ("22/12/2026", "21/12/2026")
    with world.database.reading() as session:
        query = select(Review.id).where(Review.doubt == Doubt.LATE)
        review_id = session.execute(query).scalar_one()
    with world.database.writing() as session:
        reviews.close_review(session, review_id, world.staff(Role.RECEPTION), Choice.KEEP, "taken off", world.now)
    exported(world, tmp_path)
    assert [row["Settled"] for row in table(tmp_path, export.LATE_ANSWERS)] == ["yes"]


def test_a_late_answer_that_was_somebody_elses_asks_for_no_code_to_come_off(world: World, tmp_path: Path) -> None:
    sent(world, world.people[2], Choice.UNSURE, doubt=Doubt.UNVERIFIED)
    world.until_idle()
    assert exported(world, tmp_path)["late_answers"] == 1, "until somebody finds out whose it was"
    close(world, None)
    assert exported(world, tmp_path)["late_answers"] == 0
    assert world.people[2].nhs_number in numbers(tmp_path, OutcomeKind.HOLD), "who had objected in time"


def test_no_cell_is_a_formula(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    (row,) = table(tmp_path, OutcomeKind.MAY_CODE_ASKED)
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


def test_the_manifest_and_the_chain_pin_every_file(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    files = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in tmp_path.iterdir()
        if path.suffix in (".csv", ".txt")
    }
    assert len(files) == 7
    assert manifest["sha256"] == files
    assert [added["code"] for added in manifest["adds"]] == ["9Ndo", "XaXj6"]
    with world.database.reading() as session:
        event = list(audit.events(session))[-1]
        assert (event.action, event.staff_id) == ("export.written", world.staff(Role.MANAGER).id)
        assert event.details == {"counts": manifest["counts"], "sha256": files}


def test_an_old_list_does_not_survive_a_new_export(world: World, tmp_path: Path) -> None:
    exported(world, tmp_path)
    world.answer(world.people[1], Choice.KEEP)
    exported(world, tmp_path)
    assert numbers(tmp_path, OutcomeKind.MAY_CODE_SILENT) == []
    assert world.people[1].nhs_number in numbers(tmp_path, OutcomeKind.HOLD)
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("role", [Role.APPROVER, Role.RECEPTION, Role.AUDITOR])
def test_only_a_manager_exports(world: World, tmp_path: Path, role: Role) -> None:
    with pytest.raises(NotAllowed, match="manager"):
        exported(world, tmp_path / "lists", role)
    assert not (tmp_path / "lists").exists()


@pytest.mark.parametrize(
    ("end", "status"), [(None, CampaignStatus.DRAFT), (lifecycle.cancel_campaign, CampaignStatus.CANCELLED)]
)
def test_only_a_launched_campaign_has_lists(
    world: World, tmp_path: Path, end: Callable[..., None] | None, status: CampaignStatus
) -> None:
    if end is None:
        world.campaign()
    else:
        with world.database.writing() as session:
            end(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    with pytest.raises(NotAllowed, match=f"is {status}"):
        exported(world, tmp_path / "lists")


def test_a_closed_campaign_can_still_be_exported(world: World, tmp_path: Path) -> None:
    with world.database.writing() as session:
        lifecycle.close_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert exported(world, tmp_path)["may_code_silent"] == 1


def test_a_folder_that_cannot_be_written_leaves_no_event(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(NotFound, match="cannot be written"):
        exported(world, tmp_path / "file")
    with world.database.reading() as session:
        assert "export.written" not in {event.action for event in audit.events(session)}


def test_another_practices_campaign_is_not_there(world: World, tmp_path: Path) -> None:
    other = World(world.database, tmp_path, world.now, practice="Hillside Surgery")
    other.campaign_id = world.campaign_id
    with pytest.raises(NotFound):
        exported(other, tmp_path / "lists")


def answered(world: World) -> None:
    """Four people, 29 days after they were told: one agreed, one was silent, one objected, one was never reached."""
    world.import_people(
        world.person(family_name="=HYPERLINK(0)"),
        world.person(family_name="Łuczak", given_name="Siân", date_of_birth=date(1980, 1, 3)),
        world.person(),
        world.person(mobile=None, email=None),
    )
    world.launched(notice_days=28)
    world.until_idle()
    world.answer(world.people[0], Choice.AGREE)
    world.answer(world.people[2], Choice.KEEP)
    world.until_idle()
    world.later(days=29)


def exported(world: World, folder: Path, role: Role = Role.MANAGER) -> dict[str, int]:
    with world.database.writing() as session:
        return export.export_lists(session, world.campaign_id, world.staff(role), folder, world.now)


def numbers(folder: Path, kind: OutcomeKind) -> list[str]:
    return (folder / f"nhs_numbers_{kind}.txt").read_text(encoding="ascii").split()


def table(folder: Path, kind: str) -> list[dict[str, str]]:
    content = (folder / f"{kind}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "or Excel takes it for another encoding"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
