"""What a word processor typed, as the plain characters that an old printer and a plain text can carry.

The table follows what GOV.UK Notify replaces in a text (domain notes, section 6.1).
"""

import re

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

_REPLACED = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{SINGLE LOW-9 QUOTATION MARK}": "'",
        "\N{PRIME}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{BULLET}": "-",
        "\N{NARROW NO-BREAK SPACE}": NO_BREAK_SPACE,
        "\N{THIN SPACE}": " ",
        "\N{SOFT HYPHEN}": None,
        "\N{ZERO WIDTH SPACE}": None,
        "\N{WORD JOINER}": None,
        "\N{ZERO WIDTH NO-BREAK SPACE}": None,
    }
)
# Joiners are part of the spelling in Urdu, Persian and Panjabi; after a Latin letter they are only debris.
_STRAY_JOINER = re.compile("(?<=[\\x00-\\u024f])[\\u200c\\u200d]")


def plain_punctuation(text: str) -> str:
    """Quotes, dashes and ellipses as ASCII, invisible characters gone; no-break spaces are left to the caller."""
    return _STRAY_JOINER.sub("", text.translate(_REPLACED))
