"""What a campaign had of patients is forgotten after it ended, whatever other campaigns the practice has."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier.delivery import notices
from notifier.errors import NotAllowed
from notifier.evidence import retention
from notifier.outcomes import code_check, export, facts, freezing, kept_figures, sealing
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import (
    Campaign,
    CodingTask,
    Delivery,
    FactChange,
    FrozenOutcome,
    Notice,
    Patient,
    PrintedLetter,
    Reply,
    Review,
    UnmatchedSlip,
    WithdrawnLink,
)
from notifier.vocabulary import (
    HoldReason,
    Role,
)
from tests.notifier.evidence.purge_steps import KEPT_FOR, busy, closed, kept_figures_of, purged, rows_of_any
from tests.world import rows_of


def test_a_campaign_is_forgotten_while_another_keeps_the_patients(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(database, tmp_path, now)
    closed(world)
    over = world.campaign_id
    with database.reading() as session:
        before = kept_figures_of(session, over)
    world.later(days=170)
    running = world.launched()
    world.until_idle()
    assert running != over
    world.later(days=13)
    assert purged(world) == 0
    with database.reading() as session:
        assert len(rows_of(session, Patient)) == 3
        assert {notice.campaign_id for notice in rows_of(session, Notice)} == {running}
        assert {delivery.campaign_id for delivery in rows_of(session, Delivery) if delivery.notice_id} == {running}
        for table in (Reply, Review, CodingTask, FrozenOutcome, UnmatchedSlip, PrintedLetter, WithdrawnLink):
            assert not rows_of_any(session, table), table.__tablename__
        assert list(facts.conclude(session, session.get_one(Campaign, over), world.now)) == []
        concluded = list(facts.conclude(session, session.get_one(Campaign, running), world.now))
        assert [one.facts.kept_before for one in concluded] == [True, False, False]
        assert "wished to keep their record in an earlier campaign, whose records" in concluded[0].sentence
        assert concluded[0].outcome.reason is HoldReason.UNDER_REVIEW
        assert list(audit.events(session))[-1].action == AuditAction.CAMPAIGNS_PURGED
    assert kept_figures.renew_figures(database, world.now, world.settings) == 1, "of the other campaign alone"
    with database.reading() as session:
        assert kept_figures_of(session, over) == before
        assert retention.hindrance(session, world.practice_id, world.now, KEPT_FOR), "there is no more to forget"


def test_nothing_is_frozen_checked_or_recorded_of_a_campaign_that_is_forgotten(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    closed(world)
    over = world.campaign_id
    world.campaign()
    world.later(days=183)
    patient_id = world.patient_id(world.people[0].nhs_number)
    purged(world)
    with sqlite_database.writing() as session:
        manager, campaign = world.staff(Role.MANAGER), session.get_one(Campaign, over)
        with pytest.raises(NotAllowed, match="was forgotten on"):
            freezing.campaign_to_freeze(session, over, manager)
        with pytest.raises(NotAllowed, match="was forgotten on"):
            code_check.campaign_to_check(session, manager, over)
        with pytest.raises(NotAllowed, match="was forgotten on"):
            export.export_lists(session, over, manager, tmp_path / "lists", world.now)
        with pytest.raises(NotAllowed, match="record what somebody says in the campaign that runs now"):
            notices.ensure_notice(session, campaign, patient_id, world.keys, world.now)


def test_what_nobody_waits_for_of_a_forgotten_campaign_is_noted_no_longer(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    closed(world)
    world.campaign()
    world.later(days=183)
    purged(world)
    world.import_people(*world.people)
    retention.tidy(sqlite_database, world.now)
    with sqlite_database.reading() as session:
        assert {note.campaign_id for note in rows_of(session, FactChange)} <= {world.campaign_id}
        assert sealing.seal_campaigns(sqlite_database, world.now) == 0
