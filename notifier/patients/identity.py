"""Whether two entries of lists are one person: decided on plain values, and by no number alone.

People marry, move, take another first name and have a birthday corrected, so one thing that differs makes nobody
another person; twins differ in the first name, a parent and a child of one name in the day of birth, and those who
share a home in both. Neither answer is ever acted upon by itself: both only hold a patient until a person has looked.
The kinds of change, and what follows of each, stand in docs/explanation/who-is-who.md.
"""

import re
from collections.abc import Sequence, Set
from datetime import date
from typing import NamedTuple, TypeAlias

from notifier.patients.list_import.names import folded

_HOUSE = re.compile(r"\d+[a-z]?", re.IGNORECASE)
_GENERATION = 13  # years: a birthday is never corrected by as many, unless one digit of the year alone was wrong
# What stands in the place of a first name for whoever has none yet: of two twins it says nothing.
_NO_NAMES = frozenset(
    "baby infant newborn child twin triplet boy girl male female of unknown unnamed a b c i ii iii one two three first "
    "second third 1 2 3".split()
)

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
    """Whether one number was given to somebody else between two lists.

    Nobody's day of birth changes with their name, save by a slip of the pen or with something left that is their own;
    and nobody is a generation older than they were.
    """
    born, becomes = before.date_of_birth, now.date_of_birth
    if born == becomes:
        return False
    is_near, is_linked = _is_near(born, becomes), _meets(before, now)
    if not is_near and abs(born.year - becomes.year) >= _GENERATION:
        return True
    given, family = _given_differs(before, now), _family_differs(before, now)
    if not (given or family) or _is_turned(before, now):
        return not (is_near or is_linked)
    if given and family:
        return True
    if given:  # a brother or sister at the same home has another birthday
        return not (is_near and is_linked)
    return not (is_near or is_one_home(_home(before), _home(now)))


def is_same_person(listed: Identity, known: Identity, *, is_gone: bool, own_contacts: Set[str] = frozenset()) -> bool:
    """Whether somebody on a list may be a patient whom we know by another number; the days of birth agree at least.

    Of one name they are that where a home, a mobile or an email address agrees; or nothing need, when the patient
    `is_gone` from the list. Then a first name of theirs with one of these is enough as well, as after a marriage. So is
    even another first name, for a new gender marker brings a new number, where they have the mobile and the email
    address that were the patient's, and nobody else on the list has one of the two: both are `own_contacts`. Twins, who
    share a home, a family name and perhaps a phone, have not.
    """
    if listed.date_of_birth != known.date_of_birth:
        return False
    is_named = _is_named(listed) and _is_named(known)
    meets = _meets(listed, known)
    if naming_key(listed) == naming_key(known) or _is_turned(listed, known):
        return is_gone or (meets and is_named)
    if not (is_gone and meets and is_named):
        return False
    if not _given_differs(listed, known):
        return True
    contacts = {listed.mobile, listed.email}
    return contacts <= own_contacts and contacts == {known.mobile, known.email}


def is_named_anew(before: Identity, now: Identity) -> bool:
    """Whether a name or the day of birth differs, other than in capitals, accents and punctuation."""
    return naming_key(before) != naming_key(now)


def naming_key(one: Identity) -> tuple[str, str, date]:
    """What two entries of one person have in common whatever else differs: folded names and the day of birth."""
    return folded(one.given_name), folded(one.family_name), one.date_of_birth


def _is_named(one: Identity) -> bool:
    """Whether a first name stands there, and not what a newborn child is called until they have one."""
    return not {word for part in re.split(r"[\s-]+", one.given_name) if (word := folded(part))} <= _NO_NAMES


def _shared_contacts(one: Identity, other: Identity) -> list[str]:
    """The mobile and email address that both have."""
    both = (one.mobile, other.mobile), (one.email, other.email)
    return [mine for mine, theirs in both if mine is not None and mine == theirs]


def _meets(one: Identity, other: Identity) -> bool:
    """Whether a home, a mobile or an email address agrees."""
    return bool(_shared_contacts(one, other)) or is_one_home(_home(one), _home(other))


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
