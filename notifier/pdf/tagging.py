"""What a letter on a screen says to those who do not see it.

WeasyPrint writes a structure tree (ISO 32000-1, 14.7). Here it is completed to what PDF/UA-1 (ISO 14289-1) asks
for, and shaped writing, whose glyphs are half a letter or two, gets its words beside it (ActualText, 14.9.4).
"""

import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, String
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from notifier.pdf.writing_systems import unmarked

_POINTS_PER_PX = 0.75
# Latin, Greek and Cyrillic letters and common signs: each glyph is one character, wherever it stands.
_UNSHAPED = re.compile("[\\t\\n\\r -\u052f\u1e00-\u200d\u2010-\ufb06]*")
_SILENT_GLYPH = re.compile(b"<([0-9a-f]{4})> <>")
_FOOTER = Dictionary(Type=Name.Pagination, Subtype=Name.Footer)
_INLINE = ("/Div", "/Span", "/NonStruct")

Element = Any  # a structure element: a pikepdf dictionary whose keys are read as attributes


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of one line, or a picture (which has no `text`), and the language that its HTML says it is in."""

    text: str
    language: str | None


def leaves_of(page_box: Any) -> tuple[Leaf, ...]:
    """What a WeasyPrint page says, its page line apart, in the order of WeasyPrint's structure tree."""
    return tuple(
        leaf for child in page_box.children if not isinstance(child, boxes.MarginBox) for leaf in _leaves(child)
    )


def accessible(pdf: bytes, pages: Iterable[Sequence[Leaf]]) -> bytes:
    """A PDF/UA-1 file of WeasyPrint's, with what it leaves out or gets wrong.

    Page lines become artifacts, pictures lie where they are, a line that stands alone is a paragraph, empty elements
    go, words in another language say so, and every glyph has a character.
    """
    with Pdf.open(io.BytesIO(pdf)) as document:
        tree: Element = document.Root.StructTreeRoot
        content = [pair for element in tree.K for pair in _content(element)]
        for index, (page, leaves) in enumerate(zip(document.pages, pages, strict=True)):
            here = [(element, number) for element, number in content if element.Pg.objgen == page.objgen]
            _mend_page(document, page, tree.ParentTree.Nums[2 * index + 1], {number for _, number in here})
            for (element, _), leaf in zip(here, leaves, strict=True):
                _mend_words(element, leaf, str(document.Root.Lang))
        for element in tree.K:
            _mend_element(element)
        for item in document.objects:
            if isinstance(item, Dictionary) and item.get("/Type") == Name.Font and "/ToUnicode" in item:
                _mend_map(item.ToUnicode)
        target = io.BytesIO()
        document.save(target, deterministic_id=True)
    return target.getvalue()


def _leaves(box: Any) -> Iterator[Leaf]:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001  # WeasyPrint's own tags do the same
    if isinstance(box, boxes.TextBox):
        yield Leaf(box.text, box.style["lang"])
    elif isinstance(box, boxes.ReplacedBox):
        yield Leaf("", box.style["lang"])
    elif isinstance(box, boxes.LineBox):
        line = [leaf for child in box.children for leaf in _leaves(child)]
        # The space at which a line was broken is not drawn.
        yield from (*line[:-1], *(replace(last, text=f"{last.text} ") for last in line[-1:]))
    else:
        for child in getattr(box, "children", ()):
            yield from _leaves(child)


def _content(element: Element) -> Iterator[tuple[Element, int]]:
    """The numbers of marked content under an element, each with the element that it belongs to."""
    for kid in element.K:
        if isinstance(kid, int):
            yield element, kid
        elif "/K" in kid:  # what has none is a link's annotation
            yield from _content(kid)


def _mend_page(document: Pdf, page: Page, parents: Element, numbers: Collection[int]) -> None:
    """With the page line, which is no part of the structure tree, as an artifact."""
    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        page_line = str(instruction.operator) == "BDC" and operands[1].MCID not in numbers
        instructions.append(([Name.Artifact, _FOOTER] if page_line else operands, instruction.operator))
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(instructions))
    for number in range(len(parents)):
        if number not in numbers:
            parents[number] = None


def _mend_words(element: Element, leaf: Leaf, language: str) -> None:
    if leaf.language and leaf.language != language:
        element.Lang = String(leaf.language)
    if not _UNSHAPED.fullmatch(leaf.text):
        element.ActualText = String(unmarked(leaf.text))


def _mend_element(element: Element) -> None:
    """Without its empty children; a `div` with words of its own and no block in it is a paragraph."""
    if _kind(element) == "/Div" and "/Span" in map(_kind, _elements(element)) and _is_inline(element):
        _make_span(element)
        element.S = Name.P
    if _kind(element) == "/Figure":
        _mend_figure(element)
    for kid in _elements(element):
        _mend_element(kid)
    element.K = Array([kid for kid in element.K if isinstance(kid, int) or "/K" not in kid or len(kid.K)])


def _mend_figure(figure: Element) -> None:
    """Give a figure a box in the page's own units, from the foot of the page; its title without marks of direction."""
    left, top, right, bottom = (float(edge) * _POINTS_PER_PX for edge in figure.A.BBox)
    foot = float(figure.Pg.MediaBox[3])
    figure.A.BBox = Array([round(edge, 3) for edge in (left, foot - bottom, right, foot - top)])
    if "/Alt" in figure:
        figure.Alt = String(unmarked(str(figure.Alt)))


def _is_inline(element: Element) -> bool:
    return _kind(element) in _INLINE and all(map(_is_inline, _elements(element)))


def _make_span(element: Element) -> None:
    if _kind(element) == "/Div":
        element.S = Name.Span
    for kid in _elements(element):
        _make_span(kid)


def _elements(element: Element) -> list[Element]:
    return [kid for kid in element.K if not isinstance(kid, int) and "/K" in kid]


def _kind(element: Element) -> str:
    return str(element.S)


def _mend_map(to_unicode: Any) -> None:
    """A glyph that is only part of a letter, such as its dots, says nothing: a zero width space."""
    to_unicode.write(_SILENT_GLYPH.sub(rb"<\1> <200b>", to_unicode.read_bytes()))
