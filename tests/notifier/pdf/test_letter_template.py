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
from notifier.pdf.geometry import (
    A4,
    BODY,
    ENVELOPES,
    FORMATS,
    POINTS_PER_MM,
    PRINTABLE,
    PRINTER,
    STANDARD,
    Envelope,
    LetterFormat,
    Zone,
)
from notifier.pdf.letter_template import FilledLetter, LetterTemplate, LetterText, bind
from notifier.pdf.overlay import DoesNotFit
from tests.notifier.letter_samples import MRS_LUCZAK, ROOT, TEXT, patient, stationery

TAG_BOX = Zone(0, 0, 15.2, 6.2)  # every page: where a print house puts its own mark
ALL_FORMATS = tuple(FORMATS.values())
SEVEN_WIDE_LINES = tuple(f"WWW Williams Wholemeal Mill, Unit {n:02d}" for n in range(7))
PRINT_A_HASH = """
from notifier.pdf.geometry import STANDARD
from notifier.pdf.letter_template import FilledLetter, LetterTemplate, LetterText, bind
from notifier.pdf.overlay import DoesNotFit
from tests.notifier.letter_samples import MRS_LUCZAK, TEXT, stationery
print(LetterTemplate.lay_out(TEXT, STANDARD, stationery()).fill(MRS_LUCZAK).sha256)
"""


@cache
def template(letter_format: LetterFormat = STANDARD, envelope: Envelope = PRINTER) -> LetterTemplate:
    return LetterTemplate.lay_out(TEXT, letter_format, stationery(), envelope)


@cache
def sample(letter_format: LetterFormat = STANDARD) -> FilledLetter:
    return template(letter_format).fill(MRS_LUCZAK)


@cache
def right_to_left() -> LetterTemplate:
    text: LetterText = replace(TEXT, direction="rtl")
    return LetterTemplate.lay_out(
        text, STANDARD, stationery(), baked={"date": "the fifth of May", "deadline": "Friday 12 June"}
    )


def plate_of(**changes: object) -> LetterTemplate:
    return LetterTemplate.lay_out(replace(TEXT, **changes), STANDARD, stationery())  # type: ignore[arg-type]


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


@pytest.mark.parametrize("letter_format", ALL_FORMATS, ids=lambda chosen: chosen.name)
def test_nothing_prints_outside_the_zones_of_the_printer(letter_format: LetterFormat) -> None:
    for picture in pictures(sample(letter_format).pdf, 150):
        printed = ink(picture)
        assert printed is not None
        assert PRINTABLE.holds(printed)
        assert not ink_inside(picture, TAG_BOX)


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=lambda chosen: chosen.name)
def test_nothing_but_the_address_can_come_into_view_in_the_window(envelope: Envelope) -> None:
    page = next(pictures(template(STANDARD, envelope).layout.pdf, 100))
    view = envelope.in_view
    assert not ink_inside(page, Zone(max(0, view.left - 4.5), view.top - 4.5, view.right + 4.5, view.bottom + 4.5))
    letter = template(STANDARD, envelope).fill(MRS_LUCZAK)
    assert words(letter.pdf, 0, envelope.window).splitlines() == list(MRS_LUCZAK.address)


@pytest.mark.parametrize("name", ["c5", "dl"])
def test_fold_marks_stand_at_the_edge_beside_the_words(name: str) -> None:
    envelope = ENVELOPES[name]
    marked, plain = (
        next(pictures(pdf, 150))
        for pdf in (template(STANDARD, envelope).fill(MRS_LUCZAK).pdf, template(STANDARD, envelope).layout.pdf)
    )
    for height in envelope.fold_marks:
        edge = Zone(PRINTABLE.left, height - 1, 24, height + 1)
        assert ink_inside(marked, edge)
        assert not ink_inside(plain, edge)
        assert PRINTABLE.holds(Zone(PRINTABLE.left, height, 24, height))


@pytest.mark.parametrize("letter_format", ALL_FORMATS, ids=lambda chosen: chosen.name)
def test_every_qr_code_is_read_back_at_150_and_at_100_dpi(letter_format: LetterFormat) -> None:
    for dpi in (150, 100):
        found = [
            code.text
            for picture in pictures(sample(letter_format).pdf, dpi)
            for code in zxingcpp.read_barcodes(picture)
        ]
        assert found == [MRS_LUCZAK.url, MRS_LUCZAK.slip_url]


@pytest.mark.parametrize("letter_format", ALL_FORMATS, ids=lambda chosen: chosen.name)
def test_the_slip_stands_at_the_foot_of_the_last_page_away_from_the_other_code(letter_format: LetterFormat) -> None:
    letter = sample(letter_format)
    codes = {place.name: place for place in letter.template.layout.places if place.name in ("qr", "slip_qr")}
    assert codes["qr"].page < codes["slip_qr"].page == letter.pages - 1
    assert words(letter.pdf, letter.pages - 1, Zone(PRINTABLE.left, 263, PRINTABLE.right, 273.5)).strip() == "Date"
    assert "Cut here" in words(letter.pdf, letter.pages - 1)


