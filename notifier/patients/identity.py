"""Whether two entries of lists are one person: decided on plain values, and by no number alone.

People marry, move and have a birthday corrected, so one thing that differs makes nobody another person; twins differ
in the first name, a parent and a child of one name in the day of birth, and those who share a home in both. Neither
answer is ever acted upon by itself: both only hold a patient until a person has looked.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from notifier.patients.list_import.names import folded

_HOUSE = re.compile(r"\d+[a-z]?", re.IGNORECASE)


# The lines of a postal address, and its postcode.
Home: TypeAlias = tuple[Sequence[str], str]


class Identity(NamedTuple):
    """What tells one person from another, besides the NHS number."""

    given_name: str
    family_name: str
    date_of_birth: date
    address_lines: Sequence[str]
    postcode: str
    mobile: str | None
    email: str | None


def is_other_person(before: Identity, now: Identity) -> bool:
    """Whether one number was given to somebody else between two lists: nothing of a person's own is as it was.

    Both names and the day of birth differ; or one of the names does, the home too, and the day of birth by more than
    a slip of the pen.
    """
    given, family = _given_differs(before, now), _family_differs(before, now)
    if before.date_of_birth == now.date_of_birth or not (given or family) or _is_turned(before, now):
        return False
    return (given and family) or not (
        _is_near(before.date_of_birth, now.date_of_birth) or is_one_home(_home(before), _home(now))
    )


def is_same_person(one: Identity, other: Identity) -> bool:
    """Whether two numbers are one person's: names and day of birth agree, and a home, a mobile or an email address."""
    return naming_key(one) == naming_key(other) and (
        is_one_home(_home(one), _home(other))
        or (one.mobile is not None and one.mobile == other.mobile)
        or (one.email is not None and one.email == other.email)
    )


def is_named_anew(before: Identity, now: Identity) -> bool:
    """Whether a name or the day of birth differs, other than in capitals, accents and punctuation."""
    return naming_key(before) != naming_key(now)


def naming_key(one: Identity) -> tuple[str, str, date]:
    """What two entries of one person have in common whatever else differs: folded names and the day of birth."""
    return folded(one.given_name), folded(one.family_name), one.date_of_birth


def _given_differs(before: Identity, now: Identity) -> bool:
    """Neither is the other's initial or short form, and they have no word in common: Ann, A, Ann-Marie are one."""
    was, becomes = folded(before.given_name), folded(now.given_name)
    if not was or not becomes or was.startswith(becomes) or becomes.startswith(was):
        return False
    return not _words(before.given_name) & _words(now.given_name)


def _family_differs(before: Identity, now: Identity) -> bool:
    """No word in common: who marries may keep their own name before or behind the new one."""
    return folded(before.family_name) != folded(now.family_name) and not (
        _words(before.family_name) & _words(now.family_name)
    )


def _is_turned(before: Identity, now: Identity) -> bool:
    """Whether first and family name only changed places, as where two columns were taken for each other."""
    return (folded(before.given_name), folded(before.family_name)) == (folded(now.family_name), folded(now.given_name))


def _words(name: str) -> set[str]:
    return {word for part in re.split(r"[\s-]+", name) if len(word := folded(part)) > 1}


def _is_near(one: date, other: date) -> bool:
    """Whether one of the two may be the other mistyped: one of day, month and year differs, or day and month turned."""
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return True
    return sum((one.day != other.day, one.month != other.month, one.year != other.year)) <= 1


def is_one_home(one: Home, other: Home) -> bool:
    """Whether two addresses are one, however written: the same postcode, and the same numbers or the same words."""
    if folded(one[1]) != folded(other[1]):
        return False
    lines = " ".join(one[0]), " ".join(other[0])
    if not all(map(folded, lines)):
        return False
    if folded(lines[0]) == folded(lines[1]):
        return True
    houses = [set(map(str.casefold, _HOUSE.findall(written))) for written in lines]
    return bool(folded(one[1]) and houses[0]) and houses[0] == houses[1]


def _home(one: Identity) -> Home:
    return one.address_lines, one.postcode
