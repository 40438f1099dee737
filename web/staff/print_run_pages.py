"""Letters on paper, from what waits to what was posted: a run is asked for here, made by a worker, and downloaded."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from notifier.delivery.limits import spending
from notifier.errors import NotAllowed
from notifier.pdf.geometry import ENVELOPES
from notifier.practice import accounts, jobs
from notifier.practice.accounts import StaffAccount
from notifier.practice.jobs import Job
from notifier.print_runs import kept_runs, runs, status
from notifier.print_runs.cover_sheets import COUNT_SHEET, PROOF
from notifier.print_runs.kept_runs import EVERYTHING, KeptRun, RunTaken
from notifier.print_runs.runs import RunView
from notifier.print_runs.waiting import WaitingLetters, waiting_letters
from notifier.providers.channels import price_of
from notifier.vocabulary import CampaignStatus, Channel, JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff.shown_campaigns import campaign_of_page

_ANYBODY = tuple(Role)
_PAPERS = {"proof": PROOF, "count-sheet": COUNT_SHEET}  # neither names a patient
_MOST_FILES = 40  # files of letters that have a button of their own; of more there is the one with all of them


@dataclass(frozen=True)
class TakenView:
    """Who took files of a run away and when, for people."""

    who: str
    at: datetime
    file: str  # empty for all of them


class PrintRunPages:
    """They name nobody; the files that they hand out do, and are for managers who just proved who they are."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_ANYBODY)
    def index(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What waits for the printer, the post and the desk, and every run with what became of it."""
        return self._index(staff, campaign_id)

    @needs(Role.MANAGER)
    def ask(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have the letters that wait made into files."""
        now = self._context.clock()
        with self._context.database.writing() as session:
            campaign_of_page(self._context, session, staff, campaign_id)
            jobs.ask_job(session, staff, JobKind.PRINT_LETTERS, {}, now, campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.letters", campaign_id=campaign_id), 303)

    @needs(*_ANYBODY)
    def show(self, staff: StaffAccount, campaign_id: int, run_id: int) -> ResponseReturnValue:
        """One run: its files, its papers, what to do with them, and what became of its letters."""
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            run = runs.run_of_campaign(session, staff.practice_id, campaign_id, run_id)
            piles = status.piles_of(session, run)
            taken = self._taken(session, staff, campaign_id).get(run_id, [])
            names = _names(session, staff)
        kept = self._kept(run)
        return render_template(
            "staff/print_run.html",
            staff=staff,
            campaign=campaign,
            run=run,
            by=names.get(run.started_by or 0, ""),
            piles=piles,
            kept=kept,
            was_here=kept_runs.was_made_here(self._context.settings, run),
            files=run.files if len(run.files) <= _MOST_FILES else (),
            sheets=sum(file.sheets for file in run.files),
            is_uploaded=ENVELOPES[run.envelope].precompiled,
            taken=taken,
        )

    @needs(Role.MANAGER, proven=True)
    def take(self, staff: StaffAccount, campaign_id: int, run_id: int) -> ResponseReturnValue:
        """One file of a run, or all in one; that it was taken, by whom and with which sum, is written down first."""
        name, kept = request.form.get("file", ""), self._here(staff, campaign_id, run_id)
        with ExitStack() as until_sent:
            taken = until_sent.enter_context(tempfile.TemporaryFile())
            sha256 = kept.copy_out(name, taken)
            with self._context.database.writing() as session:
                kept_runs.note_taken(session, kept, name or EVERYTHING, sha256, staff, self._context.clock())
            until_sent.pop_all()  # from here on it is the server that closes the file
        return send_file(taken, "application/octet-stream", as_attachment=True, download_name=kept.called(name))

    @needs(*_ANYBODY)
    def paper(self, staff: StaffAccount, campaign_id: int, run_id: int, paper: str) -> ResponseReturnValue:
        """The proof or the count sheet, to be looked at or printed."""
        content = self._here(staff, campaign_id, run_id).read(_PAPERS[paper])
        shown = {"Content-Disposition": f"inline; filename={_PAPERS[paper]}"}
        return Response(content, mimetype="application/pdf", headers=shown)

    @needs(*_ANYBODY)
    def picture(self, staff: StaffAccount, campaign_id: int, run_id: int, number: int) -> ResponseReturnValue:
        """A page of the proof as a picture."""
        return Response(self._here(staff, campaign_id, run_id).picture(number), mimetype="image/png")

    def _here(self, staff: StaffAccount, campaign_id: int, run_id: int) -> KeptRun:
        with self._context.database.reading() as session:
            kept = self._kept(runs.run_of_campaign(session, staff.practice_id, campaign_id, run_id))
        if kept is None:
            raise NotAllowed(kept_runs.GONE)
        return kept

    def _kept(self, run: RunView) -> KeptRun | None:
        return kept_runs.kept_run(self._context.settings, run, self._context.clock())

    def _index(self, staff: StaffAccount, campaign_id: int) -> str:
        now, settings = self._context.clock(), self._context.settings
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            has_letters, waits = Channel.LETTER in campaign.channels, None
            if has_letters and campaign.campaign_status not in CampaignStatus.before_launch():
                waits = waiting_letters(session, campaign_id, settings.reply_channels, now)
            standing = status.paper_status(session, campaign_id, now)
            money = spending.view_spending(session, campaign_id, settings)
            taken, names = self._taken(session, staff, campaign_id), _names(session, staff)
            job = _latest(session, staff, campaign_id)
        return render_template(
            "staff/letter_page.html",
            staff=staff,
            campaign=campaign,
            has_letters=has_letters,
            waits=waits,
            cost=_cost(waits, price_of(settings, Channel.LETTER)),
            letters=standing,
            money=money,
            held=money.held.get(Channel.LETTER, 0) if money else 0,
            kept={one.run.id for one in standing.runs if self._kept(one.run)},
            taken=taken,
            names=names,
            job=job,
            may_print=Role.MANAGER in staff.roles and campaign.campaign_status is CampaignStatus.RUNNING,
        )

    def _taken(self, session: Session, staff: StaffAccount, campaign_id: int) -> dict[int, list[TakenView]]:
        names, found = _names(session, staff), kept_runs.taken_away(session, campaign_id)
        return {run_id: [_taken_view(one, names) for one in some] for run_id, some in found.items()}


def _taken_view(one: RunTaken, names: Mapping[int, str]) -> TakenView:
    return TakenView(names.get(one.staff_id, "somebody"), one.at, "" if one.file == EVERYTHING else one.file)


def _names(session: Session, staff: StaffAccount) -> dict[int, str]:
    return {one.id: one.name for one in accounts.known_people(session, staff.practice_id)}


def _latest(session: Session, staff: StaffAccount, campaign_id: int) -> Job | None:
    """What was asked for last, of letters that wait or of those that are made again."""
    kinds: Sequence[JobKind] = (JobKind.PRINT_LETTERS, JobKind.REPRINT_LETTERS)
    found = [jobs.latest_job(session, staff.practice_id, kind, campaign_id=campaign_id) for kind in kinds]
    return max((one for one in found if one is not None), key=lambda one: one.id, default=None)


def _cost(waits: WaitingLetters | None, price: float) -> float:
    """What the letters that wait cost by the price that is set, in pounds without VAT."""
    return 0.0 if waits is None else waits.letters * price / 100
