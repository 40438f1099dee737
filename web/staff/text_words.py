"""The parts of a campaign's text as staff call them, in the order in which patients meet them."""

from collections.abc import Mapping

from notifier.campaigns.text_parts import ANSWERED, PARTS, REASON, TRANSLATION
from notifier.vocabulary import Channel
from web.labels import label_of

_NAMES: Mapping[str, tuple[str, str]] = {
    REASON: (
        "Why you propose it, and who signs",
        "In letters and emails, on the patient’s page and in the kit.",
    ),
    "sms": ("Text message", "The first text, and the reminder."),
    "email_text": (
        "Email, as plain text",
        "For mail programs without colours; begins with the subject.",
    ),
    "email_html": ("Email", "As most mail programs show it."),
    "letter": ("Letter", "In normal and in large print."),
    "letter_easy": ("Easy read letter", "For patients whose record asks for easy read."),
    "letter_words": ("Set phrases of the letter", "Greeting, page number and the like."),
    "footer": ("Prescription footer", "The same lines on every prescription."),
    "page": ("The patient’s page", "What a patient sees who follows the link."),
    ANSWERED: ("“We have an answer from you”", "Sent once somebody has answered, by text or email."),
    "kit": ("Poster, leaflet, phone queue, briefing", "What everybody can read, and what your staff say."),
    TRANSLATION: ("Who reviewed the translation", "Until somebody has, real patients get the English texts."),
}
PART_ORDER = (*_NAMES, *(part for part in PARTS if part not in _NAMES))


def part_name(part: str) -> str:
    """What staff call a part; one that a distribution brings is called as its channel."""
    return _NAMES[part][0] if part in _NAMES else label_of(Channel.stored(part))


def part_purpose(part: str) -> str:
    """What a part is for, in a sentence."""
    return _NAMES[part][1] if part in _NAMES else "What this channel says."
