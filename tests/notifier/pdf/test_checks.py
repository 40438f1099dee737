"""What a laid-out letter is held to, tried on places put down by hand."""

from dataclasses import replace

import pytest

from notifier.errors import RenderFault
from notifier.pdf.checks import check_layout, codes_meet
from notifier.pdf.geometry import ENVELOPES, PRINTER, Place, Zone
from notifier.pdf.layout import Layout

PLAIN = ("salutation", "qr", "typed_url", "code")
SLIP = ("slip_qr", "slip_name", "slip_reference", "slip_deadline")
INSIDE = Zone(25, 110, 60, 145)


def place(name: str, page: int = 0, zone: Zone = INSIDE) -> Place:
    return Place(name, page, zone, 12, bold=False, align_right=False)


def layout(*places: Place, pages: int = 2) -> Layout:
    return Layout(b"", pages, places)


def assert_taken(letter: Layout) -> None:
    try:
        check_layout(letter, PRINTER)
    except RenderFault as fault:
        pytest.fail(f"refused: {fault}")


def test_a_letter_with_one_greeting_and_a_whole_slip_on_its_last_page_is_taken() -> None:
    for names in (PLAIN, ("name", *PLAIN[1:]), (*PLAIN, "date", "deadline", "reference")):
        assert_taken(layout(*map(place, names), *(place(name, 1) for name in SLIP)))
        assert_taken(layout(*map(place, names)))


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (PLAIN[:-1], "lacks the place for code"),
        (PLAIN[1:], "a place for one of name, salutation"),
        ((*PLAIN, "name"), "a place for one of name, salutation"),
        ((*PLAIN, "slip_name"), "slip lacks the place for slip_deadline, slip_qr, slip_reference"),
        ((*PLAIN, "dedline"), "unknown places: dedline"),
    ],
)
def test_a_text_with_the_wrong_places_is_refused(names: tuple[str, ...], fault: str) -> None:
    with pytest.raises(RenderFault, match=fault):
        check_layout(layout(*map(place, names)), PRINTER)


@pytest.mark.parametrize("second", ["qr", "slip_qr"])
def test_two_codes_on_a_page_are_refused(second: str) -> None:
    places = [*map(place, PLAIN), *(place(name, 1) for name in SLIP), place(second)]
    assert codes_meet(places)
    with pytest.raises(RenderFault, match="two QR codes on one page"):
        check_layout(layout(*places), PRINTER)


def test_a_slip_before_the_last_page_is_refused() -> None:
    places = [*map(place, PLAIN), *(place(name, 1) for name in SLIP)]
    with pytest.raises(RenderFault, match="slip is not on its last page"):
        check_layout(layout(*places, pages=3), PRINTER)


def test_words_that_run_into_the_slip_are_refused() -> None:
    slip, words = place("slip", 1, Zone(25, 200, 190, 273)), place("words", 1, Zone(25, 95, 190, 200))
    everything = [*map(place, PLAIN), slip]
    check_layout(layout(*everything, words), PRINTER)
    with pytest.raises(RenderFault, match="words run into its slip"):
        check_layout(layout(*everything, replace(words, zone=Zone(25, 95, 190, 203))), PRINTER)


def test_a_letter_of_more_than_ten_pages_is_refused() -> None:
    with pytest.raises(RenderFault, match="11 pages and the printer takes 10"):
        check_layout(layout(*map(place, PLAIN), pages=11), PRINTER)


@pytest.mark.parametrize(
    "astray",
    [
        place("practice", zone=Zone(125, 30, 193, 96)),
        place("slip", page=1, zone=Zone(25, 4, 190, 273)),
        place("date", zone=Zone(25, 94, 60, 100)),
    ],
)
def test_a_block_that_reaches_out_of_its_zone_is_refused(astray: Place) -> None:
    with pytest.raises(RenderFault, match=f"{astray.name} reaches out of the zone"):
        check_layout(layout(*map(place, PLAIN), astray), PRINTER)


def test_what_the_printer_takes_can_be_too_near_to_another_window() -> None:
    near = layout(*map(place, PLAIN), place("date", zone=Zone(25, 95, 60, 101)))
    check_layout(near, PRINTER)
    with pytest.raises(RenderFault, match="date reaches out"):
        check_layout(near, ENVELOPES["c5"])
