"""The words of the patient's page: taken from the campaign's text, checked, and published at the launch.

What is published is all that the public door knows of a campaign; it reads no text, practice or patient.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.errors import RenderFault, field_faults
from notifier.store.models import Campaign, Practice, PublishedPage


class PageWords(BaseModel):
    """Every word of the page that differs between campaigns."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    title: str
    lead: str
    proposal: tuple[str, ...]
    meaning: tuple[str, ...]
    nothing: str
    question: str
    keep_label: str
    keep_hint: str
    agree_label: str
    agree_hint: str
    unsure_label: str
    unsure_hint: str
    kept_done: str
    agreed_done: str
    unsure_done: str


def words(source: str) -> PageWords:
    """The words in a campaign's `page` text. Raises RenderFault that names what is missing or misspelt."""
    try:
        return PageWords(**tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise RenderFault(f"the words of the page cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(field_faults(error))
        raise RenderFault(f"the words of the page are not complete: {faults}") from error


def practices(session: Session) -> dict[str, str]:
    """The practices that have published a page, by name with their phone: for pages that no code has narrowed down."""
    query = select(PublishedPage.words).order_by(PublishedPage.id)
    published = {words["practice_name"]: words["practice_phone"] for words in session.execute(query).scalars()}
    return dict(sorted(published.items()))


def publish(session: Session, campaign: Campaign, source: str, language: str, now: datetime) -> None:
    """Give the public door the words of this campaign, as a new version."""
    practice = session.get_one(Practice, campaign.practice_id)
    published: Mapping[str, Any] = words(source).model_dump(mode="json") | {
        "language": language,
        "direction": "ltr",
        "practice_name": practice.name,
        "practice_phone": practice.phone,
    }
    latest = select(func.max(PublishedPage.version)).where(
        PublishedPage.campaign_id == campaign.id, PublishedPage.language == language
    )
    session.add(
        PublishedPage(
            campaign_id=campaign.id,
            language=language,
            version=(session.execute(latest).scalar_one() or 0) + 1,
            words=dict(published),
            published_at=now,
        )
    )
    session.flush()
