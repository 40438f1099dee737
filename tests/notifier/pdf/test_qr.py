"""QR codes: read back by an independent decoder."""

import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from notifier.errors import RenderFault
from notifier.pdf.qr import MIN_MODULE_MM, module_mm, packed_rows, qr_matrix, qr_svg
from notifier.pdf.qr_batch import QrBatch

URL = "https://riverside-surgery.example.com/r/7K3M92QX4TDP"


def test_a_picture_is_read_back_with_error_level_m() -> None:
    (found,) = zxingcpp.read_barcodes(drawn(qr_svg(URL), 8))
    assert (found.text, found.ec_level) == (URL, "M")


def test_a_picture_has_a_white_quiet_zone_of_four_modules() -> None:
    picture = drawn(qr_svg(URL), 5)
    assert picture.width == picture.height == (len(qr_matrix(URL)) + 8) * 5
    assert picture.point(lambda value: 255 - value).getbbox() == (20, 20, picture.width - 20, picture.height - 20)


def test_an_svg_draws_every_dark_module_once() -> None:
    runs = re.findall(r"h(\d+)v1h-(\d+)z", qr_svg(URL))
    assert all(there == back for there, back in runs)
    assert sum(int(there) for there, _ in runs) == sum(map(sum, qr_matrix(URL)))


def test_rows_are_packed_with_dark_as_zero() -> None:
    assert packed_rows(((True, False), (False, True))) == bytes([0b01111111, 0b10111111])


def test_an_empty_or_endless_address_is_refused() -> None:
    for text, fault in (("", "no address"), ("x" * 505, "longer than 504 bytes")):
        with pytest.raises(RenderFault, match=fault):
            qr_matrix(text)


def test_a_module_has_at_least_half_a_millimetre() -> None:
    assert module_mm(33, 41 * MIN_MODULE_MM) == pytest.approx(MIN_MODULE_MM)
    with pytest.raises(RenderFault, match="larger place"):
        module_mm(33, 20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=6))
def test_the_qr_press_makes_the_very_codes_of_the_package(texts: list[str]) -> None:
    qr_batch = QrBatch()
    for text in texts:
        bitmap = qr_batch.bitmap(text)
        matrix = qr_matrix(text)
        assert (bitmap.modules, bitmap.rows) == (len(matrix), packed_rows(matrix))


def drawn(svg: str, module_pixels: int) -> Image.Image:
    """The picture as a browser draws it, with so many pixels a module."""
    side = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    picture = Image.new("L", (side * module_pixels, side * module_pixels), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, length in (map(int, found) for found in re.findall(r"M(\d+) (\d+)h(\d+)v1h", svg)):
        right, foot = (x + length) * module_pixels - 1, (y + 1) * module_pixels - 1
        pen.rectangle((x * module_pixels, y * module_pixels, right, foot), fill=0)
    return picture
