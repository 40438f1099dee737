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
        ANN._replace(given_name="Annie", mobile=None, email=None, **ELSEWHERE),
        ANN._replace(given_name="Robert"),
        ANN._replace(given_name="Amy", date_of_birth=date(1950, 3, 2)),
        ANN._replace(date_of_birth=date(1905, 3, 1), mobile=None, email=None, **ELSEWHERE),
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
        "a pet name, and moved",
        "another gender, one birthday and home",
        "first name and a digit of the birthday put right",
        "two digits of the year turned, and moved",
        "nothing",
    ],
)
def test_what_happens_in_a_life_makes_nobody_another_person(now: Identity) -> None:
    assert not is_other_person(ANN, now)


NOWHERE: dict[str, Any] = {"mobile": None, "email": None}


@pytest.mark.parametrize(
    "now",
    [
        Identity("Bob", "Stranger", date(1980, 9, 9), ["99 Other Road"], "GU46 7AB", None, None),
        Identity("Bob", "Stranger", date(1950, 3, 2), ["99 Other Road"], "GU46 7AB", None, None),
        Identity("Bob", "Stranger", date(1980, 9, 9), ["1 High Street"], "GU46 7AA", None, None),
        Identity("Bob", "Tester", date(1980, 9, 9), ["99 Other Road"], "GU46 7AB", None, None),
        ANN._replace(given_name="Bob", date_of_birth=date(1980, 9, 9)),
        ANN._replace(given_name="Bob", date_of_birth=date(1952, 9, 9)),
        ANN._replace(date_of_birth=date(1980, 9, 9)),
        ANN._replace(date_of_birth=date(1957, 9, 9), **NOWHERE, **ELSEWHERE),
        ANN._replace(family_name="Wed", date_of_birth=date(1980, 9, 9)),
    ],
    ids=[
        "all differs",
        "a birthday near by",
        "a lodger in the same house",
        "a son who lives elsewhere",
        "a son in the same house",
        "a brother in the same house",
        "a daughter of the name in the same house",
        "a namesake who lives elsewhere",
        "a daughter of the name who married",
    ],
)
def test_somebody_else_under_the_number_is_seen(now: Identity) -> None:
    assert is_other_person(ANN, now)
    assert is_other_person(now, ANN)


@pytest.mark.parametrize(
    "one",
    [
        ANN._replace(given_name="ANN", family_name="tester", **NOWHERE),
        ANN._replace(address_lines=["1, High St"], **NOWHERE),
        ANN._replace(mobile=None, **ELSEWHERE),
        ANN._replace(email=None, **ELSEWHERE),
        ANN._replace(given_name="Tester", family_name="Ann"),
    ],
    ids=["written otherwise", "another form of the address", "the email", "the mobile", "names in each other's place"],
)
def test_one_person_under_two_numbers_is_seen_even_where_a_list_has_both(one: Identity) -> None:
    assert is_same_person(ANN, one, is_gone=False)
    assert is_same_person(one, ANN, is_gone=True)


@pytest.mark.parametrize(
    "one",
    [
        ANN._replace(**NOWHERE, **ELSEWHERE),
        ANN._replace(address_lines=[], postcode="", **NOWHERE),
        ANN._replace(family_name="Wed", mobile=None, email=None),
        ANN._replace(family_name="Wed", email=None, **ELSEWHERE),
        ANN._replace(given_name="Annie"),
        ANN._replace(given_name="Robert", **ELSEWHERE),
        ANN._replace(given_name="Robert", family_name="Newname"),
    ],
    ids=[
        "moved, without a phone",
        "no address at all",
        "married, at one home",
        "married and moved, with the mobile",
        "a pet name",
        "another gender, moved, with a mobile of their own",
        "another gender and family name, at one home",
    ],
)
def test_who_has_gone_is_looked_for_by_less(one: Identity) -> None:
    own = frozenset({"+447700900100", "ann@example.com"})
    assert is_same_person(one, ANN, is_gone=True, own_contacts=own)
    assert not is_same_person(one, ANN, is_gone=False, own_contacts=own), "as long as a list has them both, two people"


@pytest.mark.parametrize("is_gone", [False, True])
@pytest.mark.parametrize(
    "one",
    [
        ANN._replace(given_name="Amy"),
        ANN._replace(given_name="Amy", **NOWHERE),
        ANN._replace(date_of_birth=date(1980, 3, 1)),
        ANN._replace(given_name="Bob", date_of_birth=date(1949, 1, 1)),
        ANN._replace(given_name="Bob", family_name="Stranger", **NOWHERE, **ELSEWHERE),
    ],
    ids=["a twin", "a twin without a phone", "a daughter of the name", "who shares the home", "of one birthday only"],
)
def test_twins_and_families_are_not_taken_for_one(one: Identity, is_gone: bool) -> None:
    assert not is_same_person(ANN, one, is_gone=is_gone)
    assert not is_same_person(one, ANN, is_gone=is_gone)


@pytest.mark.parametrize("email", ["amy@example.com", None])
def test_a_twin_who_takes_over_the_phone_is_a_twin(email: str | None) -> None:
    own = frozenset({"+447700900100", "amy@example.com"})
    twin = ANN._replace(given_name="Amy", email=email)
    assert not is_same_person(twin, ANN._replace(email=email and ANN.email), is_gone=True, own_contacts=own)


@pytest.mark.parametrize("name", ["Baby", "Twin One", "Baby Girl", "Unknown", ""])
def test_newborn_twins_without_a_name_are_two(name: str) -> None:
    baby = ANN._replace(given_name=name)
    assert not is_same_person(baby, baby, is_gone=False)
    assert not is_same_person(baby._replace(given_name="Ann"), baby, is_gone=True)


def test_capitals_and_accents_are_no_other_name() -> None:
    assert not is_named_anew(ANN, ANN._replace(given_name="Ânn", family_name="TESTER"))
    assert is_named_anew(ANN, ANN._replace(family_name="Teaster"))
