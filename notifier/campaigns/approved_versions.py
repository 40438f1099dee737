"""What exactly was approved, as plain values, and how the campaign of today differs from it."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, sign_offs
from notifier.campaigns.check_list import RehearsedCost
from notifier.campaigns.told_rules import ToldRules
from notifier.providers.channels import traits_of
from notifier.settings import FooterWindow, ReplyChannels
from notifier.store.tables import Approval, Campaign, CampaignText, PatientList, Practice, Staff
from notifier.vocabulary import Channel

_UNKNOWN = "not kept by the earlier release"
_USUAL = "not set"
# What staff call the settings that patients see something of; a provider's have the provider's own name before them.
_SETTING_NAMES = {
    "companies": "Companies that get patients’ details",
    "dpo": "Data protection officer",
    "email_provider": "Emails go by",
    "envelope": "What letters go into",
    "letter_provider": "Letters go by",
    "retention_days": "Days until patients are forgotten",
    "sms_provider": "Texts go by",
}


@dataclass(frozen=True)
class ApprovedChange:
    """One thing that differs: how it was approved, and how it is now. `lines` of a text begin with + or -."""

    what: str
    before: str
    now: str
    lines: tuple[str, ...] = ()
    part: str = ""  # of a text, with its language
    language: str = ""


@dataclass(frozen=True)
class SinceApproval:
    """How a campaign differs from what was last approved."""

    approved_by: str
    approved_at: datetime
    changes: tuple[ApprovedChange, ...]


def version_of(
    session: Session, campaign: Campaign, rehearsed: RehearsedCost | None, reply_channels: ReplyChannels
) -> dict[str, Any]:
    """The campaign as it is now, as an approval keeps it: settings, versions of texts, counts and cost."""
    preview = lifecycle.latest_preview(session, campaign.id)
    practice = session.get_one(Practice, campaign.practice_id)
    lists = select(PatientList.id).where(PatientList.practice_id == campaign.practice_id)
    counts = preview.counts if preview is not None else {}
    is_rehearsed = rehearsed is not None and preview is not None and rehearsed.fingerprint == preview.fingerprint
    return {
        "settings": {
            "Name": campaign.name,
            "Days to answer": str(campaign.notice_days),
            "Channels, in their order": ", ".join(map(_noun, campaign.channels)),
            "What counts as told": " ".join(ToldRules.of(campaign).in_words(map(Channel.stored, campaign.channels))),
            "Budget": "none" if campaign.budget is None else f"£{campaign.budget:,}",
            "Practice": ", ".join(filter(None, (practice.name, practice.phone, *practice.address))),
            "How the practice is reached": ", ".join(
                filter(None, (practice.hours, practice.email, practice.privacy_url))
            ),
            "List of patients": f"list {session.execute(lists.order_by(PatientList.id.desc())).scalars().first()}",
            "People who would be told": _people(counts),
            "People who would not be told": f"{sum(counts.get('not_told', {}).values()):,}",
            "Cost, about": f"£{rehearsed.total:,.2f}" if rehearsed is not None and is_rehearsed else "not rehearsed",
        },
        "installation": {
            "Address of the patients’ page": reply_channels.public_url,
            "Number for answers by text": reply_channels.text_number or _USUAL,
            "Room on a prescription": _room(reply_channels.footer),
            **{_setting_name(name): value for name, value in reply_channels.beside},
        },
        "texts": {
            f"{language}/{part}": text.version
            for language, texts in sorted(lifecycle.texts_by_language(session, campaign.id).items())
            for part, text in sorted(texts.items())
        },
        "sign_offs": sign_offs.as_approved(session, campaign),
    }


def since_approval(
    session: Session, campaign: Campaign, rehearsed: RehearsedCost | None, reply_channels: ReplyChannels
) -> SinceApproval | None:
    """What changed since the last approval; None where nobody ever approved it."""
    approval = lifecycle.latest_approval(session, campaign.id)
    if approval is None:
        return None
    before = approval.approved or _of_earlier_release(session, approval)
    now = version_of(session, campaign, rehearsed, reply_channels)
    by = session.get_one(Staff, approval.approved_by).name
    return SinceApproval(by, approval.approved_at, tuple(_changes(session, campaign, before, now)))


def _changes(
    session: Session, campaign: Campaign, before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[ApprovedChange]:
    for what, value in now["settings"].items():
        if (was := before["settings"].get(what, _UNKNOWN)) != value:
            yield ApprovedChange(what, was, value)
    # Of a setting that is as the program has it there is nothing; an earlier release kept none of them.
    kept = before.get("installation")
    for what in sorted((kept or {}).keys() | now["installation"].keys()):
        was, becomes = _UNKNOWN if kept is None else kept.get(what, _USUAL), now["installation"].get(what, _USUAL)
        if was != becomes:
            yield ApprovedChange(what, was, becomes)
    for name in sorted(before["texts"].keys() | now["texts"].keys()):
        was, becomes = before["texts"].get(name), now["texts"].get(name)
        if was != becomes:
            lines = _changed_lines(session, campaign, name, was, becomes)
            language, _, part = name.partition("/")
            yield ApprovedChange(name, _version(was), _version(becomes), lines, part, language)
    for ask in lifecycle.preset_of(campaign).sign_off_asks:
        was, becomes = before["sign_offs"].get(ask.name), now["sign_offs"].get(ask.name)
        if was != becomes:
            yield ApprovedChange(ask.title, _signed(was), _signed(becomes))


def _of_earlier_release(session: Session, approval: Approval) -> dict[str, Any]:
    """What can still be known of an approval that kept no more than a fingerprint: the versions of its texts."""
    query = select(CampaignText.language, CampaignText.part, CampaignText.version).where(
        CampaignText.campaign_id == approval.campaign_id, CampaignText.written_at <= approval.approved_at
    )
    texts = {f"{row.language}/{row.part}": row.version for row in session.execute(query.order_by(CampaignText.version))}
    return {"settings": {}, "texts": texts, "sign_offs": {}}


def _changed_lines(
    session: Session, campaign: Campaign, name: str, was: int | None, becomes: int | None
) -> tuple[str, ...]:
    language, _, part = name.partition("/")
    query = select(CampaignText.version, CampaignText.body).where(
        CampaignText.campaign_id == campaign.id, CampaignText.language == language, CampaignText.part == part
    )
    bodies = {row.version: row.body.splitlines() for row in session.execute(query)}
    compared = difflib.unified_diff(bodies.get(was or 0, []), bodies.get(becomes or 0, []), n=0, lineterm="")
    return tuple(line for line in compared if not line.startswith(("---", "+++", "@@")))


def _people(counts: Mapping[str, Any]) -> str:
    told_by: Mapping[str, int] = counts.get("told_by", {})
    each = ", ".join(f"{number:,} by {_noun(channel)}" for channel, number in told_by.items() if number)
    return f"{sum(told_by.values()):,} ({each})" if each else "0"


def _setting_name(name: str) -> str:
    return _SETTING_NAMES.get(name) or name.replace("_", " ").capitalize()


def _room(footer: FooterWindow) -> str:
    given = (footer.system, f"{footer.width} letters a line" * bool(footer.width), f"{footer.lines} lines")
    return ", ".join(filter(None, (*given[:2], given[2] * bool(footer.lines)))) or _USUAL


def _noun(channel: str) -> str:
    return traits_of(Channel.stored(channel)).noun


def _version(number: int | None) -> str:
    return f"version {number}" if number else "none"


def _signed(entry: Sequence[str] | None) -> str:
    if not entry:
        return "nothing recorded"
    who, decided_on, reference = entry
    day = date.fromisoformat(decided_on)
    return f"{who}, {day.day} {day:%B %Y}, {reference}"