def test_a_slip_that_would_share_a_page_with_the_other_code_gets_a_page_of_its_own() -> None:
    start, slip = TEXT.html_body.index('<div class="scan">'), TEXT.html_body.index('<section class="slip">')
    end = TEXT.html_body.index("</div>\n<p>If we do not hear")
    short = '<div class="place" data-place="salutation"></div>' + TEXT.html_body[start:end] + TEXT.html_body[slip:]
    letter = plate_of(html_body=short).fill(MRS_LUCZAK)
    assert letter.pages == 2
    assert "Cut here" not in words(letter.pdf, 0)
    assert ink(list(pictures(letter.pdf, 60))[1].crop((0, 0, 496, 300))) is None


def test_seven_long_lines_stay_inside_the_window() -> None:
    letter = template().fill(replace(MRS_LUCZAK, address=SEVEN_WIDE_LINES))
    other = template().fill(replace(MRS_LUCZAK, address=("A", "B", "C")))
    first, second = next(pictures(letter.pdf, 150)), next(pictures(other.pdf, 150))
    changed = ink(ImageOps.invert(ImageChops.difference(first, second)))
    assert changed is not None
    assert PRINTER.window.holds(changed)
    assert words(letter.pdf, 0, PRINTER.window).splitlines() == list(SEVEN_WIDE_LINES)


def test_names_can_be_found_and_copied_as_they_are_spelt() -> None:
    for name in ("Łuczak", "Siân", "O'Brien", "Žukauskas", "Nguyễn", "Ştefănescu", "Παπαδόπουλος", "Ковальчук"):
        letter = template().fill(replace(MRS_LUCZAK, salutation=f"Dear {name}"))
        assert f"Dear {name}" in words(letter.pdf, 0)


def test_the_patients_own_fields_are_all_in_the_letter() -> None:
    text = all_words(sample().pdf)
    fields = MRS_LUCZAK
    for value in (fields.salutation, fields.typed_url, fields.code, fields.deadline, fields.name, fields.date):
        assert value in text
    assert text.count(fields.reference) == 2 + sample().pages, "twice in the words, and at the foot of each page"


def test_the_pages_are_numbered_inside_the_margins() -> None:
    numbers = Zone(100, 275, PRINTABLE.right, PRINTABLE.bottom)
    assert [words(sample().pdf, page, numbers).strip() for page in (0, 1)] == ["Page 1 of 2", "Page 2 of 2"]
    polish = plate_of(page_line='Strona "{page}" z {pages}').fill(MRS_LUCZAK)
    assert words(polish.pdf, 1, numbers).strip() == 'Strona "2" z 2'


def test_the_mark_of_a_sheet_stands_opposite_to_its_number() -> None:
    left, right = Zone(PRINTABLE.left, 275, 60, 292), Zone(150, 275, PRINTABLE.right, 292)
    assert words(sample().pdf, 1, left).strip() == MRS_LUCZAK.reference
    mirrored = right_to_left().fill(MRS_LUCZAK).pdf
    assert words(mirrored, 1, right).strip() == MRS_LUCZAK.reference


def test_the_same_letter_gives_the_same_bytes() -> None:
    again = LetterTemplate.lay_out(TEXT, STANDARD, stationery())
    assert again.fingerprint == template().fingerprint
    assert again.fill(MRS_LUCZAK) == sample()


