"""Many letters in one PDF: the body's pages stored once as form XObjects, the fonts once, a small overlay a page."""

import io
from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf, String

from notifier.pdf.font_embedding import font_object
from notifier.pdf.fonts import LetterFont, alphabets_of
from notifier.pdf.geometry import A4, POINTS_PER_MM
from notifier.pdf.overlay import Faces

_BODY = "B"


class PrintFile:
    """A PDF that grows by letters. The same letters in the same order give the same bytes."""

    def __init__(self, faces: Faces, title: str, language: str) -> None:
        """`title` and `language` (BCP 47) describe the file to its reader."""
        self._pdf = Pdf.new()
        self._pdf.Root.Lang = String(language)
        self._pdf.docinfo[Name.Title] = title
        self._pages: list[Object] = []
        self._regular = _Face(faces.regular, self._pdf)
        self._bold = _Face(faces.bold, self._pdf)
        self._bodies: dict[bytes, list[Object]] = {}  # the resources of each page, by the laid-out letter

    def add(self, body: bytes, overlays: Sequence[str], regular: str, bold: str) -> None:
        """One letter: its laid-out pages as a PDF, the operators drawn over each, and the words these set in each face.

        A body that came before is not stored again.
        """
        if body not in self._bodies:
            with Pdf.open(io.BytesIO(body)) as source:
                self._bodies[body] = [self._resources_of(page) for page in source.pages]
        for resources, overlay in zip(self._bodies[body], overlays, strict=True):
            content = f"q /{_BODY} Do Q\n{overlay}"
            page = Dictionary(
                Type=Name.Page,
                Parent=self._pdf.Root.Pages,
                Resources=resources,
                Contents=self._pdf.make_stream(content.encode("ascii")),
            )
            self._pages.append(self._pdf.make_indirect(page))
        self._regular.alphabets |= alphabets_of(regular)
        self._bold.alphabets |= alphabets_of(bold)

    def finish(self) -> bytes:
        """The whole file."""
        self._regular.embed(self._pdf)
        self._bold.embed(self._pdf)
        # The page tree is written at once: to append page by page takes a time that grows with the square of the pages.
        tree = self._pdf.Root.Pages
        tree.MediaBox = Array([0, 0, round(A4.width * POINTS_PER_MM, 3), round(A4.height * POINTS_PER_MM, 3)])
        tree.Count, tree.Kids = len(self._pages), Array(self._pages)
        target = io.BytesIO()
        self._pdf.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        return target.getvalue()

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

    def embed(self, pdf: Pdf) -> None:
        for key, value in font_object(pdf, self._font, self.alphabets).items():
            self.reference[key] = value
