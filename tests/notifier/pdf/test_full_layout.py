"""Places filled with real text."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import RenderFault
from notifier.pdf.full_layout import filled_html
from tests.notifier.letter_samples import BODY

CODE = '<div class="place" data-place="code"></div>'
QR = '<div class="place" data-place="qr"></div>'


def test_a_place_keeps_its_element_and_its_class() -> None:
    assert filled_html(f"<p>Your\ncode</p>\n{CODE}.", {"code": "7K3M"}) == (
        '<p>Your\ncode</p>\n<div class="place" data-place="code" data-filled>7K3M</div>.'
    )


def test_a_place_that_is_not_named_stays_empty() -> None:
    filled = filled_html(BODY, {"code": "7K3M"})
    assert filled.replace(" data-filled>7K3M", ">") == BODY


def test_a_place_that_stands_twice_is_filled_twice() -> None:
    assert filled_html(CODE + CODE, {"code": "7K3M"}).count(">7K3M<") == 2


def test_what_is_filled_already_is_no_place() -> None:
    once = filled_html(CODE + QR, {"code": "7K3M"})
    with pytest.raises(RenderFault, match="no place for code"):
        filled_html(once, {"code": "other"})
    assert ">7K3M<" in filled_html(once, {"qr": "https://example.com"})


@pytest.mark.parametrize(
    "written", ["<div data-place=code class=place></div>", "<span DATA-PLACE='code'>\n</span>", f"<!-- {QR} -->{CODE}"]
)
def test_a_place_may_be_written_in_any_way_that_html_allows(written: str) -> None:
    assert re.sub("<[^>]*>|\n", "", filled_html(written, {"code": "7K3M"})).endswith("7K3M")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_words_are_never_markup(words: str) -> None:
    start, end = filled_html(CODE, {"code": words}).removesuffix("</div>").split(" data-filled>", 1)
    assert start == CODE.removesuffix("></div>")
    assert html.unescape(end) == words
    assert "<" not in end


def test_a_code_becomes_a_picture_that_says_where_it_leads() -> None:
    filled = filled_html(BODY, {"qr": "https://example.com/r/7K3M", "typed_url": "example.com/r"})
    assert '<svg role="img" lang="en"' in filled
    assert "<title>QR code: opens example.com/r</title>" in filled
    assert "<title>QR code: opens https://example.com/s/1</title>" in filled_html(
        BODY, {"slip_qr": "https://example.com/s/1"}
    )


def test_a_place_that_is_not_there_is_named() -> None:
    with pytest.raises(RenderFault, match="no place for deadlin"):
        filled_html(CODE, {"code": "7K3M", "deadlin": "Friday"})


def test_a_place_with_something_in_it_is_refused() -> None:
    for inside in ("your code", "<b></b>"):
        with pytest.raises(RenderFault, match="place for code is not empty"):
            filled_html(CODE.replace("><", f">{inside}<"), {"code": "7K3M"})
