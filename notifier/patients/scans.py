"""What a person types or a scanner reads off a letter: its reference, which names the letter and opens nothing."""

import re

from notifier.patients.access_codes import ALPHABET

# The slip's QR code holds the address of a page that ends with the reference; a scanner may add a line end.
_SLIP = re.compile(r"\S*/s/([^/?#\s]+)/?", re.IGNORECASE)
_REFERENCE = re.compile(rf"[{ALPHABET}]{{10}}")
# What people read wrongly, as for codes, and what they put between the letters.
_MISREAD = str.maketrans("ILO", "110", " -\u2010\u2011\u2012\u2013\u2014\u00a0_.\t\r\n")


_READ_BY_SCANNER = re.compile(r"/[rs]/", re.IGNORECASE)


def is_scan(text: str) -> bool:
    """Whether a text is an address such as the squares on letters and slips hold, which nobody types."""
    return _READ_BY_SCANNER.search(text) is not None


def reference_in(text: str) -> str | None:
    """The reference of a letter in a scanned slip (`.../s/REFERENCE`) or a typed line; None where there is none.

    Capitals, spaces and hyphens do not matter. It says nothing of whether there is such a letter.
    """
    slip = _SLIP.fullmatch(text.strip())
    reference = (slip[1] if slip else text).upper().translate(_MISREAD)
    return reference if _REFERENCE.fullmatch(reference) else None
