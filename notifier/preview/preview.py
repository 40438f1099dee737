"""The preview: exactly what a launch would do and say, computed and kept, and nothing sent.

The counts come from the same routing that plans, the samples from the same templates that send, filled for an invented
patient.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from notifier.campaigns import launches, lifecycle
from notifier.contacts.formats import written_format
from notifier.contacts.languages import ENGLISH, language_code
from notifier.delivery import notices, planning
from notifier.delivery.routing import Routing
from notifier.errors import NotAllowed
from notifier.messages import sample_messages
from notifier.messages.addressee import Addressee
from notifier.messages.letters import LetterKind, Letters
from notifier.messages.rendering import MessageTemplates, templates_of
from notifier.messages.sms_text import sms_parts
from notifier.patients.eligibility import Rules
from notifier.pdf.pictures import pages_as_png
from notifier.pdf.stationery import Stationery
from notifier.practice import practices
from notifier.preview.hard_cases import hard_cases
from notifier.preview.kit import contents, pieces
from notifier.preview.letter_troubles import TroubledLetter, find_troubled_letters, keep_troubles
from notifier.preview.rehearsal import census
from notifier.preview.shown_preview import case_picture
from notifier.settings import ReplyChannels
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Approval, Campaign, Patient, PatientList, Preview, PreviewPicture
from notifier.vocabulary import CampaignStatus, Channel, HardCase

PICTURE_DPI = 100  # enough to read a page on a screen
KIT_DPI = 90


@dataclass(frozen=True)
class Previewed:
    """What the launch would do. `letter` is the sample letter as a PDF, for the caller to show."""

    fingerprint: str
    counts: dict[str, Any]
    samples: Mapping[str, str]
    letter: bytes | None
    troubled: Sequence[TroubledLetter] = ()  # whose letter cannot be made


@dataclass(frozen=True)
class PreviewLayout:
    """All of a preview, laid out and not kept yet; `shown` is as `notifier.preview.shown_preview` reads it."""

    campaign_id: int
    seen: Previewed
    shown: Mapping[str, Any]
    pictures: Mapping[str, Sequence[bytes]]  # name -> its pages as PNGs


def make_preview(
    session: Session,
    practice_id: int,
    campaign_id: int,
    reply_channels: ReplyChannels,
    stationery: Stationery,
    now: datetime,
    *,
    whole: bool = False,
    by: int | None = None,
) -> Previewed:
    """Work out and keep what the launch would do now; see `lay_out_preview` and `keep_preview`."""
    layout = lay_out_preview(session, practice_id, campaign_id, reply_channels, stationery, now, whole=whole)
    return keep_preview(session, practice_id, layout, reply_channels, now, by=by)


def lay_out_preview(
    session: Session,
    practice_id: int,
    campaign_id: int,
    reply_channels: ReplyChannels,
    stationery: Stationery,
    now: datetime,
    *,
    whole: bool = False,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _says: None,
) -> PreviewLayout:
    """Work out what the launch would do now; `whole` also what the kit looks like and what the hardest cases get.

    That takes seconds, so `progress` is told how many of how many steps are done, 0 while that is not known, and what
    comes next. Raises NotAllowed once the campaign was launched or while
    no list was imported, RenderFault for a text that cannot be laid out, NotFound.
    """
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    _refuse_launched(campaign)
    _refuse_codes_never_read(session, campaign)
    steps = _Steps(progress)
    steps.begin("Counting the patients")
    fingerprint = lifecycle.preview_fingerprint(session, campaign, reply_channels)
    routing = planning.routing_of(session, campaign, now)
    counts = _counts(session, campaign, routing)
    if not counts["patients"]:
        raise NotAllowed("there is no patient to tell: import the practice's list first")
    templates = templates_of(session, campaign.id, reply_channels, lambda: stationery)
    pages = launches.page_words(session, campaign, reply_channels.text_number)
    to = sample_messages.told_now(sample_messages.INVENTED, now, campaign.notice_days)
    posted = _letters(session, campaign, routing, templates.letters, to)
    steps.total = 4 + len(posted.kinds) + (1 + len(HardCase) if whole else 0)
    steps.begin("Laying out the messages")
    kinds, reminder = _one_by_one(posted.kinds, steps), lifecycle.preset_of(campaign).reminder
    made = sample_messages.made_of(templates, routing.channels, to, reminder=reminder, kinds=kinds)
    counts["sms_parts_each"] = sms_parts(made.texts["sms"]).parts if "sms" in made.texts else 0
    counts["letters"] = {str(kind): number for kind, number in sorted(posted.kinds.items())}
    counts["letters_in_english"] = dict(sorted(posted.in_english.items()))
    steps.begin("Looking for letters that cannot be made")
    troubled = list(find_troubled_letters(session, campaign, routing, templates.letters, to))
    counts["letters_not_made"] = len(troubled)
    pictures: dict[str, Sequence[bytes]] = {name: pages_as_png(pdf, PICTURE_DPI) for name, pdf in made.letters.items()}
    cases = _drawn_cases(templates, routing, to, steps, pictures) if whole else {}
    if whole and contents.PART in templates.texts:
        steps.begin("Drawing what hangs where everybody passes")
        kit = contents.gather_kit(session, practice_id, campaign.id, reply_channels)
        pictures |= pieces.kit_pictures(kit, stationery.fonts_of(ENGLISH), KIT_DPI)
    seen = Previewed(fingerprint, counts, made.texts, made.letter, troubled)
    return PreviewLayout(campaign.id, seen, {"emails": dict(made.emails), "pages": pages, "cases": cases}, pictures)


def keep_preview(
    session: Session,
    practice_id: int,
    layout: PreviewLayout,
    reply_channels: ReplyChannels,
    now: datetime,
    *,
    by: int | None = None,
) -> Previewed:
    """Keep what was laid out as the campaign's preview, and forget the pictures of the last one if nobody approved it.

    `by` is the id of the member of staff who looks; of invented patients anybody may. Raises NotAllowed when something
    changed since it was laid out: nobody is to approve what they did not see.
    """
    campaign = lifecycle.get_campaign(session, practice_id, layout.campaign_id, lock=True)
    _refuse_launched(campaign)
    if layout.seen.fingerprint != lifecycle.preview_fingerprint(session, campaign, reply_channels):
        raise NotAllowed("something was changed while the preview was made: make it again")
    _forget_pictures(session, lifecycle.latest_preview(session, campaign.id))
    preview_id = _keep(session, campaign, layout, now, by)
    keep_troubles(session, preview_id, layout.seen.troubled)
    for name, pngs in layout.pictures.items():
        session.add_all(
            PreviewPicture(preview_id=preview_id, name=name, page=page, png=png)
            for page, png in enumerate(pngs, start=1)
        )
    return layout.seen


@dataclass
class _Steps:
    """Counts the steps of a preview, and tells of each that begins."""

    progress: Callable[[int, int, str], None]
    total: int = 0  # as far as it is known
    begun: int = 0

    def begin(self, says: str) -> None:
        """Tell that one step more is done, and which comes next."""
        self.progress(min(self.begun, self.total), self.total, says)
        self.begun += 1


def _one_by_one(kinds: Iterable[LetterKind], steps: _Steps) -> Iterator[LetterKind]:
    for kind in sorted(kinds):
        steps.begin(f"Laying out the letter: {kind.written_format.replace('-', ' ')}, {kind.language}")
        yield kind


def _drawn_cases(
    templates: MessageTemplates,
    routing: Routing,
    to: Addressee,
    steps: _Steps,
    pictures: dict[str, Sequence[bytes]],
) -> dict[str, list[dict[str, object]]]:
    """What the hardest cases get, by case; their letters' pages join the pictures."""

    def tell(case: HardCase) -> None:
        steps.begin(f"Laying out what the hardest to fit get: {case.replace('_', ' ')}")

    drawn: dict[str, list[dict[str, object]]] = {}
    for case, people in hard_cases(templates, routing, to, tell):
        drawn[case.value] = [person.as_json() for person in people]
        for number, person in enumerate(people, start=1):
            if person.letter:
                pictures[case_picture(case, number)] = pages_as_png(person.letter, PICTURE_DPI)
    return drawn


