"""The preview: exactly what a launch would do and say, computed and kept, and nothing sent.

The counts come from the same cascade that plans, the samples from the same plates that send, filled for an invented
patient.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier import audit, campaigns, notices, pages, planning, specimens
from notifier.dispatch import plates_of
from notifier.errors import NotAllowed
from notifier.press.sms_text import sms_parts
from notifier.press.stationery import Stationery
from notifier.rehearsal import census
from notifier.store.models import Campaign, PatientList, Preview
from notifier.vocabulary import CampaignStatus, Channel


@dataclass(frozen=True)
class Previewed:
    """What the launch would do. `letter` is the sample letter as a PDF, for the caller to show; it is not kept."""

    fingerprint: str
    counts: dict[str, Any]
    samples: dict[str, str]
    letter: bytes | None


def preview(
    session: Session, practice_id: int, campaign_id: int, public_url: str, stationery: Stationery, now: datetime
) -> Previewed:
    """Work out and keep what the launch would do now.

    Raises NotAllowed once the campaign was launched or while no list was imported, RenderFault for a text that cannot
    be laid out, NotFound.
    """
    campaign = campaigns.get(session, practice_id, campaign_id, lock=True)
    if campaign.campaign_status not in (CampaignStatus.DRAFT, CampaignStatus.APPROVED):
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: only what was not launched can be previewed"
        )
    _refuse_codes_never_read(session, campaign)
    counts = _counts(session, campaign, now)
    if not counts["patients"]:
        raise NotAllowed("there is no patient to tell: import the practice's list first")
    plates = plates_of(session, campaign.id, public_url, lambda: stationery)
    pages.words(campaigns.current_texts(session, campaign.id)["page"].body)
    to = specimens.told_now(specimens.INVENTED, now, campaign.notice_days)
    channels = [Channel(name) for name in campaign.channels]
    made = specimens.made_of(plates, channels, to, reminder=campaigns.preset_of(campaign).reminder)
    samples, letter = made.texts, made.letter
    counts["sms_parts_each"] = sms_parts(samples["sms"]).parts if "sms" in samples else 0
    seen = campaigns.fingerprint(session, campaign, public_url)
    session.add(
        Preview(
            campaign_id=campaign.id, fingerprint=seen, counts=counts, samples=samples, letter=letter, previewed_at=now
        )
    )
    audit.append(session, "campaign.previewed", now, campaign_id=campaign.id, fingerprint=seen, counts=counts)
    return Previewed(seen, counts, samples, letter)


def _refuse_codes_never_read(session: Session, campaign: Campaign) -> None:
    """An import keeps only the codes of the presets that were there: of a later one's, the record would seem empty."""
    query = select(PatientList.codes_read).where(PatientList.practice_id == campaign.practice_id)
    read = session.execute(query.order_by(PatientList.id.desc()).limit(1)).scalar_one_or_none()
    wanted = {code for group in campaigns.preset_of(campaign).groups for code in group.codes}
    if read is not None and not wanted <= set(read):
        raise NotAllowed("the list was imported before this preset was there, without its codes: import the list again")


def _counts(session: Session, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """How many patients would be told by each channel, and how many not at all and why."""
    cascade = planning.cascade_of(session, campaign, now)
    seen = census.take(cascade, notices.everybody(session, campaign))
    return {
        "patients": seen.patients,
        "told_by": {channel.value: number for channel, number in seen.told_by.items()},
        "not_told": {why.value: number for why, number in sorted(seen.not_told.items())},
        "footer": Channel.FOOTER.value in campaign.channels,
    }
