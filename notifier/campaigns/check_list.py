"""Gathers what `launch_checks` judges, from the tables: the same for the pages, the command line and the stages."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, sign_offs
from notifier.campaigns.fairness import FairnessReport, FairnessTerms, check_fairness
from notifier.campaigns.launch_checks import InstallationFacts, LaunchCheck, LaunchFacts, launch_check_list
from notifier.campaigns.sign_offs import SignOffEntry
from notifier.campaigns.translation_reviews import translation_reviews
from notifier.contacts.languages import language_name
from notifier.practice import practices
from notifier.settings import ReplyChannels
from notifier.store.tables import Approval, Campaign, Patient, Practice, Preview, Staff, StaffRole
from notifier.vocabulary import Channel, Role


@dataclass(frozen=True)
class RehearsedCost:
    """What a launch costs by a rehearsal, in pounds without VAT, and of what exactly that was: its fingerprint."""

    fingerprint: str
    total: float
    most: float


@dataclass(frozen=True)
class CampaignCheckList:
    """How a campaign stands before its launch."""

    checks: tuple[LaunchCheck, ...]
    sign_offs: tuple[SignOffEntry, ...]
    budget: int | None  # pounds
    text_of_approval: str  # what whoever approved it wrote; before there were fields, all references


def check_campaign(
    session: Session, campaign: Campaign, installed: InstallationFacts, rehearsed: RehearsedCost | None
) -> CampaignCheckList:
    """Every check of a campaign as it is now; `rehearsed` is its last rehearsal, which counts while nothing changed."""
    preset = lifecycle.preset_of(campaign)
    is_real = bool(practices.real_patients(session, campaign.practice_id))
    entries = sign_offs.standing_sign_offs(session, campaign, preset, with_samples=not is_real)
    seen = lifecycle.preview_fingerprint(session, campaign, installed.reply_channels)
    preview, approval = lifecycle.latest_preview(session, campaign.id), lifecycle.latest_approval(session, campaign.id)
    is_current = approval is not None and approval.fingerprint == fingerprint_of_approval(session, campaign, seen)
    counts = rehearsed if rehearsed is not None and rehearsed.fingerprint == seen else None
    facts = LaunchFacts(
        campaign=campaign,
        preset=preset,
        installed=installed,
        is_real=is_real,
        patients=_patients(session, campaign),
        bodies={part: text.body for part, text in lifecycle.current_texts(session, campaign.id).items()},
        sign_offs=entries,
        signed_before_fields=is_current and _signed_before_fields(approval),
        privacy_url=session.get_one(Practice, campaign.practice_id).privacy_url,
        has_preview=preview is not None,
        is_preview_current=preview is not None and preview.fingerprint == seen,
        unmade_letters=_unmade(preview),
        has_second_person=bool(second_people(session, campaign)),
        is_approved=approval is not None,
        is_approval_current=is_current,
        cost=counts.total if counts else None,
        most=counts.most if counts else None,
        unreviewed=tuple(
            language_name(one.language) for one in translation_reviews(session, campaign.id) if not one.is_usable
        ),
        unfair=len(fairness_of(session, campaign, installed.reply_channels).findings),
    )
    text = approval.sign_off if approval is not None else ""
    return CampaignCheckList(launch_check_list(facts), entries, campaign.budget, text)


def fairness_of(session: Session, campaign: Campaign, reply_channels: ReplyChannels) -> FairnessReport:
    """What is not fair in any text of a campaign, as its texts are now."""
    stored = lifecycle.texts_by_language(session, campaign.id)
    texts = {language: {part: text.body for part, text in parts.items()} for language, parts in stored.items()}
    channels = [Channel.stored(name) for name in campaign.channels]
    terms = FairnessTerms(lifecycle.preset_of(campaign), channels, bool(reply_channels.text_number))
    return check_fairness(texts, terms)


def approval_fingerprint(session: Session, campaign: Campaign, installed: InstallationFacts) -> str:
    """SHA-256 of everything that an approval is of: what was previewed, the decisions behind it and the budget."""
    return fingerprint_of_approval(
        session, campaign, lifecycle.preview_fingerprint(session, campaign, installed.reply_channels)
    )


def fingerprint_of_approval(session: Session, campaign: Campaign, previewed: str) -> str:
    """The SHA-256 of an approval of a campaign whose preview has this fingerprint.

    Without decisions and a budget it is the preview's own, as when there was neither: what was approved stays so.
    """
    beside = {"sign_offs": sign_offs.as_approved(session, campaign), "budget": campaign.budget}
    if not beside["sign_offs"] and campaign.budget is None:
        return previewed
    return hashlib.sha256(json.dumps([previewed, beside], sort_keys=True).encode("utf-8")).hexdigest()


def _signed_before_fields(approval: Approval | None) -> bool:
    return approval is not None and approval.approved is None and bool(approval.sign_off.strip())


def _unmade(preview: Preview | None) -> int:
    return int(preview.counts.get("letters_not_made", 0)) if preview is not None else 0


def _patients(session: Session, campaign: Campaign) -> int:
    query = select(func.count()).select_from(Patient).where(Patient.practice_id == campaign.practice_id)
    return session.execute(query).scalar_one()


def second_people(session: Session, campaign: Campaign) -> list[str]:
    """The names of those who may approve a campaign: their account is open, and they did not prepare it."""
    may_approve = (
        Staff.practice_id == campaign.practice_id,
        Staff.active,
        Staff.id.not_in(lifecycle.preparers(session, campaign)),
        exists().where(StaffRole.staff_id == Staff.id, StaffRole.role == Role.APPROVER),
    )
    return list(session.execute(select(Staff.name).where(*may_approve).order_by(Staff.name, Staff.id)).scalars())
