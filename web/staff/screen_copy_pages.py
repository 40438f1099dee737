"""A letter's copy for the screen: asked for, waited for, opened."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.practice.accounts import StaffAccount
from notifier.print_runs import screen_copies
from notifier.vocabulary import Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page

_DESK = (Role.RECEPTION, Role.MANAGER)


class ScreenCopyPages:
    """Whoever asked for a copy sees it, and nobody else: who looked at whose letter is on record."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def ask(self, staff: StaffAccount, campaign_id: int, delivery_id: int) -> ResponseReturnValue:
        """Have a copy made."""
        with self._context.database.writing() as session:
            copy_id = screen_copies.ask_for_copy(session, campaign_id, delivery_id, staff, self._context.clock())
        self._context.wake(Task.SCREEN_COPIES)
        return redirect(url_for("staff.copy", campaign_id=campaign_id, copy_id=copy_id), 303)

    @needs(*_DESK, polled=True)
    def show(self, staff: StaffAccount, campaign_id: int, copy_id: int) -> ResponseReturnValue:
        """The copy once it is made; until then, a page that looks again."""
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = screen_copies.view_copy(session, campaign_id, copy_id, staff)
        return render_template("staff/copy.html", staff=staff, campaign=campaign, copy=found)

    @needs(*_DESK)
    def pdf(self, staff: StaffAccount, campaign_id: int, copy_id: int) -> ResponseReturnValue:
        """The copy itself."""
        with self._context.database.reading() as session:
            made = screen_copies.copy_pdf(session, campaign_id, copy_id, staff)
        shown = {"Content-Disposition": "inline; filename=letter.pdf"}
        return Response(made, mimetype="application/pdf", headers=shown)
