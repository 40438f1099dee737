"""A patient with Lynx: every page works as text and by keys alone, and nothing is chosen that they did not choose."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.pdf.stationery import Stationery
from notifier.vocabulary import Answerer, Choice, Doubt, Extent
from tests.lynx import PRESS, browse, fields, to
from tests.web.patient_walk import BORN, CHILD_BORN, full_world, served
from tests.web.world import World

CHOICES = {
    "Keep my Summary": Choice.KEEP,
    "I do not want a": Choice.AGREE,
    "I am not sure": Choice.UNSURE,
}


@pytest.fixture
def asked(light_practice: World, stationery: Stationery) -> World:
    """A practice that also asks, after Keep, how much is to be shown: the one question with radio buttons."""
    return full_world(light_practice, stationery)


@pytest.fixture
def base(asked: World) -> Iterator[str]:
    """Where its doors are served."""
    with served(asked) as address:
        yield address


@pytest.mark.parametrize("label", CHOICES)
def test_a_patient_answers_with_lynx(asked: World, base: str, tmp_path: Path, label: str) -> None:
    keys = [*to(label), *PRESS, *to("For me"), *PRESS, *to("Back"), *fields(*BORN)]
    keys += ["\t", *to("Continue"), *PRESS, *to("Send my"), *PRESS]
    browse(f"{base}/r/{asked.code()}?language=en", keys, tmp_path)
    (row,) = asked.answers()
    assert (row.choice, row.doubt, row.answered_by) == (CHOICES[label], None, Answerer.PATIENT)
    assert row.extent is None, "the radio button that Lynx ticks by itself says nothing"


def test_a_parent_answers_with_lynx_and_says_how_much_may_be_seen(asked: World, base: str, tmp_path: Path) -> None:
    keys = [*to("Keep my child"), *PRESS, *to("For my child"), *PRESS, *to("Back"), *fields(*CHILD_BORN)]
    keys += ["\t", *to("Only medicines"), *PRESS, "\t", "\t", *"Sam Test", "\t", *PRESS, *to("Send my"), *PRESS]
    browse(f"{base}/r/{asked.code('Bob Test')}?language=en", keys, tmp_path)
    (row,) = asked.answers()
    assert (row.choice, row.doubt, row.answered_by) == (Choice.KEEP, Doubt.ON_BEHALF, Answerer.GUARDIAN)
    assert row.extent is Extent.CORE


def test_whoever_only_presses_the_key_to_go_on_chooses_nothing(asked: World, base: str, tmp_path: Path) -> None:
    browse(f"{base}/r/{asked.code()}?language=en", ["\n"] * 12, tmp_path)
    assert asked.rows()["reply"] == 0
