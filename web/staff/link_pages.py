"""Replacing a link that somebody else has: said in full before there is a button, and the new code shown once."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed
from notifier.outcomes import search
from notifier.patients.access_codes import spaced_code
from notifier.practice.accounts import StaffAccount
from notifier.replies import link_replacement
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)


class LinkPages:
    """The step that asks first, and the page with the new code."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def confirm(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Say what becomes of the old link, before there is a button that takes it back."""
        return self._page(staff, campaign_id, patient_id)

    @needs(*_DESK)
    def replace(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Take it back. The page that answers is the only one with the new code; sent twice, the second is refused."""
        serial = request.form.get("serial", type=int, default=-1)
        context = self._context
        try:
            with context.database.writing() as session:
                code = link_replacement.replace_link(
                    session, context.keys, campaign_id, patient_id, staff, context.clock(), serial=serial
                )
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, patient_id, refusal=sentence(refusal)), 409
        return self._page(staff, campaign_id, patient_id, code=code)

    def _page(
        self, staff: StaffAccount, campaign_id: int, patient_id: int, *, code: str = "", refusal: str = ""
    ) -> str:
        context = self._context
        with context.database.reading() as session:
            campaign = campaign_of_page(context, session, staff, campaign_id)
            found = search.patient_match(session, staff.practice_id, campaign_id, patient_id, context.clock())
            serial = link_replacement.serial_of(session, campaign_id, patient_id, staff)
        return render_template(
            "staff/link.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            serial=serial,
            code=spaced_code(code) if code else "",
            enter_at=f"{context.settings.public_url}/r",
            text_number=context.settings.reply_channels.text_number,
            refusal=refusal,
        )
