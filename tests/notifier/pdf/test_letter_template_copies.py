"""Copies of letters for a screen: what a screen reader needs (PDF/UA-1), and the letter that was printed."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from notifier.errors import RenderFault
from notifier.pdf.geometry import A4, POINTS_PER_MM, PRINTER, STANDARD
from notifier.pdf.letter_template import LetterTemplate
from tests.notifier.letter_samples import HOST, MRS_LUCZAK, TEXT, stationery
from tests.notifier.writing_system_samples import letter_template_in
from tests.pdf_ua import assert_accessible, breaches, page_trees, read_aloud

Breaker = Callable[[Any], object]


@cache
def template() -> LetterTemplate:
    return LetterTemplate.lay_out(TEXT, STANDARD, stationery())


@cache
def copy() -> bytes:
    return template().copy(MRS_LUCZAK)


@cache
def polish_copy() -> bytes:
    return letter_template_in("pl").copy(MRS_LUCZAK)


@cache
def arabic_copy() -> bytes:
    return letter_template_in("ar").copy(MRS_LUCZAK)


def elements(pdf: Any, kind: str) -> Iterator[Any]:
    def below(element: Any) -> Iterator[Any]:
        for kid in element.get("/K", []):
            if not isinstance(kid, int):
                yield kid
                yield from below(kid)

    return (element for element in below(pdf.Root.StructTreeRoot) if Name("/" + kind) == element.S)


def first(pdf: Any, kind: str) -> Any:
    return next(elements(pdf, kind))


def said_first(pdf: Any) -> Any:
    return next(element for element in elements(pdf, "Span") if list(element.K) == [0])


def font(pdf: Any) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def drop(thing: Any, key: str) -> None:
    del thing[key]


def rewrite(stream: Any, pattern: bytes, replacement: bytes) -> None:
    stream.write(re.sub(pattern, replacement, stream.read_bytes(), count=1))


def add_link(pdf: Any) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


BREAKERS: dict[str, Breaker] = {
    "5 (MP 06-001)": lambda pdf: drop(pdf.Root, "/Metadata"),
    "5 (MP 06-002)": lambda pdf: rewrite(pdf.Root.Metadata, b'part="1"', b'part="2"'),
    "6.2": lambda pdf: drop(pdf.Root.MarkInfo, "/Marked"),
    "7.1 (MP 01-003, 01-004)": lambda pdf: pdf.pages[0].contents_add(
        b"/Artifact BMC /Span << /MCID 0 >> BDC 0 0 9 9 re f EMC EMC"
    ),
    "7.1 (MP 01-005)": lambda pdf: pdf.pages[0].contents_add(b"0 0 9 9 re f"),
    "7.1 (MP 02-001)": lambda pdf: setattr(first(pdf, "Div"), "S", Name.Room),
    "7.1 (MP 04-001)": lambda pdf: setattr(pdf.Root.MarkInfo, "Suspects", True),
    "7.1 (MP 06-003)": lambda pdf: rewrite(pdf.Root.Metadata, b"(?s)<dc:title>.*</dc:title>", b""),
    "7.1 (MP 07-002)": lambda pdf: setattr(pdf.Root.ViewerPreferences, "DisplayDocTitle", False),
    "7.1: there is no structure tree": lambda pdf: drop(pdf.Root, "/StructTreeRoot"),
    "7.1: marked content [0] is not in": lambda pdf: setattr(said_first(pdf), "K", Array([])),
    "7.1: marked content [0] is in the structure tree twice": lambda pdf: first(pdf, "Span").K.append(0),
    "7.2 (MP 11-001)": lambda pdf: drop(pdf.Root, "/Lang"),
    "7.3 (MP 13-004)": lambda pdf: drop(first(pdf, "Figure"), "/Alt"),
    "7.4.2 (MP 14-002, 14-003)": lambda pdf: setattr(first(pdf, "H1"), "S", Name.H2),
    "7.6 (MP 09-005): LI stands in P": lambda pdf: setattr(first(pdf, "L"), "S", Name.P),
    "7.6 (MP 09-005): P stands in a list": lambda pdf: setattr(first(pdf, "LI"), "S", Name.P),
    "7.18.3 (MP 28-008)": lambda pdf: drop(pdf.pages[0].obj, "/Tabs"),
    "7.18.5 (MP 28-012)": add_link,
    "7.21.3.2": lambda pdf: drop(font(pdf).DescendantFonts[0], "/CIDToGIDMap"),
    "7.21.4.1 (MP 31-009)": lambda pdf: drop(font(pdf).DescendantFonts[0].FontDescriptor, "/FontFile2"),
    "7.21.7 (MP 31-027)": lambda pdf: drop(font(pdf), "/ToUnicode"),
    "7.21.7 (MP 31-028, 31-029)": lambda pdf: rewrite(font(pdf).ToUnicode, rb"(bfchar\s<\w+>) <\w+>", rb"\1 <0000>"),
}


@pytest.mark.parametrize("rule", BREAKERS)
def test_the_check_finds_each_rule_that_is_broken(rule: str) -> None:
    with Pdf.open(io.BytesIO(polish_copy())) as pdf:
        BREAKERS[rule](pdf)
        target = io.BytesIO()
        pdf.save(target)
    assert any(breach.startswith(rule) for breach in breaches(target.getvalue()))


def test_a_copy_keeps_the_rules_of_pdf_ua() -> None:
    assert_accessible(copy())


def test_copies_in_other_languages_keep_them_too() -> None:
    assert_accessible(polish_copy())
    assert_accessible(arabic_copy())


def test_the_same_copy_gives_the_same_bytes() -> None:
    assert template().copy(MRS_LUCZAK) == copy()


def test_a_copy_without_an_address_is_refused_as_the_letter_is() -> None:
    with pytest.raises(RenderFault, match="address has no lines"):
        template().copy(replace(MRS_LUCZAK, address=()))


def test_a_copy_is_read_in_the_order_of_the_letter() -> None:
    read = read_aloud(copy())
    practice = [TEXT.practice_name, *filter(None, TEXT.practice_lines)]
    start = [*practice, *MRS_LUCZAK.address, MRS_LUCZAK.date, MRS_LUCZAK.salutation]
    assert read[: len(start)] == start
    assert read[len(start)] == "We plan to switch off your Summary Care Record. You can choose."
    said = [f"QR code: opens {HOST}/r", HOST + "/r", MRS_LUCZAK.code, f"Our reference: {MRS_LUCZAK.reference}"]
    slip = ["My choice", f"QR code: opens {MRS_LUCZAK.slip_url}", f"Name: {MRS_LUCZAK.name}", "Signature", "Date"]
    places = [read.index(line) for line in (*said, *slip)]
    assert places == sorted(places)
    assert places[-1] == len(read) - 1


def test_the_page_numbers_are_not_read_in_between() -> None:
    assert not any("Page 1 of" in line for line in read_aloud(copy()))


def test_a_picture_is_where_its_box_says() -> None:
    with Pdf.open(io.BytesIO(copy())) as pdf:
        left, foot, right, top = (float(edge) / POINTS_PER_MM for edge in first(pdf, "Figure").A.BBox)
    square = next(place.zone for place in template().layout.places if place.name == "qr")
    assert (left, right) == pytest.approx((square.left, square.right), abs=0.1)
    assert (A4.height - top, A4.height - foot) == pytest.approx((square.top, square.bottom), abs=0.1)


def test_shaped_writing_is_read_as_its_words_and_numbers_keep_their_order() -> None:
    read = read_aloud(arabic_copy())
    assert "يمكنك أن تختار." in read
    assert "اتصل بنا على 01632 960123 في أي وقت." in read


def test_words_in_another_language_than_the_letter_say_so() -> None:
    languages = {tree.words(element): element.language for tree in page_trees(arabic_copy()) for element in tree.walk()}
    assert languages[f"QR code: opens {HOST}/r"] == "en"
    assert languages["BX1 2AB"] == "en"


def test_a_copy_has_the_pages_of_the_printed_letter_with_the_address_in_the_window() -> None:
    printed = template().fill(MRS_LUCZAK).pdf
    window = PRINTER.window
    with pdfium.PdfDocument(copy()) as screen, pdfium.PdfDocument(printed) as paper:
        assert len(screen) == len(paper)
        for screen_page, paper_page in zip(screen, paper, strict=True):
            of_paper = lines_from_the_top(paper_page)
            of_paper.reverse()
            of_paper.remove(MRS_LUCZAK.reference)  # at the foot, for whoever sorts sheets of paper
            assert lines_from_the_top(screen_page) == of_paper[::-1]
        corners = (window.left, A4.height - window.bottom, window.right, A4.height - window.top)
        shown = screen[0].get_textpage().get_text_bounded(*(edge * POINTS_PER_MM for edge in corners))
    assert shown.splitlines() == list(MRS_LUCZAK.address)


def test_the_printed_letter_is_read_from_the_top_in_the_order_of_the_letter() -> None:
    with pdfium.PdfDocument(template().fill(MRS_LUCZAK).pdf) as paper:
        lines = [line for page in paper for line in lines_from_the_top(page)]
    said = [MRS_LUCZAK.date, MRS_LUCZAK.salutation, MRS_LUCZAK.deadline, MRS_LUCZAK.typed_url, MRS_LUCZAK.code]
    places = [lines.index(line) for line in (*said, "My choice", "Signature", "Date")]
    assert places == sorted(places)


def lines_from_the_top(page: pdfium.PdfPage) -> list[str]:
    """The pieces of text of a page from top to bottom, as somebody reads them who looks at it."""
    text = page.get_textpage()
    boxes = [text.get_rect(index) for index in range(text.count_rects())]
    pieces = [(round(-box[3] / 4), round(box[0] / 4), text.get_text_bounded(*box).strip()) for box in boxes]
    return [words for _, _, words in sorted(pieces) if words]
