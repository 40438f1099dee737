"""The preview: exactly what a launch would do and say, computed and kept, and nothing sent.

The counts come from the same routing that plans, the samples from the same templates that send, filled for an invented
patient.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, published_pages
from notifier.contacts.formats import written_format
from notifier.contacts.languages import ENGLISH, language_code
from notifier.delivery import notices, planning
from notifier.delivery.routing import Routing
from notifier.errors import NotAllowed
from notifier.messages import sample_messages
from notifier.messages.addressee import Addressee
from notifier.messages.letters import LetterKind, Letters
from notifier.messages.rendering import templates_of
from notifier.messages.sms_text import sms_parts
from notifier.patients.eligibility import Rules
from notifier.pdf.pictures import pages_as_png
from notifier.pdf.stationery import Stationery
from notifier.practice import practices
from notifier.preview.kit import contents, pieces
from notifier.preview.letter_troubles import TroubledLetter, find_troubled_letters, keep_troubles
from notifier.preview.rehearsal import census
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, Patient, PatientList, Preview, PreviewPicture
from notifier.vocabulary import CampaignStatus, Channel

PICTURE_DPI = 60  # enough to see how a page is laid out
KIT_DPI = 90  # and here to read it


@dataclass(frozen=True)
class Previewed:
    """What the launch would do. `letter` is the sample letter as a PDF, for the caller to show."""

    fingerprint: str
    counts: dict[str, Any]
    samples: Mapping[str, str]
    letter: bytes | None
    troubled: Sequence[TroubledLetter] = ()  # whose letter cannot be made


def make_preview(
    session: Session,
    practice_id: int,
    campaign_id: int,
    reply_channels: ReplyChannels,
    stationery: Stationery,
    now: datetime,
    *,
    with_kit: bool = False,
    by: int | None = None,
) -> Previewed:
    """Work out and keep what the launch would do now; `with_kit` also what the kit looks like, which takes a second.

    `by` is the id of the member of staff who looks; of invented patients anybody may.

    Raises NotAllowed once the campaign was launched or while no list was imported, RenderFault for a text that cannot
    be laid out, NotFound.
    """
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id, lock=True)
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: only what was not launched can be previewed"
        )
    _refuse_codes_never_read(session, campaign)
    routing = planning.routing_of(session, campaign, now)
    counts = _counts(session, campaign, routing)
    if not counts["patients"]:
        raise NotAllowed("there is no patient to tell: import the practice's list first")
    templates = templates_of(session, campaign.id, reply_channels, lambda: stationery)
    published_pages.parse_page_words(templates.texts["page"].body)
    to = sample_messages.told_now(sample_messages.INVENTED, now, campaign.notice_days)
    posted = _letters(session, campaign, routing, templates.letters, to)
    reminder = lifecycle.preset_of(campaign).reminder
    made = sample_messages.made_of(templates, routing.channels, to, reminder=reminder, kinds=sorted(posted.kinds))
    counts["sms_parts_each"] = sms_parts(made.texts["sms"]).parts if "sms" in made.texts else 0
    counts["letters"] = {str(kind): number for kind, number in sorted(posted.kinds.items())}
    counts["letters_in_english"] = dict(sorted(posted.in_english.items()))
    troubled = list(find_troubled_letters(session, campaign, routing, templates.letters, to))
    counts["letters_not_made"] = len(troubled)
    fingerprint = lifecycle.preview_fingerprint(session, campaign, reply_channels)
    seen = Previewed(fingerprint, counts, made.texts, made.letter, troubled)
    preview_id = _keep(session, campaign, seen, now, by)
    keep_troubles(session, preview_id, troubled)
    for name, pdf in made.letters.items():
        keep_pictures(session, preview_id, name, pages_as_png(pdf, PICTURE_DPI))
    if with_kit and contents.PART in templates.texts:
        kit = contents.gather_kit(session, practice_id, campaign.id, reply_channels)
        for name, pngs in pieces.kit_pictures(kit, stationery.fonts_of(ENGLISH), KIT_DPI).items():
            keep_pictures(session, preview_id, name, pngs)
    return seen


def keep_pictures(session: Session, preview_id: int, name: str, pngs: Sequence[bytes]) -> None:
    """Keep what the pages of one thing look like, as part of a preview; the names of a preview all differ."""
    session.add_all(
        PreviewPicture(preview_id=preview_id, name=name, page=page, png=png) for page, png in enumerate(pngs, start=1)
    )


def _keep(session: Session, campaign: Campaign, seen: Previewed, now: datetime, by: int | None) -> int:
    """Store a preview; returns the id of its row."""
    row = Preview(
        campaign_id=campaign.id,
        fingerprint=seen.fingerprint,
        counts=seen.counts,
        samples=dict(seen.samples),
        letter=seen.letter,
        previewed_at=now,
    )
    session.add(row)
    session.flush()
    said: dict[str, Any] = {"fingerprint": seen.fingerprint, "counts": seen.counts}
    audit.append(session, AuditAction.CAMPAIGN_PREVIEWED, now, staff_id=by, campaign_id=campaign.id, **said)
    return row.id


def _refuse_codes_never_read(session: Session, campaign: Campaign) -> None:
    """An import keeps only the codes of the presets that were there: of a later one's, the record would seem empty."""
    query = select(PatientList.codes_read).where(PatientList.practice_id == campaign.practice_id)
    read = session.execute(query.order_by(PatientList.id.desc()).limit(1)).scalar_one_or_none()
    wanted = {code for group in lifecycle.preset_of(campaign).groups for code in group.codes}
    if read is not None and not wanted <= set(read):
        raise NotAllowed("the list was imported before this preset was there, without its codes: import the list again")


def _counts(session: Session, campaign: Campaign, routing: Routing) -> dict[str, Any]:
    """How many patients would be told by each channel, and how many not at all and why."""
    seen = census.take_census(routing, notices.everybody(session, campaign))
    return {
        "patients": seen.patients,
        "told_by": {channel.value: number for channel, number in seen.told_by.items()},
        "not_told": {why.value: number for why, number in sorted(seen.not_told.items())},
        "footer": Channel.FOOTER.value in campaign.channels,
    }


@dataclass(frozen=True)
class _Posted:
    """Whom a letter tells at once: how many of each kind, and by what the record says, who has to read English."""

    kinds: Counter[LetterKind]
    in_english: Counter[str]


class _Reader(NamedTuple):
    """What says whose letter it is and how it has to be written."""

    nhs_number: str
    accessible_format: str


def _letters(session: Session, campaign: Campaign, routing: Routing, letters: Letters, like: Addressee) -> _Posted:
    posted = _Posted(Counter(), Counter())
    if Channel.LETTER not in routing.channels:
        return posted
    rules = Rules.of(lifecycle.preset_of(campaign))
    query = notices.of_practice(campaign, select(Patient.nhs_number, Patient.accessible_format))
    for contact, row in notices.contacts_beside(session, query, rules, _Reader):
        steps = routing.steps(contact)
        if next((step.channel for step in steps if step.skip is None), None) is not Channel.LETTER:
            continue
        to = replace(
            like,
            language=language_code(contact.language),
            written_format=written_format(row.accessible_format),
            is_sample=row.nhs_number.startswith(practices.SAMPLE_NHS_NUMBERS),
        )
        kind = letters.kind(to)
        posted.kinds[kind] += 1
        if kind.language != to.language:
            posted.in_english[contact.language] += 1
    return posted
