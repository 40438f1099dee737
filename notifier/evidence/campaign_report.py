"""A campaign as a regulator reads it: what was proposed, who decided, what was said, how surely patients were told.

No patient is named, and nothing is judged: coverage is counts by strength of evidence. The counts are those of
`outcomes.progress`, which the pages and the evidence pack have as well; nothing is counted anew here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, sign_offs
from notifier.campaigns.calendar import LONDON, london_date
from notifier.campaigns.told_rules import ToldRules
from notifier.evidence.announced_keys import current_key
from notifier.evidence.audit_filters import EventFilter, audit_areas
from notifier.evidence.audit_sentences import ToldEvent, find_events
from notifier.messages.addressee import long_date
from notifier.outcomes import code_check, freezing, progress
from notifier.outcomes.progress import DailyReplies, Progress
from notifier.providers.channels import traits_of
from notifier.store.audit_actions import AuditAction
from notifier.store.signing_keys import in_groups
from notifier.store.tables import Approval, AuditHead, Campaign, CampaignText, Delivery, LaunchRequest, Practice, Staff
from notifier.vocabulary import Channel, DeliveryStatus, Evidence, FailReason, HoldReason, OutcomeKind, Wave

_MOST_EVENTS = 400
_INCIDENTS = (
    *(
        AuditAction.CAMPAIGN_PAUSED,
        AuditAction.LAUNCH_STOPPED,
        AuditAction.CHANNEL_STOPPED,
        AuditAction.OUTCOMES_DIFFER,
    ),
    *(AuditAction.DELIVERY_SETTLED, AuditAction.CODES_CHECKED),
)
# What is no milestone of a campaign: what is about one patient, what is done each minute, and looks.
_NO_MILESTONES = ("facts", "reply", "review", "patient", "session", "matter", "delivery", "letter", "chain", "photo")
_WHOLE_TEXTS = {"sms": "A text", "email": "An email", "footer": "The line on a prescription"}  # samples of a preview

Says = Callable[[StrEnum | Channel], str]  # a word as staff read it


class ReportTable(NamedTuple):
    """Rows under headings; with `bars` the last column is a number, drawn as a bar beside it as well."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    bars: bool = False


@dataclass(frozen=True)
class ReportSection:
    """One part of the report: paragraphs, and then a table where it has rows; texts are shown as they are."""

    heading: str
    said: Sequence[str] = ()
    tables: Sequence[ReportTable] = ()
    texts: Sequence[tuple[str, str]] = ()  # what it is, and its words as an invented patient would get them


@dataclass(frozen=True)
class CampaignReport:
    """All that the pages show."""

    practice: str
    ods_code: str
    campaign: str
    made_at: datetime
    head: str  # of the audit chain
    sections: Sequence[ReportSection]


def campaign_report(session: Session, practice_id: int, campaign_id: int, now: datetime, says: Says) -> CampaignReport:
    """Gather the report of one campaign. Raises NotFound."""
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    practice = session.get_one(Practice, practice_id)
    counts = progress.campaign_counts(session, campaign_id, now)
    answers = progress.replies_by_day(session, campaign_id)
    head = session.get(AuditHead, practice_id)
    return CampaignReport(
        practice.name,
        practice.ods_code,
        campaign.name,
        now,
        head.own_hash if head else "",
        (
            _proposal(campaign, says),
            _decisions(session, campaign),
            _words(session, campaign),
            _timetable(session, campaign),
            _coverage(counts, says),
            _answers(counts, answers, says),
            _incidents(session, campaign, says),
            _exclusions(counts, says),
            _closings(session, campaign, says),
            _unknown(counts),
            _check(session, practice_id, head),
        ),
    )


def _proposal(campaign: Campaign, says: Says) -> ReportSection:
    preset = lifecycle.preset_of(campaign)
    channels = [Channel.stored(name) for name in campaign.channels]
    codes = [(add.code, add.term, add.terminology, " or ".join(add.basis)) for add in preset.adds]
    in_order = ", then ".join(says(one).lower() for one in channels)
    said = (
        preset.summary,
        f"Each patient has {campaign.notice_days} days to answer, from when they were told. The channels: {in_order}.",
        "A patient counts as told by this and by nothing less:",
        *ToldRules.of(campaign).in_words(channels),
    )
    return ReportSection(
        "What was proposed", said, (ReportTable(("Code", "Words", "Terminology", "For who was"), codes),)
    )


