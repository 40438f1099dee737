"""Copies of letters: asked for, made as they were sent whatever came since, and forgotten."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from notifier.contacts import PostalAddress
from notifier.errors import NotAllowed, NotFound, RenderFault
from notifier.messages.addressee import Addressee
from notifier.messages.letters import Letters
from notifier.patients.list_import.records import Person
from notifier.print_runs import screen_copies
from notifier.print_runs.screen_copies import KEPT_FOR, CopyView
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Delivery, LetterCopy
from notifier.vocabulary import Channel, Role
from tests.printed_letters import REFERENCE, letter_row
from tests.world import World, load_stationery, rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def with_letter(world: World, *others: Person, **changes: Any) -> Person:
    """Somebody to whom a letter was made and posted, without the half second that laying it out takes."""
    person = world.person(given_name="Ada", family_name="Test", **changes)
    world.import_people(person, *others)
    world.launched()
    world.until_idle()
    sent_to = "\n".join((f"{person.title} Ada Test", *person.address.lines_for_window))
    patient_id = world.patient_id(person.nhs_number)
    with world.database.writing() as session:
        letter_row(session, world.campaign_id, patient_id, world.now, sent_to=sent_to, deadline_on=date(2026, 12, 21))
    return person


def the_letter(world: World) -> int:
    with world.database.reading() as session:
        return session.execute(select(Delivery.id).where(Delivery.reference == REFERENCE)).scalar_one()


def ask(world: World, role: Role = Role.RECEPTION) -> int:
    delivery_id, staff = the_letter(world), world.staff(role)
    with world.database.writing() as session:
        return screen_copies.ask_for_copy(session, world.campaign_id, delivery_id, staff, world.now)


def make(world: World) -> int:
    return screen_copies.make_waiting(
        world.database, world.keys, world.settings.reply_channels, load_stationery, world.now
    )


def view(world: World, copy_id: int, role: Role = Role.RECEPTION) -> CopyView:
    with world.database.reading() as session:
        return screen_copies.view_copy(session, world.campaign_id, copy_id, world.staff(role))


def pdf(world: World, copy_id: int, role: Role = Role.RECEPTION) -> bytes:
    with world.database.reading() as session:
        return screen_copies.copy_pdf(session, world.campaign_id, copy_id, world.staff(role))


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[Addressee]:
    """Whom copies were laid out for, in no time."""
    found: list[Addressee] = []

    def copy(_letters: Letters, to: Addressee) -> bytes:
        found.append(to)
        return b"%PDF"

    monkeypatch.setattr(Letters, "copy", copy)
    return found


def test_a_copy_reads_as_the_letter_did(world: World) -> None:
    person = with_letter(world, address=PostalAddress(("7 Old Lane", "Blackwater"), "GU17 9XX"))
    copy_id = ask(world)
    assert (view(world, copy_id).is_made, view(world, copy_id).fault) == (False, "")
    world.later(hours=3)
    assert make(world) == 1
    made = PdfReader(io.BytesIO(pdf(world, copy_id)))
    text = " ".join("".join(page.extract_text() for page in made.pages).split())
    stated = ("Ada Test", "7 Old Lane", "23 November 2026", "21 December 2026", REFERENCE)
    assert [words for words in stated if words not in text] == []
    assert "/StructTreeRoot" in made.root_object
    assert view(world, copy_id).patient_id == world.patient_id(person.nhs_number)
    assert make(world) == 0


def test_it_keeps_what_a_newer_list_has_changed(
    database: Database, tmp_path: Path, now: datetime, laid_out: list[Addressee]
) -> None:
    world = World(database, tmp_path, now)
    child = with_letter(world, date_of_birth=date(2020, 5, 1))
    for serial, name in enumerate(("Later", "Last")):
        world.later(days=7)
        moved = PostalAddress((f"{serial} New Road", "Blackwater"), "GU17 9XX")
        born = date(1980, 5, 1 + serial)
        changed: dict[str, Any] = {"family_name": name, "address": moved, "date_of_birth": born, "language": "Urdu"}
        world.import_people(replace(child, **changed))
    ask(world)
    make(world)
    (to,) = laid_out
    assert (to.given_name, to.family_name, to.guardian, to.language) == ("Ada", "Test", True, "en")
    assert to.address_lines == child.address.lines_for_window
    assert (to.written_on, to.deadline_on, to.reference) == (date(2026, 11, 23), date(2026, 12, 21), REFERENCE)
    assert to.code == world.code_of(child.nhs_number)


def test_who_looked_at_whose_letter_is_on_record_and_nobody_else_sees_it(
    world: World, laid_out: list[Addressee]
) -> None:
    with_letter(world)
    copy_id = ask(world)
    make(world)
    with world.database.reading() as session:
        event = rows_of(session, AuditEvent)[-1]
        said = event.action, event.staff_id, event.details
    assert said == ("letter.copied", world.staff(Role.RECEPTION).id, {"delivery": the_letter(world)})
    assert pdf(world, copy_id) == b"%PDF"
    for look in (view, pdf):
        with pytest.raises(NotFound):
            look(world, copy_id, Role.MANAGER)


def test_not_everybody_may_ask_and_not_for_everything(world: World, tmp_path: Path, now: datetime) -> None:
    with_letter(world)
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    delivery_id, text_id = the_letter(world), the_letter(world) - 1
    refused: Mapping[type[Exception], tuple[Any, ...]] = {
        NotAllowed: (delivery_id, world.staff(Role.AUDITOR)),
        NotFound: (text_id, world.staff(Role.MANAGER)),
    }
    for fault, (which, staff) in refused.items():
        with world.database.writing() as session, pytest.raises(fault):
            screen_copies.ask_for_copy(session, world.campaign_id, which, staff, world.now)
    with world.database.writing() as session, pytest.raises(NotFound):
        screen_copies.ask_for_copy(session, world.campaign_id, delivery_id, other.staff(Role.MANAGER), world.now)
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.id == delivery_id).values(accepted_at=None))
    with pytest.raises(NotAllowed, match="not made yet"):
        ask(world)


def test_what_cannot_be_laid_out_says_why_and_is_not_tried_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_letter(world)
    faults = iter((RenderFault("the font lacks a letter"), ZeroDivisionError("Ada Test")))

    def fails(_letters: Letters, _to: Addressee) -> bytes:
        raise next(faults)

    monkeypatch.setattr(Letters, "copy", fails)
    asked = [ask(world), ask(world)]
    assert make(world) == 2
    assert view(world, asked[0]).fault == "the font lacks a letter"
    assert "in the log" in view(world, asked[1]).fault
    assert "ZeroDivisionError" in caplog.text
    assert "Ada" not in caplog.text
    assert make(world) == 0
    with pytest.raises(NotFound):
        pdf(world, asked[0])


def test_a_copy_of_other_words_is_not_passed_off_as_the_letter(world: World, laid_out: list[Addressee]) -> None:
    with_letter(world)
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.channel == Channel.LETTER).values(text_ids=[1]))
    copy_id = ask(world)
    make(world)
    assert "other words" in view(world, copy_id).fault
    assert laid_out == []


def test_a_copy_is_forgotten_after_a_day(world: World, laid_out: list[Addressee]) -> None:
    with_letter(world)
    old = ask(world)
    make(world)
    world.now += KEPT_FOR
    new = ask(world)
    make(world)
    assert view(world, old).is_made
    world.now += timedelta(seconds=1)
    make(world)
    with world.database.reading() as session:
        assert [row.id for row in rows_of(session, LetterCopy)] == [new]
    with pytest.raises(NotFound):
        view(world, old)
