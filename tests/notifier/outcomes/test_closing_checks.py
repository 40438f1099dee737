"""Before outcomes are frozen all that stands open is said, each with its way on, and what may change them stops."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from notifier.campaigns import lifecycle
from notifier.errors import NotAllowed, ValueRefused
from notifier.outcomes import closing_checks
from notifier.outcomes.closing_checks import WARNS, AcceptedCheck, CheckName, ClosingCheck
from notifier.store.database import Database
from notifier.store.tables import Delivery, InboundText, PatientList, Poll
from notifier.vocabulary import Choice, DeliveryStatus, PollSubject, Role, TextMeaning, Wave
from tests.notifier.closing_steps import answered_three
from tests.printed_letters import letter_row
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """See `answered_three`, with a list of today."""
    return begin(sqlite_database, with_a_new_list)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """As `world`, on each make of database."""
    return begin(database, with_a_new_list)


def test_nothing_stands_open_when_all_is_over(each_world: World) -> None:
    assert names(each_world) == []


def test_a_letter_that_was_printed_and_not_posted_stops(each_world: World) -> None:
    letter(each_world, posted_at=None)
    (found,) = looked(each_world)
    assert (found.name, found.count, found.stops) == (CheckName.LETTERS_TO_POST, 1, True)
    assert "notifier posted 1" in found.way_on


@pytest.mark.parametrize(("days", "is_open"), [(13.9, True), (14.1, False)])
def test_a_letter_that_may_still_come_back_stops_until_the_day_that_is_said(
    world: World, days: float, is_open: bool
) -> None:
    posted_at = world.now - timedelta(days=days)
    letter(world, posted_at=posted_at)
    assert names(world) == ([CheckName.LETTERS_UNDER_WAY] if is_open else [])
    if is_open:
        (found,) = looked(world)
        assert f"wait until {posted_at + timedelta(days=14):%d %b %Y}" in found.way_on


def test_how_long_the_post_may_take_is_the_presets_to_say(world: World) -> None:
    letter(world, posted_at=world.now - timedelta(days=5))
    closing(world, post_days=4)
    assert names(world) == []


def test_a_letter_that_waits_at_the_desk_is_not_in_the_post(world: World) -> None:
    letter(world, posted_at=None, wave=Wave.HAND_OUT)
    assert names(world) == []


def test_an_answer_that_somebody_has_to_look_at_stops(each_world: World) -> None:
    each_world.answer(each_world.people[1], Choice.KEEP)
    (found,) = looked(each_world)
    assert (found.name, found.count) == (CheckName.UNSETTLED_REPLIES, 1)
    each_world.until_idle()
    (found,) = looked(each_world)
    assert (found.name, found.count, found.stops) == (CheckName.OPEN_REVIEWS, 1, True)
    assert "Things to settle" in found.way_on


def test_a_message_of_which_nobody_knows_stops(each_world: World) -> None:
    delivered(each_world, delivery_status=DeliveryStatus.UNKNOWN)
    (found,) = looked(each_world)
    assert (found.name, found.count, found.stops) == (CheckName.UNKNOWN_MESSAGES, 1, True)
    assert "notifier campaign unknown 1" in found.way_on


def test_a_text_that_fits_nobody_stops(each_world: World) -> None:
    with each_world.database.writing() as session:
        session.add(text(each_world))
    (found,) = looked(each_world)
    assert (found.name, found.count) == (CheckName.UNMATCHED_TEXTS, 1)
    assert "may be an objection" in found.said


@pytest.mark.parametrize(("hours", "is_open"), [(26, True), (24, False)])
def test_a_provider_that_was_not_asked_lately_stops(world: World, hours: int, is_open: bool) -> None:
    delivered(world, delivery_status=DeliveryStatus.ACCEPTED, provider="gone")
    poll(world, PollSubject.REPORTS, hours)
    assert names(world) == ([CheckName.UNASKED_PROVIDERS] if is_open else [])


def test_texts_that_could_not_be_asked_for_stop(world: World) -> None:
    poll(world, PollSubject.TEXTS, 1, fault="gone could not be asked")
    (found,) = looked(world)
    assert (found.name, found.stops) == (CheckName.MISSING_TEXTS, True)
    assert "for gone could not be asked" in found.said


@pytest.mark.parametrize(("days", "is_open"), [(8, True), (7, False)])
def test_a_list_that_is_too_old_stops(world: World, days: int, is_open: bool) -> None:
    world.later(days=days)
    assert names(world) == ([CheckName.LIST_AGE] if is_open else [])
    if is_open:
        (found,) = looked(world)
        assert found.said.startswith("the list is 8 days old, and may be 7")
        assert "notifier list import" in found.way_on


def test_a_list_that_says_nothing_new_is_as_new_as_it_is(world: World) -> None:
    """It is not stored, and nobody would ever get out of it."""
    world.later(days=20)
    assert names(world) == [CheckName.LIST_AGE]
    world.import_people(*world.people)
    assert names(world) == []


def test_a_list_is_as_old_as_its_export_says(world: World) -> None:
    world.later(hours=1)
    world.import_people(*world.people, world.person())
    with world.database.writing() as session:
        session.execute(update(PatientList).values(made_on=date(2026, 11, 1)))
    assert names(world) == [CheckName.LIST_AGE]


def test_how_old_a_list_may_be_is_the_presets_to_say(world: World) -> None:
    world.later(days=30)
    closing(world, list_days=30)
    assert names(world) == []


def test_a_patient_of_whom_nobody_is_sure_stops(each_world: World) -> None:
    world = each_world
    named: dict[str, Any] = {"family_name": "Other", "given_name": "Ottilie", "date_of_birth": date(1950, 1, 1)}
    other = replace(world.people[1], **named, mobile=None, email=None)
    world.import_people(world.people[0], other, *world.people[2:])
    (found,) = [one for one in looked(world) if one.name is CheckName.IDENTITY_DOUBTS]
    assert (found.count, found.stops) == (1, True)
    assert "notifier list doubts" in found.way_on


def test_who_joined_lately_is_said_and_stops_nothing(each_world: World) -> None:
    each_world.later(hours=1)
    each_world.import_people(*each_world.people, each_world.person(), joiners_now=False)
    (found,) = looked(each_world)
    assert (found.name, found.count, found.stops) == (CheckName.WAITING_JOINERS, 1, False)


def test_a_letter_that_waits_for_the_printer_is_said_and_stops_nothing(world: World) -> None:
    letter(world, posted_at=None, delivery_status=DeliveryStatus.PLANNED, accepted_at=None)
    (found,) = looked(world)
    assert (found.name, found.stops) == (CheckName.LETTERS_TO_PRINT, False)


def test_what_stops_first_is_said_first(world: World) -> None:
    letter(world, posted_at=None, delivery_status=DeliveryStatus.PLANNED, accepted_at=None)
    world.later(days=8)
    assert names(world) == [CheckName.LIST_AGE, CheckName.LETTERS_TO_PRINT]
    assert [name in WARNS for name in names(world)] == [False, True]


def test_what_stops_is_named_with_its_way_on_and_with_how_to_accept_it(world: World) -> None:
    world.later(days=8)
    with pytest.raises(NotAllowed) as refused:
        closing_checks.refuse_open(looked(world), [])
    assert "list_age: the list is 8 days old" in str(refused.value)
    assert "notifier list import FILE" in str(refused.value)
    assert '--accept list_age --note "why"' in str(refused.value)


def test_what_a_person_accepts_is_kept_with_who_and_why(world: World) -> None:
    world.later(days=8)
    manager = world.staff(Role.MANAGER)
    kept = closing_checks.accepted_checks(looked(world), [CheckName.LIST_AGE], " no change ", manager, [])
    assert kept == [AcceptedCheck("list_age", 8, manager.id, "no change")]
    closing_checks.refuse_open(looked(world), kept)


def test_nothing_is_accepted_without_a_reason(world: World) -> None:
    with pytest.raises(ValueRefused, match="say with --note why"):
        closing_checks.accepted_checks([], [CheckName.LIST_AGE], " ", world.staff(Role.MANAGER), [])


@pytest.mark.parametrize(("count", "is_accepted"), [(8, True), (7, True), (9, False)])
def test_who_closes_need_not_accept_again_what_did_not_grow(world: World, count: int, is_accepted: bool) -> None:
    earlier = [asdict(AcceptedCheck("list_age", 8, 7, "no change"))]
    standing = [ClosingCheck(CheckName.LIST_AGE, count, "old", "import")]
    kept = closing_checks.accepted_checks(standing, [], "", world.staff(Role.APPROVER), earlier)
    assert kept == ([AcceptedCheck("list_age", count, 7, "no change")] if is_accepted else [])


def test_what_stops_nothing_is_kept_and_accepted_by_nobody(world: World) -> None:
    standing = [closing_checks.notice_running(3)]
    kept = closing_checks.accepted_checks(standing, [], "", world.staff(Role.APPROVER), [])
    assert kept == [AcceptedCheck("notice_running", 3, None, "")]
    closing_checks.refuse_open(standing, kept)


def with_a_new_list(world: World) -> None:
    answered_three(world)
    world.import_people(*world.people)
    with world.database.writing() as session:
        # What is planned anew for who was never reached is no part of these tests.
        session.execute(delete(Delivery).where(Delivery.delivery_status == DeliveryStatus.PLANNED))


def looked(world: World) -> list[ClosingCheck]:
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        return closing_checks.closing_checks(session, campaign, world.now)


def names(world: World) -> list[CheckName]:
    return [one.name for one in looked(world)]


def closing(world: World, **rules: int) -> None:
    with world.database.writing() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        campaign.preset_data = campaign.preset_data | {"closing": rules}


def letter(world: World, **values: object) -> None:
    with world.database.writing() as session:
        patient_id = world.patient_id(world.people[3].nhs_number)
        letter_row(session, world.campaign_id, patient_id, world.now - timedelta(days=20), **values)


def delivered(world: World, **values: object) -> None:
    with world.database.writing() as session:
        row = session.get_one(Delivery, world.deliveries(world.people[1].nhs_number)[0].id)
        for name, value in values.items():
            setattr(row, name, value)


def poll(world: World, subject: PollSubject, hours: int, fault: str = "") -> None:
    asked_at = world.now - timedelta(hours=hours)
    with world.database.writing() as session:
        session.add(Poll(provider="gone", subject=subject, tried_at=asked_at, asked_at=asked_at, fault=fault))


def text(world: World) -> InboundText:
    return InboundText(
        provider="sandbox",
        event_id="1",
        sender="07700 900999",
        body="no thanks",
        raw={},
        received_at=world.now,
        meaning=TextMeaning.UNCLEAR,
        reply_ids=[],
        note="",
    )
