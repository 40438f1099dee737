"""Two people freeze what follows for every patient, and nothing changes it afterwards."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from notifier.errors import EvidenceFault, NotAllowed
from notifier.outcomes import freezing
from notifier.outcomes.frozen_rows import FrozenRow, sum_of_rows
from notifier.patients import list_undo
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import FrozenOutcome, FrozenSet
from notifier.vocabulary import Channel, Choice, OutcomeKind, Role
from tests.notifier.closing_steps import answered_three, asked_to_freeze, frozen, outcomes_in
from tests.world import Begin, World, rows_of

IMMUTABLE = "a closed frozen set is never changed"


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """See `answered_three`."""
    return begin(sqlite_database, answered_three)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """As `world`, on each make of database."""
    return begin(database, answered_three)


def test_one_person_proposes_and_another_one_closes(each_world: World) -> None:
    proposed = asked_to_freeze(each_world, Role.MANAGER)
    assert not proposed.is_closed
    with each_world.database.reading() as session:
        assert freezing.latest_frozen_set(session, each_world.campaign_id) is None
    each_world.later(minutes=5)
    closed = asked_to_freeze(each_world, Role.APPROVER)
    assert closed.is_closed
    assert closed.set.sha256 == proposed.set.sha256
    assert (closed.set.number, closed.set.proposed_by, closed.set.closed_by) == (1, "manager", "approver")
    assert closed.set.as_of == each_world.now
    agreed, silent, objected, unreached = (person.nhs_number for person in each_world.people)
    with each_world.database.reading() as session:
        assert freezing.latest_frozen_set(session, each_world.campaign_id) == closed.set
        assert outcomes_in(session, closed.set.id) == {
            agreed: "may_code_asked",
            silent: "may_code_silent",
            objected: "objected",
            unreached: "not_informed",
        }


def test_whoever_proposed_a_set_cannot_close_it(world: World) -> None:
    first = asked_to_freeze(world, Role.MANAGER)
    world.later(minutes=1)
    again = asked_to_freeze(world, Role.MANAGER)
    assert not again.is_closed
    assert again.set.id != first.set.id, "it is proposed anew in its place"
    with world.database.reading() as session:
        assert not freezing.frozen_sets(session)
        assert [row.withdrawn_at for row in rows_of(session, FrozenSet)] == [world.now, None]
    assert asked_to_freeze(world, Role.APPROVER).is_closed


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.AUDITOR])
def test_only_who_may_approve_or_manage_can_freeze(world: World, role: Role) -> None:
    with pytest.raises(NotAllowed, match="manager or approver"):
        asked_to_freeze(world, role)


def test_a_campaign_that_was_not_launched_cannot_be_frozen(sqlite_database: Database, begin: Begin) -> None:
    world = begin(sqlite_database, drafted)
    with pytest.raises(NotAllowed, match="only a launched one can be frozen"):
        asked_to_freeze(world, Role.MANAGER)


def test_what_changed_since_the_proposal_is_proposed_anew_and_said(each_world: World) -> None:
    world, silent = each_world, each_world.people[1]
    first = asked_to_freeze(world, Role.MANAGER)
    world.answer(silent, Choice.KEEP)
    second = asked_to_freeze(world, Role.APPROVER)
    assert not second.is_closed
    assert [(one.nhs_number, one.proposed) for one in second.changed] == [(silent.nhs_number, "may_code_silent")]
    assert str(second.changed[0].now).startswith("hold: ")
    assert second.set.sha256 != first.set.sha256
    closed = asked_to_freeze(world, Role.MANAGER)
    assert closed.is_closed
    assert closed.set.counts["may_code_silent"] == 0


def test_a_patient_who_joined_since_the_proposal_is_said(world: World) -> None:
    asked_to_freeze(world, Role.MANAGER)
    joiner = world.person()
    world.import_people(*world.people)
    found = asked_to_freeze(world, Role.APPROVER).changed
    assert (joiner.nhs_number, None) in [(one.nhs_number, one.proposed) for one in found]


def test_a_proposal_that_is_too_old_is_not_closed(world: World) -> None:
    first = asked_to_freeze(world, Role.MANAGER)
    world.now += freezing.PROPOSAL_STANDS + timedelta(seconds=1)
    second = asked_to_freeze(world, Role.APPROVER)
    assert (second.is_closed, second.expired) == (False, True)
    assert second.set.id != first.set.id


def test_nothing_that_comes_later_changes_a_closed_set(each_world: World) -> None:
    world = each_world
    closed = frozen(world)
    before = rows(world, closed.id)
    world.answer(world.people[1], Choice.KEEP)
    world.until_idle()
    world.import_people(*world.people[:2], world.person())
    world.later(days=60)
    world.until_idle()
    assert rows(world, closed.id) == before
    assert sum_of_rows(before) == closed.sha256
    with world.database.reading() as session:
        assert freezing.verify_frozen_sets(session) == 1
        assert freezing.latest_frozen_set(session, world.campaign_id) == closed


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.execute(update(FrozenOutcome).values(outcome=OutcomeKind.HOLD)),
        lambda session: session.execute(delete(FrozenOutcome)),
        lambda session: session.execute(
            insert(FrozenOutcome).from_select(list(FrozenOutcome.__table__.c.keys()), select(FrozenOutcome))
        ),
        lambda session: session.execute(update(FrozenSet).values(sha256="0" * 64)),
        lambda session: session.execute(update(FrozenSet).values(closed_at=None, closed_by=None)),
        lambda session: session.execute(delete(FrozenSet)),
    ],
    ids=["update a row", "delete rows", "add rows", "another sum", "open it again", "delete the set"],
)
def test_the_database_itself_refuses_to_change_a_closed_set(
    each_world: World, change: Callable[[Session], object]
) -> None:
    closed = frozen(each_world)
    before = rows(each_world, closed.id)
    with pytest.raises((DatabaseError, IntegrityError), match=IMMUTABLE), each_world.database.writing() as session:
        change(session)
    assert rows(each_world, closed.id) == before


def test_the_same_person_twice_is_refused_by_the_database_too(each_world: World) -> None:
    asked_to_freeze(each_world, Role.MANAGER)
    with pytest.raises(IntegrityError, match="two_people"), each_world.database.writing() as session:
        session.execute(update(FrozenSet).values(closed_at=each_world.now, closed_by=FrozenSet.proposed_by))


def test_a_row_that_was_changed_behind_our_back_is_found(world: World) -> None:
    closed = frozen(world)
    with world.database.writing() as session:
        session.execute(text("DROP TRIGGER frozen_outcome_unchanged"))
        session.execute(update(FrozenOutcome).values(outcome=OutcomeKind.MAY_CODE_SILENT))
    with world.database.reading() as session, pytest.raises(EvidenceFault, match=r"a row of frozen set 1"):
        freezing.verify_frozen_sets(session)
    with world.database.writing() as session:
        session.execute(text("DROP TRIGGER frozen_set_unchanged"))
        session.execute(update(FrozenSet).values(sha256=sum_of_rows(freezing.frozen_outcomes(session, closed.id))))
    with world.database.reading() as session, pytest.raises(EvidenceFault, match="not as the audit chain has it"):
        freezing.verify_frozen_sets(session)


def test_a_set_that_is_gone_is_missed(world: World) -> None:
    frozen(world)
    with world.database.writing() as session:
        for rule in ("frozen_outcome_kept", "frozen_set_kept"):
            session.execute(text(f"DROP TRIGGER {rule}"))
        session.execute(delete(FrozenOutcome))
        session.execute(delete(FrozenSet))
    with world.database.reading() as session, pytest.raises(EvidenceFault, match="is missing"):
        freezing.verify_frozen_sets(session)


def test_the_chain_has_the_sum_and_the_counts_and_names_nobody(world: World) -> None:
    closed = frozen(world)
    with world.database.reading() as session:
        chain = [audit.as_dict(event) for event in audit.events(session)]
    events = [event for event in chain if event["action"].startswith("outcomes.")]
    last_fact = [event["details"]["last"] for event in chain if event["action"] == AuditAction.FACTS_SEALED][-1]
    assert [event["action"] for event in events] == [AuditAction.OUTCOMES_PROPOSED, AuditAction.OUTCOMES_FROZEN]
    assert events[1]["details"] == {
        "frozen_set": closed.id,
        "number": 1,
        "counts": {"may_code_asked": 1, "may_code_silent": 1, "hold": 2, "objected": 1, "not_informed": 1},
        "sha256": closed.sha256,
        "facts": last_fact,
    }
    assert len({event["staff_id"] for event in events}) == 2


def test_a_campaign_may_be_frozen_again(world: World) -> None:
    first = frozen(world)
    world.answer(world.people[1], Choice.KEEP)
    world.until_idle()
    second = frozen(world)
    assert (first.number, second.number) == (1, 2)
    with world.database.reading() as session:
        assert [one.sha256 for one in freezing.frozen_sets(session)] == [first.sha256, second.sha256]
        assert freezing.verify_frozen_sets(session) == 2


def test_a_row_names_what_it_rests_on(world: World) -> None:
    closed = frozen(world)
    agreed, silent, _objected, unreached = world.people
    by_number = {row.nhs_number: row for row in rows(world, closed.id)}
    assert by_number[silent.nhs_number].basis["deliveries"] == [
        one.id for one in world.deliveries(silent.nhs_number) if one.channel is Channel.SMS
    ]
    assert len(by_number[agreed.nhs_number].basis["replies"]) == 1
    assert by_number[unreached.nhs_number].basis == {"deliveries": [], "replies": [], "reviews": []}


def test_what_was_begun_and_broke_off_has_frozen_nothing(each_world: World) -> None:
    """A kill between: nothing of a proposal or a closing is there unless all of it is."""
    with suppress(KeyboardInterrupt), each_world.database.writing() as session:
        freezing.freeze(session, each_world.campaign_id, each_world.staff(Role.MANAGER), each_world.now, [])
        raise KeyboardInterrupt
    with each_world.database.reading() as session:
        assert not rows_of(session, FrozenSet)
        assert not session.execute(select(FrozenOutcome.patient_id)).all()
    asked_to_freeze(each_world, Role.MANAGER)
    approver = each_world.staff(Role.APPROVER)
    with suppress(KeyboardInterrupt), each_world.database.writing() as session:
        freezing.freeze(session, each_world.campaign_id, approver, each_world.now, [])
        raise KeyboardInterrupt
    with each_world.database.reading() as session:
        assert freezing.latest_frozen_set(session, each_world.campaign_id) is None
        assert freezing.verify_frozen_sets(session) == 0
    assert asked_to_freeze(each_world, Role.APPROVER).is_closed


def test_a_list_whose_joiners_are_frozen_is_not_taken_back(each_world: World) -> None:
    world = each_world
    world.later(days=1)
    world.import_people(*world.people, world.person(), joiners_now=False)
    frozen(world)
    with pytest.raises(NotAllowed, match=re.escape("set 1 of campaign 1 was frozen with people whom it brought")):
        undone(world)


def test_what_is_proposed_is_given_up_when_its_list_is_taken_back(each_world: World) -> None:
    world = each_world
    world.later(days=1)
    world.import_people(*world.people, world.person(), joiners_now=False)
    asked_to_freeze(world, Role.MANAGER)
    undone(world)
    with world.database.reading() as session:
        assert [row.withdrawn_at for row in rows_of(session, FrozenSet)] == [world.now]
        assert not session.execute(select(FrozenOutcome.patient_id)).all()
    assert not asked_to_freeze(world, Role.APPROVER).is_closed


def drafted(world: World) -> None:
    world.import_people(world.person())
    world.campaign()


def rows(world: World, frozen_set_id: int) -> list[FrozenRow]:
    with world.database.reading() as session:
        return list(freezing.frozen_outcomes(session, frozen_set_id))


def undone(world: World) -> None:
    with world.database.writing() as session:
        list_undo.undo_last(session, world.keys, world.staff(Role.MANAGER), world.now)
