"""Letters: one layout per text, language and format, then a small overlay for each patient.

    LetterText --LetterPlate.lay_out--> LetterPlate --fill--> Letter          one patient, one PDF
                  (WeasyPrint, once)                --fill_many--> bytes      a print file for many

The body is HTML with empty places, each an element with `data-place` and the name of a `LetterFields` field (`qr` takes
the link). `templates/print/letter.css` says which boxes it may use.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Literal, Self

from notifier.errors import RenderFault
from notifier.press.geometry import BODY, MAX_BYTES, MAX_PAGES, PRACTICE_BLOCK, PRINTABLE, LetterFormat, Place
from notifier.press.layout import Layout, lay_out
from notifier.press.overlay import Faces, draw_address, draw_line, draw_qr
from notifier.press.printfile import PrintFile
from notifier.press.qr_press import QrPress
from notifier.press.stationery import Stationery

_PRACTICE, _QR = "practice", "qr"
REQUIRED_PLACES = frozenset({"salutation", _QR, "typed_url", "code"})
OPTIONAL_PLACES = frozenset({"date", "deadline", "reference"})


@dataclass(frozen=True, slots=True)
class LetterText:
    """What a letter says to everybody.

    `html_body` is the inner HTML with its empty places; `practice_lines` stand at the top right, under the name;
    `page_line` numbers the pages in the letter's language.
    """

    html_body: str
    practice_name: str
    practice_lines: tuple[str, ...]
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    page_line: str = "Page {page} of {pages}"


@dataclass(frozen=True, slots=True)
class LetterFields:
    """What a letter says to one patient. `address` includes the name line; the dates are as they are to be read."""

    address: tuple[str, ...]
    salutation: str
    url: str
    typed_url: str
    code: str
    deadline: str
    reference: str
    date: str = ""

    def of(self, place: str) -> str:
        """What goes into a place. RenderFault if it is blank."""
        value = str(getattr(self, "url" if place == _QR else place))
        if not value.strip():
            raise RenderFault(f"The letter's {place} has no value for this patient; nothing was written.")
        return value


@dataclass(frozen=True, slots=True)
class Letter:
    """One patient's letter, ready to print."""

    pdf: bytes
    pages: int
    reference: str

    @property
    def sha256(self) -> str:
        """The hash of the file, in hexadecimal."""
        return hashlib.sha256(self.pdf).hexdigest()


@dataclass(frozen=True)
class LetterPlate:
    """A letter laid out once, to be filled for each patient."""

    text: LetterText
    format: LetterFormat
    faces: Faces
    layout: Layout
    qr_press: QrPress = field(default_factory=QrPress, repr=False, compare=False)

    @classmethod
    def lay_out(cls, text: LetterText, letter_format: LetterFormat, stationery: Stationery) -> Self:
        """One WeasyPrint run, about half a second.

        RenderFault: a place is missing, unknown or outside the printing zones, the letter is longer than ten pages,
        the practice's block is too long, or something is missing that the text needs.
        """
        _refuse_unprintable(text, stationery.faces)
        values = asdict(text) | {"body": text.html_body, "page_line": _css_content(text.page_line)}
        layout = lay_out(stationery.page(points=letter_format.points, **values), stationery.fonts)
        _check(layout)
        places = tuple(place for place in layout.places if place.name != _PRACTICE)
        return cls(text, letter_format, stationery.faces, Layout(layout.pdf, layout.pages, places))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the laid-out pages and their places."""
        places = json.dumps([asdict(place) for place in self.layout.places])
        return hashlib.sha256(self.layout.pdf + places.encode()).hexdigest()

    def fill(self, fields: LetterFields) -> Letter:
        """One letter as a file of its own. A field without a place in this text is not printed.

        RenderFault: a blank field, a character without a glyph, or what does not fit its place in a readable size.
        """
        pdf = self.fill_many([fields])
        if len(pdf) > MAX_BYTES:
            raise RenderFault(f"The letter has {len(pdf)} bytes and the printer takes {MAX_BYTES}.")
        return Letter(pdf, self.layout.pages, fields.reference)

    def fill_many(self, letters: Iterable[LetterFields]) -> bytes:
        """One print file of all letters in order, body and fonts stored once. RenderFault as for `fill`."""
        file = PrintFile(self.layout.pdf, self.faces, self.text.title, self.text.language)
        for fields in letters:
            file.add(self._overlays(fields), self._words(fields, bold=False), self._words(fields, bold=True))
        return file.finish()

    def _overlays(self, fields: LetterFields) -> dict[int, str]:
        overlays = {0: draw_address(fields.address, self.faces)}
        for place in self.layout.places:
            value = fields.of(place.name)
            drawn = draw_qr(place, value, self.qr_press) if place.name == _QR else draw_line(place, value, self.faces)
            overlays[place.page] = overlays.get(place.page, "") + drawn
        return overlays

    def _words(self, fields: LetterFields, bold: bool) -> str:
        """What is set in one of the two faces."""
        set_places = (place for place in self.layout.places if place.bold is bold and place.name != _QR)
        return "".join((*(() if bold else fields.address), *(fields.of(place.name) for place in set_places)))


def _check(layout: Layout) -> None:
    if layout.pages > MAX_PAGES:
        raise RenderFault(f"The letter has {layout.pages} pages and the printer takes {MAX_PAGES}: shorten its text.")
    names = Counter(place.name for place in layout.places)
    if missing := REQUIRED_PLACES - names.keys():
        raise RenderFault(f"The letter's text lacks the place for {', '.join(sorted(missing))}.")
    if unknown := names.keys() - REQUIRED_PLACES - OPTIONAL_PLACES - {_PRACTICE}:
        raise RenderFault(f"The letter's text has unknown places: {', '.join(sorted(unknown))}.")
    if max(Counter(place.page for place in layout.places if place.name == _QR).values()) > 1:
        raise RenderFault("The letter has two QR codes on one page, and a telephone could read the wrong one.")
    for place in layout.places:
        _check_zone(place)


def _check_zone(place: Place) -> None:
    zone = PRACTICE_BLOCK if place.name == _PRACTICE else BODY if place.page == 0 else PRINTABLE
    if not zone.holds(place.zone):
        raise RenderFault(f"The letter's {place.name} reaches out of the zone it may print in: shorten it.")


def _refuse_unprintable(text: LetterText, faces: Faces) -> None:
    words = _Words()
    words.feed(text.html_body)
    words.close()
    for font in (faces.regular, faces.bold):
        font.require("".join((*words.found, text.practice_name, *text.practice_lines, text.page_line)))


class _Words(HTMLParser):
    """The text between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _css_content(page_line: str) -> str:
    """`Page {page} of {pages}` as the value of CSS `content`."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    pieces = re.split(r"(\{pages?\})", page_line)
    return " ".join(counters.get(piece) or json.dumps(piece, ensure_ascii=False) for piece in pieces if piece)
