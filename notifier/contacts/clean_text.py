"""Names and addresses without what is no writing: signs of direction, invisible characters, pictures, control codes.

They come out of clinical systems, where somebody pasted them in. One that turns the text round (U+202E) makes another
name of it on an envelope; one that nobody sees (U+200B) parts a name from itself. What is left is in composed form
(NFC), with single spaces.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_ZWNJ, _ZWJ = "\u200c", "\u200d"
# Where joiners are part of the spelling: Arabic to Myanmar, and everything above. After a Latin letter they are debris.
_JOINED_FROM = "\u0590"
# Default_Ignorable_Code_Point (Unicode Character Database, DerivedCoreProperties.txt) beyond what is a format control:
# fillers and inherent vowels that print nothing, selectors of variants and of emoji; and the keycap around a digit.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u20e3\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_SYMBOLS_FROM = "\u0250"  # below are the signs that keyboards have: + $ ^ ` ~
_SYMBOLS_OF_ADDRESSES = "\N{NUMERO SIGN}\N{CARE OF}"
_CONTROLS = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN"}
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """The text in one line, composed (NFC), without what is no writing; what is plain ASCII comes back as it is."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _cleaned(text)


def left_out(text: str) -> list[str]:
    """Each character that `clean_text` leaves out, once, in the order of the text. Spaces are none of them."""
    if text.isascii() and text.isprintable():
        return []
    kept = set(_without_debris(text))
    return [sign for sign in dict.fromkeys(text) if sign not in kept and not sign.isspace()]


def unusual_spaces(text: str) -> list[str]:
    """Each character that `clean_text` takes for a space and that is none, as a tab or a no-break space, once."""
    return [sign for sign in dict.fromkeys(text) if sign.isspace() and sign != " "]


def named_characters(characters: Iterable[str]) -> str:
    """`U+200B ZERO WIDTH SPACE, U+1F600 GRINNING FACE`: each character by its code point and its Unicode name."""
    return ", ".join(f"U+{ord(sign):04X} {_name(sign)}" for sign in characters)


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _without_debris(text)).strip())


def _without_debris(text: str) -> str:
    """The text without what is no writing; joiners stay where a letter that is joined stands on either side."""
    writing = "".join(sign for sign in text if sign in (_ZWNJ, _ZWJ) or sign.isspace() or is_writing(sign))
    last = len(writing) - 1
    return "".join(
        sign
        for at, sign in enumerate(writing)
        if sign not in (_ZWNJ, _ZWJ) or (0 < at < last and _is_joined(writing[at - 1]) and _is_joined(writing[at + 1]))
    )


def is_writing(sign: str) -> bool:
    """Whether a character is a letter, a mark, a digit, or a sign that stands in names and addresses."""
    if sign.isascii():
        return sign.isprintable()
    category = unicodedata.category(sign)
    if category[0] == "S" and sign >= _SYMBOLS_FROM:
        return sign in _SYMBOLS_OF_ADDRESSES
    return category[0] not in "CZ" and not _IGNORABLE.match(sign)


def _is_joined(sign: str) -> bool:
    return sign >= _JOINED_FROM and (sign.isalpha() or unicodedata.category(sign)[0] == "M")


def _name(sign: str) -> str:
    # Control characters have no name of their own: ISO 6429 gives them one, which Unicode lists as an alias.
    without = "control character" if unicodedata.category(sign) == "Cc" else "unnamed character"
    return _CONTROLS.get(sign) or str(unicodedata.name(sign, without))
