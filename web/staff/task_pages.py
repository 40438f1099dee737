"""What has to be done with codes in the clinical system, and finishing it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed
from notifier.outcomes import closing_view, coding_tasks
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import note_fault
from notifier.vocabulary import Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page, figures_of_page
from web.templating import sentence

DESK = frozenset((Role.RECEPTION, Role.MANAGER))
MOST_ON_FRONT_PAGE = 10  # more than anybody does before they come back
_MOST_PAST = 100


class TaskPages:
    """One page: what is open, with a form for each, and what is over."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every open task of the campaign, what is urgent first."""
        return self._page(staff, campaign_id, 0, "")

    @needs(*DESK)
    def finish(self, staff: StaffAccount, campaign_id: int, task_id: int) -> ResponseReturnValue:
        """Write down what somebody did about one of them."""
        note = request.form.get("note", "").strip()
        ask = "Write what you did, such as: code removed in the clinical system, patient called"
        if fault := note_fault(note, ask):
            return self._page(staff, campaign_id, task_id, fault), 400
        try:
            with self._context.database.writing() as session:
                coding_tasks.finish_task(session, task_id, staff, note, self._context.clock())
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, 0, sentence(refusal)), 409
        self._context.wake(Task.SETTLE)
        flash("Finished, and written down with your name.")
        return redirect(url_for("staff.campaign", campaign_id=campaign_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, task_id: int, fault: str) -> str:
        """With what is wrong in the form of one task, or, without one, with why it cannot be done."""
        now = self._context.clock()
        figures_of_page(self._context, staff, campaign_id)  # and with them the tasks that nobody has on record yet
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            closing = closing_view.view_closing(session, campaign_id, now)
            past = coding_tasks.past_tasks(session, campaign_id, _MOST_PAST)
        return render_template(
            "staff/tasks.html",
            staff=staff,
            campaign=campaign,
            closing=closing,
            past=past,
            most_past=_MOST_PAST,
            faults={f"note-{task_id}": fault} if task_id else {},
            refusal="" if task_id else fault,
            typed=request.form,
        )
