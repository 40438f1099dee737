"""Whatever changes what patients get is part of what was approved: each field and setting in turn, or why it is not."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, SecretStr
from sqlalchemy import Table

from notifier.campaigns import approved_versions, check_list, lifecycle
from notifier.campaigns.approved_versions import ApprovedChange
from notifier.campaigns.launch_checks import InstallationFacts
from notifier.errors import NotAllowed
from notifier.providers.plugin import ProviderPlugin
from notifier.settings import Settings, load_plugin
from notifier.store.database import Database
from notifier.store.tables import Campaign, Practice
from notifier.unseen_settings import UNSEEN_SETTINGS
from tests.world import Begin, World

# Of a practice and of a campaign, what no patient gets anything of. Everything else has to be approved.
UNSEEN_OF_PRACTICE = {
    "id": "it names the row",
    "ods_code": "it cannot be changed once there is a campaign",
    "clinical_system": "it decides in which codes lists are read and written",
    "created_at": "it never changes",
}
UNSEEN_OF_CAMPAIGN = {
    "id": "it names the row",
    "practice_id": "it never changes",
    "preset": "the name of what stands whole in preset_data",
    "campaign_status": "it says where the campaign stands",
    "created_by": "it never changes",
    "created_at": "it never changes",
    "launched_at": "it is set by the launch",
    "paused_because": "it is set after the launch",
    "paused_cause": "it is set after the launch",
    "decided": "it is set after the launch",
    "resumed_at": "it is set after the launch",
    "closed_at": "it is set after the launch",
    "forgotten_at": "it is set after the end",
    "planned_launch_on": "nothing happens on that day by itself; each text names the day on which it goes",
}
PROVIDERS = ("sendgrid", "smtp", "twilio", "outbox")
BUILT = ("provider_settings", "channel_settings", "origins")  # of the settings, what is made of the others


def columns(table: Any) -> list[str]:
    assert isinstance(table.__table__, Table)
    return [column.name for column in table.__table__.columns]


def own_settings() -> Iterator[tuple[str, str]]:
    for name in PROVIDERS:
        plugin = load_plugin(name)
        assert isinstance(plugin, ProviderPlugin)
        yield from ((name, field) for field in plugin.settings_model.model_fields)


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    return begin(sqlite_database, approved)


def approved(world: World) -> None:
    world.import_people(world.person())
    world.campaign()
    world.preview()
    world.approve()


def other(value: Any, model: type[BaseModel] | None = None, name: str = "") -> Any:
    """Something else of the same kind."""
    choices = get_args(model.model_fields[name].annotation) if model else ()
    if choices and isinstance(choices[0], str):
        return next(choice for choice in choices if choice != value)
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case list():
            return [*value, "another"]
        case dict():
            return {**value, "another": 1}
        case SecretStr():
            return SecretStr("another")
    return f"{value}another"


def fingerprint(world: World, settings: Settings) -> str:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        installed = InstallationFacts(settings.reply_channels, world.carried)
        return check_list.approval_fingerprint(session, campaign, installed)


def changes(world: World, settings: Settings) -> list[ApprovedChange]:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        since = approved_versions.since_approval(session, campaign, None, settings.reply_channels)
    assert since is not None
    return list(since.changes)


def test_every_field_of_a_practice_that_patients_read_is_approved_and_its_difference_said(world: World) -> None:
    for name in columns(Practice):
        if name not in UNSEEN_OF_PRACTICE:
            assert_row_is_approved(world, Practice, world.practice_id, name)


def test_every_field_of_a_campaign_is_approved_or_decides_nothing_of_what_is_sent(world: World) -> None:
    for name in columns(Campaign):
        if name not in UNSEEN_OF_CAMPAIGN:
            assert_row_is_approved(world, Campaign, world.campaign_id, name)


def assert_row_is_approved(world: World, table: Any, row_id: int, name: str) -> None:
    before = fingerprint(world, world.settings)
    with world.database.writing() as session:
        row = session.get_one(table, row_id)
        was = getattr(row, name)
        # Of an enumeration and of what may be missing, by hand.
        becomes = {"evidence_needed": "delivered", "budget": 7, "channels": ["sms"]}.get(name) or other(was)
        assert becomes != was
        setattr(row, name, becomes)
    assert fingerprint(world, world.settings) != before, f"{name} is not approved"
    if name not in ("preset_data", "evidence_needed"):  # set at the creation; of an edit, the told rules are said
        assert changes(world, world.settings), f"nobody is told that {name} changed"
    with world.database.writing() as session:
        setattr(session.get_one(table, row_id), name, was)
    assert (fingerprint(world, world.settings), changes(world, world.settings)) == (before, [])


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name not in BUILT])
def test_every_setting_is_approved_and_its_difference_said_or_there_is_a_reason(world: World, name: str) -> None:
    becomes = other(getattr(world.settings, name), Settings, name)
    assert_settings(world, world.settings.model_copy(update={name: becomes}), is_seen=name not in UNSEEN_SETTINGS)


@pytest.mark.parametrize(("provider", "name"), list(own_settings()))
def test_every_setting_of_a_provider_is_approved_or_is_excepted(world: World, provider: str, name: str) -> None:
    plugin = load_plugin(provider)
    assert isinstance(plugin, ProviderPlugin)
    model = plugin.settings_model
    usual = model()
    own = usual.model_copy(update={name: other(getattr(usual, name), model, name)})
    is_secret = isinstance(getattr(usual, name), SecretStr)
    settings = world.settings.model_copy(update={"provider_settings": {provider: own}})
    assert_settings(world, settings, is_seen=name not in model.unseen_settings and not is_secret)


def assert_settings(world: World, settings: Settings, *, is_seen: bool) -> None:
    assert (fingerprint(world, settings) != fingerprint(world, world.settings)) is is_seen
    assert bool(changes(world, settings)) is is_seen


def test_no_setting_is_excepted_that_there_is_not(world: World) -> None:
    assert UNSEEN_SETTINGS.keys() <= Settings.model_fields.keys()
    assert set(columns(Practice)) > UNSEEN_OF_PRACTICE.keys()
    assert set(columns(Campaign)) > UNSEEN_OF_CAMPAIGN.keys()


def test_letters_in_another_envelope_than_was_approved_are_not_launched(world: World) -> None:
    world.settings = world.settings.model_copy(update={"envelope": "dl"})
    assert changes(world, world.settings) == [ApprovedChange("What letters go into", "not set", "dl")]
    with pytest.raises(NotAllowed, match="changed since the preview"):
        world.launch()
