"""What the pages of the closing show: all that bears on freezing, as it stands at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.outcomes import campaign_view, closing_checks, closing_view, freezing
from notifier.outcomes.campaign_view import CampaignView
from notifier.outcomes.closing_checks import CheckName, ClosingCheck
from notifier.outcomes.closing_view import ClosingView
from notifier.outcomes.freezing import FrozenSetView
from notifier.practice import accounts
from notifier.practice.accounts import KnownPerson, StaffAccount
from notifier.vocabulary import CampaignStatus, HoldReason, Role
from notifier.webhook_calls.heard_calls import waiting_calls
from web.context import AppContext
from web.staff.closing_words import CHECK_WORDS
from web.staff.opened_pages import may_open, page_address
from web.staff.shown_campaigns import figures_of_page

FREEZERS = (Role.MANAGER, Role.APPROVER)
NAMED_TO = frozenset((Role.MANAGER, Role.RECEPTION))  # who may see whose outcome changed


@dataclass(frozen=True)
class Acceptance:
    """What somebody took as it was, with how many there were, and their reason."""

    title: str
    count: int
    who: str
    why: str


@dataclass(frozen=True)
class OpenCheck:
    """One thing that stands open, as a row of the page."""

    name: CheckName
    title: str
    said: str
    way_on: str
    address: str  # of the page where it is seen to, where this person may open it
    stops: bool
    count: int
    accepted: Acceptance | None  # with the proposal that stands, while there were as many


@dataclass(frozen=True)
class ClosingLook:
    """How the closing of a campaign stands for one person."""

    campaign: CampaignView
    closing: ClosingView
    follows: Mapping[str, int]  # outcome or reason to hold -> patients, if it were frozen now
    checks: Sequence[OpenCheck]
    unread_calls: int  # of companies, in which an objection may be
    days_left: int | None  # to the last day to answer; negative after it
    closers: Sequence[str]  # names of who could close the proposal
    accepted: Mapping[int, Sequence[Acceptance]]  # id of a closed set -> what was taken as it was
    is_launched: bool
    counted_at: datetime | None  # for which moment the outcomes hold, where something has changed since
    now: datetime

    @property
    def standing_proposal(self) -> FrozenSetView | None:
        """The proposal that can be closed still."""
        until = self.closing.proposal_until
        return self.closing.proposal if until is not None and until >= self.now else None

    @property
    def closed_id(self) -> int | None:
        """The id of the set that was closed last."""
        return self.closing.sets[-1].id if self.closing.sets else None

    def sum_for(self, *, closing: bool) -> str:
        """The fingerprint of the numbers that a form shows: of the proposal, or of what would follow."""
        proposal = self.closing.proposal
        return freezing.sum_of_counts(proposal.counts if closing and proposal else self.follows)


def look_at_closing(context: AppContext, staff: StaffAccount, campaign_id: int) -> ClosingLook:
    """Raises NotFound, also for another practice's campaign."""
    now = context.clock()
    kept = figures_of_page(context, staff, campaign_id)
    counted = kept.progress
    with context.database.reading() as session:
        campaign = campaign_view.view_campaign(session, staff.practice_id, campaign_id, context.settings.reply_channels)
        closing = closing_view.view_closing(session, campaign_id, now)
        row = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
        standing = closing_checks.closing_checks(session, row, now, kept.places_in_doubt)
        people = accounts.known_people(session, staff.practice_id)
        calls = waiting_calls(session)
    if running := counted.holds.get(HoldReason.NOTICE_RUNNING, 0):
        standing.append(closing_checks.notice_running(running))
    names = {one.id: one.name for one in people}
    proposal = closing.proposal
    earlier = {one.title: one for one in _acceptances(proposal, names)} if proposal else {}
    return ClosingLook(
        campaign=campaign,
        closing=closing,
        follows=closing_view.follows_now(counted),
        checks=[_open_check(one, earlier, staff, campaign_id) for one in standing],
        unread_calls=calls.in_trouble,
        days_left=(campaign.deadline_on - london_date(now)).days if campaign.deadline_on else None,
        closers=[one.name for one in people if _may_close(one, proposal)],
        accepted={one.id: _acceptances(one, names) for one in closing.sets},
        is_launched=campaign.campaign_status in CampaignStatus.launched(),
        counted_at=None if kept.is_current else kept.as_of,
        now=now,
    )


def _may_close(person: KnownPerson, proposal: FrozenSetView | None) -> bool:
    return (
        person.is_open
        and not set(FREEZERS).isdisjoint(person.roles)
        and (proposal is None or person.id != proposal.proposer_id)
    )


def _acceptances(frozen: FrozenSetView, names: Mapping[int, str]) -> list[Acceptance]:
    found = []
    for one in frozen.checks:
        by, name, count = one["accepted_by"], str(one["check"]), one["count"]
        title = CHECK_WORDS[CheckName(name)].title if name in set(CheckName) else name
        if isinstance(by, int) and isinstance(count, int):
            found.append(Acceptance(title, count, names.get(by, "somebody"), str(one["note"])))
    return found


def _open_check(
    check: ClosingCheck, earlier: Mapping[str, Acceptance], staff: StaffAccount, campaign_id: int
) -> OpenCheck:
    words, address = CHECK_WORDS[check.name], ""
    if words.page and may_open(staff, words.page):
        address = page_address(words.page, campaign_id, words.anchor)
    accepted = earlier.get(words.title)
    way_on = words.way_on
    if check.until is not None:
        way_on = way_on.replace("Wait,", f"Wait until {check.until.day} {check.until:%B %Y},", 1)
    return OpenCheck(
        name=check.name,
        title=words.title,
        said=check.said,
        way_on=way_on,
        address=address,
        stops=check.stops,
        count=check.count,
        accepted=accepted if accepted is not None and check.count <= accepted.count else None,
    )
