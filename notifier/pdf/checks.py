"""What a letter's text and its laid-out pages are held to before the letter is filled for anybody."""

from collections import Counter
from collections.abc import Collection, Iterable
from html.parser import HTMLParser

from notifier.errors import RenderFault
from notifier.pdf.fonts import LetterFont, require
from notifier.pdf.geometry import MAX_PAGES, PRACTICE_BLOCK, PRINTABLE, Envelope, Place
from notifier.pdf.layout import SLIP, WORDS, Layout

_PRACTICE = "practice"
_TOUCH_MM = 0.1  # what rounding costs
CODES = frozenset({"qr", "slip_qr"})  # places that take an address and show it as a QR code
GREETINGS = frozenset({"salutation", "name"})  # a letter has one of them
REQUIRED_PLACES = frozenset({"qr", "typed_url", "code"})
OPTIONAL_PLACES = frozenset({"date", "deadline", "reference"})
SLIP_PLACES = frozenset({"slip_qr", "slip_name", "slip_reference"})  # a letter has all of them or none
_KNOWN = GREETINGS | REQUIRED_PLACES | OPTIONAL_PLACES | SLIP_PLACES


def is_measured(place: Place) -> bool:
    """Whether a place is a block of the letter, of which only the extent matters."""
    return place.name in (_PRACTICE, SLIP, WORDS)


def codes_meet(places: Iterable[Place]) -> bool:
    """Whether a page has two QR codes, of which a telephone could read the wrong one."""
    pages = Counter(place.page for place in places if place.name in CODES)
    return max(pages.values(), default=0) > 1


def slip_fits(places: Iterable[Place]) -> bool:
    """Whether the slip stands on its page as a whole."""
    return all(PRINTABLE.holds(place.zone) for place in places if place.name == SLIP)


def check_layout(layout: Layout, envelope: Envelope) -> None:
    """RenderFault: too many pages, or a place that is missing, unknown, or where it must not be."""
    if layout.pages > MAX_PAGES:
        raise RenderFault(f"The letter has {layout.pages} pages and the printer takes {MAX_PAGES}: shorten its text.")
    _check_names({place.name for place in layout.places if not is_measured(place)})
    if codes_meet(layout.places):
        raise RenderFault("The letter has two QR codes on one page, and a telephone could read the wrong one.")
    for place in layout.places:
        _check_zone(place, envelope)
    _check_slip(layout)


def _check_slip(layout: Layout) -> None:
    if {place.page for place in layout.places if place.name == "slip_qr"} - {layout.pages - 1}:
        raise RenderFault("The letter's slip is not on its last page: let the slip be the last thing in the text.")
    last_page = {place.name: place.zone for place in layout.places if place.page == layout.pages - 1}
    if {SLIP, WORDS} <= last_page.keys() and last_page[WORDS].bottom > last_page[SLIP].top + _TOUCH_MM:
        raise RenderFault("The letter's words run into its slip: leave less space below the last of them.")


def _check_names(names: set[str]) -> None:
    if missing := REQUIRED_PLACES - names:
        raise RenderFault(f"The letter's text lacks the place for {_listed(missing)}.")
    if len(GREETINGS & names) != 1:
        raise RenderFault(f"The letter's text needs a place for one of {_listed(GREETINGS)}.")
    missing = SLIP_PLACES - names
    if missing and missing != SLIP_PLACES:
        raise RenderFault(f"The letter's slip lacks the place for {_listed(missing)}.")
    if unknown := names - _KNOWN:
        raise RenderFault(f"The letter's text has unknown places: {_listed(unknown)}.")


def _check_zone(place: Place, envelope: Envelope) -> None:
    zone = PRACTICE_BLOCK if place.name == _PRACTICE else envelope.body if place.page == 0 else PRINTABLE
    if not zone.holds(place.zone):
        raise RenderFault(f"The letter's {place.name} reaches out of the zone it may print in: shorten it.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def refuse_unprintable(html_body: str, lines: Iterable[str], fonts: Collection[LetterFont]) -> None:
    """RenderFault: the body or one of the lines beside it has a character that none of the letter's fonts has."""
    words = _Words()
    words.feed(html_body)
    words.close()
    require("".join((*words.found, *lines)), fonts)


class _Words(HTMLParser):
    """The text between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
