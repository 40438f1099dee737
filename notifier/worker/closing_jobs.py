"""What the pages of the closing ask of a worker: to freeze, to write the lists, to compare codes, to pack the evidence.

Whatever waits to be read or settled is read and settled first, for an objection may be in it.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.errors import ListFault, NotAllowed
from notifier.evidence.pack import pack_evidence
from notifier.outcomes import closing_checks, code_check, differences, export, freezing
from notifier.outcomes.closing_checks import CheckName
from notifier.outcomes.freezing import ChangedOutcome, FrozenSetView, ShownClosing
from notifier.patients.access_codes import Keys
from notifier.patients.list_age import list_age, named_age
from notifier.patients.list_import.code_dictionary import dictionary_of
from notifier.patients.list_import.records import ListReport
from notifier.patients.list_import.report import read_list
from notifier.patients.list_import.row_progress import RowProgress, Tell
from notifier.patients.uploaded_files import UploadFolder
from notifier.practice import jobs
from notifier.practice.jobs import Job
from notifier.practice.made_files import FILES_KEPT_FOR, MadeFiles, write_zip
from notifier.replies import settling
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.vocabulary import JobKind
from notifier.webhook_calls.call_reading import work_off
from notifier.worker.job_work import asker_of

# Whose result is a `MadeFile`, and what it holds.
FILE_MAKERS = (JobKind.EXPORT_LISTS, JobKind.PACK_EVIDENCE, JobKind.MAKE_KIT)
_MOST_CHANGED = 20  # patients who are named of those whose outcome changed
_MOST_REFUSED = 200  # rows of an export that are named of those that cannot be read


@dataclass(frozen=True)
class ClosingJobs:
    """The jobs of one installation; each is repeatable, and returns what its page may say."""

    database: Database
    settings: Settings
    keys: Keys
    now: Callable[[], datetime]

    def freeze(self, job: Job) -> dict[str, Any]:
        """Propose what follows for every patient, or close what another person proposed, as `job.details` says.

        Raises NotAllowed where anything came between what the person was shown and this moment. What changed for
        patients since it was proposed is a result: nothing is frozen then, and the first of these are named.
        """
        staff, campaign_id = asker_of(self.database, job)
        self._take_in()
        now, details = self.now(), job.details
        shown = ShownClosing(details["proposal"], details["closed"], details["counts"])
        with self.database.writing() as session:
            if (done := _done_before(session, job, campaign_id, shown)) is not None:
                return _frozen_result(done)
            campaign = freezing.campaign_to_freeze(session, campaign_id, staff)
            freezing.refuse_moved(session, campaign_id, shown)
            proposal = freezing.open_proposal(session, campaign_id)
            standing = closing_checks.closing_checks(session, campaign, now)
            seen: Mapping[str, int] = details["accept"]
            accept = [CheckName(one.name) for one in standing if one.count <= seen.get(one.name, 0)]
            earlier = proposal.checks if proposal else ()
            accepted = closing_checks.accepted_checks(standing, accept, details["note"], staff, earlier)
            if stopping := closing_checks.still_stopping(standing, accepted):
                said = "; ".join(one.said for one in stopping)
                raise NotAllowed(f"nothing is frozen, for this stands open now: {said}. Look at the page again")
            kept = [asdict(one) for one in accepted]
            if details["act"] == freezing.CLOSE:
                closing = freezing.close_shown(session, campaign_id, staff, now, kept, shown)
                result = _frozen_result(closing.set, closing.changed)
            else:
                result = _frozen_result(freezing.propose_shown(session, campaign_id, staff, now, kept, shown))
        differences.find_in_turns(self.database, campaign_id, now)
        return result

    def export(self, job: Job, tell: Tell) -> dict[str, Any]:
        """Write the lists of the set that was closed last into one file; in parts of `job.details["batch_size"]`."""
        staff, campaign_id = asker_of(self.database, job)
        self._take_in()
        tell(0, 2, "Writing the lists")
        folders, filename = MadeFiles.of(self.settings), f"lists-of-campaign-{campaign_id}.zip"
        token, path = folders.opened(filename)
        lists = folders.folder_of(token) / "lists"
        with self.database.writing() as session:
            now, size = self.now(), job.details["batch_size"]
            exported = export.export_lists(session, campaign_id, staff, lists, now, size)
        tell(1, 2, "Making one file of them")
        write_zip(path, {one.name: one.read_bytes() for one in lists.iterdir()})
        shutil.rmtree(lists)
        return folders.finished(token, filename)._asdict() | {
            "counts": dict(exported.counts),
            "set": exported.set_number,
            "without_code": list(exported.without_code),
            "has_system": exported.clinical_system is not None,
        }

    def check_codes(self, job: Job, tell: Tell) -> dict[str, Any]:
        """Compare an export that was uploaded with the frozen sets; the file is deleted, however this ends.

        The first rows that cannot be read are named. Raises ListFault for what is no export.
        """
        token = job.details["token"]
        folder = UploadFolder.of(self.settings)
        try:
            staff, campaign_id = asker_of(self.database, job)
            self._take_in()
            now, path = self.now(), folder.path_of(token, job.details["filename"])
            report = self._read(path, job.details["sha256"], tell)
            tell(1, 1, "Comparing it with what was frozen")
            age = (list_age if job.details["is_dated"] else named_age)(path, london_date(now))
            with self.database.writing() as session:
                found = code_check.check_codes(session, campaign_id, staff, report, now, age)
        finally:
            folder.forget(token)
        refused = [{"places": [*map(report.place, one.lines)], "why": one.why} for one in report.refused]
        return {"run": found.run, "refused": refused[:_MOST_REFUSED], "refusals": len(refused)}

    def pack(self, job: Job, tell: Tell) -> dict[str, Any]:
        """Pack the evidence, without any row about a patient where `job.details["redacted"]` says so."""
        staff, campaign_id = asker_of(self.database, job)
        unread = work_off(self.database, self.settings, self.keys)
        tell(0, 1, "Packing the evidence")
        is_redacted, folders = job.details["redacted"], MadeFiles.of(self.settings)
        filename = f"evidence-of-campaign-{campaign_id}{'' if is_redacted else '-with-patients'}.zip"
        token, path = folders.opened(filename)
        whose = staff.practice_id, campaign_id
        pack_evidence(self.database, self.settings, *whose, path, self.now(), redacted=is_redacted, staff_id=staff.id)
        return folders.finished(token, filename)._asdict() | {"unread": unread}

    def _read(self, path: Path, sha256: str, tell: Tell) -> ListReport:
        if not path.is_file():
            raise ListFault(
                f"{path.name} is not on this machine any more. Give it again; where pages and workers run on several "
                "machines, the instance folder has to be one that all of them see."
            )
        dictionary = dictionary_of(self.settings.presets)
        report = read_list(path, london_date(self.now()), dictionary=dictionary, progress=RowProgress(tell))
        if report.sha256 != sha256:
            raise ListFault(f"{path.name} was changed since it was given. Give it again.")
        if not report.people:
            why = "; ".join(sorted({one.why for one in report.refused})[:3])
            raise ListFault(f"Nobody in {path.name} could be read ({why}). Export it again.")
        return report

    def _take_in(self) -> None:
        if unread := work_off(self.database, self.settings, self.keys):
            calls = "1 call" if unread == 1 else f"{unread:,} calls"
            raise NotAllowed(
                f"{calls} of the companies that carry our messages cannot be read, and an objection may be among them. "
                "Whoever looks after this installation has to see to that first; then ask again"
            )
        settling.settle_waiting(self.database, self.keys, self.now())


def forget_late_files(database: Database, settings: Settings, now: datetime) -> int:
    """Delete every file that was made longer than a day ago, or that no job knows; returns how many."""
    with database.reading() as session:
        kept = jobs.done_since(session, FILE_MAKERS, now - FILES_KEPT_FOR)
    return MadeFiles.of(settings).forget_all_but([job.result["token"] for job in kept])


def _done_before(session: Session, job: Job, campaign_id: int, shown: ShownClosing) -> FrozenSetView | None:
    """What this very job did before its worker died, which was all that it was to do."""
    if job.details["act"] == freezing.CLOSE:
        closed = freezing.latest_frozen_set(session, campaign_id)
        is_ours = closed is not None and closed.id == shown.proposal_id and closed.closer_id == job.asked_by
        return closed if is_ours else None
    proposal = freezing.open_proposal(session, campaign_id)
    if proposal is None or proposal.id == shown.proposal_id or proposal.proposer_id != job.asked_by:
        return None
    return proposal if proposal.proposed_at >= job.asked_at else None


def _frozen_result(done: FrozenSetView, changed: Sequence[ChangedOutcome] = ()) -> dict[str, Any]:
    return {
        "number": done.number,
        "is_closed": done.closed_at is not None,
        "changes": len(changed),
        "changed": [one._asdict() for one in changed[:_MOST_CHANGED]],
    }
