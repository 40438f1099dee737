"""The files of runs that pages asked for: kept in the instance for a week, given out as they were made or not at all.

A run made by the command lies in the folder that was named there, and is nobody's but whoever has that. Once its files
are gone here, the same letters are made again by a reprint, which says why.
"""

import hashlib
import secrets
import shutil
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound
from notifier.pdf.pictures import pages_as_png
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import manifest
from notifier.print_runs.cover_sheets import COUNT_SHEET, HAND_OUT_COVER, PROOF, TRANSCRIPTION_LIST
from notifier.print_runs.folders import RunFolder
from notifier.print_runs.runs import RunView
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, PrintRun

RUNS_KEPT_FOR = timedelta(days=7)  # after a run was made: over a weekend, and time to print it twice
GONE = "the files of this run are not here any more: have its letters made again"
EVERYTHING = "all"  # as the audit chain calls the whole folder in one file
_FOLDER = "print-runs"
_PICTURES = ".pictures"  # after the name of a run's folder
_STRAY = ".stray-"  # likewise, of one that nobody has on record
_PICTURE_DPI = 80
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold: the same files give the same bytes
_OWN_LIST, _OWN_PAPERS = (manifest.NAME, "manifest.csv"), (PROOF, COUNT_SHEET, HAND_OUT_COVER, TRANSCRIPTION_LIST)


@dataclass(frozen=True)
class KeptRun:
    """The folder of one run that is here still, whole; `until` it is deleted."""

    run: RunView
    path: Path
    until: datetime

    @property
    def papers(self) -> Sequence[str]:
        """The papers that go with the letters, by the names of their files."""
        return [name for name in _OWN_PAPERS if (self.path / name).is_file()]

    @cached_property
    def names(self) -> Sequence[str]:
        """Every file, those with letters first, as the manifest lists them."""
        return [*self._sums, *self.papers, *_OWN_LIST]

    @cached_property
    def _sums(self) -> Mapping[str, str]:
        return {file.name: file.sha256 for file in self.run.files}

    @property
    def pictures(self) -> int:
        """How many pictures of the proof were made."""
        return len(list(pictures_of(self.path).glob("*.png")))

    def read(self, name: str) -> bytes:
        """One file as it was made. Raises NotFound for none of this run, NotAllowed for one that was changed since."""
        if name not in self._sums and name not in (*self.papers, *_OWN_LIST):
            raise NotFound(f"run {self.run.id} has no such file")
        try:
            content = (self.path / name).read_bytes()
        except FileNotFoundError:
            content = b""
        if name in self._sums and hashlib.sha256(content).hexdigest() != self._sums[name]:
            raise NotAllowed(f"{name} was changed since it was made: have the letters of run {self.run.id} made again")
        return content

    def write_zip(self, target: IO[bytes]) -> None:
        """Every file in one. Raises NotAllowed as `read` does."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for name in self.names:
                archive.writestr(zipfile.ZipInfo(f"{self.path.name}/{name}", _EPOCH), self.read(name))

    def copy_out(self, name: str, target: IO[bytes]) -> str:
        """Write one file, or without a name all in one, to an empty target; returns the SHA-256 of what was written.

        The target is at its beginning afterwards. Raises as `read` does.
        """
        if name:
            target.write(self.read(name))
        else:
            self.write_zip(target)
        target.seek(0)
        sha256 = hashlib.file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]  # it is open for reading
        target.seek(0)
        return sha256

    def called(self, name: str) -> str:
        """What such a file is called where it is saved."""
        return name.rpartition("/")[2] or f"{self.path.name}.zip"

    def picture(self, number: int) -> bytes:
        """A picture of the proof, from 1 on. Raises NotFound."""
        try:
            return (pictures_of(self.path) / f"{number:02d}.png").read_bytes()
        except FileNotFoundError:
            raise NotFound("the proof of this run has no such page") from None


@dataclass(frozen=True)
class RunTaken:
    """That somebody took files of a run away: a file's name, or `EVERYTHING`."""

    staff_id: int
    at: datetime
    file: str


def runs_folder(settings: Settings) -> Path:
    """Where the runs of pages are made, for nobody but this account to read. Raises OSError."""
    folder = settings.instance / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def kept_run(settings: Settings, run: RunView, now: datetime) -> KeptRun | None:
    """The files of a run, if a page asked for it and they are here; None where they are elsewhere, gone or changed.

    The run is known by the hash of its manifest, whatever folder this machine has the instance in.
    """
    path, until = RunFolder.of(settings.instance / _FOLDER, run.id).path, run.finished_at + RUNS_KEPT_FOR
    try:
        listed = (path / manifest.NAME).read_bytes()
    except OSError:
        return None
    is_this = hashlib.sha256(listed).hexdigest() == run.manifest_sha256
    return KeptRun(run, path, until) if is_this and now < until else None


