"""What a print house checks of a file of letters before it takes them, written apart from the product.

The numbers are those of the UK public services printer's rules for precompiled letters (domain notes, section 5), said
again here on purpose: a wrong number in the product must not agree with itself. Pages are looked at as pixels and read
by pdfium, codes by ZXing; neither made the file.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps

MM = 72 / 25.4  # points
WIDTH, HEIGHT = 210.0, 297.0
Box = tuple[float, float, float, float]  # left, top, right, bottom, in mm from the top left corner
PRINTABLE: Box = (15, 5, 195, 292)
WINDOW: Box = (24.6, 39.5, 120, 66.3)
PRACTICE: Box = (125, 5, 195, 95)
BODY: Box = (15, 95, 195, 292)
LINES = range(3, 8)  # of an address, as they are printed
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}|BFPO [0-9]{1,4}")
NO_START = '@()=[]"\\/,<>~'
TAG: Box = (0, 0, 15.2, 6.2)
MOST_PAGES, MOST_BYTES = 10, 2_000_000
QR = zxingcpp.barcode_formats_from_str("QRCode")
_INK = 32  # of 255: lighter grey is the edge of a letter's smoothing


@dataclass(frozen=True)
class Side:
    """One page of a letter: one side of a sheet of paper."""

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

    def lines(self) -> list[tuple[str, float, float]]:
        """Each piece of text that stands on one line: its words, how far down it begins in mm, and its size in points.

        The size is the smallest of its letters', in which they are set; those of a larger size in it do not make up
        for it.
        """
        page = self.page.get_textpage()
        found = []
        for index in range(page.count_rects()):
            left, bottom, right, top = page.get_rect(index)
            words: str = page.get_text_bounded(left, bottom, right, top).strip()
            first = page.get_index(left + 0.5, (bottom + top) / 2, 2, 4)
            if words and first is not None:
                size = pdfium_raw.FPDFText_GetFontSize(page.raw, first)
                found.append((words, HEIGHT - top / MM, size))
        return found

    def below(self, top: float) -> Image.Image:
        """The picture of what is further down than `top`, in mm."""
        return self.picture.crop((0, round(top * self.picture.width / WIDTH), *self.picture.size))

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


def sheets(pdf: bytes) -> list[tuple[Side, Side]]:
    """What a printer that prints on both sides makes of a file: the front and the back of each sheet.

    AssertionError if the last sheet has no back: what is printed behind the file would stand there.
    """
    sides = [Side(page, is_first=False) for page in pdfium.PdfDocument(pdf)]
    assert len(sides) % 2 == 0, f"the file has {len(sides)} pages, and the next one begins on a back"
    return list(zip(sides[::2], sides[1::2], strict=True))


def cut(pdf: bytes, pages: Sequence[int]) -> list[list[Side]]:
    """The letters of a print file, cut where the manifest says: `pages` has how many each letter has.

    AssertionError if the file has more or fewer sheets than these take, or something stands on a back that is nobody's.
    """
    of_paper = sheets(pdf)
    wanted = sum((many + 1) // 2 for many in pages)
    assert len(of_paper) == wanted, f"the file has {len(of_paper)} sheets, the manifest {wanted}"
    rest, letters = iter(of_paper), []
    for many in pages:
        sides = [side for _ in range((many + 1) // 2) for side in next(rest)]
        assert all(_ink(side.picture) is None for side in sides[many:]), "a blank back is printed on"
        letters.append([Side(side.page, is_first=number == 0) for number, side in enumerate(sides[:many])])
    return letters


def found_on(sides: Sequence[Side], signs: Mapping[str, Collection[str]]) -> set[str]:
    """Whose signs stand on a sheet: `signs` has of each person (by reference) what a stranger would know them by.

    Words are looked for in the text, without spaces, and links in what the codes of the picture say.
    """
    read = "\n".join("".join(side.text.split()) for side in sides)
    scanned = [code for side in sides for code in qr_codes(side.picture)]
    return {
        person for person, own in signs.items() if any("".join(sign.split()) in read or sign in scanned for sign in own)
    }


def faults(letter: Sequence[Side]) -> list[str]:
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
    return found + address_faults(letter[0].words(WINDOW).splitlines())


def address_faults(lines: Sequence[str]) -> list[str]:
    """What the print house would refuse of an address as it reads it off the page, line by line."""
    found = [] if len(lines) in LINES else [f"{len(lines)} lines in the window"]
    if lines and not POSTCODE.fullmatch(lines[-1]):
        found.append("the last line is no postcode")
    return found + [f"a line begins with {line[0]}" for line in lines if line.startswith(tuple(NO_START))]