def _keep(session: Session, campaign: Campaign, layout: PreviewLayout, now: datetime, by: int | None) -> int:
    """Store a preview; returns the id of its row."""
    seen = layout.seen
    row = Preview(
        campaign_id=campaign.id,
        fingerprint=seen.fingerprint,
        counts=seen.counts,
        samples=dict(seen.samples),
        letter=seen.letter,
        shown=dict(layout.shown),
        previewed_at=now,
    )
    session.add(row)
    session.flush()
    said: dict[str, Any] = {"fingerprint": seen.fingerprint, "counts": seen.counts}
    audit.append(session, AuditAction.CAMPAIGN_PREVIEWED, now, staff_id=by, campaign_id=campaign.id, **said)
    return row.id


def _forget_pictures(session: Session, row: Preview | None) -> None:
    """Forget what a preview that nobody approved looked like: each has megabytes of it."""
    if row is None:
        return
    approved = exists().where(Approval.campaign_id == row.campaign_id, Approval.approved_at >= row.previewed_at)
    if not session.execute(select(approved)).scalar_one():
        session.execute(delete(PreviewPicture).where(PreviewPicture.preview_id == row.id))


def _refuse_launched(campaign: Campaign) -> None:
    if campaign.campaign_status not in CampaignStatus.before_launch():
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: only what was not launched can be previewed"
        )


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
