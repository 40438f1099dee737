"""What a manager changes before the launch, what it costs an approval, and two people who change it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from notifier.campaigns import check_list, editing, lifecycle
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.editions import EditedMeanwhile, edition_of
from notifier.campaigns.launch_checks import LaunchCheckName
from notifier.campaigns.told_rules import ToldRules
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Approval
from notifier.vocabulary import CampaignStatus, Channel, CheckState, Role
from tests.opened_databases import opened
from tests.world import QUICK, Begin, World, rows_of

CHANGED: dict[str, Any] = {"name": "Records 2027", "notice_days": 56, "channels": (Channel.LETTER, Channel.SMS)}


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A practice with two patients and a draft."""
    return begin(sqlite_database, drafted)


@pytest.fixture
def both_worlds(begin: Begin, database: Database) -> World:
    """A practice with two patients and a draft, on each make of database."""
    return begin(database, drafted)


def test_details_change_as_a_whole_and_are_kept_in_editions(both_worlds: World) -> None:
    world = both_worlds
    told = {"sms": "sent", "letter_working_days": "10"}
    assert change(world, **CHANGED, told=told, planned_launch_on=date(2027, 1, 4))
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        assert (campaign.name, campaign.notice_days, campaign.channels) == ("Records 2027", 56, ["letter", "sms"])
        assert campaign.planned_launch_on == date(2027, 1, 4)
        rules = ToldRules.of(campaign)
        assert (rules.needed[Channel.SMS], rules.letter_working_days) == ("sent", 10)
        assert campaign.evidence_needed == rules.weakest
        *_, event = audit.events(session)
        assert event.details == {"changed": "channels, name, notice_days, planned_launch_on, told"}
    assert editions_number(world) == "2"


def test_what_was_not_changed_makes_no_edition(world: World) -> None:
    assert not change(world)
    assert editions_number(world) == "1"


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"name": "Other"}, CampaignStatus.DRAFT),
        ({"channels": (Channel.EMAIL, Channel.SMS)}, CampaignStatus.DRAFT),
        ({"told": {"email": "sent"}}, CampaignStatus.DRAFT),
        ({"planned_launch_on": date(2027, 1, 4)}, CampaignStatus.APPROVED),
    ],
)
def test_an_approval_stands_only_where_nothing_that_was_approved_changed(
    world: World, changes: dict[str, Any], left: CampaignStatus
) -> None:
    world.preview()
    world.approve()
    change(world, **changes)
    assert standing(world) is left


def test_whoever_changed_the_details_cannot_approve_them(world: World) -> None:
    world.also(Role.APPROVER, Role.MANAGER)
    change(world, by=Role.APPROVER, name="Other")
    world.preview()
    with pytest.raises(NotAllowed, match="second person"):
        world.approve()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"notice_days": 0}, {"channels": ()}, {"told": {"sms": "posted"}}])
def test_details_that_cannot_be_are_refused_and_change_nothing(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueRefused):
        change(world, **wrong)
    assert editions_number(world) == "1"


def test_the_details_of_a_launched_campaign_stand(world: World) -> None:
    world.preview()
    world.approve()
    world.launch()
    with pytest.raises(NotAllowed, match="patients have read"):
        change(world, name="Other")


def test_an_edition_of_another_practices_campaign_is_not_there(world: World) -> None:
    world.campaign_id += 1
    with pytest.raises(NotFound):
        change(world, name="Other", edition="0")


def test_who_comes_second_is_told_who_was_first_and_when(world: World) -> None:
    seen = editions_number(world)
    change(world, name="Other")
    with pytest.raises(EditedMeanwhile, match=r"^manager changed the details on 23 November 2026 at 10:00, after you"):
        write(world, "Words {{ link }}", seen)


def test_versions_say_who_wrote_what(world: World) -> None:
    write(world, "Words {{ link }}", editions_number(world))
    with world.database.reading() as session:
        newest, first = editing.written_versions(session, world.campaign_id, "sms", "en")
    assert (newest.version, newest.body, newest.written_by) == (2, "Words {{ link }}", "manager")
    assert (first.version, first.written_at) == (1, world.now)


def test_of_two_managers_at_once_one_is_stored_and_the_other_told(both_worlds: World) -> None:
    world, seen = both_worlds, editions_number(both_worlds)
    world.also(Role.APPROVER, Role.MANAGER)
    outcomes = at_once(
        lambda: change(world, edition=seen, name="By the one"),
        lambda: write(world, "By the other {{ link }}", seen, by=Role.APPROVER),
    )
    assert len([one for one in outcomes if isinstance(one, EditedMeanwhile)]) == 1
    assert editions_number(world) == "2"


def test_an_approval_that_races_an_edit_never_stands_for_the_edited(both_worlds: World) -> None:
    world = both_worlds
    world.preview()
    seen = editions_number(world)
    approved, edited = at_once(world.approve, lambda: change(world, edition=seen, name="Other"))
    lost = [one for one in (approved, edited) if isinstance(one, NotAllowed)]
    assert len(lost) == 1
    with world.database.reading() as session:
        name = lifecycle.get_campaign(session, world.practice_id, world.campaign_id).name
    assert (standing(world) is CampaignStatus.APPROVED) == (name != "Other")


def test_of_two_approvals_at_once_one_is_recorded_and_the_other_told(both_worlds: World) -> None:
    world = both_worlds
    world.also(Role.AUDITOR, Role.APPROVER)
    world.preview()
    outcomes = at_once(world.approve, lambda: world.approve(by=Role.AUDITOR))
    (lost,) = [one for one in outcomes if isinstance(one, NotAllowed)]
    assert "has approved exactly this already" in str(lost)
    with world.database.reading() as session:
        assert len(rows_of(session, Approval)) == 1


def test_a_campaign_that_is_locked_is_read_anew(postgresql_url: str, tmp_path: Path, now: datetime) -> None:
    """On SQLite nobody else writes meanwhile."""
    for database in opened(postgresql_url):
        world = World(database, tmp_path, now)
        world.campaign()
        with database.writing() as session:
            before = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
            assert before.name == "Summary Care Record 2026"
            change(world, name="Other")
            assert lifecycle.get_campaign(session, world.practice_id, world.campaign_id, lock=True).name == "Other"


def test_the_check_list_counts_what_is_not_fair_in_the_texts_as_they_are(world: World) -> None:
    def unfair() -> tuple[CheckState, str]:
        with world.database.reading() as session:
            campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
            checks = check_list.check_campaign(session, campaign, world.installed, None).checks
        return next((one.state, one.sentence) for one in checks if one.name is LaunchCheckName.FAIRNESS)

    assert unfair() == (CheckState.DONE, "nothing was found that is not")
    write(world, "Nothing", editions_number(world))
    state, sentence = unfair()
    assert (state, sentence[:9]) == (CheckState.ADVICE, "3 things ")


def drafted(world: World) -> None:
    world.import_people(world.person(), world.person(mobile=None))
    world.campaign()


def change(world: World, *, by: Role = Role.MANAGER, edition: str | None = None, **changes: Any) -> bool:
    chosen = {"preset": "scr", "name": "Summary Care Record 2026", "notice_days": 42, "channels": QUICK, **changes}
    staff, seen = world.staff(by), editions_number(world) if edition is None else edition
    with world.database.writing() as session:
        return editing.edit_details(session, world.campaign_id, CampaignDraft(**chosen), staff, world.now, seen)


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
