"""The rehearsal: what a launch would do, as a worker last worked it out, with its age."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import lifecycle
from notifier.practice import jobs
from notifier.practice.accounts import StaffAccount
from notifier.preview.letter_troubles import troubles_of_last_preview
from notifier.preview.rehearsal.stored import from_stored
from notifier.vocabulary import CampaignStatus, JobKind, Role, Task
from web.context import AppContext
from web.guards import needs
from web.staff import steps
from web.staff.shown_campaigns import campaign_of_page

_READERS = (Role.MANAGER, Role.APPROVER, Role.AUDITOR)


class RehearsalPages:
    """Who by what and when, who will not be told and why, the cost, and the calendar. It names nobody but whose letter
    cannot be made.
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @needs(*_READERS)
    def show(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The last rehearsal, how far a new one is, and the button for one."""
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            kind, practice_id = JobKind.REHEARSE, staff.practice_id
            job = jobs.latest_job(session, practice_id, kind, campaign_id=campaign_id)
            done = jobs.latest_done_job(session, practice_id, kind, campaign_id=campaign_id)
            row = lifecycle.get_campaign(session, practice_id, campaign_id)
            seen = lifecycle.preview_fingerprint(session, row, self._context.settings.reply_channels)
            troubled = troubles_of_last_preview(session, campaign_id)
        found = from_stored(done.result) if done is not None else None
        return render_template(
            "staff/rehearsal.html",
            staff=staff,
            campaign=campaign,
            job=job,
            rehearsal=found,
            troubled_letters=troubled,
            is_current=found is not None and found.fingerprint == seen,
            telling=steps.telling_effects(found.census.told_by) if found is not None else "",
            most_in=max((one.comes_in for one in found.calendar), default=0) if found is not None else 0,
            may_ask=campaign.campaign_status not in CampaignStatus.over(),
            launchable=Role.MANAGER in staff.roles and campaign.campaign_status is CampaignStatus.APPROVED,
        )

    @needs(*_READERS)
    def ask(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Have a worker rehearse the launch as it would be now: it sends nothing, and asks no provider."""
        with self._context.database.writing() as session:
            lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            now = self._context.clock()
            jobs.ask_job(session, staff, JobKind.REHEARSE, {}, now, campaign_id=campaign_id)
        self._context.wake(Task.JOBS)
        return redirect(url_for("staff.rehearsal", campaign_id=campaign_id), 303)
