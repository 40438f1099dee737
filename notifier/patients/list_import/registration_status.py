"""What a registration status says: here, gone, dead, or nothing that anybody understands.

Only what is known to mean "registered here" is read so. A status has many ways to deny it ("No longer registered",
"Unregistered", "Registration cancelled"), and a word that nobody has seen before is a doubt.
"""

import re
from enum import Enum
from functools import lru_cache

from notifier.patients.list_import.dates import is_date


class Standing(Enum):
    """How somebody stands with the practice by their status."""

    HERE = "here"
    GONE = "gone"
    DEAD = "dead"
    UNCLEAR = "unclear"


_NOT_DEAD = re.compile(r"\bnot (deceased|dead)\b", re.I)
_DEAD = re.compile(r"\b(deceased|died|dead|death|rip|r i p)\b", re.I)
_GONE = re.compile(
    r"\b(left|leav\w+|gone|went|deduct\w*|remov\w*|transfer\w*|inactive|temporary|temp|moved|end(?:ed|s)?|previous\w*|"
    r"former\w*|past|old|cancel\w*|ceased|closed|expired?|lapsed?|terminat\w*|withdr[ae]w\w*|discharged?|archived?|"
    r"embark\w*|emigrat\w*|off[ -]list|no longer|not|never|non|un[ -]?regist\w*|de-?\s?regist\w*|ex|refused|rejected|"
    r"deleted|suspended)\b",
    re.I,
)
# The core of a status that means "registered here", and the words that may stand around it.
_HERE = frozenset(
    "registered registration current currently active regular permanent gms pms apms applied alive living live here "
    "full fully accepted".split()
)
_AROUND = frozenset(
    "patient patients status type is and at with this the our practice gp for of general medical services service nhs "
    "normal yes y complete completed main ongoing open r c a p".split()
)
# States of a registration in the GP registration links (R2, R3 and R5), which say it without the word for it or with
# one that says something else elsewhere. What comes before them (PR1 to PR3) is no registration yet, and R4 and those
# after R5 are none here.
_LINKED = frozenset(("medical record sent by fhsa", "record received", "correctly registered"))
_FLAGS = dict.fromkeys(("y", "yes", "true", "t"), Standing.HERE) | dict.fromkeys(
    ("n", "no", "false", "f"), Standing.GONE
)
_NUMBER = re.compile(r"^(?:[A-Z]{1,2}\d\b)?[\d\s.:)-]*")  # some lists print the number of the status before it


@lru_cache(maxsize=1024)
def read_status(text: str) -> Standing:
    """What the status says; a blank one says nothing, and is not to be asked about."""
    if (flag := _FLAGS.get(text.strip().casefold())) is not None:
        return flag
    plain = " ".join(re.findall(r"[\w'-]+", _NOT_DEAD.sub("alive", _NUMBER.sub("", text)).casefold()))
    words = set(re.split(r"[\s-]+", plain))
    if plain in _LINKED or (words & _HERE and words <= _HERE | _AROUND):
        return Standing.HERE
    if _DEAD.search(plain):
        return Standing.DEAD
    if _GONE.search(plain):
        return Standing.GONE
    return Standing.HERE if is_date(text) else Standing.UNCLEAR  # a column "Registered" may have the day
