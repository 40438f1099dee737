"""Letters: one layout per text, language and format, then a small overlay for each patient.

    LetterText --LetterTemplate.lay_out--> LetterTemplate --fill--> FilledLetter --.pdf--> bytes      one patient
                  (WeasyPrint, once)                          FilledLetters --bind--> bytes     a print file for many

The body is HTML with empty places: elements with `data-place` (`checks` has the names), each to be filled with a
field of `LetterFields`. `templates/print/letter.css` says which boxes it may use.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Literal, Self

from notifier.errors import RenderFault
from notifier.pdf.address_block import window_block
from notifier.pdf.checks import (
    CODES,
    behind_slip,
    check_layout,
    codes_meet,
    is_measured,
    nearly_empty_pages,
    refuse_unprintable,
    slip_fits,
)
from notifier.pdf.fonts import alphabets_of
from notifier.pdf.full_layout import filled_html
from notifier.pdf.geometry import MAX_BYTES, PRINTER, Envelope, LetterFormat
from notifier.pdf.layout import Layout, lay_out
from notifier.pdf.letter_file import LetterFile
from notifier.pdf.name_fonts import fonts_of_faces
from notifier.pdf.overlay import (
    SMALLEST,
    DoesNotFit,
    Faces,
    NotDrawable,
    draw_address,
    draw_fold_marks,
    draw_line,
    draw_qr,
    draw_sheet_mark,
    refuse_lines,
)
from notifier.pdf.printable import refuse_lost
from notifier.pdf.printfile import PrintFile, page_content
from notifier.pdf.qr_batch import QrBatch
from notifier.pdf.stationery import Stationery

_FIELD_OF = {
    "qr": "url",
    "slip_qr": "slip_url",
    "slip_name": "name",
    "slip_reference": "reference",
    "slip_deadline": "deadline",
}
# WeasyPrint would set the line breaks in a footnote, which the slip is, as they stand in the source.
_WHITE_SPACE = re.compile("[ \\t\\r\\n]+")
# How pages may be broken, by the classes of `letter.css`, the cheapest first. Large print has no words to turn over.
_TURNED = "turned"  # the last part of the words begins overleaf: only where that takes no page more
_WAYS = ("", _TURNED, "slip-apart", "slip-on-front")
_WAYS_OF_LARGE_PRINT = ("", "slip-apart", "slip-on-front")
_SLIP_SIZES = (1.0, 0.85, 0.7)  # of the size of the letter
_TIGHTNESS = (1.0, 0.97, 0.94, 0.91)  # of the height of a line
PERSONAL = frozenset({"salutation", "name", "slip_name", "code", "reference", "slip_reference"})  # places
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LetterText:
    """What a letter says to everybody.

    `html_body` is the inner HTML with its empty places; `practice_lines` stand at the top right, under the name;
    `page_line` numbers the pages in the letter's language; `needed` are the words, such as the telephone, that must not
    be lost with the slip.
    """

    html_body: str
    practice_name: str
    practice_lines: tuple[str, ...]
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    page_line: str = "Page {page} of {pages}"
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterFields:
    """What a letter says to one patient. `address` includes the name line; the dates are as they are to be read.

    `url` is the patient's own link; `slip_url` is for the practice, which scans it from a slip that comes back.
    """

    address: tuple[str, ...]
    salutation: str
    url: str
    typed_url: str
    code: str
    deadline: str
    reference: str
    date: str = ""
    name: str = ""
    slip_url: str = ""

    def of(self, place: str) -> str:
        """What goes into a place. RenderFault if it is blank."""
        value = str(getattr(self, _FIELD_OF.get(place, place)))
        if not value.strip():
            raise RenderFault(f"The letter's {place} has no value for this patient; nothing was written.")
        return value


@dataclass(frozen=True)
class LetterTemplate:
    """A letter laid out once, to be filled for each patient. `layout` has the places that are still empty.

    With an `address` it is one patient's: the window shows it as text.
    """

    text: LetterText
    format: LetterFormat
    stationery: Stationery
    envelope: Envelope
    baked: Mapping[str, str]
    layout: Layout
    address: tuple[str, ...] = ()
    qr_press: QrBatch = field(default_factory=QrBatch, repr=False, compare=False)
    _files: dict[tuple[frozenset[int], frozenset[int], bool], LetterFile] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def lay_out(
        cls,
        text: LetterText,
        letter_format: LetterFormat,
        stationery: Stationery,
        envelope: Envelope = PRINTER,
        baked: Mapping[str, str] = _NOTHING,
        address: tuple[str, ...] = (),
    ) -> Self:
        """One WeasyPrint run, about half a second; two where the slip has to go on a page of its own.

        `baked` has what is the same for everybody, or has to be shaped, by place: it becomes part of the text, and so
        does an `address` that has to be shaped.
        RenderFault: a place is missing, unknown or outside the printing zones, the letter is longer than ten pages,
        the practice's block is too long, or something is missing that the text needs.
        """
        body = filled_html(text.html_body, baked)
        names = (*baked.values(), *address)
        layout = _laid_out(replace(text, html_body=body), letter_format, stationery, envelope, names, address)
        check_layout(layout, envelope, text.practice_name, text.needed)
        places = tuple(place for place in layout.places if not place.filled and not is_measured(place))
        return cls(text, letter_format, stationery, envelope, baked, replace(layout, places=places), address)

    @property
    def faces(self) -> Faces:
        """What is drawn over its pages is set in these."""
        return self.stationery.faces

    @property
    def is_for_one(self) -> bool:
        """Whether it was laid out for one patient, with their words in it."""
        return bool(self.address or PERSONAL & self.baked.keys())

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of the laid-out pages and their places."""
        places = json.dumps([asdict(place) for place in self.layout.places])
        return hashlib.sha256(self.layout.pdf + places.encode()).hexdigest()

    def fill(self, fields: LetterFields) -> "FilledLetter":
        """One patient's letter. A field without a place in this text is not printed; the reference is on every page.

        Words that cannot be drawn over their place, or in the window, get a layout of their own, where they wrap and
        are shaped; the FilledLetter then has its own template. RenderFault: a blank field; NoShape: a character that no
        font has; DoesNotFit: an address that does not fit the window.
        """
        try:
            address = draw_address(fields.address, self.envelope, self.faces)
        except NotDrawable:
            address = ""
        if address:
            with suppress(DoesNotFit):
                return self._filled(fields, address)
        words = {place.name: fields.of(place.name) for place in self.layout.places if place.name not in CODES}
        if not address:
            refuse_lost(fields.address, self.stationery, self.text.language)
        shaped = () if address else fields.address
        own = self.lay_out(self.text, self.format, self.stationery, self.envelope, {**self.baked, **words}, shaped)
        return own._filled(fields, address)  # noqa: SLF001 - another of this class

    def copy(self, fields: LetterFields) -> bytes:
        """The letter as a tagged PDF/UA-1 file for a screen, a layout of its own. RenderFault as for `fill`."""
        refuse_lines(fields.address)
        words = {place.name: fields.of(place.name) for place in self.layout.places}
        text = replace(self.text, html_body=filled_html(self.text.html_body, {**self.baked, **words}))
        names = (*words.values(), *fields.address)
        return _laid_out(text, self.format, self.stationery, self.envelope, names, fields.address, tagged=True).pdf

    def file_of(self, regular: str, bold: str, *, whole_sheets: bool) -> LetterFile:
        """The file of one letter but for its pages' contents; its fonts can set the words given for each face.

        With `whole_sheets` it ends with the back of a sheet.
        """
        key = alphabets_of(regular), alphabets_of(bold), whole_sheets
        if key not in self._files:
            file = PrintFile(self.faces, self.text.title, self.text.language)
            file.add(self.layout.pdf, self.layout.fonts, [""] * self.layout.pages, regular, bold)
            if whole_sheets:
                file.end_sheet()
            self._files[key] = LetterFile(file.closed())
        return self._files[key]

    def _filled(self, fields: LetterFields, address: str) -> "FilledLetter":
        overlays = [""] * self.layout.pages
        overlays[0] = draw_fold_marks(self.envelope.fold_marks) + address
        mark = fields.of("reference")
        smallest = 1 if self.format.is_enlarged else SMALLEST
        for page, overlay in enumerate(overlays):
            overlays[page] = overlay + draw_sheet_mark(mark, self.faces, at_right=self.text.direction == "rtl")
        for place in self.layout.places:
            value = fields.of(place.name)
            is_code = place.name in CODES
            drawn = draw_qr(place, value, self.qr_press) if is_code else draw_line(place, value, self.faces, smallest)
            overlays[place.page] += drawn
        return FilledLetter(self, tuple(overlays), self._words(fields, bold=False), self._words(fields, bold=True))

    def _words(self, fields: LetterFields, bold: bool) -> str:
        """What is set in one of the two faces."""
        set_places = (place for place in self.layout.places if place.bold is bold and place.name not in CODES)
        address = () if self.address else fields.address  # one that was laid out brought its fonts
        marks = () if bold else (*address, fields.of("reference"))
        return "".join((*marks, *(fields.of(place.name) for place in set_places)))


