"""One WeasyPrint run: HTML to pages, and where the empty places came to lie.

A place is an element with `data-place`; its box says where it is and its style in what size and weight it is filled.
Whatever WeasyPrint would only warn of (a font, an image, a style it does not know) stops the letter here.
"""

import io
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Name, Pdf
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import LineBox, MarginBox, TextBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from notifier.errors import RenderFault
from notifier.pdf.fonts import LetterFont
from notifier.pdf.geometry import POINTS_PER_MM, Place, SetLine, Zone
from notifier.pdf.tagging import accessible, leaves_of

LETTER_FAMILY = "Fair-Notice-Letter"  # the family name in the style: no font of the machine answers to it
FILLED = "data-filled"  # a place with this attribute has its words already
SLIP = "slip"  # the class of the block to be cut off, and the name under which its extent is told
WORDS = "words"  # the name under which the extent is told of what stands above the slip
_PX_PER_MM = 96 / 25.4
_BOLD_FROM = 600
_FONT_FACE = re.compile(r'@font-face \{ font-family: "([\w-]+)"; font-weight: (\d+); src: url\("([\w:-]+)"\) \}')


@dataclass(frozen=True, slots=True)
class Layout:
    """The laid-out pages as a PDF, and the places and the lines of the words in reading order.

    `lines` are those of the letter's text and of its slip, without what stands in the margins. `fonts` are those in the
    PDF, by the names that they have in it.
    """

    pdf: bytes
    pages: int
    places: tuple[Place, ...]
    lines: tuple[SetLine, ...] = ()
    fonts: Mapping[str, LetterFont] = field(default_factory=dict, compare=False)


def lay_out(html: str, fonts: Mapping[str, LetterFont], *, tagged: bool = False) -> Layout:
    """`fonts` by the address that the style asks for; `tagged` for what is read on a screen (PDF/UA-1).

    RenderFault: anything missing, or in a font that is not ours.
    """
    with _complaints() as complaints:
        document = HTML(string=html, url_fetcher=_Fetcher(fonts)).render(font_config=FontConfiguration())
        # WeasyPrint publishes where an anchor is but not how large it is, so its box tree is read.
        boxes = [page._page_box for page in document.pages]  # noqa: SLF001
        places = tuple(place for number, box in enumerate(boxes) for place in _places(box, number))
        lines = tuple(line for number, box in enumerate(boxes) for line in _lines(box, number))
        pdf = document.write_pdf(pdf_variant="pdf/ua-1" if tagged else None)
    if complaints:
        raise RenderFault("The letter cannot be laid out completely: " + "; ".join(complaints))
    assert pdf is not None  # it is None only when written to a file
    _refuse_foreign_fonts(pdf)
    if tagged:
        pdf = accessible(pdf, map(leaves_of, boxes))
    return Layout(pdf, len(document.pages), places, lines, dict(_names_of_fonts(html, fonts)))


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Hands out the letter's fonts and nothing else: no file, no network."""

    def __init__(self, fonts: Mapping[str, LetterFont]) -> None:
        super().__init__(fail_on_errors=True)
        self._letter_fonts = fonts

    def fetch(self, url: str, _headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url not in self._letter_fonts:
            raise FatalURLFetchingError(f"a letter may not fetch {url}")
        return URLFetcherResponse(url, self._letter_fonts[url].data, {"Content-Type": "font/ttf"})


class _Complaints(logging.Handler):
    """Collects what WeasyPrint warns of in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.content: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.content.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    logger = logging.getLogger("weasyprint")
    handler = _Complaints()
    logger.addHandler(handler)
    try:
        yield handler.content
    except FatalURLFetchingError as error:
        raise RenderFault(f"The letter cannot be laid out: {error}. It may use only its own fonts.") from error
    finally:
        logger.removeHandler(handler)


def _names_of_fonts(html: str, fonts: Mapping[str, LetterFont]) -> Iterator[tuple[str, LetterFont]]:
    """The name under which WeasyPrint embeds each font: the family that the style gives it, and its weight."""
    for family, weight, address in _FONT_FACE.findall(html):
        if address in fonts:
            yield f"{family}-Bold" if int(weight) >= _BOLD_FROM else family, fonts[address]


def _places(box: Any, page: int) -> Iterator[Place]:
    """The places inside a box, outermost only, and the extent of the slip and of the words above it."""
    element = box.element if box.element is not None else {}
    name = element.get("data-place")
    if name:
        yield _place(name, box, page, filled=element.get(FILLED) is not None)
        return
    if SLIP in element.get("class", "").split() and "::" not in box.element_tag:  # not the call of the footnote
        yield _place(SLIP, box, page)
    if box.element_tag == "main":
        yield _place(WORDS, box, page)
    for child in box.all_children():
        yield from _places(child, page)


def _lines(box: Any, page: int) -> Iterator[SetLine]:
    """The lines of words inside a box, but for those of its margins."""
    for child in box.all_children():
        if isinstance(child, MarginBox):
            continue
        if isinstance(child, LineBox):
            texts = [one for one in child.descendants() if isinstance(one, TextBox) and one.text.strip()]
            if texts:
                points = min(one.style["font_size"] for one in texts) / _PX_PER_MM * POINTS_PER_MM
                words = " ".join("".join(one.text for one in texts).split())
                yield SetLine(page, _zone(child), round(points, 3), words)
        else:
            yield from _lines(child, page)


def _zone(box: Any) -> Zone:
    left, top, width, height = (edge / _PX_PER_MM for edge in box.hit_area())
    return Zone(left, top, left + width, top + height)


def _place(name: str, box: Any, page: int, *, filled: bool = False) -> Place:
    style = box.style
    return Place(
        name=name,
        page=page,
        zone=_zone(box),
        points=round(style["font_size"] / _PX_PER_MM * POINTS_PER_MM, 3),
        bold=style["font_weight"] >= _BOLD_FROM,
        align_right=style["direction"] == "rtl" or style["text_align_all"] == "right",
        filled=filled,
    )


def _refuse_foreign_fonts(pdf: bytes) -> None:
    """A letter has to look the same on every machine, so a fallback to a font of this one is a fault."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        bases = {
            str(item["/BaseFont"])
            for item in document.objects
            if isinstance(item, type(document.Root)) and item.get("/Type") == Name.Font and "/BaseFont" in item
        }
    # "/ABCDEF+Family": a subset's tag, then the family that the style gave it.
    if foreign := sorted(base for base in bases if not base.partition("+")[2].startswith(LETTER_FAMILY)):
        raise RenderFault(f"The letter would use fonts that are not its own: {', '.join(foreign)}.")
