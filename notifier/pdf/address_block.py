"""The address in the window as text that is shaped, for names in scripts that cannot be drawn glyph by glyph.

It keeps the rules of an address that is drawn (`overlay.draw_address`): as large as fits, 10 to 8 points and 7 where
nothing else helps, wrapped at a space where a line is too long, and never cut.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from notifier.pdf.address_lines import ADDRESS_INSET_MM, ADDRESS_SIZES, fit_address
from notifier.pdf.fonts import LetterFont
from notifier.pdf.geometry import Envelope, Place, Zone
from notifier.pdf.layout import LETTER_FAMILY, lay_out
from notifier.pdf.name_fonts import NameFace, fonts_of_faces
from notifier.pdf.overlay import refuse_lines, too_large_for_window
from notifier.pdf.stationery import BOLD_ADDRESS, REGULAR_ADDRESS, names_style

_LINE_HEIGHT = 1.2
_TALL_LINE_HEIGHT = 1.4  # of a line in another script, whose marks stand above and below its letters


@dataclass(frozen=True, slots=True)
class WindowBlock:
    """An address as the shell of the letter sets it: where, in what size, and each line with its height in em."""

    zone: Zone
    points: float
    lines: tuple[tuple[str, float], ...]


def window_block(
    lines: Sequence[str], envelope: Envelope, fonts: Mapping[str, LetterFont], name_faces: Sequence[NameFace]
) -> WindowBlock:
    """The lines in the largest size that fits the window; takes one short layout of nothing but them.

    `fonts` are the letter's own, by address. DoesNotFit: too many lines, too long in the smallest size, or a word wider
    than the window. RenderFault: no line, or a blank one.
    """
    refuse_lines(lines)
    window = envelope.window
    every = {**fonts, **fonts_of_faces(name_faces)}
    printed = fit_address(lines, window, envelope.most_lines, partial(_unshaped_width, tuple(every.values())))
    if printed is None and envelope.most_lines is not None:
        raise too_large_for_window()
    zone = Zone(
        window.left + ADDRESS_INSET_MM,
        window.top + ADDRESS_INSET_MM / 2,
        window.right - ADDRESS_INSET_MM,
        window.bottom,
    )
    set_lines = tuple(
        (line, _TALL_LINE_HEIGHT if _is_tall(line, name_faces) else _LINE_HEIGHT)
        for line in (printed.lines if printed else lines)
    )
    places = lay_out(_measured_html(set_lines, zone.width, name_faces), every).places
    # On one line each where that can be, as sorting machines like them; always, where lines are counted.
    for kind in ("line",) if envelope.most_lines else ("line", "word"):
        widest = max(_widths(places, kind))
        for points in ADDRESS_SIZES:
            is_narrow = widest * points / ADDRESS_SIZES[0] <= zone.width
            if is_narrow and _height(places, points) <= zone.height:
                return WindowBlock(zone, points, set_lines)
    raise too_large_for_window()


def _unshaped_width(fonts: Sequence[LetterFont], text: str) -> float:
    """How wide a text is before it is shaped, in em: the first font that has a character sets it."""
    return sum(next((font.advance(sign, 1) for font in fonts if font.has(sign)), 1) for sign in text)


def _is_tall(line: str, name_faces: Sequence[NameFace]) -> bool:
    """Whether a line has characters of the names' fonts, or marks that are placed above and below letters."""
    strange = [sign for sign in line if not sign.isascii()]
    return any(unicodedata.combining(sign) or any(face.regular.has(sign) for face in name_faces) for sign in strange)


def _measured_html(lines: Sequence[tuple[str, float]], width_mm: float, name_faces: Sequence[NameFace]) -> str:
    """The lines and their words, each by itself, and the whole block in every size."""
    paragraphs = "".join(f'<p style="line-height: {height}">{escape(line)}</p>' for line, height in lines)
    blocks = [
        f'<div data-place="block" style="font-size: {points}pt; width: {width_mm}mm">{paragraphs}</div>'
        for points in ADDRESS_SIZES
    ]
    pieces = [("line", line) for line, _ in lines] + [("word", word) for line, _ in lines for word in line.split()]
    spans = [f'<div><span class="piece" data-place="{kind}">{escape(piece)}</span></div>' for kind, piece in pieces]
    style = f"""
@font-face {{ font-family: "{LETTER_FAMILY}"; font-weight: 400; src: url("{REGULAR_ADDRESS}") }}
@font-face {{ font-family: "{LETTER_FAMILY}"; font-weight: 700; src: url("{BOLD_ADDRESS}") }}
@page {{ size: 1000mm 3000mm; margin: 0 }}
html {{ font-family: "{LETTER_FAMILY}"; font-size: {ADDRESS_SIZES[0]}pt }}
p {{ margin: 0 }}
.piece {{ display: inline-block; white-space: nowrap }}
{names_style(name_faces)}"""
    return f"<title>Address</title><style>{style}</style>{''.join(blocks)}{''.join(spans)}"


def _widths(places: Sequence[Place], kind: str) -> list[float]:
    return [place.zone.width for place in places if place.name == kind]


def _height(places: Sequence[Place], points: float) -> float:
    """The height of the block in a size, in mm."""
    return next(place.zone.height for place in places if place.name == "block" and abs(place.points - points) < 0.01)
