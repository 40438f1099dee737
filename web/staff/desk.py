"""The front desk: find a patient and log what they said, between two calls."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier import overview, reception, replies
from notifier.errors import ValueRefused
from notifier.reception import PatientMatch
from notifier.staff import StaffAccount
from notifier.vocabulary import Choice, Role
from web.core import Core
from web.guards import needs
from web.staff.logged import SOURCES, LogForm
from web.words import say

_DESK = (Role.RECEPTION, Role.MANAGER)
_QUERY = "desk-query"
_LONGEST_QUERY = 100


class Desk:
    """Search, the patient's page and its form."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @needs(*_DESK)
    def find(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Keep what is looked for in the session, so that no name or number stands in an address or a log."""
        session[_QUERY] = request.form.get("query", "").strip()[:_LONGEST_QUERY]
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    @needs(*_DESK)
    def search(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The search box, with the patients found by the last search."""
        query = session.get(_QUERY, "")
        with self._core.database.reading() as rows:
            campaign = overview.view(rows, staff.practice_id, campaign_id, self._core.settings.public_url)
            found, fault = self._found(rows, staff, campaign_id, query)
        return render_template(
            "staff/desk.html", staff=staff, campaign=campaign, query=query, patients=found, fault=fault
        )

    @needs(*_DESK)
    def patient(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """One patient: enough to be sure who it is, how they were told, what they said, and the form."""
        return self._page(staff, campaign_id, patient_id, LogForm.fresh(self._core.clock()))

    @needs(*_DESK)
    def log(self, staff: StaffAccount, campaign_id: int, patient_id: int) -> ResponseReturnValue:
        """Record what the patient said, and go back to the search box for the next caller."""
        now = self._core.clock()
        form = LogForm.read(request.form, now)
        if form.reply is None:
            return self._page(staff, campaign_id, patient_id, form), 400
        with self._core.database.writing() as rows:
            found = reception.patient(rows, staff.practice_id, campaign_id, patient_id, now)
            recorded = replies.record_by_staff(rows, self._core.keys, campaign_id, patient_id, form.reply, staff, now)
        self._core.ring("settle")
        session.pop(_QUERY, None)
        flash(f"Recorded for {found.full_name}. {say(recorded.choice)}. Reference {recorded.reference}.")
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    def _found(
        self, rows: Session, staff: StaffAccount, campaign_id: int, query: str
    ) -> tuple[list[PatientMatch], str]:
        """Who matches, or what is wrong with what was typed."""
        if not query:
            return [], ""
        try:
            now = self._core.clock()
            return reception.find(rows, self._core.keys, staff.practice_id, campaign_id, query, now), ""
        except ValueRefused as refusal:
            return [], f"{str(refusal)[:1].upper()}{str(refusal)[1:]}"

    def _page(self, staff: StaffAccount, campaign_id: int, patient_id: int, form: LogForm) -> str:
        with self._core.database.reading() as rows:
            campaign = overview.view(rows, staff.practice_id, campaign_id, self._core.settings.public_url)
            found = reception.patient(rows, staff.practice_id, campaign_id, patient_id, self._core.clock())
        return render_template(
            "staff/patient.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            form=form,
            choices=list(Choice),
            sources=SOURCES,
        )
