"""A campaign's life: one prepares, another approves exactly what was previewed, and only written arrows are taken."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notifier.campaigns import calendar, editing, lifecycle
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.launches import AT_ONCE, COUNTDOWN
from notifier.campaigns.text_parts import PARTS
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.practice import practices
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Approval, CampaignText
from notifier.vocabulary import CampaignStatus, ChangeKind, Channel, Role
from tests.world import Begin, World, rows_of

VERBS = ("launch", "pause", "resume", "close", "cancel")
# Which verbs each status allows; whatever is not here is refused.
ARROWS = {
    CampaignStatus.DRAFT: {"cancel"},
    CampaignStatus.APPROVED: {"launch", "cancel"},
    CampaignStatus.LAUNCHING: set[str](),  # it is stopped first, see test_launches
    CampaignStatus.RUNNING: {"pause", "close", "cancel"},
    CampaignStatus.PAUSED: {"resume", "close", "cancel"},
    CampaignStatus.CLOSED: set[str](),
    CampaignStatus.CANCELLED: set[str](),
}
# How to get to each status from a draft.
PATHS = {
    CampaignStatus.DRAFT: (),
    CampaignStatus.APPROVED: ("approve",),
    CampaignStatus.LAUNCHING: ("approve", "count_down"),
    CampaignStatus.RUNNING: ("approve", "launch"),
    CampaignStatus.PAUSED: ("approve", "launch", "pause"),
    CampaignStatus.CLOSED: ("approve", "launch", "close"),
    CampaignStatus.CANCELLED: ("cancel",),
}


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A practice with two patients."""
    return begin(sqlite_database, peopled)


@pytest.fixture
def both_worlds(begin: Begin, database: Database) -> World:
    """A practice with two patients, on each make of database."""
    return begin(database, peopled)


# --- preparing ---


def test_a_draft_has_its_presets_texts_and_terms(both_worlds: World) -> None:
    world = both_worlds
    world.campaign(name="  Online access  ", channels=(Channel.FOOTER, Channel.LETTER, Channel.SMS))
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        assert campaign.name == "Online access"
        assert campaign.campaign_status is CampaignStatus.DRAFT
        assert campaign.notice_days == 42
        assert campaign.channels == ["letter", "sms", "footer"], "as given, and last what tells nobody individually"
        texts = lifecycle.current_texts(session, campaign.id)
        assert set(texts) == set(PARTS)
        assert {text.version for text in texts.values()} == {1}
        assert lifecycle.preset_of(campaign).adds


def test_only_a_manager_creates(world: World) -> None:
    for role in (Role.APPROVER, Role.RECEPTION, Role.AUDITOR):
        person, own = world.staff(role), world.settings.presets
        with world.database.writing() as session, pytest.raises(NotAllowed, match="manager"):
            editing.create_campaign(session, person, world.now, CampaignDraft("scr", "Online access"), own)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_an_impossible_notice_period_is_refused(world: World, days: int) -> None:
    with pytest.raises(ValueRefused, match="notice period"):
        world.campaign(notice_days=days)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "two\nlines", "nul\0"])
def test_a_name_that_cannot_stand_in_a_list_is_refused(world: World, name: str) -> None:
    with pytest.raises(ValueRefused, match="name"):
        world.campaign(name=name)


@pytest.mark.parametrize("channels", [(), (Channel.FOOTER,)])
def test_channels_that_tell_nobody_individually_are_refused(world: World, channels: tuple[Channel, ...]) -> None:
    with pytest.raises(ValueRefused, match="individually"):
        world.campaign(channels=channels)


def test_a_correction_is_a_new_version_and_the_old_one_stays(both_worlds: World) -> None:
    world = both_worlds
    world.campaign()
    edit(world, "Another text {{ link }}")
    with world.database.reading() as session:
        assert lifecycle.current_texts(session, world.campaign_id)["sms"].version == 2
        assert lifecycle.current_texts(session, world.campaign_id)["sms"].body == "Another text {{ link }}"
        versions = [row.version for row in rows_of(session, CampaignText) if row.part == "sms"]
        assert versions == [1, 2]


