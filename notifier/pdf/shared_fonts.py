"""The fonts of a file with many letters, each in it once with every glyph that a letter needs.

Each laid-out letter comes with fonts of its own, cut down to its words: a file with thirty kinds of letters had thirty
cuts of one font. Their glyphs are numbered as in the whole font, so one cut with all of them serves every letter. What
says how wide a glyph is and what character it stands for stays each letter's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from notifier.pdf.fonts import LetterFont


@dataclass
class _FontFile:
    stream: Stream
    glyphs: set[int] = field(default_factory=set)


class SharedFonts:
    """The fonts of one file while it grows."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._files: dict[LetterFont, _FontFile] = {}

    def use(self, font: LetterFont, glyphs: Iterable[int]) -> Stream:
        """Where the font will be, with these glyphs among others."""
        if font not in self._files:
            self._files[font] = _FontFile(self._pdf.make_stream(b""))
        self._files[font].glyphs.update(glyphs)
        return self._files[font].stream

    def copy_from(self, source: Pdf, fonts: Mapping[str, LetterFont]) -> None:
        """Copy the fonts of a laid-out letter without their shapes, which are shared; call it before a page is copied.

        `fonts` by the names that they have in `source`. One that is not there, or no TrueType font, is left alone and
        copied whole with its page.
        """
        for descendant in _descendants(source):
            descriptor = descendant.FontDescriptor
            font = fonts.get(str(descriptor.FontName).partition("+")[2])
            if font is not None and font.is_truetype and "/FontFile2" in descriptor:
                del descriptor.FontFile2
                copy = self._pdf.copy_foreign(descriptor)
                copy.FontFile2 = self.use(font, _glyphs_in(descendant.W))

    def embed(self) -> None:
        """Write the shapes of all glyphs that were asked for."""
        for font, file in self._files.items():
            data = font.cut(frozenset(file.glyphs))
            file.stream.write(data)
            file.stream.Length1 = len(data)


def _descendants(source: Pdf) -> Iterator[Object]:
    """The fonts with numbered glyphs."""
    for found in source.objects:
        if isinstance(found, Dictionary) and found.get("/Subtype") == Name.CIDFontType2:
            yield found


def _glyphs_in(widths: Object) -> Iterator[int]:
    """The glyphs of an array of widths: the first number of a run, then the widths from there on."""
    first = 0
    for part in widths.as_list():
        if isinstance(part, Array):
            yield from range(first, first + len(part))
        else:
            first = int(part)
