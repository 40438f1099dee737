"""Proofs: pictures of the pages of each kind of letter, on twelve pages at most, with nobody's words on them."""

import io
from dataclasses import replace
from functools import cache

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from notifier.pdf.geometry import STANDARD
from notifier.pdf.letter_template import LetterTemplate
from notifier.pdf.proof import MOST_PAGES, LetterOfKind, proof, unaddressed
from tests.notifier.letter_samples import MRS_LUCZAK, TEXT, stationery
from tests.printer_checks import qr_codes


@cache
def template() -> LetterTemplate:
    return LetterTemplate.lay_out(TEXT, STANDARD, stationery())


def proof_of(kinds: int) -> bytes:
    some = [LetterOfKind(f"Kind {number}", template()) for number in range(1, kinds + 1)]
    return proof(some, stationery().faces, "Riverside Surgery, run 7")


@pytest.mark.parametrize(("kinds", "pages"), [(1, 1), (12, 12), (13, 7), (26, 9), (60, 12)])
def test_every_kind_is_shown_on_twelve_pages_at_most(kinds: int, pages: int) -> None:
    made = PdfReader(io.BytesIO(proof_of(kinds))).pages
    assert len(made) == pages <= MOST_PAGES
    text = " ".join(page.extract_text() for page in made).split()
    assert [number for number in range(1, kinds + 1) if str(number) not in text] == []


def test_each_page_says_that_it_is_not_for_the_post_and_shows_what_a_letter_looks_like() -> None:
    made = pdfium.PdfDocument(proof_of(1))
    text = made[0].get_textpage().get_text_range()
    assert text.count("PROOF: DO NOT POST") == 1 + template().layout.pages
    assert "Your choice" in text
    assert "[greeting and name]" in text
    said = qr_codes(made[0].render(scale=300 / 72, grayscale=True).to_pil())
    assert all(code.startswith("Proof: ") for code in said)
    assert len(said) == 2


def test_a_kind_that_was_laid_out_for_one_patient_alone_shows_nothing_of_theirs() -> None:
    name = "M\N{COMBINING CARON}ary " + " ".join(["Featherstonehaugh"] * 8)
    own = template().fill(replace(MRS_LUCZAK, salutation=f"Dear {name}", name=name)).template
    assert own.is_for_one
    shown = pdfium.PdfDocument(unaddressed(own).pdf)
    assert "Featherstonehaugh" not in "".join(page.get_textpage().get_text_range() for page in shown)


def test_the_same_kinds_give_the_same_proof() -> None:
    assert proof_of(3) == proof_of(3)
