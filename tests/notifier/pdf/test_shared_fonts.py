"""A file has each font once, whatever kinds of letters are in it, and no letter looks or reads otherwise for it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pikepdf
from PIL import ImageChops

from notifier.pdf.geometry import FORMATS, STANDARD
from notifier.pdf.letter_template import FilledLetter, LetterTemplate, bind
from notifier.vocabulary import WrittenFormat
from tests.notifier.letter_samples import BODY, MRS_LUCZAK, TEXT, patient, stationery
from tests.printer_checks import Side, cut

URDU = replace(TEXT, html_body="<p>آپ کی سمری کیئر ریکارڈ</p>" + BODY, language="ur", direction="rtl")
LONG = "Dear " + " ".join(["Featherstonehaugh"] * 9)


@cache
def letters() -> tuple[FilledLetter, ...]:
    """Two letters of each of three kinds, and one with a layout of its own."""
    plain = LetterTemplate.lay_out(TEXT, STANDARD, stationery())
    large = LetterTemplate.lay_out(TEXT, FORMATS[WrittenFormat.LARGE_20], stationery())
    urdu = LetterTemplate.lay_out(URDU, STANDARD, stationery())
    own = plain.fill(replace(MRS_LUCZAK, salutation=LONG))
    assert own.template is not plain
    return (*(kind.fill(patient(number)) for kind in (plain, large, urdu) for number in range(2)), own)


def unshared(letter: FilledLetter) -> FilledLetter:
    """The letter with the fonts that its layout brought."""
    layout = replace(letter.template.layout, fonts={})
    return replace(letter, template=replace(letter.template, layout=layout))


def sides(some: Sequence[FilledLetter]) -> list[Side]:
    return [side for letter in cut(bind(some), [one.pages for one in some]) for side in letter]


def fonts_in(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return sum(isinstance(one, pikepdf.Stream) and "/Length1" in one for one in document.objects)


def test_a_file_with_many_kinds_of_letters_has_each_font_once() -> None:
    assert fonts_in(bind(letters())) == 3, "Noto Sans, its bold, and Noto Nastaliq"
    assert fonts_in(letters()[0].print_file) == 2
    assert len(bind(letters())) < len(bind(list(map(unshared, letters())))) * 0.7


def test_no_letter_looks_or_reads_otherwise_for_it() -> None:
    for shared, own in zip(sides(letters()), sides(list(map(unshared, letters()))), strict=True):
        assert ImageChops.difference(shared.scanned(100), own.scanned(100)).getbbox() is None
        assert shared.text == own.text != ""


def test_every_file_is_valid() -> None:
    for pdf in (bind(letters()), *(letter.print_file for letter in letters()[::2])):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            assert document.check_pdf_syntax() == []
