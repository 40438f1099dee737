"""What a worker makes of a closed campaign, as files: the lists for the clinical system, and the evidence."""

from collections.abc import Mapping

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import practice_changes
from notifier.evidence.pack import verifier_program
from notifier.outcomes import freezing
from notifier.outcomes.coding_guides import NUMBERS_PLACE, guides_for
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.vocabulary import JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.closing_words import LIST_WORDS
from web.staff.made_file_pages import files_of
from web.staff.shown_campaigns import shown_campaign

_MAY_PACK = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)
_MOST_IN_BATCH = 1_000_000


class ExportPages:
    """They show counts and the names of files; who stands in them, nobody sees here."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER, proven=True)
    def export(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The form for the lists, those that were made, and how codes get into the clinical system."""
        return self._export(staff, campaign_id, {}, "")

    @needs(Role.MANAGER, proven=True)
    def ask_export(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have the lists of the set that was closed last written into one file."""
        typed = request.form.get("batch_size", "").replace(",", "").strip()
        size = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(_MOST_IN_BATCH)) else 0
        is_parted = request.form.get("parts") == "batches"
        if is_parted and not 1 <= size <= _MOST_IN_BATCH:
            return self._export(staff, campaign_id, {"batch_size": "Enter how many patients, such as 500"}, ""), 400
        shown_campaign(self._context, staff, campaign_id)
        with self._context.database.reading() as session:
            frozen = freezing.latest_frozen_set(session, campaign_id)
        if frozen is None:
            return self._export(staff, campaign_id, {}, "Nothing is frozen yet that lists could be written from"), 409
        self._ask(staff, campaign_id, JobKind.EXPORT_LISTS, {"batch_size": size if is_parted else None})
        return redirect(url_for("staff.export", campaign_id=campaign_id), 303)

    @needs(*_MAY_PACK, proven=True)
    def evidence(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What a pack holds and proves, the form for one, and those that were made."""
        job = self._job(staff, campaign_id, JobKind.PACK_EVIDENCE)
        return render_template(
            "staff/evidence.html",
            staff=staff,
            campaign=shown_campaign(self._context, staff, campaign_id),
            job=job if job is not None and (job.error or not job.is_over) else None,
            files=files_of(self._context, staff, campaign_id, JobKind.PACK_EVIDENCE),
            may_full=Role.MANAGER in staff.roles,
            typed=request.form,
        )

    @needs(*_MAY_PACK, proven=True)
    def ask_evidence(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have the evidence packed, without any row about a patient unless a manager asks for these."""
        is_full = request.form.get("pack") == "full"
        if is_full and Role.MANAGER not in staff.roles:
            abort(403)
        shown_campaign(self._context, staff, campaign_id)
        self._ask(staff, campaign_id, JobKind.PACK_EVIDENCE, {"redacted": not is_full})
        return redirect(url_for("staff.evidence", campaign_id=campaign_id), 303)

    @needs(*_MAY_PACK)
    def verifier(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The program with which somebody from outside checks a pack, to go with it."""
        shown_campaign(self._context, staff, campaign_id)
        return Response(
            verifier_program(),
            mimetype="text/x-python",
            headers={"Content-Disposition": 'attachment; filename="verify.py"'},
        )

    def _ask(self, staff: StaffAccount, campaign_id: int, kind: JobKind, details: Mapping[str, object]) -> None:
        with self._context.database.writing() as session:
            jobs.ask_job(session, staff, kind, details, self._context.clock(), campaign_id=campaign_id)
        self._context.wake(Task.JOBS)

    def _job(self, staff: StaffAccount, campaign_id: int, kind: JobKind) -> Job | None:
        with self._context.database.reading() as session:
            return jobs.latest_job(session, staff.practice_id, kind, campaign_id=campaign_id)

    def _export(self, staff: StaffAccount, campaign_id: int, faults: Mapping[str, str], refusal: str) -> str:
        job = self._job(staff, campaign_id, JobKind.EXPORT_LISTS)
        with self._context.database.reading() as session:
            frozen = freezing.latest_frozen_set(session, campaign_id)
            system = practice_changes.current_details(session, staff).clinical_system
        return render_template(
            "staff/export.html",
            staff=staff,
            campaign=shown_campaign(self._context, staff, campaign_id),
            frozen=frozen,
            job=job if job is not None and (job.error or not job.is_over) else None,
            files=files_of(self._context, staff, campaign_id, JobKind.EXPORT_LISTS),
            guides=guides_for(system),
            numbers_place=NUMBERS_PLACE,
            lists=LIST_WORDS,
            typed=request.form,
            faults=faults,
            refusal=refusal,
        )
