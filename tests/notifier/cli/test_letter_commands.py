"""The commands about letters: what they say, what they refuse, and what a script reads. The road is in the journeys."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.driver import MANAGER, RECEPTION, Practice
from tests.notifier.print_runs.print_run_steps import listed_in
from tests.snapshots import Snapshots
from tests.world import sample_number

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HEADINGS = "NHS Number,Title,Given Name,Family Name,Date of Birth,Number and Street,Town,Postcode".split(",")


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str) -> Practice:
    return Practice(tmp_path, sqlite_url, LAUNCH)


def list_of(practice: Practice, streets: Sequence[str] = ("1 Mill Lane", "1 Mill Lane")) -> Path:
    """A list with a patient in each of these streets."""
    path = practice.folder / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            (
                HEADINGS,
                *(
                    (str(sample_number(number)), *"Mx,Ada,Test,31-Mar-1980".split(","), street, "Hull", "HU1 1AA")
                    for number, street in enumerate(streets, 1)
                ),
            )
        )
    return path


def launch(practice: Practice) -> int:
    """A campaign of letters to two patients; its id."""
    return practice.launch(list_of(practice), channels="letter")


def test_letters_are_printed_once_and_again_only_by_a_reprint(
    practice: Practice, snapshots: Snapshots, tmp_path: Path
) -> None:
    practice.set_up(snapshots)
    campaign_id = launch(practice)
    out = tmp_path / "print"
    made = ["--out", out, "--staff", MANAGER]
    run = practice.json("letters", campaign_id, *made)
    assert (run["letters"], run["folder"]) == (2, str(out / "run-0001"))
    names = [f"post/post-02-pages-{n:06d}-{one}.pdf" for n, one in enumerate(listed_in(out / "run-0001"), 1)]
    assert [(file["name"], file["letters"]) for file in run["files"]] == [(name, 1) for name in names]
    assert "notifier reprint" in practice.run("letters", campaign_id, *made, status=1)
    first, _second = listed_in(out / "run-0001")
    again = practice.json("reprint", run["id"], *made, "--because", "it jammed", "--reference", first)
    assert (again["reprint_of"], listed_in(Path(again["folder"]))) == (1, [first])
    practice.run("posted", campaign_id, "--run", again["id"], "--staff", RECEPTION)
    assert "although-posted" in practice.run("reprint", 1, *made, "--because", "x", "--reference", first, status=1)
    practice.run("posted", campaign_id, "--staff", RECEPTION)
    assert "waits" in practice.run("posted", campaign_id, "--staff", RECEPTION, status=1)
    assert "role" in practice.run("letters", campaign_id, "--out", out, "--staff", RECEPTION, status=1)


def test_a_practice_that_posts_its_own_letters_says_how_many_a_file_has(
    practice: Practice, snapshots: Snapshots, tmp_path: Path
) -> None:
    practice.set_up(snapshots)
    practice.extra = {"NOTIFIER_ENVELOPE": "c5"}
    campaign_id = launch(practice)
    run = practice.json("letters", campaign_id, "--out", tmp_path / "print", "--staff", MANAGER, "--most-letters", 1)
    assert [(file["name"], file["letters"]) for file in run["files"]] == [("post-001.pdf", 1), ("post-002.pdf", 1)]


@pytest.mark.parametrize(("envelope", "piles"), [("printer", ["post", "post"]), ("c5", ["post", "hand_out"])])
def test_whom_the_chosen_envelope_cannot_reach_is_named_at_import_and_served_at_the_desk(
    practice: Practice, snapshots: Snapshots, tmp_path: Path, envelope: str, piles: list[str]
) -> None:
    practice.set_up(snapshots)
    practice.extra = {"NOTIFIER_ENVELOPE": envelope}
    path = list_of(practice, ["1 Mill Lane", "W" * 32])
    remarks = [remark for person in practice.json("list", "check", path)["people"] for remark in person["remarks"]]
    told = [remark["line"] for remark in remarks if "wider than the envelope's window" in remark["why"]]
    assert told == ([3] if envelope == "c5" else [])
    campaign_id = practice.launch(path, channels="letter")
    run = practice.json("letters", campaign_id, "--out", tmp_path / "print", "--staff", MANAGER)
    letters = json.loads((Path(run["folder"]) / "manifest.json").read_bytes())["letters"]
    assert [one["pile"] for one in letters] == piles


def test_wrong_usage_ends_with_2(practice: Practice) -> None:
    for words in (
        ("returned", "7K3M92QX4T", "--staff", RECEPTION),
        ("returned", "7K3M92QX4T", "--because", "eaten by the dog", "--staff", RECEPTION),
        ("posted", 1, "--pile", "hand_out", "--staff", RECEPTION),
        ("letters", 1, "--out", ".", "--most-letters", 0),
    ):
        assert practice.run(*words, status=2).startswith("Usage: ")
