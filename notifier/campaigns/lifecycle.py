"""A campaign's life: its texts in versions, previewed, and after the launch paused and closed.

draft -> (preview) -> approved -> launching -> running <-> paused -> closed; anything before closed may be cancelled
instead, but for what is launching, which is stopped first. What was approved is pinned by a fingerprint over all that a
patient will read and all that decides who reads it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import published_pages
from notifier.campaigns.calendar import london_date
from notifier.campaigns.editions import editors, note_edition
from notifier.campaigns.presets import Preset
from notifier.contacts.languages import ENGLISH
from notifier.errors import NotAllowed, NotFound
from notifier.practice.accounts import StaffAccount
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Approval, Campaign, CampaignText, Delivery, PatientList, Practice, Preview, Slice
from notifier.vocabulary import CampaignEdit, CampaignStatus, Role

# The arrows of a campaign's life. Approval and launch ask for more than a status: see `approvals` and `launches`.
_MOVES: dict[str, tuple[frozenset[CampaignStatus], CampaignStatus]] = {
    "pause": (frozenset({CampaignStatus.RUNNING}), CampaignStatus.PAUSED),
    "resume": (frozenset({CampaignStatus.PAUSED}), CampaignStatus.RUNNING),
    "close": (frozenset(CampaignStatus.under_way()), CampaignStatus.CLOSED),
    "cancel": (
        frozenset((*CampaignStatus.before_launch(), *CampaignStatus.under_way())),
        CampaignStatus.CANCELLED,
    ),
}

_RECORDED_AS: Mapping[CampaignStatus, AuditAction] = {
    CampaignStatus.RUNNING: AuditAction.CAMPAIGN_RUNNING,
    CampaignStatus.PAUSED: AuditAction.CAMPAIGN_PAUSED,
    CampaignStatus.CLOSED: AuditAction.CAMPAIGN_CLOSED,
    CampaignStatus.CANCELLED: AuditAction.CAMPAIGN_CANCELLED,
}


@dataclass(frozen=True)
class TextVersion:
    """One part of what a campaign says, as it stands now."""

    id: int
    part: str
    version: int
    body: str
    sha256: str


def get_campaign(session: Session, practice_id: int, campaign_id: int, *, lock: bool = False) -> Campaign:
    """The campaign, on request locked against other writers. Raises NotFound, also for another practice's."""
    query = select(Campaign).where(Campaign.id == campaign_id, Campaign.practice_id == practice_id)
    if lock:
        # Anew, where the session has it already: what it was before the lock may be over.
        query = query.with_for_update().execution_options(populate_existing=True)
    campaign = session.execute(query).scalar_one_or_none()
    if campaign is None:
        raise NotFound(f"there is no campaign {campaign_id}: `notifier campaign show` lists them")
    return campaign


def running_campaigns(session: Session) -> list[int]:
    """The ids of the campaigns that send, of every practice."""
    query = select(Campaign.id).where(Campaign.campaign_status == CampaignStatus.RUNNING)
    return list(session.execute(query).scalars())


def paused_campaigns(session: Session) -> dict[int, str]:
    """The ids of the paused campaigns of every practice, with why the program paused each; empty when a person did."""
    query = select(Campaign.id, Campaign.paused_because).where(Campaign.campaign_status == CampaignStatus.PAUSED)
    return {row.id: row.paused_because or "" for row in session.execute(query)}


def preset_of(campaign: Campaign) -> Preset:
    """The preset as it was when the campaign was created."""
    return Preset(**campaign.preset_data)


def current_texts(session: Session, campaign_id: int, language: str = ENGLISH) -> dict[str, TextVersion]:
    """The latest version of every part in one language."""
    return texts_by_language(session, campaign_id).get(language, {})


def texts_by_language(session: Session, campaign_id: int) -> dict[str, dict[str, TextVersion]]:
    """The latest version of every part, by language and part, in every language that the campaign has texts in."""
    query = select(CampaignText).where(CampaignText.campaign_id == campaign_id).order_by(CampaignText.version)
    found: defaultdict[str, dict[str, TextVersion]] = defaultdict(dict)
    for row in session.execute(query).scalars():
        found[row.language][row.part] = TextVersion(row.id, row.part, row.version, row.body, row.sha256)
    return dict(found)


def campaign_languages(session: Session, campaign_id: int) -> list[str]:
    """The languages that the campaign has texts in, whoever reviewed them, as codes in their order."""
    query = select(CampaignText.language).where(CampaignText.campaign_id == campaign_id).distinct()
    return sorted(session.execute(query).scalars())


