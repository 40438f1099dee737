"""Texts that fit nobody: a person finds out whose each is."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.practice.accounts import StaffAccount
from notifier.replies import inbound_sms
from notifier.staff_notes import note_fault
from notifier.vocabulary import Role
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page

_DESK = (Role.RECEPTION, Role.MANAGER)


class InboundTextPages:
    """The list of open texts, each with its form. What one says is logged at the desk, once the patient is found."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every text whose sender nobody knows, the oldest first."""
        return self._page(staff, campaign_id, {})

    @needs(*_DESK)
    def settle(self, staff: StaffAccount, campaign_id: int, text_id: int) -> ResponseReturnValue:
        """Close one, with a note of what became of it."""
        note = request.form.get("note", "").strip()
        if fault := note_fault(note, "Write whose text it was, or what you did to find out"):
            return self._page(staff, campaign_id, {f"note-{text_id}": fault}), 400
        with self._context.database.writing() as session:
            inbound_sms.settle_open_text(session, text_id, staff, note, self._context.clock())
        flash("The text is settled.")
        return redirect(url_for("staff.inbound_texts", campaign_id=campaign_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, faults: dict[str, str]) -> str:
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = inbound_sms.open_texts(session)
        return render_template("staff/inbound_texts.html", staff=staff, campaign=campaign, texts=found, faults=faults)
