"""Whoever stands under another number, or under somebody else's, is held until a person or a better list settles it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts import Mobile, PostalAddress
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import facts, patient_search, search
from notifier.outcomes.patient_search import FoundPatient
from notifier.outcomes.search import PatientMatch
from notifier.patients.list_import.records import Person
from notifier.replies import record
from notifier.replies.record import NewReply
from notifier.store.database import Database
from notifier.store.tables import IdentityDoubt, PatientChange
from notifier.vocabulary import ChangeKind, Channel, Choice, DeliveryStatus, Doubt, HoldReason, Role, Source, Wave
from tests.notifier.doubt_steps import doubts, settle
from tests.notifier.provider_stand_in import plan
from tests.world import World, rows_of, sample_number

ANN_ELSEWHERE = sample_number(777)


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice whose campaign has told two patients, of whom the first is Ann."""
    world = World(database, tmp_path, now)
    world.import_people(world.person(given_name="Ann", family_name="Tester"), world.person())
    world.launched(notice_days=28)
    world.until_idle()
    return world


# --- another person under a known number ---


def test_somebody_else_under_a_number_is_held_and_not_taken_for_whom_we_told(world: World) -> None:
    ann, bea = world.people
    delta = world.import_people(stranger(ann), bea)
    assert (delta.counts["other_person"], delta.counts["changed"], delta.counts["left"]) == (1, 0, 0)
    world.later(days=40)
    assert world.outcome(ann.nhs_number).reason is HoldReason.UNDER_REVIEW
    assert world.outcome(bea.nhs_number).may_be_coded
    with world.database.reading() as session:
        assert not rows_of(session, PatientChange), "the record of whom we know stays"
    (found,) = doubts(world)
    assert found.question == "one NHS number, two different people?"
    assert found.known.startswith("Mx Ann Tester, born 31 March 1980")
    assert found.listed.startswith("Mx Bob Stranger, born 9 September 1955")


