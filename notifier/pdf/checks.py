"""What a letter's text and its laid-out pages are held to before the letter is filled for anybody."""

from collections import Counter
from collections.abc import Collection, Iterable
from html.parser import HTMLParser

from notifier.errors import RenderFault
from notifier.pdf.fonts import LetterFont, require
from notifier.pdf.geometry import A4, MAX_PAGES, PRACTICE_BLOCK, PRINTABLE, Envelope, Place, Zone
from notifier.pdf.layout import SLIP, WORDS, Layout
from notifier.pdf.writing_systems import unmarked

_PRACTICE = "practice"
_TOUCH_MM = 0.1  # what rounding costs
CODES = frozenset({"qr", "slip_qr"})  # places that take an address and show it as a QR code
GREETINGS = frozenset({"salutation", "name"})  # a letter has one of them
REQUIRED_PLACES = frozenset({"qr", "typed_url", "code"})
OPTIONAL_PLACES = frozenset({"date", "deadline", "reference"})
# A letter has all of them or none.
SLIP_PLACES = frozenset({"slip_qr", "slip_name", "slip_reference", "slip_deadline"})
_ANSWERED_BY = frozenset({"qr", "typed_url", "code", "deadline"})  # what a patient needs, wherever the slip is
_SECRET = frozenset({"qr", "typed_url", "code"})  # what opens the patient's page: it stays with them
_CROOKED_MM = 5.0  # how far above its line a slip may be cut off
_FEW_LINES = 2
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


def behind_slip(layout: Layout, needed: Iterable[str]) -> list[str]:
    """What goes to the practice on the other side of the slip, or on the slip, although the patient needs it.

    These are the QR code, the address and the code to type, the deadline, and every line with one of the words that
    are `needed`, such as the telephone. A slip is cut off over the whole width of its sheet.
    """
    wanted = list(map(_unspaced, needed))
    found: list[str] = []
    for slip in layout.places:
        if slip.name == SLIP:
            other_side = slip.page ^ 1
            cut_off = Zone(A4.left, slip.zone.top - _CROOKED_MM, A4.right, A4.bottom)
            found += [
                place.name
                for place in layout.places
                if (place.page == other_side and place.name in _ANSWERED_BY and cut_off.meets(place.zone))
                or (place.page == slip.page and place.name in _SECRET and slip.zone.meets(place.zone))
            ]
            lines = (one for one in layout.lines if one.page == other_side and cut_off.meets(one.zone))
            found += [one.words for one in lines if any(word in _unspaced(one.words) for word in wanted)]
    return found


def nearly_empty_pages(layout: Layout) -> list[int]:
    """The pages, from 0, that have a line or two and nothing else: somebody takes them for a mistake."""
    pages = Counter(page for page, _ in {(one.page, round(one.zone.top)) for one in layout.lines})
    kept = {place.page for place in layout.places if place.name == SLIP or place.name in CODES}
    return sorted(page for page, many in pages.items() if many <= _FEW_LINES and page not in kept)


def check_layout(layout: Layout, envelope: Envelope, practice_name: str = "", needed: Collection[str] = ()) -> None:
    """RenderFault: too many pages, or a place that is missing, unknown, or where it must not be.

    Also a slip that does not name the `practice_name`, or that takes away what the patient needs (see `behind_slip`).
    """
    if layout.pages > MAX_PAGES:
        raise RenderFault(f"The letter has {layout.pages} pages and the printer takes {MAX_PAGES}: shorten its text.")
    _check_names({place.name for place in layout.places if not is_measured(place)})
    if codes_meet(layout.places):
        raise RenderFault("The letter has two QR codes on one page, and a telephone could read the wrong one.")
    for place in layout.places:
        _check_zone(place, envelope)
    _check_slip(layout)
    if lost := behind_slip(layout, needed):
        raise RenderFault(
            f"Whoever cuts off the letter's slip loses what stands on its other side: {'; '.join(lost)}. Move it to "
            "the head of the letter."
        )
    on_slip = [
        one.words
        for slip in layout.places
        for one in layout.lines
        if slip.name == SLIP and one.page == slip.page and slip.zone.meets(one.zone)
    ]
    if on_slip and _unspaced(practice_name) not in _unspaced(" ".join(on_slip)):
        raise RenderFault("The letter's slip does not say which practice it belongs to: name it there.")


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
    if place.name == "date" and PRACTICE_BLOCK.holds(place.zone):
        return  # its usual place, below who writes
    zone = PRACTICE_BLOCK if place.name == _PRACTICE else envelope.body if place.page == 0 else PRINTABLE
    if not zone.holds(place.zone):
        raise RenderFault(f"The letter's {place.name} reaches out of the zone it may print in: shorten it.")


def _unspaced(words: str) -> str:
    """Without spaces and the marks of direction: words as they are looked for in lines that may break anywhere."""
    return "".join(unmarked(words).split())


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
