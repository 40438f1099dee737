"""The letters at the desk, for patients whom no post reaches."""

from flask import render_template
from flask.typing import ResponseReturnValue

from notifier.outcomes import campaign_view
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import status
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs

_DESK = (Role.RECEPTION, Role.MANAGER)


class HandOutPages:
    """The list. That one was handed over is recorded on the patient's page, where it is sure who it is."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every letter that waits, by name, as the pile is sorted."""
        with self._context.database.reading() as session:
            campaign = campaign_view.view_campaign(
                session, staff.practice_id, campaign_id, self._context.settings.reply_channels
            )
            letters = status.at_desk(session, staff.practice_id, campaign_id)
        return render_template("staff/hand_outs.html", staff=staff, campaign=campaign, letters=letters)
