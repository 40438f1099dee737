"""The words at the foot of the paper prescription: one text for the whole list, in a small plain window.

It tells nobody individually (domain notes, section 4), so it never carries a personal link or code.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from notifier.errors import RenderFault
from notifier.press.punctuation import NO_BREAK_SPACE, plain_punctuation


@dataclass(frozen=True, slots=True)
class FooterForm:
    """The window that a clinical system leaves for the text: columns and lines of printable ASCII."""

    width: int
    lines: int


DEFAULT_FOOTER_FORM = FooterForm(width=38, lines=6)

# No supplier publishes the size of its window: these are guesses on the safe side, for the practice to correct
# after a test print.
FOOTER_FORMS: Mapping[str, FooterForm] = MappingProxyType(
    {
        "emis": DEFAULT_FOOTER_FORM,
        "systmone": DEFAULT_FOOTER_FORM,
        "vision": FooterForm(width=35, lines=6),
    }
)


def wrap_footer(text: str, width: int = DEFAULT_FOOTER_FORM.width, lines: int = DEFAULT_FOOTER_FORM.lines) -> str:
    """`text` exactly as it will print: at most `lines` lines of at most `width` printable ASCII characters.

    Line breaks in the text are kept. Words are never broken, and a no-break space (in a telephone number) prints as a
    space but does not break. RenderFault: a character that the printers may not have, or how much is too long.
    """
    plain = plain_punctuation(text).strip()
    _refuse_unprintable(plain)
    wrapped = [piece for line in plain.splitlines() for piece in _wrap_line(line, width) or [""]]
    _refuse_too_long(wrapped, width, lines)
    return "\n".join(wrapped).replace(NO_BREAK_SPACE, " ")


def _wrap_line(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)


def _refuse_unprintable(text: str) -> None:
    if not text:
        raise RenderFault("The prescription footer is empty: write its text.")
    allowed = {*map(chr, range(0x20, 0x7F)), "\n", NO_BREAK_SPACE}
    if foreign := [character for character in text if character not in allowed]:
        shown = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in dict.fromkeys(foreign))
        raise RenderFault(f"The prescription footer has characters that old printers lack: {shown}. Replace them.")


def _refuse_too_long(wrapped: list[str], width: int, lines: int) -> None:
    for number, line in enumerate(wrapped, start=1):
        if len(line) > width:
            raise RenderFault(
                f"The prescription footer cannot break line {number} ({line!r}): it is {len(line) - width} characters "
                f"longer than the {width} that fit."
            )
    if len(wrapped) > lines:
        excess = sum(map(len, wrapped[lines:]))
        raise RenderFault(
            f"The prescription footer takes {len(wrapped)} lines and {lines} fit: "
            f"shorten it by {len(wrapped) - lines} lines (about {excess} characters)."
        )
