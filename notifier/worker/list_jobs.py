"""What pages about the list ask of a worker: to read one and compare it with the one on record, to store, to undo.

Reading changes nothing but the upload. Storing and taking back are one transaction each, with what becomes of the
upload: whatever happens in between, all of it is there or none.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, presets
from notifier.campaigns.calendar import london_date
from notifier.delivery import planning
from notifier.delivery.import_effects import import_effects
from notifier.errors import ListFault, NotAllowed
from notifier.outcomes import differences
from notifier.patients import import_guards, list_undo, list_upload
from notifier.patients.access_codes import Keys
from notifier.patients.eligibility import Rules
from notifier.patients.import_guards import AS_IT_COMES, ListSource
from notifier.patients.list_comparison import compare_list
from notifier.patients.list_import.code_dictionary import dictionary_of
from notifier.patients.list_import.organisations import organisations
from notifier.patients.list_import.records import ListReport
from notifier.patients.list_import.refused_rows import write_refused_rows
from notifier.patients.list_import.report import read_list, reading_json
from notifier.patients.list_import.row_progress import RowProgress, Tell
from notifier.patients.list_upload import UploadView
from notifier.patients.upload_report import comparison_report, reading_report
from notifier.patients.uploaded_files import UploadFolder
from notifier.pdf.envelope_rules import address_check_of
from notifier.practice import jobs
from notifier.practice.accounts import account_by_id
from notifier.practice.token_folders import open_for_us
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import Campaign
from notifier.vocabulary import CampaignStatus, JobKind, UploadStatus

_FIRST_PRESET = "scr"  # whose codes say who is excluded, while no campaign says otherwise


@dataclass(frozen=True)
class ListJobs:
    """The jobs of one installation; each is repeatable, and returns what the page of the job may say."""

    database: Database
    settings: Settings
    keys: Keys
    now: Callable[[], datetime]

    def read(self, practice_id: int, upload_id: int, tell: Tell) -> dict[str, Any]:
        """Read a list that was uploaded, compare it with the one on record, and keep the report with the upload.

        What is no list is refused there and then: that is a result, and no failure of the job.
        """
        upload = self._upload(practice_id, upload_id)
        if upload.upload_status is UploadStatus.READING:
            try:
                self._compare(upload, *self._read(upload, tell), tell)
            except ListFault as fault:
                with self.database.writing() as session:
                    is_refused = list_upload.refuse_upload(session, upload_id, str(fault), self.now())
                if is_refused:
                    self._folder.forget(upload.token)
        return {"upload": upload_id}

    def store(self, practice_id: int, upload_id: int, tell: Tell) -> dict[str, Any]:
        """Store a list that was confirmed; where something else came in between, compare it again instead."""
        upload = self._upload(practice_id, upload_id)
        if upload.upload_status is UploadStatus.STORING:
            try:
                report, source = self._read(upload, tell)
                tell(1, 1, "Storing the list")
                with self.database.writing() as session:
                    codes_read = presets.codes_read(self.settings.presets)
                    now = self.now()
                    stored = list_upload.store_upload(session, upload, report, source, self.keys, codes_read, now)
                    if stored is not None and stored.list_id is not None:
                        planning.recheck_after_import(session, practice_id, now)
            except (NotAllowed, ListFault) as fault:
                with self.database.writing() as session:
                    list_upload.compare_again(session, upload_id, str(fault))
                return self.read(practice_id, upload_id, tell)
            self._folder.forget(upload.token)
            differences.find_everywhere(self.database, self.now())
        return {"upload": upload_id}

    def undo(self, practice_id: int, list_id: int, staff_id: int) -> dict[str, Any]:
        """Take the import of this id back. Raises NotAllowed where it is not the last that stands, or was acted on."""
        with self.database.writing() as session:
            staff = account_by_id(session, staff_id)
            if staff is None:
                raise NotAllowed("the account of whoever asked for this is closed: another manager may ask")
            undone = list_undo.undo_last(session, self.keys, staff, self.now(), expected=list_id)
            planning.recheck_after_import(session, practice_id, self.now())
        differences.find_everywhere(self.database, self.now())
        return {"undone": undone.undone_id, "joiners": undone.joiners, "restored": undone.restored}

    @property
    def _folder(self) -> UploadFolder:
        return UploadFolder.of(self.settings)

    def _upload(self, practice_id: int, upload_id: int) -> UploadView:
        with self.database.reading() as session:
            return list_upload.find_upload(session, practice_id, upload_id)

    def _read(self, upload: UploadView, tell: Tell) -> tuple[ListReport, ListSource]:
        path = self._folder.path_of(upload.token, upload.filename)
        if not path.is_file():
            raise ListFault(
                f"{upload.filename} is not on this machine any more. Give it again; where pages and workers run on "
                "several machines, the instance folder has to be one that all of them see."
            )
        today, dictionary = london_date(self.now()), dictionary_of(self.settings.presets)
        report = read_list(path, today, address_check_of(self.settings), dictionary, RowProgress(tell))
        if report.sha256 != upload.sha256:
            raise ListFault(f"{upload.filename} was changed since it was given. Give it again.")
        if not report.people:
            why = "; ".join(sorted({one.why for one in report.refused})[:3])
            raise ListFault(f"Nobody in {upload.filename} could be read ({why}). Export the list again.")
        return report, ListSource(upload.age(path, today), organisations(path), reading_json(report))

    def _compare(self, upload: UploadView, report: ListReport, source: ListSource, tell: Tell) -> None:
        tell(1, 1, "Comparing it with the list on record")
        with self.database.reading() as session:
            compared_with = list_upload.latest_list(session, upload.practice_id)
            preset, rules = self._rules(session, upload.practice_id)
            codes_read = presets.codes_read(self.settings.presets)
            comparison = compare_list(session, upload.practice_id, report, codes_read)
            stops = import_guards.stops(session, upload.practice_id, report, comparison, AS_IT_COMES, source)
            campaigns = [one._asdict() for one in import_effects(session, upload.practice_id, comparison)]
        whole = {
            **reading_report(report, rules.codes, preset),
            **comparison_report(comparison, [] if comparison.is_first else campaigns, stops),
            "made_on": source.age.made_on.isoformat() if source.age.made_on else None,
        }
        self._write_refused(upload, report)
        with self.database.writing() as session:
            list_upload.save_report(session, upload, whole, compared_with)

    def _write_refused(self, upload: UploadView, report: ListReport) -> None:
        """Make the file of the refused rows here and not where it is asked for: that takes as long as reading."""
        if report.refused:
            given = self._folder.path_of(upload.token, upload.filename)
            made = open_for_us(self._folder.refused_rows_of(upload.token))
            # With the mark by which a spreadsheet program knows UTF-8.
            with io.TextIOWrapper(made, encoding="utf-8-sig", newline="") as out:
                write_refused_rows(given, report, out)

    def _rules(self, session: Session, practice_id: int) -> tuple[str, Rules]:
        """The preset by whose codes the report says who is excluded: the latest campaign's that is not over."""
        query = select(Campaign).where(
            Campaign.practice_id == practice_id, Campaign.campaign_status.not_in(CampaignStatus.over())
        )
        campaign = session.execute(query.order_by(Campaign.id.desc()).limit(1)).scalar_one_or_none()
        if campaign is not None:
            return campaign.name, Rules.of(lifecycle.preset_of(campaign))
        preset = presets.load_preset(_FIRST_PRESET, self.settings.presets)
        return preset.title, Rules.of(preset)


def forget_late_uploads(database: Database, settings: Settings, now: datetime) -> int:
    """Give up lists that nobody confirmed in time, and delete every file that nobody wants; returns how many files."""
    with database.reading() as session:
        late = list_upload.late_uploads(session, now)
    if late:
        with database.writing() as session:
            list_upload.expire_uploads(session, late, now)
    with database.reading() as session:
        wanted = list_upload.wanted_tokens(session)
        # An export that is to be compared waits here as well, until its job is over.
        wanted += jobs.tokens_under_way(session, JobKind.CHECK_CODES)
    return UploadFolder.of(settings).forget_all_but(wanted)
