"""Patients are forgotten some months after the last campaign ended; what holds no patient stays."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from notifier.campaigns import editing
from notifier.campaigns.drafts import CampaignDraft
from notifier.errors import NotAllowed
from notifier.evidence import retention
from notifier.evidence.due_rows import Scope
from notifier.evidence.held_files import HeldFiles
from notifier.outcomes import freezing
from notifier.print_runs import runs
from notifier.print_runs.manifest import Manifest
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import (
    Approval,
    Base,
    CampaignText,
    CodingTask,
    ConfirmedTelling,
    Delivery,
    FrozenOutcome,
    FrozenSet,
    IdentityDoubt,
    InboundText,
    KeptConclusion,
    LetterCopy,
    LetterTrouble,
    Link,
    ListUpload,
    Matter,
    Notice,
    Patient,
    PatientChange,
    PatientList,
    PrintedLetter,
    PrintRun,
    Receipt,
    Reply,
    ReplyContact,
    Review,
    SlipPhoto,
    UnmatchedSlip,
    WithdrawnLink,
)
from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, UNTIL_PURGED
from notifier.vocabulary import (
    Channel,
    CodingTaskKind,
    Role,
)
from tests.notifier.evidence.purge_steps import (
    KEPT_FOR,
    busy,
    closed,
    purged,
    rows_of_any,
    stray,
    text_row,
)
from tests.printed_letters import run_row
from tests.world import World, rows_of

PERIODS = (UNTIL_CAMPAIGN_PURGED, UNTIL_PURGED)
ABOUT_PATIENTS = (
    *(CodingTask, ConfirmedTelling, FrozenOutcome, KeptConclusion),
    *(IdentityDoubt, LetterCopy, LetterTrouble, Link, Matter, Notice, Patient, PatientChange),
    *(PrintedLetter, Receipt, Reply, ReplyContact, Review, SlipPhoto, UnmatchedSlip, WithdrawnLink),
)
FORGOTTEN = {table.__tablename__ for table in (*ABOUT_PATIENTS, Delivery, InboundText, ListUpload)}
KEPT = (Approval, CampaignText, FrozenSet, PatientList, PrintRun)


def test_everything_about_patients_goes_and_the_counts_stay(database: Database, tmp_path: Path, now: datetime) -> None:
    world = busy(database, tmp_path, now)
    closed(world)
    with database.reading() as session:
        secrets = [
            text
            for row in rows_of(session, Patient)
            for text in (row.nhs_number, row.family_name, row.mobile, row.email)
        ]
        assert all(rows_of_any(session, table) for table in ABOUT_PATIENTS), "so that there is something to forget"
    world.now += KEPT_FOR
    assert purged(world) == 3
    with database.reading() as session:
        for table in (*ABOUT_PATIENTS, InboundText):
            assert not rows_of_any(session, table), table.__tablename__
        assert [row.channel for row in rows_of(session, Delivery)] == [Channel.FOOTER]
        assert all(rows_of(session, table) for table in KEPT)
        assert freezing.verify_frozen_sets(session) == 1, "its sum and its counts are left"
        assert rows_of(session, FrozenSet)[0].purged_at == world.now
        event = list(audit.events(session))[-1]
        assert event.action == AuditAction.PURGED
        assert event.details["patients"] == 3
        assert set(event.details["rows"]) == FORGOTTEN
        audit.verify_chains(session)
        everything = str(
            [tuple(row) for table in Base.metadata.tables.values() for row in session.execute(table.select())]
        )
    assert not [secret for secret in secrets if secret and secret in everything]


def test_it_waits_until_the_time_is_over(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = busy(sqlite_database, tmp_path, now)
    closed(world)
    world.now += KEPT_FOR - timedelta(seconds=1)
    with pytest.raises(NotAllowed, match="183 days"):
        purged(world)
    world.later(seconds=1)
    assert purged(world) == 3


def test_a_list_that_was_just_imported_is_kept_for_the_campaign_to_come(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.import_people(world.person())
    world.now += KEPT_FOR - timedelta(seconds=1)
    with pytest.raises(NotAllowed, match="a list was imported less than 183 days ago"):
        purged(world)
    world.later(seconds=1)
    assert purged(world) == 1


def test_what_somebody_has_to_settle_keeps_everybody(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = busy(sqlite_database, tmp_path, now, settled=False)
    closed(world)
    world.now += KEPT_FOR
    with pytest.raises(NotAllowed, match="1 replies are still to be settled"):
        purged(world)
    with sqlite_database.reading() as session:
        assert len(rows_of(session, Patient)) == 3


@pytest.mark.parametrize("kind", [CodingTaskKind.TAKE_OFF, CodingTaskKind.WRONGLY_CODED])
def test_a_code_that_has_to_come_off_keeps_everybody(
    sqlite_database: Database, tmp_path: Path, now: datetime, kind: CodingTaskKind
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    closed(world)
    world.now += KEPT_FOR
    with sqlite_database.writing() as session:
        task = rows_of(session, CodingTask)[0]
        task.kind, task.ended_at = kind, None
    with pytest.raises(NotAllowed, match="1 codes are still to be taken off records"):
        purged(world)
    with sqlite_database.writing() as session:
        task = rows_of(session, CodingTask)[0]
        task.done_at, task.done_by = world.now, world.staff(Role.MANAGER).id
    assert purged(world) == 3


def test_what_is_said_beforehand_is_what_goes(database: Database, tmp_path: Path, now: datetime) -> None:
    world = busy(database, tmp_path, now)
    closed(world)
    world.now += KEPT_FOR
    with database.reading() as session:
        due = retention.what_is_due(session, world.practice_id, world.now, KEPT_FOR)
        said = retention.due_rows(session, due.scope, world.now, KEPT_FOR)
    purged(world)
    with database.reading() as session:
        on_record = list(audit.events(session))[-1].details["rows"]
    assert {due.table: due.rows for due in said} == on_record
    assert all(due.since <= now for due in said)
    assert all(due.kept == Base.metadata.tables[due.table].info["kept"] for due in said)


def test_the_tables_that_are_purged_are_those_that_say_so() -> None:
    say_so = {table.name for table in Base.metadata.tables.values() if table.info["kept"].startswith(PERIODS)}
    assert say_so | {LetterCopy.__tablename__} == FORGOTTEN


def test_letters_on_disk_go_where_they_are_this_practices(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    with sqlite_database.writing() as session:
        (run,) = rows_of(session, PrintRun)
        other = run_row(session, world.campaign_id, now, {})
        own, strange = tmp_path / "own", tmp_path / "strange"
        run.folder = str(own)
        session.get_one(PrintRun, other).folder = str(strange)
        heading = runs.heading(run)
    for folder in (own, strange):
        folder.mkdir()
        (folder / "letters.pdf").write_bytes(b"letters")
        (folder / "manifest.json").write_bytes(Manifest(heading, [], []).as_json)
    closed(world)
    world.now += KEPT_FOR
    assert retention.purge_every_practice(world.database, world.keys, world.settings, world.now) == 3
    assert not own.exists()
    assert strange.exists(), "its manifest is of another run, so it is somebody else's"


def test_every_practice_whose_time_is_over_is_purged(database: Database, tmp_path: Path, now: datetime) -> None:
    over, running = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    over.import_people(over.person())
    person = running.person()
    running.import_people(person)
    running.launched()
    running.until_idle()
    later = now + KEPT_FOR
    assert retention.purge_every_practice(database, over.keys, over.settings, later) == 1
    assert retention.purge_every_practice(database, over.keys, over.settings, later) == 0
    with database.reading() as session:
        assert [row.nhs_number for row in rows_of(session, Patient)] == [person.nhs_number]
        assert [event.action for event in audit.events(session)].count(AuditAction.PURGED) == 1


def test_a_practice_that_begins_a_campaign_just_then_is_left_alone(
    database: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look that found its time over and the lock, somebody prepares the next campaign."""
    world, other = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    world.import_people(world.person())
    other.import_people(other.person())

    def begins_a_campaign(session: Session, scope: Scope, settings: Settings) -> HeldFiles:
        if scope.practice_id == world.practice_id:
            manager = world.staff(Role.MANAGER)
            own_presets = world.settings.presets
            editing.create_campaign(session, manager, world.now, CampaignDraft("scr", "Next"), own_presets)
        return HeldFiles([], [])

    monkeypatch.setattr(retention, "held_files_of", begins_a_campaign)
    assert retention.purge_every_practice(database, world.keys, world.settings, now + KEPT_FOR) == 1
    with database.reading() as session:
        assert [row.practice_id for row in rows_of(session, Patient)] == [world.practice_id]


