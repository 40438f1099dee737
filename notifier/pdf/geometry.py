"""The sheet: where a letter may print and where it must not, in millimetres from the top left corner of an A4 page.

The zones are those that the UK public services printer checks in a precompiled letter (domain notes, section 5). A
practice that prints and folds its letters itself chooses another envelope, with its own window.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from notifier.vocabulary import WrittenFormat

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle on a page, in mm; `right` and `bottom` are distances from the left and top edges of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In mm."""
        return self.bottom - self.top

    def meets(self, other: "Zone") -> bool:
        """Whether the two have more than an edge in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Zone") -> bool:
        """Whether `other` lies inside, give or take the hundredth of a millimetre that rounding costs."""
        slack = 0.01
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


A4 = Zone(0, 0, 210, 297)
PRINTABLE = Zone(15, 5, 195, 292)
PRACTICE_BLOCK = Zone(125, 30, 195, 95)  # page one: who writes; the printer allows it from y 5, above is for a logo
BODY = Zone(15, 95, 195, 292)  # page one
FOLD_MARK_MM = 5.0  # a mark's length, from the left edge of what is printable: words begin further in

ENLARGED_FROM, LARGE_FROM = 16, 20  # points

MAX_PAGES = 10
MAX_BYTES = 2_000_000
MAX_ADDRESS_LINES = 7
CLEARANCE_MM = 5.0  # between what may show in a window and the nearest words


@dataclass(frozen=True, slots=True)
class Envelope:
    """How the window of an envelope falls on page one.

    `window` shows wherever the sheet lies in its envelope: the address stands there. `in_view` is all that may show as
    the sheet slides about: nothing else is printed there. `fold_marks` are heights on the page, in mm. `precompiled`
    letters are a file each, printed, folded and posted by GOV.UK Notify, by its rules for addresses.
    """

    name: str
    description: str
    window: Zone
    in_view: Zone
    fold_marks: tuple[float, ...] = ()
    precompiled: bool = False

    @property
    def most_lines(self) -> int | None:
        """How many lines an address may have as printed, wrapped ones counted; None for as many as the window shows."""
        return MAX_ADDRESS_LINES if self.precompiled else None

    @property
    def body(self) -> Zone:
        """Where the words of page one may stand."""
        top = max(BODY.top, self.in_view.bottom + CLEARANCE_MM)
        return Zone(BODY.left, top, BODY.right, BODY.bottom)


def _self_folded(
    name: str, description: str, size: tuple[float, float], hole: Zone, fold_marks: tuple[float, ...]
) -> Envelope:
    """An envelope whose window is `hole`, from its top left corner, for a sheet folded at the marks, first page out."""
    width, height = size
    play_across, play_down = width - A4.width, height - fold_marks[0]
    window = Zone(hole.left, hole.top, hole.right - play_across, hole.bottom - play_down)
    in_view = Zone(hole.left - play_across, hole.top - play_down, hole.right, hole.bottom)
    return Envelope(name, description, window, in_view, fold_marks)


_ADDRESS_BLOCK = Zone(24.6, 39.5, 120, 66.3)
PRINTER = Envelope(
    "printer",
    "Sent to the public services printer as precompiled letters",
    _ADDRESS_BLOCK,
    _ADDRESS_BLOCK,
    precompiled=True,
)
# No public table gives the windows of British envelopes: these are the ones most often sold, a guess that the practice
# checks with a test print. C5 has a window of 90 x 45 mm, 20 mm from the left and 60 mm up; DL one of 90 x 35 mm, 20 mm
# from the left and 18 mm up. The first fold for DL is at 105 mm, not at a third, so that the sheet slides less.
_C5 = _self_folded(
    "c5", "C5 window envelope, the sheet folded once", (229, 162), Zone(20, 57, 110, 102), fold_marks=(148.5,)
)
_DL = _self_folded(
    "dl", "DL window envelope, the sheet folded twice", (220, 110), Zone(20, 57, 110, 92), fold_marks=(105, 210)
)
ENVELOPES: Mapping[str, Envelope] = MappingProxyType({envelope.name: envelope for envelope in (PRINTER, _C5, _DL)})


@dataclass(frozen=True, slots=True)
class LetterFormat:
    """How large a letter is set, in points, and how far apart its lines, in em.

    The address stays the size that the window needs; a script whose letters are taller has its own height of lines.
    """

    name: WrittenFormat
    points: int
    line_height: float = 1.5

    @property
    def is_enlarged(self) -> bool:
        """Whether somebody asked for this size: then nothing that they need is set smaller."""
        return self.points >= ENLARGED_FROM

    @property
    def is_large(self) -> bool:
        """Whether a page has room for a few words a line only."""
        return self.points >= LARGE_FROM


STANDARD = LetterFormat(WrittenFormat.STANDARD, 12)
FORMATS: Mapping[WrittenFormat, LetterFormat] = MappingProxyType(
    {
        letter_format.name: letter_format
        for letter_format in (
            STANDARD,
            LetterFormat(WrittenFormat.LARGE_16, 16),
            LetterFormat(WrittenFormat.LARGE_20, 20),
            LetterFormat(WrittenFormat.LARGE_24, 24),
            LetterFormat(WrittenFormat.LARGE_28, 28),
            LetterFormat(WrittenFormat.EASY_READ, 16, line_height=1.8),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the laid-out letter: `page` counts from 0; one line of `points`-sized text, or a QR code.

    A `filled` place has its words already and is not drawn over.
    """

    name: str
    page: int
    zone: Zone
    points: float
    bold: bool
    align_right: bool
    filled: bool = False


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of words of the laid-out letter: `page` counts from 0, `points` is the smallest size in it."""

    page: int
    zone: Zone
    points: float
    words: str
