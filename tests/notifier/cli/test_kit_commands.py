"""The commands about what everybody sees: each in one go, with files and records to show for it."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.patients.samples import write_sample
from notifier.store.tables import PreviewPicture
from tests.journeys.driver import APPROVER, MANAGER, RECEPTION, Practice
from tests.snapshots import Snapshots

LAUNCH = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    """A practice where nobody has done anything yet."""
    made = Practice(tmp_path, sqlite_url, LAUNCH)
    made.set_up(snapshots)
    return made


@pytest.fixture
def campaign_id(practice: Practice, tmp_path: Path) -> int:
    """A draft without letters, for to lay one out takes long."""
    path = tmp_path / "list.csv"
    write_sample(path, 3, 2, "systmone", LAUNCH.date())
    return practice.draft(path, channels="sms,email,footer")


def test_the_kit_is_written_and_previewed(practice: Practice, campaign_id: int, tmp_path: Path) -> None:
    out = tmp_path / "kit"
    practice.run("kit", campaign_id, "--out", out, "--only", "phone-queue")
    assert [path.name for path in out.iterdir()] == ["phone-queue.txt"]
    practice.run("kit", campaign_id, "--out", out, "--only", "wallpaper", status=2)
    practice.run("campaign", "preview", campaign_id)
    database = practice.open_database()
    with database.reading() as session:
        rows = session.execute(select(PreviewPicture.name, PreviewPicture.page, PreviewPicture.png)).all()
    database.close()
    assert {(row.name, row.page) for row in rows} == {
        *(("poster", 1), ("screen", 1), ("leaflet", 1), ("leaflet", 2), ("briefing", 1), ("briefing", 2)),
        *(("website", 1), ("website", 2), ("phone-queue", 1), ("footer", 1)),
    }
    assert all(row.png.startswith(b"\x89PNG") for row in rows)


def test_the_footer_is_shown_in_its_window_and_written_as_it_prints(
    practice: Practice, campaign_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "footer.txt"
    practice.extra = {"NOTIFIER_FOOTER_SYSTEM": "vision", "NOTIFIER_FOOTER_LINES": "4"}
    shown = practice.run("footer", campaign_id, "--out", path)
    written = path.read_bytes().decode("ascii").splitlines()
    assert (shown.splitlines()[2], len(shown.splitlines())) == (f"   +{'-' * 35}+", 8)
    assert [line[4:].rstrip("| ") for line in shown.splitlines()[3:7]] == [*written, ""][:4]
    wide = practice.run("footer", campaign_id, "--out", path, "--system", "emis", "--width", 60)
    assert wide.splitlines()[2] == f"   +{'-' * 60}+"
    assert len(wide.splitlines()) == 10, "the guess for the system that was named"
    assert "2 fit: shorten it" in practice.run("footer", campaign_id, "--out", path, "--lines", 2, status=1)


def test_what_was_up_is_recorded_listed_and_in_the_evidence(
    practice: Practice, campaign_id: int, tmp_path: Path
) -> None:
    practice.run("campaign", "preview", campaign_id, "--no-kit")
    practice.run("campaign", "approve", campaign_id, "--staff", APPROVER)
    for words in (["footer", "--up"], ["poster", "--where", "waiting room", "--up"], ["poster", "--down"]):
        practice.run("display", campaign_id, *words, "2026-11-23", "--staff", RECEPTION)
    footer, poster = practice.run("display", campaign_id).splitlines()
    assert footer.startswith("footer\tfrom 2026-11-23\tup still\tWe plan to stop Summary Care Records. / You can")
    assert poster == "poster\tfrom 2026-11-23\tuntil 2026-11-23\twaiting room"
    assert "future" in practice.run(
        "display", campaign_id, "screen", "--up", "2026-11-24", "--staff", MANAGER, status=1
    )
    practice.run("display", campaign_id, "screen", "--staff", MANAGER, status=2)
    pack = tmp_path / "pack.zip"
    practice.run("evidence", "pack", campaign_id, "--out", pack)
    with zipfile.ZipFile(pack) as archive:
        facts = [json.loads(line) for line in archive.read("facts.jsonl").splitlines()]
    rows = [one["public"] | one["private"] for one in facts if one["kind"] == "displayed"]
    assert [(row["display"], row["up"], row["day"]) for row in rows] == [
        ("footer", True, "2026-11-23"),
        ("poster", True, "2026-11-23"),
        ("poster", False, "2026-11-23"),
    ]
    assert "\n" in rows[0]["text"]
