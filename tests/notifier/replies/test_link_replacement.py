"""A link that somebody else has is taken back: it opens nothing, its code is never given again, and nobody is lost."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.delivery import notices
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import search
from notifier.patients import access_codes
from notifier.patients.list_import.records import Person
from notifier.providers.base import IncomingText
from notifier.replies import inbound_sms, link_replacement, patient_page
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Notice, Review
from notifier.vocabulary import Channel, Choice, Doubt, HoldReason, Role, TextMeaning
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import link_of, reason, rows, settle, told
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def withdraw(world: World, person: Person, *, serial: int = 0, role: Role = Role.RECEPTION) -> str:
    patient_id, staff = world.patient_id(person.nhs_number), world.staff(role)
    with world.database.writing() as session:
        return link_replacement.replace_link(
            session, world.keys, world.campaign_id, patient_id, staff, world.now, serial=serial
        )


def test_the_old_link_opens_nothing_and_what_is_sent_later_carries_the_new_one(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    person = world.person()
    world.import_people(person)
    world.launched(notice_days=28, channels=(Channel.SMS,))
    plan(world)
    old = world.code_of(person.nhs_number)
    new = withdraw(world, person)
    link = link_of(world, new)
    assert link is not None
    assert link_of(world, old) is None
    with database.reading() as session:
        assert patient_page.withdrawn_from(session, world.keys, old) == world.campaign_id
        assert access_codes.matches_birth_date(link.check_value, new, person.date_of_birth)
        found = search.scanned(session, world.keys, world.practice_id, f"https://surgery.example.com/r/{old}")
        assert found is not None
        assert found.patient_id == world.patient_id(person.nhs_number)
        event = list(audit.events(session))[-1]
        assert (event.action, event.details) == ("link.withdrawn", {"notice": link.notice_id})
    world.until_idle()
    (text,) = map(str, world.outbox(Channel.SMS))
    assert (new in text, old in text) == (True, False)


def test_what_went_out_with_the_old_link_has_told_nobody(world: World) -> None:
    person = told(world)
    withdraw(world, person)
    world.later(days=60)
    assert reason(world, person) is HoldReason.NOT_INFORMED
    world.answer(person, Choice.AGREE)
    settle(world)
    assert reason(world, person) is HoldReason.NOTICE_RUNNING, "who answers by the new link was told by then"


def test_a_text_with_the_old_code_holds_the_patient_until_a_person_has_read_it(world: World) -> None:
    person = told(world)
    old = world.code_of(person.nhs_number)
    withdraw(world, person)
    text = IncomingText("SM1", "+447700955555", f"KEEP {access_codes.spaced_code(old)}", told_to_stop=False, raw={})
    with world.database.writing() as session:
        assert inbound_sms.receive_text(session, world.keys, "twilio", text, world.now) is TextMeaning.UNCLEAR
    settle(world)
    assert [(row.doubt, row.closed_at) for row in rows(world, Review)] == [(Doubt.UNCLEAR, None)]
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_a_code_that_was_taken_back_is_given_to_nobody_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two codes of 55 bits are almost never the same; here everybody's first ones are."""
    make = access_codes.make_code

    def make_twins(keys: Any, campaign_id: int, patient_id: int, serial: int) -> str:
        return make(keys, campaign_id, 0 if serial == 0 else patient_id, serial)

    monkeypatch.setattr(access_codes, "make_code", make_twins)
    person = told(world)
    withdraw(world, person)
    with world.database.writing() as session:
        assert notices.free_serials(session, world.keys, world.campaign_id, {999: 0}) == {999: 1}


def test_a_link_is_replaced_once_by_whoever_looked_and_then_again_by_whoever_looks_anew(world: World) -> None:
    person = told(world)
    codes = {world.code_of(person.nhs_number), withdraw(world, person)}
    with pytest.raises(NotAllowed, match="already"):
        withdraw(world, person)
    codes.add(withdraw(world, person, serial=1, role=Role.MANAGER))
    assert len(codes) == 3
    with world.database.reading() as session:
        assert session.execute(select(Notice.link_serial)).scalar_one() == 2
    assert sorted(link_of(world, code) is not None for code in codes) == [False, False, True]


def test_only_the_desk_of_the_practice_replaces_a_link_and_only_one_that_there_is(
    world: World, tmp_path: Path, now: datetime
) -> None:
    person = told(world)
    with pytest.raises(NotAllowed, match="role"):
        withdraw(world, person, role=Role.AUDITOR)
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    other.import_people(newcomer := other.person(nhs_number=world.person().nhs_number))
    other.campaign()
    with pytest.raises(NotFound, match="no link"):
        withdraw(other, newcomer)
    other.campaign_id = world.campaign_id
    with pytest.raises(NotFound, match="no campaign"):
        withdraw(other, newcomer)
