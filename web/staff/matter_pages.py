"""What somebody told us of a patient that is no answer: writing it down, and settling it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import statutory_dates
from notifier.campaigns.calendar import london_date
from notifier.campaigns.statutory_dates import DueDays
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import search
from notifier.patients import matters
from notifier.patients.matters import LONGEST_TELLER, MatterView, NewMatter
from notifier.practice.accounts import StaffAccount
from notifier.staff_notes import note_fault
from notifier.vocabulary import MatterEnding, MatterKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.staff.days import typed_moment
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
_COMPLAINT = "complaint"


class MatterWords(NamedTuple):
    """What the page that notes a matter says above its form."""

    title: str
    follows: tuple[str, ...]  # from the moment that it is written down
    button: str


WORDS: Mapping[str, MatterWords] = {
    "died": MatterWords(
        "Somebody told us that this patient has died",
        (
            "Nothing more is sent to them, and no text or email goes to a number or address that they share.",
            "Their record is not coded.",
            "The next patient list that says so too confirms it. Please see that the clinical system knows.",
            "If it was not so, anybody here can take it back, with a reason.",
        ),
        "Write down that they have died",
    ),
    "moved": MatterWords(
        "This patient has moved, or the address is wrong",
        (
            "No letter goes to the address on record. A letter may wait for them here at the desk.",
            "Letters that went there count for nothing until a person knows that they arrived.",
            "Once a patient list has another address, they are told anew there. Please correct the clinical system.",
            "If it was not so, anybody here can take it back, with a reason.",
        ),
        "Write down that the address is wrong",
    ),
    _COMPLAINT: MatterWords(
        "A complaint or a request from this patient",
        (
            "Their record is not coded until a manager has answered it.",
            "It stands among the things to settle, with the days by which it is to be acknowledged and answered.",
            "If they also say what they want for their record, log that as an answer as well.",
        ),
        "Write it down",
    ),
}
ENDINGS: Mapping[str, MatterEnding] = {"answered": MatterEnding.ANSWERED, "taken_back": MatterEnding.TAKEN_BACK}


class MatterPages:
    """The form for each kind of matter, and the page of one that was noted."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def new(self, staff: StaffAccount, campaign_id: int, patient_id: int, about: str) -> ResponseReturnValue:
        """Say what writing it down does, and ask who told us."""
        typed = {"received": london_date(self._context.clock()).isoformat()}
        return self._form(staff, campaign_id, patient_id, about, typed, {})

    @needs(*_DESK)
    def note(self, staff: StaffAccount, campaign_id: int, patient_id: int, about: str) -> ResponseReturnValue:
        """Write it down, and go to the patient's page, where it stands at the top."""
        now, typed = self._context.clock(), request.form
        new, faults = _read(about, typed, typed_moment(typed.get("received", ""), now))
        if new is None:
            return self._form(staff, campaign_id, patient_id, about, typed, faults), 400
        with self._context.database.writing() as session:
            campaign_of_page(self._context, session, staff, campaign_id)
            noted = matters.note_matter(session, patient_id, new, staff, now)
        self._context.wake(Task.ADVANCE)
        flash(f"Written down for {noted.full_name}: {label_of(noted.kind)}.")
        return redirect(url_for("staff.patient", campaign_id=campaign_id, patient_id=patient_id), 303)

    @needs(*_DESK)
    def show(self, staff: StaffAccount, campaign_id: int, patient_id: int, matter_id: int) -> ResponseReturnValue:
        """One matter with its days, who told us, and what may be done about it."""
        return self._page(staff, campaign_id, patient_id, matter_id)

    @needs(*_DESK)
    def acknowledge(
        self, staff: StaffAccount, campaign_id: int, patient_id: int, matter_id: int
    ) -> ResponseReturnValue:
        """Write down that whoever complained was told that it came."""
        try:
            with self._context.database.writing() as session:
                _theirs(matters.find_matter(session, staff.practice_id, matter_id), patient_id)
                matters.acknowledge(session, matter_id, staff, self._context.clock())
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, patient_id, matter_id, refusal=sentence(refusal)), 409
        flash("Written down: it was acknowledged today.")
        return self._to_matter(campaign_id, patient_id, matter_id)

    @needs(*_DESK)
    def end(
        self, staff: StaffAccount, campaign_id: int, patient_id: int, matter_id: int, ending: str
    ) -> ResponseReturnValue:
        """Settle a matter: it was answered, or it was not so."""
        note = request.form.get("note", "").strip()
        ask = "Write what was answered" if ending == "answered" else "Write how you found out that it is not so"
        if fault := note_fault(note, ask):
            return self._page(staff, campaign_id, patient_id, matter_id, faults={f"note-{ending}": fault}), 400
        try:
            with self._context.database.writing() as session:
                _theirs(matters.find_matter(session, staff.practice_id, matter_id), patient_id)
                matters.end_matter(session, matter_id, ENDINGS[ending], staff, note, self._context.clock())
        except NotAllowed as refusal:
            return self._page(staff, campaign_id, patient_id, matter_id, refusal=sentence(refusal)), 409
        self._context.wake(Task.ADVANCE)
        flash("Settled, with your reason.")
        return self._to_matter(campaign_id, patient_id, matter_id)

    def _form(
        self,
        staff: StaffAccount,
        campaign_id: int,
        patient_id: int,
        about: str,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
    ) -> str:
        now = self._context.clock()
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            found = search.patient_match(session, staff.practice_id, campaign_id, patient_id, now)
        return render_template(
            "staff/note_matter.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            about=about,
            words=WORDS[about],
            kinds=_kinds_with_days(london_date(now)) if about == _COMPLAINT else {},
            typed=typed,
            faults=faults,
        )

    def _page(
        self,
        staff: StaffAccount,
        campaign_id: int,
        patient_id: int,
        matter_id: int,
        *,
        faults: Mapping[str, str] | None = None,
        refusal: str = "",
    ) -> str:
        now = self._context.clock()
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            matter = _theirs(matters.find_matter(session, staff.practice_id, matter_id), patient_id)
            found = search.patient_match(session, staff.practice_id, campaign_id, patient_id, now)
        return render_template(
            "staff/matter.html",
            staff=staff,
            campaign=campaign,
            patient=found,
            matter=matter,
            today=london_date(now),
            faults=faults or {},
            typed=request.form,
            refusal=refusal,
        )

    @staticmethod
    def _to_matter(campaign_id: int, patient_id: int, matter_id: int) -> ResponseReturnValue:
        return redirect(
            url_for("staff.matter", campaign_id=campaign_id, patient_id=patient_id, matter_id=matter_id), 303
        )


