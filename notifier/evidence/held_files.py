"""The files of an installation that name patients: print runs, the outbox, files that were made or uploaded."""

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.evidence.due_rows import Scope, jobs_of
from notifier.patients.uploaded_files import UploadFolder
from notifier.practice.made_files import MadeFiles
from notifier.print_runs import kept_runs, runs
from notifier.print_runs.manifest import read_manifest
from notifier.settings import Settings
from notifier.store.tables import AskedJob, Delivery, ListUpload, Notice, PrintRun


class HeldFiles(NamedTuple):
    """Folders and files that go with the rows of a scope."""

    run_folders: list[Path]  # of print runs
    others: list[Path]

    def forget(self) -> list[Path]:
        """Delete them all; returns what could not be deleted."""
        for path in (*self.run_folders, *self.others):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                try:
                    path.unlink(missing_ok=True)
                except OSError:
                    continue  # it is still there, which is said
        return [path for path in (*self.run_folders, *self.others) if path.exists()]


def held_files_of(session: Session, scope: Scope, settings: Settings) -> HeldFiles:
    """What is in files of the campaigns of a scope; of print runs, where they still are as they were made."""
    query = select(PrintRun).where(PrintRun.campaign_id.in_(scope.campaign_ids)).order_by(PrintRun.id)
    made = {Path(run.folder): run for run in session.execute(query).scalars()}
    folders = [folder for folder, run in made.items() if folder.is_dir() and read_manifest(folder, runs.heading(run))]
    pictures = [path for path in map(kept_runs.pictures_of, made) if path.is_dir()]
    return HeldFiles(
        folders, [*pictures, *_of_the_outbox(session, scope, settings), *_of_jobs(session, scope, settings)]
    )


def _of_the_outbox(session: Session, scope: Scope, settings: Settings) -> Iterator[Path]:
    folder = settings.outbox
    if not folder.is_dir():
        return
    notices = select(Notice.id).where(Notice.campaign_id.in_(scope.campaign_ids))
    query = select(Delivery.reference).where(Delivery.notice_id.in_(notices))
    references: Collection[str] = set(session.execute(query).scalars())
    for path in sorted(folder.glob("*/*")):
        if path.stem.rpartition("-")[2] in references:
            yield path


def _of_jobs(session: Session, scope: Scope, settings: Settings) -> Iterator[Path]:
    """What was made for somebody to fetch, and lists that were given, of which nobody waits for anything any more."""
    made, uploads = MadeFiles.of(settings), UploadFolder.of(settings)
    paths = []
    for details, result in session.execute(select(AskedJob.details, AskedJob.result).where(jobs_of(scope))):
        paths += [
            folder.folder_of(said["token"]) for folder, said in ((uploads, details), (made, result)) if "token" in said
        ]
    if scope.is_whole:
        given = select(ListUpload.token).where(ListUpload.practice_id == scope.practice_id)
        paths += map(uploads.folder_of, session.execute(given.where(ListUpload.ended_at.is_not(None))).scalars())
    yield from (path for path in paths if path.exists())
