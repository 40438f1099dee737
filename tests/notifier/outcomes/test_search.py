"""What the desk sees of a patient, whose a scan is, and never one of another practice."""

from datetime import date, datetime
from pathlib import Path

import pytest

from notifier.errors import NotFound, ValueRefused
from notifier.outcomes import search
from notifier.outcomes.search import PatientMatch, Scanned
from notifier.patients.access_codes import spaced_code
from notifier.patients.list_import.records import Person
from notifier.replies import settling
from notifier.store.database import Database
from notifier.vocabulary import Answerer, Channel, Choice, DeliveryStatus, Doubt, Extent, HoldReason, SkipReason
from tests.notifier.reply_steps import WRONG_DAY, sent, settle, told, tried
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def launch(world: World, *people: Person) -> None:
    world.import_people(*people)
    world.launched(notice_days=28)
    world.until_idle()


def shown(world: World, nhs_number: str) -> PatientMatch:
    with world.database.reading() as session:
        return search.by_nhs_number(session, world.practice_id, world.campaign_id, nhs_number, world.now)


def scanned(world: World, typed: str) -> Scanned | None:
    with world.database.reading() as session:
        return search.scanned(session, world.keys, world.practice_id, typed)


def test_it_shows_at_once_where_the_patient_stands(world: World) -> None:
    person = world.person(mobile=None)
    launch(world, person)
    reply = world.answer(person, Choice.AGREE, date_of_birth=date(1999, 1, 1))
    settling.settle_waiting(world.database, world.keys, world.now)
    match = shown(world, person.nhs_number)
    assert match.nhs_number_spaced == person.nhs_number.spaced
    assert match.address_line == "1 Station Road, Blackwater, GU17 9XX"
    assert [(one.channel, one.delivery_status, one.reason) for one in match.deliveries] == [
        (Channel.SMS, DeliveryStatus.SKIPPED, SkipReason.NO_MOBILE),
        (Channel.EMAIL, DeliveryStatus.DELIVERED, None),
        (Channel.EMAIL, DeliveryStatus.PLANNED, None),  # what says that the answer came
    ]
    assert match.deliveries[1].sent_to == person.email
    assert match.deliveries[1].deadline_on == date(2026, 12, 21)
    assert [(one.reference, one.doubt) for one in match.replies] == [(reply.reference, Doubt.UNVERIFIED)]
    assert (match.open_review, match.outcome.reason) == (True, HoldReason.UNDER_REVIEW)


