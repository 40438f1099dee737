"""What the campaign's page shows, read once: for the page itself, and for the script that keeps it fresh."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.campaigns.launch_checks import LaunchCheck, LaunchCheckName
from notifier.delivery.limits.spending import SpendingView
from notifier.outcomes import closing_view, uncounted_replies, watched_campaign
from notifier.outcomes.campaign_view import CampaignView
from notifier.outcomes.closing_view import ClosingView
from notifier.outcomes.watched_campaign import KnownElsewhere
from notifier.practice.accounts import StaffAccount
from notifier.preview import displays
from notifier.preview.displays import DisplayStanding
from notifier.print_runs import status
from notifier.print_runs.status import PaperStatus
from notifier.store import audit
from notifier.vocabulary import CampaignStatus, Channel, CheckState, HoldReason
from notifier.worker.health import LATE_AFTER
from notifier.worker.idle_work import is_nobody_at_work
from web.checked_campaign import CheckedCampaigns
from web.context import AppContext
from web.staff import steps, task_pages
from web.staff.campaign_charts import CampaignCharts, campaign_charts
from web.staff.campaign_state import campaign_state
from web.staff.check_addresses import check_addresses
from web.staff.opened_pages import may_open
from web.staff.shown_campaigns import campaign_of_page, figures_of_page
from web.staff.state_answers import CampaignState

_PEOPLE = "staff.people_list"
_NEEDS_WORKER = (CampaignStatus.LAUNCHING, CampaignStatus.RUNNING)


@dataclass(frozen=True)
class CampaignLook:
    """The page as one person sees it."""

    campaign: CampaignView
    state: CampaignState
    charts: CampaignCharts
    closing: ClosingView
    money: SpendingView | None
    letters: PaperStatus | None
    displays: Sequence[DisplayStanding]
    steps: Sequence[str]  # that can be taken
    todo: Sequence[LaunchCheck]  # before the launch: what hinders it, first what this person can see to
    addresses: Mapping[LaunchCheckName, str]  # where these are seen to
    is_before: bool
    counted_at: datetime
    may_finish: bool  # tasks with codes


def look_at_campaign(
    context: AppContext, staff: StaffAccount, campaign_id: int, checked: CheckedCampaigns
) -> CampaignLook:
    """Raises NotFound, also for another practice's campaign."""
    now, todo = context.clock(), _todo(context, staff, campaign_id, checked)
    figures = figures_of_page(context, staff, campaign_id)
    counted = figures.progress
    with context.database.reading() as session:
        campaign = campaign_of_page(context, session, staff, campaign_id)
        is_before = campaign.campaign_status in CampaignStatus.before_launch()
        needs_worker = campaign.campaign_status in _NEEDS_WORKER
        closing = closing_view.view_closing(session, campaign_id, now)
        letters = status.paper_status(session, campaign_id, now) if Channel.LETTER in campaign.channels else None
        uncounted = uncounted_replies.uncounted_replies(session, campaign_id)
        known = KnownElsewhere(
            closing=closing,
            running_notices=counted.holds.get(HoldReason.NOTICE_RUNNING, 0),
            hindrances=len(todo),
            letters=letters,
            spent=figures.spent,
            is_idle=needs_worker and is_nobody_at_work(session, context.settings, now),
            calls_late_before=now - LATE_AFTER,
        )
        seen = watched_campaign.read_watched(session, context.settings, staff.practice_id, campaign, known, now)
        shown = displays.displays_standing(session, lifecycle.get_campaign(session, staff.practice_id, campaign_id))

    def leads(group: str) -> str:
        return url_for(_PEOPLE, campaign_id=campaign_id, group=group) if may_open(staff, _PEOPLE) else ""

    return CampaignLook(
        campaign=campaign,
        state=campaign_state(seen),
        charts=campaign_charts(counted, campaign.channels, figures.choices_by_day, uncounted, leads, london_date(now)),
        closing=closing,
        money=seen.money,
        letters=letters,
        displays=shown,
        steps=steps.possible_steps(campaign),
        todo=todo,
        addresses=check_addresses(staff, campaign_id, checked.installed) if todo else {},
        is_before=is_before,
        counted_at=now if figures.is_current else figures.as_of,
        may_finish=bool(staff.roles & task_pages.DESK),
    )


def state_tag(context: AppContext, staff: StaffAccount, campaign_id: int) -> str:
    """Changes with whatever the page of this person may show anew, and with the minute; cheap, for it is asked often.

    Raises NotFound, also for another practice's campaign.
    """
    now, figures = context.clock(), figures_of_page(context, staff, campaign_id)
    with context.database.reading() as session:
        last = audit.last_event(session)
        is_idle = is_nobody_at_work(session, context.settings, now)
    said = f"{campaign_id} {staff.id} {sorted(staff.roles)} {last} {figures.version} {is_idle} {now:%Y-%m-%d %H:%M}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _todo(context: AppContext, staff: StaffAccount, campaign_id: int, checked: CheckedCampaigns) -> list[LaunchCheck]:
    with context.database.reading() as session:
        campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
        if campaign.campaign_status not in CampaignStatus.before_launch():
            return []
    addresses = check_addresses(staff, campaign_id, checked.installed)
    found = [one for one in checked.check(staff, campaign_id).checks if one.state is CheckState.OPEN]
    return sorted(found, key=lambda one: one.name not in addresses)