def _decisions(session: Session, campaign: Campaign) -> ReportSection:
    standing = sign_offs.standing_sign_offs(session, campaign, lifecycle.preset_of(campaign), with_samples=False)
    decided = [(one.ask.title, one.who, long_date(one.decided_on), one.reference) for one in standing if one.decided_on]
    missing = [one.ask.title for one in standing if not one.is_recorded]
    names = {row.id: row.name or row.email for row in session.execute(select(Staff.id, Staff.name, Staff.email))}
    query = select(Approval).where(Approval.campaign_id == campaign.id).order_by(Approval.id)
    approved = [
        (_moment(one.approved_at), names[one.approved_by], one.fingerprint[:16], one.sign_off)
        for one in session.execute(query).scalars()
    ]
    launches = select(LaunchRequest).where(LaunchRequest.campaign_id == campaign.id).order_by(LaunchRequest.id)
    launched = [
        (_moment(one.asked_at), names[one.asked_by], f"{one.people:,}", _begun(one))
        for one in session.execute(launches).scalars()
    ]
    said = ["Whoever launches is never whoever approved: the program asks for two people."]
    if missing:
        said.append(f"No decision is on record for: {'; '.join(missing)}.")
    return ReportSection(
        "Who decided, approved and launched it",
        said,
        (
            ReportTable(("Decision", "By", "On", "Where it is written"), decided),
            ReportTable(("Approved", "By", "What was seen (sum)", "Reference"), approved),
            ReportTable(("Launched", "By", "People", "What became of it"), launched),
        ),
    )


def _begun(launch: LaunchRequest) -> str:
    if launch.started_at is not None:
        return f"began {_moment(launch.started_at)}"
    return "stopped before it began" if launch.stopped_at is not None else "has not begun"


def _words(session: Session, campaign: Campaign) -> ReportSection:
    query = select(CampaignText).where(CampaignText.campaign_id == campaign.id).order_by(CampaignText.id)
    texts = list(session.execute(query).scalars())
    rows = [
        (one.part.replace("_", " "), one.language, str(one.version), _moment(one.written_at), one.sha256[:16])
        for one in texts
    ]
    preview = lifecycle.latest_preview(session, campaign.id)
    samples = preview.samples if preview is not None else {}
    whole = [(label, str(samples[name])) for name, label in _WHOLE_TEXTS.items() if name in samples]
    return ReportSection(
        "The words that patients were told",
        ("Each version of each text, with the beginning of its SHA-256. The evidence pack has them all in full.",),
        (ReportTable(("Text", "Language", "Version", "Written", "Sum"), rows),),
        whole,
    )


def _timetable(session: Session, campaign: Campaign) -> ReportSection:
    events = [one for one in _events(session, campaign) if one.action.partition(".")[0] not in _NO_MILESTONES]
    rows = [(_moment(one.at), one.sentence) for one in events]
    return ReportSection(
        "Timetable", ("Times are those of London.",), (ReportTable(("When", "What was done, and by whom"), rows),)
    )


def _coverage(counts: Progress, says: Says) -> ReportSection:
    strength = [(says(one), f"{counts.evidence.get(one, 0):,}") for one in reversed(Evidence)]
    follows = [(says(one), f"{counts.outcomes.get(one, 0):,}") for one in OutcomeKind]
    channels = [
        (traits_of(channel).label, says(status), f"{number:,}")
        for channel, found in counts.deliveries.items()
        for status, number in found.items()
    ]
    return ReportSection(
        "How surely patients were told",
        (
            f"The list has {counts.patients:,} patients. Each counts once, by the strongest evidence that there is.",
            "Below it, what follows for each patient at the moment of this report, and each message by its channel.",
        ),
        (
            ReportTable(("Evidence", "Patients"), strength, bars=True),
            ReportTable(("What follows", "Patients"), follows, bars=True),
            ReportTable(("Channel", "What became of it", "Messages"), channels),
        ),
    )


def _answers(counts: Progress, answers: Sequence[DailyReplies], says: Says) -> ReportSection:
    choices = [(says(choice), f"{number:,}") for choice, number in counts.replies.items()]
    days = [(long_date(one.day), says(one.choice), says(one.source), f"{one.number:,}") for one in answers]
    return ReportSection(
        "What patients answered",
        (f"{counts.open_reviews:,} answers wait for a person to settle a doubt; until then the patient is held.",),
        (
            ReportTable(("Answer", "Answers"), choices, bars=True),
            ReportTable(("Received", "Answer", "By", "Answers"), days),
        ),
    )


