"""A machine is backed up while it sends, goes on, and is lost: the next one tells nobody again, and loses nobody."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, func, select, text

from notifier.backup import table_rows
from notifier.backup.making import MadeBackup
from notifier.delivery import leases, machines
from notifier.delivery.machines import ThisMachine
from notifier.errors import BackupFault, NotAllowed
from notifier.patients import access_codes
from notifier.providers.base import IncomingText
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Base, Delivery, Link, Patient, PatientList
from notifier.vocabulary import Channel, Choice, DeliveryStatus, HoldReason
from tests.notifier.backup.lost_machine import KEY, Company, back_up, restore, take_over
from tests.world import World

PEOPLE = 40
DEAD = frozenset(f"+44770090{serial:04d}" for serial in (3, 7, 11, 30))


@pytest.fixture(autouse=True)
def _providers_answer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that does not know a message never had it, without the half minute until one may say so."""
    monkeypatch.setattr(leases, "GRACE", timedelta(0))


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of its keys."""
    with database.reading() as session:
        tables = Base.metadata.sorted_tables
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in tables
        }


def with_people(world: World, number: int = PEOPLE) -> None:
    world.import_people(*(world.person() for _ in range(number)))


def test_nobody_is_told_twice_and_links_open(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    with_people(world)
    made: list[MadeBackup] = []
    texts = Company(dead=DEAD, batch_size=5, at={15: lambda: made.append(back_up(world, tmp_path / "safe"))})
    emails = Company(name="mail", batch_size=5)
    world.providers = {Channel.SMS: texts, Channel.EMAIL: emails}
    world.launched()
    world.run_pass()
    assert len(made) == 1, "the backup is made between two texts, while others are in flight"
    world.later(minutes=5)
    world.run_pass()  # the lost machine hears of the dead numbers, and emails those patients
    assert len(texts.sent) == PEOPLE
    assert len(emails.sent) == len(DEAD)
    codes = {one.nhs_number: world.code_of(one.nhs_number) for one in world.people}
    keep = IncomingText("SM1", str(world.people[2].mobile), "KEEP", False, {}, sent_at=world.now)
    texts.came = [keep]  # the lost machine never heard of it
    lost_database.close()
    shutil.rmtree(tmp_path / "lost")

    world.later(hours=2)
    done = restore(world, made[0], both_ways[1], tmp_path / "new")
    assert done.unknown >= PEOPLE - 15
    with closing(Database.open(both_ways[1])) as database:
        after = world.moved(database, tmp_path / "new")
        after.providers = {Channel.SMS: texts, Channel.EMAIL: emails}
        with database.writing() as session, pytest.raises(NotAllowed, match=r"came back on .*take-over"):
            machines.note_sender(session, ThisMachine.found(), after.now)
        take_over(database, after)
        for hours in (0, 1, 30, 72, 100):
            after.later(hours=hours)
            after.run_pass()
        assert set(Counter(texts.places()).values()) == {1}, "nobody got a second text"
        assert set(Counter(emails.places()).values()) == {1}, "nobody got a second email"
        assert len(texts.places()) == PEOPLE, "and everybody has one"
        with database.reading() as session:
            found = set(session.execute(select(Link.fingerprint)).scalars())
            audit.verify_chains(session)
        assert {access_codes.code_fingerprint(after.keys, code) for code in codes.values()} <= found
        after.answer(after.people[1], Choice.KEEP, code=codes[after.people[1].nhs_number])
        assert after.outcome(after.people[1].nhs_number).reason is HoldReason.OBJECTED
        assert after.outcome(after.people[2].nhs_number).reason is HoldReason.OBJECTED, "the company still has the text"


def test_what_is_written_meanwhile_is_not_half_in_it(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    with_people(world, 3)
    written = table_rows.written_rows

    def and_a_list_comes(connection: Connection, table: Table) -> Iterator[tuple[int, bytes]]:
        yield from written(connection, table)
        if table.name == "patient":
            world.import_people(*world.people, world.person())

    monkeypatch.setattr(table_rows, "written_rows", and_a_list_comes)
    made = back_up(world, tmp_path / "safe")
    restore(world, made, both_ways[1], tmp_path / "new")
    with closing(Database.open(both_ways[1])) as database, database.reading() as session:
        assert session.execute(select(func.count(Patient.id))).scalar_one() == 3
        assert session.execute(select(func.count(PatientList.id))).scalar_one() == 1
        audit.verify_chains(session)


def test_a_clock_before_the_backup_is_refused(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    made = back_up(world, tmp_path / "safe")
    world.later(hours=-1)
    with pytest.raises(NotAllowed, match="set it right"):
        restore(world, made, both_ways[1], tmp_path / "new")
    assert not (tmp_path / "new" / "instance" / "master.key").exists()


def test_what_the_lost_machine_did_not_send_goes_once_the_provider_says_that_it_never_had_it(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    with_people(world, 12)
    made: list[MadeBackup] = []

    def lose() -> None:
        made.append(back_up(world, tmp_path / "safe"))
        raise KeyboardInterrupt  # the machine is gone

    texts = Company(batch_size=4, at={6: lose})
    world.providers = {Channel.SMS: texts}
    world.launched(channels=(Channel.SMS,))
    with pytest.raises(KeyboardInterrupt):
        world.run_pass()
    texts.at = {}
    restore(world, made[0], both_ways[1], tmp_path / "new")
    with closing(Database.open(both_ways[1])) as database:
        after = world.moved(database, tmp_path / "new")
        after.providers = {Channel.SMS: texts}
        take_over(database, after)
        for _ in range(3):
            after.later(hours=1)
            after.run_pass()
        assert sorted(texts.places()) == sorted(str(one.mobile) for one in after.people)
        with database.reading() as session:
            statuses = set(session.execute(select(Delivery.delivery_status)).scalars())
    assert statuses == {DeliveryStatus.DELIVERED}


def test_every_row_comes_back_as_it_was_and_the_next_one_gets_a_number(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    with_people(world, 5)
    world.launched()
    world.until_idle()
    world.answer(world.people[2], Choice.AGREE)
    world.run_pass()
    with lost_database.writing() as session:  # which are two things, although both are read as None
        session.execute(text("UPDATE delivery SET text_ids = 'null' WHERE id = 1"))
        session.execute(text("UPDATE delivery SET text_ids = NULL WHERE id = 2"))
    before = rows(lost_database)
    made = back_up(world, tmp_path / "safe")
    restore(world, made, both_ways[1], tmp_path / "new")
    with closing(Database.open(both_ways[1])) as database:
        after = rows(database)
        for name in before.keys() - {"audit_event", "audit_head", "restoration", "sender_machine", "fact_change"}:
            assert after[name] == before[name], name
        assert after["audit_event"][: len(before["audit_event"])] == before["audit_event"]
        with database.reading() as session:
            absent = session.execute(text("SELECT id FROM delivery WHERE id < 3 AND text_ids IS NULL")).scalars().all()
        assert absent == [2]
        moved = world.moved(database, tmp_path / "new")
        moved.import_people(*moved.people, moved.person())
        with database.reading() as session:
            assert session.execute(select(func.count(Patient.id))).scalar_one() == 6
            said = audit.verify_chains(session)
    assert said.events > len(before["audit_event"])


def test_triggers_work_again_after_a_restore(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    with_people(world, 2)
    world.launched()
    world.until_idle()
    restore(world, back_up(world, tmp_path / "safe"), both_ways[1], tmp_path / "new")
    with closing(Database.open(both_ways[1])) as database:
        with database.writing() as session:
            session.execute(text("DELETE FROM fact_change"))
            session.execute(text("UPDATE patient SET family_name = 'Other' WHERE id = 1"))
        with database.reading() as session:
            noticed = session.execute(text("SELECT count(*) FROM fact_change")).scalar_one()
    assert noticed > 0


def test_a_database_with_rows_and_a_folder_with_another_key_are_refused(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    made = back_up(world, tmp_path / "safe")
    with pytest.raises(NotAllowed, match="has rows already"):
        restore(world, made, both_ways[0], tmp_path / "new")
    assert not (tmp_path / "new" / "instance" / "master.key").exists()
    other = tmp_path / "other" / "instance"
    other.mkdir(parents=True)
    (other / "master.key").write_text("00" * 32, encoding="ascii")
    with pytest.raises(NotAllowed, match="another key"):
        restore(world, made, both_ways[1], tmp_path / "other")
    assert (other / "master.key").read_text(encoding="ascii") == "00" * 32


def test_a_backup_of_another_revision_says_which_program_made_it(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    made = back_up(world, tmp_path / "safe")
    monkeypatch.setattr("notifier.backup.restoring.newest_revision", lambda: "9999")
    with pytest.raises(BackupFault, match=r"restore it with fair-notice \d"):
        restore(world, made, both_ways[1], tmp_path / "new")


def test_settings_that_are_there_stay_and_those_of_another_database_are_put_beside(
    lost_database: Database, both_ways: tuple[str, str], tmp_path: Path, now: datetime
) -> None:
    world = World(lost_database, tmp_path / "lost", now)
    settings = world.settings.instance / "settings.toml"
    settings.write_text('database_url = "sqlite:////gone.sqlite"\n', encoding="utf-8")
    made = back_up(world, tmp_path / "safe")
    done = restore(world, made, both_ways[1], tmp_path / "new")
    instance = tmp_path / "new" / "instance"
    assert done.left_alone == ("settings-of-backup.toml",)
    assert (instance / "settings-of-backup.toml").read_bytes() == settings.read_bytes()
    assert not (instance / "settings.toml").exists()
    assert (instance / "backup.public-key").exists(), "the next backup is for the same key"
    assert [str(one) for one in instance.rglob("*") if one.is_file() and one.stat().st_mode & 0o077] == []
    assert (made.path.parent / KEY).stat().st_mode & 0o077 == 0
