"""Writing other than Latin: letters in their own fonts, from the right side, with numbers that keep their order."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2 as pdfium
import pytest

from notifier.errors import RenderFault
from notifier.pdf.geometry import PRACTICE_BLOCK, PRINTER, STANDARD, Zone
from notifier.pdf.letter_template import LetterTemplate
from notifier.pdf.writing_systems import isolated_runs, script_of, unmarked
from tests.notifier.letter_samples import MRS_LUCZAK, stationery
from tests.notifier.pdf.test_letter_template import words
from tests.notifier.writing_system_samples import PHRASES, letter_template_in

MARK = "\N{LEFT-TO-RIGHT MARK}"


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("على 01632 960123 أو", "على |01632| |960123| أو"),
        ("على (01632) 960123، أو +44 1632.", "على |(01632)| |960123|، أو |+44| |1632|."),
        ("اكتب riverside.example.com/r ثم", "اكتب |riverside.example.com/r| ثم"),
        ("<b title='a b'>7K3M</b> &amp; (Care Record)", "<b title='a b'>|7K3M|</b> &amp; (|Care| |Record|)"),
        ("12 يونيو 2026", "|12| يونيو |2026|"),
        ("8 - 10", "|8| - |10|"),
        ("Mrs Siân O’Brien-Łuczak", "|Mrs| |Siân| |O’Brien-Łuczak|"),
    ],
)
def test_what_is_read_from_the_left_is_kept_in_order(html: str, marked: str) -> None:
    assert isolated_runs(html).replace(MARK, "|") == marked
    assert unmarked(isolated_runs(html)) == html


def test_a_language_is_set_in_its_script_wherever_it_is_spoken() -> None:
    assert script_of("ur-GB") == script_of("ur")
    assert script_of("fa") == script_of("ar") != script_of("ur")
    assert script_of("pl") is script_of("en") is None


@pytest.mark.parametrize("language", PHRASES)
def test_a_letter_embeds_the_fonts_of_its_script_and_no_other(language: str) -> None:
    with pikepdf.open(io.BytesIO(letter_template_in(language).layout.pdf)) as pdf:
        fonts = {
            str(font.BaseFont).partition("+Fair-Notice-Letter")[2] for font in pdf.pages[0].Resources.Font.values()
        }
    shaped = {"-Script", "-Script-Bold"} if script_of(language) else set()
    assert shaped <= fonts <= {"", "-Bold"} | shaped


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_a_right_to_left_letter_is_read_from_the_right_and_its_numbers_from_the_left(language: str) -> None:
    template = letter_template_in(language)
    assert all(place.align_right for place in template.layout.places)
    letter = template.fill(MRS_LUCZAK).pdf
    with pdfium.PdfDocument(letter) as document:
        assert document[0].get_textpage().search("01632 960123").get_next()
    assert words(letter, 0, PRINTER.window).splitlines() == list(MRS_LUCZAK.address)
    assert "Riverside Surgery" in words(letter, 0, PRACTICE_BLOCK)


def test_the_page_line_stands_on_the_other_side() -> None:
    foot_left = Zone(15, 270, 80, 292)
    assert words(letter_template_in("ar").layout.pdf, 0, foot_left).strip()
    assert not words(letter_template_in("pl").layout.pdf, 0, foot_left).strip()


def test_writing_of_another_script_than_the_languages_own_is_refused() -> None:
    text = replace(letter_template_in("pl").text, html_body=letter_template_in("pa").text.html_body)
    with pytest.raises(RenderFault, match=r"no shape for U\+0A"):
        LetterTemplate.lay_out(text, STANDARD, stationery())
