"""The letters that could not be made from what is on record: whose, why, and what to do."""

from flask import render_template
from flask.typing import ResponseReturnValue

from notifier.outcomes import campaign_view
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import status
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs

_DESK = (Role.RECEPTION, Role.MANAGER)


class UnmadeLetterPages:
    """The list; each name leads to the patient, where an answer given on the telephone is logged."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every letter that failed for what is on record, by name."""
        with self._context.database.reading() as session:
            campaign = campaign_view.view_campaign(
                session, staff.practice_id, campaign_id, self._context.settings.reply_channels
            )
            letters = status.unmade_letters(session, staff.practice_id, campaign_id)
        return render_template("staff/unmade_letters.html", staff=staff, campaign=campaign, letters=letters)
