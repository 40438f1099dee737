"""Steps about who a patient is: the doubts that are open, and a manager who settles one."""

from datetime import date
from typing import Any

from notifier.patients import doubt_settling, identity_doubts
from notifier.patients.identity_doubts import DoubtView
from notifier.vocabulary import Role
from tests.world import World

# Whoever comes under a number that was another person's.
STRANGER: dict[str, Any] = {
    "given_name": "Bob",
    "family_name": "Stranger",
    "date_of_birth": date(1955, 9, 9),
    "email": None,
}


def doubts(world: World) -> list[DoubtView]:
    """Every open doubt of the practice, the oldest first."""
    with world.database.reading() as session:
        return identity_doubts.open_doubts(session, world.practice_id)


def settle(
    world: World, *, same: bool, note: str = "called her", role: Role = Role.MANAGER, doubt_id: int | None = None
) -> None:
    """Settle the oldest that is open, or another."""
    which = doubts(world)[0].id if doubt_id is None else doubt_id
    staff = world.staff(role)
    with world.database.writing() as session:
        doubt_settling.settle_doubt(session, world.keys, which, staff, same, note, world.now)
