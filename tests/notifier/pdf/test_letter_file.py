"""Files of one letter: what is shared is copied, and each is a whole, valid PDF with the pages of the bound file."""

import io
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pytest
from PIL import ImageChops

from notifier.pdf import letter_template
from notifier.pdf.geometry import STANDARD
from notifier.pdf.letter_template import FilledLetter, LetterTemplate, bind
from notifier.pdf.printfile import PrintFile
from tests.notifier.letter_samples import MRS_LUCZAK, TEXT, patient, stationery
from tests.printer_checks import cut


def new_template() -> LetterTemplate:
    """One that has made no letter yet."""
    return LetterTemplate.lay_out(TEXT, STANDARD, stationery())


@cache
def template() -> LetterTemplate:
    return new_template()


def opened(letter: FilledLetter) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(letter.pdf))


def test_what_letters_share_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: Counter[str] = Counter()

    class Counted(PrintFile):
        def add(self, *letter: Any) -> None:
            written["letters"] += 1
            super().add(*letter)

    monkeypatch.setattr(letter_template, "PrintFile", Counted)
    one_template = new_template()
    files = [one_template.fill(patient(number)).pdf for number in range(40)]
    assert len(set(files)) == 40
    assert written["letters"] <= 4, "once for each set of alphabets that the names have"


def test_each_file_is_valid_and_its_fonts_are_in_it() -> None:
    for fields in (MRS_LUCZAK, patient(1), replace(MRS_LUCZAK, name="Ştefan Łuczak", salutation="Dear Ştefan Łuczak")):
        with opened(template().fill(fields)) as pdf:
            assert pdf.check_pdf_syntax() == []
            fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
            descriptors = [one.FontDescriptor for one in fonts if "/FontDescriptor" in one]
            assert len(descriptors) >= 2
            assert all("/FontFile2" in one for one in descriptors)
            assert pdf.docinfo["/Title"] == TEXT.title
            assert pdf.Root.Lang == "en"


def test_its_pages_are_those_of_the_bound_file_to_the_pixel_and_to_the_word() -> None:
    some = [template().fill(patient(number)) for number in range(6)]
    together = cut(bind(some), [2] * 6)
    for letter, bound in zip(some, together, strict=True):
        (alone,) = cut(letter.pdf, [2])
        for one, other in zip(alone, bound, strict=True):
            assert ImageChops.difference(one.scanned(100), other.scanned(100)).getbbox() is None
            assert one.text == other.text != ""


def test_the_same_letter_gives_the_same_bytes_whatever_was_made_before() -> None:
    first = template().fill(patient(3)).pdf
    other = new_template()
    for number in range(3):
        assert other.fill(patient(number)).pdf != first
    assert other.fill(patient(3)).pdf == first
    with pikepdf.open(io.BytesIO(first)) as one, opened(other.fill(patient(4))) as two:
        assert one.trailer.ID[0] != two.trailer.ID[0]