@dataclass(frozen=True)
class FilledLetter:
    """One patient's letter, ready to be printed alone or bound with others: `overlays` has the operators of each page.

    `regular` and `bold` are the words that the overlays set in each face.
    """

    template: "LetterTemplate"
    overlays: tuple[str, ...]
    regular: str
    bold: str

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.template.layout.pages

    @cached_property
    def sha256(self) -> str:
        """Of all that is printed on its pages, in hexadecimal: the template and what is drawn over it."""
        return hashlib.sha256(json.dumps([self.template.fingerprint, self.overlays]).encode()).hexdigest()

    @cached_property
    def pdf(self) -> bytes:
        """The letter as a file to look at, of its own pages alone. RenderFault: larger than the printer takes."""
        return self._file(whole_sheets=False)

    @property
    def print_file(self) -> bytes:
        """The letter as a file to print, which ends with the back of a sheet as `bind` has it. RenderFault as `pdf`."""
        return self._file(whole_sheets=True)

    def _file(self, *, whole_sheets: bool) -> bytes:
        file = self.template.file_of(self.regular, self.bold, whole_sheets=whole_sheets)
        pdf = file.with_contents([page_content(overlay) for overlay in self.overlays])
        if len(pdf) > MAX_BYTES:
            raise RenderFault(f"The letter has {len(pdf)} bytes and the printer takes {MAX_BYTES}.")
        return pdf