def preview_fingerprint(session: Session, campaign: Campaign, reply_channels: ReplyChannels) -> str:
    """SHA-256 over everything that was previewed: settings, preset, texts, practice details, address and list.

    Of the installation's settings it is over all but those that `notifier.unseen_settings` and the providers except.
    """
    practice = session.get_one(Practice, campaign.practice_id)
    latest_list = session.execute(
        select(func.max(PatientList.id)).where(PatientList.practice_id == campaign.practice_id)
    ).scalar_one()
    texts = select(CampaignText.language, CampaignText.part, CampaignText.sha256)
    texts = texts.where(CampaignText.campaign_id == campaign.id).order_by(CampaignText.version)
    seen: dict[str, Any] = {
        "preset": campaign.preset_data,
        "name": campaign.name,
        "notice_days": campaign.notice_days,
        "channels": campaign.channels,
        "evidence_needed": campaign.evidence_needed.value,
        "texts": {f"{language}/{part}": sha256 for language, part, sha256 in session.execute(texts)},
        "practice": [practice.name, practice.phone, practice.address],
        "reach": [practice.hours, practice.email, practice.privacy_url],
        "list": latest_list,
    }
    # "roads" is an older word for them: an approval that stands was given under it.
    seen["roads"] = asdict(reply_channels)
    if beside := seen["roads"].pop("beside"):
        seen["settings"] = beside
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode("utf-8")).hexdigest()


def latest_preview(session: Session, campaign_id: int) -> Preview | None:
    """What was last previewed."""
    query = select(Preview).where(Preview.campaign_id == campaign_id).order_by(Preview.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def latest_approval(session: Session, campaign_id: int) -> Approval | None:
    """What was last approved."""
    query = select(Approval).where(Approval.campaign_id == campaign_id).order_by(Approval.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def pause_campaign(session: Session, campaign_id: int, staff: StaffAccount, now: datetime) -> None:
    """Send nothing more until `resume_campaign`; replies are still taken."""
    _move(session, campaign_id, staff, now, "pause")


def resume_campaign(session: Session, campaign_id: int, staff: StaffAccount, now: datetime) -> None:
    """Go on sending: a person has looked, so that circuit breakers count anew and no first slice is waited for."""
    campaign = _move(session, campaign_id, staff, now, "resume")
    if campaign.paused_cause is not None and campaign.paused_cause not in campaign.decided:
        campaign.decided = [*campaign.decided, campaign.paused_cause.value]
    campaign.paused_because, campaign.paused_cause, campaign.resumed_at = None, None, now
    # What was put aside when nobody could tell whose fault it was is tried again.
    again = update(Delivery).where(Delivery.campaign_id == campaign.id, Delivery.set_aside_at.is_not(None))
    session.execute(again.values(set_aside_at=None))
    session.execute(
        update(Slice).where(Slice.campaign_id == campaign.id, Slice.opened_at.is_(None)).values(opened_at=now)
    )


def close_campaign(session: Session, campaign_id: int, staff: StaffAccount, now: datetime) -> None:
    """End it: nothing is sent any more, late replies are still taken."""
    _end(session, _move(session, campaign_id, staff, now, "close"), now)


def cancel_campaign(session: Session, campaign_id: int, staff: StaffAccount, now: datetime) -> None:
    """Give it up: nobody may be coded because of it."""
    _end(session, _move(session, campaign_id, staff, now, "cancel"), now)


def _end(session: Session, campaign: Campaign, now: datetime) -> None:
    campaign.closed_at = now
    published_pages.publish_standing(session, campaign, now)


def _move(session: Session, campaign_id: int, staff: StaffAccount, now: datetime, verb: str) -> Campaign:
    staff.must_be(Role.MANAGER, Role.APPROVER)
    campaign = get_campaign(session, staff.practice_id, campaign_id, lock=True)
    allowed, target = _MOVES[verb]
    refuse_unless(campaign, verb, allowed)
    campaign.campaign_status = target
    note_edition(session, campaign, CampaignEdit.STATUS, staff.id, now, campaign_status=target.value)
    audit.append(session, _RECORDED_AS[target], now, staff_id=staff.id, campaign_id=campaign.id, verb=verb)
    return campaign


def refuse_unless(campaign: Campaign, verb: str, allowed: Collection[CampaignStatus]) -> None:
    """Raises NotAllowed for a campaign that stands elsewhere than a step, the `verb`, asks for."""
    if campaign.campaign_status in allowed:
        return
    if campaign.campaign_status is CampaignStatus.LAUNCHING:
        raise NotAllowed(f"campaign {campaign.id} is about to start: stop its launch first, to {verb} it")
    wanted = " or ".join(sorted(status.value for status in allowed))
    raise NotAllowed(f"campaign {campaign.id} is {campaign.campaign_status}: to {verb} it, it has to be {wanted}")


def refuse_forgotten(campaign: Campaign) -> None:
    """Raises NotAllowed for a campaign whose patients are forgotten: nothing follows for anybody from what is left."""
    if campaign.forgotten_at is not None:
        raise NotAllowed(
            f"what campaign {campaign.id} had of patients was forgotten on {london_date(campaign.forgotten_at)}: "
            "record what somebody says in the campaign that runs now, or in the clinical system"
        )


def preparers(session: Session, campaign: Campaign) -> set[int]:
    """The ids of whoever prepared it, and so cannot approve it."""
    query = select(CampaignText.written_by).where(CampaignText.campaign_id == campaign.id).distinct()
    return {campaign.created_by, *session.execute(query).scalars(), *editors(session, campaign.id)}