@pytest.mark.parametrize(("part", "body"), [("sms", " "), ("poster", "words"), ("", "words")])
def test_a_text_that_is_none_is_refused(world: World, part: str, body: str) -> None:
    world.campaign()
    with pytest.raises(ValueRefused):
        edit(world, body, part)


def test_only_a_manager_edits(world: World) -> None:
    world.campaign()
    with pytest.raises(NotAllowed):
        edit(world, "words", role=Role.APPROVER)


def test_the_texts_of_a_launched_campaign_stand(world: World) -> None:
    world.launched()
    with pytest.raises(NotAllowed, match="patients have read what it says"):
        edit(world, "words")


# --- two people launch ---


def test_approved_exactly_as_previewed_it_can_be_launched(both_worlds: World) -> None:
    world = both_worlds
    world.launched()
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        assert campaign.campaign_status is CampaignStatus.RUNNING
        assert campaign.launched_at == world.now
        (approval,) = rows_of(session, Approval)
        assert approval.approved_by == world.staff(Role.APPROVER).id
        assert approval.warning == lifecycle.preset_of(campaign).warning
        actions = [event.action for event in audit.events(session) if event.action.startswith("campaign")]
        assert actions == ["campaign.created", "campaign.previewed", "campaign.approved", "campaign.running"]


def test_only_an_approver_approves(world: World) -> None:
    prepared(world)
    with pytest.raises(NotAllowed, match="role approver"):
        world.approve(by=Role.MANAGER)


def test_who_prepared_it_cannot_approve_it(world: World) -> None:
    prepared(world)
    world.also(Role.MANAGER, Role.APPROVER)
    with pytest.raises(NotAllowed, match="second person"):
        world.approve(by=Role.MANAGER)


def test_who_wrote_one_text_cannot_approve_it(world: World) -> None:
    world.also(Role.APPROVER, Role.MANAGER)
    world.campaign()
    edit(world, "Words of the approver {{ link }}", role=Role.APPROVER)
    world.preview()
    with pytest.raises(NotAllowed, match="second person"):
        world.approve()


def test_what_was_never_previewed_cannot_be_approved(world: World) -> None:
    world.campaign()
    with pytest.raises(NotAllowed, match="preview it again"):
        world.approve()


def test_only_the_preview_that_was_looked_at_can_be_approved(world: World) -> None:
    world.campaign()
    seen = world.preview().fingerprint
    edit(world, "Another text {{ link }}")
    world.preview()
    with pytest.raises(NotAllowed, match="preview it again"):
        world.approve(seen=seen)


def new_text(world: World) -> None:
    edit(world, "Another text {{ link }}")


def new_list(world: World) -> None:
    world.import_people(world.person())


def new_details(world: World) -> None:
    with world.database.writing() as session:
        own = practices.the_only(session)
        practices.ensure_practice(session, world.now, name="", ods_code=own.ods_code, phone="01632 960999", address=())


def new_address(world: World) -> None:
    world.settings = world.settings.model_copy(update={"public_url": "https://other.example.com"})


CHANGES = pytest.mark.parametrize("change", [new_text, new_list, new_details, new_address])


@CHANGES
def test_a_change_after_the_preview_needs_another(world: World, change: Callable[[World], None]) -> None:
    prepared(world)
    change(world)
    with pytest.raises(NotAllowed, match="preview it again"):
        world.approve()
    world.preview()
    world.approve()
    world.launch()
    assert standing(world) is CampaignStatus.RUNNING


@CHANGES
def test_a_change_after_the_approval_needs_preview_and_approval(world: World, change: Callable[[World], None]) -> None:
    prepared(world)
    world.approve()
    change(world)
    with pytest.raises(NotAllowed):
        world.launch()
    assert standing(world) in (CampaignStatus.DRAFT, CampaignStatus.APPROVED)
    with pytest.raises(NotAllowed, match="preview it again"):
        world.approve()
    world.preview()
    with pytest.raises(NotAllowed):
        world.launch()
    world.approve()
    world.launch()
    assert standing(world) is CampaignStatus.RUNNING