def was_made_here(settings: Settings, run: RunView) -> bool:
    """Whether a page asked for a run, so that its files were here for a week."""
    return Path(run.folder).parent.name == _FOLDER and settings.instance.name in Path(run.folder).parts


def picture_proof(settings: Settings, run_id: int) -> None:
    """Make the pictures of a run's proof, where it has one and they are not there yet. Raises OSError."""
    path = RunFolder.of(settings.instance / _FOLDER, run_id).path
    folder = pictures_of(path)
    if folder.exists() or not (path / PROOF).is_file():
        return
    working = folder.with_suffix(".part")
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir()
    for number, png in enumerate(pages_as_png((path / PROOF).read_bytes(), _PICTURE_DPI), 1):
        (working / f"{number:02d}.png").write_bytes(png)
    working.rename(folder)


def note_taken(session: Session, kept: KeptRun, file: str, sha256: str, staff: StaffAccount, now: datetime) -> None:
    """Write down that somebody takes a file of a run away, or with `EVERYTHING` all of them."""
    details = {"run": kept.run.id, "file": file, "sha256": sha256}
    audit.append(session, AuditAction.RUN_TAKEN, now, staff_id=staff.id, campaign_id=kept.run.campaign_id, **details)


def taken_away(session: Session, campaign_id: int) -> dict[int, list[RunTaken]]:
    """Who took files of each run of a campaign away, the first first."""
    query = select(AuditEvent).where(
        AuditEvent.campaign_id == campaign_id, AuditEvent.action == AuditAction.RUN_TAKEN.value
    )
    found: dict[int, list[RunTaken]] = {}
    for event in session.execute(query.order_by(AuditEvent.id)).scalars():
        if event.staff_id is not None:
            taken = RunTaken(event.staff_id, event.at, event.details["file"])
            found.setdefault(event.details["run"], []).append(taken)
    return found


def put_strays_aside(database: Database, settings: Settings) -> None:
    """Give the folders of runs that nobody has on record another name, for a new run may get their number.

    A backup that was restored knows nothing of the runs that were made after it. A run is on record before its folder
    is there, so that of one that is at work just now the folder stays. Raises OSError.
    """
    there = {path: number for path in _folders(settings) if (number := _number_of(path)) is not None}
    if not there:
        return
    with database.reading() as session:
        known = set(session.execute(select(PrintRun.id).where(PrintRun.id.in_(there.values()))).scalars())
    for path, number in there.items():
        if number not in known:
            path.rename(path.with_name(f"{path.name}{_STRAY}{secrets.token_hex(4)}"))
            shutil.rmtree(pictures_of(path), ignore_errors=True)


def forget_late_runs(database: Database, settings: Settings, now: datetime) -> int:
    """Delete the files of runs that were made more than a week ago; returns how many runs these were.

    The folder of a run that is not on record as finished stays: it tells what became of its letters. What was put aside
    goes after a week as well.
    """
    for path in _folders(settings):
        if _STRAY in path.name and path.stat().st_mtime < time.time() - RUNS_KEPT_FOR.total_seconds():
            shutil.rmtree(path, ignore_errors=True)
    there = {path: _number_of(path) for path in _folders(settings)}
    if not there:
        return 0
    with database.reading() as session:
        query = select(PrintRun.id).where(
            PrintRun.id.in_([number for number in there.values() if number is not None]),
            PrintRun.finished_at < now - RUNS_KEPT_FOR,
        )
        late = set(session.execute(query).scalars())
    for path, number in there.items():
        if number in late:
            shutil.rmtree(path, ignore_errors=True)
            shutil.rmtree(pictures_of(path), ignore_errors=True)
    return len(late)


def _folders(settings: Settings) -> Iterator[Path]:
    try:
        yield from (settings.instance / _FOLDER).glob("run-*")
    except FileNotFoundError:
        return


def _number_of(path: Path) -> int | None:
    number = path.name.removeprefix("run-")
    return int(number) if number.isascii() and number.isdecimal() else None


def pictures_of(path: Path) -> Path:
    """The folder of the pictures of a run's proof, beside the run's own folder."""
    return path.with_name(f"{path.name}{_PICTURES}")
