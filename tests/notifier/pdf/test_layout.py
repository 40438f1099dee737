"""One WeasyPrint run: nothing missing, nothing foreign, places where they are seen."""

import io
import subprocess

import pikepdf
import pytest

from notifier.errors import RenderFault
from notifier.pdf.layout import Layout, lay_out
from tests.notifier.letter_samples import stationery

STYLE = """
@font-face { font-family: "Fair-Notice-Letter"; src: url("font:regular") }
@page { size: A4; margin: 20mm }
body { font: 12pt/1.5 "Fair-Notice-Letter"; margin: 0 }
"""


def laid_out(body: str) -> Layout:
    return lay_out(f"<title>t</title><style>{STYLE}</style>{body}", stationery().fonts_of("en"))


def test_a_place_is_where_its_box_is_and_as_its_style_says() -> None:
    box = "margin: 10mm 0 0 5mm; width: 50mm; height: 8mm; font-size: 16pt; font-weight: 700"
    layout = laid_out(f'<p style="break-after: page">One</p><div data-place="code" style="{box}"></div>')
    (place,) = layout.places
    assert (layout.pages, place.name, place.page, place.points, place.bold) == (2, "code", 1, 16, True)
    zone = place.zone
    assert (zone.left, zone.top, zone.width, zone.height) == pytest.approx((25, 30, 50, 8))


def test_only_our_fonts_are_embedded() -> None:
    with pikepdf.open(io.BytesIO(laid_out("<p>Hello</p>").pdf)) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        assert str(font.BaseFont).endswith("+Fair-Notice-Letter")


def test_a_font_of_the_machine_is_refused() -> None:
    listed = subprocess.run(["fc-list", ":lang=en:outline=true", "family"], capture_output=True, text=True, check=True)
    of_this_machine = min(listed.stdout.splitlines()).partition(",")[0]
    with pytest.raises(RenderFault, match="fonts that are not its own"):
        laid_out(f'<p style="font-family: {of_this_machine}">Hello</p>')


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "https://example.com/logo.png", "logo.png", "data:image/png;base64,AAAA"]
)
def test_nothing_but_the_fonts_can_be_fetched(address: str) -> None:
    with pytest.raises(RenderFault, match="cannot be laid out"):
        laid_out(f'<img src="{address}" alt="logo">')


def test_a_picture_drawn_in_the_text_is_taken_and_one_that_it_points_to_is_not() -> None:
    shape = '<svg viewBox="0 0 10 10" width="30mm" height="30mm"><title>A square</title>{}</svg>'
    with pikepdf.open(io.BytesIO(laid_out(shape.format('<path d="M0 0h10v10H0z"/>')).pdf)) as pdf:
        assert b" l\n" in pdf.pages[0].Contents.read_bytes() or b" re" in pdf.pages[0].Contents.read_bytes()
    with pytest.raises(RenderFault, match="cannot be laid out"):
        laid_out(shape.format('<image href="logo.png" width="10" height="10"/>'))


def test_a_font_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RenderFault, match="cannot be laid out"):
        laid_out(
            '<style>@font-face { font-family: x; src: url("font:missing") }</style><p style="font-family: x">A</p>'
        )


def test_a_style_that_weasyprint_does_not_know_is_an_error() -> None:
    with pytest.raises(RenderFault, match="colour"):
        laid_out('<p style="colour: red">Hello</p>')
