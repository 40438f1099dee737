"""The files of a print run by API: listed, taken away with their sums, made again; and what came back."""

import hashlib
import io
import zipfile

import pytest

from notifier.store import audit
from notifier.vocabulary import JobKind, Role
from tests.web.api.programs import Program
from tests.web.staff.test_print_run_pages import light_by_letter, references
from tests.web.world import World, local_day

__all__ = ["light_by_letter"]
pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


def test_a_runs_files_are_taken_away_once_it_is_written_down_and_made_again_for_a_reason(
    light_by_letter: World,
) -> None:
    world = light_by_letter
    manager, desk = Program.of(world, Role.MANAGER), Program.of(world, Role.RECEPTION, is_proof=False)
    runs = f"/campaigns/{world.campaign_id}/print-runs"
    manager.post(runs)
    assert world.work() == 1
    (made,) = manager.get(runs)["items"]
    run = f"{runs}/{made['id']}"
    shown = desk.get(f"{run}/files")
    assert sum(file["letters"] for file in shown["files"]) == made["letters"] == len(references(world))
    first = shown["files"][0]
    taken = manager.call("POST", f"{run}/files/take", json={"name": first["name"]})
    assert hashlib.sha256(taken.data).hexdigest() == first["sha256"]
    taken.close()
    whole = manager.call("POST", f"{run}/files/take", json={})
    with zipfile.ZipFile(io.BytesIO(whole.data)) as archive:
        assert any(name.endswith(first["name"]) for name in archive.namelist())
    whole.close()
    assert manager.call("POST", f"{run}/files/take", json={"name": "../other"}).status_code == 404
    with world.database.reading() as session:
        written = [event.details["file"] for event in audit.events(session) if event.action == "letters.taken"]
    assert written == [first["name"], "all"]
    assert desk.call("GET", f"{run}/count-sheet").data.startswith(b"%PDF")
    again = manager.post(f"{run}/reprints", json={"why": "The printer jammed"})
    assert again["kind"] == JobKind.REPRINT_LETTERS
    assert manager.call("POST", f"{run}/reprints", json={"why": ""}).status_code == 422
    returned = {"json": {"reference": references(world)[0], "reason": "gone_away", "returned_on": local_day(world.now)}}
    came = desk.post("/returned-letters", **returned)
    assert (came["reason"], came["was_posted"]) == ("gone_away", False)
    assert desk.call("POST", "/returned-letters", **returned).status_code == 409
    back = desk.get(f"/campaigns/{world.campaign_id}/returned-letters")["items"]
    assert [one["reference"] for one in back] == [came["reference"]]
