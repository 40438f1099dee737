"""The language that a record names in whatever words, as a code: it decides in which one somebody is written to."""

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

ENGLISH = "en"

# What British records say and Unicode's English names do not; "no" and "na" are answers there and no languages.
_ALSO = {
    "bangladeshi": "bn", "bengali": "bn", "brazilian": "pt", "british sign language": "en", "bsl": "en",
    "castilian": "es", "chinese": "zh", "farsi": "fa", "flemish": "nl", "gaelic": "gd", "gurmukhi": "pa",
    "hakka": "hak", "kurdish sorani": "ckb", "sorani": "ckb", "kurdish kurmanji": "ku", "kurmanji": "ku",
    "mandarin": "zh", "mirpuri": "phr", "na": "en", "no": "en", "panjabi": "pa", "panjabi shahmukhi": "pnb",
    "patois": "en", "potwari": "phr", "punjabi shahmukhi": "pnb", "pushto": "ps", "roumanian": "ro", "sinhalese": "si",
    "sylheti": "syl",
}  # fmt: skip
# What stands around the name: "Main spoken language Urdu", "Polish interpreter needed", "Reads Tamil".
_AROUND = re.compile(
    r"\b(main|first|second|preferred|spoken|written|speaks?|speaker|speaking|reads?|language|languages|is|"
    r"interpreter|needed|needs|required|requires|an?|script)\b"
)
_BETWEEN = re.compile(r"[^\w\s]+|\band\b|\bor\b")
_CODE = re.compile(r"([a-z]{2,3})([-_][a-z]{2,4})*")


@lru_cache(maxsize=1024)  # a list of ten thousand has some fifty languages
def language_code(recorded: str) -> str:
    """ "Panjabi", "Main spoken language Urdu", "pl" or "Kurdish (Sorani)" as an ISO 639 code of two or three letters.

    Of several languages the first is taken. English, and whatever cannot be told, is "en"; it raises nothing.
    """
    names = _names()
    said = recorded.casefold().strip()
    if (code := _CODE.fullmatch(said)) and (known := names.get(code[1]) or _known_code(code[1])):
        return known
    return next((names[part] for part in _parts(said) if part in names), ENGLISH)


def language_name(code: str) -> str:
    """A language by its English name; by its code where it has none."""
    try:
        return str(Locale.parse(code).english_name)
    except (UnknownLocaleError, ValueError):
        return code


def _parts(said: str) -> Iterator[str]:
    """The whole without what stands around it, then its parts in order."""
    pieces = [" ".join(_AROUND.sub(" ", piece).split()) for piece in _BETWEEN.split(said)]
    pieces = [piece for piece in pieces if piece]
    yield " ".join(pieces)
    yield from pieces


def _known_code(code: str) -> str | None:
    """A code as Unicode writes it: `pol` and `pl` are one language."""
    code = str(get_global("language_aliases").get(code, code)).partition("_")[0]
    return code if code in Locale(ENGLISH).languages else None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Language by its name in English, in lower case."""
    known = {name.casefold(): code.partition("_")[0] for code, name in Locale(ENGLISH).languages.items()}
    return known | _ALSO
