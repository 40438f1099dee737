"""The front desk's one box: find a patient between two calls, or slip after slip of a pile."""

from datetime import datetime, time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON, london_date
from notifier.errors import ValueRefused
from notifier.outcomes import patient_search, search
from notifier.outcomes.patient_search import NOBODY, SearchResult
from notifier.patients.scans import is_scan
from notifier.practice.accounts import StaffAccount
from notifier.replies import logged
from notifier.vocabulary import Role, Source
from web.context import AppContext
from web.guards import needs
from web.staff import desk_session
from web.staff.days import typed_moment
from web.staff.desk_session import LONGEST_QUERY, SlipPile
from web.staff.log_form import SOURCES
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
_LAST = 8  # of what somebody logged: as many as are looked back for


class DeskPages:
    """The box with what it found, the pile that is being logged, and what was logged last."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def find(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Open at once whose slip, link, code or reference was scanned, and who alone fits; look for anything else.

        What is looked for is kept in the session, so that no name or number stands in an address or a log.
        """
        query = request.form.get("query", "").strip()[:LONGEST_QUERY]
        with self._context.database.reading() as rows:
            scan = search.scanned(rows, self._context.keys, staff.practice_id, query)
            only = None if scan else self._result(rows, staff, campaign_id, query, with_offers=False)[0].only
        if scan is None:
            desk_session.remember_query(query)  # also for who goes back, because it is not the right one
            if only is not None:
                return redirect(url_for("staff.patient", campaign_id=campaign_id, patient_id=only.patient_id), 303)
            return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)
        desk_session.forget_query()
        if scan.campaign_id != campaign_id:
            flash(f"This belongs to another campaign, {scan.campaign_name}. You are there now.")
        source = Source.PAPER.value if scan.is_slip else None
        found = url_for("staff.patient", campaign_id=scan.campaign_id, patient_id=scan.patient_id, source=source)
        return redirect(found, 303)

    @needs(*_DESK)
    def search(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The box, with the patients found by the last search, or what was logged last."""
        query, now, pile = desk_session.query(), self._context.clock(), desk_session.slip_pile(campaign_id)
        since = pile.began if pile else _midnight(now)
        with self._context.database.reading() as rows:
            campaign = campaign_of_page(self._context, rows, staff, campaign_id)
            result, fault = self._result(rows, staff, campaign_id, query)
            last = logged.last_logged(rows, staff, campaign_id, since, _LAST)
            count = logged.count_logged(rows, staff, campaign_id, since)
        reference = desk_session.take_logged()
        return render_template(
            "staff/desk.html",
            staff=staff,
            campaign=campaign,
            query=query,
            result=result,
            most_found=patient_search.MOST_FOUND,
            fault=fault,
            scanned=is_scan(query),
            now=now,
            pile=pile,
            count=count,
            last=last,
            just_logged=next((one for one in last if one.reference == reference), None),
            waiting=desk_session.waiting_reply(campaign_id),
            sources=SOURCES,
            today=london_date(now).isoformat(),
        )

    @needs(*_DESK)
    def begin_pile(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have the way and the day of a pile stand in each form from now on."""
        now, source, received = self._context.clock(), request.form.get("source", ""), request.form.get("received", "")
        with self._context.database.reading() as rows:
            campaign_of_page(self._context, rows, staff, campaign_id)
        if source in SOURCES and typed_moment(received.strip(), now) is not None:
            desk_session.begin_pile(SlipPile(campaign_id, Source(source), received.strip(), now))
        else:
            flash("Say how the pile came, and on which day: today or before.", "not done")
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    @needs(*_DESK)
    def end_pile(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Say how many of the pile were logged, and let each answer have its own way and day again."""
        if (pile := desk_session.slip_pile(campaign_id)) is not None:
            with self._context.database.reading() as rows:
                count = logged.count_logged(rows, staff, campaign_id, pile.began)
            flash(f"The pile is done: {count} logged.")
        desk_session.end_pile()
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    @needs(*_DESK)
    def forget_waiting(self, _staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Log what was another patient's later, or in another way."""
        desk_session.forget_waiting()
        return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)

    def _result(
        self, rows: Session, staff: StaffAccount, campaign_id: int, query: str, *, with_offers: bool = True
    ) -> tuple[SearchResult, str]:
        """Who matches, or what is wrong with what was typed."""
        if not query:
            return NOBODY, ""
        now, keys = self._context.clock(), self._context.keys
        place = keys, staff.practice_id, campaign_id
        try:
            return patient_search.find_patients(rows, *place, query, now, with_offers=with_offers), ""
        except ValueRefused as refusal:
            return NOBODY, sentence(refusal)


def _midnight(now: datetime) -> datetime:
    """When the practice's day began."""
    return datetime.combine(london_date(now), time(), LONDON)
