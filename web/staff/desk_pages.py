"""The front desk: find a patient and log what they said, between two calls."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.delivery import doubtful_tellings
from notifier.errors import ValueRefused
from notifier.outcomes import patient_search, search
from notifier.outcomes.patient_search import NOBODY, SearchResult
from notifier.patients import identity_doubts, matters
from notifier.patients.scans import is_scan
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import hand_outs
from notifier.replies import record
from notifier.staff_notes import note_fault
from notifier.vocabulary import Answerer, Choice, Role, Source, Task
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.staff.log_form import SOURCES, LogForm
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
_QUERY = "desk-query"
_LONGEST_QUERY = 200


class DeskPages:
    """Search, the patient's page and its form."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def find(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Open at once whose slip, link, code or reference was scanned, and who alone fits; look for anything else.

        What is looked for is kept in the session, so that no name or number stands in an address or a log.
        """
        query = request.form.get("query", "").strip()[:_LONGEST_QUERY]
        with self._context.database.reading() as rows:
            scan = search.scanned(rows, self._context.keys, staff.practice_id, query)
            only = None if scan else self._result(rows, staff, campaign_id, query)[0].only
        if scan is None:
            session[_QUERY] = query  # also for who goes back, because it is not the right one
            if only is not None:
                return redirect(url_for("staff.patient", campaign_id=campaign_id, patient_id=only.patient_id), 303)
            return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)
        session.pop(_QUERY, None)
        if scan.campaign_id != campaign_id:
            flash(f"This belongs to another campaign, {scan.campaign_name}. You are there now.")
        source = Source.PAPER.value if scan.is_slip else None
        found = url_for("staff.patient", campaign_id=scan.campaign_id, patient_id=scan.patient_id, source=source)
        return redirect(found, 303)

    @needs(*_DESK)
    def search(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The search box, with the patients found by the last search."""
        query = session.get(_QUERY, "")
        with self._context.database.reading() as rows:
            campaign = campaign_of_page(self._context, rows, staff, campaign_id)
            result, fault = self._result(rows, staff, campaign_id, query)
        return render_template(
            "staff/desk.html",
            staff=staff,
            campaign=campaign,
            query=query,
            result=result,
            most_found=patient_search.MOST_FOUND,
            fault=fault,
            scanned=is_scan(query),
        )

    @needs(*_DESK)
    def patient(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """One patient: enough to be sure who it is, how they were told, what they said, and the form."""
        form = LogForm.fresh(self._context.clock(), request.args.get("source", ""))
        return self._page(staff, campaign_id, patient_id, form)

    @needs(*_DESK)
    def log(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Record what the patient said, and go back to the search box for the next caller."""
        now = self._context.clock()
        form = LogForm.read(request.form, now)
        if form.reply is None:
            return self._page(staff, campaign_id, patient_id, form), 400
        with self._context.database.writing() as rows:
            found = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, now)
            recorded = record.record_staff_reply(
                rows, self._context.keys, campaign_id, patient_id, form.reply, staff, now
            )
        self._context.wake(Task.SETTLE)
        session.pop(_QUERY, None)
        doubt = f" To be looked at: {label_of(recorded.doubt)}." if recorded.doubt else ""
        flash(f"Recorded for {found.full_name}. {label_of(recorded.choice)}. Reference {recorded.reference}.{doubt}")
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    @needs(*_DESK)
    def hand_over(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Record that the letter which waited here is in the patient's hands: they count as told from now on."""
        now = self._context.clock()
        if request.form.get("handed") != "yes":
            faults = {"handed": "Tick the box when they have the letter"}
            return self._page(staff, campaign_id, patient_id, replace(LogForm.fresh(now), faults=faults)), 400
        with self._context.database.writing() as rows:
            found = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, now)
            hand_outs.record_handed(rows, staff.practice_id, request.form.get("reference", ""), staff, now, now)
        self._context.wake(Task.ADVANCE)
        flash(f"Recorded: {found.full_name} has the letter.")
        return redirect(url_for("staff.patient", campaign_id=campaign_id, patient_id=patient_id), 303)

    @needs(*_DESK)
    def confirm_told(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Write down that a message whose place is in doubt reached the patient; the note says how we know."""
        now, note = self._context.clock(), request.form.get("told_note", "").strip()
        if fault := note_fault(note, "Write how you know, such as: rang the patient, who has the letter"):
            faults = {"told_note": fault}
            return self._page(staff, campaign_id, patient_id, replace(LogForm.fresh(now), faults=faults)), 400
        with self._context.database.writing() as rows:
            reference = request.form.get("reference", "")
            found = doubtful_tellings.confirm_telling(rows, reference, staff, note, now)
        self._context.wake(Task.ADVANCE)
        flash(f"Recorded: the {found.noun} reached {found.full_name}, and counts.")
        return redirect(url_for("staff.patient", campaign_id=campaign_id, patient_id=patient_id), 303)

    def _result(self, rows: Session, staff: StaffAccount, campaign_id: int, query: str) -> tuple[SearchResult, str]:
        """Who matches, or what is wrong with what was typed."""
        if not query:
            return NOBODY, ""
        now, keys = self._context.clock(), self._context.keys
        try:
            return patient_search.find_patients(rows, keys, staff.practice_id, campaign_id, query, now), ""
        except ValueRefused as refusal:
            return NOBODY, sentence(refusal)

    def _page(self, staff: StaffAccount, campaign_id: int, patient_id: int, form: LogForm) -> str:
        with self._context.database.reading() as rows:
            campaign = campaign_of_page(self._context, rows, staff, campaign_id)
            found = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, self._context.clock())
            alike = patient_search.namesakes(rows, staff.practice_id, campaign_id, patient_id)
            doubts = identity_doubts.open_doubts(rows, staff.practice_id, patient_id)
            told = matters.matters_of_patient(rows, staff.practice_id, patient_id)
            elsewhere = doubtful_tellings.doubtful_tellings(
                rows, staff.practice_id, campaign_id, self._context.clock(), patient_id
            )
        return render_template(
            "staff/patient.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            alike=alike,
            doubts=doubts,
            elsewhere=elsewhere,
            matters=told,
            form=form,
            choices=list(Choice),
            sources=SOURCES,
            answerers=list(Answerer),
            scanned_slip=request.method == "GET" and form.typed.get("source") == Source.PAPER,
        )
