"""Campaigns as staff see them: plain values for the web and the command line."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import calendar, check_list, lifecycle
from notifier.campaigns.presets import Preset
from notifier.campaigns.told_rules import ToldRules
from notifier.delivery.limits import channel_breaker
from notifier.delivery.limits.channel_breaker import ChannelOutage
from notifier.errors import NotFound
from notifier.replies.record import is_late
from notifier.settings import ReplyChannels
from notifier.store.tables import (
    Approval,
    Campaign,
    Delivery,
    Link,
    Preview,
    PreviewPicture,
    Reply,
    Review,
    Slice,
    Staff,
)
from notifier.vocabulary import CampaignStatus, Channel, Choice, DeliveryStatus, Doubt, FailReason, OutcomeKind, Wave

_ON_THEIR_WAY = (DeliveryStatus.SENDING, DeliveryStatus.ACCEPTED, DeliveryStatus.UNKNOWN)


@dataclass(frozen=True)
class PreviewView:
    """What was last previewed; `current` while nothing changed since."""

    fingerprint: str
    counts: Mapping[str, Any]
    samples: Mapping[str, str]
    has_letter: bool
    previewed_at: datetime
    current: bool


@dataclass(frozen=True)
class ApprovalView:
    """Who approved, when, and the references that were signed off."""

    approved_by: str
    approved_at: datetime
    sign_off: str
    silent_codes: tuple[str, ...]  # let for patients who said nothing, although their words say that they did
    silent_because: str
    current: bool


@dataclass(frozen=True)
class CodeView:
    """A code that the campaign proposes, and whose records it comes to."""

    terminology: str
    code: str
    term: str
    for_asked: bool
    for_silent: bool  # also by what the last approver named

    @property
    def needs_sign_off(self) -> bool:
        """Whether it comes to the record of a patient who said nothing only where the approver says so and why."""
        return not self.for_silent


@dataclass(frozen=True)
class CampaignView:
    """One campaign. `deadline_on` is the day stated in what goes out on the day of the launch."""

    id: int
    name: str
    preset: str
    title: str
    summary: str
    campaign_status: CampaignStatus
    notice_days: int
    channels: tuple[Channel, ...]
    told: tuple[str, ...]  # what counts as told, a sentence for each channel
    created_by: str
    created_at: datetime
    launched_at: datetime | None
    paused_because: str  # why a circuit breaker paused it; empty when a person did, and while it runs
    decided: tuple[FailReason, ...]  # the causes after which a person resumed: now a share of these pauses, not each
    closed_at: datetime | None
    outages: tuple[ChannelOutage, ...]  # its channels by which nothing goes now, for the provider cannot be had
    deadline_on: date | None
    warning: str
    sign_off_asks: tuple[str, ...]  # what the warning asks for, by its titles
    to_approve: str  # the fingerprint of all that an approval of now is of
    preview: PreviewView | None
    approval: ApprovalView | None
    codes: tuple[CodeView, ...]


@dataclass(frozen=True)
class PictureView:
    """What one page of one thing looks like; see `PreviewPicture` for the names."""

    id: int
    name: str
    page: int


@dataclass(frozen=True)
class SliceView:
    """A first slice that is still waited for: how many of it arrived, failed, or are on their way."""

    channel: Channel
    size: int
    arrived: int
    failed: int
    waiting: int
    held_back: int  # what goes when enough of these have arrived


@dataclass(frozen=True)
class OpenReviews:
    """How many answers a person has to look at, by why, and how many of all these came too late for the code."""

    by_doubt: Mapping[Doubt, int]  # what occurs alone
    late: int  # the code may be on the record already


def view_campaigns(session: Session, practice_id: int, reply_channels: ReplyChannels) -> list[CampaignView]:
    """A practice's campaigns, newest first."""
    query = select(Campaign).where(Campaign.practice_id == practice_id).order_by(Campaign.id.desc())
    return [_view(session, campaign, reply_channels) for campaign in session.execute(query).scalars()]


def view_campaign(session: Session, practice_id: int, campaign_id: int, reply_channels: ReplyChannels) -> CampaignView:
    """One campaign. Raises NotFound, also for another practice's."""
    return _view(session, lifecycle.get_campaign(session, practice_id, campaign_id), reply_channels)


def first_slices(session: Session, campaign_id: int) -> list[SliceView]:
    """The channels of a campaign that wait for their first slice to come back well, with something held back."""
    query = select(Slice).where(Slice.campaign_id == campaign_id, Slice.opened_at.is_(None))
    found = [_slice(session, row) for row in session.execute(query.order_by(Slice.channel.desc())).scalars()]
    return [one for one in found if one.held_back]


def open_reviews(session: Session, campaign_id: int) -> OpenReviews:
    """How many answers of a campaign a person has to look at."""
    query = (
        select(Review.doubt, Reply.choice, Reply.received_at, Link.deadline_on)
        .join(Reply, Reply.id == Review.reply_id)
        .join(Link, Link.notice_id == Review.notice_id)
        .where(Review.campaign_id == campaign_id, Review.closed_at.is_(None))
    )
    rows = session.execute(query).all()
    by_doubt = Counter(row.doubt for row in rows)
    late = sum(row.choice is not Choice.AGREE and is_late(row.received_at, row.deadline_on) for row in rows)
    return OpenReviews({doubt: by_doubt[doubt] for doubt in Doubt if by_doubt[doubt]}, late)


