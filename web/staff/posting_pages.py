"""Recording that a print run was posted: from then on its letters count as telling somebody."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import posting, status
from notifier.print_runs.posting import ChosenLetters, LettersTooLate
from notifier.vocabulary import Pile, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.days import typed_moment
from web.staff.shown_campaigns import campaign_of_page
from web.templating import number, sentence

_DESK = (Role.RECEPTION, Role.MANAGER)
_LONGEST = 20_000  # of the references that are typed or scanned into one box


class PostingPages:
    """One page for each pile of a run: it says what recording does, asks for the day, and has the button."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_DESK)
    def confirm(self, staff: StaffAccount, campaign_id: int, run_id: int, pile: str) -> ResponseReturnValue:
        """What recording does, before there is a button that does it."""
        typed = london_date(self._context.clock()).isoformat()
        return self._page(staff, campaign_id, run_id, Pile(pile), {"posted": typed}, "")

    @needs(*_DESK)
    def record(self, staff: StaffAccount, campaign_id: int, run_id: int, pile: str) -> ResponseReturnValue:
        """Record the day."""
        now, which = self._context.clock(), Pile(pile)
        posted_at = typed_moment(request.form.get("posted", ""), now)
        if posted_at is None:
            fault = "Enter the day on which the letters were posted: today or before"
            return self._page(staff, campaign_id, run_id, which, request.form, fault), 400
        try:
            with self._context.database.writing() as session:
                posted = posting.record_posting(
                    session,
                    campaign_id,
                    staff,
                    posted_at,
                    now,
                    ChosenLetters(
                        run_id=run_id,
                        pile=which,
                        only_in_time=request.form.get("in_time") == "yes",
                        kept_back=request.form.get("kept_back", "")[:_LONGEST].split(),
                    ),
                )
        except LettersTooLate as refusal:
            typed = {**request.form, "others": number(refusal.others) if refusal.others else ""}
            return self._page(staff, campaign_id, run_id, which, typed, sentence(refusal)), 409
        except (NotAllowed, ValueRefused) as refusal:
            return self._page(staff, campaign_id, run_id, which, request.form, sentence(refusal)), 409
        self._context.wake(Task.ADVANCE)
        flash(f"Recorded: {'1 letter was' if posted == 1 else f'{number(posted)} letters were'} posted.")
        return redirect(url_for("staff.print_run", campaign_id=campaign_id, run_id=run_id), 303)

    def _page(
        self, staff: StaffAccount, campaign_id: int, run_id: int, pile: Pile, typed: Mapping[str, str], fault: str
    ) -> str:
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            run, found = status.pile_of(session, campaign_id, run_id, pile)
        return render_template(
            "staff/posting.html", staff=staff, campaign=campaign, run=run, pile=found, typed=typed, fault=fault
        )
