"""What is drawn over a laid-out page for one patient, as PDF operators (PDF 32000-1, sections 8.9.7 and 9.4).

Text is set smaller where it does not fit its place, down to a limit, and a line of an address may be wrapped; beyond
that nothing is cut, it is refused.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from notifier.errors import RenderFault
from notifier.pdf.address_lines import (
    ADDRESS_INSET_MM,
    ADDRESS_LEADING,
    INK_ABOVE,
    fit_address,
    fitting_points,
    has_wide_word,
)
from notifier.pdf.fonts import LetterFont
from notifier.pdf.geometry import A4, FOLD_MARK_MM, MAX_ADDRESS_LINES, POINTS_PER_MM, PRINTABLE, Envelope, Place, Zone
from notifier.pdf.qr import QUIET_MODULES, module_mm
from notifier.pdf.qr_batch import QrBatch

SMALLEST = 0.8  # of the size that the letter's style asks for
_FOLD_MARK_POINTS = 0.5
_HAIR_MM = 0.25
_MARK_POINTS = 8.0
_MARK_BASE_MM = 283.0  # on the line of the page's number, at the other side
_MARK_LEFT_MM, _MARK_RIGHT_MM = 25.0, 190.0
MEND_ADDRESS = "hand the letter out at the desk, or correct the address"


class DoesNotFit(RenderFault):
    """What cannot be drawn over its place: too long even in the smallest size, or in characters that want shaping."""


class NotDrawable(RenderFault):
    """Words that cannot be drawn glyph by glyph: they want shaping, or a font that the letter does not bring."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The two faces of the letter's font, and the names they have in a page's resources."""

    regular: LetterFont
    bold: LetterFont

    REGULAR_NAME = "F0"
    BOLD_NAME = "F1"


def draw_line(place: Place, text: str, faces: Faces, smallest: float = SMALLEST) -> str:
    """`text` on the base line that the page's own text would have here, at least `smallest` times its size.

    DoesNotFit: too long even so, or no such glyph.
    """
    font = faces.bold if place.bold else faces.regular
    glyphs = _glyphs(font, text, place.name, DoesNotFit)
    width = font.width(glyphs)
    room = place.zone.width * POINTS_PER_MM
    points = fitting_points(place.points, room / width)
    if points < place.points * smallest:
        raise DoesNotFit(f"The {place.name} is too long for its place in the letter.")
    left = place.zone.left * POINTS_PER_MM + (room - width * points if place.align_right else 0)
    middle = _from_foot((place.zone.top + place.zone.bottom) / 2)
    base = middle - (font.ascent - font.descent) / 2 * points
    return f"BT {_line(place.bold, points, left, base, glyphs)} ET\n"


def draw_address(lines: Sequence[str], envelope: Envelope, faces: Faces) -> str:
    """The address in the window, as large as fits; a line too long even for that is wrapped at a space.

    DoesNotFit: more lines than it shows, or than a print house takes, or a word wider than the window. NotDrawable: a
    line wants shaping, or a character of another font. RenderFault: no line, or a blank one.
    """
    refuse_lines(lines)
    glyphs: dict[str, tuple[int, ...]] = {}

    def measure(text: str) -> float:
        if text not in glyphs:
            glyphs[text] = _glyphs(faces.regular, text, "address", NotDrawable)
        return faces.regular.width(glyphs[text])

    window = envelope.window
    printed = fit_address(lines, window, envelope.most_lines, measure)
    if printed is None:
        raise too_wide_for_window() if has_wide_word(lines, window, measure) else too_large_for_window()
    inset = ADDRESS_INSET_MM * POINTS_PER_MM
    left = window.left * POINTS_PER_MM + inset
    first = _from_foot(window.top) - inset / 2 - INK_ABOVE * printed.points
    step = ADDRESS_LEADING * printed.points
    drawn = (
        _line(False, printed.points, left, first - index * step, glyphs[line])
        for index, line in enumerate(printed.lines)
    )
    return f"BT {' '.join(drawn)} ET\n"


