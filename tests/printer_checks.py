"""What a print house checks of a file of letters before it takes them, written apart from the product.

The numbers are those of the UK public services printer's rules for precompiled letters (domain notes, section 5), said
again here on purpose: a wrong number in the product must not agree with itself. Pages are looked at as pixels and read
by pdfium, codes by ZXing; neither made the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps

MM = 72 / 25.4  # points
WIDTH, HEIGHT = 210.0, 297.0
Box = tuple[float, float, float, float]  # left, top, right, bottom, in mm from the top left corner
PRINTABLE: Box = (15, 5, 195, 292)
WINDOW: Box = (24.6, 39.5, 120, 66.3)
PRACTICE: Box = (125, 5, 195, 95)
BODY: Box = (15, 95, 195, 292)
TAG: Box = (0, 0, 15.2, 6.2)
MOST_PAGES, MOST_BYTES = 10, 2_000_000
QR = zxingcpp.barcode_formats_from_str("QRCode")
_INK = 32  # of 255: lighter grey is the edge of a letter's smoothing


@dataclass(frozen=True)
class Sheet:
    """One page of a letter."""

    page: pdfium.PdfPage
    is_first: bool

    @cached_property
    def picture(self) -> Image.Image:
        """The page at 150 dpi, grey."""
        return self.scanned(150)

    def scanned(self, dpi: int) -> Image.Image:
        """The page as a good scanner of that resolution sees it."""
        picture: Image.Image = self.page.render(scale=dpi / 72, grayscale=True).to_pil()
        return picture

    def faxed(self) -> Image.Image:
        """Turned by three degrees, out of focus, black and white only, and coarser down than across."""
        turned = self.scanned(200).rotate(3, resample=Image.Resampling.BILINEAR, expand=True, fillcolor=255)
        blurred = turned.filter(ImageFilter.GaussianBlur(1.3)).point(lambda grey: 255 if grey > 128 else 0)
        coarse = blurred.resize((blurred.width, blurred.height * 98 // 200), Image.Resampling.BILINEAR)
        return coarse.resize(blurred.size, Image.Resampling.NEAREST)

    def words(self, box: Box) -> str:
        """The text inside a rectangle, as it is extracted."""
        left, top, right, bottom = box
        text: str = self.page.get_textpage().get_text_bounded(
            left=left * MM, right=right * MM, bottom=(HEIGHT - bottom) * MM, top=(HEIGHT - top) * MM
        )
        return text

    @property
    def text(self) -> str:
        """All text of the page, in the order of the file."""
        return str(self.page.get_textpage().get_text_range())

    def is_blank(self, box: Box) -> bool:
        """Whether nothing is printed inside a rectangle."""
        return _ink(self._crop(box)) is None

    def ink_outside(self, allowed: Sequence[Box]) -> Box | None:
        """Where something is printed outside all of the rectangles; None if nowhere."""
        covered = self.picture.copy()
        pencil = ImageDraw.Draw(covered)
        for box in allowed:
            pencil.rectangle(self._pixels(box), fill=255)
        found = _ink(covered)
        return tuple(round(edge * WIDTH / covered.width, 1) for edge in found) if found else None  # type: ignore[return-value]  # four edges in, four out

    def _crop(self, box: Box) -> Image.Image:
        return self.picture.crop(self._pixels(box))

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        scale = self.picture.width / WIDTH
        left, top, right, bottom = (round(edge * scale) for edge in box)
        return left, top, right, bottom


def _ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageOps.invert(picture).point(lambda value: 255 if value > _INK else 0).getbbox()


def codes(picture: Image.Image) -> list[str]:
    """What the codes in a picture say, QR codes or any others."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def qr_codes(picture: Image.Image) -> list[str]:
    """What the QR codes in a picture say; to look for no others is much quicker."""
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=QR)]


def cut(pdf: bytes, pages: Sequence[int]) -> list[list[Sheet]]:
    """The letters of a print file, cut where the manifest says: `pages` has how many each letter has.

    AssertionError if the file has more or fewer pages than that.
    """
    sheets = list(pdfium.PdfDocument(pdf))
    assert len(sheets) == sum(pages), f"the file has {len(sheets)} pages, the manifest {sum(pages)}"
    rest = iter(sheets)
    return [[Sheet(next(rest), is_first=number == 0) for number in range(many)] for many in pages]


def faults(letter: Sequence[Sheet]) -> list[str]:
    """What the print house would send one letter back for; empty when it takes it."""
    found = [] if len(letter) <= MOST_PAGES else [f"{len(letter)} pages"]
    for number, sheet in enumerate(letter, start=1):
        size = tuple(round(edge / MM, 1) for edge in sheet.page.get_size())
        if size != (WIDTH, HEIGHT):
            found.append(f"page {number} is {size}")
        allowed = (WINDOW, PRACTICE, BODY) if sheet.is_first else (PRINTABLE,)
        if outside := sheet.ink_outside(allowed):
            found.append(f"page {number} prints at {outside}")
        if not sheet.is_blank(TAG):
            found.append(f"page {number} prints in the tag's box")
    if letter[0].is_blank(WINDOW):
        found.append("the window is empty")
    return found
