"""The migrations go up and down, end at exactly the tables of the models, and lose nothing that is there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Enum, MetaData, Table, delete, insert, inspect, null, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.types import TypeEngine

from notifier.replies import link_replacement, settling
from notifier.store import audit
from notifier.store.database import MIGRATIONS, Database
from notifier.store.migrating import migrate
from notifier.store.tables import (
    Approval,
    AuditHead,
    Base,
    CampaignEdition,
    Delivery,
    LaunchRequest,
    Link,
    Pace,
    Patient,
    Poll,
    Preview,
    Receipt,
    Reply,
    Review,
)
from notifier.vocabulary import (
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    FailReason,
    HoldReason,
    OutcomeKind,
    ReportKind,
    Role,
    Source,
)
from tests.notifier.reply_steps import by_staff
from tests.opened_databases import go_down
from tests.world import QUICK, World, rows_of

CHANNEL_TABLES = ("delivery", "pace", "slice", "suppression")
# (table, column) -> what the first release called it
RENAMED = {
    ("audit_head", "chain"): "id",
    ("audit_head", "number"): "event_id",
    ("receipt", "happened_at"): "reported_at",
}


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database.open(database_url)
    database.make_file()
    yield database
    database.close()


def test_every_table_of_the_models_is_made(database: Database) -> None:
    assert tables(database) == {*Base.metadata.tables, "alembic_version"}


def test_the_tables_equal_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def test_each_column_for_a_word_takes_every_word_of_its_vocabulary(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in Base.metadata.tables.values():
        checks = " ".join(str(check["sqltext"]) for check in inspector.get_check_constraints(table.name))
        for column in table.columns:
            if isinstance(column.type, Enum):
                missing = [word for word in column.type.enums if f"'{word}'" not in checks]
                assert not missing, f"{table.name}.{column.name} refuses {missing}"


def test_the_audit_chain_has_its_beginning(database: Database) -> None:
    with database.reading() as session:
        assert session.execute(select(AuditHead.chain)).first() is None
        assert audit.verify_chains(session).events == 0
        assert audit.verify_chains(session).events == 0


def test_every_step_goes_up_down_and_up_again(empty: Database) -> None:
    for revision in revisions():
        migrate(empty, revision)
        there = tables(empty)
        go_down(empty, "-1")
        migrate(empty, revision)
        assert tables(empty) == there
    assert tables(empty) == {*Base.metadata.tables, "alembic_version"}


def test_a_channel_that_was_brought_is_kept_down_and_up_again(database: Database, now: datetime) -> None:
    """Going down closes each table's list of channels again, but for a table that has a row of another one."""
    pager = {"channel": Channel.stored("pager"), "free_at": now, "day": now.date(), "sent": 1}
    with database.writing() as session:
        session.execute(insert(Pace), pager)
    go_down(database, "0003")
    assert {name for name in CHANNEL_TABLES if has_check(database, name, f"ck_{name}_channel")} == {
        *CHANNEL_TABLES,
    } - {"pace"}
    migrate(database)
    assert not [name for name in CHANNEL_TABLES if has_check(database, name, f"ck_{name}_channel")]
    with database.reading() as session:
        assert session.execute(select(Pace.channel)).scalars().all() == ["pager"]


def test_going_down_with_our_own_channels_closes_the_list(database: Database, tmp_path: Path, now: datetime) -> None:
    busy_world(database, tmp_path, now)
    before = everything(database)
    go_down(database, "0003")
    assert all(has_check(database, name, f"ck_{name}_channel") for name in CHANNEL_TABLES)
    migrate(database)
    assert everything(database) == before


def test_a_word_that_is_no_channels_name_is_not_written(database: Database, now: datetime) -> None:
    with pytest.raises(StatementError, match="'owl' is not the name of a channel"), database.writing() as session:
        session.execute(insert(Pace), {"channel": "owl", "free_at": now, "day": now.date(), "sent": 1})


def test_going_all_the_way_down_leaves_no_table(empty: Database) -> None:
    migrate(empty)
    go_down(empty, "base")
    assert tables(empty) <= {"alembic_version"}


