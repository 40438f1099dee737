"""The words at the foot of the paper prescription: one text for the whole list, in a small plain window.

It tells nobody individually (domain notes, section 4), so it never carries a personal link or code.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from notifier.errors import RenderFault
from notifier.pdf.punctuation import NO_BREAK_SPACE, plain_punctuation


@dataclass(frozen=True, slots=True)
class FooterForm:
    """The window that a clinical system leaves for the text: columns and lines of printable ASCII."""

    width: int
    lines: int


# No supplier publishes the size of its window: these are guesses on the safe side, for the practice to correct
# after a test print. "" is for a system that nobody has named.
GUESSED_FORMS: Mapping[str, FooterForm] = MappingProxyType(
    {
        "": FooterForm(width=38, lines=6),
        "emis": FooterForm(width=38, lines=6),
        "systmone": FooterForm(width=38, lines=6),
        "vision": FooterForm(width=35, lines=6),
    }
)


def footer_form(system: str = "", width: int = 0, lines: int = 0) -> FooterForm:
    """The window as the practice measured it; where it did not (0), the guess for its clinical system.

    RenderFault: there is no guess for a system of that name.
    """
    if system not in GUESSED_FORMS:
        raise RenderFault(f"No clinical system {system!r} is known: give the footer's width and lines alone.")
    guess = GUESSED_FORMS[system]
    return FooterForm(width or guess.width, lines or guess.lines)


def wrap_footer(text: str, form: FooterForm) -> str:
    """`text` exactly as it will print: in the lines of the form, in printable ASCII.

    Line breaks in the text are kept. Words are never broken, and a no-break space (in a telephone number) prints as a
    space but does not break. RenderFault: a character that the printers may not have, or how much is too long.
    """
    plain = plain_punctuation(text).strip()
    _refuse_unprintable(plain)
    wrapped = [piece for line in plain.splitlines() for piece in _wrap_line(line, form.width) or [""]]
    _refuse_too_long(wrapped, form)
    return "\n".join(wrapped).replace(NO_BREAK_SPACE, " ")


def ruled_footer(printed: str, form: FooterForm) -> str:
    """A printed text in a box of the window's size, the columns counted above: to hold against a test print."""
    tens = "".join(f"{column:>10}" for column in range(10, form.width + 1, 10)).ljust(form.width)
    units = "".join(str(column % 10) for column in range(1, form.width + 1))
    rows = [*printed.splitlines(), *[""] * form.lines][: form.lines]
    edge = f"   +{'-' * form.width}+"
    numbered = (f"{number:2} |{row.ljust(form.width)}|" for number, row in enumerate(rows, start=1))
    return "\n".join((f"    {tens}".rstrip(), f"    {units}", edge, *numbered, edge))


def _wrap_line(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)


def _refuse_unprintable(text: str) -> None:
    if not text:
        raise RenderFault("The prescription footer is empty: write its text.")
    allowed = {*map(chr, range(0x20, 0x7F)), "\n", NO_BREAK_SPACE}
    if foreign := [character for character in text if character not in allowed]:
        shown = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in dict.fromkeys(foreign))
        raise RenderFault(f"The prescription footer has characters that old printers lack: {shown}. Replace them.")


def _refuse_too_long(wrapped: list[str], form: FooterForm) -> None:
    for number, line in enumerate(wrapped, start=1):
        if len(line) > form.width:
            raise RenderFault(
                f"The prescription footer cannot break line {number} ({line!r}): it is {len(line) - form.width} "
                f"characters longer than the {form.width} that fit."
            )
    if len(wrapped) > form.lines:
        excess = sum(map(len, wrapped[form.lines :]))
        raise RenderFault(
            f"The prescription footer takes {len(wrapped)} lines and {form.lines} fit: "
            f"shorten it by {len(wrapped) - form.lines} lines (about {excess} characters)."
        )
