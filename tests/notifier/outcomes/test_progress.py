"""That the counts on the campaign's page add up to the patients there are."""

from datetime import date, datetime
from pathlib import Path

from notifier.outcomes import progress
from notifier.outcomes.progress import Progress
from notifier.patients.list_import.records import CodeEntry
from notifier.replies import settling
from notifier.store.database import Database
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Evidence, HoldReason, OutcomeKind, SkipReason
from tests.notifier.provider_stand_in import plan
from tests.world import World


def counts(world: World) -> Progress:
    with world.database.reading() as session:
        return progress.campaign_counts(session, world.campaign_id, world.now)


def test_before_the_launch_everybody_is_there_and_nobody_is_told(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person(), world.person())
    world.campaign()
    found = counts(world)
    assert (found.patients, found.deliveries, found.skips, found.open_reviews) == (2, {}, {}, 0)
    assert found.outcomes == {OutcomeKind.MAY_CODE_ASKED: 0, OutcomeKind.MAY_CODE_SILENT: 0, OutcomeKind.HOLD: 2}
    assert found.holds == {HoldReason.NOT_INFORMED: 2}
    assert found.replies == dict.fromkeys(Choice, 0)


def test_everything_is_counted_once_and_of_this_campaign_alone(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    told, keeps, doubted = (world.person() for _ in range(3))
    nowhere = world.person(mobile=None, email=None)
    coded = world.person(codes=(CodeEntry("9Ndo", date(2020, 1, 1)),))
    world.import_people(told, keeps, doubted, nowhere, coded)
    world.launched(notice_days=28)
    world.until_idle()
    world.answer(keeps, Choice.KEEP)
    world.answer(keeps, Choice.KEEP)
    world.answer(doubted, Choice.AGREE, date_of_birth=date(1999, 1, 1))
    settling.settle_waiting(database, world.keys, world.now)
    world.later(days=29)
    first = counts(world)
    world.launched(name="Another", notice_days=28)
    plan(world)
    another, world.campaign_id = counts(world), world.campaign_id - 1
    assert counts(world) == first
    assert first.patients == another.patients == 5
    assert first.deliveries == {
        Channel.SMS: {DeliveryStatus.DELIVERED: 3, DeliveryStatus.SKIPPED: 2},
        Channel.EMAIL: {DeliveryStatus.SKIPPED: 2},
    }
    assert first.skips == {SkipReason.NO_MOBILE: 1, SkipReason.NO_EMAIL: 1, SkipReason.ALREADY_CODED: 2}
    assert first.replies == {Choice.KEEP: 2, Choice.AGREE: 1, Choice.UNSURE: 0}
    assert first.open_reviews == 1
    assert first.outcomes == {OutcomeKind.MAY_CODE_ASKED: 0, OutcomeKind.MAY_CODE_SILENT: 1, OutcomeKind.HOLD: 4}
    assert first.holds == {
        HoldReason.OBJECTED: 1,
        HoldReason.UNDER_REVIEW: 1,
        HoldReason.NOT_INFORMED: 1,
        HoldReason.ALREADY_CODED: 1,
    }
    assert {strength: number for strength, number in first.evidence.items() if number} == {
        Evidence.REPLIED: 1,
        Evidence.DELIVERED: 2,
        Evidence.NONE: 2,
    }
    assert (another.replies, another.open_reviews) == (dict.fromkeys(Choice, 0), 0)
