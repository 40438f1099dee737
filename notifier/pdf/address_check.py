"""What an envelope will not take of an address, found before anything is printed, while it can still be mended.

GOV.UK Notify checks the address that it reads off a precompiled letter: 3 to 7 lines as printed, none of which begins
with a sign of punctuation, the last one a real postcode or a BFPO number.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from notifier.contacts.postal import NEVER_FIRST, is_bfpo_number
from notifier.contacts.postcode import is_real_postcode
from notifier.pdf.address_lines import ADDRESS_MIN_POINTS, NO_WIDER, fit_address, has_wide_word
from notifier.pdf.font_widths import FontWidths
from notifier.pdf.geometry import MAX_ADDRESS_LINES, POINTS_PER_MM, Envelope

_FEWEST_LINES = 3  # the name among them
_UNKNOWN_WIDTH = 1.0  # em: of a letter that another font sets
_MEND = "correct it in the clinical system, or the letter waits at the desk"


class AddressCheck:
    """The rules of one envelope, with the font that lines are measured in; it is loaded when a line is a long one."""

    def __init__(self, envelope: Envelope, load_font: Callable[[], FontWidths]) -> None:
        self._envelope = envelope
        self._load_font = load_font

    def fault(self, lines: Sequence[str]) -> str | None:
        """Why the envelope does not take these lines, and what to do; None where it does. The name is the first."""
        if not self._surely_fits(lines):
            if has_wide_word(lines, self._envelope.window, self._measure):
                return f"a word of the address is wider than the envelope's window: {_MEND}"
            if fit_address(lines, self._envelope.window, self._envelope.most_lines, self._measure) is None:
                most = self._envelope.most_lines or "what its window shows"
                return f"the address has more lines as printed than the envelope takes ({most}): {_MEND}"
        return precompiled_fault(lines) if self._envelope.precompiled else None

    def _surely_fits(self, lines: Sequence[str]) -> bool:
        """Whether every line is so short that nothing has to be measured."""
        room = self._envelope.window.width * POINTS_PER_MM / ADDRESS_MIN_POINTS - 1
        return len(lines) <= MAX_ADDRESS_LINES and max(map(len, lines)) * NO_WIDER <= room

    @cached_property
    def _widths(self) -> "_Widths":
        return _Widths(self._load_font())

    def _measure(self, text: str) -> float:
        return sum(map(self._widths.__getitem__, text))


class _Widths(dict[str, float]):
    """The width of each character that was asked for, in em: a list of 100,000 asks for millions."""

    def __init__(self, font: FontWidths) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> float:
        self[character] = width = self._font.advance(character, _UNKNOWN_WIDTH)
        return width


def precompiled_fault(lines: Sequence[str]) -> str | None:
    """What GOV.UK Notify would refuse of these lines, as they are printed, and what to do; None where it takes them."""
    if not (is_real_postcode(lines[-1]) or is_bfpo_number(lines[-1])):
        return f"the printer takes no such postcode, for there can be none: {_MEND}"
    if len(lines) < _FEWEST_LINES:
        return f"the printer takes no address of fewer than {_FEWEST_LINES} lines: {_MEND}"
    if wrong := next((line for line in lines if line.startswith(tuple(NEVER_FIRST))), None):
        return f"the printer takes no line that begins with {wrong[0]}: {_MEND}"
    return None
