"""The lines of an address as they are printed: wrapped where one is too long, joined where they are too many.

A print house counts the lines that it sees, so that a line which was wrapped counts twice. Sizes are in em.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from notifier.contacts.postal import NEVER_FIRST
from notifier.pdf.geometry import POINTS_PER_MM, Zone

ADDRESS_POINTS = 10.0
ADDRESS_MIN_POINTS = 8.0
_TIGHT_POINTS = 7.0
ADDRESS_SIZES = (ADDRESS_POINTS, 9.0, ADDRESS_MIN_POINTS, _TIGHT_POINTS)  # where it is laid out as text
NO_WIDER = 1.0  # em: no letter of our font that names and addresses have is wider
_STEP_POINTS = 0.25
ADDRESS_LEADING = 1.2
ADDRESS_INSET_MM = 0.5
# From the top of an accented capital to the foot of a "g", in em: all ink of a line of Noto Sans.
INK_ABOVE, INK_BELOW = 0.96, 0.25
_JOINT = ", "
Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class PrintedAddress:
    """The lines as they are printed, and their size."""

    lines: Sequence[str]
    points: float


def fit_address(lines: Sequence[str], window: Zone, most_lines: int | None, measure: Measure) -> PrintedAddress | None:
    """The address as large as fits, 10 to 8 points, and 7 where nothing else helps; None where it does not fit.

    `most_lines` is how many a print house takes, if it says so.
    """
    width = (window.width - 2 * ADDRESS_INSET_MM) * POINTS_PER_MM
    height = (window.height - ADDRESS_INSET_MM) * POINTS_PER_MM
    for least in (ADDRESS_MIN_POINTS, _TIGHT_POINTS):
        most = int((height / least - INK_ABOVE - INK_BELOW) / ADDRESS_LEADING) + 1
        found = printed_lines(lines, width / least, min(most, most_lines or most), measure)
        if found is not None:
            by_height = height / (INK_ABOVE + INK_BELOW + ADDRESS_LEADING * (len(found) - 1))
            return PrintedAddress(
                found, fitting_points(ADDRESS_POINTS, min(width / max(map(measure, found)), by_height))
            )
    return None


def fitting_points(wanted: float, most: float) -> float:
    """The size nearest to `wanted` that is at most `most`, on a quarter point."""
    return wanted if most >= wanted else most // _STEP_POINTS * _STEP_POINTS


def has_wide_word(lines: Sequence[str], window: Zone, measure: Measure) -> bool:
    """Whether a word is wider than the window in the smallest size."""
    width = (window.width - 2 * ADDRESS_INSET_MM) * POINTS_PER_MM
    surely_fit = int(width / _TIGHT_POINTS / NO_WIDER)
    return any(
        measure(word) * _TIGHT_POINTS > width for line in lines for word in line.split() if len(word) > surely_fit
    )


def printed_lines(lines: Sequence[str], room: float, most: int, measure: Measure) -> list[str] | None:
    """At most so many lines, none wider than `room`; None where that cannot be without cutting a word.

    The first line (the name) and the last (the postcode) stand alone. Of the others, neighbours that have room for it
    share a line, from the top, as far as needed; where that does not do, all of them run on.
    """
    name, *between, last = lines if len(lines) > 1 else (*lines, "")
    while True:
        wrapped = [_wrapped(line, room, measure) for line in (name, *between, last) if line]
        if any(piece is None for piece in wrapped):
            return None
        found = [piece for pieces in wrapped for piece in pieces or ()]
        if len(found) <= most:
            return found
        if len(between) < 2:
            return None
        between = _with_fewer(between, room, measure)


def _with_fewer(lines: Sequence[str], room: float, measure: Measure) -> list[str]:
    """The first two neighbours that fit one line joined, or all lines joined."""
    for at, (one, other) in enumerate(pairwise(lines)):
        if measure(one + _JOINT + other) <= room:
            return [*lines[:at], one + _JOINT + other, *lines[at + 2 :]]
    return [_JOINT.join(lines)]


def _wrapped(line: str, room: float, measure: Measure) -> list[str] | None:
    """The line, in several where it is wider than `room`, broken at spaces; None: a word is wider."""
    found: list[str] = []
    rest = line
    while measure(rest) > room:
        first, _, word = rest.rpartition(" ")
        while first and (measure(first) > room or word.startswith(tuple(NEVER_FIRST))):
            first, _, more = first.rpartition(" ")
            word = f"{more} {word}"
        if not first:
            return None
        found.append(first)
        rest = word
    return [*found, rest]
