"""Answers that a person has to look at, and settling them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import campaign_view, search
from notifier.patients import identity_doubts, matters
from notifier.practice.accounts import StaffAccount
from notifier.replies import inbound_sms, reviews, unmatched_slips
from notifier.staff_notes import note_fault
from notifier.vocabulary import Choice, Role, Source, Task
from web.context import AppContext
from web.guards import needs
from web.staff import advice
from web.staff.patient_story import story
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
# The answer in doubt was not the patient's, or, of a stop word, meant the texts alone: what they said before it stands.
NOT_THEIRS = "not-theirs"


class ReviewPages:
    """The list of open reviews and the page that settles one. The patient is held until then."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Every open review of the campaign, the oldest first."""
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = search.review_views(session, staff.practice_id, campaign_id, self._context.clock())
            waiting = campaign_view.open_reviews(session, campaign_id)
            texts = len(inbound_sms.open_texts(session))
            slips = unmatched_slips.count_open(session, staff.practice_id, campaign_id)
            told = matters.open_matters(session, staff.practice_id)
            doubts = identity_doubts.open_doubts(session, staff.practice_id)
        shown = {
            "reviews": found,
            "waiting": waiting,
            "texts": texts,
            "doubts": doubts,
            "matters": told,
            "slips": slips,
        }
        return render_template("staff/reviews.html", staff=staff, campaign=campaign, **shown)

    @needs(*_DESK)
    def show(self, staff: StaffAccount, campaign_id: int, review_id: int) -> ResponseReturnValue:
        """One review: what came, why it is in doubt, and the form; of one that is settled, who did."""
        return self._was_settled(staff, campaign_id, review_id) or self._page(staff, campaign_id, review_id, {})

    @needs(*_DESK)
    def settle(self, staff: StaffAccount, campaign_id: int, review_id: int) -> ResponseReturnValue:
        """Conclude what the patient wants; that becomes a reply of its own, and the first one stays as it came."""
        if told := self._was_settled(staff, campaign_id, review_id):
            return told
        choice, note = request.form.get("choice", ""), request.form.get("note", "").strip()
        faults = {} if choice in {*Choice, NOT_THEIRS} else {"choice": "Select what the patient wants"}
        ask = "Write how you found out, such as: called the patient, date of birth corrected"
        if fault := note_fault(note, ask):
            faults["note"] = fault
        if faults:
            return self._page(staff, campaign_id, review_id, faults), 400
        concluded = None if choice == NOT_THEIRS else Choice(choice)
        try:
            with self._context.database.writing() as session:
                found = search.review_view(session, staff.practice_id, campaign_id, review_id, self._context.clock())
                reviews.close_review(session, review_id, staff, concluded, note, self._context.clock())
        except (NotAllowed, NotFound) as refusal:
            if told := self._was_settled(staff, campaign_id, review_id):  # by somebody else, in this very instant
                return told
            if isinstance(refusal, NotFound):
                raise
            return self._page(staff, campaign_id, review_id, {"choice": sentence(refusal)}), 409
        self._context.wake(Task.SETTLE)
        settled = f"Settled for {found.patient.full_name}."
        if found.open_beside:
            settled += " Another of their answers has to be settled too: until then they are held."
        if concluded is None and found.reply.source is Source.PAGE:
            flash(f"{settled} If somebody else has this patient’s link, replace it now.")
            return redirect(url_for("staff.link", campaign_id=campaign_id, patient_id=found.patient.patient_id), 303)
        flash(settled)
        return redirect(url_for("staff.reviews", campaign_id=campaign_id), 303)

    def _was_settled(self, staff: StaffAccount, campaign_id: int, review_id: int) -> ResponseReturnValue | None:
        """Back to the list with who was first and what they found; None while it is open."""
        with self._context.database.reading() as session:
            why = reviews.settled_before(session, review_id, staff)
        if not why:
            return None
        flash(f"{why[:1].upper()}{why[1:]}. Nothing was done.", "not done")
        return redirect(url_for("staff.reviews", campaign_id=campaign_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, review_id: int, faults: dict[str, str]) -> str:
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = search.review_view(session, staff.practice_id, campaign_id, review_id, self._context.clock())
            told = matters.matters_of_patient(session, staff.practice_id, found.patient.patient_id)
            is_own = staff.id in reviews.loggers(session, review_id, None)
        return render_template(
            "staff/review.html",
            staff=staff,
            campaign=campaign,
            review=found,
            story=story(found.patient, told),
            steps=advice.advice_steps(found.doubt, found.reply),
            is_own=is_own,
            faults=faults,
            typed=request.form,
            choices=list(Choice),
        )
