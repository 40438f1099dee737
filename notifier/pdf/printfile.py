"""Many letters in one PDF: the body's pages stored once as form XObjects, the fonts once, a small overlay a page.

The file is for a printer that prints on both sides of a sheet: no sheet in it carries two letters.
"""

import io
from collections.abc import Mapping, Sequence

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, String

from notifier.pdf.font_embedding import font_object
from notifier.pdf.fonts import LetterFont, alphabets_of
from notifier.pdf.geometry import A4, POINTS_PER_MM
from notifier.pdf.overlay import Faces
from notifier.pdf.shared_fonts import SharedFonts

_BODY = "B"
SIDES_A_SHEET = 2
_A4_POINTS = (round(A4.width * POINTS_PER_MM, 3), round(A4.height * POINTS_PER_MM, 3))


def sheets_of(pages: int) -> int:
    """How many sheets of paper a letter of so many pages takes, printed on both sides."""
    return -(-pages // SIDES_A_SHEET)


def sides_in(pdf: bytes) -> int:
    """How many pages a print file has, blank ones with the others: sides of the sheets that come out of the printer."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def on_whole_sheets(pdf: bytes) -> bytes:
    """A PDF that ends with the back of a sheet, so that nothing printed behind it stands on one of its sheets."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        if len(document.pages) % SIDES_A_SHEET == 0:
            return pdf
        document.add_blank_page(page_size=_A4_POINTS)
        target = io.BytesIO()
        document.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        return target.getvalue()


def page_content(overlay: str) -> bytes:
    """What a page draws: its body, and the operators of one patient over it."""
    return f"q /{_BODY} Do Q\n{overlay}".encode("ascii")


class PrintFile:
    """A PDF that grows by letters. The same letters in the same order give the same bytes."""

    def __init__(self, faces: Faces, title: str, language: str) -> None:
        """`title` and `language` (BCP 47) describe the file to its reader."""
        self._pdf = Pdf.new()
        self._pdf.Root.Lang = String(language)
        self._pdf.docinfo[Name.Title] = title
        self._pages: list[Object] = []
        self._fonts = SharedFonts(self._pdf)
        self._regular = _Face(faces.regular, self._pdf)
        self._bold = _Face(faces.bold, self._pdf)
        self._bodies: dict[bytes, list[Object]] = {}  # the resources of each page, by the laid-out letter

    def add(
        self, body: bytes, fonts: Mapping[str, LetterFont], overlays: Sequence[str], regular: str, bold: str
    ) -> None:
        """One letter: its laid-out pages as a PDF, with its fonts by their names in it, the operators drawn over each
        page, and the words that these set in each face.

        It begins on the front of a sheet, whatever came before. A body that came before is not stored again.
        """
        self.end_sheet()
        if body not in self._bodies:
            with Pdf.open(io.BytesIO(body)) as source:
                self._fonts.copy_from(source, fonts)
                self._bodies[body] = [self._resources_of(page) for page in source.pages]
        for resources, overlay in zip(self._bodies[body], overlays, strict=True):
            self._add_page(resources, page_content(overlay))
        self._regular.alphabets |= alphabets_of(regular)
        self._bold.alphabets |= alphabets_of(bold)

    def end_sheet(self) -> None:
        """Leave the back of the last sheet blank, if it is not printed on."""
        if len(self._pages) % SIDES_A_SHEET:
            self._add_page(Dictionary(), b"")

    def finish(self) -> bytes:
        """The whole file, whose viewer proposes to print it on both sides and in its own size."""
        target = io.BytesIO()
        self.closed().save(
            target, min_version="1.7", deterministic_id=True, object_stream_mode=ObjectStreamMode.generate
        )
        return target.getvalue()

    def closed(self) -> Pdf:
        """The whole file, before it is written; nothing is added any more."""
        self._regular.embed(self._pdf, self._fonts)
        self._bold.embed(self._pdf, self._fonts)
        self._fonts.embed()
        # The page tree is written at once: to append page by page takes a time that grows with the square of the pages.
        tree = self._pdf.Root.Pages
        tree.MediaBox = Array([0, 0, *_A4_POINTS])
        tree.Count, tree.Kids = len(self._pages), Array(self._pages)
        # A window and the zones of the page are true only in their own size (PDF 32000-1, table 150).
        as_laid_out = Dictionary(Duplex=Name.DuplexFlipLongEdge, PrintScaling=Name("/None"))
        self._pdf.Root.ViewerPreferences = as_laid_out
        return self._pdf

    def _add_page(self, resources: Object, content: bytes) -> None:
        page = Dictionary(Type=Name.Page, Parent=self._pdf.Root.Pages, Resources=resources)
        if content:
            page.Contents = self._pdf.make_stream(content)
        self._pages.append(self._pdf.make_indirect(page))

    def _resources_of(self, page: Page) -> Object:
        form = self._pdf.copy_foreign(page.as_form_xobject())
        fonts = Dictionary(
            {f"/{Faces.REGULAR_NAME}": self._regular.reference, f"/{Faces.BOLD_NAME}": self._bold.reference}
        )
        return self._pdf.make_indirect(Dictionary(XObject=Dictionary({f"/{_BODY}": form}), Font=fonts))


class _Face:
    """A font that pages refer to from the start; it is embedded at the end, when it is known what it has to set."""

    def __init__(self, font: LetterFont, pdf: Pdf) -> None:
        self.alphabets = frozenset({0})
        self.reference = pdf.make_indirect(Dictionary())
        self._font = font

    def embed(self, pdf: Pdf, fonts: SharedFonts) -> None:
        shapes = fonts.use(self._font, self._font.characters(self.alphabets))
        for key, value in font_object(pdf, self._font, self.alphabets, shapes).items():
            self.reference[key] = value
