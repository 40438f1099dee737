"""Answers of people whom nobody found on the list: keeping one, and finding out whose each is."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, ValueRefused
from notifier.outcomes import patient_search, search
from notifier.outcomes.patient_search import FoundPatient
from notifier.practice.accounts import StaffAccount
from notifier.replies import slip_photos, unmatched_slips
from notifier.replies.slip_photos import PhotoOwner
from notifier.replies.unmatched_slips import SlipView
from notifier.staff_notes import note_fault
from notifier.vocabulary import Choice, Role, Task
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.staff import desk_session
from web.staff.log_form import SOURCES
from web.staff.shown_campaigns import campaign_of_page
from web.staff.slip_form import SlipForm
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
_SOUGHT = "slip-query"  # the slip, and what is looked for because of it
_LONGEST_QUERY = 200


class Offered(NamedTuple):
    """Whom a slip may be of."""

    likely: list[FoundPatient]  # whom it holds, where it holds anybody
    others: list[FoundPatient]  # found by what somebody looked for, or nearly
    fault: str


class SlipPages:
    """The form, the list of slips of nobody, and the page of one with whom it may be of."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every slip whose patient nobody has found, the oldest first, with how many it may be of."""
        with self._context.database.reading() as rows:
            campaign = campaign_of_page(self._context, rows, staff, campaign_id)
            slips = unmatched_slips.open_slips(rows, staff.practice_id, campaign_id)
            likely = {one.id: len(unmatched_slips.may_be_of(rows, staff.practice_id, one)) for one in slips}
        return render_template("staff/slips.html", staff=staff, campaign=campaign, slips=slips, likely=likely)

    @needs(*_DESK)
    def form(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The form, with what was looked for at the desk and not found."""
        looked_for = desk_session.query()
        form = SlipForm.fresh(self._context.clock(), request.args.get("source", ""), looked_for)
        return self._form(staff, campaign_id, form)

    @needs(*_DESK)
    def keep(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Keep the slip; go on to its picture, show whom it may be of, or go back to the search for the next one."""
        now = self._context.clock()
        form = SlipForm.read(request.form, now)
        if form.slip is None:
            return self._form(staff, campaign_id, form), 400
        with self._context.database.writing() as rows:
            kept = unmatched_slips.keep_slip(rows, self._context.keys, campaign_id, form.slip, staff, now)
            likely = unmatched_slips.may_be_of(rows, staff.practice_id, kept)
        desk_session.forget_query()
        if request.form.get("then") == "photo":
            flash(f"Kept as slip {kept.id}.")
            return redirect(url_for("staff.slip_photos", campaign_id=campaign_id, slip_id=kept.id), 303)
        if not likely:
            flash(f"Kept as slip {kept.id}. Nobody on the list is like that. It is looked for with every new list.")
            return redirect(url_for("staff.desk", campaign_id=campaign_id), 303)
        held = ", and held until you know" if kept.may_hold else ""
        flash(f"Kept as slip {kept.id}. Somebody on the list may be meant{held}.")
        return redirect(url_for("staff.unmatched_slip", campaign_id=campaign_id, slip_id=kept.id), 303)

    @needs(*_DESK)
    def show(self, staff: StaffAccount, campaign_id: int, slip_id: int) -> ResponseReturnValue:
        """One slip, whom it may be of, and its two ends."""
        return self._page(staff, campaign_id, slip_id)

    @needs(*_DESK)
    def look_for(self, staff: StaffAccount, campaign_id: int, slip_id: int) -> ResponseReturnValue:
        """Look for somebody else; what is looked for is kept in the session, and stands in no address."""
        session[_SOUGHT] = [slip_id, request.form.get("query", "").strip()[:_LONGEST_QUERY]]
        return redirect(url_for("staff.unmatched_slip", campaign_id=campaign_id, slip_id=slip_id), 303)

    @needs(*_DESK)
    def match(self, staff: StaffAccount, campaign_id: int, slip_id: int, patient_id: int) -> ResponseReturnValue:
        """Log the slip for the patient whose it is, as of the day on which it came."""
        now, context = self._context.clock(), self._context
        try:
            with context.database.writing() as rows:
                unmatched_slips.slip_of_campaign(rows, staff.practice_id, campaign_id, slip_id)
                found = search.patient_match(rows, staff.practice_id, campaign_id, patient_id, now)
                recorded = unmatched_slips.match_slip(rows, context.keys, slip_id, patient_id, staff, now)
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, slip_id, refusal=sentence(refusal)), 409
        session.pop(_SOUGHT, None)
        context.wake(Task.SETTLE)
        flash(f"Logged for {found.full_name}. {label_of(recorded.choice)}. Reference {recorded.reference}.")
        return redirect(url_for("staff.patient", campaign_id=campaign_id, patient_id=patient_id), 303)

    @needs(*_DESK)
    def close(self, staff: StaffAccount, campaign_id: int, slip_id: int) -> ResponseReturnValue:
        """Close a slip that is nobody's here, with the reason."""
        note = request.form.get("note", "").strip()
        if fault := note_fault(note, "Write why it is nobody’s, or what you did to find out"):
            return self._page(staff, campaign_id, slip_id, faults={"note": fault}), 400
        try:
            with self._context.database.writing() as rows:
                unmatched_slips.slip_of_campaign(rows, staff.practice_id, campaign_id, slip_id)
                unmatched_slips.close_slip(rows, slip_id, staff, note, self._context.clock())
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, slip_id, refusal=sentence(refusal)), 409
        flash(f"Slip {slip_id} is closed, with your reason. It holds nobody any more.")
        return redirect(url_for("staff.unmatched_slips", campaign_id=campaign_id), 303)

    def _form(self, staff: StaffAccount, campaign_id: int, form: SlipForm) -> str:
        with self._context.database.reading() as rows:
            campaign = campaign_of_page(self._context, rows, staff, campaign_id)
        choices = list(Choice)
        return render_template(
            "staff/keep_slip.html", staff=staff, campaign=campaign, form=form, choices=choices, sources=SOURCES
        )

    def _page(
        self,
        staff: StaffAccount,
        campaign_id: int,
        slip_id: int,
        *,
        faults: dict[str, str] | None = None,
        refusal: str = "",
    ) -> str:
        of_slip, query = session.get(_SOUGHT) or (0, "")
        with self._context.database.reading() as rows:
            campaign = campaign_of_page(self._context, rows, staff, campaign_id)
            slip = unmatched_slips.slip_of_campaign(rows, staff.practice_id, campaign_id, slip_id)
            offered = self._offered(rows, staff, slip, query if of_slip == slip_id else "")
            photos = slip_photos.photos_of(rows, staff.practice_id, PhotoOwner(slip_id=slip_id))
        return render_template(
            "staff/slip.html",
            staff=staff,
            campaign=campaign,
            slip=slip,
            offered=offered,
            photos=photos,
            query=query if of_slip == slip_id else "",
            faults=faults or {},
            typed=request.form,
            refusal=refusal,
        )

    def _offered(self, rows: Session, staff: StaffAccount, slip: SlipView, query: str) -> Offered:
        """Who fits the slip well, and who fits what was looked for: without a word of anybody's, the slip's own."""
        if slip.ended_at is not None:
            return Offered([], [], "")
        ids = unmatched_slips.may_be_of(rows, staff.practice_id, slip)
        likely = patient_search.by_ids(rows, staff.practice_id, slip.campaign_id, ids)
        wanted = query or " ".join(filter(None, (slip.said.name, slip.said.born)))
        if not wanted.strip():
            return Offered(likely, [], "")
        try:
            found = patient_search.find_patients(
                rows, self._context.keys, staff.practice_id, slip.campaign_id, wanted, self._context.clock()
            )
        except ValueRefused as refusal:
            return Offered(likely, [], sentence(refusal) if query else "")
        others = [one for one in (*found.found, *found.offered) if one.patient_id not in ids]
        return Offered(likely, others, "" if others or not query else "Nobody found")
