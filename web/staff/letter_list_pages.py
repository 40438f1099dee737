"""Lists of letters by name that people see to: those that wait at the desk, and those that could not be made."""

from collections.abc import Callable, Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.practice.accounts import StaffAccount
from notifier.print_runs import status
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page

_DESK = (Role.RECEPTION, Role.MANAGER)


class LetterListPages:
    """The lists. Each name leads to the patient's page, where it is sure who it is and what was done is recorded."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def at_desk(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every letter that waits for a patient whom no post reaches, by name, as the pile is sorted."""
        return self._listed(staff, campaign_id, status.at_desk, "staff/hand_outs.html")

    @needs(*_DESK)
    def unmade(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every letter that could not be made from what is on record, by name, with why and what to do."""
        return self._listed(staff, campaign_id, status.unmade_letters, "staff/unmade_letters.html")

    def _listed(
        self, staff: StaffAccount, campaign_id: int, find: Callable[[Session, int, int], Sequence[object]], page: str
    ) -> ResponseReturnValue:
        """The letters that `find` has for the practice and its campaign, on a page. Raises NotFound for another's."""
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            letters = find(session, staff.practice_id, campaign_id)
        return render_template(page, staff=staff, campaign=campaign, letters=letters)
