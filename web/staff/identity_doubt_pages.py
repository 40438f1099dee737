"""Doubts about who a patient is, settled by a manager who found it out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.patients import doubt_settling, identity_doubts
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import note_fault
from notifier.vocabulary import Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page

_FOUND_OUT = {"same": True, "two": False}


class IdentityDoubtPages:
    """The page that settles one doubt; Things to settle leads here. The patient is held until then."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER)
    def show(self, staff: StaffAccount, campaign_id: int, doubt_id: int) -> ResponseReturnValue:
        """Who is on record, who is on the list, and the form."""
        return self._page(staff, campaign_id, doubt_id, {})

    @needs(Role.MANAGER)
    def settle(self, staff: StaffAccount, campaign_id: int, doubt_id: int) -> ResponseReturnValue:
        """Write down what the manager found out; the note says how."""
        is_same, note = _FOUND_OUT.get(request.form.get("found", "")), request.form.get("note", "").strip()
        faults = {} if is_same is not None else {"found": "Select whether this is one person"}
        ask = "Write how you found out, such as: rang the patient, old number seen in the clinical system"
        if fault := note_fault(note, ask):
            faults["note"] = fault
        if is_same is None or faults:
            return self._page(staff, campaign_id, doubt_id, faults), 400
        with self._context.database.writing() as session:
            doubt_settling.settle_doubt(
                session, self._context.keys, doubt_id, staff, is_same, note, self._context.clock()
            )
        self._context.wake(Task.ADVANCE)
        flash("Settled: one person." if is_same else "Settled: two people.")
        return redirect(url_for("staff.reviews", campaign_id=campaign_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, doubt_id: int, faults: dict[str, str]) -> str:
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = identity_doubts.open_doubt(session, staff.practice_id, doubt_id)
        return render_template(
            "staff/identity_doubt.html", staff=staff, campaign=campaign, doubt=found, faults=faults, typed=request.form
        )
