"""What stands in an address in place of one."""

import pytest

from notifier.contacts.undeliverable import names_a_place_only, says_nothing, why_undeliverable


@pytest.mark.parametrize(
    "line", ["-", "--", ".", "N/A", "na", "NULL", "none", "(blank)", "xxx", "as above", "TBC", "see notes"]
)
def test_a_sign_or_a_word_for_nothing_is_no_line(line: str) -> None:
    assert says_nothing(line)


@pytest.mark.parametrize("line", ["1", "A", "Nilsson Court", "Nanpean", "Nonesuch House", "Xanadu", "Same Lane"])
def test_a_short_or_strange_line_is_one_all_the_same(line: str) -> None:
    assert not says_nothing(line)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Gone away", "not there"),
        ("GONE-AWAY 12/2024", "not there"),
        ("Moved out", "not there"),
        ("no longer at this address", "not there"),
        ("Return to sender", "not there"),
        ("Mail returned", "not there"),
        ("left the area", "not there"),
        ("does not live here", "not there"),
        ("Ghost patient", "not there"),
        ("Property demolished", "not there"),
        ("Unknown", "not known"),
        ("Address unknown", "not known"),
        ("address: not known", "not known"),
        ("No known address", "not known"),
        ("Confidential address", "not known"),
        ("Address withheld", "not known"),
        ("Address TBC", "not known"),
        ("Overseas", "not known"),
        ("DO NOT POST", "nothing is to be posted"),
        ("1 Elm Road (don’t send letters)", "nothing is to be posted"),
        ("patient to collect letters", "nothing is to be posted"),
        ("c/o the surgery", "a surgery's"),
        ("C/O Elm Tree Medical Centre", "a surgery's"),
        ("c/o GP", "a surgery's"),
    ],
)
def test_it_says_why_post_does_not_reach(line: str, why: str) -> None:
    assert why in why_undeliverable(["Flat 1", line, "Yateley"])


@pytest.mark.parametrize(
    "line",
    [
        "1 High Street",
        "Unknown Soldier House",
        "The Old Post Office",
        "3 Overseas Way",
        "c/o Mr Smith",
        "c/o 1 Surgery Lane",
        "Moved Lane",
        "The Old Surgery",
        "Never End Farm",
        "Confidential Close",
    ],
)
def test_an_address_with_such_a_word_in_its_name_is_one(line: str) -> None:
    assert why_undeliverable([line]) == ""


@pytest.mark.parametrize("line", ["Yateley", "Milton Keynes", "Haywards Heath", "Stratford-upon-Avon"])
def test_a_town_is_no_address(line: str) -> None:
    assert names_a_place_only(line)


@pytest.mark.parametrize(
    "line", ["1 High Street", "Rose Cottage", "The Elms", "HMP Wandsworth", "PO Box Nine", "Home Farm"]
)
def test_a_house_is_one(line: str) -> None:
    assert not names_a_place_only(line)