def test_it_shows_who_answered_how_to_reach_them_and_what_came_too_late(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    person = told(world)
    for _ in range(2):
        tried(world, person)
    wrong = {"contact": "07700 900123", "date_of_birth": WRONG_DAY}
    sent(world, person, Choice.KEEP, doubt=Doubt.UNVERIFIED, **wrong)
    mother = {"answered_by": Answerer.GUARDIAN, "name": "Jo Test", "date_of_birth": person.date_of_birth}
    sent(world, person, Choice.AGREE, sitting="ANOTHER", **mother)
    world.later(days=29)
    sent(world, person, Choice.KEEP, extent=Extent.CORE, sitting="A THIRD")
    settle(world)
    match = shown(world, person.nhs_number)
    assert [one.is_replaced for one in match.replies] == [True, True, False, False, False]
    unverified, on_behalf, late = match.replies[2:]
    assert [(one.name, one.contact, one.date_of_birth) for one in match.replies[2:]] == [
        ("", "07700 900123", WRONG_DAY),
        ("Jo Test", "", None),  # a right date is on the record, and not kept again
        ("", "", None),
    ]
    assert unverified.doubt is Doubt.UNVERIFIED
    assert (on_behalf.answered_by, on_behalf.doubt) == (Answerer.GUARDIAN, Doubt.ON_BEHALF)
    assert (late.doubt, late.last_day, late.extent) == (Doubt.LATE, date(2026, 12, 21), Extent.CORE)
    assert [one.may_have_to_come_off for one in match.replies] == [False, False, False, False, True]
    assert match.latest == late
    with world.database.reading() as session:
        place = session, world.practice_id, world.campaign_id
        first, _second, third = search.review_views(*place, world.now)
        assert (first.reply, first.others) == (unverified, [late, on_behalf])
        assert search.review_view(*place, third.id, world.now) == third
        assert third.reply.open_review == third.id
        with pytest.raises(NotFound, match="settled"):
            search.review_view(*place, third.id + 1, world.now)


def test_who_was_not_planned_for_is_shown_without_a_notice(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.campaign()
    match = shown(world, person.nhs_number)
    assert (match.notice_id, match.deliveries, match.replies, match.open_review) == (None, [], [], False)


def test_one_thing_scanned_says_whose_it_is(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ada, bob = world.person(), world.person()
    launch(world, ada, bob)
    code, reference = world.code_of(ada.nhs_number), world.deliveries(ada.nhs_number)[0].reference
    url = world.settings.public_url
    slips = (f"{url}/s/{reference}", f"{url.upper()}/S/{reference.lower()}", f" {url}/s/{reference}/ ")
    others = (f"{url}/r/{code}", f"{url}/r/{code.lower()}/", code, spaced_code(code), reference, reference.lower())
    found = {typed: scanned(world, typed) for typed in (*slips, *others)}
    patient_id = world.patient_id(ada.nhs_number)
    assert {(one.patient_id, one.campaign_id) for one in found.values() if one} == {(patient_id, world.campaign_id)}
    assert [typed for typed, one in found.items() if one is None] == []
    assert {typed for typed, one in found.items() if one and one.is_slip} == set(slips)


def test_what_belongs_to_an_earlier_campaign_leads_there(world: World) -> None:
    person = world.person()
    launch(world, person)
    first, reference = world.campaign_id, world.deliveries(person.nhs_number)[0].reference
    world.campaign(name="Another")
    found = scanned(world, reference)
    assert found is not None
    assert (found.campaign_id, found.campaign_name) == (first, "Summary Care Record 2026")


def test_what_is_no_scan_or_another_practices_belongs_to_nobody(world: World, tmp_path: Path, now: datetime) -> None:
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    person = other.person()
    launch(other, person)
    launch(world, world.person(nhs_number=world.person().nhs_number, family_name="Illingwort"))
    reference, code = other.deliveries(person.nhs_number)[0].reference, other.code_of(person.nhs_number)
    url = world.settings.public_url
    foreign = (reference, f"{url}/s/{reference}", code, f"{url}/r/{code}")
    nothing = ("", "/s/", "/r/", "Illingwort", "31/03/1980", person.nhs_number, "https://example.com/s/" + "0" * 300)
    assert [typed for typed in (*foreign, *nothing) if scanned(world, typed) is not None] == []


def test_open_reviews_are_shown_oldest_first_with_patient_and_reply(world: World) -> None:
    people = [world.person() for _ in range(3)]
    launch(world, *people)
    for one in people[:2]:
        world.answer(one, Choice.KEEP, date_of_birth=date(1999, 1, 1))
    settling.settle_waiting(world.database, world.keys, world.now)
    with world.database.reading() as session:
        open_reviews = search.review_views(session, world.practice_id, world.campaign_id, world.now)
    assert [review.patient.nhs_number_spaced for review in open_reviews] == [
        one.nhs_number.spaced for one in people[:2]
    ]
    assert {(review.doubt, review.reply.choice) for review in open_reviews} == {(Doubt.UNVERIFIED, Choice.KEEP)}


def test_a_patient_is_reached_by_id_and_by_nhs_number(world: World) -> None:
    person = world.person()
    launch(world, person)
    patient_id = world.patient_id(person.nhs_number)
    with world.database.reading() as session:
        by_id = search.patient_match(session, world.practice_id, world.campaign_id, patient_id, world.now)
        place = session, world.practice_id, world.campaign_id
        assert search.by_nhs_number(*place, person.nhs_number.spaced, world.now) == by_id
        with pytest.raises(NotFound):
            search.by_nhs_number(*place, world.person().nhs_number, world.now)
        with pytest.raises(ValueRefused):
            search.by_nhs_number(*place, "1234567890", world.now)
        with pytest.raises(NotFound):
            search.patient_match(*place, patient_id + 99, world.now)


def test_another_practice_finds_nothing_of_ours(world: World, tmp_path: Path, now: datetime) -> None:
    person = world.person()
    launch(world, person)
    world.answer(person, Choice.KEEP, date_of_birth=date(1999, 1, 1))
    settling.settle_waiting(world.database, world.keys, now)
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    other.import_people(other.person(nhs_number=world.person().nhs_number))
    other.campaign()
    patient_id = world.patient_id(person.nhs_number)
    with world.database.reading() as session:
        assert search.review_views(session, other.practice_id, other.campaign_id, now) == []
        with pytest.raises(NotFound):
            search.review_views(session, other.practice_id, world.campaign_id, now)
        with pytest.raises(NotFound):
            search.patient_match(session, other.practice_id, other.campaign_id, patient_id, now)
        with pytest.raises(NotFound):
            search.patient_match(session, other.practice_id, world.campaign_id, patient_id, now)
