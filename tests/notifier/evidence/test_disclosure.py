"""One patient's everything, and nothing of anybody else's."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.errors import NotAllowed, NotFound
from notifier.evidence.disclosing import JSON_NAME, PDF_NAME, disclosure_files, record_disclosure
from notifier.evidence.disclosure import HELD_BACK, Disclosure, disclose_patient
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import IdentityDoubt, LetterCopy, PatientList, Reply, ReplyContact, Suppression
from notifier.vocabulary import Answerer, Channel, Choice, Role
from tests.notifier.evidence.purge_steps import busy, text_row
from tests.world import World, load_stationery, rows_of, sample_number


def disclosed(world: World, nhs_number: str, role: Role = Role.MANAGER) -> Disclosure:
    with world.database.reading() as session:
        return disclose_patient(session, nhs_number, world.staff(role), world.now)


def rows(disclosure: Disclosure, table: str) -> list[dict[str, Any]]:
    (found,) = [one for one in disclosure.sections if one.kind.table.__tablename__ == table]
    return [dict(row) for row in found.rows]


def test_everything_of_one_patient_is_there_and_nothing_of_another(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(database, tmp_path, now)
    ada, bob, eve = world.people
    found = disclosed(world, str(bob.nhs_number))
    content = found.as_json().decode("utf-8")
    assert str(bob.nhs_number) in content
    for other in (ada, eve):
        for secret in (other.nhs_number, other.mobile, other.email, other.family_name):
            assert not secret or str(secret) not in content
    filled = {one.kind.table.__tablename__ for one in found.sections if one.rows}
    assert {"patient", "notice", "delivery", "campaign_text", "reply", "reply_contact", "review", "matter"} <= filled
    assert {"identity_doubt", "slip_photo", "link", "frozen_outcome", "kept_conclusion"} <= filled
    assert rows(found, "reply_contact")[0]["contact"] == "07700 900555"
    assert rows(found, "reply")[0]["choice"] is Choice.AGREE
    assert any("wrote down what was told of a patient" in event.sentence for event in found.events)
    assert found.files["slip-1.jpg"] == b"JPEG"


def test_letters_changes_tasks_and_trouble_are_there(database: Database, tmp_path: Path, now: datetime) -> None:
    world = busy(database, tmp_path, now)
    eve = world.people[2]
    with world.database.writing() as session:
        rows_of(session, LetterCopy)[0].pdf = b"%PDF"
    found = disclosed(world, str(eve.nhs_number))
    for table in ("printed_letter", "letter_copy", "letter_trouble", "confirmed_telling", "coding_task"):
        assert len(rows(found, table)) == 1, table
    assert any(row["kind"] == "left" for row in rows(found, "patient_change"))
    assert found.files["letter-1.pdf"] == b"%PDF"


def test_a_doubt_does_not_give_the_other_person_away(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    ada, bob = world.person(), world.person()
    world.import_people(ada, bob)
    world.launched()
    ids = world.patient_id(ada.nhs_number), world.patient_id(bob.nhs_number)
    with world.database.writing() as session:
        newest = rows_of(session, PatientList)[-1]
        said = {"claimed": {"family_name": "Elsewhere"}, "opened_at": now, "note": "Elsewhere rang"}
        session.add(IdentityDoubt(list_id=newest.id, patient_id=ids[0], other_patient_id=ids[1], **said))
    for person in (ada, bob):
        found = disclosed(world, str(person.nhs_number))
        (doubt,) = rows(found, "identity_doubt")
        assert "another person" in (doubt["patient_id"], doubt["other_patient_id"])
        assert doubt["claimed"] == doubt["note"] == HELD_BACK
        assert "Elsewhere" not in found.as_json().decode("utf-8")
        assert len(rows(found, "patient")) == 1, "nobody has found out that they are one"
    with world.database.writing() as session:
        doubt = rows_of(session, IdentityDoubt)[-1]
        doubt.is_same, doubt.closed_at = True, now
    found = disclosed(world, str(ada.nhs_number))
    assert len(found.nhs_numbers) == 2
    assert rows(found, "identity_doubt")[0]["note"] == "Elsewhere rang"


def test_whoever_answered_for_the_patient_is_not_named(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    ada = world.person()
    world.import_people(ada)
    world.launched()
    world.until_idle()
    reply = world.answer(ada, Choice.KEEP)
    with world.database.writing() as session:
        session.get_one(Reply, reply.id).answered_by = Answerer.CARER
        session.add(ReplyContact(reply_id=reply.id, name="Una Sister", contact="07700 900556", date_of_birth=None))
    found = disclosed(world, str(ada.nhs_number))
    (contact,) = rows(found, "reply_contact")
    assert contact["name"] == contact["contact"] == HELD_BACK


def test_a_text_from_a_shared_number_is_not_another_patients(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    ada, bob = world.person(), world.person()
    world.import_people(ada, bob, world.person(mobile=ada.mobile))
    with world.database.writing() as session:
        session.add_all([text_row(str(ada.mobile), now), text_row(str(bob.mobile), now)])
        wish = {"channel": Channel.SMS, "address": str(bob.mobile), "why": "stop", "since": now}
        session.add(Suppression(**wish))
    assert not rows(disclosed(world, str(ada.nhs_number)), "inbound_text")
    of_bob = disclosed(world, str(bob.nhs_number))
    assert len(rows(of_bob, "inbound_text")) == len(rows(of_bob, "suppression")) == 1


def test_another_practices_patient_and_a_strange_number_are_not_found(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    other = World(sqlite_database, tmp_path, now, practice="Hillside Surgery")
    theirs = other.person()
    other.import_people(theirs)
    with pytest.raises(NotFound):
        disclosed(world, str(theirs.nhs_number))
    with pytest.raises(NotFound):
        disclosed(world, str(sample_number(999)))
    with pytest.raises(NotAllowed):
        disclosed(other, str(theirs.nhs_number), Role.RECEPTION)


def test_files_have_their_sums_and_the_event_has_theirs_and_no_name(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = busy(sqlite_database, tmp_path, now)
    bob = world.people[1]
    found = disclosed(world, str(bob.nhs_number))
    made = disclosure_files(found, load_stationery())
    assert {JSON_NAME, PDF_NAME, "slip-1.jpg"} <= made.files.keys()
    sums = json.loads(made.files[JSON_NAME])["files"]
    assert sums["slip-1.jpg"] == hashlib.sha256(b"JPEG").hexdigest()
    with world.database.writing() as session:
        record_disclosure(session, found, made, world.staff(Role.MANAGER).id)
        event = list(audit.events(session))[-1]
        audit.verify_chains(session)
    assert event.action == AuditAction.PATIENT_DISCLOSED
    assert event.details["sha256"] == hashlib.sha256(made.files[JSON_NAME]).hexdigest()
    assert event.details["pdf_sha256"] == made.pdf_sha256
    assert bob.family_name not in str(event.details)
    assert "copy of everything on record" in disclosed(world, str(bob.nhs_number)).events[-1].sentence
