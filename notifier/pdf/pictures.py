"""What laid-out pages look like, as pictures for a preview."""

import pypdfium2 as pdfium

from notifier.pdf.png import colour_png, grey_png

_POINTS_TO_AN_INCH = 72


def pages_as_png(pdf: bytes, dpi: int, *, colour: bool = False) -> list[bytes]:
    """Every page in order, in grey or in colour."""
    with pdfium.PdfDocument(pdf) as document:
        return [_drawn(page, dpi, colour=colour) for page in document]


def _drawn(page: pdfium.PdfPage, dpi: int, *, colour: bool) -> bytes:
    bitmap = page.render(scale=dpi / _POINTS_TO_AN_INCH, grayscale=not colour, rev_byteorder=True)
    samples, wide, row = bytes(bitmap.buffer), bitmap.stride, bitmap.width * bitmap.n_channels
    rows = b"".join(samples[start : start + row] for start in range(0, bitmap.height * wide, wide))
    return colour_png(bitmap.width, rows) if colour else grey_png(bitmap.width, rows, 8)
