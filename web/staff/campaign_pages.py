"""The campaigns of the practice: how each stands, what it says, its approval, and what starts and stops it."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifier.errors import NotAllowed
from notifier.outcomes import campaign_view
from notifier.practice import readiness
from notifier.practice.accounts import StaffAccount
from notifier.vocabulary import Role, Task
from web.checked_campaign import CheckedCampaigns
from web.context import AppContext
from web.guards import needs
from web.staff import first_steps, steps, task_pages
from web.staff.campaign_look import CampaignLook, look_at_campaign, state_tag
from web.staff.shown_campaigns import shown_campaign
from web.staff.state_answers import NextAct
from web.staff.tour import tour_of

_ANYBODY = tuple(Role)


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
        tag = self._tag(staff, campaign_id)  # before: what changes meanwhile is asked for again
        look = look_at_campaign(self._context, staff, campaign_id, self._checked)
        return render_template("staff/campaign.html", tag=tag, **self._shown(staff, look))

    @needs(*_ANYBODY, polled=True)
    def live(self, staff: StaffAccount, campaign_id: int) -> ResponseReturnValue:
        """What of the page may have changed, for the script that keeps it fresh; 304 while nothing has."""
        tag = self._tag(staff, campaign_id)
        if request.if_none_match.contains_weak(tag):
            return Response(status=304)
        look = look_at_campaign(self._context, staff, campaign_id, self._checked)
        answer = Response(render_template("staff/live_page.html", **self._shown(staff, look)))
        answer.set_etag(tag, weak=True)
        return answer

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

    def _tag(self, staff: StaffAccount, campaign_id: int) -> str:
        return state_tag(self._context, staff, campaign_id)

    def _shown(self, staff: StaffAccount, look: CampaignLook) -> dict[str, object]:
        own, others = look.state.matters_of(staff.roles)
        return {
            "staff": staff,
            "look": look,
            "campaign": look.campaign,
            "own": [(one, one.act and self._address(look, one.act)) for one in own],
            "others": others,
            "pause_share": self._context.settings.pause_share,
            "most_tasks": task_pages.MOST_ON_FRONT_PAGE,
            "letters": look.letters,
            "displays": look.displays,
        }

    def _address(self, look: CampaignLook, act: NextAct) -> str:
        arguments: dict[str, Any] = {"campaign_id": look.campaign.id, **dict(act.fill_in)}
        return url_for(act.endpoint, **arguments)

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
