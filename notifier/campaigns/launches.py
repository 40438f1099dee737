"""The launch: a person starts it, it begins some minutes later, and until then one click stops it with nobody told.

approved -> launching -> running. While it is launching nothing is planned or claimed, for both ask for a running one;
whoever finds its time come (a worker, in a transaction of its own) lets it run, or brings it back when what was
approved has changed meanwhile. Each way out of launching is taken under the campaign's lock, so that of a stop and a
start at one moment the second finds what the first did.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from notifier.campaigns import check_list, launch_checks, lifecycle, published_pages, translations
from notifier.campaigns.check_list import RehearsedCost
from notifier.campaigns.editions import note_edition
from notifier.campaigns.launch_checks import InstallationFacts, LaunchStage
from notifier.campaigns.published_pages import PageSource
from notifier.campaigns.reasons import reason_in
from notifier.campaigns.text_parts import REASON
from notifier.contacts.languages import ENGLISH
from notifier.errors import Fault, NotAllowed, ValueRefused
from notifier.practice import practices
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import Campaign, LaunchRequest, Staff
from notifier.vocabulary import CampaignEdit, CampaignStatus, Role

COUNTDOWN = timedelta(minutes=2)  # between the button and the first message that may go
AT_ONCE = timedelta(0)
_CHANGED = "something changed since the approval: preview it and have it approved again"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class LaunchView:
    """One launch: who asked for it and for how many people, when it begins, and whether it began or was stopped."""

    id: int
    people: int
    asked_by: str
    asked_at: datetime
    starts_at: datetime
    started_at: datetime | None
    stopped_by: str  # empty where the program itself did, and where nobody did
    stopped_at: datetime | None
    stopped_because: str

    def seconds_left(self, now: datetime) -> int:
        """How many seconds are left to stop it, never less than none."""
        return max(0, round((self.starts_at - now).total_seconds()))


def launch_campaign(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    now: datetime,
    *,
    installed: InstallationFacts,
    people: int | None = None,
    wait: timedelta = AT_ONCE,
    rehearsed: RehearsedCost | None = None,
) -> LaunchView:
    """Start telling people after `wait`; the workers plan and send from then on.

    `people` is what the person typed: how many the preview said would be told. None where nobody was asked to type it.
    Raises ValueRefused for another number, NotAllowed unless approved, unchanged and with nothing open in
    `launch_checks`, and while it is being launched already.
    """
    staff.must_be(Role.MANAGER, Role.APPROVER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    if campaign.campaign_status is CampaignStatus.LAUNCHING:
        raise NotAllowed(f"campaign {campaign.id} is being launched already: nobody has to launch it again")
    lifecycle.refuse_unless(campaign, "launch", {CampaignStatus.APPROVED})
    found = check_list.check_campaign(session, campaign, installed, rehearsed)
    launch_checks.refuse_hindered(found.checks, LaunchStage.LAUNCH)
    wanted = previewed_people(session, campaign)
    if people is not None and people != wanted:
        raise ValueRefused(
            f"type {wanted}, which is how many people the preview says will be told; if you expected another number, "
            "go back and look at the preview and the rehearsal: nothing has happened yet"
        )
    request = LaunchRequest(
        campaign_id=campaign.id,
        people=wanted,
        asked_by=staff.id,
        asked_at=now,
        starts_at=now + wait,
        stopped_because="",
    )
    session.add(request)
    session.flush()
    campaign.campaign_status = CampaignStatus.LAUNCHING
    note_edition(session, campaign, CampaignEdit.STATUS, staff.id, now, campaign_status=CampaignStatus.LAUNCHING.value)
    if wait > AT_ONCE:
        said = {"people": wanted, "seconds": round(wait.total_seconds())}
        audit.append(session, AuditAction.LAUNCH_ASKED, now, staff_id=staff.id, campaign_id=campaign.id, **said)
    else:
        _begin(session, campaign, request, installed, now)
    return _view(session, request)


def previewed_people(session: Session, campaign: Campaign) -> int:
    """How many people the last preview said would be told; none without a preview."""
    preview = lifecycle.latest_preview(session, campaign.id)
    return sum(preview.counts["told_by"].values()) if preview is not None else 0


def latest_launch(session: Session, campaign_id: int) -> LaunchView | None:
    """The last launch of a campaign, whatever became of it."""
    row = session.execute(_launches_of(campaign_id)).scalars().first()
    return None if row is None else _view(session, row)


def stop_sending(session: Session, campaign_id: int, staff: StaffAccount, now: datetime) -> CampaignStatus:
    """Stop whatever goes out: a launch that has not begun is approved again, with nobody told; a running campaign is
    paused. Returns where it stands then; whoever stops a launch a moment after it began pauses it.

    Raises NotAllowed for a campaign that neither sends nor is about to.
    """
    staff.must_be(Role.MANAGER, Role.APPROVER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    if campaign.campaign_status is not CampaignStatus.LAUNCHING:
        lifecycle.pause_campaign(session, campaign_id, staff, now)
        return CampaignStatus.PAUSED
    request = session.execute(_launches_of(campaign.id)).scalars().first()
    assert request is not None  # written with the status
    request.stopped_by, request.stopped_at = staff.id, now
    campaign.campaign_status = CampaignStatus.APPROVED
    note_edition(session, campaign, CampaignEdit.STATUS, staff.id, now, campaign_status=CampaignStatus.APPROVED.value)
    audit.append(session, AuditAction.LAUNCH_STOPPED, now, staff_id=staff.id, campaign_id=campaign.id)
    return CampaignStatus.APPROVED


def stop_waiting_launches(session: Session, why: str, now: datetime) -> int:
    """Have every launch that has not begun approved as before; returns how many. `why` is for people."""
    waiting = select(Campaign).where(Campaign.campaign_status == CampaignStatus.LAUNCHING).with_for_update()
    stopped = list(session.execute(waiting).scalars())
    for campaign in stopped:
        request = session.execute(_launches_of(campaign.id)).scalars().first()
        if request is not None:
            request.stopped_at, request.stopped_because = now, why[:300]
        campaign.campaign_status = CampaignStatus.APPROVED
        audit.append(session, AuditAction.LAUNCH_STOPPED, now, campaign_id=campaign.id, why="restored")
    return len(stopped)


def has_due_launch(session: Session, now: datetime) -> bool:
    """Whether the time of some launch has come."""
    return session.execute(_due(now).limit(1)).scalar_one_or_none() is not None


def begin_due_launches(database: Database, installed: InstallationFacts, now: datetime) -> int:
    """Let every launch begin whose time has come; returns how many began.

    One that can no longer begin, for something changed since its approval, is approved as before and says why.
    """
    with database.reading() as session:
        due = list(session.execute(_due(now)).scalars())
    return sum(_begin_in_turn(database, campaign_id, installed, now) for campaign_id in due)


def _begin_in_turn(database: Database, campaign_id: int, installed: InstallationFacts, now: datetime) -> bool:
    try:
        with database.writing() as session:
            request = _still_due(session, campaign_id, now)
            if request is None:
                return False  # stopped, or begun by another worker
            campaign = session.get_one(Campaign, campaign_id)
            approval = lifecycle.latest_approval(session, campaign_id)
            seen = check_list.approval_fingerprint(session, campaign, installed)
            if approval is None or approval.fingerprint != seen:
                raise NotAllowed(_CHANGED)
            _begin(session, campaign, request, installed, now)
            return True
    except Fault as fault:
        _LOG.warning("a launch could not begin", extra={"campaign": campaign_id})
        with database.writing() as session:
            if (request := _still_due(session, campaign_id, now)) is not None:
                request.stopped_at, request.stopped_because = now, str(fault)[:300]
                session.get_one(Campaign, campaign_id).campaign_status = CampaignStatus.APPROVED
                audit.append(
                    session, AuditAction.LAUNCH_STOPPED, now, campaign_id=campaign_id, why=type(fault).__name__
                )
        return False


def _still_due(session: Session, campaign_id: int, now: datetime) -> LaunchRequest | None:
    """The launch whose time has come, looked at again once the campaign is ours alone."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
    if campaign.campaign_status is not CampaignStatus.LAUNCHING:
        return None
    request = session.execute(_launches_of(campaign_id)).scalars().first()
    return request if request is not None and request.starts_at <= now else None