def test_the_same_letter_gives_the_same_bytes_in_another_process() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PRINT_A_HASH],
        cwd=ROOT, env={"PYTHONHASHSEED": "1", "PATH": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == sample().sha256


def test_the_fingerprint_follows_the_words() -> None:
    assert (
        plate_of(html_body=TEXT.html_body.replace("switched off", "turned off")).fingerprint != template().fingerprint
    )


def test_a_print_file_shows_the_same_pages_as_its_letters_one_by_one() -> None:
    patients = [patient(number) for number in range(4)]
    run = bind(map(template().fill, patients))
    singles = [template().fill(fields).pdf for fields in patients]
    together = list(pictures(run, 60))
    apart = [picture for pdf in singles for picture in pictures(pdf, 60)]
    assert len(together) == len(apart) == 8
    assert all(ImageChops.difference(one, other).getbbox() is None for one, other in zip(together, apart, strict=True))
    assert all_words(run) == "\n".join(map(all_words, singles))


def test_each_letter_of_a_print_file_has_its_own_code() -> None:
    patients = [patient(number) for number in range(15)]
    run = bind(map(template().fill, patients))
    found = [code.text for picture in pictures(run, 100) for code in zxingcpp.read_barcodes(picture)]
    assert found == [address for fields in patients for address in (fields.url, fields.slip_url)]


def test_a_letter_more_in_a_print_file_costs_less_than_four_kilobytes() -> None:
    few, many = (len(bind(template().fill(patient(number)) for number in range(count))) for count in (10, 110))
    assert (many - few) / 100 < 4096


def test_an_address_without_lines_or_with_too_many_is_refused() -> None:
    for address, fault in (((), "no lines"), (("A", " "), "blank"), (("line",) * 8, "8 lines")):
        with pytest.raises(RenderFault, match=fault):
            template().fill(replace(MRS_LUCZAK, address=address))


def test_an_address_that_does_not_fit_the_window_is_refused_not_cut() -> None:
    with pytest.raises(DoesNotFit, match="too long for the window: hand the letter out at the desk, or correct"):
        template().fill(replace(MRS_LUCZAK, address=("W" * 60, "BARCHESTER", "BX1 2AB")))


def test_a_long_salutation_is_set_smaller() -> None:
    long = "Dear Professor Bartholomew Featherstonehaugh-Cholmondeley-Marjoribanks the Younger"
    letter = template().fill(replace(MRS_LUCZAK, salutation=long))
    assert letter.template is template()
    assert long in words(letter.pdf, 0)


def test_what_cannot_be_drawn_over_its_place_gets_a_layout_of_its_own_and_is_whole() -> None:
    name = "M\N{COMBINING CARON}ary " + " ".join(["Featherstonehaugh"] * 8)
    own = template().fill(replace(MRS_LUCZAK, salutation=f"Dear {name}", name=name, reference="SCR-<&>"))
    assert own.template is not template()
    text = " ".join(all_words(own.pdf).split())
    assert text.count(" ".join(["Featherstonehaugh"] * 8)) == 2
    assert text.count("SCR-<&>") == 2 + own.pages
    assert words(own.pdf, 0, PRINTER.window).splitlines() == list(MRS_LUCZAK.address)
    run = bind([sample(), own, sample()])
    found = [code.text for picture in pictures(run, 100) for code in zxingcpp.read_barcodes(picture)]
    assert found == [MRS_LUCZAK.url, MRS_LUCZAK.slip_url] * 3


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("salutation", "salutation"),
        ("url", "qr"),
        ("typed_url", "typed_url"),
        ("code", "code"),
        ("deadline", "deadline"),
        ("reference", "reference"),
        ("date", "date"),
        ("name", "slip_name"),
        ("slip_url", "slip_qr"),
    ],
)
def test_a_blank_field_is_refused_by_the_name_of_its_place(field: str, place: str) -> None:
    with pytest.raises(RenderFault, match=f"The letter's {place} has no value"):
        template().fill(replace(MRS_LUCZAK, **{field: " "}))  # type: ignore[arg-type]


def test_a_practice_block_that_reaches_into_the_letter_is_refused() -> None:
    with pytest.raises(RenderFault, match="practice reaches out of the zone"):
        plate_of(practice_lines=("One line more",) * 20)


def test_a_character_of_the_text_that_the_font_lacks_is_refused() -> None:
    with pytest.raises(RenderFault, match=r"U\+0A38"):
        plate_of(html_body=TEXT.html_body + "<p>ਸਤ ਸ੍ਰੀ ਅਕਾਲ</p>")


def test_the_words_of_a_practice_are_text_and_never_markup() -> None:
    on_slip = TEXT.html_body.replace("post it to Riverside Surgery", "post it to Smith &amp; Sons &lt;Surgery&gt;")
    letter = plate_of(practice_name="Smith & Sons <Surgery>", html_body=on_slip).fill(MRS_LUCZAK)
    assert "Smith & Sons <Surgery>" in words(letter.pdf, 0)


def test_a_right_to_left_letter_sets_its_places_at_the_right() -> None:
    mirrored = right_to_left().fill(MRS_LUCZAK)
    right_edge = Zone(165, BODY.top, PRINTABLE.right, 102)
    assert MRS_LUCZAK.salutation.split("-")[-1] in words(mirrored.pdf, 0, right_edge)
    assert words(sample().pdf, 0, right_edge).strip() == ""


def test_baked_values_are_words_of_the_plate() -> None:
    laid_out = right_to_left().layout
    assert {"date", "deadline"}.isdisjoint(place.name for place in laid_out.places)
    assert "the fifth of May" in words(laid_out.pdf, 0)
    assert "Friday 12 June" in words(laid_out.pdf, 0)
    assert MRS_LUCZAK.date not in words(right_to_left().fill(MRS_LUCZAK).pdf, 0)


def test_a_slip_too_high_for_its_page_is_set_smaller() -> None:
    high = TEXT.html_body.replace("<h2>My choice</h2>", "<h2>My choice</h2>" + "<p>One line more.</p>" * 22)
    with pytest.raises(RenderFault, match="slip reaches out"):
        plate_of(html_body=high.replace("<p>One line more.</p>", "<p>One line more.</p>" * 2))
    letter = plate_of(html_body=high).fill(MRS_LUCZAK)
    assert words(letter.pdf, letter.pages - 1).count("One line more.") == 22
