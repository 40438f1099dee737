"""The campaigns of the practice: how each stands, what it says, its approval, and what starts and stops it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import lifecycle
from notifier.campaigns.launch_checks import LaunchCheck
from notifier.delivery import polling, unknown_deliveries
from notifier.delivery.limits import spending
from notifier.errors import NotAllowed
from notifier.outcomes import campaign_view, closing_view, progress
from notifier.outcomes.campaign_view import CampaignView
from notifier.outcomes.closing_view import ClosingView
from notifier.patients import identity_doubts
from notifier.patients.register import waiting_joiners
from notifier.practice import readiness
from notifier.practice.accounts import StaffAccount
from notifier.preview import displays
from notifier.print_runs import status
from notifier.vocabulary import CampaignStatus, Channel, CheckState, Role, Task
from notifier.webhook_calls.heard_calls import waiting_calls
from notifier.worker.health import LATE_AFTER
from notifier.worker.idle_work import is_nobody_at_work
from web.checked_campaign import CheckedCampaigns
from web.context import AppContext
from web.guards import needs
from web.staff import first_steps, live_figures, steps, task_pages
from web.staff.check_addresses import check_addresses
from web.staff.live_figures import Figures
from web.staff.shown_campaigns import campaign_of_page, shown_campaign
from web.staff.tour import tour_of
from web.templating import moment

_ANYBODY = tuple(Role)
_NEEDS_WORKER = (CampaignStatus.LAUNCHING, CampaignStatus.RUNNING)


class CampaignPages:
    """The pages about campaigns as a whole. They name nobody but whose code has to come off, to who may finish that."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._checked = CheckedCampaigns(context)

    @needs(*_ANYBODY)
    def index(self, staff: StaffAccount) -> ResponseReturnValue:
        """All campaigns of the practice."""
        with self._context.database.reading() as session:
            found = campaign_view.view_campaigns(session, staff.practice_id, self._context.settings.reply_channels)
            is_first = Role.MANAGER in staff.roles and not any(one.launched_at for one in found)
            ready = readiness.practice_readiness(session, staff) if is_first else None
            launched = [one.id for one in found if one.launched_at]
            to_try = tour_of(session, staff, launched[-1]) if launched and self._context.is_sample else ()
        ahead = first_steps.first_steps(ready, self._checked.installed, [one.id for one in found]) if ready else ()
        return render_template(
            "staff/campaigns.html",
            staff=staff,
            campaigns=found,
            first_steps=ahead,
            now=self._context.clock(),
            tour=to_try,
        )

    @needs(*_ANYBODY)
    def show(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """How the campaign stands, and what can be done next."""
        campaign, counted, closing = self._counted(staff, campaign_id)
        now, is_before = self._context.clock(), campaign.campaign_status in CampaignStatus.before_launch()
        with self._context.database.reading() as session:
            slices, unknown = (
                campaign_view.first_slices(session, campaign_id),
                unknown_deliveries.count_unknown(session, campaign_id),
            )
            waiting = campaign_view.open_reviews(session, campaign_id)
            letters = status.paper_status(session, campaign_id, now) if Channel.LETTER in campaign.channels else None
            shown = displays.displays_standing(session, lifecycle.get_campaign(session, staff.practice_id, campaign_id))
            joiners = waiting_joiners(session, staff.practice_id, now)
            doubts = identity_doubts.open_doubts(session, staff.practice_id)
            unasked = polling.failed_polls(session)
            calls = waiting_calls(session)
            money = spending.view_spending(session, campaign_id, self._context.settings)
            is_idle = campaign.campaign_status in _NEEDS_WORKER and is_nobody_at_work(
                session, self._context.settings, now
            )
        return render_template(
            "staff/campaign.html",
            staff=staff,
            joiners=joiners,
            is_idle=is_idle,
            money=money,
            doubts=doubts,
            unasked=unasked,
            calls=calls if calls.since is not None and (calls.in_trouble or calls.since < now - LATE_AFTER) else None,
            campaign=campaign,
            is_before=is_before,
            todo=self._todo(staff, campaign_id) if is_before else [],
            addresses=check_addresses(staff, campaign_id, self._checked.installed),
            slices=slices,
            unknown=unknown,
            waiting=waiting,
            figures=counted,
            columns=list(live_figures.COLUMNS),
            steps=steps.possible_steps(campaign),
            counted_at=now,
            pause_share=self._context.settings.pause_share,
            letters=letters,
            displays=shown,
            closing=closing,
            may_finish=bool(staff.roles & task_pages.DESK),
            most_tasks=task_pages.MOST_ON_FRONT_PAGE,
        )

    @needs(*_ANYBODY, polled=True)
    def counts(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """The figures alone, for the script that keeps the page fresh."""
        counted = self._counted(staff, campaign_id)[1]
        return {"counted_at": moment(self._context.clock()), "figures": counted.texts()}

    @needs(Role.MANAGER)
    def confirm_pause(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Say what a pause does. It asks for no proof: whoever is in doubt has to stop the sending at once."""
        return self._confirm(staff, campaign_id, "pause", "")

    @needs(Role.MANAGER)
    def pause(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Stop the sending."""
        return self._take(staff, campaign_id, "pause")

    @needs(Role.MANAGER, proven=True)
    def confirm(self, staff: StaffAccount, campaign_id: int, step: str) -> ResponseReturnValue:
        """Say in numbers what the step will do, before there is a button that does it."""
        return self._confirm(staff, campaign_id, step, "")

    @needs(Role.MANAGER, proven=True)
    def take(self, staff: StaffAccount, campaign_id: int, step: str) -> ResponseReturnValue:
        """Take the step that was confirmed: it has people told, or cannot be taken back."""
        return self._take(staff, campaign_id, step)

    def _take(self, staff: StaffAccount, campaign_id: int, step: str) -> ResponseReturnValue:
        try:
            with self._context.database.writing() as session:
                steps.take_step(session, step, campaign_id, staff, self._context.clock())
        except NotAllowed as refusal:
            return self._confirm(staff, campaign_id, step, str(refusal)), 409
        self._context.wake(Task.ADVANCE)
        flash(steps.STEPS[step].done)
        return redirect(url_for("staff.campaign", campaign_id=campaign_id), 303)

    def _todo(self, staff: StaffAccount, campaign_id: int) -> list[LaunchCheck]:
        """What still hinders the launch; first what this person can see to."""
        found = [one for one in self._checked.check(staff, campaign_id).checks if one.state is CheckState.OPEN]
        addresses = check_addresses(staff, campaign_id, self._checked.installed)
        return sorted(found, key=lambda one: one.name not in addresses)

    def _counted(self, staff: StaffAccount, campaign_id: int) -> tuple[CampaignView, Figures, ClosingView]:
        now = self._context.clock()
        with self._context.database.reading() as session:
            campaign = campaign_of_page(self._context, session, staff, campaign_id)
            looking = closing_view.comparison_of(session, campaign_id, now)
            counted = progress.campaign_counts(session, campaign_id, now, looking.see)
            closing = closing_view.view_closing(session, campaign_id, looking, now)
        return campaign, live_figures.figures_of(counted, campaign.channels), closing

    def _confirm(self, staff: StaffAccount, campaign_id: int, step: str, refusal: str) -> str:
        campaign = shown_campaign(self._context, staff, campaign_id)
        known = steps.STEPS[step]
        return render_template(
            "staff/confirm.html",
            staff=staff,
            campaign=campaign,
            step=step,
            words=known,
            effects=known.effects(campaign),
            possible=step in steps.possible_steps(campaign),
            refusal=refusal,
        )