def bind(letters: Iterable[FilledLetter]) -> bytes:
    """One print file of all letters in order: each template's pages and the fonts stored once.

    Each begins on a sheet of its own, printed on both sides: one with an odd number of pages is followed by a blank
    page, the last one too, for files are printed and merged one behind the other. The same letters in the same order
    give the same bytes. Title and language of the file are the first letter's. RenderFault: there is no letter.
    """
    file: PrintFile | None = None
    for letter in letters:
        template = letter.template
        file = file or PrintFile(template.faces, template.text.title, template.text.language)
        file.add(template.layout.pdf, template.layout.fonts, letter.overlays, letter.regular, letter.bold)
    if file is None:
        raise RenderFault("There is no letter to be bound.")
    file.end_sheet()
    return file.finish()


def _laid_out(
    text: LetterText,
    letter_format: LetterFormat,
    stationery: Stationery,
    envelope: Envelope,
    names: Iterable[str],
    address: tuple[str, ...] = (),
    *,
    tagged: bool = False,
) -> Layout:
    """The pages of a text; an `address` stands in the window as text. `names` is what is a patient's own in all this.

    A slip goes where its code shares no page with the other one, and nothing that the patient needs is on its other
    side: in the end on a sheet of its own. One that is too high for a page, as with a long name in the largest print,
    is set smaller. Lines come a little closer where a page would have but one or two of them.
    """
    fonts = stationery.fonts_of(text.language)
    name_faces = stationery.name_faces(text.language, "".join(names))
    every = {**fonts, **fonts_of_faces(name_faces)}
    refuse_unprintable(
        text.html_body, (text.practice_name, *text.practice_lines, text.page_line, *address), every.values()
    )
    values = {
        **asdict(text),
        "page_line": _css_content(text.page_line),
        "body": _WHITE_SPACE.sub(" ", text.html_body),
        "format": letter_format,
        "body_top": envelope.body.top,
        "window": window_block(address, envelope, fonts, name_faces) if address else None,
        "name_faces": name_faces,
    }

    def once(way: str, slip_size: float, tightness: float) -> Layout:
        page = stationery.page(
            **values, line_height=letter_format.line_height, way=way, slip_size=slip_size, tightness=tightness
        )
        return lay_out(page, every, tagged=tagged)

    return _soundest(once, _WAYS_OF_LARGE_PRINT if letter_format.is_enlarged else _WAYS, text.needed)


def _soundest(once: Callable[[str, float, float], Layout], ways: Iterable[str], needed: Iterable[str]) -> Layout:
    """The first layout of the slip's sizes and the ways to break pages, cheapest first, that is as it has to be.

    `once` lays out by a way, a size and a tightness. Where none has no nearly empty page it is the first that is sound,
    and where none is sound the first of all, which the checks then refuse.
    """

    def is_sound(layout: Layout) -> bool:
        return not (codes_meet(layout.places) or behind_slip(layout, needed)) and slip_fits(layout.places)

    first = sound = None
    for slip_size, way in product(_SLIP_SIZES, ways):
        for tightness in _TIGHTNESS:
            layout = once(way, slip_size, tightness)
            first = first or layout
            if not is_sound(layout) or (way == _TURNED and layout.pages > first.pages):
                break
            if not nearly_empty_pages(layout):
                return layout
            sound = sound or layout
    assert first is not None
    return sound or first


def _css_content(page_line: str) -> str:
    """`Page {page} of {pages}` as the value of CSS `content`."""
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    pieces = re.split(r"(\{pages?\})", page_line)
    return " ".join(counters.get(piece) or json.dumps(piece, ensure_ascii=False) for piece in pieces if piece)