def test_going_down_works_with_a_campaign_in_the_tables(database: Database, tmp_path: Path, now: datetime) -> None:
    busy_world(database, tmp_path, now)
    go_down(database, "base")
    assert tables(database) <= {"alembic_version"}


def test_migrating_what_is_migrated_keeps_every_row(database: Database, tmp_path: Path, now: datetime) -> None:
    world = busy_world(database, tmp_path, now)
    before = everything(database)
    migrate(database)
    assert everything(database) == before
    with database.reading() as session:
        assert session.execute(select(Patient.nhs_number)).scalars().all()
        audit.verify_chains(session)
    assert world.outbox(Channel.EMAIL)


def test_the_first_release_comes_up_with_every_row_of_its_campaign(
    empty: Database, sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    busy_world(sqlite_database, tmp_path, now)
    before = everything(sqlite_database)
    migrate(empty, "0001")
    inspector = inspect(empty.engine)
    first = {name: {column["name"] for column in inspector.get_columns(name)} for name in inspector.get_table_names()}
    with empty.writing() as session:
        session.execute(delete(AuditHead))
        for table in Base.metadata.sorted_tables:
            if table.name in first and before[table.name]:
                rows = [dict(zip(table.c.keys(), row, strict=True)) for row in before[table.name]]
                rows = [{RENAMED.get((table.name, name), name): row[name] for name in row} for row in rows]
                old = [{name: value for name, value in row.items() if name in first[table.name]} for row in rows]
                # Below the models, whose newer columns would come along with their defaults.
                types = {RENAMED.get((table.name, one.name), one.name): one.type for one in table.c}
                columns = [(name, types[name]) for name in old[0]]
                session.execute(insert(table_of(table.name, columns)), old)
    migrate(empty)
    assert everything(empty) == before
    with empty.reading() as session:
        audit.verify_chains(session)


def test_links_and_replies_of_before_proofs_know_which_link_they_are_of(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    stays, changes = world.person(), world.person()
    world.import_people(stays, changes)
    world.launched(channels=(Channel.SMS,))
    world.until_idle()
    for person in (stays, changes):
        world.answer(person, Choice.AGREE)
    settling.settle_waiting(database, world.keys, now)
    world.later(minutes=1)
    given = (world.keys, world.campaign_id, world.patient_id(changes.nhs_number), world.staff(Role.RECEPTION))
    with database.writing() as session:
        link_replacement.replace_link(session, *given, world.now, serial=0)
    world.later(minutes=1)
    world.answer(changes, Choice.AGREE)
    go_down(database, "0007")
    migrate(database)
    with database.reading() as session:
        assert sorted(session.execute(select(Link.serial)).scalars()) == [0, 1]
        found = session.execute(select(Reply.link_serial, Reply.proof).order_by(Reply.id)).all()
    assert [tuple(row) for row in found] == [(0, None), (None, None), (1, None)]
    settling.settle_waiting(database, world.keys, world.now)
    world.later(days=60)
    assert world.outcome(stays.nhs_number).kind is OutcomeKind.MAY_CODE_ASKED, "it was settled before there were proofs"
    assert world.outcome(changes.nhs_number).reason is HoldReason.UNDER_REVIEW, "this one was not"


@pytest.mark.parametrize(("minutes", "is_mended"), [(-1, True), (0, True), (1, False)])
def test_whoever_counted_as_told_although_a_bounce_came_after_the_delivery_is_held(
    database: Database, tmp_path: Path, now: datetime, minutes: int, is_mended: bool
) -> None:
    world = World(database, tmp_path, now)
    ada = world.person(mobile=None)
    world.import_people(ada)
    world.launched(channels=(Channel.EMAIL,))
    world.until_idle()
    (row,) = world.deliveries(ada.nhs_number)
    assert row.delivery_status is DeliveryStatus.DELIVERED
    told = {"delivery_id": row.id, "provider": "mail", "raw": {}, "received_at": now}
    arrived = {"event_id": "1", "kind": ReportKind.DELIVERED, "happened_at": now + timedelta(minutes=minutes)}
    bounced = {"event_id": "2", "kind": ReportKind.FAILED, "happened_at": now}
    with database.writing() as session:
        session.execute(delete(Receipt))
        session.execute(insert(Receipt), [told | arrived, told | bounced])
    go_down(database, "0009")
    migrate(database)
    (row,) = world.deliveries(ada.nhs_number)
    assert (row.delivery_status is DeliveryStatus.FAILED) is is_mended


def test_what_failed_without_a_report_gets_a_receipt_that_says_so(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    ada = world.person()
    world.import_people(ada)
    world.launched(channels=(Channel.SMS,))
    world.until_idle()
    failed = {"delivery_status": DeliveryStatus.FAILED, "fail_reason": FailReason.BLOCKED, "ended_at": now}
    with database.writing() as session:
        session.execute(delete(Receipt))
        session.execute(update(Delivery).values(**failed))
    go_down(database, "0009")
    migrate(database)
    with database.reading() as session:
        (refusal,) = rows_of(session, Receipt)
        session.expunge(refusal)
    assert (refusal.kind, refusal.fail_reason, refusal.happened_at) == (ReportKind.FAILED, FailReason.BLOCKED, now)


def test_answers_without_an_order_that_went_by_logging_are_asked_about(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    said = (  # in the order of logging, each with the day in the campaign on which it came
        ((Choice.UNSURE, 3), (Choice.AGREE, 3)),
        ((Choice.AGREE, 6), (Choice.KEEP, 3)),
        ((Choice.AGREE, 3), (Choice.KEEP, 6)),
        ((Choice.UNSURE, 3), (Choice.AGREE, 6)),
        ((Choice.KEEP, 3), (Choice.KEEP, 3)),
    )
    people = [world.person() for _ in said]
    world.import_people(*people)
    world.launched(channels=QUICK)
    world.until_idle()
    world.later(days=9)
    for person, answers in zip(people, said, strict=True):
        for choice, day in answers:
            by_staff(world, person, choice, Source.PAPER, received_at=now + timedelta(days=day))
    with database.writing() as session:  # as the earlier release had them
        session.execute(update(Reply).values(doubt=None, settled_at=world.now))
    go_down(database, "0016")
    migrate(database)
    with database.reading() as session:
        asked = session.execute(select(Review.reply_id, Review.doubt, Review.opened_at)).all()
    assert asked == [(2, Doubt.CONFLICT, world.now), (4, Doubt.CONFLICT, world.now)]


def test_the_steps_form_one_line() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_the_revisions_are_those_that_alembic_knows(database: Database, empty: Database) -> None:
    """Every process looks at them when it starts, and so without Alembic."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert database.revisions() == (newest, newest)
    assert empty.revisions() == (None, newest)


def busy_world(database: Database, folder: Path, now: datetime) -> World:
    world = World(database, folder, now)
    world.import_people(world.person(mobile=None), world.person(mobile=None))
    world.launched()
    world.until_idle()
    with database.writing() as session:
        session.execute(delete(Poll))  # an earlier release asked nobody, and what it had says nothing of it
        session.execute(delete(CampaignEdition))  # nor did it note who decided what of a campaign
        session.execute(delete(LaunchRequest))  # nor keep who launched, or what exactly was approved
        session.execute(update(Approval).values(approved=null()))
        session.execute(update(Delivery).values(cost=None))  # nor what a message cost
        session.execute(update(Preview).values(shown={}))  # and its preview showed its samples alone
    return world


def table_of(name: str, columns: list[tuple[str, TypeEngine[Any]]]) -> Table:
    """The table as far as it has these columns."""
    return Table(name, MetaData(), *(Column(*column) for column in columns))


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))]
            for name, table in Base.metadata.tables.items()
            # What pages have to show anew, and what is to be sealed: tables that are made anew have nothing yet.
            if name not in ("fact_change", "sealed_fact", "unsealed_patient")
        }


def has_check(database: Database, table: str, check: str) -> bool:
    return check in {found["name"] for found in inspect(database.engine).get_check_constraints(table)}


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def revisions() -> list[str]:
    script = ScriptDirectory(str(MIGRATIONS))
    return [step.revision for step in reversed(list(script.walk_revisions()))]