def refuse_lines(lines: Sequence[str]) -> None:
    """DoesNotFit: more lines than the window shows. RenderFault: no line, or a blank one."""
    if not lines or not all(line.strip() for line in lines):
        raise RenderFault("The address has no lines, or a blank one.")
    if len(lines) > MAX_ADDRESS_LINES:
        raise DoesNotFit(
            f"The address has {len(lines)} lines and the window shows {MAX_ADDRESS_LINES}: {MEND_ADDRESS}."
        )


def too_large_for_window() -> DoesNotFit:
    """What to raise where even the smallest size is too large."""
    return DoesNotFit(f"The address takes more lines than the window shows: {MEND_ADDRESS}.")


def too_wide_for_window() -> DoesNotFit:
    """What to raise where a word is wider than the window in the smallest size."""
    return DoesNotFit(f"A word of the address is too long for the window: {MEND_ADDRESS}.")


def draw_fold_marks(heights: Sequence[float]) -> str:
    """A short thin line at the left edge for each height, in mm from the top; nothing if there is none."""
    # A hair inside: what begins on the edge itself reaches half a dot over it in print.
    edges = PRINTABLE.left + _HAIR_MM, PRINTABLE.left + FOLD_MARK_MM
    left, right = (edge * POINTS_PER_MM for edge in edges)
    lines = (f"{left:.2f} {_from_foot(height):.2f} m {right:.2f} {_from_foot(height):.2f} l" for height in heights)
    return f"q {_FOLD_MARK_POINTS} w {' '.join(lines)} S Q\n" if heights else ""


def draw_sheet_mark(reference: str, faces: Faces, *, at_right: bool) -> str:
    """The letter's reference at the foot of a page, small, for whoever has dropped a pile of sheets: opposite to the
    page's number, which a text from right to left has at the left.

    RenderFault: it has a character that the font lacks.
    """
    glyphs = _glyphs(faces.regular, reference, "reference", RenderFault)
    left = _MARK_LEFT_MM * POINTS_PER_MM
    if at_right:
        left = _MARK_RIGHT_MM * POINTS_PER_MM - faces.regular.width(glyphs) * _MARK_POINTS
    return f"BT {_line(False, _MARK_POINTS, left, _from_foot(_MARK_BASE_MM), glyphs)} ET\n"


def draw_qr(place: Place, text: str, qr_batch: QrBatch) -> str:
    """The QR code as a 1-bit image that fills the place but for its quiet zone. RenderFault: too small to scan."""
    bitmap = qr_batch.bitmap(text)
    zone = _square(place.zone)
    module = module_mm(bitmap.modules, zone.width)
    side = module * bitmap.modules * POINTS_PER_MM
    left = (zone.left + QUIET_MODULES * module) * POINTS_PER_MM
    foot = _from_foot(zone.bottom - QUIET_MODULES * module)
    # In hexadecimal, because raw samples can contain what ends an inline image; compression undoes the doubling.
    return (
        f"q {side:.3f} 0 0 {side:.3f} {left:.3f} {foot:.3f} cm "
        f"BI /W {bitmap.modules} /H {bitmap.modules} /CS /G /BPC 1 /F /AHx ID {bitmap.rows.hex()}> EI Q\n"
    )


def _glyphs(font: LetterFont, text: str, what: str, fault: type[RenderFault]) -> tuple[int, ...]:
    try:
        return font.glyphs(text)
    except RenderFault as found:
        raise fault(f"The {what} cannot be set: {found}") from found


def _line(bold: bool, points: float, left: float, base: float, glyphs: Sequence[int]) -> str:
    face = Faces.BOLD_NAME if bold else Faces.REGULAR_NAME
    shown = struct.pack(f">{len(glyphs)}H", *glyphs).hex()
    return f"/{face} {points:g} Tf 1 0 0 1 {left:.2f} {base:.2f} Tm <{shown}> Tj"


def _square(zone: Zone) -> Zone:
    side = min(zone.width, zone.height)
    return Zone(zone.left, zone.top, zone.left + side, zone.top + side)


def _from_foot(mm_from_top: float) -> float:
    return (A4.height - mm_from_top) * POINTS_PER_MM
