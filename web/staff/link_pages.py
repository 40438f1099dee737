"""Replacing a link that somebody else has: said in full before there is a button, and the new code shown once."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed
from notifier.outcomes import campaign_view, search
from notifier.patients.access_codes import spaced
from notifier.practice.accounts import StaffAccount
from notifier.replies import link_replacement
from notifier.vocabulary import Role
from web.context import Core
from web.guards import needs
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)


class Links:
    """The step that asks first, and the page with the new code."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @needs(*_DESK)
    def confirm(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Say what becomes of the old link, before there is a button that takes it back."""
        return self._page(staff, campaign_id, patient_id)

    @needs(*_DESK)
    def replace(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Take it back. The page that answers is the only one with the new code; sent twice, the second is refused."""
        serial = request.form.get("serial", type=int, default=-1)
        core = self._core
        try:
            with core.database.writing() as session:
                code = link_replacement.withdraw(
                    session, core.keys, campaign_id, patient_id, staff, core.clock(), serial=serial
                )
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, patient_id, refusal=sentence(refusal)), 409
        return self._page(staff, campaign_id, patient_id, code=code)

    def _page(
        self, staff: StaffAccount, campaign_id: int, patient_id: int, *, code: str = "", refusal: str = ""
    ) -> str:
        core = self._core
        with core.database.reading() as session:
            campaign = campaign_view.view(session, staff.practice_id, campaign_id, core.settings.roads)
            found = search.patient(session, staff.practice_id, campaign_id, patient_id, core.clock())
            serial = link_replacement.serial_of(session, campaign_id, patient_id, staff)
        return render_template(
            "staff/link.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            serial=serial,
            code=spaced(code) if code else "",
            enter_at=f"{core.settings.public_url}/r",
            text_number=core.settings.roads.text_number,
            refusal=refusal,
        )
