"""How wide the characters of a font are: all that a line needs to be measured, without what cuts fonts or lays out."""

import io
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from notifier.errors import RenderFault

REGULAR_FILE = "NotoSans_400Regular.ttf"
BOLD_FILE = "NotoSans_700Bold.ttf"


class FontWidths:
    """The characters of a TrueType font and their widths, in em."""

    def __init__(self, font: TTFont) -> None:
        """Reads the tables that it needs of an opened font."""
        self.units = int(font["head"].unitsPerEm)
        advances = font["hmtx"].metrics
        self._glyph_of: dict[int, int] = {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}
        self._advance_of: dict[int, int] = {font.getGlyphID(name): advance for name, (advance, _) in advances.items()}

    def advance(self, character: str, otherwise: float) -> float:
        """The width of one character, in em; of one that it lacks `otherwise`."""
        glyph = self._glyph_of.get(ord(character))
        return otherwise if glyph is None else self._advance_of[glyph] / self.units


def load_widths(path: Path) -> FontWidths:
    """RenderFault if the file is missing or is no TrueType font."""
    try:
        return FontWidths(TTFont(io.BytesIO(path.read_bytes()), lazy=True))
    except (OSError, TTLibError) as error:
        raise unreadable_font(path) from error


def unreadable_font(path: Path) -> RenderFault:
    """What is said where a font of the letters cannot be read."""
    return RenderFault(f"The letter font {path.name} cannot be read from {path.parent}: build the assets.")
