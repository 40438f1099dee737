"""What is drawn over a page: sizes, sides and limits."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import RenderFault
from notifier.pdf.geometry import A4, ENVELOPES, POINTS_PER_MM, PRINTER, Envelope, Place, Zone
from notifier.pdf.overlay import DoesNotFit, draw_address, draw_fold_marks, draw_line, draw_qr
from notifier.pdf.qr_batch import QrBatch
from tests.notifier.letter_samples import stationery

FACES = stationery().faces
PLACE = Place("salutation", 0, Zone(25, 100, 125, 106.35), 12, bold=False, align_right=False)


def sizes(operators: str) -> set[float]:
    return {float(size) for size in re.findall(r"/F\d ([\d.]+) Tf", operators)}


def positions(operators: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"1 0 0 1 ([\d.]+) ([\d.]+) Tm", operators)]


def test_a_line_that_fits_keeps_the_size_of_its_style() -> None:
    assert sizes(draw_line(PLACE, "Dear Ms Okafor", FACES)) == {12}


def test_a_bold_place_is_set_in_the_bold_face() -> None:
    assert draw_line(replace(PLACE, bold=True), "7K3M", FACES).startswith("BT /F1 12 Tf")


def test_a_line_that_does_not_fit_is_set_smaller_within_limits() -> None:
    (size,) = sizes(draw_line(PLACE, "Dear Mr Featherstonehaugh-Cholmondeley-Smythe", FACES))
    assert 9.6 <= size < 12


def test_a_right_aligned_line_ends_at_the_right_edge() -> None:
    text = "12 June 2026"
    ((left, _),) = positions(draw_line(replace(PLACE, align_right=True), text, FACES))
    width = FACES.regular.width(FACES.regular.glyphs(text)) * 12
    assert left + width == pytest.approx(PLACE.zone.right * POINTS_PER_MM, abs=0.01)


def test_a_name_in_decomposed_form_is_set_as_the_composed_one() -> None:
    assert draw_line(PLACE, "Sia\N{COMBINING CIRCUMFLEX ACCENT}n", FACES) == draw_line(PLACE, "Siân", FACES)


def test_a_mark_that_has_to_be_placed_is_left_to_a_full_layout() -> None:
    with pytest.raises(DoesNotFit, match=r"U\+030C is a mark"):
        draw_line(PLACE, "M\N{COMBINING CARON}", FACES)


def test_a_line_break_inside_a_line_is_refused() -> None:
    with pytest.raises(RenderFault, match="line break"):
        draw_line(PLACE, "Dear\nMs Okafor", FACES)


def fits(operators: str, lines: list[str], window: Zone) -> bool:
    (size,) = sizes(operators)
    return 8 <= size <= 10 and all(
        left + FACES.regular.width(FACES.regular.glyphs(line)) * size <= window.right * POINTS_PER_MM
        and base + 0.96 * size <= (A4.bottom - window.top) * POINTS_PER_MM
        and base - 0.25 * size >= (A4.bottom - window.bottom) * POINTS_PER_MM
        for line, (left, base) in zip(lines, positions(operators), strict=True)
    )


@given(st.lists(st.text("ABCgjpqyŽÅ ,.0123456789", min_size=1, max_size=35).filter(str.strip), min_size=1, max_size=7))
def test_every_address_of_seven_lines_of_35_characters_fits_the_printers_window(lines: list[str]) -> None:
    assert fits(draw_address(lines, PRINTER, FACES), lines, PRINTER.window)


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=lambda chosen: chosen.name)
def test_seven_lines_fit_every_window(envelope: Envelope) -> None:
    lines = [f"Flat {number}, Ågård House" for number in range(7)]
    assert fits(draw_address(lines, envelope, FACES), lines, envelope.window)


def test_an_address_line_too_long_for_the_window_is_wrapped_at_a_space() -> None:
    window = ENVELOPES["c5"]
    halves = ["The Old Schoolhouse and Coaching Inn,", "Featherstonehaugh Avenue West"]
    wrapped = draw_address([" ".join(halves), "BX1 2AB"], window, FACES)
    assert wrapped == draw_address([*halves, "BX1 2AB"], window, FACES)


def test_an_address_that_takes_more_lines_than_the_window_shows_is_handed_out() -> None:
    long = "The Old Schoolhouse and Coaching Inn, Featherstonehaugh Avenue West"
    for lines in ([" ".join([long] * 3)] * 5 + ["A", "B"], [*"ABCDEFGH"]):
        with pytest.raises(DoesNotFit, match=r"lines .*window shows.*: hand the letter out"):
            draw_address(lines, ENVELOPES["c5"], FACES)


def test_below_the_longest_name_the_lines_of_a_whole_address_are_joined() -> None:
    name = "Professor Emeritus Bartholomew-Maximilian-Alexander-Sebastian Cholmondeley-Featherstonehaugh-Wriothesley"
    drawn = draw_address([name, *"ABCDE", "GU17 9XX"], ENVELOPES["printer"], FACES)
    assert drawn.count(" Tj") == 7
    assert {float(points) for points in re.findall(r"([\d.]+) Tf", drawn)} == {8.5}


def test_fold_marks_are_drawn_at_their_heights() -> None:
    heights = [float(y) for y in re.findall(r"([\d.]+) m ", draw_fold_marks((105, 210)))]
    assert heights == pytest.approx([(297 - 105) * POINTS_PER_MM, (297 - 210) * POINTS_PER_MM], abs=0.01)
    assert draw_fold_marks(()) == ""


def test_a_qr_code_in_too_small_a_place_is_refused() -> None:
    small = replace(PLACE, name="qr", zone=Zone(25, 100, 40, 115))
    with pytest.raises(RenderFault, match=r"0\.37 mm and scanners need at least 0\.5 mm"):
        draw_qr(small, "https://riverside-surgery.example.com/r/7K3M92QX4TDP", QrBatch())
