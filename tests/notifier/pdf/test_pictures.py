"""A picture of a page shows the page."""

import io

import pikepdf
import pytest
from PIL import Image

from notifier.pdf.pictures import pages_as_png


def two_pages() -> bytes:
    """An inch wide and two high: the first page's lower half is red, the second page is empty."""
    with pikepdf.new() as document:
        for drawn in (b"1 0 0 rg 0 0 72 72 re f", b""):
            page = document.add_blank_page(page_size=(72, 144))
            page.Contents = document.make_stream(drawn)
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()


@pytest.mark.parametrize(
    ("colour", "mode", "red", "white"), [(False, "L", 76, 255), (True, "RGB", (255, 0, 0), (255,) * 3)]
)
def test_every_page_is_drawn_at_the_size_asked_for(colour: bool, mode: str, red: object, white: object) -> None:
    first, second = (Image.open(io.BytesIO(png)) for png in pages_as_png(two_pages(), 30, colour=colour))
    assert (first.size, first.mode) == ((30, 60), mode)
    assert (first.getpixel((15, 15)), first.getpixel((15, 45))) == (white, red)
    assert second.getpixel((15, 45)) == white
