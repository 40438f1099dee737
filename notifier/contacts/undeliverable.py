"""What stands in an address in place of one: "Gone away", "Not known", "c/o the surgery", or the name of a town alone.

A letter to such a place counts as telling somebody whom it cannot reach, so each is named with its reason. The phrases
are those that receptions type, and the endorsements that Royal Mail prints on what it returns ("addressee gone away",
"no such address", "not called for").
"""

import re
from collections.abc import Sequence

_NOTHING = re.compile(
    r"\W*|null|#?n/?a|nil|none|\(?blank\)?|x{1,9}|same|(same )?as above|see (notes|above|record)|to follow|tb[ac]", re.I
)
_LONGEST_NOTHING = len("same as above")
NOTHING_POSTED = "the address says that nothing is to be posted"
_PHRASES = {
    NOTHING_POSTED: (
        r"\b(do not|don['’]?t|never|not to be) (post|send|mail|write|use|contact)\w*\b",
        r"\bno (post|mail|letters|correspondence)\b",
        r"\bhand (deliver|to (the )?reception)\b",
        r"\b(collects?|to collect) (own )?(post|mail|letters)\b",
        r"\bmail to be collected\b",
    ),
    "the address says that the patient is not there": (
        r"\bgone[- ]?away\b",
        r"\bmoved (away|out|house|abroad|address)\b",
        r"\b(left|moved) (the )?(area|country|address|uk)\b",
        r"\bno longer (at|here|lives?|living|resident)\b",
        r"\bdoes(n['’]?t| not) live\b",
        r"\breturn(ed)? to sender\b",
        r"\b(post|mail|letters?) returned\b",
        r"\breturned (post|mail|letters?)\b",
        r"\baddressee (unknown|gone)\b",
        r"\bghost patient\b",
        r"\b(old|previous|wrong|incorrect) address\b",
        r"\b(demolished|derelict)\b",
    ),
    "the address is not known": (
        r"\b(address|addr|whereabouts|residence)( is| was)?:? ?un ?known\b",
        r"\b(address|addr|whereabouts|residence)( is| was)?:? ?not (known|given|recorded|available|confirmed|found)\b",
        r"\b(no( such| current| known)?|un ?known|not known( at)?|missing|unconfirmed) (address|addr|abode)\b",
        r"\baddress (needed|required|missing|tbc|tba|to be confirmed|withheld|confidential|pending)\b",
        r"\b(confidential|withheld|restricted) address\b",
        r"^(un ?known|not (known|given|recorded|disclosed|available|applicable)|none (known|given|recorded))$",
        r"^(unspecified|withheld|overseas|abroad|confidential|moved)$",
    ),
    "the address is a surgery's and not the patient's": (
        r"^c/?o\.? +(the +)?([\w'’&.]+ +){0,4}(surgery|gp|doctors?|(medical|health) (centre|center|practice))\W*$",
    ),
}
_WHY = tuple((why, re.compile("|".join(phrases), re.I)) for why, phrases in _PHRASES.items())
# One of these stands in every phrase above: looking for them is ten times quicker, and most addresses have none.
_STEMS = (
    *("addr", "post", "mail", "letter", "send", "write", "contact", "correspond", "reception", "c/o", "co ", "c/o."),
    *("gone", "moved", "left ", "longer", "live", "return", "ghost", "demolish", "derelict", "known", "abode"),
    *("whereabouts", "residence", "withheld", "confidential", "unspecified", "overseas", "abroad", "not ", "none "),
    *("use", "deliver"),
)
# Words of a building or a street. A line alone that has none of them, and no number, is the name of a town.
_PREMISES = re.compile(
    r"\d|^the\b|\b(house|cottages?|farm(house)?|lodge|court|flats?|barn|hall|villa|manor|mill|grange|rectory|vicarage|"
    r"bungalow|croft|tower|towers|chambers|mansions?|buildings?|apartments?|home|cabin|caravan|mews|gate|boat|"
    r"street|road|lane|avenue|close|drive|way|crescent|gardens?|terrace|row|walk|grove|rise|square|"
    r"school|college|hospital|hotel|inn|arms|barracks|prison|hostel|stables?|studio|annexe?|yard|works|nursery|"
    r"p\.?o\.? ?box|hmp|yoi|hms|bfpo|st|rd|ave|ln|cres|gdns|dr|cl|ct|ho|tce)\b",
    re.I,
)


def says_nothing(line: str) -> bool:
    """Whether a line is a sign or a word in place of a line: "-", "N/A", "NULL", "as above"."""
    if len(line) > _LONGEST_NOTHING and line[-1].isalnum():
        return False
    return _NOTHING.fullmatch(line) is not None


def why_undeliverable(lines: Sequence[str]) -> str:
    """Why what the lines say is no place that post reaches; empty where they say no such thing."""
    text = "\n".join(lines).lower()
    if not any(stem in text for stem in _STEMS):
        return ""
    return next((why for why, pattern in _WHY if any(map(pattern.search, lines))), "")


def names_a_place_only(line: str) -> bool:
    """Whether the one line of an address has neither a number nor a word of a building or a street in it."""
    return _PREMISES.search(line) is None
