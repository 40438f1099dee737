"""What is published of each campaign, kept in memory until it is published anew, and who reads which words of it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from notifier.campaigns import published_pages
from notifier.pdf.text_template import TextTemplate
from notifier.replies.patient_page import OpenLink
from notifier.store.database import Database
from web.patient.page_words import FALLBACK, Words


class PageStanding(StrEnum):
    """What an answer can still do."""

    OPEN = "open"
    LATE = "late"  # the patient's last day is over: the code may be there already
    CLOSED = "closed"  # the practice has ended the campaign
    CANCELLED = "cancelled"  # nothing will be done, so there is nothing to answer


@dataclass(frozen=True)
class Edition:
    """The words of one campaign as they were last published, by language, and the templates that were made of them."""

    number: int
    words: Mapping[str, Mapping[str, Any]]
    templates: dict[tuple[object, ...], TextTemplate] = field(default_factory=dict, repr=False)

    def languages(self, own: Mapping[str, Words]) -> dict[str, str]:
        """What the page can be read in, by code, with each language's own name for itself."""
        return {code: words["language"] for code, words in own.items() if code in self.words}


class PageCache:
    """The editions of all campaigns; it asks the tables only when a link says that there is a newer one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._editions: dict[int, Edition] = {}
        self._lock = threading.Lock()

    def edition(self, link: OpenLink) -> Edition:
        """The words behind a link."""
        found = self._editions.get(link.campaign_id)
        if found is not None and found.number >= link.edition:
            return found
        return self._fetch(link.campaign_id, link.edition)

    def of_campaign(self, campaign_id: int) -> Edition:
        """The words of a campaign that no link leads to any more."""
        return self._editions.get(campaign_id) or self._fetch(campaign_id, 0)

    def _fetch(self, campaign_id: int, number: int) -> Edition:
        with self._lock:
            found = self._editions.get(campaign_id)
            if found is not None and found.number >= number:  # somebody else fetched it meanwhile
                return found
            with self._database.reading() as session:
                fresh = Edition(number, published_pages.published(session, campaign_id))
            self._editions[campaign_id] = fresh
            return fresh


def chosen_language(edition: Edition, own: Mapping[str, Words], asked: str, recorded: str) -> str:
    """The language to answer in: the one asked for, else the one on the record, else English."""
    known = edition.languages(own)
    return next((code for code in (asked, recorded) if code in known), FALLBACK)


def page_standing(words: Mapping[str, Any], link: OpenLink, today: date) -> PageStanding:
    """What an answer by this link can still do today, a London date."""
    match words.get("campaign_status"):
        case "cancelled":
            return PageStanding.CANCELLED
        case "closed":
            return PageStanding.CLOSED
    return PageStanding.LATE if today > link.deadline_on else PageStanding.OPEN


def replaced(words: Mapping[str, Any], view: str) -> Mapping[str, Any]:
    """The words as `view`, "guardian" or "other", reads them; published ones of the first releases have no views."""
    return {**words, **words.get(view, {})} if view else words


def template_of(edition: Edition, key: tuple[object, ...], lay_out: Callable[[], TextTemplate]) -> TextTemplate:
    """The template of one page in one language and state, laid out the first time that it is wanted."""
    if key not in edition.templates:
        edition.templates[key] = lay_out()
    return edition.templates[key]