def _begin(
    session: Session, campaign: Campaign, request: LaunchRequest, installed: InstallationFacts, now: datetime
) -> None:
    campaign.campaign_status, campaign.launched_at, request.started_at = CampaignStatus.RUNNING, now, now
    by, running = request.asked_by, AuditAction.CAMPAIGN_RUNNING
    audit.append(session, running, now, staff_id=by, campaign_id=campaign.id, verb="launch")
    number = installed.reply_channels.text_number
    published_pages.publish(session, campaign, _page_sources(session, campaign), number, now)


def page_words(session: Session, campaign: Campaign, text_number: str) -> dict[str, dict[str, Any]]:
    """All that the patient's page would say, by language, if it were published now; see `words_to_publish`."""
    return published_pages.words_to_publish(session, campaign, _page_sources(session, campaign), text_number)


def _page_sources(session: Session, campaign: Campaign) -> dict[str, PageSource]:
    """The page's words in every language that these patients may be shown."""
    for_all = not practices.real_patients(session, campaign.practice_id)
    by_language, sources = lifecycle.texts_by_language(session, campaign.id), dict[str, PageSource]()
    gives_reason = REASON in by_language[ENGLISH]
    for language, texts in by_language.items():
        bodies = {part: text.body for part, text in texts.items()}
        newest = max(texts.values(), key=lambda text: text.id).part
        is_shown = language == ENGLISH or for_all
        if "page" in bodies and (is_shown or translations.is_reviewed(bodies, newest, gives_reason=gives_reason)):
            direction = translations.parse_letter_words(bodies["letter_words"]).direction
            sources[language] = PageSource(bodies["page"], direction, reason_in(bodies))
    return sources


def _launches_of(campaign_id: int) -> Select[LaunchRequest]:
    return select(LaunchRequest).where(LaunchRequest.campaign_id == campaign_id).order_by(LaunchRequest.id.desc())


def _due(now: datetime) -> Select[int]:
    is_open = LaunchRequest.started_at.is_(None), LaunchRequest.stopped_at.is_(None)
    query = select(Campaign.id).join(LaunchRequest, LaunchRequest.campaign_id == Campaign.id)
    return query.where(Campaign.campaign_status == CampaignStatus.LAUNCHING, *is_open, LaunchRequest.starts_at <= now)


def _view(session: Session, row: LaunchRequest) -> LaunchView:
    stopped_by = session.get_one(Staff, row.stopped_by).name if row.stopped_by is not None else ""
    return LaunchView(
        id=row.id,
        people=row.people,
        asked_by=session.get_one(Staff, row.asked_by).name,
        asked_at=row.asked_at,
        starts_at=row.starts_at,
        started_at=row.started_at,
        stopped_by=stopped_by,
        stopped_at=row.stopped_at,
        stopped_because=row.stopped_because,
    )
