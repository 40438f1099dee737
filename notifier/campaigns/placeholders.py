"""What a text can ask for: the names that are filled in, where each may stand, and what it is.

In a text a name is written `{{ name }}`; in a letter, what differs from patient to patient is a place of its own,
written `<div class="place" data-place="name"></div>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from notifier.campaigns.text_parts import ANSWERED
from notifier.campaigns.visible_text import is_table
from notifier.providers.channels import traits_of
from notifier.providers.message_types import FooterMessage, LetterMessage
from notifier.vocabulary import Channel

# For everybody the same, or the same for everybody of a kind.
PRACTICE: Mapping[str, str] = {
    "practice_name": "the practice's name",
    "practice_phone": "the practice's phone number",
    "practice_address": "the practice's address, in one line",
    "general_url": "the address at which patients type their answer code",
    "privacy_url": "the address of the privacy notice, as it is typed",
    "privacy_link": "the privacy notice, as a link",
    "text_number": "the number for answers by text; empty where there is none",
}
# A text can decide by these, and prints none.
FLAGS: Mapping[str, tuple[str, str]] = {
    "guardian": ("{% if guardian %}…{% else %}…{% endif %}", "words for a child's parent or guardian, and for others"),
    "reminder": ("{% if reminder %}…{% endif %}", "words of the reminder alone"),
    "large": ("{% if large %}…{% endif %}", "words of letters in large print alone"),
}
SIGNED: Mapping[str, str] = {
    "reason": "why the practice proposes it",
    "signed_by": "who signs",
    "signed_role": "what that person is at the practice",
}
# For each patient their own; a text can only print them.
PATIENT: Mapping[str, str] = {
    "salutation": "the greeting with the name, without a comma: Dear Mrs Featherstonehaugh",
    "link": "the patient's own link",
    "code": "the patient's answer code",
    "deadline": "the last day to answer: 4 January 2027",
    "deadline_short": "the last day to answer, short: 4 Jan",
    "reference": "the reference of this message",
}
# On paper, where each stands in a box of its own.
LETTER_PLACES: Mapping[str, str] = {
    "date": "the day that the letter is written",
    "salutation": "the greeting with the name",
    "name": "the patient's name",
    "qr": "the square to scan, which opens the patient's own page",
    "typed_url": "the address to type",
    "code": "the patient's answer code",
    "deadline": "the last day to answer",
    "slip_qr": "the square on the slip, for the practice",
    "slip_name": "the patient's name, on the slip",
    "slip_reference": "the reference, on the slip",
    "slip_deadline": "the last day to answer, on the slip",
}


@dataclass(frozen=True)
class Placeholder:
    """Something that a text can ask for."""

    name: str
    written: str  # as it stands in the source
    says: str


def placeholders_of(part: str) -> list[Placeholder]:
    """What one part can ask for; nothing where the part is a table of words."""
    if is_table(part):
        return []
    if is_footer(part):
        return _named(PRACTICE)
    if is_letter(part):
        places = [Placeholder(name, place_in_letter(name), says) for name, says in LETTER_PLACES.items()]
        return [*places, *_named({**PRACTICE, **SIGNED}), *_flags(*FLAGS)]
    signed = {} if part == ANSWERED else SIGNED
    return [*_named({**PATIENT, **PRACTICE, **signed}), *_flags("guardian", "reminder")]


def place_in_letter(name: str) -> str:
    """How a letter asks for what differs from patient to patient."""
    return f'<div class="place" data-place="{name}"></div>'


def is_letter(part: str) -> bool:
    """Whether a part is the body of a letter."""
    return not is_table(part) and _is_said_by(part, LetterMessage)


def is_footer(part: str) -> bool:
    """Whether a part stands on prescriptions, the same for everybody."""
    return _is_said_by(part, FooterMessage)


def _is_said_by(part: str, kind: type) -> bool:
    return any(part in traits.parts and traits.message_type is kind for traits in map(traits_of, Channel))


def _named(found: Mapping[str, str]) -> list[Placeholder]:
    return [Placeholder(name, f"{{{{ {name} }}}}", says) for name, says in found.items()]


def _flags(*names: str) -> list[Placeholder]:
    return [Placeholder(name, *FLAGS[name]) for name in names]
