"""Facts are sealed as they stand, again where they differ, without a gap, and their sums stand in the chain."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from notifier.contacts import Mobile
from notifier.outcomes import kept_figures, sealed_kinds, sealing
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Base, Receipt, SealedFact, UnsealedPatient
from notifier.vocabulary import Choice
from tests.world import Begin, World

ELSEWHERE = "07700 900199"
# Which rows the database notes as changed (migration 0042), but for those that say nothing of what follows.
NOTED = {
    *("patient", "patient_change", "identity_doubt", "matter", "notice", "delivery", "confirmed_telling"),
    *(
        "receipt",
        "printed_letter",
        "withdrawn_link",
        "reply",
        "review",
        "unmatched_slip",
        "displayed",
        "campaign",
        "frozen_set",
        "coding_task",
    ),
}


@pytest.fixture
def world(begin: Begin, database: Database) -> World:
    """Two people who were told, and whatever was known then is sealed."""
    world = begin(database, told)
    seal(world)
    return world


def test_every_fact_has_its_number_and_its_sums_and_the_chain_has_the_root(world: World) -> None:
    facts = facts_of(world)
    assert [one.number for one in facts] == list(range(1, len(facts) + 1))
    for one in facts:
        assert one.salt is not None
        assert one.public is not None
        assert one.private is not None
        private = sha256(one.salt[16:] + one.private.encode()).digest()
        assert one.private_digest == private
        assert one.digest == sha256(sha256(one.salt[:16] + one.public.encode()).digest() + private).digest()
    assert len({one.salt for one in facts}) == len(facts)
    roots = sealed_events(world)
    assert roots[0]["first"] == 1
    for batch in roots:
        some = b"".join(fact.digest for fact in facts[batch["first"] - 1 : batch["last"]])
        assert batch["root"] == sha256(some).hexdigest()
    assert roots[-1]["last"] == len(facts)


def test_what_did_not_change_is_not_sealed_again(world: World) -> None:
    before = facts_of(world)
    assert seal(world) == 0
    world.later(days=1)
    assert seal(world) == 0
    assert len(facts_of(world)) == len(before)


def test_what_changed_is_sealed_again_and_what_came_for_the_first_time(world: World) -> None:
    before = facts_of(world)
    world.answer(world.people[0], Choice.KEEP)
    world.until_idle()
    seal(world)
    new = facts_of(world)[len(before) :]
    assert {one.patient_id for one in new} == {1}
    assert {"reply", "standing"} <= {one.kind for one in new}
    (reply,) = [one for one in new if one.kind == "reply"]
    assert json.loads(reply.public or "")["choice"] == "keep"
    (standing,) = [one for one in new if one.kind == "standing"]
    assert [one["choice"] for one in json.loads(standing.public or "")["answers"]] == ["keep"]


def test_a_message_that_went_to_a_place_that_is_theirs_no_more_is_said_to_have(world: World) -> None:
    ann, bea = world.people
    world.import_people(replace(ann, mobile=Mobile.parse(ELSEWHERE)), bea)
    seal(world)
    standing = [one for one in facts_of(world) if (one.kind, one.patient_id) == ("standing", 1)]
    assert [json.loads(one.public or "")["elsewhere"] for one in standing] == [[], [1]]


def test_a_row_that_is_gone_is_said_to_be_gone(world: World) -> None:
    world.answer(world.people[0], Choice.KEEP)
    seal(world)
    with world.database.writing() as session:
        reply = Base.metadata.tables["reply"]
        session.execute(delete(reply))
    seal(world)
    (*_, last) = [one for one in facts_of(world) if one.kind == "reply"]
    assert last.public == sealing.GONE


def test_of_what_was_forgotten_nothing_is_said_any_more(world: World) -> None:
    before = facts_of(world)
    with world.database.writing() as session:
        sealing.forget_facts(session, [world.campaign_id])
        session.execute(insert(UnsealedPatient), {"campaign_id": world.campaign_id, "patient_id": 9})
    seal(world)
    after = facts_of(world)
    assert not [one for one in after[len(before) :] if one.public == sealing.GONE]
    assert [one.digest for one in after[: len(before)]] == [one.digest for one in before]
    after = after[: len(before)]
    assert {(one.public, one.private, one.salt) for one in after if one.patient_id is not None} == {(None, None, None)}
    for one in after:
        if one.patient_id is None:
            assert one.private is None
            assert one.salt is not None
            assert one.public is not None
            assert one.digest == sha256(sha256(one.salt + one.public.encode()).digest() + one.private_digest).digest()


def test_what_is_noted_while_a_page_counts_is_sealed_all_the_same(world: World) -> None:
    world.answer(world.people[1], Choice.AGREE)
    kept_figures.current_figures(world.database, world.campaign_id, world.now, world.settings)
    seal(world)
    assert [one.patient_id for one in facts_of(world) if one.kind == "reply"] == [2]


def test_nothing_that_names_a_patient_is_public(world: World) -> None:
    said = " ".join(one.public or "" for one in facts_of(world))
    for person in world.people:
        for secret in (person.nhs_number, person.family_name, person.email, str(person.mobile)):
            assert secret
            assert str(secret) not in said


def test_whatever_the_database_notes_as_changed_is_sealed() -> None:
    of_patients = (*sealed_kinds._OF_PATIENTS, *sealed_kinds._OF_NOTICES, *sealed_kinds._OF_DELIVERIES)
    kinds = (
        *of_patients,
        *sealed_kinds._OF_REPLIES,
        *sealed_kinds._OF_CAMPAIGN,
        sealed_kinds._LISTS,
        sealed_kinds._STAFF,
    )
    assert {kind.word for kind in kinds} >= NOTED
    for kind in kinds:
        assert kind.public | kind.left_out <= set(kind.columns.c.keys()), kind.word


def test_no_password_is_sealed(world: World) -> None:
    people = [json.loads(one.private or "") for one in facts_of(world) if one.kind == "staff"]
    assert people
    assert {tuple(sorted(one)) for one in people} == {("email", "name")}


def test_a_report_that_moves_nothing_is_sealed_as_well(world: World) -> None:
    late = {"delivery_id": 1, "provider": "outbox", "event_id": "once more", "kind": "delivered", "raw": {}}
    with world.database.writing() as session:
        session.execute(insert(Receipt), late | {"received_at": world.now})
    seal(world)
    assert [one.row for one in facts_of(world) if one.kind == "receipt"] == ["1", "2", "3"]


def told(world: World) -> None:
    world.import_people(world.person(), world.person())
    world.campaign(notice_days=28)
    world.sign("dpo")
    world.preview()
    world.approve()
    world.launch()
    world.until_idle()


def facts_of(world: World) -> list[SealedFact]:
    with world.database.reading() as session:
        found = list(session.execute(select(SealedFact).order_by(SealedFact.number)).scalars())
        session.expunge_all()
    return found


def sealed_events(world: World) -> list[dict[str, Any]]:
    with world.database.reading() as session:
        audit.verify_chains(session)
        return [one.details for one in audit.events(session, world.practice_id) if one.action == "facts.sealed"]


def seal(world: World) -> int:
    return sealing.seal_campaigns(world.database, world.now)
