"""A letter font as PDF objects: Type 0 with Identity-H, so that a glyph number in a text operator is the font's own.

Written after PDF 32000-1, sections 9.7 (composite fonts) and 9.10.3 (ToUnicode: how names are found and copied again).
"""

from collections.abc import Iterator, Mapping, Sequence

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from notifier.pdf.fonts import LetterFont

_NONSYMBOLIC = 1 << 5
_CMAP_HEAD = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
"""
_CMAP_TAIL = "endcmap CMapName currentdict /CMap defineresource pop end end"
_CMAP_BLOCK = 100  # the most entries that one bfchar section may have


def font_object(pdf: Pdf, font: LetterFont, alphabets: frozenset[int], shapes: Stream | None = None) -> Dictionary:
    """A direct Type 0 font dictionary whose parts are added to `pdf`; it can set the characters of `alphabets`.

    `shapes` is the font file in `pdf` that has these characters, where it has more of them; else one is made.
    """
    characters = font.characters(alphabets)
    if shapes is None:  # an empty stream, which is still to be written, counts as false
        shapes = pdf.make_stream(font.cut(frozenset(characters)))
    name = Name("/" + font.name)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(_descriptor(font, name, shapes)),
        CIDToGIDMap=Name.Identity,
        DW=0,
        W=_widths(font, sorted(characters)),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(_to_unicode(characters).encode()),
    )


def _descriptor(font: LetterFont, name: Name, shapes: Stream) -> Dictionary:
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_NONSYMBOLIC,
        FontBBox=Array(font.box),
        ItalicAngle=0,
        Ascent=round(font.ascent * 1000),
        Descent=-round(font.descent * 1000),
        CapHeight=round(font.cap_height * 1000),
        StemV=80,
        FontFile2=shapes,
    )


def _widths(font: LetterFont, glyphs: Sequence[int]) -> Array:
    """Runs of neighbouring glyphs: first number, then the widths from there on."""
    widths = Array()
    run: list[int] = []
    for index, glyph in enumerate(glyphs):
        run.append(font.thousandths(glyph))
        if index + 1 == len(glyphs) or glyphs[index + 1] != glyph + 1:
            widths.append(glyph - len(run) + 1)
            widths.append(Array(run))
            run = []
    return widths


def _to_unicode(characters: Mapping[int, int]) -> str:
    entries = [
        f"<{glyph:04X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for glyph, code in sorted(characters.items())
    ]
    return _CMAP_HEAD + "".join(_cmap_sections(entries)) + _CMAP_TAIL


def _cmap_sections(entries: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(entries), _CMAP_BLOCK):
        block = entries[start : start + _CMAP_BLOCK]
        yield f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n"
