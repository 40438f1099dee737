"""Printed letters and print runs, two days old, in the practice that the tests of the web are about."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from notifier.vocabulary import Pile
from tests.printed_letters import REFERENCE, letter_row, run_row
from tests.web.world import World

__all__ = ["REFERENCE", "add_letter", "add_run"]


def add_letter(world: World, name: str = "Ada Test", **values: Any) -> int:
    """A printed letter; `values` as `Delivery` has its columns."""
    made_at = world.now - timedelta(days=2)
    with world.database.writing() as session:
        return letter_row(session, world.campaign_id, world.patients[name], made_at, **values)


def add_run(world: World, piles: Mapping[int, Pile]) -> int:
    """A finished print run with these letters."""
    with world.database.writing() as session:
        return run_row(session, world.campaign_id, world.now - timedelta(days=2), piles)
