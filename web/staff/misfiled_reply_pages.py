"""Taking back an answer that was logged for the wrong patient: what it does, and the form."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed
from notifier.outcomes import search
from notifier.practice.accounts import StaffAccount
from notifier.replies import misfiled
from notifier.staff_notes import note_fault
from notifier.vocabulary import Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff import desk_session
from web.staff.shown_campaigns import campaign_of_page
from web.templating import NOT_DONE, sentence

_DESK = (Role.RECEPTION, Role.MANAGER)


class MisfiledReplyPages:
    """The page of one answer that staff logged, and taking it back."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def confirm(self, staff: StaffAccount, campaign_id: int, patient_id: int, reference: str) -> ResponseReturnValue:
        """Say what taking the answer back does, and ask whose it was."""
        return self._page(staff, campaign_id, patient_id, reference)

    @needs(*_DESK)
    def take_back(self, staff: StaffAccount, campaign_id: int, patient_id: int, reference: str) -> ResponseReturnValue:
        """Take the answer back, and go on to log it for whom it is of: it waits, with what is known of it."""
        note = request.form.get("note", "").strip()
        if fault := note_fault(note, "Write whose answer it is, or how you found out that it is not this patient’s"):
            return self._page(staff, campaign_id, patient_id, reference, faults={"note": fault}), 400
        context = self._context
        try:
            with context.database.writing() as session:
                found = search.patient_match(session, staff.practice_id, campaign_id, patient_id, context.clock())
                reply = search.reply_of(found, reference)
                misfiled.take_back_reply(session, context.keys, reference, staff, note, context.clock())
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, patient_id, reference, refusal=sentence(refusal)), 409
        context.wake(Task.ADVANCE)
        desk_session.log_again(campaign_id, reply)
        flash(f"Taken back for {found.full_name}. Now find the patient whose answer it is.", NOT_DONE)
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    def _page(
        self,
        staff: StaffAccount,
        campaign_id: int,
        patient_id: int,
        reference: str,
        *,
        faults: dict[str, str] | None = None,
        refusal: str = "",
    ) -> str:
        context = self._context
        with context.database.reading() as session:
            campaign = campaign_of_page(context, session, staff, campaign_id)
            found = search.patient_match(session, staff.practice_id, campaign_id, patient_id, context.clock())
        return render_template(
            "staff/misfiled.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            reply=search.reply_of(found, reference),
            faults=faults or {},
            typed=request.form,
            refusal=refusal,
        )
