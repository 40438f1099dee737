"""Names that were read in the wrong encoding somewhere on their way to us: `JosÃ©` for José, `D?browski` for Dąbrowski.

Only who knows the patient can put them right: here it is found and said, and never changed.
"""

import re
from dataclasses import dataclass
from html import unescape

# A letter next to a question mark, as in "D?browski" or "?ukasz": one that an old encoding did not have.
_LOST = re.compile(r"\w\?+\w|(?:^|[\s'-])\?+\w|\w\?+(?=$|[\s'-])|\ufffd")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_MOST_TIMES = 3  # that a text goes through the same wrong reading, one export after the other


@dataclass(frozen=True, slots=True)
class Garbling:
    """What is wrong with a text. `likely` is what it was, where that can be worked out for certain; else empty."""

    why: str
    likely: str


def find_garbling(text: str) -> Garbling | None:
    """How a name or an address was garbled; None where it reads well."""
    if text.isascii() and "?" not in text and "&" not in text:
        return None
    if (original := " ".join(_read_again(word) or word for word in text.split(" "))) != text:
        return Garbling("UTF-8 was read as Windows-1252 somewhere", original)
    if _ENTITY.search(text) and (original := unescape(text)) != text:
        return Garbling("it was written for a web page", original)
    if _LOST.search(text):
        return Garbling("a letter was lost where the question mark is", "")
    return None


def _read_again(word: str) -> str:
    """A word before its UTF-8 was read as Windows-1252, once or several times; empty where it was not.

    That a name written rightly is valid UTF-8 in Windows-1252 does not happen: behind each accented capital a sign
    would have to stand that no name has (`Ã©`, `Å‚`).
    """
    found = ""
    for _ in range(_MOST_TIMES):
        try:
            read = b"".join(map(_byte, found or word)).decode("utf-8")
        except UnicodeError:
            break
        if read == (found or word):
            break
        found = read
    return found


def _byte(sign: str) -> bytes:
    """Windows-1252, with the five bytes that it does not define as Latin-1 has them: programs write them so."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