def test_an_edited_campaign_is_a_draft_again(world: World) -> None:
    prepared(world)
    world.approve()
    edit(world, "Another text {{ link }}")
    assert standing(world) is CampaignStatus.DRAFT


def test_importing_the_same_list_again_needs_no_new_approval(world: World) -> None:
    person = world.person()
    world.import_people(person, expected=(ChangeKind.LEFT,))
    prepared(world)
    world.approve()
    world.import_people(person)
    world.launch()
    assert standing(world) is CampaignStatus.RUNNING


# --- the arrows ---


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", CampaignStatus)
def test_only_written_moves_are_made(world: World, status: CampaignStatus, verb: str) -> None:
    brought_to(world, status)
    if verb in ARROWS[status]:
        do(world, verb)
        assert standing(world) is not status
    else:
        with pytest.raises(NotAllowed, match=f"to {verb} it"):
            do(world, verb)
        assert standing(world) is status


@pytest.mark.parametrize("status", list(CampaignStatus)[2:])
def test_only_what_was_not_launched_is_approved(world: World, status: CampaignStatus) -> None:
    brought_to(world, status)
    with pytest.raises(NotAllowed, match="only a draft"):
        world.approve()


@pytest.mark.parametrize("verb", VERBS)
def test_reception_moves_nothing(world: World, verb: str) -> None:
    brought_to(world, CampaignStatus.APPROVED)
    with pytest.raises(NotAllowed, match="manager or approver"):
        do(world, verb, Role.RECEPTION)


@pytest.mark.parametrize("verb", ["close", "cancel"])
def test_an_end_has_its_time(world: World, verb: str) -> None:
    brought_to(world, CampaignStatus.RUNNING)
    world.later(days=3)
    do(world, verb)
    with world.database.reading() as session:
        assert lifecycle.get_campaign(session, world.practice_id, world.campaign_id).closed_at == world.now


def test_another_practices_campaign_is_not_there(both_worlds: World, tmp_path: Path) -> None:
    both_worlds.campaign()
    other = World(both_worlds.database, tmp_path, both_worlds.now, practice="Hillside Surgery")
    other.campaign_id = both_worlds.campaign_id
    for verb in VERBS:
        with pytest.raises(NotFound, match="there is no campaign"):
            do(other, verb)
    with pytest.raises(NotFound):
        edit(other, "words")
    with pytest.raises(NotFound):
        other.approve()


@pytest.mark.parametrize(
    ("told_at", "last_day"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=UTC), date(2026, 12, 21)),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 29)),
        (datetime(2026, 7, 1, 23, 1, tzinfo=UTC), date(2026, 7, 30)),  # past midnight in London
    ],
)
def test_a_deadline_is_a_day_of_the_patients_calendar(told_at: datetime, last_day: date) -> None:
    assert calendar.deadline(told_at, 28) == last_day


def peopled(world: World) -> None:
    world.import_people(world.person(), world.person(mobile=None))


def prepared(world: World, notice_days: int = 28) -> None:
    world.campaign(notice_days=notice_days)
    world.preview()


def brought_to(world: World, status: CampaignStatus) -> None:
    prepared(world)
    for verb in PATHS[status]:
        do(world, verb)
    assert standing(world) is status


def do(world: World, verb: str, role: Role = Role.MANAGER) -> None:
    if verb == "approve":
        world.approve()
        return
    if verb in ("launch", "count_down"):
        world.launch(by=role, wait=COUNTDOWN if verb == "count_down" else AT_ONCE)
        return
    with world.database.writing() as session:
        getattr(lifecycle, f"{verb}_campaign")(session, world.campaign_id, world.staff(role), world.now)


def edit(world: World, body: str, part: str = "sms", role: Role = Role.MANAGER) -> None:
    with world.database.writing() as session:
        editing.edit_text(session, world.campaign_id, part, body, world.staff(role), world.now)


def standing(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        return lifecycle.get_campaign(session, world.practice_id, world.campaign_id).campaign_status
