"""The closing of a campaign: how it stands, and the page on which one person proposes and another one closes."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import code_check
from notifier.outcomes.freezing import CLOSE, PROPOSE
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.deed_signatures import keep_signature
from notifier.practice.jobs import Job
from notifier.staff_notes import note_fault
from notifier.vocabulary import HoldReason, JobKind, OutcomeKind, Role, SigningPurpose, Task
from web.context import AppContext
from web.guards import needs
from web.staff import task_pages
from web.staff.closing_look import FREEZERS, NAMED_TO, ClosingLook, look_at_closing
from web.staff.closing_words import outcome_label
from web.staff.deed_signing import has_passkey_here, signed_deed
from web.templating import sentence

READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)
_ROWS = {"kinds": list(OutcomeKind), "reasons": [reason for reason in HoldReason if reason]}  # of a table of outcomes


class ClosingPages:
    """They name only whose outcome changed or whose code has to come off, and only to who may see patients."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*READERS)
    def show(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Where the closing stands, in the order in which it is done."""
        look = look_at_closing(self._context, staff, campaign_id)
        with self._context.database.reading() as session:
            job = _freezing_job(session, staff, campaign_id)
            run = code_check.latest_run(session, campaign_id)
        changed = job.result.get("changed", ()) if job is not None else ()
        return render_template(
            "staff/closing.html",
            staff=staff,
            campaign=look.campaign,
            look=look,
            job=job,
            changed=[(one, *map(_outcome, (one["proposed"], one["now"]))) for one in changed],
            may_name=bool(staff.roles & NAMED_TO),
            may_finish=bool(staff.roles & task_pages.DESK),
            may_freeze=bool(staff.roles & set(FREEZERS)),
            may_export=Role.MANAGER in staff.roles,
            run=run,
            findings=code_check.FINDINGS,
            most_tasks=task_pages.MOST_ON_FRONT_PAGE,
            **_ROWS,
        )

    @needs(*FREEZERS, proven=True)
    def freeze(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What the button does, in numbers, before there is one; to propose or, for the second person, to close."""
        look = look_at_closing(self._context, staff, campaign_id)
        return self._page(staff, look, _act(look, is_anew="anew" in request.args), {}, "")

    @needs(*FREEZERS, proven=True)
    def ask_freeze(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have a worker do what was shown, unless something stands open that was not taken as it is."""
        look, form = look_at_closing(self._context, staff, campaign_id), request.form
        act = CLOSE if form.get("act") == CLOSE else PROPOSE
        proposal = look.standing_proposal
        if act == CLOSE and proposal is not None and proposal.proposer_id == staff.id:
            others = " or ".join(look.closers) or "somebody else with the role of manager or approver"
            return self._page(staff, look, act, {}, f"You proposed this set yourself: {others} can close it"), 409
        ticked = _ticked(form.getlist("accept"))
        note = " ".join(form.get("note", "").split())
        open_stops = [one for one in look.checks if one.stops and one.accepted is None]
        faults = {
            f"accept-{one.name}": f"See to this first, or say that you take it as it is: {one.said}"
            for one in open_stops
            if one.name not in ticked
        }
        is_asked = any(one.name in ticked for one in open_stops)
        if fault := note_fault(note, "Write why you take it as it is: it is kept with the set" if is_asked else ""):
            faults["note"] = fault
        if faults:
            return self._page(staff, look, act, faults, ""), 400
        shown = {"proposal": _number(form, "proposal"), "closed": _number(form, "closed"), "counts": form["counts"]}
        now = self._context.clock()
        sha256 = proposal.sha256 if act == CLOSE and proposal is not None else ""
        try:
            by_passkey = signed_deed(self._context, staff, sha256)
        except NotAllowed as refused:
            return self._page(staff, look, act, {}, sentence(refused)), 409
        with self._context.database.writing() as session:
            if by_passkey is not None:
                keep_signature(session, staff, campaign_id, SigningPurpose.FREEZE, by_passkey, now)
            details = {"act": act, "accept": ticked, "note": note, **shown}
            job_id = jobs.ask_job(session, staff, JobKind.FREEZE, details, now, campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.closing", campaign_id=campaign_id, job=job_id), 303)

    def _page(self, staff: StaffAccount, look: ClosingLook, act: str, faults: Mapping[str, str], refusal: str) -> str:
        proposal = look.standing_proposal
        return render_template(
            "staff/freeze.html",
            staff=staff,
            campaign=look.campaign,
            look=look,
            act=act,
            has_passkey=act == CLOSE and has_passkey_here(self._context, staff),
            is_own=proposal is not None and proposal.proposer_id == staff.id,
            ticked=_ticked(request.form.getlist("accept")),
            typed=request.form,
            faults=faults,
            refusal=refusal,
            **_ROWS,
        )


def _act(look: ClosingLook, *, is_anew: bool) -> str:
    return CLOSE if look.standing_proposal is not None and not is_anew else PROPOSE


def _freezing_job(session: Session, staff: StaffAccount, campaign_id: int) -> Job | None:
    """The job that the address names, which its person comes from; else one that is under way."""
    if job_id := request.args.get("job", type=int):
        try:
            job = jobs.find_job(session, staff.practice_id, job_id)
        except NotFound:  # forgotten by now
            return None
        return job if (job.kind, job.campaign_id) == (JobKind.FREEZE, campaign_id) else None
    latest = jobs.latest_job(session, staff.practice_id, JobKind.FREEZE, campaign_id=campaign_id)
    return latest if latest is not None and not latest.is_over else None


def _ticked(values: list[str]) -> dict[str, int]:
    """What is taken as it is: the name of a check, and how many there were when it was shown."""
    pairs = (value.partition(":") for value in values)
    return {name: int(count) for name, _, count in pairs if count.isascii() and count.isdecimal()}


def _number(form: Mapping[str, str], field: str) -> int | None:
    typed = form.get(field, "")
    return int(typed) if typed.isascii() and typed.isdecimal() else None


def _outcome(word: str | None) -> str:
    return outcome_label(word) if word else "Not there"
