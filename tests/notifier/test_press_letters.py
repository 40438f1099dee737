"""Letters as the printer, the post and the patient meet them: rendered, read and scanned."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageOps

from notifier.errors import RenderFault
from notifier.press.geometry import (
    A4,
    ADDRESS_WINDOW,
    BODY,
    LARGE_PRINT,
    POINTS_PER_MM,
    PRINTABLE,
    STANDARD,
    TAG_BOX,
    LetterFormat,
    Zone,
)
from notifier.press.letters import Letter, LetterPlate, LetterText
from tests.notifier.letter_samples import MRS_LUCZAK, ROOT, TEXT, patient, stationery

FORMATS = [STANDARD, *LARGE_PRINT]
SEVEN_WIDE_LINES = tuple(f"WWW Williams Wholemeal Mill, Unit {n:02d}" for n in range(7))
PRINT_A_HASH = """
from notifier.press.geometry import STANDARD
from notifier.press.letters import LetterPlate
from tests.notifier.letter_samples import MRS_LUCZAK, TEXT, stationery
print(LetterPlate.lay_out(TEXT, STANDARD, stationery()).fill(MRS_LUCZAK).sha256)
"""


@cache
def plate(letter_format: LetterFormat = STANDARD) -> LetterPlate:
    return LetterPlate.lay_out(TEXT, letter_format, stationery())


@cache
def sample(letter_format: LetterFormat = STANDARD) -> Letter:
    return plate(letter_format).fill(MRS_LUCZAK)


def plate_of(**changes: object) -> LetterPlate:
    return LetterPlate.lay_out(replace(TEXT, **changes), STANDARD, stationery())  # type: ignore[arg-type]


def pictures(pdf: bytes, dpi: int) -> Iterator[Image.Image]:
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=dpi / 72, grayscale=True).to_pil()


def words(pdf: bytes, page: int, zone: Zone = A4) -> str:
    with pdfium.PdfDocument(pdf) as document:
        text: str = (
            document[page]
            .get_textpage()
            .get_text_bounded(
                left=zone.left * POINTS_PER_MM,
                right=zone.right * POINTS_PER_MM,
                bottom=(A4.bottom - zone.bottom) * POINTS_PER_MM,
                top=(A4.bottom - zone.top) * POINTS_PER_MM,
            )
        )
    return text


def all_words(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "\n".join(words(pdf, page) for page in range(len(document)))


def ink(picture: Image.Image) -> Zone | None:
    """The smallest rectangle that holds everything printed on a page, in mm."""
    box = ImageOps.invert(picture).point(lambda value: 255 if value > 24 else 0).getbbox()
    scale = A4.width / picture.width
    return Zone(*(edge * scale for edge in box)) if box else None


def ink_inside(picture: Image.Image, zone: Zone) -> bool:
    scale = picture.width / A4.width
    corners = (zone.left, zone.top, zone.right, zone.bottom)
    return ink(picture.crop(tuple(round(edge * scale) for edge in corners))) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize("letter_format", FORMATS, ids=lambda chosen: chosen.name)
def test_nothing_prints_outside_the_zones_of_the_printer(letter_format: LetterFormat) -> None:
    blank = list(pictures(plate(letter_format).layout.pdf, 150))
    for picture in pictures(sample(letter_format).pdf, 150):
        printed = ink(picture)
        assert printed is not None
        assert PRINTABLE.holds(printed)
        assert not ink_inside(picture, TAG_BOX)
    around_the_window = Zone(0, 0, ADDRESS_WINDOW.right + 4.5, BODY.top)
    assert not ink_inside(blank[0], around_the_window)


@pytest.mark.parametrize("letter_format", FORMATS, ids=lambda chosen: chosen.name)
def test_every_qr_code_is_read_back_at_150_and_at_100_dpi(letter_format: LetterFormat) -> None:
    for dpi in (150, 100):
        found = [
            code.text
            for picture in pictures(sample(letter_format).pdf, dpi)
            for code in zxingcpp.read_barcodes(picture)
        ]
        assert found == [MRS_LUCZAK.url]


def test_the_window_shows_the_address_and_nothing_else() -> None:
    lines = words(sample().pdf, 0, ADDRESS_WINDOW).splitlines()
    assert lines == list(MRS_LUCZAK.address)


def test_seven_long_lines_stay_inside_the_window() -> None:
    letter = plate().fill(replace(MRS_LUCZAK, address=SEVEN_WIDE_LINES))
    other = plate().fill(replace(MRS_LUCZAK, address=("A", "B", "C")))
    first, second = next(pictures(letter.pdf, 150)), next(pictures(other.pdf, 150))
    changed = ink(ImageOps.invert(ImageChops.difference(first, second)))
    assert changed is not None
    assert ADDRESS_WINDOW.holds(changed)
    assert words(letter.pdf, 0, ADDRESS_WINDOW).splitlines() == list(SEVEN_WIDE_LINES)


def test_names_can_be_found_and_copied_as_they_are_spelt() -> None:
    for name in ("Łuczak", "Siân", "O'Brien", "Žukauskas", "Nguyễn", "Ştefănescu", "Παπαδόπουλος", "Ковальчук"):
        letter = plate().fill(replace(MRS_LUCZAK, salutation=f"Dear {name}"))
        assert f"Dear {name}" in words(letter.pdf, 0)


def test_the_patients_own_fields_are_all_in_the_letter() -> None:
    text = all_words(sample().pdf)
    fields = MRS_LUCZAK
    for value in (fields.salutation, fields.typed_url, fields.code, fields.deadline, fields.reference, fields.date):
        assert value in text


def test_the_pages_are_numbered_inside_the_margins() -> None:
    foot = Zone(PRINTABLE.left, 270, PRINTABLE.right, PRINTABLE.bottom)
    assert [words(sample().pdf, page, foot).strip() for page in (0, 1)] == ["Page 1 of 2", "Page 2 of 2"]
    polish = plate_of(page_line='Strona "{page}" z {pages}').fill(MRS_LUCZAK)
    assert words(polish.pdf, 1, foot).strip() == 'Strona "2" z 2'


def test_the_same_letter_gives_the_same_bytes() -> None:
    again = LetterPlate.lay_out(TEXT, STANDARD, stationery())
    assert again.fingerprint == plate().fingerprint
    assert again.fill(MRS_LUCZAK) == sample()


def test_the_same_letter_gives_the_same_bytes_in_another_process() -> None:
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", PRINT_A_HASH],
            cwd=ROOT, env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stdout.strip() == sample().sha256


def test_the_fingerprint_follows_the_words() -> None:
    assert plate_of(html_body=TEXT.html_body.replace("two minutes", "ten minutes")).fingerprint != plate().fingerprint


def test_a_print_file_shows_the_same_pages_as_its_letters_one_by_one() -> None:
    patients = [patient(number) for number in range(4)]
    run = plate().fill_many(patients)
    singles = [plate().fill(fields).pdf for fields in patients]
    together = list(pictures(run, 60))
    apart = [picture for pdf in singles for picture in pictures(pdf, 60)]
    assert len(together) == len(apart) == 8
    assert all(ImageChops.difference(one, other).getbbox() is None for one, other in zip(together, apart, strict=True))
    assert all_words(run) == "\n".join(map(all_words, singles))


def test_each_letter_of_a_print_file_has_its_own_code() -> None:
    patients = [patient(number) for number in range(30)]
    run = plate().fill_many(patients)
    found = [code.text for picture in pictures(run, 100) for code in zxingcpp.read_barcodes(picture)]
    assert found == [fields.url for fields in patients]


def test_a_letter_more_in_a_print_file_costs_less_than_four_kilobytes() -> None:
    few, many = (len(plate().fill_many(map(patient, range(count)))) for count in (10, 110))
    assert (many - few) / 100 < 4096


def test_an_address_without_lines_or_with_too_many_is_refused() -> None:
    for address, fault in (((), "no lines"), (("A", " "), "blank"), (("line",) * 8, "8 lines")):
        with pytest.raises(RenderFault, match=fault):
            plate().fill(replace(MRS_LUCZAK, address=address))


def test_an_address_line_too_long_for_the_window_is_refused_not_cut() -> None:
    with pytest.raises(RenderFault, match="too long for the window"):
        plate().fill(replace(MRS_LUCZAK, address=("W" * 60, "BARCHESTER", "BX1 2AB")))


def test_a_long_salutation_is_set_smaller_and_a_longer_one_refused() -> None:
    long = "Dear Professor Bartholomew Featherstonehaugh-Cholmondeley-Marjoribanks the Younger"
    assert long in words(plate().fill(replace(MRS_LUCZAK, salutation=long)).pdf, 0)
    with pytest.raises(RenderFault, match="salutation is too long"):
        plate().fill(replace(MRS_LUCZAK, salutation=long + long))


def test_a_letter_shape_that_the_font_lacks_is_named_without_the_name() -> None:
    with pytest.raises(RenderFault, match=r"U\+0645, ARABIC LETTER MEEM") as caught:
        plate().fill(replace(MRS_LUCZAK, address=("Dr محمد Secretname", "BX1 2AB")))
    assert "Secretname" not in str(caught.value)


@pytest.mark.parametrize("field", ["salutation", "url", "typed_url", "code", "deadline", "reference", "date"])
def test_a_blank_field_is_refused_by_name(field: str) -> None:
    name = "qr" if field == "url" else field
    with pytest.raises(RenderFault, match=f"The letter's {name} has no value"):
        plate().fill(replace(MRS_LUCZAK, **{field: " "}))  # type: ignore[arg-type]


def test_a_text_without_a_required_place_is_refused() -> None:
    with pytest.raises(RenderFault, match="lacks the place for code"):
        plate_of(html_body=TEXT.html_body.replace('data-place="code"', ""))


def test_a_text_with_an_unknown_place_is_refused() -> None:
    with pytest.raises(RenderFault, match="unknown places: dedline"):
        plate_of(html_body=TEXT.html_body.replace('data-place="deadline"', 'data-place="dedline"'))


def test_two_qr_codes_on_a_page_are_refused() -> None:
    square = '<div class="place" data-place="qr"></div>'
    with pytest.raises(RenderFault, match="two QR codes on one page"):
        plate_of(html_body=TEXT.html_body.replace(square, square + square))


def test_a_letter_of_more_than_ten_pages_is_refused() -> None:
    with pytest.raises(RenderFault, match="pages and the printer takes 10"):
        plate_of(html_body=TEXT.html_body + "<p>More.</p>" * 500)


def test_a_practice_block_that_reaches_into_the_letter_is_refused() -> None:
    with pytest.raises(RenderFault, match="practice reaches out of the zone"):
        plate_of(practice_lines=("One line more",) * 20)


def test_a_character_of_the_text_that_the_font_lacks_is_refused() -> None:
    with pytest.raises(RenderFault, match=r"U\+0A38"):
        plate_of(html_body=TEXT.html_body + "<p>ਸਤ ਸ੍ਰੀ ਅਕਾਲ</p>")


def test_the_words_of_a_practice_are_text_and_never_markup() -> None:
    letter = plate_of(practice_name="Smith & Sons <Surgery>").fill(MRS_LUCZAK)
    assert "Smith & Sons <Surgery>" in words(letter.pdf, 0)


def test_a_right_to_left_letter_sets_its_places_at_the_right() -> None:
    text: LetterText = replace(TEXT, direction="rtl", language="ar")
    mirrored = LetterPlate.lay_out(text, STANDARD, stationery()).fill(MRS_LUCZAK)
    right_edge = Zone(165, BODY.top, PRINTABLE.right, 110)
    assert MRS_LUCZAK.date.split()[-1] in words(mirrored.pdf, 0, right_edge)
    assert words(sample().pdf, 0, right_edge).strip() == ""