def _incidents(session: Session, campaign: Campaign, says: Says) -> ReportSection:
    wanted = {action.value for action in _INCIDENTS}
    rows = [(_moment(one.at), one.sentence) for one in _events(session, campaign) if one.action in wanted]
    failed = select(Delivery.fail_reason, func.count()).where(
        Delivery.campaign_id == campaign.id,
        Delivery.delivery_status == DeliveryStatus.FAILED,
        Delivery.wave != Wave.ACKNOWLEDGEMENT,
    )
    why = [
        (_capital(says(FailReason(reason))), f"{number:,}")
        for reason, number in session.execute(failed.group_by(Delivery.fail_reason).order_by(func.count().desc()))
        if reason is not None
    ]
    return ReportSection(
        "What went wrong",
        () if rows or why else ("Nothing is on record.",),
        (
            ReportTable(("When", "What happened"), rows),
            ReportTable(("Why messages failed", "Messages"), why, bars=True),
        ),
    )


def _exclusions(counts: Progress, says: Says) -> ReportSection:
    skips = [(_capital(says(reason)), f"{number:,}") for reason, number in counts.skips.items()]
    holds = [(says(reason), f"{number:,}") for reason, number in counts.holds.items() if reason is not HoldReason.NONE]
    return ReportSection(
        "Who was not written to, and who is held",
        ("A message that was not sent has its reason; a patient may have several. Each held patient counts once.",),
        (
            ReportTable(("Why a message was not sent", "Messages"), skips, bars=True),
            ReportTable(("Why a patient is held", "Patients"), holds, bars=True),
        ),
    )


def _closings(session: Session, campaign: Campaign, says: Says) -> ReportSection:
    sets = []
    for one in freezing.frozen_sets(session, campaign.id):
        closed = _moment(one.closed_at or one.proposed_at)
        sets.append((str(one.number), one.proposed_by, one.closed_by or "", closed, _kinds(one.counts, says)))
    checks = []
    for run in code_check.kept_runs(session, campaign.id):
        found = "nothing was wrong" if run["is_clean"] else "codes were wrong"
        checks.append((str(run["run"]), _written(run["at"]), str(run["frozen_set"]), found))
    return ReportSection(
        "What two people froze, and codes that were checked",
        () if sets else ("Nothing is frozen: nobody may be coded yet.",),
        (
            ReportTable(("Set", "Proposed by", "Closed by", "Closed", "Patients"), sets),
            ReportTable(("Check", "When", "Against set", "Found"), checks),
        ),
    )


def _kinds(counts: Mapping[str, int], says: Says) -> str:
    return "; ".join(f"{says(kind)}: {counts.get(kind.value, 0):,}" for kind in OutcomeKind)


def _unknown(counts: Progress) -> ReportSection:
    unknown = sum(found.get(DeliveryStatus.UNKNOWN, 0) for found in counts.deliveries.values())
    passive = counts.evidence.get(Evidence.PASSIVE, 0)
    said = (
        f"Of {unknown:,} messages nobody knows whether they went. They count as telling nobody.",
        f"{passive:,} patients had no notice of their own, only a poster or a line on a prescription.",
        "That a text or an email arrived says that a telephone or a mail server took it, not that it was read.",
        "That a letter was posted is the word of whoever posted it.",
        "Whether what was entered here is true, and whether this is enough, the program does not know.",
    )
    return ReportSection("What is not known", said)


def _check(session: Session, practice_id: int, head: AuditHead | None) -> ReportSection:
    key = current_key(session, practice_id)
    signed = f"It is signed with the key {in_groups(key.fingerprint)}." if key else "No key signs it yet."
    said = (
        "The evidence pack of the campaign has the facts that outcomes, answers and messages are counted from.",
        "The program verify.py, one file that needs nothing but Python, derives every outcome and number again.",
        f"The practice’s audit chain has {head.number if head else 0:,} events. {signed}",
    )
    return ReportSection("How to check this", said)


def _events(session: Session, campaign: Campaign) -> Iterator[ToldEvent]:
    """The campaign's milestones and incidents, oldest first, each kind by itself: answers come by the thousand."""
    areas = [area for area in audit_areas() if area not in _NO_MILESTONES]
    found = [
        one
        for area in (*areas, "delivery")
        for one in find_events(
            session, EventFilter(campaign.id, area=area), None, _MOST_EVENTS, practice_id=campaign.practice_id
        )
    ]
    return iter(sorted(found, key=lambda one: one.id))


def _written(value: object) -> str:
    return _moment(value) if isinstance(value, datetime) else str(value)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _moment(at: datetime) -> str:
    return f"{long_date(london_date(at))}, {at.astimezone(LONDON):%H:%M}"
