"""The letters at the desk, for patients whom no post reaches."""

from flask import render_template
from flask.typing import ResponseReturnValue

from notifier import overview, paperwork
from notifier.staff import StaffAccount
from notifier.vocabulary import Role
from web.core import Core
from web.guards import needs

_DESK = (Role.RECEPTION, Role.MANAGER)


class HandOuts:
    """The list. That one was handed over is recorded on the patient's page, where it is sure who it is."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every letter that waits, by name, as the pile is sorted."""
        with self._core.database.reading() as session:
            campaign = overview.view(session, staff.practice_id, campaign_id, self._core.settings.roads)
            letters = paperwork.at_desk(session, staff.practice_id, campaign_id)
        return render_template("staff/hand_outs.html", staff=staff, campaign=campaign, letters=letters)
