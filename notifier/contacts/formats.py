"""How a record says that somebody needs what is written, as one of the formats that letters are made in."""

import re
from functools import lru_cache

from notifier.vocabulary import WrittenFormat

# The terms of the Accessible Information Standard (DAPB1605) and the written formats of the Personal Demographics
# Service. Of several, what asks most comes first: what can be read by touch or heard by somebody who cannot see print,
# then what can be understood, then what is large enough. Nobody who needs an earlier one is served by a later one.
_TERMS = (
    (re.compile(r"\bbraille\b|\bmoon\b"), WrittenFormat.BRAILLE),  # for Moon the house gets the same plain text
    (
        re.compile(r"\bverbally\b|\bread (it )?(out|aloud)\b|\baudio\b|\bcassette\b|\bcompact disc\b|\bcd\b|\bmp3\b"),
        WrittenFormat.AUDIO,
    ),
    (re.compile(r"\beasy[\s-]?read\b"), WrittenFormat.EASY_READ),
)
_POINTS = re.compile(r"\b(\d{1,2})\s*-?\s*(?:points?|pt)\b|\bfont size (\d{1,2})\b")
_LARGE = re.compile(r"\blarger? (print|font|text|type)\b")
_GIANT = re.compile(r"\bgiant (print|font|text|type)\b")
_SIZES = {
    12: WrittenFormat.STANDARD,
    16: WrittenFormat.LARGE_16,  # also what "large print" means to those who print for the NHS
    20: WrittenFormat.LARGE_20,
    24: WrittenFormat.LARGE_24,
    28: WrittenFormat.LARGE_28,
}


@lru_cache(maxsize=1024)
def written_format(recorded: str) -> WrittenFormat:
    """The format that "Requires written information in at least 20 point sans serif font" and the like ask for.

    At least 14 point is 16, and more than 28 is 28, the largest there is. What is about talking (a sign language, a
    text relay) or cannot be told is standard; it raises nothing.
    """
    said = recorded.casefold()
    for term, wanted in _TERMS:
        if term.search(said):
            return wanted
    return _size(said)


def _size(said: str) -> WrittenFormat:
    points = [int(number) for pair in _POINTS.findall(said) for number in pair if number]
    points += [16] if _LARGE.search(said) else []
    points += [24] if _GIANT.search(said) else []
    least = min(max(points, default=0), max(_SIZES))
    return next(wanted for size, wanted in _SIZES.items() if size >= least)
