"""What a manager may change of a campaign before it is launched: its details and its words.

Whatever was approved is approved no longer once it is edited: the campaign is a draft again.
"""

import hashlib
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, presets, translations
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.editions import check_edition, note_edition
from notifier.campaigns.reasons import check_complete
from notifier.campaigns.told_rules import ToldRules
from notifier.contacts.languages import ENGLISH
from notifier.errors import NotAllowed, ValueRefused
from notifier.practice.accounts import StaffAccount
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, CampaignText
from notifier.vocabulary import CampaignEdit, CampaignStatus, Role


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


def _editable(session: Session, campaign_id: int, staff: StaffAccount, edition: str | None) -> Campaign:
    """The campaign, held against other writers."""
    staff.must_be(Role.MANAGER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id, lock=True)
    if edition is not None:
        check_edition(session, campaign_id, edition)
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed("a launched campaign cannot be changed: patients have read what it says")
    return campaign


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
