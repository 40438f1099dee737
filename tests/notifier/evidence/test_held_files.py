"""After a purge, no name, number, address or code of a patient is in any file of the installation."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, text

from notifier.evidence import retention
from notifier.evidence.held_files import HeldFiles
from notifier.patients.uploaded_files import UploadFolder
from notifier.practice.made_files import MadeFiles
from notifier.print_runs import runs
from notifier.print_runs.manifest import Manifest
from notifier.store.database import Database
from notifier.store.tables import (
    AskedJob,
    LetterCopy,
    ListUpload,
    PatientPreview,
    PatientPreviewPicture,
    PrintRun,
    SlipPhoto,
)
from notifier.vocabulary import JobKind, JobStatus, Role
from tests.notifier.evidence.purge_steps import busy, closed
from tests.world import World, rows_of

FILES_OF_DATABASE = (
    "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()"
)


def test_no_file_has_anything_of_a_patient(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = filled(sqlite_database, tmp_path, now)
    secrets = set(secrets_of(world))
    database_file = Path(str(sqlite_database.engine.url.database))
    assert secrets - found_in(tmp_path, secrets) - found_in(database_file.parent, secrets) == set()
    closed(world)
    world.later(days=183)
    assert retention.purge_every_practice(world.database, world.keys, world.settings, world.now) == 3
    assert retention.erase(world.database, world.now) == ""
    assert found_in(tmp_path, secrets) | found_in(database_file.parent, secrets) == set()


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Database]:
    """A database of whose files the test may look at the bytes."""
    with closing(Database.open(postgresql_url)) as database:
        yield database


def test_no_page_of_postgresql_has_anything_of_a_patient(
    on_postgresql: Database, tmp_path: Path, now: datetime
) -> None:
    world = filled(on_postgresql, tmp_path, now)
    secrets = set(secrets_of(world))
    folder = Path(str(done_by_itself(on_postgresql, "ANALYZE", "CHECKPOINT", FILES_OF_DATABASE)[0][0]))
    assert found_in(folder, secrets)
    closed(world)
    world.later(days=183)
    retention.purge_every_practice(world.database, world.keys, world.settings, world.now)
    assert retention.erase(world.database, world.now) == ""
    remembered = done_by_itself(on_postgresql, "CHECKPOINT", "SELECT most_common_vals, histogram_bounds FROM pg_stats")
    assert not [one for one in secrets if one.decode() in str(remembered)]
    assert found_in(folder, secrets) | found_in(tmp_path, secrets) == set()


def done_by_itself(database: Database, *statements: str) -> Sequence[Row[Any]]:
    """Have each statement done outside of a transaction; the rows of the last one."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        *before, last = map(text, statements)
        for statement in before:
            connection.execute(statement)
        return connection.execute(last).all()


def test_what_cannot_be_deleted_is_said(tmp_path: Path) -> None:
    folder, gone = tmp_path / "made" / "run", tmp_path / "gone"
    folder.mkdir(parents=True)
    (folder / "letters.pdf").write_bytes(b"letters")
    (tmp_path / "letter.pdf").write_bytes(b"letter")
    assert HeldFiles([folder], [tmp_path / "letter.pdf", gone]).forget() == []
    assert list(tmp_path.rglob("*.pdf")) == []
    kept = tmp_path / "kept"
    kept.write_bytes(b"kept")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    assert HeldFiles([], [tmp_path / "link"]).forget() == [tmp_path / "link"]
    assert kept.exists(), "what a link points at is not ours to delete"


def filled(database: Database, folder: Path, now: datetime) -> World:
    """A campaign with files behind it: letters on paper, pictures, copies, uploads and files to take away."""
    world = busy(database, folder, now)
    name = world.people[0].family_name.encode()
    made, uploads = MadeFiles.of(world.settings), UploadFolder.of(world.settings)
    token, path = made.opened("lists.zip")
    path.write_bytes(name)
    upload = uploads.begin()
    (uploads.folder_of(upload) / "export.csv").write_bytes(name)
    with database.writing() as session:
        manager = world.staff(Role.MANAGER).id
        asked = {"practice_id": world.practice_id, "asked_by": manager, "asked_at": now, "ended_at": now}
        job = {"job_status": JobStatus.DONE, "campaign_id": world.campaign_id, **asked}
        session.add(AskedJob(kind=JobKind.EXPORT_LISTS, details={"token": upload}, result={"token": token}, **job))
        (run,) = rows_of(session, PrintRun)
        run.folder = str(world.settings.instance / "print-runs" / f"run-{run.id}")
        Path(run.folder).mkdir(parents=True)
        (Path(run.folder) / "letters.pdf").write_bytes(name)
        (Path(run.folder) / "manifest.json").write_bytes(Manifest(runs.heading(run), [], []).as_json)
        pictures = Path(f"{run.folder}.pictures")
        pictures.mkdir()
        (pictures / "01.png").write_bytes(name)
        for photo in rows_of(session, SlipPhoto):
            photo.jpeg = name
        (copy,) = rows_of(session, LetterCopy)
        copy.pdf = name
        shown = PatientPreview(campaign_id=world.campaign_id, patient_id=1, asked_by=manager, asked_at=now)
        session.add(shown)
        session.flush()
        session.add(PatientPreviewPicture(patient_preview_id=shown.id, page=1, png=name))
        (given,) = rows_of(session, ListUpload)
        uploads.folder_of(given.token).mkdir()
        (uploads.folder_of(given.token) / "list.csv").write_bytes(name)
    return world


def secrets_of(world: World) -> Iterator[bytes]:
    """Whatever would name a patient, as bytes."""
    for person in world.people:
        for one in (person.nhs_number, person.family_name, person.given_name, person.mobile, person.email):
            if one is not None:
                yield str(one).encode()
        yield person.address.lines[0].encode()
    yield b"GU51 4ZZ"
    for person in world.people[:2]:
        yield world.code_of(person.nhs_number).encode()


def found_in(folder: Path, secrets: set[bytes]) -> set[bytes]:
    """Which of these bytes are in any file of a folder, or in the name of one."""
    found = set()
    for path in folder.rglob("*"):
        content = path.name.encode() + (path.read_bytes() if path.is_file() else b"")
        found |= {one for one in secrets if one in content}
    return found
