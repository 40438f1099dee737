"""The practice's reason in what is said: its words for a template, and that they are part of the evidence."""

from collections.abc import Iterable, Mapping

from notifier.campaigns.lifecycle import TextVersion
from notifier.campaigns.reasons import parse_reason, says_reason
from notifier.campaigns.text_parts import REASON


def reason_values(texts: Mapping[str, TextVersion], *, guardian: bool) -> dict[str, object]:
    """What a text of this language may say of the reason, by its name there; nothing in a campaign that has none.

    `texts` by part. Raises RenderFault for a reason that cannot be read.
    """
    return parse_reason(texts[REASON].body).values(guardian=guardian) if REASON in texts else {}


def made_from(texts: Mapping[str, TextVersion], parts: Iterable[str]) -> list[int]:
    """The ids of the texts that a message of these parts is made from, the reason's where one of them says it."""
    said = [part for part in parts if part in texts]
    if REASON in texts and any(says_reason(texts[part].body) for part in said):
        said.append(REASON)
    return [texts[part].id for part in said]
