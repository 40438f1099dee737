"""What a manager may change of a campaign before it is launched: its details and its words.

Whatever was approved is approved no longer once it is edited: the campaign is a draft again.
"""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, presets, translations
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.editions import check_edition, note_edition
from notifier.campaigns.reasons import check_complete
from notifier.campaigns.text_parts import PARTS
from notifier.campaigns.told_rules import ToldRules
from notifier.contacts.languages import ENGLISH
from notifier.errors import NotAllowed, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.providers.channels import traits_of
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, CampaignText, Staff
from notifier.vocabulary import CampaignEdit, CampaignStatus, Channel, Role


class WrittenVersion(NamedTuple):
    """One version of a part, and who wrote it when."""

    version: int
    body: str
    written_by: str  # the name
    written_at: datetime


def create_campaign(
    session: Session, staff: StaffAccount, now: datetime, chosen: CampaignDraft, own_presets: Path
) -> int:
    """Create a draft from a preset and return its id; the preset and its texts are copied, so that later edits of the
    files change nothing.

    Raises NotAllowed for anybody but a manager; ValueRefused for a choice that cannot be, see `CampaignDraft`, or a
    preset that cannot be used; SettingsFault for a channel whose distribution is broken.
    """
    staff.must_be(Role.MANAGER)
    preset = chosen.preset
    data = presets.load_preset(preset, own_presets).deciding(chosen.told)
    name, days, ordered = chosen.checked_name(), chosen.checked_days(data.notice_days), chosen.checked_channels()
    campaign = Campaign(
        practice_id=staff.practice_id,
        preset=preset,
        preset_data=data.model_dump(mode="json"),
        name=name,
        campaign_status=CampaignStatus.DRAFT,
        notice_days=days,
        channels=list(ordered),
        evidence_needed=data.told_rules.weakest,
        planned_launch_on=chosen.planned_launch_on,
        created_by=staff.id,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    for language in presets.preset_languages(preset, own_presets):
        parts = presets.preset_texts(preset, own_presets, language, ordered)
        check_complete(preset, language, parts)
        session.add_all(_text(campaign, language, part, body, staff, now) for part, body in parts.items())
    session.flush()
    note_edition(session, campaign, CampaignEdit.CREATED, staff.id, now, **_details(campaign))
    audit.append(session, AuditAction.CAMPAIGN_CREATED, now, staff_id=staff.id, campaign_id=campaign.id, preset=preset)
    return campaign.id


def edit_details(
    session: Session, campaign_id: int, chosen: CampaignDraft, staff: StaffAccount, now: datetime, edition: str
) -> bool:
    """Change what a campaign is called, when it goes, by which channels and what counts as told.

    Returns whether anything changed. `edition` is the one that the person had before them; `chosen` is whole, and names
    the campaign's own preset. An approval stands where only the day of the planned launch changed, for nobody reads it.

    Raises EditedMeanwhile where somebody was first, NotAllowed once the campaign was launched and for anybody but a
    manager, ValueRefused for a choice that cannot be.
    """
    campaign = _editable(session, campaign_id, staff, edition)
    if chosen.preset != campaign.preset:
        raise ValueRefused(
            f"the campaign was made from the preset {campaign.preset!r}: create another one from {chosen.preset!r}"
        )
    before, preset = _details(campaign), lifecycle.preset_of(campaign)
    rules = ToldRules.of(campaign)
    decided = preset.deciding(chosen.told)
    campaign.name = chosen.checked_name()
    campaign.notice_days = chosen.checked_days(preset.notice_days)
    campaign.channels = [channel.value for channel in chosen.checked_channels()]
    _refuse_wordless(session, campaign)
    campaign.planned_launch_on = chosen.planned_launch_on
    if decided.told_rules != rules:
        campaign.preset_data = decided.model_dump(mode="json")
        campaign.evidence_needed = decided.told_rules.weakest
    changed = sorted(name for name, value in _details(campaign).items() if before[name] != value)
    if not changed:
        return False
    if changed != ["planned_launch_on"]:
        campaign.campaign_status = CampaignStatus.DRAFT
    note_edition(session, campaign, CampaignEdit.DETAILS, staff.id, now, **_details(campaign))
    audit.append(
        session, AuditAction.DETAILS_EDITED, now, staff_id=staff.id, campaign_id=campaign.id, changed=", ".join(changed)
    )
    return True


def edit_text(
    session: Session,
    campaign_id: int,
    part: str,
    body: str,
    staff: StaffAccount,
    now: datetime,
    language: str = ENGLISH,
    *,
    edition: str | None = None,
) -> None:
    """Add a new version of one part; an approved campaign falls back to draft and needs approving again.

    `edition` is the one that the person had before them; None for whoever had none, as at the command line.

    Raises EditedMeanwhile where somebody was first, NotAllowed once the campaign was launched, ValueRefused for an
    unknown part, an empty body, or a language that the campaign's preset has no texts in, RenderFault for a part with a
    form of its own that cannot be read.
    """
    campaign = _editable(session, campaign_id, staff, edition)
    if language not in (known := lifecycle.campaign_languages(session, campaign.id)):
        raise ValueRefused(f"the campaign has no texts in {language!r}; it has: {', '.join(known)}")
    if part not in (parts := presets.parts_of(language)):
        raise ValueRefused(f"there is no part {part!r}; there are: {', '.join(parts)}")
    if not body.strip():
        raise ValueRefused(f"the part {part!r} cannot be empty")
    latest = select(func.max(CampaignText.version)).where(
        CampaignText.campaign_id == campaign.id, CampaignText.part == part, CampaignText.language == language
    )
    version = (session.execute(latest).scalar_one() or 0) + 1
    session.add(_text(campaign, language, part, body, staff, now, version))
    session.flush()
    campaign.campaign_status = CampaignStatus.DRAFT
    said = {"part": part, "language": language}
    note_edition(session, campaign, CampaignEdit.TEXT, staff.id, now, **said, version=version)
    audit.append(session, AuditAction.TEXT_EDITED, now, staff_id=staff.id, campaign_id=campaign.id, **said)


def written_versions(session: Session, campaign_id: int, part: str, language: str) -> list[WrittenVersion]:
    """Every version of one part, the newest first; the first came with the preset."""
    query = (
        select(CampaignText.version, CampaignText.body, Staff.name, CampaignText.written_at)
        .join(Staff, CampaignText.written_by == Staff.id)
        .where(CampaignText.campaign_id == campaign_id, CampaignText.part == part, CampaignText.language == language)
        .order_by(CampaignText.version.desc())
    )
    return [WrittenVersion(*row) for row in session.execute(query)]


def _editable(session: Session, campaign_id: int, staff: StaffAccount, edition: str | None) -> Campaign:
    """The campaign, held against other writers."""
    staff.must_be(Role.MANAGER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    if edition is not None:
        check_edition(session, campaign_id, edition)
    if campaign.campaign_status is CampaignStatus.LAUNCHING:
        raise NotAllowed("the campaign is about to start: stop its launch first, to change it")
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed("a launched campaign cannot be changed: patients have read what it says")
    return campaign


def _refuse_wordless(session: Session, campaign: Campaign) -> None:
    """Raises ValueRefused for a channel that a distribution brings, and for which the campaign has no words."""
    has = lifecycle.current_texts(session, campaign.id).keys() | set(PARTS)
    for channel in map(Channel, campaign.channels):
        if missing := [part for part in traits_of(channel).parts if part not in has]:
            raise ValueRefused(f"the campaign has no text {missing[0]!r}, which {channel} says: write it first")


def _details(campaign: Campaign) -> dict[str, object]:
    """What a manager chooses of a campaign beside its words, as an edition keeps it."""
    planned: date | None = campaign.planned_launch_on
    return {
        "name": campaign.name,
        "notice_days": campaign.notice_days,
        "channels": list(campaign.channels),
        "told": ToldRules.of(campaign).as_values(),
        "planned_launch_on": planned.isoformat() if planned else None,
    }


def _text(
    campaign: Campaign, language: str, part: str, body: str, staff: StaffAccount, now: datetime, version: int = 1
) -> CampaignText:
    translations.check_text_part(part, body)  # now, for a preview lays out only the languages of patients on the list
    return CampaignText(
        campaign_id=campaign.id,
        part=part,
        language=language,
        version=version,
        body=body,
        sha256=hashlib.sha256(body.encode("utf-8")).hexdigest(),
        written_by=staff.id,
        written_at=now,
    )
