"""The decisions behind a campaign: each a field of its own, none empty, kept with its history, part of the approval."""

import pytest
from sqlalchemy import delete, update

from notifier.campaigns import approvals, check_list, editing, lifecycle, sign_offs
from notifier.campaigns.check_list import RehearsedCost
from notifier.campaigns.launch_checks import LaunchCheck, LaunchCheckName
from notifier.campaigns.presets import Preset, load_preset
from notifier.campaigns.sign_offs import SignOffForm
from notifier.errors import NotAllowed, ValueRefused
from notifier.store.database import Database
from notifier.store.tables import Approval, RecordedSignOff
from notifier.vocabulary import CampaignStatus, CheckState, Role
from tests.world import OWN_REASON, Begin, World, rows_of

ISSUED = "4000000004"  # in the range that is issued, with a valid check digit; invented
WHOLE = SignOffForm("dpo", "Pat Adviser", "2026-11-02", "letter of 2 November")


@pytest.fixture
def real(begin: Begin, sqlite_database: Database) -> World:
    """A previewed campaign for people of whom one could be real."""
    return begin(sqlite_database, prepared)


def prepared(world: World) -> None:
    world.import_people(world.person(), world.person(nhs_number=ISSUED))
    world.campaign()
    with world.database.writing() as session:
        editing.edit_text(session, world.campaign_id, "reason", OWN_REASON, world.staff(Role.MANAGER), world.now)
    world.preview()


def checked(world: World, name: LaunchCheckName, rehearsed: RehearsedCost | None = None) -> LaunchCheck:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        found = check_list.check_campaign(session, campaign, world.installed, rehearsed)
    return next(one for one in found.checks if one.name is name)


def budget(world: World, pounds: int | None) -> None:
    with world.database.writing() as session:
        approvals.set_budget(session, world.campaign_id, pounds, world.staff(Role.MANAGER), world.now)


def test_no_real_list_is_approved_while_one_decision_is_missing(real: World) -> None:
    real.sign("minute", "dpia", "dpo")
    with pytest.raises(NotAllowed, match=r"Word from the ICB: .*campaign sign-off 1 NAME .*: icb"):
        real.approve()
    assert "Advice of the data protection officer" not in checked(real, LaunchCheckName.SIGN_OFFS).sentence
    real.sign("icb", by=Role.APPROVER)
    real.approve()
    assert checked(real, LaunchCheckName.SIGN_OFFS).state is CheckState.DONE


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (SignOffForm("dpo", " ", "2026-11-02", "letter"), "who decided or advised"),
        (SignOffForm("dpo", "Pat", "2 November", "letter"), "the day on which it was decided"),
        (SignOffForm("dpo", "Pat", "2999-01-01", "letter"), "cannot be in the future"),
        (SignOffForm("dpo", "Pat", "2026-11-02", "x" * 301), "where it is written"),
        (SignOffForm("lawyer", "Pat", "2026-11-02", "letter"), "asks for: minute, dpia, dpo, icb"),
    ],
)
def test_a_form_that_is_not_whole_is_refused_with_what_to_do(real: World, form: SignOffForm, says: str) -> None:
    with real.database.writing() as session, pytest.raises(ValueRefused, match=says):
        approvals.record_sign_off(session, real.campaign_id, form, real.staff(Role.MANAGER), real.now)


def test_a_correction_is_another_row_and_asks_for_another_approval(real: World) -> None:
    real.sign()
    real.approve()
    with real.database.writing() as session:
        approvals.record_sign_off(session, real.campaign_id, WHOLE, real.staff(Role.MANAGER), real.now)
    with real.database.reading() as session:
        campaign = lifecycle.get_campaign(session, real.practice_id, real.campaign_id)
        assert campaign.campaign_status is CampaignStatus.DRAFT
        kept = [row.who for row in rows_of(session, RecordedSignOff) if row.name == "dpo"]
        assert kept == ["The partners", "Pat Adviser"]
        standing = sign_offs.standing_sign_offs(session, campaign, lifecycle.preset_of(campaign), with_samples=False)
        seen = lifecycle.preview_fingerprint(session, campaign, real.settings.reply_channels)
    assert next(one.who for one in standing if one.ask.name == "dpo") == "Pat Adviser"
    with pytest.raises(NotAllowed, match="changed since you opened this"):
        real.approve(seen=seen)  # whoever looked at the preview and not at the decisions
    real.approve()
    real.launch()


