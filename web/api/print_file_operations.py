"""The files of print runs, letters that are made again, and letters that came back."""

import tempfile
from contextlib import ExitStack
from datetime import date, datetime
from typing import Annotated

from flask import Response, send_file
from pydantic import Field

from notifier.campaigns import calendar
from notifier.errors import NotAllowed, NotFound
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import kept_runs, reprint, returns, runs
from notifier.print_runs.cover_sheets import COUNT_SHEET, PROOF
from notifier.print_runs.kept_runs import EVERYTHING, KeptRun
from notifier.print_runs.reprint import LONGEST_WHY, Wanted
from notifier.print_runs.returns import ReturnedLetter
from notifier.vocabulary import JobKind, Pile, ReturnReason, Role, Task
from web.api.fields import Line
from web.api.job_operations import ApiJob, JobOperations
from web.api.operations import DESK, EVERYBODY, FILE, PDF, ApiModel, operation
from web.api.patient_operations import Reference
from web.context import AppContext

_MOST_REFERENCES = 1_000


class ApiPrintedFile(ApiModel):
    """A file of letters: all of its letters have as many pages, and lie on one pile."""

    name: str
    pile: Pile
    letters: int
    pages: int
    sheets: int
    bytes: int
    sha256: str


class RunFiles(ApiModel):
    """The files of a run. They are here `until` a moment; null: they are elsewhere, or deleted by now."""

    files: list[ApiPrintedFile]
    papers: list[str]
    until: datetime | None


class FileToTake(ApiModel):
    """The name of one file of the run; without one, all of them in a zip."""

    name: Line = ""


class LettersToReprint(ApiModel):
    """Why letters of a run are made again, and which: all where no reference is named.

    Letters that are recorded as posted are refused unless `although_posted`.
    """

    why: Annotated[str, Field(min_length=1, max_length=LONGEST_WHY, pattern=r"^[^\x00]*$")]
    references: Annotated[list[Reference], Field(max_length=_MOST_REFERENCES)] = []
    although_posted: bool = False


class LetterToReturn(ApiModel):
    """The letter that came back, by its reference, and why; or that never left, because it was spoiled."""

    reference: Reference
    reason: ReturnReason
    returned_on: date


class ApiReturnedLetter(ApiModel):
    """A letter that came back. `was_posted`: its posting had been recorded."""

    reference: str
    patient_id: int
    reason: ReturnReason
    returned_at: datetime
    was_posted: bool


class ReturnedLetters(ApiModel):
    """The letters of a campaign that came back, the newest first."""

    items: list[ApiReturnedLetter]


