"""The text at the foot of a paper prescription."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import RenderFault
from notifier.messages.prescription_footer import FooterForm, footer_form, ruled_footer, wrap_footer

FORM = FooterForm(width=38, lines=6)
NOTICE = (
    "We plan to switch off Summary Care Records on 12 June. "
    "To keep yours, see riverside.example.com or call 01632 960123."
)


def test_a_notice_is_wrapped_at_38_columns() -> None:
    assert wrap_footer(NOTICE, FORM).splitlines() == [
        "We plan to switch off Summary Care",
        "Records on 12 June. To keep yours, see",
        "riverside.example.com or call 01632",
        "960123.",
    ]


def test_a_no_break_space_keeps_a_telephone_number_whole() -> None:
    last = wrap_footer(NOTICE.replace("01632 960123", "01632\N{NO-BREAK SPACE}960123"), FORM).splitlines()[-1]
    assert last == "01632 960123."


def test_typographers_characters_become_plain_ones() -> None:
    assert wrap_footer("“Don’t” – wait…", FORM) == '"Don\'t" - wait...'


def test_line_breaks_and_blank_lines_are_kept() -> None:
    assert wrap_footer("One\n\nTwo", FORM) == "One\n\nTwo"


@pytest.mark.parametrize(("text", "code"), [("£5", "U+00A3"), ("Łódź", "U+0141"), ("a\tb", "U+0009")])
def test_a_character_that_old_printers_lack_is_named(text: str, code: str) -> None:
    with pytest.raises(RenderFault, match=code.replace("+", r"\+")):
        wrap_footer(text, FORM)


def test_too_many_lines_are_refused_with_how_much_to_cut() -> None:
    with pytest.raises(RenderFault, match=r"takes 8 lines and 6 fit: shorten it by 2 lines \(about 10 characters\)"):
        wrap_footer("\n".join(["1234567890"] * 6 + ["12345", "12345"]), FORM)


def test_a_word_wider_than_the_window_is_refused() -> None:
    with pytest.raises(RenderFault, match=r"line 1 .* 2 characters longer than the 38"):
        wrap_footer("x" * 40, FORM)


def test_an_empty_notice_is_refused() -> None:
    with pytest.raises(RenderFault, match="empty"):
        wrap_footer(" \n ", FORM)


@pytest.mark.parametrize("system", ["", "emis", "systmone", "vision"])
def test_what_nobody_measured_is_guessed_for_the_clinical_system(system: str) -> None:
    guess = footer_form(system)
    assert guess.width >= 35
    assert guess.lines == 6
    assert footer_form(system, width=60) == FooterForm(60, guess.lines)
    assert footer_form(system, lines=3) == FooterForm(guess.width, 3)


def test_a_system_that_nobody_knows_is_refused() -> None:
    with pytest.raises(RenderFault, match="'microtest'"):
        footer_form("microtest")


def test_the_ruler_shows_the_window_with_its_columns_and_lines() -> None:
    assert ruled_footer("Ask at the\ndesk.", FooterForm(width=12, lines=3)).splitlines() == [
        "            10",
        "    123456789012",
        "   +------------+",
        " 1 |Ask at the  |",
        " 2 |desk.       |",
        " 3 |            |",
        "   +------------+",
    ]


@given(st.text("abc defgh-.\n", min_size=1, max_size=150), st.integers(20, 40), st.integers(1, 8))
def test_what_is_printed_always_fits_and_keeps_every_word(text: str, width: int, lines: int) -> None:
    try:
        printed = wrap_footer(text, FooterForm(width, lines))
    except RenderFault:
        return
    assert len(printed.splitlines()) <= lines
    assert all(len(line) <= width for line in printed.splitlines())
    assert printed.split() == text.split()
