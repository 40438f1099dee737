"""How many parts a text message costs, and the same words in cheaper characters.

Alphabet and part sizes are those of 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension) and TS 23.040
(the six-byte header that numbers the parts of a long message).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from notifier.pdf.punctuation import NO_BREAK_SPACE, plain_punctuation

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_ALPHABET = _BASIC | _EXTENSION
# Letters that Unicode does not decompose into a base letter and a mark.
_BASE_LETTERS = str.maketrans(
    {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th",
     "Ð": "D", "ð": "d", "ẞ": "ß", NO_BREAK_SPACE: " "}
)  # fmt: skip


class SmsEncoding(StrEnum):
    """How a text message travels."""

    GSM7 = "gsm7"  # 7-bit units; an extension character is an escape pair of two
    UCS2 = "ucs2"  # 16-bit units; a character beyond the basic plane is a surrogate pair of two


@dataclass(frozen=True, slots=True)
class SmsSize:
    """What a text costs: `units` of its encoding, and the `parts` that are charged (0 for an empty text)."""

    encoding: SmsEncoding
    units: int
    parts: int


_ROOM = {SmsEncoding.GSM7: (160, 153), SmsEncoding.UCS2: (70, 67)}  # units in a lone part, and in one of several


def sms_parts(text: str) -> SmsSize:
    """The size of `text`. A pair never straddles two parts, so a part may leave its last unit empty."""
    encoding = SmsEncoding.GSM7 if _is_gsm(text) else SmsEncoding.UCS2
    costs = [_units(character, encoding) for character in text]
    lone, numbered = _ROOM[encoding]
    units = sum(costs)
    return SmsSize(encoding, units, min(units, 1) if units <= lone else _packed(costs, numbered))


def downgrade(text: str) -> str:
    """`text` with what would force the dearer encoding replaced: punctuation, invisible characters, diacritics.

    Letters that GSM-7 has (é, ñ, ü) stay. What has no Latin base letter stays too: a text in Urdu is sent in Urdu.
    """
    plain = unicodedata.normalize("NFC", plain_punctuation(text)).translate(_BASE_LETTERS)
    if _is_gsm(plain):
        return plain
    return "".join(character if _is_gsm(character) else _base(character) for character in plain)


def _is_gsm(text: str) -> bool:
    return _ALPHABET.issuperset(text)


def _units(character: str, encoding: SmsEncoding) -> int:
    if encoding is SmsEncoding.GSM7:
        return 2 if character in _EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def _packed(costs: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for cost in costs:
        if used + cost > room:
            parts, used = parts + 1, 0
        used += cost
    return parts


def _base(character: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return letters if _is_gsm(letters) else character
