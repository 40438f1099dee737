"""Only whoever had the link agrees by the page: what proves that is checked, and until then and without it all hold."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from notifier.errors import NotFound
from notifier.patients import access_codes
from notifier.patients.list_import.records import Person
from notifier.replies import link_replacement, patient_page
from notifier.replies.record import NewReply
from notifier.store.tables import Notice, Reply, ReplyContact
from notifier.vocabulary import Answerer, Choice, Doubt, HoldReason, OutcomeKind, Role, Source
from tests.notifier.reply_steps import close, link_of, open_reviews, over, reason, rows, sent, settle, tried, two_more
from tests.world import World


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


def forged(world: World, person: Person, **changes: object) -> None:
    """Write an agreement into the table as somebody would who has the page's rights, or more, and not the code."""
    with world.database.writing() as session:
        notice = select(Notice.id).where(Notice.patient_id == world.patient_id(person.nhs_number))
        row = {
            "reference": access_codes.new_reference(),
            "notice_id": session.execute(notice).scalar_one(),
            "choice": Choice.AGREE,
            "source": Source.PAGE,
            "received_at": world.now,
            "recorded_at": world.now,
            "note": "",
            "answered_by": Answerer.PATIENT,
            "link_serial": 0,
            "proof": b"\0" * 32,
        }
        session.execute(insert(Reply).values(**row | changes))


def test_an_answer_by_the_page_holds_until_its_proof_was_looked_at(each_world: World) -> None:
    person = each_world.people[0]
    sent(each_world, person, Choice.AGREE)
    each_world.later(days=60)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    settle(each_world)
    assert each_world.outcome(person.nhs_number).kind is OutcomeKind.MAY_CODE_ASKED
    assert open_reviews(each_world) == []


@pytest.mark.parametrize("proof", [None, b"\0" * 32])
def test_an_agreement_that_somebody_wrote_without_the_code_never_counts(each_world: World, proof: bytes | None) -> None:
    person = each_world.people[0]
    forged(each_world, person, proof=proof)
    each_world.later(days=60)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    settle(each_world)
    assert open_reviews(each_world) == [Doubt.UNPROVEN]
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    close(each_world, None)
    assert not each_world.outcome(person.nhs_number).may_be_coded


def test_an_objection_without_a_proof_holds_at_once_and_is_looked_at(world: World) -> None:
    person = world.people[0]
    forged(world, person, choice=Choice.KEEP)
    assert reason(world, person) is HoldReason.OBJECTED
    settle(world)
    assert open_reviews(world) == [Doubt.UNPROVEN]


CHANGES: dict[str, Callable[[Reply], dict[str, object]]] = {
    "choice": lambda _: {"choice": Choice.AGREE},
    "doubt": lambda _: {"doubt": Doubt.LATE},
    "received": lambda row: {"received_at": row.received_at - timedelta(days=1)},
    "recorded": lambda row: {"recorded_at": row.recorded_at - timedelta(days=1)},
    "answerer": lambda _: {"answered_by": Answerer.ATTORNEY},
    "sitting": lambda _: {"sitting": "OTHERS"},
    "reference": lambda _: {"reference": "0000000000"},
    "serial": lambda _: {"link_serial": 1},
}


@pytest.mark.parametrize("changed", CHANGES)
def test_what_was_changed_before_it_was_settled_is_unproven(world: World, changed: str) -> None:
    sent(world, world.people[0], Choice.UNSURE)
    (row,) = rows(world, Reply)
    with world.database.writing() as session:
        session.execute(update(Reply).values(**CHANGES[changed](row)))
    settle(world)
    assert open_reviews(world) == [Doubt.UNPROVEN]


def test_somebody_elses_proof_proves_nothing(world: World) -> None:
    person, other = two_more(world)
    sent(world, other, Choice.AGREE)
    (row,) = rows(world, Reply)
    forged(world, person, proof=row.proof, reference="0000000000")
    settle(world)
    assert open_reviews(world) == [Doubt.UNPROVEN]
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_who_says_they_answer_is_proven_too(each_world: World) -> None:
    person = each_world.people[0]
    sent(each_world, person, Choice.KEEP, answered_by=Answerer.CARER, name="Sam Carer")
    tried(each_world, person, contact="07700 900555")
    with each_world.database.writing() as session:
        session.execute(update(ReplyContact).where(ReplyContact.name == "Sam Carer").values(contact="07700 900999"))
    each_world.now += timedelta(hours=1)
    settle(each_world)
    assert open_reviews(each_world) == [Doubt.UNPROVEN, Doubt.UNFINISHED]


def test_an_answer_by_a_link_that_was_replaced_since_stays_proven(world: World) -> None:
    person = world.people[0]
    sent(world, person, Choice.AGREE)
    replaced(world, person)
    settle(world)
    assert open_reviews(world) == []
    sent(world, person, Choice.AGREE)
    assert {row.link_serial for row in rows(world, Reply)} == {0, 1}
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


def test_a_link_that_is_replaced_in_this_very_moment_takes_no_answer(each_world: World) -> None:
    person = each_world.people[0]
    code = each_world.code_of(person.nhs_number)
    link = link_of(each_world, code)
    assert link is not None
    replaced(each_world, person)
    reply = NewReply(Choice.AGREE, Source.PAGE, each_world.now)
    with pytest.raises(NotFound), each_world.database.writing() as session:
        patient_page.record_page_reply(session, link, code, reply, each_world.now)
    assert rows(each_world, Reply) == []


def test_what_was_settled_before_there_were_proofs_stays_as_it_was(world: World) -> None:
    person = world.people[0]
    forged(world, person, proof=None, link_serial=None, settled_at=world.now)
    assert over(world, person) is OutcomeKind.MAY_CODE_ASKED


def replaced(world: World, person: Person) -> None:
    patient_id = world.patient_id(person.nhs_number)
    with world.database.writing() as session:
        desk = world.staff(Role.RECEPTION)
        link_replacement.replace_link(session, world.keys, world.campaign_id, patient_id, desk, world.now, serial=0)
