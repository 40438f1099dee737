"""The sheet: where a letter may print and where it must not, in millimetres from the top left corner of an A4 page.

The zones are those that the UK public services printer checks in a precompiled letter (domain notes, section 5).
"""

from dataclasses import dataclass

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
ADDRESS_WINDOW = Zone(24.6, 39.5, 120, 66.3)  # page one: the address and nothing else
PRACTICE_BLOCK = Zone(125, 30, 195, 95)  # page one: who writes; the printer allows it from y 5, above is for a logo
BODY = Zone(15, 95, 195, 292)  # page one
TAG_BOX = Zone(0, 0, 15.2, 6.2)  # every page: the printer's own mark

MAX_PAGES = 10
MAX_BYTES = 2_000_000
MAX_ADDRESS_LINES = 7


@dataclass(frozen=True, slots=True)
class LetterFormat:
    """How large a letter is set. The address stays the size that the window needs."""

    name: str
    points: int


STANDARD = LetterFormat("standard", 12)
LARGE_PRINT = tuple(LetterFormat(f"large-{points}", points) for points in (16, 20, 24, 28))


@dataclass(frozen=True, slots=True)
class Place:
    """An empty place in the laid-out letter: `page` counts from 0; one line of `points`-sized text, or the QR code."""

    name: str
    page: int
    zone: Zone
    points: float
    bold: bool
    align_right: bool
