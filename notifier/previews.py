"""The preview: exactly what a launch would do and say, computed and kept, and nothing sent.

The counts come from the same cascade that plans, the samples from the same plates that send, filled for an invented
patient.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier import audit, campaigns, notices, pages, planning
from notifier.campaigns import LONDON, deadline
from notifier.channels.base import EmailMessage, LetterMessage, SmsMessage
from notifier.dispatch import plates_of
from notifier.errors import NotAllowed, RenderFault
from notifier.press.sms_text import sms_parts
from notifier.press.stationery import Stationery
from notifier.rendering import Addressee, Plates
from notifier.store.models import Campaign, PatientList, Preview
from notifier.vocabulary import CampaignStatus, Channel

# An invented patient with a long name and address, so that what fits here fits nearly everybody.
_SAMPLE_CODE = "7K3M92QX4TDP"
_ADULT = Addressee(
    reference="SAMPLE0000",
    title="Mrs",
    given_name="Wilhelmina",
    family_name="Featherstonehaugh",
    mobile="+447700900000",
    email="patient@example.com",
    address_lines=("Flat 12", "Rose Cottage", "142 The Crescent", "Frogmore", "GU17 9XX"),
    code=_SAMPLE_CODE,
    deadline_on=date(2000, 1, 1),
    written_on=date(2000, 1, 1),
    guardian=False,
)


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
    samples, letter = _samples(plates, campaign, now)
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
    first: Counter[str] = Counter()
    not_told: Counter[str] = Counter()
    for contact in notices.everybody(session, campaign):
        steps = cascade.steps(contact)
        usable = next((step.channel for step in steps if step.skip is None), None)
        if usable is not None:
            first[usable.value] += 1
        else:
            # Of several reasons the last channel's says why not even a letter can go.
            not_told[str(steps[-1].skip)] += 1
    return {
        "patients": first.total() + not_told.total(),
        "told_by": {name: first[name] for name in campaign.channels if name != Channel.FOOTER},
        "not_told": dict(sorted(not_told.items())),
        "footer": Channel.FOOTER.value in campaign.channels,
    }


def _samples(plates: Plates, campaign: Campaign, now: datetime) -> tuple[dict[str, str], bytes | None]:
    """Each channel's words for the invented patient, and for a child's guardian where they differ."""
    today = now.astimezone(LONDON).date()
    adult = replace(_ADULT, written_on=today, deadline_on=deadline(now, campaign.notice_days))
    samples: dict[str, str] = {}
    letter: bytes | None = None
    for name in campaign.channels:
        channel = Channel(name)
        if channel is Channel.FOOTER:
            samples[name] = plates.footer(adult.reference).body
            continue
        for label, addressee in ((name, adult), (f"{name}_guardian", replace(adult, guardian=True))):
            match plates.message(channel, addressee):
                case SmsMessage(body=body):
                    samples[label] = body
                case EmailMessage(subject=subject, text=text):
                    samples[label] = f"Subject: {subject}\n\n{text}"
                case LetterMessage(pdf=pdf, pages=pages):
                    samples[label] = f"{pages} page{'s' * (pages != 1)}"
                    letter = letter or pdf
                case _:
                    raise RenderFault(f"the channel {name} has no sample")
    return samples, letter
