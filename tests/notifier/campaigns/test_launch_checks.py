"""What a campaign needs before it may tell anybody: carriers, decisions, a notice long enough, the reason for it."""

import pytest
from sqlalchemy import func, select, update

from notifier.campaigns import editing, lifecycle
from notifier.campaigns.launch_checks import is_public
from notifier.errors import NotAllowed
from notifier.providers.base import CarriedChannels
from notifier.store.database import Database
from notifier.store.tables import Patient
from notifier.vocabulary import CampaignStatus, ChangeKind, Channel, Role
from tests.changed_settings import changed_settings
from tests.world import OWN_REASON, Begin, World

# In the range that is issued, with a valid check digit; invented.
ISSUED = "4000000004"


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A practice with two patients."""
    return begin(sqlite_database, peopled)


@pytest.fixture
def both_worlds(begin: Begin, database: Database) -> World:
    """A practice with two patients, on each make of database."""
    return begin(database, peopled)


def test_real_people_are_told_why_in_the_practices_own_words_or_not_at_all(both_worlds: World) -> None:
    world = real(both_worlds)
    world.campaign()
    world.sign()
    edit(world, f"{OWN_REASON}example = true\n", "reason")
    world.preview()
    with pytest.raises(NotAllowed, match=r"why the practice proposes this.*campaign text 1 reason --file"):
        world.approve()
    edit(world, OWN_REASON, "reason")
    world.preview()
    world.approve()
    assert standing(world) is CampaignStatus.APPROVED


@pytest.mark.parametrize("part", ["email_text", "email_html"])
def test_a_text_with_room_for_the_reason_has_to_say_it_to_real_people(world: World, part: str) -> None:
    world = real(world)
    world.campaign()
    edit(world, "Subject: A plan\n{{ link }}", part)
    world.preview()
    with pytest.raises(NotAllowed, match=f"the reason does not stand in the campaign's {part}: put {{{{ reason }}}}"):
        world.approve()


def test_what_an_earlier_release_approved_is_not_launched_without_a_reason(both_worlds: World) -> None:
    prepared(both_worlds)
    both_worlds.approve()
    with both_worlds.database.writing() as session:  # as if its people had been real
        session.execute(
            update(Patient)
            .values(nhs_number=ISSUED)
            .where(Patient.id == select(func.min(Patient.id)).scalar_subquery())
        )
    with pytest.raises(NotAllowed, match="why the practice proposes this"):
        both_worlds.launch()
    assert standing(both_worlds) is CampaignStatus.APPROVED


def test_a_real_list_gets_the_shortest_notice_at_least(both_worlds: World) -> None:
    world = real(both_worlds)
    prepared(world, notice_days=27)
    with pytest.raises(NotAllowed, match="at least 28 days"):
        world.approve()
    prepared(world, notice_days=28)
    world.approve()
    assert standing(world) is CampaignStatus.APPROVED


def test_a_channel_that_nothing_carries_to_real_people_is_refused(both_worlds: World) -> None:
    world = real(both_worlds)
    prepared(world)
    world.carried = CarriedChannels(frozenset({Channel.EMAIL, Channel.LETTER}), frozenset(Channel))
    with pytest.raises(NotAllowed, match="nothing here carries sms to real people"):
        world.approve()
    world.carried = CarriedChannels(frozenset(Channel), frozenset())
    world.approve()
    assert standing(world) is CampaignStatus.APPROVED


def test_a_channel_that_a_real_provider_carries_is_refused_to_samples(world: World) -> None:
    prepared(world)
    world.carried = CarriedChannels(frozenset(Channel), frozenset({Channel.EMAIL}))
    with pytest.raises(NotAllowed, match="nothing here carries sms to samples"):
        world.approve()


def test_real_people_get_no_link_that_they_cannot_open(world: World) -> None:
    world = real(world)
    prepared(world)
    public = world.settings
    world.settings = changed_settings(public, public_url="http://127.0.0.1:8000")
    world.preview()
    with pytest.raises(NotAllowed, match="which patients cannot open safely from outside: set PUBLIC_URL"):
        world.approve()
    world.settings = public
    world.preview()
    world.approve()
    assert standing(world) is CampaignStatus.APPROVED


@pytest.mark.parametrize("url", ["https://surgery.example.com", "https://8.8.8.8"])
def test_an_address_that_patients_can_open(url: str) -> None:
    assert is_public(url)


@pytest.mark.parametrize(
    "url", ["http://surgery.example.com", "https://localhost", "https://10.0.0.1", "https://surgery"]
)
def test_an_address_that_patients_cannot_open(url: str) -> None:
    assert not is_public(url)


def test_a_sample_list_needs_neither(world: World) -> None:
    prepared(world, notice_days=1)
    world.approve(sign_off="")
    assert standing(world) is CampaignStatus.APPROVED


def peopled(world: World) -> None:
    world.import_people(world.person(), world.person(mobile=None))


def real(world: World) -> World:
    """With one patient on the list whose number could be somebody's."""
    world.import_people(world.person(nhs_number=ISSUED), expected=(ChangeKind.LEFT,))
    return world


def prepared(world: World, notice_days: int = 28) -> None:
    world.campaign(notice_days=notice_days)
    world.sign()
    world.preview()


def edit(world: World, body: str, part: str) -> None:
    with world.database.writing() as session:
        editing.edit_text(session, world.campaign_id, part, body, world.staff(Role.MANAGER), world.now)


def standing(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        return lifecycle.get_campaign(session, world.practice_id, world.campaign_id).campaign_status
