"""A patient's page at the desk: who it is, what happened, and the form that logs what they said."""

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.campaigns import published_pages
from notifier.delivery import doubtful_tellings
from notifier.errors import NotAllowed
from notifier.outcomes import patient_search, search
from notifier.outcomes.search import PatientMatch
from notifier.patients import identity_doubts, matters
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import hand_outs
from notifier.replies import logged, misfiled, record
from notifier.replies.history import ReplyView
from notifier.replies.logged import LoggedAlready
from notifier.staff_notes import note_fault
from notifier.vocabulary import Answerer, Choice, IdentityCheck, Role, Source, Task
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.staff import desk_session
from web.staff.log_form import SOURCES, LogForm
from web.staff.patient_story import story
from web.staff.shown_campaigns import campaign_of_page
from web.templating import NOT_DONE, clock_time, sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
_FORMS_LANGUAGE = "en"  # in which staff read to a caller


class PatientPages:
    """The page of one patient, and what is written down there."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def patient(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """One patient: enough to be sure who it is, what was sent and said, and the form."""
        return self._page(staff, campaign_id, patient_id, self._fresh(campaign_id))

    @needs(*_DESK)
    def log(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Record what the patient said, and go back to the box for the next one; ask about what was logged before."""
        now = self._context.clock()
        form = LogForm.read(request.form, now)
        if form.reply is None:
            return self._page(staff, campaign_id, patient_id, form), 400
        log = record.record_staff_reply if request.form.get("again") == "yes" else logged.log_once
        try:
            with self._context.database.writing() as rows:
                recorded = log(rows, self._context.keys, campaign_id, patient_id, form.reply, staff, now)
                found = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, now)
        except LoggedAlready as known:
            return self._page(staff, campaign_id, patient_id, form, earlier=known.earlier), 409
        self._context.wake(Task.SETTLE)
        desk_session.note_logged(recorded.reference, recorded.source)
        if (meanwhile := _meanwhile(found, request.form.get("seen", type=int), recorded.id)) is not None:
            who = meanwhile.logged_by or "the patient"
            flash(
                f"While you had the page open, {who} gave another answer, at {clock_time(meanwhile.recorded_at)}: "
                f"{label_of(meanwhile.choice)}. Both are kept.",
                NOT_DONE,
            )
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    @needs(*_DESK)
    def undo(self, staff: StaffAccount, campaign_id: int, patient_id: int, reference: str) -> ResponseReturnValue:
        """Undo what the same person logged within the last minute; later, ask whose it was."""
        context = self._context
        try:
            with context.database.writing() as rows:
                found = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, context.clock())
                search.reply_of(found, reference)
                misfiled.undo_reply(rows, context.keys, reference, staff, context.clock())
                after = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, context.clock())
        except NotAllowed as refusal:
            flash(sentence(refusal), NOT_DONE)
            asked = url_for(
                "staff.confirm_take_back", campaign_id=campaign_id, patient_id=patient_id, reference=reference
            )
            return redirect(asked, 303)
        context.wake(Task.ADVANCE)
        looked_at = " Somebody looks at their other answer before it counts." if after.open_review else ""
        flash(f"Undone. Nothing is logged for {found.full_name} by this.{looked_at}", NOT_DONE)
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    @needs(*_DESK)
    def hand_over(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Record that the letter which waited here is in the patient's hands: they count as told from now on."""
        now = self._context.clock()
        if request.form.get("handed") != "yes":
            faults = {"handed": "Tick the box when they have the letter"}
            return self._page(staff, campaign_id, patient_id, replace(self._fresh(campaign_id), faults=faults)), 400
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
            form = replace(self._fresh(campaign_id), faults={"told_note": fault})
            return self._page(staff, campaign_id, patient_id, form), 400
        with self._context.database.writing() as rows:
            reference = request.form.get("reference", "")
            found = doubtful_tellings.confirm_telling(rows, reference, staff, note, now)
        self._context.wake(Task.ADVANCE)
        flash(f"Recorded: the {found.noun} reached {found.full_name}, and counts.")
        return redirect(url_for("staff.patient", campaign_id=campaign_id, patient_id=patient_id), 303)

    def _fresh(self, campaign_id: int) -> LogForm:
        """The form with what is known of how and when the answer came: by the pile, the scan or the last one."""
        now, asked = self._context.clock(), request.args.get("source", "")
        if waiting := desk_session.waiting_reply(campaign_id):
            said = {"choice": waiting.choice.value, "answered_by": waiting.answered_by.value}
            return LogForm.fresh(now, source=waiting.source.value, received=waiting.received, **said)
        pile = desk_session.slip_pile(campaign_id)
        came = {"source": pile.source.value, "received": pile.received} if pile else {}
        source = came.get("source") or asked or desk_session.last_source()
        check = IdentityCheck.CODE.value if asked == Source.PAPER else ""
        return LogForm.fresh(now, **(came | {"source": source, "identity_check": check}))

    def _page(
        self,
        staff: StaffAccount,
        campaign_id: int,
        patient_id: int,
        form: LogForm,
        earlier: ReplyView | None = None,
    ) -> str:
        now = self._context.clock()
        with self._context.database.reading() as rows:
            campaign = campaign_of_page(self._context, rows, staff, campaign_id)
            found = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, now)
            shown = self._beside(rows, staff, campaign_id, patient_id)
            told = matters.matters_of_patient(rows, staff.practice_id, patient_id)
        return render_template(
            "staff/patient.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            story=story(found, told),
            seen=max((one.id for one in found.replies), default=0),
            form=form,
            earlier=earlier,
            choices=list(Choice),
            sources=SOURCES,
            answerers=list(Answerer),
            checks=list(IdentityCheck),
            pile=desk_session.slip_pile(campaign_id),
            waiting=desk_session.waiting_reply(campaign_id),
            scanned_slip=request.method == "GET" and request.args.get("source") == Source.PAPER,
            matters=told,
            **shown,
        )

    def _beside(self, rows: Session, staff: StaffAccount, campaign_id: int, patient_id: int) -> Mapping[str, object]:
        """What else the page shows: who is alike, what is in doubt or was told, the words to read to a caller."""
        place = staff.practice_id, campaign_id
        return {
            "alike": patient_search.namesakes(rows, *place, patient_id),
            "doubts": identity_doubts.open_doubts(rows, staff.practice_id, patient_id),
            "elsewhere": doubtful_tellings.doubtful_tellings(rows, *place, self._context.clock(), [patient_id]),
            "words": published_pages.published(rows, campaign_id).get(_FORMS_LANGUAGE),
        }


def _meanwhile(patient: PatientMatch, seen: int | None, own: int) -> ReplyView | None:
    """What came for the patient since their page was opened, beside what was logged from it."""
    if seen is None:
        return None
    came = (one for one in reversed(patient.replies) if seen < one.id != own and not one.is_replaced)
    return next(came, None)
