"""Names in every script: in the window, in the letter, on the slip, and what no font can show."""

import unicodedata
from dataclasses import replace
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pytest

from notifier.pdf.fonts import NoShape
from notifier.pdf.geometry import ENVELOPES, FORMATS, POINTS_PER_MM, PRINTER, STANDARD, Envelope, LetterFormat, Zone
from notifier.pdf.letter_template import LetterFields, LetterTemplate, bind
from notifier.pdf.overlay import DoesNotFit
from tests.notifier.letter_samples import MRS_LUCZAK, TEXT, stationery

NO_FONT_HAS = "\U00030001"  # a letter of Unicode 13, of which Debian's fonts know nothing
NAMES = {
    "Arabic": "محمد الأحمد",
    "Chinese": "小明 王",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Khmer": "អ៊ុក ស៊ីណា",
    "Korean": "한국 김",
    "Ethiopic": "አበበ በቀለ",
    "stacked marks": "Nữ Ậ̀ Stacḳ̂",
    "Japanese": "田中さくら",
    "Hebrew": "שרה כהן",
    "Devanagari": "सीता शर्मा",
    "Tamil": "தமிழ் செல்வி",
    "Thai": "ใจดี",
    "Armenian": "Արամ",
    "Georgian": "ნინო",
    "Tibetan": "བསོད་ནམས",
}
SCALE = 2  # pixels a point


@cache
def template(letter_format: LetterFormat = STANDARD, envelope: Envelope = PRINTER) -> LetterTemplate:
    return LetterTemplate.lay_out(TEXT, letter_format, stationery(), envelope)


def named(name: str, *address: str) -> LetterFields:
    lines = (f"Mr {name}", *(address or MRS_LUCZAK.address[1:]))
    return replace(MRS_LUCZAK, address=lines, salutation=f"Dear Mr {name}", name=name)


def ink(pdf: bytes, zone: Zone) -> int:
    """How many dark pixels the first page has in a zone."""
    picture = pdfium.PdfDocument(pdf)[0].render(scale=SCALE).to_pil().convert("L")
    left, top, right, bottom = (
        round(edge * POINTS_PER_MM * SCALE) for edge in (zone.left, zone.top, zone.right, zone.bottom)
    )
    return sum(picture.crop((left, top, right, bottom)).histogram()[:128])


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_set_in_its_script_and_stays_in_the_window(script: str) -> None:
    made = template().fill(named(NAMES[script]))
    window, pdf = PRINTER.window, made.pdf
    assert made.template.address[0] == f"Mr {NAMES[script]}"
    assert ink(pdf, window) > ink(template().fill(named("X")).pdf, window) / 2
    around = (
        Zone(window.left - 5, window.top - 2, window.right + 5, window.top),
        Zone(window.left - 5, window.bottom, window.right + 5, window.bottom + 4),
        Zone(window.left - 5, window.top, window.left, window.bottom),
    )
    assert [ink(pdf, zone) for zone in around] == [0, 0, 0]
    read = "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))
    for line in (*MRS_LUCZAK.address[1:], MRS_LUCZAK.code):
        assert line in read


def test_what_is_drawn_and_what_is_laid_out_are_bound_in_one_file_the_same_each_time() -> None:
    letters = [template().fill(fields) for fields in (MRS_LUCZAK, named(NAMES["Khmer"]), named(NAMES["Chinese"]))]
    again = [template().fill(fields) for fields in (MRS_LUCZAK, named(NAMES["Khmer"]), named(NAMES["Chinese"]))]
    assert bind(letters) == bind(again)
    assert [one.sha256 for one in letters] == [one.sha256 for one in again]


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES.keys())
def test_a_long_address_in_another_script_is_set_smaller(envelope: Envelope) -> None:
    name = " ".join([NAMES["Khmer"]] * 2)
    lines = ("Flat 12, Rose Cottage", "142 The Crescent", "Upper Frogmore", "Blackwater", "Hampshire", "GU17 9XX")
    made = template(STANDARD, envelope).fill(named(name, *lines))
    window = envelope.window
    below = Zone(window.left, window.bottom, window.right, window.bottom + 3)
    assert ink(made.pdf, window) > 0
    assert ink(made.pdf, below) == 0


def test_a_word_in_another_script_that_no_size_fits_is_for_the_desk() -> None:
    with pytest.raises(DoesNotFit, match="hand the letter out"):
        template().fill(named(NAMES["Tamil"].replace(" ", "") * 20))


@pytest.mark.parametrize("points", ["large-16", "large-28"])
def test_large_print_keeps_its_address_in_the_window(points: str) -> None:
    letter_format = next(one for one in FORMATS.values() if one.name == points)
    made = template(letter_format).fill(named(NAMES["Arabic"]))
    assert made.pages == template(letter_format).layout.pages
    assert made.template.address


def test_a_copy_for_the_screen_shows_the_name_too() -> None:
    copy = template().copy(named(NAMES["Chinese"]))
    assert NAMES["Chinese"].split()[0] in pdfium.PdfDocument(copy)[0].get_textpage().get_text_range()


@pytest.mark.parametrize(
    "changed",
    [{"address": (f"Dr {NO_FONT_HAS} Secretname", "BX1 2AB")}, {"salutation": f"Dr {NO_FONT_HAS} Secretname"}],
)
def test_a_letter_shape_that_no_font_has_is_named_without_the_name(changed: dict[str, Any]) -> None:
    with pytest.raises(NoShape, match=r"U\+30001 CJK UNIFIED IDEOGRAPH-30001") as caught:
        template().fill(replace(MRS_LUCZAK, **changed))
    assert "Secretname" not in str(caught.value)
    assert caught.value.characters == (NO_FONT_HAS,)


def test_an_address_that_no_font_can_show_is_for_the_desk() -> None:
    with pytest.raises(DoesNotFit, match=r"U\+30001 .* hand the letter out"):
        template().fill(named("Name", f"1 {NO_FONT_HAS} Road", "BX1 2AB"))


def test_the_names_of_these_tests_are_composed() -> None:
    assert [name for name in NAMES.values() if unicodedata.normalize("NFC", name) != name] == []
