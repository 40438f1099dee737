"""Patients are forgotten some months after the last campaign ended; what holds no patient stays."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.delivery import receipts
from notifier.errors import NotAllowed
from notifier.evidence import retention
from notifier.evidence.retention import KEPT_FOR
from notifier.providers.base import Report
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import (
    Approval,
    Base,
    CampaignText,
    Delivery,
    LetterCopy,
    Link,
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
    WithdrawnLink,
)
from notifier.vocabulary import Channel, Choice, Pile, ReportKind, Role
from tests.printed_letters import letter_row, run_row
from tests.world import World, rows_of

ABOUT_PATIENTS = (
    *(LetterCopy, Link, Notice, Patient, PatientChange, PrintedLetter, Receipt),
    *(Reply, ReplyContact, Review, WithdrawnLink),
)
KEPT = (Approval, CampaignText, PatientList, PrintRun)


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
        for table in ABOUT_PATIENTS:
            assert not rows_of_any(session, table), table.__tablename__
        assert [row.channel for row in rows_of(session, Delivery)] == [Channel.FOOTER]
        assert all(rows_of(session, table) for table in KEPT)
        assert list(audit.events(session))[-1].details == {"patients": 3}
        audit.verify_chain(session)
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


def test_one_campaign_that_is_not_over_keeps_everybody(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    closed(world)
    world.campaign()
    world.now += KEPT_FOR * 2
    with pytest.raises(NotAllowed, match="is draft"):
        purged(world)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.RECEPTION, Role.AUDITOR])
def test_only_a_manager_purges(sqlite_database: Database, tmp_path: Path, now: datetime, role: Role) -> None:
    world = World(sqlite_database, tmp_path, now)
    with pytest.raises(NotAllowed, match="manager"):
        purged(world, role)


def test_another_practices_patients_stay(database: Database, tmp_path: Path, now: datetime) -> None:
    world, other = World(database, tmp_path, now), World(database, tmp_path, now, practice="Hillside Surgery")
    world.import_people(world.person())
    person = other.person()
    other.import_people(person)
    other.launched()
    other.until_idle()
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
    purged(world)
    assert world.import_people(person).counts["joined"] == 1


def busy(database: Database, folder: Path, now: datetime) -> World:
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
        session.add(LetterCopy(delivery_id=letter, asked_by=world.staff(Role.MANAGER).id, asked_at=now))
    world.import_people(ada, bob)
    return world


def closed(world: World) -> None:
    with world.database.writing() as session:
        lifecycle.close_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)


def purged(world: World, role: Role = Role.MANAGER) -> int:
    with world.database.writing() as session:
        return retention.purge(session, world.staff(role), world.now)


def stray(world: World, event_id: str) -> None:
    report = Report("NOBODYS", "SM1", event_id, ReportKind.DELIVERED, world.now, None, {"To": "+447700900999"})
    with world.database.writing() as session:
        receipts.record_report(session, "sandbox", report, world.now)


def rows_of_any(session: Session, table: type[Base]) -> list[object]:
    """Every row of a table that may have no id of its own; the footer's receipt is about nobody."""
    rows = list(session.execute(table.__table__.select()))
    footer = {row.id for row in rows_of(session, Delivery) if row.notice_id is None}
    return [row for row in rows if getattr(row, "delivery_id", None) not in footer]
