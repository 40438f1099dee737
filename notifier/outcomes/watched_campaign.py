"""What the campaign's page has to know to say how a campaign stands and what comes next: plain values, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import launches
from notifier.delivery import polling, unknown_deliveries
from notifier.delivery.limits import quiet_hours, spending
from notifier.delivery.limits.channel_breaker import ChannelOutage
from notifier.delivery.limits.spending import SpendingView
from notifier.outcomes import campaign_view, code_check
from notifier.outcomes.campaign_view import CampaignView, SliceView
from notifier.outcomes.closing_view import ClosingView
from notifier.patients import identity_doubts
from notifier.patients.register import WaitingJoiners, waiting_joiners
from notifier.print_runs.status import PaperStatus
from notifier.settings import Settings
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent, Delivery, KeptConclusion, Staff
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, PollSubject, Wave
from notifier.webhook_calls.heard_calls import waiting_calls


@dataclass(frozen=True)
class PlannedMessages:
    """What is to go by one channel: how many now, how many later and from when on."""

    channel: Channel
    due: int
    later: int = 0
    later_from: datetime | None = None


@dataclass(frozen=True)
class PauseView:
    """Since when a campaign is paused: by a person, or by the program itself and because of what."""

    at: datetime | None
    by: str = ""  # a person's name; empty where the program did
    because: str = ""


@dataclass(frozen=True)
class PaperView:
    """Letters that wait for a person: for the printer, the post, or for something to be put right on the record."""

    to_print: int = 0
    to_post: int = 0
    unmade: int = 0


@dataclass(frozen=True)
class ClosingStanding:
    """How far the closing is. `proposal` is the number of a set that waits for a second person."""

    sets: int = 0
    closed_at: datetime | None = None
    proposal: int = 0
    proposed_by: str = ""
    proposer_id: int = 0
    proposal_until: datetime | None = None
    exported_at: datetime | None = None  # since the last set was closed
    compared_at: datetime | None = None  # likewise
    is_clean: bool = False
    urgent: int = 0  # patients whose code has to come off
    others: int = 0  # other tasks with codes


@dataclass(frozen=True)
class WatchedCampaign:
    """Everything that decides what the page says first. Counts are of this moment."""

    campaign_status: CampaignStatus
    now: datetime
    notice_days: int
    last_day: date | None = None  # to answer, of those who were told on the day of the launch
    last_day_of_all: date | None = None  # of whoever was told last
    hindrances: int = 0  # before the launch: things that have to be done
    approved_by: str = ""
    begins_at: datetime | None = None  # a launch that counts down
    people: int = 0  # whom that launch tells
    launched_by: str = ""
    closed_at: datetime | None = None
    is_idle: bool = False  # no worker runs
    pause: PauseView | None = None
    planned: Sequence[PlannedMessages] = ()
    texts_open_at: datetime | None = None  # when what keeps quiet hours may go; none: it may go now
    slices: Sequence[SliceView] = ()
    outages: Sequence[ChannelOutage] = ()
    money: SpendingView | None = None
    paper: PaperView = PaperView()
    reviews: int = 0
    late_reviews: int = 0  # of them, those of which the code may be on the record
    doubts: int = 0  # of who somebody is
    joiners: WaitingJoiners | None = None
    unknown: int = 0  # messages that may not have arrived
    unread_calls: int = 0  # of providers, waiting for too long
    unread_since: datetime | None = None
    unasked: Sequence[tuple[PollSubject, str]] = ()  # what a provider could not be asked, and why
    running_notices: int = 0  # patients whose own time to answer is not over
    closing: ClosingStanding = ClosingStanding()


@dataclass(frozen=True)
class KnownElsewhere:
    """What others know of the campaign at this moment: its outcomes, its check list and its workers."""

    closing: ClosingView
    running_notices: int
    hindrances: int
    letters: PaperStatus | None  # none where the campaign has no letters
    spent: int | None  # see `spending.count_spent`
    is_idle: bool
    calls_late_before: datetime  # calls of providers that were heard before and not read are too late


def read_watched(
    session: Session,
    settings: Settings,
    practice_id: int,
    campaign: CampaignView,
    known: KnownElsewhere,
    now: datetime,
) -> WatchedCampaign:
    """A campaign of the practice, as it stands now."""
    stands = campaign.campaign_status
    launch = launches.latest_launch(session, campaign.id) if stands is CampaignStatus.LAUNCHING else None
    is_under_way = stands in CampaignStatus.under_way()
    waiting, calls = campaign_view.open_reviews(session, campaign.id), waiting_calls(session)
    are_calls_late = calls.since is not None and (calls.in_trouble or calls.since < known.calls_late_before)
    unasked = polling.failed_polls(session) if is_under_way else []
    return WatchedCampaign(
        campaign_status=stands,
        now=now,
        notice_days=campaign.notice_days,
        last_day=campaign.deadline_on,
        last_day_of_all=_last_day_of_all(session, campaign.id),
        hindrances=known.hindrances,
        approved_by=campaign.approval.approved_by if campaign.approval else "",
        begins_at=launch.starts_at if launch else None,
        people=launch.people if launch else 0,
        launched_by=launch.asked_by if launch else "",
        closed_at=campaign.closed_at,
        is_idle=known.is_idle,
        pause=_pause(session, campaign) if stands is CampaignStatus.PAUSED else None,
        planned=planned_messages(session, campaign.id, now) if is_under_way else (),
        texts_open_at=_opens_at(settings, now),
        slices=campaign_view.first_slices(session, campaign.id) if is_under_way else (),
        outages=campaign.outages,
        money=spending.view_spending(session, campaign.id, settings, known.spent) if campaign.launched_at else None,
        paper=_paper(known.letters) if known.letters else PaperView(),
        reviews=sum(waiting.by_doubt.values()),
        late_reviews=waiting.late,
        doubts=len(identity_doubts.open_doubts(session, practice_id)),
        joiners=waiting_joiners(session, practice_id, now) if is_under_way else None,
        unknown=unknown_deliveries.count_unknown(session, campaign.id),
        unread_calls=calls.number if are_calls_late else 0,
        unread_since=calls.since if are_calls_late else None,
        unasked=[(subject, why) for _provider, subject, why in unasked],
        running_notices=known.running_notices,
        closing=_closing(session, campaign.id, known.closing),
    )


def planned_messages(session: Session, campaign_id: int, now: datetime) -> list[PlannedMessages]:
    """What is to go, by channel; what says that an answer came is not among it."""
    due = Delivery.due_at <= now
    query = (
        select(
            Delivery.channel,
            func.count().filter(due),
            func.count().filter(~due),
            func.min(Delivery.due_at).filter(~due),
        )
        .where(Delivery.campaign_id == campaign_id, Delivery.delivery_status == DeliveryStatus.PLANNED)
        .where(Delivery.wave != Wave.ACKNOWLEDGEMENT, Delivery.set_aside_at.is_(None))
        .group_by(Delivery.channel)
        .order_by(Delivery.channel)
    )
    return [PlannedMessages(*row) for row in session.execute(query)]


def _last_day_of_all(session: Session, campaign_id: int) -> date | None:
    query = select(func.max(KeptConclusion.deadline_on)).where(KeptConclusion.campaign_id == campaign_id)
    return session.execute(query).scalar_one()


def _opens_at(settings: Settings, now: datetime) -> datetime | None:
    if quiet_hours.may_text(settings.quiet_hours, now):
        return None
    return quiet_hours.opens_at(settings.quiet_hours, now)


def _pause(session: Session, campaign: CampaignView) -> PauseView:
    query = (
        select(AuditEvent.at, Staff.name)
        .outerjoin(Staff, Staff.id == AuditEvent.staff_id)
        .where(AuditEvent.campaign_id == campaign.id, AuditEvent.action == AuditAction.CAMPAIGN_PAUSED)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    at, by = (found[0], found[1]) if found else (None, None)
    return PauseView(at, "" if campaign.paused_because else by or "", campaign.paused_because)


def _paper(found: PaperStatus) -> PaperView:
    to_post = sum(pile.to_post for run in found.runs for pile in run.piles)
    return PaperView(found.to_print, to_post, found.unmade)


def _closing(session: Session, campaign_id: int, closing: ClosingView) -> ClosingStanding:
    proposal, last = closing.proposal, closing.sets[-1] if closing.sets else None
    closed_at = last.closed_at if last else None
    run = code_check.latest_run(session, campaign_id) if last else None
    is_compared = run is not None and closed_at is not None and run.run_at >= closed_at
    exported_at = None
    if closed_at is not None:
        written = AuditEvent.campaign_id == campaign_id, AuditEvent.action == AuditAction.EXPORT_WRITTEN
        query = select(func.max(AuditEvent.at)).where(*written, AuditEvent.at >= closed_at)
        exported_at = session.execute(query).scalar_one()
    return ClosingStanding(
        sets=len(closing.sets),
        closed_at=closed_at,
        proposal=proposal.number if proposal else 0,
        proposed_by=proposal.proposed_by if proposal else "",
        proposer_id=proposal.proposer_id if proposal else 0,
        proposal_until=closing.proposal_until,
        exported_at=exported_at,
        compared_at=run.run_at if run and is_compared else None,
        is_clean=bool(run and is_compared and run.is_clean),
        urgent=len(closing.urgent),
        others=sum(closing.others.values()),
    )
