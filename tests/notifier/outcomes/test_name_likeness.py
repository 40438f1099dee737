"""A misspelt name finds the one that is meant, and not half of the list."""

import pytest

from notifier.outcomes.name_likeness import NamesOfList, groupings, is_whole

NAMES = ("connor oleary", "alice mcdonald", "karen smith jones smithjones", "sean reid", "stephen ng", "ann byrne")


def names_of_list(*names: str) -> NamesOfList:
    """The names of a list, whose ids count from 1."""
    return NamesOfList(" ".join(names), lambda: "\n".join(f"{at} {name}" for at, name in enumerate(names, 1)))


LIST = names_of_list(*NAMES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("leary", {1}), ("olaery", {1}), ("conor oleary", {1}), ("o leary", {1})),
        *(("macdonald", {2}), ("mc donald alice", {2}), ("donald", {2})),
        *(("smyth", {3}), ("karin jonse", {3}), ("shaun", {4}), ("reed", {4}), ("steven", {5}), ("burn", {6})),
        *(("zz", set()), ("alice jones", set()), ("", set()), ("ng", {5})),
    ],
)
def test_near_spellings_and_sounds_mean_the_same(typed: str, meant: set[int]) -> None:
    assert set(LIST.likely(typed.split())) == meant


def test_the_nearer_spelling_is_the_likelier() -> None:
    names = names_of_list("ann jonson", "ann johnson", "ann johnston")
    likely = names.likely(["johnson"])
    assert likely == {1: 1, 2: 0, 3: 1}
    assert names_of_list().likely(["ann"]) == {}


def test_whole_words_count_in_any_order_and_joined() -> None:
    assert groupings(["van", "der", "berg"])[1:] == [("vander", "berg"), ("vanderberg",), ("van", "derberg")]
    assert is_whole(["jones", "smith"], " karen smith jones smithjones")
    assert is_whole(["o", "leary"], " connor oleary")
    assert not is_whole(["con"], " connor oleary")
