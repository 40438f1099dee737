"""Letting those go who joined with the last list, for a manager who is sure of the list."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.patients.register import release_joiners, waiting_joiners
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page


class JoinerPages:
    """One page, to which the campaign's page leads while somebody waits."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER, proven=True)
    def confirm(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Say who waits and what happens, before there is a button that does it."""
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            joiners = waiting_joiners(session, staff.practice_id, self._context.clock())
        return render_template("staff/joiners.html", staff=staff, campaign=campaign, joiners=joiners)

    @needs(Role.MANAGER, proven=True)
    def release(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have them told by every campaign that runs, now."""
        with self._context.database.writing() as session:
            release_joiners(session, staff, self._context.clock())
        self._context.wake(Task.ADVANCE)
        flash("They wait no longer: they are told like anybody else.")
        return redirect(url_for("staff.campaign", campaign_id=campaign_id), 303)
