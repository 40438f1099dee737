"""The words of the patient's page: taken from the campaign's texts, checked, and published at the launch.

What is published is all that the public door knows of a campaign; it reads no text, practice or patient. A campaign's
words are published anew when it is closed or cancelled, so that the page says so.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns.reasons import ProposalReason
from notifier.errors import RenderFault, field_faults
from notifier.store.tables import Campaign, Practice, PublishedPage

Words = str | tuple[str, ...]


class ExtentWords(BaseModel):
    """The optional question after Keep: how much of the record is to be shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    question: str
    core: str
    additional: str


class PageWords(BaseModel):
    """Every word of the page that differs between campaigns, as the patient reads them.

    `guardian` replaces some of them where the notice was written to a child's parent, `other` on the later pages where
    somebody answers for the patient.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    title: str
    lead: str
    why: str = ""  # from the campaign's `reason` text; in a campaign from before there was one, from the page's own
    meaning: tuple[str, ...]
    nothing: str
    question: str
    keep_label: str
    keep_hint: str
    agree_label: str
    agree_hint: str
    unsure_label: str
    unsure_hint: str
    proposal: tuple[str, ...]  # the whole of it, below the choice
    kept_done: str
    agreed_done: str
    unsure_done: str
    extent: ExtentWords | None = None
    guardian: Mapping[str, Words] = {}
    other: Mapping[str, Words] = {}

    @model_validator(mode="after")
    def _replaces_what_there_is(self) -> "PageWords":
        own = {name for name in PageWords.model_fields if name not in ("extent", "guardian", "other")}
        for view in ("guardian", "other"):
            for name, words in getattr(self, view).items():
                if name not in own or isinstance(words, str) != isinstance(getattr(self, name), str):
                    raise ValueError(f"[{view}] has {name}, which replaces nothing")
        return self


class PageSource(NamedTuple):
    """What the page of one language is made of."""

    source: str  # the campaign's `page` text
    direction: str  # "ltr" or "rtl"
    reason: ProposalReason | None  # none in a campaign from before there was any


def parse_page_words(source: str, reason: ProposalReason | None = None) -> PageWords:
    """The words in a campaign's `page` text, with the practice's reason where there is one.

    Raises RenderFault that names what is missing or misspelt.
    """
    try:
        words = PageWords(**tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise RenderFault(f"the words of the page cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(field_faults(error))
        raise RenderFault(f"the words of the page are not complete: {faults}") from error
    if reason is None:
        return words
    guardian = {**words.guardian, "why": reason.said(guardian=True)}
    return words.model_copy(update={"why": reason.said(guardian=False), "guardian": guardian})


def practices(session: Session) -> dict[str, str]:
    """The practices that have published a page, by name with their phone: for pages that no code has narrowed down."""
    query = select(PublishedPage.campaign_id, PublishedPage.words).order_by(PublishedPage.id)
    newest = {row.campaign_id: row.words for row in session.execute(query)}
    return dict(sorted((words["practice_name"], words["practice_phone"]) for words in newest.values()))


def published_languages(session: Session) -> frozenset[str]:
    """The languages, as codes, that any page was published in: for pages that no code has narrowed down."""
    return frozenset(session.execute(select(PublishedPage.language).distinct()).scalars())


def published(session: Session, campaign_id: int) -> dict[str, dict[str, Any]]:
    """The newest words of a campaign's page by language, the practice's details and `campaign_status` among them."""
    query = select(PublishedPage.language, PublishedPage.words).where(PublishedPage.campaign_id == campaign_id)
    return {row.language: row.words for row in session.execute(query.order_by(PublishedPage.version))}


def publish(
    session: Session,
    campaign: Campaign,
    sources: Mapping[str, PageSource],
    text_number: str,
    now: datetime,
) -> None:
    """Give the public door the words of this campaign, as a new version; see `words_to_publish`."""
    for language, words in words_to_publish(session, campaign, sources, text_number).items():
        _append(session, campaign.id, language, words, now)


def words_to_publish(
    session: Session, campaign: Campaign, sources: Mapping[str, PageSource], text_number: str
) -> dict[str, dict[str, Any]]:
    """All that the page says, by language.

    `sources` has what there is in each language, `text_number` is where texts are answered. Raises RenderFault for
    words that cannot be read.
    """
    common = {
        "text_number": text_number,
        "asks_extent": campaign.preset_data.get("asks_extent", False),
        **_standing(session, campaign),
    }
    found = {}
    for language, (source, direction, reason) in sources.items():
        words = parse_page_words(source, reason).model_dump(mode="json")
        found[language] = words | {"language": language, "direction": direction} | common
    return found


def publish_standing(session: Session, campaign: Campaign, now: datetime) -> None:
    """Say on the page where the campaign stands now and how the practice is reached.

    Nothing for a campaign that was never launched, or whose page says so already.
    """
    standing = _standing(session, campaign)
    for language, own in published(session, campaign.id).items():
        if own != (renewed := own | standing):
            _append(session, campaign.id, language, renewed, now)


def publish_details(session: Session, practice_id: int, now: datetime) -> None:
    """Say on the pages of all campaigns how the practice is reached now: patients open old ones too."""
    query = select(Campaign).where(Campaign.practice_id == practice_id).order_by(Campaign.id)
    for campaign in session.execute(query).scalars():
        publish_standing(session, campaign, now)


def _standing(session: Session, campaign: Campaign) -> dict[str, str]:
    practice = session.get_one(Practice, campaign.practice_id)
    return {
        "practice_name": practice.name,
        "practice_phone": practice.phone,
        "practice_address": ", ".join(practice.address),
        "practice_hours": practice.hours,
        "practice_email": practice.email,
        "privacy_url": practice.privacy_url,
        "campaign_status": campaign.campaign_status.value,
    }


def _append(session: Session, campaign_id: int, language: str, own: dict[str, Any], now: datetime) -> None:
    latest = select(func.max(PublishedPage.version)).where(
        PublishedPage.campaign_id == campaign_id, PublishedPage.language == language
    )
    session.add(
        PublishedPage(
            campaign_id=campaign_id,
            language=language,
            version=(session.execute(latest).scalar_one() or 0) + 1,
            words=own,
            published_at=now,
        )
    )
    session.flush()
