"""Codes for patients who said nothing, let after the launch."""

import pytest

from notifier.campaigns import lifecycle
from notifier.campaigns.launch_checks import SignOff
from notifier.campaigns.silent_codes import let_silent_codes
from notifier.errors import NotAllowed, ValueRefused
from notifier.store import audit
from notifier.store.database import Database
from notifier.vocabulary import Role
from tests.world import Begin, World

LET = SignOff("", ("9Ndo",), "no other code stops the upload")


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A campaign that was launched."""
    return begin(sqlite_database, launched)


def launched(world: World) -> None:
    world.import_people(world.person())
    world.launched(notice_days=28)


def let(world: World, sign_off: SignOff = LET, role: Role = Role.APPROVER) -> None:
    with world.database.writing() as session:
        let_silent_codes(session, world.campaign_id, world.staff(role), world.now, sign_off)


def test_an_approver_lets_a_code_and_the_references_stay(world: World) -> None:
    let(world)
    with world.database.reading() as session:
        approval = lifecycle.latest_approval(session, world.campaign_id)
        assert approval is not None
        assert (approval.silent_codes, approval.silent_because) == (["9Ndo"], "no other code stops the upload")
        assert approval.sign_off == "minute 7"
        event = list(audit.events(session))[-1]
        assert event.details == {"fingerprint": approval.fingerprint, "silent_codes": ["9Ndo"]}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RECEPTION])
def test_nobody_else_does(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed):
        let(world, role=role)


def test_a_code_needs_a_reason_and_has_to_be_the_campaigns(world: World) -> None:
    with pytest.raises(ValueRefused, match="both, which it is and why"):
        let(world, SignOff("", ("9Ndo",)))
    with pytest.raises(ValueRefused, match="does not add the code 9Nd0"):
        let(world, SignOff("", ("9Nd0",), "a slip"))


def test_before_the_launch_it_is_a_part_of_the_approval(world: World) -> None:
    world.campaign()
    with pytest.raises(NotAllowed, match="at its approval"):
        let(world)