def test_a_text_that_fits_nobody_is_kept_while_any_campaign_of_its_time_counts(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    over, running = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    with database.writing() as session:
        session.add_all([text_row("+447700900998", now - timedelta(days=1)), text_row("+447700900999", now)])
    running.import_people(running.person())
    running.launched()
    over.now += KEPT_FOR * 2
    purged(over)
    with database.reading() as session:
        assert [row.sender for row in rows_of(session, InboundText)] == ["+447700900999"]


def test_another_practices_patients_stay(database: Database, tmp_path: Path, now: datetime) -> None:
    world, other = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    world.import_people(world.person())
    person = other.person()
    other.import_people(person)
    other.launched()
    other.until_idle()
    world.now += KEPT_FOR
    assert purged(world) == 1
    assert other.outcome(person.nhs_number).evidence
    assert len(other.deliveries(person.nhs_number)) == 1


def test_a_report_that_fitted_nothing_is_kept_until_its_time_is_over(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    stray(world, "old")
    world.now += KEPT_FOR * 2
    stray(world, "new")
    purged(world)
    with database.reading() as session:
        assert [row.event_id for row in rows_of(session, Receipt)] == ["new"]


def test_a_list_can_be_imported_again_afterwards(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    person = world.person()
    world.import_people(person)
    world.now += KEPT_FOR
    purged(world)
    assert world.import_people(person).counts["joined"] == 1
