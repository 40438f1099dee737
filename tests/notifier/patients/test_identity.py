"""Who is one person and who is not: ordinary changes of a life make nobody somebody else."""

from datetime import date
from typing import Any

import pytest

from notifier.patients.identity import Identity, is_named_anew, is_other_person, is_same_person

ANN = Identity("Ann", "Tester", date(1950, 3, 1), ["1 High Street"], "GU46 7AA", "+447700900100", "ann@example.com")
ELSEWHERE: dict[str, Any] = {"address_lines": ["99 Other Road"], "postcode": "GU46 7AB"}


@pytest.mark.parametrize(
    "now",
    [
        ANN._replace(family_name="Newly-Wed", **ELSEWHERE),
        ANN._replace(family_name="Newly-Wed", date_of_birth=date(1950, 1, 3), **ELSEWHERE),
        ANN._replace(family_name="Newly-Wed", date_of_birth=date(1951, 3, 1), **ELSEWHERE),
        ANN._replace(family_name="Newly-Wed", date_of_birth=date(1962, 7, 4)),
        ANN._replace(date_of_birth=date(1962, 7, 4), **ELSEWHERE),
        ANN._replace(given_name="Robin", family_name="Newname", **ELSEWHERE),
        ANN._replace(given_name="Tester", family_name="Ann", date_of_birth=date(1962, 7, 4), **ELSEWHERE),
        ANN._replace(given_name="A", family_name="Tester-Smith", date_of_birth=date(1962, 7, 4), **ELSEWHERE),
        ANN._replace(mobile=None, email=None, **ELSEWHERE),
        ANN,
    ],
    ids=[
        "married and moved",
        "day and month turned besides",
        "a year mistyped besides",
        "married, another birthday, the same home",
        "another birthday and moved",
        "both names, one birthday",
        "columns taken for each other",
        "an initial, and one name kept",
        "only moved",
        "nothing",
    ],
)
def test_what_happens_in_a_life_makes_nobody_another_person(now: Identity) -> None:
    assert not is_other_person(ANN, now)


@pytest.mark.parametrize(
    "now",
    [
        Identity("Bob", "Stranger", date(1980, 9, 9), ["99 Other Road"], "GU46 7AB", None, None),
        Identity("Bob", "Stranger", date(1950, 3, 2), ["99 Other Road"], "GU46 7AB", None, None),
        Identity("Bob", "Stranger", date(1980, 9, 9), ["1 High Street"], "GU46 7AA", None, None),
        Identity("Bob", "Tester", date(1980, 9, 9), ["99 Other Road"], "GU46 7AB", None, None),
    ],
    ids=["all differs", "a birthday near by", "a lodger in the same house", "a son who lives elsewhere"],
)
def test_somebody_else_under_the_number_is_seen(now: Identity) -> None:
    assert is_other_person(ANN, now)


@pytest.mark.parametrize(
    "one",
    [
        ANN._replace(given_name="ANN", family_name="tester", mobile=None, email=None),
        ANN._replace(address_lines=["1, High St"], mobile=None, email=None),
        ANN._replace(mobile=None, **ELSEWHERE),
        ANN._replace(email=None, **ELSEWHERE),
    ],
    ids=["written otherwise", "another form of the address", "moved with the email", "moved with the mobile"],
)
def test_one_person_under_two_numbers_is_seen(one: Identity) -> None:
    assert is_same_person(ANN, one)


@pytest.mark.parametrize(
    "one",
    [
        ANN._replace(given_name="Amy"),
        ANN._replace(date_of_birth=date(1980, 3, 1)),
        ANN._replace(given_name="Bob", date_of_birth=date(1949, 1, 1)),
        ANN._replace(mobile=None, email=None, **ELSEWHERE),
        ANN._replace(mobile=None, email=None, address_lines=["2 High Street"]),
        ANN._replace(mobile=None, email=None, address_lines=[], postcode=""),
    ],
    ids=["a twin", "a daughter of the name", "who shares the home", "a namesake", "next door", "no address at all"],
)
def test_twins_families_and_namesakes_are_not_taken_for_one(one: Identity) -> None:
    assert not is_same_person(ANN, one)
    assert not is_same_person(one, ANN)


def test_capitals_and_accents_are_no_other_name() -> None:
    assert not is_named_anew(ANN, ANN._replace(given_name="Ânn", family_name="TESTER"))
    assert is_named_anew(ANN, ANN._replace(family_name="Teaster"))
