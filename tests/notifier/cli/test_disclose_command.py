"""One patient's everything from the command line: into an empty folder or a zip, and on record."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.patients.samples import write_sample
from notifier.store import audit
from notifier.store.tables import Patient
from tests.journeys.driver import MANAGER, Practice
from tests.snapshots import Snapshots
from tests.world import rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    made = Practice(tmp_path, sqlite_url, NOW)
    made.set_up(snapshots)
    return made


def test_a_folder_or_a_zip_has_the_same_and_each_is_an_event(practice: Practice, tmp_path: Path) -> None:
    write_sample(tmp_path / "list.csv", 5, 2, "systmone", NOW.date())
    practice.run("list", "import", tmp_path / "list.csv", "--staff", MANAGER)
    database = practice.open_database()
    with database.reading() as session:
        patient = rows_of(session, Patient)[0]
        patient_id, nhs_number = patient.id, patient.nhs_number
    asked = ("disclose", "--nhs-number", nhs_number, "--staff", MANAGER)
    folder, packed = tmp_path / "copy", tmp_path / "copy.zip"
    said = practice.run(*asked, "--out", folder)
    assert "everything-on-record.json" in said
    practice.run(*asked, "--out", packed)
    assert json.loads((folder / "everything-on-record.json").read_text())["nhs_numbers"] == [nhs_number]
    assert (folder / "everything-on-record.pdf").read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(packed) as archive:
        assert sorted(archive.namelist()) == ["everything-on-record.json", "everything-on-record.pdf"]
    refused = practice.run(*asked, "--out", folder, status=1)
    assert "has something in it" in refused
    with database.reading() as session:
        found = [event.details for event in audit.events(session) if event.action == "patient.disclosed"]
    database.close()
    assert [one["patient"] for one in found] == [patient_id, patient_id], "what was refused was not made"
