"""A campaign's life: its texts in versions, previewed, approved by a second person, launched, closed.

draft -> (preview) -> approved -> running <-> paused -> closed; anything before closed may be cancelled instead. What
was approved is pinned by a fingerprint over all that a patient will read and all that decides who reads it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import launch_checks, published_pages, translations
from notifier.campaigns.editions import editors, note_edition
from notifier.campaigns.launch_checks import SignOff
from notifier.campaigns.presets import Preset
from notifier.campaigns.published_pages import PageSource
from notifier.campaigns.reasons import reason_in
from notifier.campaigns.text_parts import REASON
from notifier.contacts.languages import ENGLISH
from notifier.errors import NotAllowed, NotFound
from notifier.practice import practices
from notifier.practice.accounts import StaffAccount
from notifier.providers.base import CarriedChannels
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Approval, Campaign, CampaignText, Delivery, PatientList, Practice, Preview, Slice
from notifier.vocabulary import CampaignEdit, CampaignStatus, Role

# The arrows of a campaign's life. Approval has its own function, for it asks for more than a status.
_MOVES: dict[str, tuple[frozenset[CampaignStatus], CampaignStatus]] = {
    "launch": (frozenset({CampaignStatus.APPROVED}), CampaignStatus.RUNNING),
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
        query = query.with_for_update()
    campaign = session.execute(query).scalar_one_or_none()
    if campaign is None:
        raise NotFound(f"there is no campaign {campaign_id}: `notifier campaign show` lists them")
    return campaign


def running_campaigns(session: Session) -> list[int]:
    """The ids of the campaigns that send, of every practice."""
    query = select(Campaign.id).where(Campaign.campaign_status == CampaignStatus.RUNNING)
    return list(session.execute(query).scalars())


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
    """SHA-256 over everything that was previewed: settings, preset, texts, practice details, address and list."""
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
        "roads": asdict(reply_channels),  # its older word: an approval that stands was given under it
        "list": latest_list,
    }
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode("utf-8")).hexdigest()


def latest_preview(session: Session, campaign_id: int) -> Preview | None:
    """What was last previewed."""
    query = select(Preview).where(Preview.campaign_id == campaign_id).order_by(Preview.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def latest_approval(session: Session, campaign_id: int) -> Approval | None:
    """What was last approved."""
    query = select(Approval).where(Approval.campaign_id == campaign_id).order_by(Approval.id.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def approve_campaign(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    now: datetime,
    *,
    reply_channels: ReplyChannels,
    carried: CarriedChannels,
    seen: str,
    sign_off: SignOff,
) -> None:
    """Approve exactly what was previewed; `seen` is the fingerprint of the preview that the approver looked at.

    Raises NotAllowed for anybody who prepared it and for a campaign that changed since it was previewed; for a real
    list also without the sign-off that the preset's warning asks for, with too short a notice or without the practice's
    own reason; with a channel that is not `carried` to these people by this installation, for no sample goes to a real
    provider, and nobody real is told by a stand-in. Raises ValueRefused for a silent patient's code without a reason.
    """
    staff.must_be(Role.APPROVER)
    campaign = get_campaign(session, staff.practice_id, campaign_id, lock=True)
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed(f"campaign {campaign.id} is {campaign.campaign_status}: only a draft can be approved")
    if staff.id in preparers(session, campaign):
        raise NotAllowed("whoever prepared a campaign cannot approve it: ask a second person with the role approver")
    preview = latest_preview(session, campaign.id)
    if preview is None or not preview.fingerprint == seen == preview_fingerprint(session, campaign, reply_channels):
        raise NotAllowed(
            "the campaign, its texts, the practice's details or the list changed since the preview: preview it again"
        )
    preset = preset_of(campaign)
    if practices.real_patients(session, campaign.practice_id):
        launch_checks.check_carried(campaign, carried.real_people, "real people", "set up a provider")
        launch_checks.check_for_real_people(campaign, preset, sign_off.references)
        launch_checks.check_reason(campaign, _bodies(session, campaign))
    else:
        launch_checks.check_carried(campaign, carried.samples, "samples", "take the real provider's settings away")
    approval = Approval(
        campaign_id=campaign.id,
        fingerprint=seen,
        approved_by=staff.id,
        approved_at=now,
        warning=preset.warning,
        sign_off=sign_off.references.strip(),
        **launch_checks.checked_silent_codes(preset, sign_off),
    )
    session.add(approval)
    campaign.campaign_status = CampaignStatus.APPROVED
    note_edition(session, campaign, CampaignEdit.APPROVED, staff.id, now, fingerprint=seen)
    said = {"fingerprint": seen, "silent_codes": approval.silent_codes}
    audit.append(session, AuditAction.CAMPAIGN_APPROVED, now, staff_id=staff.id, campaign_id=campaign.id, **said)


def launch_campaign(
    session: Session, campaign_id: int, staff: StaffAccount, now: datetime, *, reply_channels: ReplyChannels
) -> None:
    """Start telling people; the workers plan and send from here.

    Raises NotAllowed unless approved and unchanged, and for real people without the practice's own reason.
    """
    campaign = _move(session, campaign_id, staff, now, "launch")
    approval = latest_approval(session, campaign.id)
    if approval is None or approval.fingerprint != preview_fingerprint(session, campaign, reply_channels):
        raise NotAllowed("something changed since the approval: preview it and have it approved again")
    if practices.real_patients(session, campaign.practice_id):  # an earlier release may have approved it
        launch_checks.check_reason(campaign, _bodies(session, campaign))
    campaign.launched_at = now
    published_pages.publish(session, campaign, _page_sources(session, campaign), reply_channels.text_number, now)


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


def _bodies(session: Session, campaign: Campaign) -> dict[str, str]:
    """The English texts as they are now, by part."""
    return {part: text.body for part, text in current_texts(session, campaign.id).items()}


def _page_sources(session: Session, campaign: Campaign) -> dict[str, PageSource]:
    """The page's words in every language that these patients may be shown."""
    for_all = not practices.real_patients(session, campaign.practice_id)
    by_language, sources = texts_by_language(session, campaign.id), dict[str, PageSource]()
    gives_reason = REASON in by_language[ENGLISH]
    for language, texts in by_language.items():
        bodies = {part: text.body for part, text in texts.items()}
        newest = max(texts.values(), key=lambda text: text.id).part
        is_shown = language == ENGLISH or for_all
        if "page" in bodies and (is_shown or translations.is_reviewed(bodies, newest, gives_reason=gives_reason)):
            direction = translations.parse_letter_words(bodies["letter_words"]).direction
            sources[language] = PageSource(bodies["page"], direction, reason_in(bodies))
    return sources


def _move(session: Session, campaign_id: int, staff: StaffAccount, now: datetime, verb: str) -> Campaign:
    staff.must_be(Role.MANAGER, Role.APPROVER)
    campaign = get_campaign(session, staff.practice_id, campaign_id, lock=True)
    allowed, target = _MOVES[verb]
    if campaign.campaign_status not in allowed:
        wanted = " or ".join(sorted(status.value for status in allowed))
        raise NotAllowed(f"campaign {campaign.id} is {campaign.campaign_status}: to {verb} it, it has to be {wanted}")
    campaign.campaign_status = target
    note_edition(session, campaign, CampaignEdit.STATUS, staff.id, now, campaign_status=target.value)
    audit.append(session, _RECORDED_AS[target], now, staff_id=staff.id, campaign_id=campaign.id, verb=verb)
    return campaign


def preparers(session: Session, campaign: Campaign) -> set[int]:
    """The ids of whoever prepared it, and so cannot approve it."""
    query = select(CampaignText.written_by).where(CampaignText.campaign_id == campaign.id).distinct()
    return {campaign.created_by, *session.execute(query).scalars(), *editors(session, campaign.id)}
