"""People with a real browser who change something before they send, or answer for one child of several."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from notifier.pdf.stationery import Stationery
from notifier.vocabulary import Answerer, Choice, Doubt
from tests.browser import CheckedPage
from tests.web.patient_walk import BORN, CHANGE_CHOICE, CHANGE_WHO, CHILD_BORN, Starts, Walk, full_world, served
from tests.web.world import World

SIZES = [(360, 640, True), (1280, 800, False)]  # with and without scripts
HOUR_AND_MORE = timedelta(hours=1, minutes=1)
AGAIN = "You only have to give the date of birth again."
# The children of one parent, and when they were born.
FAMILY = {"Ada Test": date(2015, 5, 6), "Bob Test": date(2017, 8, 9), "Cy O'Test": date(2019, 12, 1)}


@pytest.fixture
def parents(
    light_practice: World, stationery: Stationery, browser_page: Callable[..., CheckedPage]
) -> Iterator[Callable[..., Walk]]:
    """Begins a walk of a parent who has a link for each of three children."""
    world = full_world(light_practice, stationery, FAMILY)
    with served(world) as base:
        yield lambda width, height, *, scripts: Walk(browser_page(width, height, scripts=scripts), world, base)


@pytest.mark.parametrize(("width", "height", "scripts"), SIZES)
def test_changing_something_keeps_all_but_the_date_of_birth(
    starts: Starts, width: int, height: int, scripts: bool
) -> None:
    walk = starts(width, height, scripts=scripts)
    page = walk.window.page
    walk.to_date("keep", "Bob Test")
    walk.tap("[name=extent][value=core]")
    walk.born(*CHILD_BORN)
    walk.change(CHANGE_CHOICE)
    assert "You chose: Keep my child’s Summary Care Record" in page.inner_text("main")
    walk.choose("agree")
    assert_kept(walk, "I do not want a Summary Care Record for my child")
    walk.born(*CHILD_BORN)
    walk.follow(".nhsuk-back-link")
    assert_kept(walk, "I do not want a Summary Care Record for my child")
    walk.follow(".nhsuk-back-link")  # whose answer it is
    walk.follow(".nhsuk-back-link")  # the choice
    walk.choose("keep")
    assert_kept(walk, "Keep my child’s Summary Care Record")
    walk.tap("[name=extent][value=additional]")
    walk.born(*CHILD_BORN)
    walk.change(CHANGE_WHO)
    walk.say_who("other")
    walk.say_who("carer")
    assert_kept(walk, "Keep their Summary Care Record")
    assert page.locator("[name=extent][value=additional]").is_checked()
    walk.born(*CHILD_BORN)
    assert "A carer, family member or friend" in page.inner_text("main")
    assert "These and more" in page.inner_text("main")
    if scripts:
        assert walk.window.barriers() == []
    assert not walk.window.overflows()
    walk.submit()
    (row,) = walk.world.answers()
    assert (row.choice, row.doubt, row.answered_by) == (Choice.KEEP, Doubt.ON_BEHALF, Answerer.CARER)


def assert_kept(walk: Walk, label: str) -> None:
    """The page asks for the date, says why, and has everything else as it was left."""
    page, said = walk.window.page, walk.window.page.inner_text("main")
    assert f"You chose: {label}" in said
    assert AGAIN in said
    assert page.input_value("#name") == "Sam Test"
    assert [page.input_value(f"#dob-{part}") for part in ("day", "month", "year")] == ["", "", ""]
    walk.window.check()


def test_back_from_the_check_page_and_on_again_is_one_answer(starts: Starts) -> None:
    walk = starts(360, 640)
    walk.to_check("keep")
    walk.follow(".nhsuk-back-link")
    walk.born(*BORN)
    walk.submit()
    assert [(row.choice, row.doubt) for row in walk.world.answers()] == [(Choice.KEEP, None)]
    walk.world.now += HOUR_AND_MORE
    walk.world.settle()
    assert walk.world.rows()["review"] == 0, "the tries of one sitting are followed by what was sent"


@pytest.mark.parametrize(("width", "height", "scripts"), SIZES)
def test_a_parent_of_three_is_told_which_child_a_page_is_for(
    parents: Callable[..., Walk], width: int, height: int, scripts: bool
) -> None:
    walk = parents(width, height, scripts=scripts)
    page = walk.window.page
    names = list(FAMILY)
    endings = {name: walk.world.code(name)[-4:] for name in names}
    assert len(set(endings.values())) == len(names)
    for name, sibling in zip(names, [*names[1:], names[0]], strict=True):
        walk.open(name)
        walk.choose("keep")
        which = f"the one whose letter or message has an answer code that ends in {endings[name]}."
        assert which in page.inner_text("main")
        walk.say_who("guardian")
        assert which in page.inner_text("main")
        page.fill("#name", "Sam Test")
        walk.born(*typed(FAMILY[sibling]))
        said = page.inner_text("main")
        assert "Do you have more than one child?" in said
        assert f"The answer code for this page ends in {endings[name]}." in said
        walk.born(*BORN)
        assert "This looks like the date of a grown-up. Did you give your own?" in page.inner_text("main")
        assert "the patient" not in page.inner_text("body").lower()
        walk.born(*typed(FAMILY[name]))
        said = page.inner_text("main")
        assert endings[name] in said
        assert "We will not" not in said, "nothing is promised that has to be checked first"
        walk.submit()
        said = page.inner_text("main")
        assert "You chose: Keep my child’s Summary Care Record" in said
        assert "check that you may answer for your child. Until then, it adds nothing to your child’s record." in said
        assert "We will not" not in said
        assert "the patient" not in said.lower()
        assert not walk.window.overflows()
        if scripts:
            assert walk.window.barriers() == []
    assert [(row.choice, row.answered_by) for row in walk.world.answers()] == [(Choice.KEEP, Answerer.GUARDIAN)] * 3


def typed(born: date) -> tuple[str, str, str]:
    """A date as it is typed."""
    return str(born.day), str(born.month), str(born.year)


def test_whoever_has_somebody_elses_letter_is_asked_whose_it_is(starts: Starts) -> None:
    walk = starts(360, 640)
    page = walk.window.page
    walk.to_date("keep")
    walk.born("1", "1", "1970")
    assert "Is the letter or message for somebody else, such as your child?" in page.inner_text("main")
    walk.follow("text=Choose who this answer is for")
    walk.say_who("other")
    walk.say_who("attorney")
    assert "Give the date of the person you answer for, not your own." in page.inner_text("main")
    page.fill("#name", "Sam Test")
    walk.born("2", "2", "1971")
    assert "Did you give your own date of birth?" in page.inner_text("main")
    walk.born(*BORN)
    walk.submit()
    assert [(row.doubt, row.answered_by) for row in walk.world.answers()] == [(Doubt.ON_BEHALF, Answerer.ATTORNEY)]
