"""The launch: what it does in numbers, the number typed, two minutes in which one click stops everything."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.campaigns import launches
from notifier.campaigns.launches import AT_ONCE, COUNTDOWN
from notifier.errors import NotAllowed, ValueRefused
from notifier.outcomes.campaign_view import CampaignView
from notifier.practice.accounts import StaffAccount
from notifier.preview.launch_times import launch_times
from notifier.vocabulary import CampaignStatus, Channel, CheckState, Role, Task
from notifier.worker.idle_work import is_nobody_at_work
from web.checked_campaign import CheckedCampaigns
from web.context import AppContext
from web.guards import needs
from web.staff import steps
from web.staff.launch_words import time_words
from web.staff.shown_campaigns import shown_campaign
from web.templating import NOT_DONE, sentence

_MAY_STOP = (Role.MANAGER, Role.APPROVER)


class LaunchPages:
    """The page with the button, and the page that counts down. They name no patient."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._checked = CheckedCampaigns(context)

    @needs(Role.MANAGER, proven=True)
    def show(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What the launch will do, before there is a button that does it."""
        campaign = shown_campaign(self._context, staff, campaign_id)
        if campaign.campaign_status is CampaignStatus.LAUNCHING:
            return redirect(url_for("staff.countdown", campaign_id=campaign_id), 303)
        return self._page(staff, campaign, {}, {}, "")

    @needs(Role.MANAGER, proven=True)
    def ask(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Begin the countdown, for whoever typed how many people it tells."""
        typed = request.form.get("people", "").replace(",", "").replace(" ", "").strip()
        if not typed.isascii() or not typed.isdecimal():
            fault = {"people": "Type how many people will be told, in digits"}
            return self._page(staff, shown_campaign(self._context, staff, campaign_id), request.form, fault, ""), 400
        # With a clock that stands still, as a sample practice may have, no countdown would ever end.
        wait = COUNTDOWN if self._context.settings.now is None else AT_ONCE
        try:
            with self._context.database.writing() as session:
                launches.launch_campaign(
                    session,
                    campaign_id,
                    staff,
                    self._context.clock(),
                    installed=self._checked.installed,
                    people=int(typed[:9]),
                    wait=wait,
                    rehearsed=self._checked.rehearsed(session, staff.practice_id, campaign_id),
                )
        except ValueRefused as refusal:
            faults = {"people": sentence(refusal)}
            return self._page(staff, shown_campaign(self._context, staff, campaign_id), request.form, faults, ""), 400
        except NotAllowed as refusal:
            return self._page(
                staff, shown_campaign(self._context, staff, campaign_id), request.form, {}, sentence(refusal)
            ), 409
        self._context.wake(Task.ADVANCE)
        return redirect(url_for("staff.countdown", campaign_id=campaign_id), 303)

    @needs(Role.MANAGER, Role.APPROVER, Role.AUDITOR, polled=True)
    def countdown(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """How long the launch can still be stopped, and what became of it."""
        now, campaign = self._context.clock(), shown_campaign(self._context, staff, campaign_id)
        with self._context.database.reading() as session:
            launch = launches.latest_launch(session, campaign_id)
            is_idle = is_nobody_at_work(session, self._context.settings, now)
        return render_template(
            "staff/countdown.html",
            staff=staff,
            campaign=campaign,
            launch=launch,
            is_idle=is_idle,
            left=launch.seconds_left(now) if launch else 0,
            may_stop=bool(staff.roles & set(_MAY_STOP)),
            now=now,
        )

    @needs(*_MAY_STOP)
    def stop(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """Stop everything: nobody is told, or no more people than had been when the click came."""
        try:
            with self._context.database.writing() as session:
                standing = launches.stop_sending(session, campaign_id, staff, self._context.clock())
        except NotAllowed as refusal:
            flash(f"Nothing was changed: {refusal}.", NOT_DONE)
        else:
            self._context.wake(Task.ADVANCE)
            if standing is CampaignStatus.APPROVED:
                flash("Stopped. Nobody was told anything, and the campaign is approved as before.")
            else:
                flash("Sending had begun a moment before, and is paused now: nothing more goes out.")
        return redirect(url_for("staff.countdown", campaign_id=campaign_id), 303)

    def _page(
        self,
        staff: StaffAccount,
        campaign: CampaignView,
        typed: Mapping[str, str],
        faults: Mapping[str, str],
        refusal: str,
    ) -> str:
        settings, found = self._context.settings, self._checked.check(staff, campaign.id)
        told_by = campaign.preview.counts["told_by"] if campaign.preview else {}
        channels = [Channel.stored(name) for name, number in told_by.items() if number]
        now = self._context.clock()
        begins_at = now + COUNTDOWN
        with self._context.database.reading() as session:
            is_idle = is_nobody_at_work(session, settings, now)
        return render_template(
            "staff/launch.html",
            staff=staff,
            campaign=campaign,
            effects=steps.launch_effects(campaign),
            times=time_words(launch_times(settings, channels, campaign.notice_days, begins_at), settings.quiet_hours),
            checks=[one for one in found.checks if one.state is not CheckState.DONE],
            may_launch=campaign.campaign_status is CampaignStatus.APPROVED
            and not any(one.state is CheckState.OPEN for one in found.checks),
            people=sum(told_by.values()),
            is_idle=is_idle,
            typed=typed,
            faults=faults,
            refusal=refusal,
        )
