"""The letter's fonts: glyphs, widths and cuts."""

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from notifier.errors import RenderFault
from notifier.pdf.fonts import alphabets_of, load_font
from notifier.pdf.stationery import Stationery
from tests.notifier.letter_samples import ROOT, stationery

FONT = stationery().faces.regular


def test_a_cut_keeps_the_numbers_and_shapes_of_the_glyphs_it_has() -> None:
    glyphs = FONT.glyphs("Łuczak")
    full, cut = (TTFont(io.BytesIO(data)) for data in (FONT.data, FONT.cut(frozenset(glyphs))))
    for glyph in glyphs:
        name, cut_name = full.getGlyphName(glyph), cut.getGlyphName(glyph)
        assert full["glyf"][name].numberOfContours == cut["glyf"][cut_name].numberOfContours != 0
    assert len(FONT.cut(frozenset(glyphs))) < len(FONT.data) / 10


def test_the_alphabets_of_a_text_are_those_of_its_composed_form() -> None:
    assert alphabets_of("a\N{COMBINING CIRCUMFLEX ACCENT}") == {1}
    assert alphabets_of("Ł a") == {0, 2}


def test_the_width_of_a_line_is_the_sum_of_its_letters() -> None:
    one, two = FONT.width(FONT.glyphs("W")), FONT.width(FONT.glyphs("WW"))
    assert two == pytest.approx(2 * one)
    assert FONT.thousandths(FONT.glyphs("W")[0]) == round(one * 1000)


def test_a_missing_font_is_named_with_what_to_do() -> None:
    with pytest.raises(RenderFault, match=r"NotoSans_400Regular\.ttf .* build the assets"):
        Stationery.load(ROOT / "templates", Path("/nowhere"))


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttf").write_text("no font at all")
    with pytest.raises(RenderFault, match=r"x\.ttf cannot be read"):
        load_font(tmp_path / "x.ttf")


def test_a_missing_shell_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderFault, match=r"letter\.html cannot be read"):
        Stationery.load(tmp_path, ROOT / "web" / "static" / "fonts")


def test_the_fonts_of_a_script_are_read_when_a_language_needs_them(tmp_path: Path) -> None:
    fonts = ROOT / "web" / "static" / "fonts"
    for name in ("NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"):
        (tmp_path / name).symlink_to(fonts / name)
    latin_only = Stationery.load(ROOT / "templates", tmp_path)
    assert set(latin_only.fonts_of("pl")) == {"font:regular", "font:bold"}
    with pytest.raises(RenderFault, match=r"NotoNastaliqUrdu_400Regular\.ttf .* build the assets"):
        latin_only.fonts_of("ur")


def test_a_script_brings_its_fonts_beside_the_latin_ones() -> None:
    fonts = stationery().fonts_of("pa")
    assert len(fonts) == 4
    assert [font.has("\N{GURMUKHI LETTER A}") for font in fonts.values()].count(True) == 2
    assert stationery().fonts_of("pa") == fonts