def test_nothing_more_is_sent_to_whoever_is_in_doubt(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ann, bea = world.person(), world.person()
    world.import_people(ann, bea)
    world.launched()
    plan(world)  # her text is only to be sent
    world.import_people(stranger(ann), bea)
    world.until_idle()
    assert {message["to"] for message in world.outbox(Channel.SMS)} == {str(bea.mobile)}
    assert not world.outbox(Channel.EMAIL)


def test_the_link_of_whom_we_told_goes_on_taking_their_answer(world: World) -> None:
    ann, bea = world.people
    world.import_people(stranger(ann), bea)
    assert world.answer(ann, Choice.KEEP).doubt is None
    assert world.answer(stranger(ann), Choice.KEEP).doubt is Doubt.UNVERIFIED


def test_the_same_list_again_says_nothing_new_and_another_stranger_does(world: World) -> None:
    ann, bea = world.people
    world.import_people(stranger(ann), bea)
    again = world.import_people(stranger(ann), bea)
    assert (again.list_id, again.counts["other_person"]) == (None, 1)
    world.import_people(replace(stranger(ann), given_name="Carl"), bea)
    (found,) = doubts(world)
    assert "Carl Stranger" in found.listed


def test_a_list_that_has_the_patient_again_ends_the_doubt(world: World) -> None:
    ann, bea = world.people
    world.import_people(stranger(ann), bea)
    world.later(days=40)
    assert not world.outcome(ann.nhs_number).may_be_coded
    world.import_people(ann, bea)
    assert not doubts(world)
    assert world.outcome(ann.nhs_number).may_be_coded


def test_one_person_after_all_gets_what_the_list_says_and_their_page_opens(world: World) -> None:
    ann, bea = world.people
    renamed = stranger(ann)
    world.import_people(renamed, bea)
    settle(world, same=True)
    assert world.answer(renamed, Choice.KEEP).doubt is None
    with world.database.reading() as session:
        (change,) = rows_of(session, PatientChange)
        assert (change.kind, change.before["given_name"]) == (ChangeKind.CHANGED, "Ann")
    assert world.import_people(renamed, bea).list_id is None, "the list is as the record now"


# --- two people under one number ---


def test_whoever_has_the_number_now_is_told_anew_with_a_link_and_a_period_of_their_own(world: World) -> None:
    ann, bea = world.people
    bob, code = stranger(ann), world.code_of(ann.nhs_number)
    world.import_people(bob, bea)
    world.later(days=40)
    earlier = world.patient_id(ann.nhs_number)
    settle(world, same=False)
    assert world.patient_id(ann.nhs_number) != earlier
    assert world.outcome(ann.nhs_number).reason is HoldReason.NOT_INFORMED, "what Ann was told tells nobody else"
    world.until_idle()
    assert [(row.wave, row.sent_to) for row in world.deliveries(ann.nhs_number)][:1] == [
        (Wave.CATCH_UP, str(bob.mobile))
    ]
    assert world.code_of(ann.nhs_number) != code
    world.later(days=27)
    assert world.outcome(ann.nhs_number).reason is HoldReason.NOTICE_RUNNING
    world.later(days=2)
    assert world.outcome(ann.nhs_number).may_be_coded
    (told,) = [one for one in concluded(world) if one.nhs_number == ann.nhs_number]
    assert (told.patient_id, told.family_name) == (world.patient_id(ann.nhs_number), "Stranger"), "one row a number"


def test_what_the_earlier_person_said_and_says_stays_with_them(world: World) -> None:
    ann, bea = world.people
    bob, code = stranger(ann), world.code_of(ann.nhs_number)
    earlier = world.patient_id(ann.nhs_number)
    log(world, ann, Choice.AGREE)
    world.import_people(bob, bea)
    settle(world, same=False)
    world.until_idle()
    assert world.outcome(ann.nhs_number).reason is HoldReason.NOTICE_RUNNING, "an agreement of hers codes nobody else"
    world.answer(ann, Choice.KEEP, code=code)
    assert world.outcome(ann.nhs_number).reason is HoldReason.NOTICE_RUNNING
    now, before = matches(world, ann.nhs_number)
    assert (now.full_name, now.replaced_at, now.replies) == ("Mx Bob Stranger", None, [])
    assert (before.patient_id, before.replaced_at) == (earlier, world.now)
    assert [one.choice for one in before.replies] == [Choice.AGREE, Choice.KEEP]
    assert before.outcome.reason is HoldReason.LEFT
    assert {row.patient_id for row in found_by_mobile(world, ann)} == {earlier}


def test_nothing_that_waited_for_the_earlier_person_goes_out(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ann, bea = world.person(), world.person()
    world.import_people(ann, bea)
    world.launched()
    plan(world)
    world.import_people(stranger(ann), bea)
    settle(world, same=False)
    world.until_idle()
    assert {message["to"] for message in world.outbox(Channel.SMS)} == {str(bea.mobile), str(stranger(ann).mobile)}
    world.campaign(name="The next one")
    assert world.preview().counts["patients"] == 2, "of two who had a number, one has it"


def test_a_list_that_has_the_first_person_again_is_asked_about_and_their_objection_holds(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.KEEP)
    world.import_people(stranger(ann), bea)
    settle(world, same=False)
    world.import_people(ann, bea)
    (found,) = doubts(world)
    assert (found.is_other_number, "Bob Stranger" in found.known, "Ann Tester" in found.listed) == (False, True, True)
    settle(world, same=False)
    (found,) = doubts(world)
    assert (found.is_other_number, "Ann Tester" in found.known, "Ann Tester" in found.listed) == (True, True, True)
    assert world.outcome(ann.nhs_number).reason is HoldReason.UNDER_REVIEW
    settle(world, same=True)
    assert world.outcome(ann.nhs_number).reason is HoldReason.OBJECTED


def test_the_earlier_person_is_found_under_another_number_and_holds_it(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.KEEP)
    world.import_people(stranger(ann), bea)
    settle(world, same=False)
    world.later(days=20)
    again = replace(ann, nhs_number=ANN_ELSEWHERE)
    assert world.import_people(stranger(ann), bea, again).counts["other_number"] == 1
    settle(world, same=True)
    assert world.outcome(again.nhs_number).reason is HoldReason.OBJECTED
    world.until_idle()
    assert world.outcome(ann.nhs_number).reason is HoldReason.NOTICE_RUNNING, "whoever has her number never objected"


def test_two_numbers_that_changed_their_people_carry_the_objection_along(world: World) -> None:
    ann, bob = world.people[0], world.person(given_name="Bob", family_name="Stranger", date_of_birth=date(1955, 9, 9))
    world.import_people(*world.people)
    log(world, bob, Choice.KEEP)
    swapped = replace(bob, nhs_number=ann.nhs_number), replace(ann, nhs_number=bob.nhs_number)
    world.import_people(*swapped, world.people[1])
    assert [one.is_other_number for one in doubts(world)] == [False, False]
    settle(world, same=False)
    settle(world, same=False)
    assert [(one.is_other_number, one.listed) for one in doubts(world)] == [
        (True, f"Mx Bob Stranger, born 9 September 1955, {ann.nhs_number.spaced}"),
        (True, f"Mx Ann Tester, born 31 March 1980, {bob.nhs_number.spaced}"),
    ]
    settle(world, same=True)
    settle(world, same=True)
    assert world.outcome(ann.nhs_number).reason is HoldReason.OBJECTED, "it is Bob's number now"
    assert world.outcome(bob.nhs_number).reason is HoldReason.NOT_INFORMED


def test_a_number_that_the_list_has_no_longer_is_nobodys_and_the_doubt_is_over(world: World) -> None:
    ann, bea = world.people
    world.import_people(stranger(ann), bea)
    world.import_people(bea)
    assert not doubts(world)
    assert world.outcome(ann.nhs_number).reason is HoldReason.LEFT
    world.import_people(stranger(ann), bea)
    assert len(doubts(world)) == 1


# --- the same person under another number ---


def test_who_comes_back_under_another_number_is_held_and_told_nothing(world: World) -> None:
    ann, bea = world.people
    delta = world.import_people(bea, again := replace(ann, nhs_number=ANN_ELSEWHERE))
    assert (delta.counts["other_number"], delta.counts["joined"], delta.counts["left"]) == (1, 1, 1)
    world.until_idle()
    assert len(world.outbox(Channel.SMS)) == 2, "the launch's alone"
    assert world.outcome(again.nhs_number).reason is HoldReason.UNDER_REVIEW
    (found,) = doubts(world)
    assert found.question == "the same person under another number?"


def test_an_objection_holds_the_patient_under_the_other_number_too(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.KEEP)
    world.import_people(bea, again := replace(ann, nhs_number=ANN_ELSEWHERE))
    settle(world, same=True)
    assert world.outcome(again.nhs_number).reason is HoldReason.OBJECTED
    world.until_idle()
    world.later(days=40)
    world.until_idle()
    assert world.outcome(again.nhs_number).reason is HoldReason.OBJECTED
    assert not world.deliveries(again.nhs_number), "nobody asks them again"


def test_an_objection_by_the_old_link_holds_both_even_after_it_was_settled(world: World) -> None:
    ann, bea = world.people
    world.import_people(bea, again := replace(ann, nhs_number=ANN_ELSEWHERE))
    settle(world, same=True)
    world.until_idle()
    assert world.deliveries(again.nhs_number), "told anew, for the old notice's evidence is not theirs"
    assert world.outcome(again.nhs_number).reason is HoldReason.NOTICE_RUNNING
    world.answer(ann, Choice.KEEP)
    assert world.outcome(again.nhs_number).reason is HoldReason.OBJECTED


def test_an_agreement_under_the_old_number_codes_nobody(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.AGREE)
    world.import_people(bea, again := replace(ann, nhs_number=ANN_ELSEWHERE))
    settle(world, same=True)
    world.later(days=40)
    assert world.outcome(again.nhs_number).reason is HoldReason.NOT_INFORMED


def test_a_number_that_changes_twice_carries_the_objection_along(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.KEEP)
    world.import_people(bea, second := replace(ann, nhs_number=ANN_ELSEWHERE))
    settle(world, same=True)
    world.import_people(bea, third := replace(ann, nhs_number=sample_number(778)))
    with world.database.reading() as session:
        assert {row.other_patient_id for row in rows_of(session, IdentityDoubt)} >= {world.patient_id(ann.nhs_number)}
    settle(world, same=True)
    assert world.outcome(second.nhs_number).reason is HoldReason.LEFT
    assert world.outcome(third.nhs_number).reason is HoldReason.OBJECTED


def test_two_people_of_one_name_are_told_each(world: World) -> None:
    ann, bea = world.people
    log(world, ann, Choice.KEEP)
    mobile = Mobile.parse("07700 900777")
    world.import_people(bea, other := replace(ann, nhs_number=ANN_ELSEWHERE, mobile=mobile, email=None))
    settle(world, same=False)
    world.until_idle()
    assert {row.delivery_status for row in world.deliveries(other.nhs_number)} >= {DeliveryStatus.DELIVERED}
    assert world.outcome(other.nhs_number).reason is HoldReason.NOTICE_RUNNING


def test_a_number_that_was_away_for_a_week_or_is_there_twice_is_seen_as_well(world: World) -> None:
    ann, bea = world.people
    world.import_people(bea)
    assert world.import_people(bea, replace(ann, nhs_number=ANN_ELSEWHERE)).counts["other_number"] == 1
    twice = world.import_people(ann, bea, replace(bea, nhs_number=sample_number(778)))
    assert twice.counts["other_number"] == 1


def test_twins_and_families_join_like_anybody(world: World) -> None:
    ann, bea = world.people
    twin = world.person(given_name="Amy", family_name="Tester", address=ann.address, mobile=ann.mobile)
    child = world.person(given_name="Ann", family_name="Tester", date_of_birth=date(2015, 1, 1), address=ann.address)
    assert world.import_people(bea, twin, child).counts["other_number"] == 0
    assert not doubts(world)


# --- settling ---


def test_a_manager_settles_it_once_and_says_how(world: World) -> None:
    ann, bea = world.people
    world.import_people(bea, replace(ann, nhs_number=ANN_ELSEWHERE))
    with pytest.raises(NotAllowed, match="manager"):
        settle(world, same=True, role=Role.RECEPTION)
    with pytest.raises(NotAllowed, match="note"):
        settle(world, same=True, note=" ")
    (found,) = doubts(world)
    settle(world, same=True)
    with pytest.raises(NotAllowed, match="settled already"):
        settle(world, same=True, doubt_id=found.id)
    with pytest.raises(NotFound):
        settle(world, same=True, doubt_id=99)
    with world.database.reading() as session:
        (row,) = rows_of(session, IdentityDoubt)
        assert (row.is_same, row.note, row.closed_at) == (True, "called her", world.now)


def log(world: World, person: Person, choice: Choice) -> None:
    """What reception heard on the phone."""
    patient_id, staff = world.patient_id(person.nhs_number), world.staff(Role.RECEPTION)
    with world.database.writing() as session:
        reply = NewReply(choice, Source.PHONE, world.now)
        record.record_staff_reply(session, world.keys, world.campaign_id, patient_id, reply, staff, world.now)


def concluded(world: World) -> list[facts.Concluded]:
    """Every patient whom a campaign concludes on now."""
    with world.database.reading() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        return list(facts.conclude(session, campaign, world.now))


def matches(world: World, number: str) -> list[PatientMatch]:
    """Who has, and who had, a number; whoever has it first."""
    with world.database.reading() as session:
        place = (session, world.keys, world.practice_id, world.campaign_id)
        found = [matched(world, session, one) for one in patient_search.find_patients(*place, number, world.now).found]
        with_it = search.by_nhs_number(session, world.practice_id, world.campaign_id, number, world.now)
    return [with_it, *(one for one in found if one.patient_id != with_it.patient_id)]


def found_by_mobile(world: World, person: Person) -> list[PatientMatch]:
    """Who has the mobile of a person."""
    with world.database.reading() as session:
        place = (session, world.keys, world.practice_id, world.campaign_id)
        found = patient_search.find_patients(*place, str(person.mobile), world.now).found
        return [matched(world, session, one) for one in found]


def matched(world: World, session: Session, found: FoundPatient) -> PatientMatch:
    return search.patient_match(session, world.practice_id, world.campaign_id, found.patient_id, world.now)


def stranger(person: Person) -> Person:
    """Somebody else under a person's number."""
    return replace(
        person,
        given_name="Bob",
        family_name="Stranger",
        date_of_birth=date(1955, 9, 9),
        address=PostalAddress(("99 Other Road",), "GU46 7AB"),
        mobile=Mobile.parse("07700 900199"),
        email=None,
    )