def _read(
    about: str, typed: Mapping[str, str], received_at: datetime | None
) -> tuple[NewMatter | None, dict[str, str]]:
    """A submitted form, or what is wrong with it by field."""
    told_by, note, kind = typed.get("told_by", "").strip(), typed.get("note", "").strip(), typed.get("kind", about)
    faults: dict[str, str] = {}
    if about == _COMPLAINT and kind not in MatterKind.to_be_answered():
        faults["kind"] = "Select what it is"
    if not told_by:
        faults["told_by"] = "Enter who told us"
    elif len(told_by) > LONGEST_TELLER:
        faults["told_by"] = f"Shorten this to {LONGEST_TELLER} characters"
    if received_at is None:
        faults["received"] = "Enter the day on which we were told: today or before"
    if fault := note_fault(note, "Write what they said" if about == _COMPLAINT else ""):
        faults["note"] = fault
    if faults or received_at is None:
        return None, faults
    return NewMatter(MatterKind(kind if about == _COMPLAINT else about), told_by, received_at, note), {}


def _theirs(matter: MatterView, patient_id: int) -> MatterView:
    """The matter, where it is this patient's. Raises NotFound."""
    if matter.patient_id != patient_id:
        raise NotFound("there is no such note about this patient")
    return matter


def _kinds_with_days(today: date) -> Mapping[MatterKind, DueDays]:
    """What a complaint or request may be, each with its days if it came today."""
    return {kind: statutory_dates.due_days(kind, today) for kind in MatterKind.to_be_answered()}