class PrintFileOperations:
    """What names patients is for managers, and that they took it is written down first."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._jobs = JobOperations(context)

    @operation("GET", "/campaigns/{campaign_id}/print-runs/{run_id}/files", EVERYBODY)
    def list_run_files(self, staff: StaffAccount, campaign_id: int, run_id: int) -> RunFiles:
        """List the files of a print run, and the papers that go with them."""
        with self._context.database.reading() as session:
            run = runs.run_of_campaign(session, staff.practice_id, campaign_id, run_id)
        kept = kept_runs.kept_run(self._context.settings, run, self._context.clock())
        files = [
            ApiPrintedFile(
                name=file.name,
                pile=file.pile,
                letters=file.letters,
                pages=file.pages,
                sheets=file.sheets,
                bytes=file.bytes,
                sha256=file.sha256,
            )
            for file in run.files
        ]
        return RunFiles(files=files, papers=list(kept.papers) if kept else [], until=kept.until if kept else None)

    @operation(
        "POST", "/campaigns/{campaign_id}/print-runs/{run_id}/files/take", (Role.MANAGER,), proof=True, media=FILE
    )
    def take_run_file(self, staff: StaffAccount, campaign_id: int, run_id: int, body: FileToTake) -> Response:
        """Take one file of a run away, or all in a zip; who took it, and with which sum, is written down first."""
        kept = self._here(staff, campaign_id, run_id)
        with ExitStack() as until_sent:
            taken = until_sent.enter_context(tempfile.TemporaryFile())
            sha256 = kept.copy_out(body.name, taken)
            with self._context.database.writing() as session:
                kept_runs.note_taken(session, kept, body.name or EVERYTHING, sha256, staff, self._context.clock())
            until_sent.pop_all()  # from here on it is the server that closes the file
        return send_file(taken, FILE, as_attachment=True, download_name=kept.called(body.name))

    @operation("GET", "/campaigns/{campaign_id}/print-runs/{run_id}/proof", EVERYBODY, media=PDF, refuses=(409,))
    def show_proof(self, staff: StaffAccount, campaign_id: int, run_id: int) -> Response:
        """Show the proof of a run: what its letters look like, with invented patients."""
        return Response(self._here(staff, campaign_id, run_id).read(PROOF), mimetype=PDF)

    @operation("GET", "/campaigns/{campaign_id}/print-runs/{run_id}/count-sheet", EVERYBODY, media=PDF, refuses=(409,))
    def show_count_sheet(self, staff: StaffAccount, campaign_id: int, run_id: int) -> Response:
        """Show the count sheet of a run: how many letters and sheets each of its files has."""
        return Response(self._here(staff, campaign_id, run_id).read(COUNT_SHEET), mimetype=PDF)

    @operation("POST", "/campaigns/{campaign_id}/print-runs/{run_id}/reprints", (Role.MANAGER,), proof=True, status=202)
    def ask_reprint(self, staff: StaffAccount, campaign_id: int, run_id: int, body: LettersToReprint) -> ApiJob:
        """Have letters of a run made into files again, as they were; what cannot be is refused at once."""
        wanted = Wanted(run_id, body.why, body.references, although_posted=body.although_posted)
        with self._context.database.writing() as session:
            if reprint.check_wanted(session, wanted, staff) != campaign_id:
                raise NotFound("this campaign has no such print run")
            job_id = jobs.ask_job(
                session,
                staff,
                JobKind.REPRINT_LETTERS,
                wanted.as_details(),
                self._context.clock(),
                campaign_id=campaign_id,
            )
        self._context.wake(Task.JOBS)
        return self._jobs.show_job(staff, job_id)

    @operation("GET", "/campaigns/{campaign_id}/returned-letters", DESK)
    def list_returned_letters(self, staff: StaffAccount, campaign_id: int) -> ReturnedLetters:
        """List the letters of a campaign that came back."""
        with self._context.database.reading() as session:
            found = returns.returned_letters(session, staff.practice_id, campaign_id)
        return ReturnedLetters(items=[_returned(one) for one in found])

    @operation("POST", "/returned-letters", DESK, status=201, refuses=(404,))
    def record_return(self, staff: StaffAccount, body: LetterToReturn) -> ApiReturnedLetter:
        """Record that a letter came back: it told nobody, and the patient is told by the next way."""
        now = self._context.clock()
        returned_at = calendar.past_moment(body.returned_on.isoformat(), now)
        with self._context.database.writing() as session:
            place = staff.practice_id, body.reference
            found = returns.record_return(session, *place, body.reason, staff, returned_at, now)
        self._context.wake(Task.ADVANCE)
        return _returned(found)

    def _here(self, staff: StaffAccount, campaign_id: int, run_id: int) -> KeptRun:
        with self._context.database.reading() as session:
            run = runs.run_of_campaign(session, staff.practice_id, campaign_id, run_id)
        kept = kept_runs.kept_run(self._context.settings, run, self._context.clock())
        if kept is None:
            raise NotAllowed(kept_runs.GONE)
        return kept


def _returned(letter: ReturnedLetter) -> ApiReturnedLetter:
    return ApiReturnedLetter(
        reference=letter.reference,
        patient_id=letter.patient_id,
        reason=letter.reason,
        returned_at=letter.returned_at,
        was_posted=letter.was_posted,
    )
