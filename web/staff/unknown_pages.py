"""Messages of which nobody knows whether they went, and settling them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.delivery import unknown_deliveries
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import note_fault
from notifier.vocabulary import Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page

_DESK = (Role.RECEPTION, Role.MANAGER)
_FOUND_OUT = {"yes": True, "no": False}
_MOST_SHOWN = 50  # more than anybody settles at one sitting


class UnknownPages:
    """One page: the list, with a form for each message."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every unknown message of the campaign, the longest first."""
        return self._page(staff, campaign_id, "", {})

    @needs(*_DESK)
    def settle(self, staff: StaffAccount, campaign_id: int, reference: str) -> ResponseReturnValue:
        """Write down what somebody found out about one of them."""
        went, note = _FOUND_OUT.get(request.form.get("went", "")), request.form.get("note", "").strip()
        faults = {} if went is not None else {f"went-{reference}": "Select whether it arrived"}
        if fault := note_fault(note, "Write how you know, such as: called the patient"):
            faults[f"note-{reference}"] = fault
        if went is None or faults:
            return self._page(staff, campaign_id, reference, faults), 400
        with self._context.database.writing() as session:
            sent_again = unknown_deliveries.settle_unknown_delivery(
                session, campaign_id, reference, staff, self._context.clock(), went=went, note=note
            )
        self._context.wake(Task.ADVANCE)
        if sent_again:
            flash("Settled: it had not gone before the restore. It goes now.")
        else:
            not_there = "Settled: it did not arrive. The next way to tell them is used now."
            flash("Settled: it arrived." if went else not_there)
        return redirect(url_for("staff.unknowns", campaign_id=campaign_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, reference: str, faults: dict[str, str]) -> str:
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = unknown_deliveries.unknown_deliveries_of(
                session, staff.practice_id, campaign_id, self._context.clock()
            )
        return render_template(
            "staff/unknowns.html",
            staff=staff,
            campaign=campaign,
            unknowns=found[:_MOST_SHOWN],
            in_all=len(found),
            reference=reference,
            faults=faults,
            typed=request.form,
        )
