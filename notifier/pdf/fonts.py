"""The letter's own fonts: which glyph a character has, how wide it is, and the part of the font that a file needs.

One glyph a character is enough for what is filled in by overlay (names, addresses and codes in Latin, Greek or Cyrillic
letters). Writing that has to be shaped, or marks that have to be placed, is refused here and is for a full layout.
"""

import io
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError

from notifier.contacts.clean_text import named_characters
from notifier.errors import RenderFault
from notifier.pdf.font_widths import FontWidths, unreadable_font

# A font is cut down to whole runs of 128 characters, so that few different cuts serve every letter.
_ALPHABET_BITS = 7
_MOST_NAMED = 5  # characters that a fault names
_NOT_EMBEDDED = {"DSIG", "GDEF", "GPOS", "GSUB", "OS/2", "STAT", "gasp", "meta", "name", "post"}


class NoShape(RenderFault):
    """Characters that the fonts at hand have no shape for."""

    def __init__(self, characters: Sequence[str], advice: str = "") -> None:
        """`advice` is a sentence, with a space before it."""
        more = f" and {len(characters) - _MOST_NAMED} more" if len(characters) > _MOST_NAMED else ""
        super().__init__(f"There is no shape for {named_characters(characters[:_MOST_NAMED])}{more}.{advice}")
        self.characters = tuple(characters)


class LetterFont(FontWidths):
    """A TrueType font. Glyphs are numbered as in the full font, whatever part of it is embedded. Sizes are in em."""

    def __init__(self, data: bytes) -> None:
        """`data` is a TrueType file; `TTLibError` if it is not."""
        self.data = data
        font = TTFont(io.BytesIO(data), lazy=True)
        super().__init__(font)
        self.name = str(font["name"].getDebugName(6))
        self.ascent = font["hhea"].ascent / self.units
        self.descent = -font["hhea"].descent / self.units
        self.cap_height = getattr(font["OS/2"], "sCapHeight", 0) / self.units  # the oldest fonts do not say
        head = font["head"]
        self.box = tuple(round(edge * 1000 / self.units) for edge in (head.xMin, head.yMin, head.xMax, head.yMax))
        self.is_truetype = "glyf" in font
        self._cuts: dict[frozenset[int], bytes] = {}

    def glyphs(self, text: str) -> tuple[int, ...]:
        """The glyph numbers of `text`, composed. RenderFault names the code point that cannot be set, not the text."""
        composed = unicodedata.normalize("NFC", text)
        try:
            glyphs = tuple(map(self._glyph_of.__getitem__, map(ord, composed)))
        except KeyError:
            require(composed, [self])
            raise RenderFault("A line break cannot be set within a line.") from None
        if not composed.isascii():
            _refuse_marks(composed)
        return glyphs

    def has(self, character: str) -> bool:
        """Whether it has a glyph, or needs none."""
        return ord(character) in self._glyph_of or character in "\t\n\r"

    def width(self, glyphs: Iterable[int]) -> float:
        """The width of a line of these glyphs, in em."""
        advance: int = sum(map(self._advance_of.__getitem__, glyphs))
        return advance / self.units

    def thousandths(self, glyph: int) -> int:
        """The width of one glyph in thousandths of an em, as PDF wants it."""
        return round(self._advance_of[glyph] * 1000 / self.units)

    def characters(self, alphabets: frozenset[int]) -> dict[int, int]:
        """Glyph number -> its lowest code point, for all characters of these alphabets that the font has."""
        codes = sorted((code for code in self._glyph_of if code >> _ALPHABET_BITS in alphabets), reverse=True)
        return {self._glyph_of[code]: code for code in codes}

    def cut(self, glyphs: frozenset[int]) -> bytes:
        """The font with the shapes of these glyphs only, their numbers kept; the same bytes each time."""
        if glyphs not in self._cuts:
            self._cuts[glyphs] = self._make_cut(glyphs)
        return self._cuts[glyphs]

    def _make_cut(self, glyphs: frozenset[int]) -> bytes:
        options = subset.Options(retain_gids=True, hinting=False, notdef_outline=True)
        font = TTFont(io.BytesIO(self.data), recalcTimestamp=False)
        # PDF needs none of these, and to read the layout tables takes longer than all the rest.
        for table in _NOT_EMBEDDED & set(font.keys()):
            del font[table]
        cutter = subset.Subsetter(options)
        cutter.populate(gids=sorted(glyphs))
        cutter.subset(font)
        target = io.BytesIO()
        font.save(target)
        return target.getvalue()


def _refuse_marks(composed: str) -> None:
    if mark := next(filter(unicodedata.combining, composed), None):
        raise RenderFault(f"U+{ord(mark):04X} is a mark that has to be placed by a full layout.")


def require(text: str, fonts: Collection[LetterFont]) -> None:
    """NoShape unless every character of `text` that prints has a glyph in one of the fonts."""
    if missing := [c for c in dict.fromkeys(text) if not any(font.has(c) for font in fonts)]:
        raise NoShape(missing)


def alphabets_of(text: str) -> frozenset[int]:
    """The runs of 128 characters that a text touches, once composed."""
    characters = set(unicodedata.normalize("NFC", text))
    return frozenset(ord(character) >> _ALPHABET_BITS for character in characters)


def load_font(path: Path) -> LetterFont:
    """RenderFault if the file is missing or is no TrueType font."""
    try:
        return LetterFont(path.read_bytes())
    except (OSError, TTLibError) as error:
        raise unreadable_font(path) from error
