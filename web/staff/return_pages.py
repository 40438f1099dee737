"""Letters that came back: one box, one reason, and the next envelope."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed, NotFound
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import returns
from notifier.vocabulary import ReturnReason, Role, Task
from web.context import AppContext
from web.guards import needs
from web.labels import label_of
from web.staff.days import typed_moment
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
_LONGEST = 200


@dataclass(frozen=True)
class ReturnForm:
    """The form as read: `given` is there exactly when `faults`, by field, is empty."""

    typed: Mapping[str, str]
    faults: Mapping[str, str]
    given: tuple[str, ReturnReason, datetime] | None = None  # what came back, why and when

    @classmethod
    def fresh(cls, now: datetime) -> "ReturnForm":
        """An empty form: no reason is chosen, and the letter came back today."""
        return cls({"returned": london_date(now).isoformat()}, {})

    @classmethod
    def read(cls, fields: Mapping[str, str], now: datetime) -> "ReturnForm":
        """A submitted form."""
        typed = {name: fields.get(name, "").strip()[:_LONGEST] for name in ("reference", "reason", "returned")}
        faults: dict[str, str] = {}
        if not typed["reference"]:
            faults["reference"] = "Scan the square on the slip, or type the letter’s reference"
        reason = ReturnReason(typed["reason"]) if typed["reason"] in set(ReturnReason) else None
        if reason is None:
            faults["reason"] = "Select why it came back"
        returned_at = typed_moment(typed["returned"], now)
        if returned_at is None:
            faults["returned"] = "Enter the day on which it came back: today or before"
        if faults or reason is None or returned_at is None:
            return cls(typed, faults)
        return cls(typed, {}, (typed["reference"], reason, returned_at))


class ReturnPages:
    """One page: the form for the envelope in hand, and below it the letters that came back."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The empty form, with the focus in its box, and the list."""
        return self._page(staff, campaign_id, ReturnForm.fresh(self._context.clock()))

    @needs(*_DESK)
    def record(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Record one, and come back for the next envelope; what cannot be recorded says why and keeps the rest."""
        now = self._context.clock()
        form = ReturnForm.read(request.form, now)
        if form.given is None:
            return self._page(staff, campaign_id, form), 400
        scan, reason, returned_at = form.given
        try:
            with self._context.database.writing() as session:
                found = returns.record_return(session, staff.practice_id, scan, reason, staff, returned_at, now)
        except (NotAllowed, NotFound) as refusal:
            return self._page(staff, campaign_id, replace(form, faults={"reference": sentence(refusal)})), 409
        self._context.wake(Task.ADVANCE)
        forgotten = "" if found.was_posted else " Its posting was never recorded."
        flash(f"Recorded for {found.full_name}: {label_of(reason).lower()}.{forgotten}")
        return redirect(url_for("staff.returned", campaign_id=campaign_id), 303)

    def _page(self, staff: StaffAccount, campaign_id: int, form: ReturnForm) -> str:
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            letters = returns.returned_letters(session, staff.practice_id, campaign_id)
        return render_template(
            "staff/returned.html",
            staff=staff,
            campaign=campaign,
            form=form,
            letters=letters,
            reasons=list(ReturnReason),
        )
