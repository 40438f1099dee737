"""A letter's copy for the screen: asked for, waited for, opened."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.outcomes import campaign_view
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import screen_copies
from notifier.vocabulary import Role
from notifier.worker.queue import COPIES
from web.context import Core
from web.guards import needs

_DESK = (Role.RECEPTION, Role.MANAGER)


class Copies:
    """Whoever asked for a copy sees it, and nobody else: who looked at whose letter is on record."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @needs(*_DESK)
    def ask(self, staff: StaffAccount, campaign_id: int, delivery_id: int) -> ResponseReturnValue:
        """Have a copy made."""
        with self._core.database.writing() as session:
            copy_id = screen_copies.ask(session, campaign_id, delivery_id, staff, self._core.clock())
        self._core.ring(COPIES)
        return redirect(url_for("staff.copy", campaign_id=campaign_id, copy_id=copy_id), 303)

    @needs(*_DESK)
    def show(self, staff: StaffAccount, campaign_id: int, copy_id: int) -> ResponseReturnValue:
        """The copy once it is made; until then, a page that looks again."""
        with self._core.database.reading() as session:
            campaign = campaign_view.view(session, staff.practice_id, campaign_id, self._core.settings.roads)
            found = screen_copies.view(session, campaign_id, copy_id, staff)
        return render_template("staff/copy.html", staff=staff, campaign=campaign, copy=found)

    @needs(*_DESK)
    def pdf(self, staff: StaffAccount, campaign_id: int, copy_id: int) -> ResponseReturnValue:
        """The copy itself."""
        with self._core.database.reading() as session:
            made = screen_copies.pdf(session, campaign_id, copy_id, staff)
        shown = {"Content-Disposition": "inline; filename=letter.pdf"}
        return Response(made, mimetype="application/pdf", headers=shown)
