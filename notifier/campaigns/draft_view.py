"""What the pages show of a campaign that is being prepared, as plain values: its kind, its details and its texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, presets
from notifier.campaigns.editions import edition_of
from notifier.campaigns.post_times import PostTimes
from notifier.campaigns.presets import Preset
from notifier.campaigns.told_rules import ToldRules
from notifier.errors import NotFound, ValueRefused
from notifier.store.tables import Approval, Campaign, CampaignText, Staff
from notifier.vocabulary import CampaignStatus, Channel


class PresetChoice(NamedTuple):
    """A kind of campaign that can be begun; `fault` says why one cannot be used, which then has no `preset`."""

    name: str
    preset: Preset | None
    fault: str


class StandingApproval(NamedTuple):
    """Who approved the campaign as it stands, and when: what an edit takes back."""

    approved_by: str
    approved_at: datetime


@dataclass(frozen=True)
class DraftView:
    """A campaign's details as they stand, and the edition that a form made from them carries."""

    id: int
    name: str
    campaign_status: CampaignStatus
    preset_name: str
    preset: Preset
    notice_days: int
    channels: tuple[Channel, ...]  # in the order of routing
    rules: ToldRules
    post_times: PostTimes
    planned_launch_on: date | None
    edition: str
    approval: StandingApproval | None

    @property
    def is_editable(self) -> bool:
        """Whether nobody was told anything yet."""
        return self.campaign_status in CampaignStatus.before_launch()


class TextState(NamedTuple):
    """The newest version of one part in one language."""

    language: str
    part: str
    version: int
    body: str
    written_by: str
    written_at: datetime

    @property
    def is_own(self) -> bool:
        """Whether somebody at the practice wrote it: the first version came with the preset."""
        return self.version > 1


def preset_choices(own_presets: Path) -> list[PresetChoice]:
    """Every kind of campaign that there is here, by name."""
    return [_choice(name, own_presets) for name in sorted(presets.preset_folders(own_presets))]


def view_draft(session: Session, practice_id: int, campaign_id: int) -> DraftView:
    """The details of a campaign. Raises NotFound, also for another practice's."""
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    return DraftView(
        id=campaign.id,
        name=campaign.name,
        campaign_status=campaign.campaign_status,
        preset_name=campaign.preset,
        preset=lifecycle.preset_of(campaign),
        notice_days=campaign.notice_days,
        channels=tuple(map(Channel.stored, campaign.channels)),
        rules=ToldRules.of(campaign),
        post_times=PostTimes.of(campaign),
        planned_launch_on=campaign.planned_launch_on,
        edition=edition_of(session, campaign.id),
        approval=_standing_approval(session, campaign),
    )


def text_states(session: Session, campaign_id: int) -> Mapping[tuple[str, str], TextState]:
    """The newest version of every part, by language and part."""
    newest = (
        select(func.max(CampaignText.id))
        .where(CampaignText.campaign_id == campaign_id)
        .group_by(CampaignText.language, CampaignText.part)
    )
    query = (
        select(
            CampaignText.language,
            CampaignText.part,
            CampaignText.version,
            CampaignText.body,
            Staff.name,
            CampaignText.written_at,
        )
        .join(Staff, CampaignText.written_by == Staff.id)
        .where(CampaignText.id.in_(newest))
    )
    return {(row.language, row.part): TextState(*row) for row in session.execute(query)}


def editable_parts(session: Session, campaign_id: int, language: str) -> list[str]:
    """The parts that can be written in a language; none where the campaign has no texts in it."""
    return list(presets.parts_of(language)) if language in lifecycle.campaign_languages(session, campaign_id) else []


def _choice(name: str, own_presets: Path) -> PresetChoice:
    try:
        return PresetChoice(name, presets.load_preset(name, own_presets), "")
    except (NotFound, ValueRefused) as fault:
        return PresetChoice(name, None, str(fault))


def _standing_approval(session: Session, campaign: Campaign) -> StandingApproval | None:
    if campaign.campaign_status is not CampaignStatus.APPROVED:
        return None
    query = select(Staff.name, Approval.approved_at).join(Staff, Approval.approved_by == Staff.id)
    newest = query.where(Approval.campaign_id == campaign.id).order_by(Approval.id.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return StandingApproval(*row) if row else None
