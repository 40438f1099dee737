"""What a manager changes before the launch, what it costs an approval, and two people who change it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from notifier.campaigns import editing, lifecycle
from notifier.campaigns.editions import EditedMeanwhile, edition_of
from notifier.errors import NotAllowed
from notifier.store.database import Database
from notifier.vocabulary import CampaignStatus, Role
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A practice with two patients and a draft."""
    return begin(sqlite_database, drafted)


@pytest.fixture
def both_worlds(begin: Begin, database: Database) -> World:
    """A practice with two patients and a draft, on each make of database."""
    return begin(database, drafted)


def test_who_comes_second_is_told_who_was_first_and_when(world: World) -> None:
    seen = editions_number(world)
    write(world, "The first {{ link }}", seen)
    with pytest.raises(EditedMeanwhile, match=r"^manager changed a text on 23 November 2026 at 10:00, after you"):
        write(world, "Words {{ link }}", seen)


def test_of_two_managers_at_once_one_is_stored_and_the_other_told(both_worlds: World) -> None:
    world, seen = both_worlds, editions_number(both_worlds)
    world.also(Role.APPROVER, Role.MANAGER)
    outcomes = at_once(
        lambda: write(world, "By the one {{ link }}", seen),
        lambda: write(world, "By the other {{ link }}", seen, by=Role.APPROVER),
    )
    assert len([one for one in outcomes if isinstance(one, EditedMeanwhile)]) == 1
    assert editions_number(world) == "2"


def test_an_approval_that_races_an_edit_never_stands_for_the_edited(both_worlds: World) -> None:
    world = both_worlds
    world.preview()
    seen = editions_number(world)
    approved, edited = at_once(world.approve, lambda: write(world, "Other {{ link }}", seen))
    lost = [one for one in (approved, edited) if isinstance(one, NotAllowed)]
    assert len(lost) == 1
    with world.database.reading() as session:
        version = lifecycle.current_texts(session, world.campaign_id)["sms"].version
    assert (standing(world) is CampaignStatus.APPROVED) == (version == 1)


def drafted(world: World) -> None:
    world.import_people(world.person(), world.person(mobile=None))
    world.campaign()


def write(world: World, body: str, seen: str, by: Role = Role.MANAGER) -> None:
    staff = world.staff(by)
    with world.database.writing() as session:
        editing.edit_text(session, world.campaign_id, "sms", body, staff, world.now, edition=seen)


def editions_number(world: World) -> str:
    with world.database.reading() as session:
        return edition_of(session, world.campaign_id)


def standing(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        return lifecycle.get_campaign(session, world.practice_id, world.campaign_id).campaign_status


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of these, done at the same time, returned or raised."""
    start = Barrier(len(acts))

    def tried(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except NotAllowed as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(tried, acts))
