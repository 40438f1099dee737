"""Letters of a run that are made once more: which, and why; the guards are those of the command."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import reprint, runs, status
from notifier.print_runs.reprint import LONGEST_WHY, LettersPosted, Wanted
from notifier.vocabulary import JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page
from web.templating import sentence

_LONGEST = 20_000  # of the references that are typed or scanned into one box


class ReprintPages:
    """One page for each run: all of its letters or some, a reason, and the button."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(Role.MANAGER, proven=True)
    def form(self, staff: StaffAccount, campaign_id: int, run_id: int) -> ResponseReturnValue:
        """The empty form: nothing is chosen, for to print all again is seldom meant."""
        return self._page(staff, campaign_id, run_id, {}, {})

    @needs(Role.MANAGER, proven=True)
    def ask(self, staff: StaffAccount, campaign_id: int, run_id: int) -> ResponseReturnValue:
        """Have them made; what speaks against it at once is said at once, and the rest by the worker."""
        typed = {name: request.form.get(name, "")[:_LONGEST] for name in ("which", "references", "why", "posted")}
        references, faults = typed["references"].split(), dict[str, str]()
        if typed["which"] not in ("all", "some"):
            faults["which"] = "Select whether all letters of the run are printed again, or only some"
        elif typed["which"] == "some" and not references:
            faults["references"] = "Scan the square on each slip, or type the references"
        wanted = Wanted(
            run_id,
            typed["why"],
            references if typed["which"] == "some" else (),
            although_posted=typed["posted"] == "yes",
        )
        faults |= self._refusals(staff, campaign_id, wanted) if not faults else {}
        if faults:
            return self._page(staff, campaign_id, run_id, typed, faults), 400
        with self._context.database.writing() as session:
            now = self._context.clock()
            jobs.ask_job(session, staff, JobKind.REPRINT_LETTERS, wanted.as_details(), now, campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.letters", campaign_id=campaign_id), 303)

    def _refusals(self, staff: StaffAccount, campaign_id: int, wanted: Wanted) -> dict[str, str]:
        """Why this cannot be asked for, by the field that it is about."""
        if not wanted.why.strip():
            return {"why": "Say why the letters are printed again: it stands on the count sheet"}
        if len(wanted.why) > LONGEST_WHY:
            return {"why": f"Shorten the reason to {LONGEST_WHY} letters"}
        field = "references" if wanted.references else "which"
        try:
            with self._context.database.reading() as session:
                if reprint.check_wanted(session, wanted, staff) != campaign_id:
                    raise NotFound("this campaign has no such print run")
        except LettersPosted as refusal:
            return {"posted": sentence(refusal)}
        except (NotAllowed, NotFound, ValueRefused) as refusal:
            return {field: sentence(refusal)}
        return {}

    def _page(
        self, staff: StaffAccount, campaign_id: int, run_id: int, typed: Mapping[str, str], faults: Mapping[str, str]
    ) -> str:
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            run = runs.run_of_campaign(session, staff.practice_id, campaign_id, run_id)
            posted = any(one.posted_at for one in status.piles_of(session, run))
        return render_template(
            "staff/reprint.html", staff=staff, campaign=campaign, run=run, posted=posted, typed=typed, faults=faults
        )