def sample_letter(session: Session, practice_id: int, campaign_id: int) -> bytes:
    """The letter of the last preview as a PDF. Raises NotFound when there is none."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    preview = lifecycle.latest_preview(session, campaign_id)
    if preview is None or preview.letter is None:
        raise NotFound("no letter of this campaign was previewed")
    return preview.letter


def preview_pictures(session: Session, practice_id: int, campaign_id: int) -> list[PictureView]:
    """The pictures of the last preview, in the order in which they were made."""
    lifecycle.get_campaign(session, practice_id, campaign_id)
    preview = lifecycle.latest_preview(session, campaign_id)
    query = select(PreviewPicture.id, PreviewPicture.name, PreviewPicture.page).order_by(PreviewPicture.id)
    shown = query.where(PreviewPicture.preview_id == (preview.id if preview else None))
    return [PictureView(*row) for row in session.execute(shown)]


def preview_picture(session: Session, practice_id: int, campaign_id: int, picture_id: int) -> bytes:
    """A picture of the last preview as a PNG file. Raises NotFound, also for a picture of an earlier preview."""
    if picture_id not in {one.id for one in preview_pictures(session, practice_id, campaign_id)}:
        raise NotFound("the campaign's last preview has no such picture")
    return session.execute(select(PreviewPicture.png).where(PreviewPicture.id == picture_id)).scalar_one()


def _view(session: Session, campaign: Campaign, reply_channels: ReplyChannels) -> CampaignView:
    preset = lifecycle.preset_of(campaign)
    now_seen = lifecycle.preview_fingerprint(session, campaign, reply_channels)
    launched, channels = campaign.launched_at, tuple(map(Channel.stored, campaign.channels))
    approval = lifecycle.latest_approval(session, campaign.id)
    now_signed = check_list.fingerprint_of_approval(session, campaign, now_seen)
    return CampaignView(
        id=campaign.id,
        name=campaign.name,
        preset=campaign.preset,
        title=preset.title,
        summary=preset.summary,
        campaign_status=campaign.campaign_status,
        notice_days=campaign.notice_days,
        channels=channels,
        told=tuple(ToldRules.of(campaign).in_words(channels)),
        created_by=session.get_one(Staff, campaign.created_by).name,
        created_at=campaign.created_at,
        launched_at=launched,
        paused_because=campaign.paused_because or "",
        decided=tuple(map(FailReason, campaign.decided)),
        closed_at=campaign.closed_at,
        outages=_outages(session, campaign),
        deadline_on=calendar.deadline(launched, campaign.notice_days) if launched else None,
        warning=preset.warning,
        sign_off_asks=tuple(ask.title for ask in preset.sign_off_asks),
        to_approve=now_signed,
        preview=_preview(lifecycle.latest_preview(session, campaign.id), now_seen),
        approval=_approval(session, approval, now_signed),
        codes=_codes(preset, approval.silent_codes if approval else ()),
    )


def _codes(preset: Preset, signed_off: Collection[str]) -> tuple[CodeView, ...]:
    asked, silent = OutcomeKind.MAY_CODE_ASKED, OutcomeKind.MAY_CODE_SILENT
    return tuple(
        CodeView(one.terminology, one.code, one.term, one.is_for(asked), one.is_for(silent, signed_off))
        for one in preset.adds
    )


def _outages(session: Session, campaign: Campaign) -> tuple[ChannelOutage, ...]:
    if campaign.campaign_status is not CampaignStatus.RUNNING:
        return ()
    return tuple(outage for outage in channel_breaker.outages(session) if outage.channel in campaign.channels)


def _slice(session: Session, row: Slice) -> SliceView:
    query = (
        select(Delivery.delivery_status, func.count())
        .where(Delivery.campaign_id == row.campaign_id, Delivery.channel == row.channel)
        .where(Delivery.wave != Wave.ACKNOWLEDGEMENT)
        .group_by(Delivery.delivery_status)
    )
    counts: dict[DeliveryStatus, int] = {row[0]: row[1] for row in session.execute(query)}
    waiting = sum(counts.get(status, 0) for status in _ON_THEIR_WAY)
    return SliceView(
        channel=row.channel,
        size=row.size,
        arrived=counts.get(DeliveryStatus.DELIVERED, 0),
        failed=counts.get(DeliveryStatus.FAILED, 0),
        waiting=waiting,
        held_back=counts.get(DeliveryStatus.PLANNED, 0),
    )


def _preview(row: Preview | None, now_seen: str) -> PreviewView | None:
    if row is None:
        return None
    has_letter = row.letter is not None
    is_current = row.fingerprint == now_seen
    return PreviewView(row.fingerprint, row.counts, row.samples, has_letter, row.previewed_at, is_current)


def _approval(session: Session, row: Approval | None, now_seen: str) -> ApprovalView | None:
    if row is None:
        return None
    name = session.get_one(Staff, row.approved_by).name
    is_current = row.fingerprint == now_seen
    return ApprovalView(name, row.approved_at, row.sign_off, tuple(row.silent_codes), row.silent_because, is_current)
