"""Who vouches for the words of each language of a campaign, and what hinders that real people are written to in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle, translations
from notifier.campaigns.lifecycle import TextVersion
from notifier.campaigns.text_parts import REASON, TRANSLATION
from notifier.contacts.languages import ENGLISH
from notifier.errors import RenderFault


@dataclass(frozen=True)
class TranslationReview:
    """How one translation stands. While it is not `is_usable`, real people are written to in English instead."""

    language: str  # its code
    is_usable: bool
    reviewed_by: str  # empty where nobody who is named has read it
    reviewed_on: date | None
    hindrance: str  # a sentence; empty where it is usable


def translation_reviews(session: Session, campaign_id: int) -> list[TranslationReview]:
    """Every language of a campaign but English, in the order of their codes."""
    stored = lifecycle.texts_by_language(session, campaign_id)
    gives_reason = REASON in stored.get(ENGLISH, {})
    return [
        _review(language, texts, gives_reason=gives_reason)
        for language, texts in sorted(stored.items())
        if language != ENGLISH
    ]


def _review(language: str, texts: Mapping[str, TextVersion], *, gives_reason: bool) -> TranslationReview:
    bodies = {part: text.body for part, text in texts.items()}
    try:
        read = translations.parse_translation(bodies.get(TRANSLATION, ""))
    except RenderFault as fault:
        return TranslationReview(language, False, "", None, f"It is not said who reviewed it: {fault}")
    newest = max(texts.values(), key=lambda text: text.id).part
    by, on = read.reviewed_by.strip(), read.reviewed_on or None
    is_usable = translations.is_reviewed(bodies, newest, gives_reason=gives_reason)
    if is_usable:
        return TranslationReview(language, True, by, on, "")
    if read.pseudo:
        why = "It is a draft that only tries the layout out, for a sample practice alone"
    elif not read.is_reviewed:
        why = "Nobody who is named has reviewed it"
    elif newest != TRANSLATION:
        why = "A text in this language was changed after the review: have it read again, and say so in the review"
    else:
        why = "It does not give the practice’s reason in this language"
    return TranslationReview(language, False, by, on, why)