def test_a_sample_practice_has_entries_that_say_what_belongs_there(begin: Begin, sqlite_database: Database) -> None:
    world = begin(sqlite_database, lambda one: one.import_people(one.person()))
    world.campaign()
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        entries = sign_offs.standing_sign_offs(session, campaign, lifecycle.preset_of(campaign), with_samples=True)
        assert not rows_of(session, RecordedSignOff), "none is ever taken for a decision"
    assert all(one.is_sample and one.who and one.reference and one.ask.belongs for one in entries)
    assert checked(world, LaunchCheckName.SIGN_OFFS).state is CheckState.DONE


def test_what_an_earlier_release_took_in_one_text_stands_while_its_approval_does(real: World) -> None:
    real.sign()
    real.approve(sign_off="minute 7, DPIA 3")
    with real.database.writing() as session:  # as the earlier release left it: no fields, and no version
        session.execute(delete(RecordedSignOff))
        campaign = lifecycle.get_campaign(session, real.practice_id, real.campaign_id)
        seen = lifecycle.preview_fingerprint(session, campaign, real.settings.reply_channels)
        session.execute(update(Approval).values(approved=None, fingerprint=seen))
    assert checked(real, LaunchCheckName.SIGN_OFFS).state is CheckState.DONE
    real.launch()


def test_a_preset_from_before_there_were_fields_asks_by_its_titles(real: World) -> None:
    shipped = load_preset("scr", None).model_dump()
    preset = Preset(**shipped | {"sign_off_asks": ["minute of the partners", "ICB contact"]})
    assert [(ask.name, ask.title) for ask in preset.sign_off_asks] == [
        ("decision_1", "minute of the partners"),
        ("decision_2", "ICB contact"),
    ]


def test_a_launch_above_the_budget_is_refused_and_so_is_one_of_unknown_cost(real: World) -> None:
    real.sign()
    budget(real, 100)
    real.approve()
    with pytest.raises(NotAllowed, match="no rehearsal of exactly this"):
        real.launch()
    with real.database.reading() as session:
        campaign = lifecycle.get_campaign(session, real.practice_id, real.campaign_id)
        seen = lifecycle.preview_fingerprint(session, campaign, real.settings.reply_channels)
    with pytest.raises(NotAllowed, match=r"about £100.01, which is more than the budget of £100"):
        real.launch(rehearsed=RehearsedCost(seen, 100.01, 200))
    with pytest.raises(NotAllowed, match="no rehearsal of exactly this"):
        real.launch(rehearsed=RehearsedCost("0" * 64, 1, 2))
    assert checked(real, LaunchCheckName.BUDGET, RehearsedCost(seen, 99, 200)).state is CheckState.ADVICE
    real.launch(rehearsed=RehearsedCost(seen, 100, 200))


def test_a_budget_is_part_of_what_is_approved(real: World) -> None:
    real.sign()
    real.approve()
    budget(real, None)
    with pytest.raises(NotAllowed, match="exactly this already"):  # nothing changed
        real.approve()
    budget(real, 500)
    with pytest.raises(NotAllowed, match="has to be approved"):
        real.launch()
    with real.database.writing() as session, pytest.raises(ValueRefused, match="whole pounds"):
        approvals.set_budget(session, real.campaign_id, -1, real.staff(Role.MANAGER), real.now)
    with real.database.writing() as session, pytest.raises(NotAllowed, match="role manager"):
        approvals.set_budget(session, real.campaign_id, 1, real.staff(Role.APPROVER), real.now)
