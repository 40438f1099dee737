"""Patients are forgotten some months after the last campaign ended; what holds no patient stays."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import editing, lifecycle
from notifier.campaigns.drafts import CampaignDraft
from notifier.delivery import receipts
from notifier.errors import NotAllowed
from notifier.evidence import retention
from notifier.outcomes import freezing, kept_figures
from notifier.patients import list_upload
from notifier.patients.uploaded_files import StoredUpload
from notifier.print_runs import runs
from notifier.print_runs.manifest import Manifest
from notifier.providers.base import Report
from notifier.replies import reviews
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
    Preview,
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
from notifier.store.tables.declarative import UNTIL_PURGED
from notifier.vocabulary import (
    Channel,
    Choice,
    CodingTaskKind,
    Pile,
    ReportKind,
    Role,
    TextMeaning,
)
from tests.notifier.closing_steps import frozen
from tests.notifier.evidence.desk_rows import add_desk_rows
from tests.printed_letters import letter_row, run_row
from tests.world import World, rows_of

KEPT_FOR = timedelta(days=183)
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
        said = retention.due_rows(session, world.practice_id, world.now, KEPT_FOR)
    purged(world)
    with database.reading() as session:
        on_record = list(audit.events(session))[-1].details["rows"]
    assert {due.table: due.rows for due in said} == on_record
    assert all(due.since <= now for due in said)
    assert all(due.kept == Base.metadata.tables[due.table].info["kept"] for due in said)


def test_the_tables_that_are_purged_are_those_that_say_so() -> None:
    say_so = {table.name for table in Base.metadata.tables.values() if table.info["kept"].startswith(UNTIL_PURGED)}
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
    assert retention.purge_every_practice(world.database, world.now, KEPT_FOR) == 3
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
    assert retention.purge_every_practice(database, later, KEPT_FOR) == 1
    assert retention.purge_every_practice(database, later, KEPT_FOR) == 0
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

    def begins_a_campaign(session: Session, practice_id: int) -> list[Path]:
        if practice_id == world.practice_id:
            manager = world.staff(Role.MANAGER)
            own_presets = world.settings.presets
            editing.create_campaign(session, manager, world.now, CampaignDraft("scr", "Next"), own_presets)
        return []

    monkeypatch.setattr(retention, "letter_folders", begins_a_campaign)
    assert retention.purge_every_practice(database, now + KEPT_FOR, KEPT_FOR) == 1
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


def test_one_campaign_that_is_not_over_keeps_everybody(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    closed(world)
    world.campaign()
    world.now += KEPT_FOR * 2
    with pytest.raises(NotAllowed, match="is draft"):
        purged(world)


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


def busy(database: Database, folder: Path, now: datetime, *, settled: bool = True) -> World:
    """A campaign with notices, reports, replies, a review, a printed letter and a change of the list behind it."""
    world = World(database, folder, now)
    ada, bob, eve = world.person(), world.person(mobile=None), world.person(email=None)
    world.import_people(ada, bob, eve)
    world.launched(channels=(Channel.SMS, Channel.EMAIL, Channel.FOOTER))
    world.until_idle()
    world.answer(ada, Choice.KEEP)
    doubtful = world.answer(bob, Choice.AGREE, date_of_birth=eve.date_of_birth + timedelta(days=1))
    world.until_idle()
    with world.database.writing() as session:
        session.add(ReplyContact(reply_id=doubtful.id, name="", contact="07700 900555", date_of_birth=None))
        notice = session.execute(select(Notice).limit(1)).scalar_one()
        taken_back = {"withdrawn_at": now, "withdrawn_by": world.staff(Role.MANAGER).id}
        session.add(
            WithdrawnLink(fingerprint=b"1" * 32, campaign_id=world.campaign_id, notice_id=notice.id, **taken_back)
        )
        letter = letter_row(session, world.campaign_id, world.patient_id(eve.nhs_number), now)
        run_row(session, world.campaign_id, now, {letter: Pile.POST})
        (preview,) = rows_of(session, Preview)
        eve_id = world.patient_id(eve.nhs_number)
        session.add(LetterTrouble(preview_id=preview.id, patient_id=eve_id, why="There is no shape for U+30001."))
        session.add(LetterCopy(delivery_id=letter, asked_by=world.staff(Role.MANAGER).id, asked_at=now))
        confirmed = {"confirmed_by": world.staff(Role.MANAGER).id, "confirmed_at": now, "note": "They said so."}
        session.add(ConfirmedTelling(delivery_id=letter, **confirmed))
    with world.database.writing() as session:
        session.add(text_row(ada.mobile or "", now))
        add_desk_rows(session, world, world.patient_id(bob.nhs_number))
    frozen(world)
    with world.database.writing() as session:
        session.add(task_row(world.campaign_id, eve_id, eve.nhs_number, now))
    world.import_people(ada, bob)
    with world.database.writing() as session:
        newest = rows_of(session, PatientList)[-1]
        newest.reading = {"remarks": [{"shown": str(ada.mobile)}]}
        doubt = {"list_id": newest.id, "claimed": {"family_name": ada.family_name}, "opened_at": now, "note": ""}
        session.add(IdentityDoubt(patient_id=world.patient_id(bob.nhs_number), **doubt, closed_at=now))
        manager = world.staff(Role.MANAGER)
        stored = StoredUpload("a" * 32, "list.csv", 9, "0" * 64)
        upload_id = list_upload.begin_upload(session, manager, stored, now, is_dated=False)
        list_upload.cancel_upload(session, manager, upload_id, now)
    kept_figures.current_figures(world.database, world.campaign_id, world.now, world.settings)  # a page was opened
    if not settled:
        return world
    with world.database.writing() as session:
        for review in rows_of(session, Review):
            reviews.close_review(session, review.id, world.staff(Role.MANAGER), None, "It was somebody else.", now)
    world.until_idle()
    return world


def task_row(campaign_id: int, patient_id: int, nhs_number: str, now: datetime) -> CodingTask:
    """Something that was found and vanished again."""
    return CodingTask(
        campaign_id=campaign_id,
        patient_id=patient_id,
        nhs_number=nhs_number,
        kind=CodingTaskKind.MAY_CODE,
        why="may be coded now",
        found_at=now,
        ended_at=now,
        ended_because="is held again",
        note="",
    )


def text_row(sender: str, received_at: datetime) -> InboundText:
    """A text that was settled the moment it came."""
    return InboundText(
        provider="sandbox",
        event_id=f"{sender} {received_at}",
        sender=sender,
        body="KEEP",
        raw={},
        received_at=received_at,
        meaning=TextMeaning.KEEP,
        reply_ids=[],
        settled_at=received_at,
        note="",
    )


def closed(world: World) -> None:
    with world.database.writing() as session:
        lifecycle.close_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)


def purged(world: World) -> int:
    with world.database.writing() as session:
        return retention.purge_practice(session, world.practice_id, world.now, KEPT_FOR)


def stray(world: World, event_id: str) -> None:
    report = Report("NOBODYS", "SM1", event_id, ReportKind.DELIVERED, world.now, None, {"To": "+447700900999"})
    with world.database.writing() as session:
        receipts.record_report(session, "sandbox", report, world.now)


def rows_of_any(session: Session, table: type[Base]) -> list[object]:
    """Every row of a table that may have no id of its own; the footer's receipt is about nobody."""
    rows = list(session.execute(table.__table__.select()))
    footer = {row.id for row in rows_of(session, Delivery) if row.notice_id is None}
    return [row for row in rows if getattr(row, "delivery_id", None) not in footer]
