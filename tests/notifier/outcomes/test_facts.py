"""That the facts in the tables reach rule 1 whole: each patient's own, of this campaign and practice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.campaigns import lifecycle
from notifier.contacts import Mobile, PostalAddress
from notifier.delivery import receipts
from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.outcomes.rule import Outcome
from notifier.patients.list_import.records import CodeEntry, Person
from notifier.providers.base import Refused
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery
from notifier.vocabulary import (
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Evidence,
    FailReason,
    HoldReason,
    OutcomeKind,
    SkipReason,
    Source,
    Wave,
)
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import by_staff, close, settle
from tests.world import Begin, World


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def concluded(world: World, patient_ids: list[int] | None = None) -> list[Concluded]:
    with world.database.reading() as session:
        return list(facts.conclude(session, session.get_one(Campaign, world.campaign_id), world.now, patient_ids))


def test_it_concludes_on_every_patient_of_the_practice_by_nhs_number(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    silent, keeps, agrees, doubted, unsure = (world.person() for _ in range(5))
    dead, coded = world.person(deceased=True), world.person(codes=(CodeEntry("93C3", date(2020, 1, 1)),))
    world.import_people(coded, dead, unsure, doubted, agrees, keeps, silent)
    world.launched(notice_days=28)
    world.until_idle()
    joiner = world.person()  # on the list, and not planned for yet
    world.import_people(silent, keeps, agrees, doubted, unsure, dead, coded, joiner)
    for person, choice in ((keeps, Choice.KEEP), (agrees, Choice.AGREE), (unsure, Choice.UNSURE)):
        world.answer(person, choice)
    world.answer(doubted, Choice.AGREE, date_of_birth=date(1999, 1, 1))
    settle(world)
    world.later(days=29)
    found = concluded(world)
    assert [one.nhs_number for one in found] == sorted(one.nhs_number for one in found)
    assert {one.nhs_number: (one.outcome.kind, one.outcome.reason, one.outcome.evidence) for one in found} == {
        silent.nhs_number: (OutcomeKind.MAY_CODE_SILENT, HoldReason.NONE, Evidence.DELIVERED),
        keeps.nhs_number: (OutcomeKind.HOLD, HoldReason.OBJECTED, Evidence.REPLIED),
        agrees.nhs_number: (OutcomeKind.MAY_CODE_ASKED, HoldReason.NONE, Evidence.REPLIED),
        unsure.nhs_number: (OutcomeKind.HOLD, HoldReason.UNDECIDED, Evidence.REPLIED),
        doubted.nhs_number: (OutcomeKind.HOLD, HoldReason.UNDER_REVIEW, Evidence.DELIVERED),
        dead.nhs_number: (OutcomeKind.HOLD, HoldReason.DECEASED, Evidence.NONE),
        coded.nhs_number: (OutcomeKind.HOLD, HoldReason.ALREADY_CODED, Evidence.NONE),
        joiner.nhs_number: (OutcomeKind.HOLD, HoldReason.NOT_INFORMED, Evidence.NONE),
    }
    some = [one.patient_id for one in found[2:4]]
    assert concluded(world, some) == found[2:4]
    assert concluded(world, []) == []


def test_who_dropped_off_the_list_is_held(world: World) -> None:
    stays, goes = world.person(), world.person()
    world.import_people(stays, goes)
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=29)
    assert world.outcome(goes.nhs_number).may_be_coded
    world.import_people(stays)
    assert world.outcome(goes.nhs_number).reason is HoldReason.LEFT


def test_who_comes_into_doubt_after_the_telling_is_held_until_a_list_settles_it(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    person = world.person()
    world.import_people(person)
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=29)
    assert world.outcome(person.nhs_number).may_be_coded
    world.import_people(replace(person, doubts=("a term about consent without its code",)))
    assert world.outcome(person.nhs_number).reason is HoldReason.IN_DOUBT
    world.import_people(person)
    assert world.outcome(person.nhs_number).may_be_coded


def test_what_was_said_in_one_campaign_is_not_said_in_another(world: World) -> None:
    person = world.person()
    world.import_people(person)
    first = world.launched(notice_days=28)
    world.until_idle()
    world.answer(person, Choice.KEEP)
    second = world.campaign(notice_days=28, name="Another")
    world.later(days=60)
    assert world.outcome(person.nhs_number, first).reason is HoldReason.OBJECTED
    assert world.outcome(person.nhs_number, second).reason is HoldReason.NOT_INFORMED


def test_another_practices_patients_are_not_concluded_on(world: World, tmp_path: Path, now: datetime) -> None:
    world.import_people(person := world.person())
    world.launched()
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    other.import_people(stranger := other.person(nhs_number=world.person().nhs_number))
    assert [one.nhs_number for one in concluded(world)] == [person.nhs_number]
    assert concluded(world, [other.patient_id(stranger.nhs_number)]) == []


def test_a_skipped_channel_promises_nothing(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.launched(notice_days=28)
    world.until_idle()
    with world.database.writing() as session:
        told = session.execute(select(Delivery)).scalar_one()
        session.add(
            Delivery(
                campaign_id=told.campaign_id,
                notice_id=told.notice_id,
                channel=Channel.EMAIL,
                wave=told.wave,
                reference="SKIPPED000",
                delivery_status=DeliveryStatus.SKIPPED,
                skip_reason=SkipReason.SHARED_EMAIL,
                planned_at=world.now,
                due_at=world.now,
                deadline_on=date(2030, 1, 1),  # from a first attempt that was refused
            )
        )
    assert world.outcome(person.nhs_number).deadline_on == date(2026, 12, 21)


def test_that_we_heard_somebody_tells_them_nothing_of_the_proposal(world: World) -> None:
    world.import_people(person := world.person())
    world.launched(notice_days=28)
    plan(world)
    with world.database.writing() as session:
        planned = session.execute(select(Delivery)).scalar_one()
        session.add(
            Delivery(
                campaign_id=planned.campaign_id,
                notice_id=planned.notice_id,
                channel=Channel.SMS,
                wave=Wave.ACKNOWLEDGEMENT,
                reference="HEARDTHEM0",
                delivery_status=DeliveryStatus.DELIVERED,
                planned_at=world.now,
                due_at=world.now,
                accepted_at=world.now,
                delivered_at=world.now,
            )
        )
    world.later(days=60)
    found = world.outcome(person.nhs_number)
    assert (found.reason, found.evidence) == (HoldReason.NOT_INFORMED, Evidence.NONE)


def test_what_was_said_last_stands_however_late_the_other_is_logged(world: World) -> None:
    """A slip with a wish to keep, received on the fifth day, is logged before an agreement received on the third."""
    world.import_people(person := world.person())
    world.launched(notice_days=28)
    world.until_idle()
    told = world.now
    world.later(days=7)
    by_staff(world, person, Choice.KEEP, Source.PAPER, received_at=told + timedelta(days=5))
    world.later(days=1)
    by_staff(world, person, Choice.AGREE, Source.PAPER, received_at=told + timedelta(days=3))
    settle(world)
    world.later(days=60)
    assert world.outcome(person.nhs_number).reason is HoldReason.OBJECTED


def test_nothing_that_is_logged_leads_from_keep_to_agreement_but_a_persons_conclusion(world: World) -> None:
    world.import_people(person := world.person())
    world.launched(notice_days=28)
    world.until_idle()
    told = world.now
    world.later(days=7)
    by_staff(world, person, Choice.KEEP, Source.PAPER, received_at=told + timedelta(days=3))
    world.later(days=1)
    by_staff(world, person, Choice.AGREE, Source.PAPER, received_at=told + timedelta(days=5))
    settle(world)
    world.later(days=60)
    assert world.outcome(person.nhs_number).reason is HoldReason.UNDER_REVIEW
    close(world, Choice.AGREE)
    world.later(minutes=1)
    assert world.outcome(person.nhs_number).kind is OutcomeKind.MAY_CODE_ASKED


def test_a_footer_is_passive_evidence_for_everybody_once_it_is_handed_over(world: World) -> None:
    person = world.person(mobile=None, email=None)
    world.import_people(person)
    world.launched(channels=(Channel.SMS, Channel.FOOTER))
    plan(world)
    assert world.outcome(person.nhs_number).evidence is Evidence.NONE
    world.until_idle()
    found = world.outcome(person.nhs_number)
    assert (found.evidence, found.reason) == (Evidence.PASSIVE, HoldReason.NOT_INFORMED)


@pytest.mark.parametrize("status", CampaignStatus)
def test_an_agreement_counts_only_in_a_campaign_that_was_launched_and_not_cancelled(
    world: World, status: CampaignStatus
) -> None:
    """Reception may note an answer to a draft, whose words may still change and which nobody has approved."""
    person = world.person()
    world.import_people(person)
    world.campaign(notice_days=28)
    with world.database.writing() as session:
        campaign = lifecycle.get_campaign(session, world.practice_id, world.campaign_id)
        campaign.campaign_status = status
        waits = *CampaignStatus.before_launch(), CampaignStatus.LAUNCHING
        campaign.launched_at = world.now if status not in waits else None
    by_staff(world, person, Choice.AGREE, Source.PHONE)
    world.later(days=60)
    launched = {CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.CLOSED}
    assert world.outcome(person.nhs_number).may_be_coded is (status in launched)


def moved(person: Person, **changes: object) -> Person:
    return replace(person, **changes)  # type: ignore[arg-type]


PLACES: dict[str, tuple[Channel, Callable[[Person], Person]]] = {
    "the number that the next list corrects": (
        Channel.SMS,
        lambda one: moved(one, mobile=Mobile.parse("07700 900999")),
    ),
    "the number that the next list no longer has": (Channel.SMS, lambda one: moved(one, mobile=None)),
    "the mailbox that the next list corrects": (Channel.EMAIL, lambda one: moved(one, email="other@example.com")),
    "the address that the next list changes": (
        Channel.LETTER,
        lambda one: moved(one, address=PostalAddress(("7 Elm Road", "Blackwater"), "GU17 9ZZ")),
    ),
}


@pytest.mark.parametrize("what", PLACES)
def test_what_went_to_a_place_that_is_no_longer_theirs_told_nobody_unless_they_answer(
    begin: Begin, database: Database, what: str
) -> None:
    channel, changed = PLACES[what]
    world = begin(database, _EACH_TOLD[channel])
    person = world.people[0]
    told = world.now
    world.later(days=40)
    assert world.outcome(person.nhs_number).may_be_coded
    world.import_people(changed(person))
    found = world.outcome(person.nhs_number)
    assert (found.reason, found.evidence) == (HoldReason.NOT_INFORMED, Evidence.NONE)
    before = outcomes_at(world, world.now - timedelta(minutes=1))
    assert before[person.nhs_number].may_be_coded, "until then nobody knew"
    by_staff(world, person, Choice.AGREE, Source.PHONE)
    settle(world)
    answered = world.outcome(person.nhs_number)
    assert answered.may_be_coded
    assert answered.deadline_on is not None
    assert answered.deadline_on <= told.date() + timedelta(days=28 + 7)


def outcomes_at(world: World, at: datetime) -> dict[str, Outcome]:
    with world.database.reading() as session:
        campaign = session.get_one(Campaign, world.campaign_id)
        return {one.nhs_number: one.outcome for one in facts.conclude(session, campaign, at)}


def told_by_text(world: World) -> None:
    _told(world, Channel.SMS)


def told_by_email(world: World) -> None:
    _told(world, Channel.EMAIL, mobile=None)


def told_by_letter(world: World) -> None:
    _told(world, Channel.LETTER, mobile=None, email=None)


_EACH_TOLD = {Channel.SMS: told_by_text, Channel.EMAIL: told_by_email, Channel.LETTER: told_by_letter}


def _told(world: World, channel: Channel, **record: object) -> None:
    world.import_people(world.person(**record))
    world.launched(notice_days=28, channels=(channel,))
    world.until_idle()


def test_what_went_to_a_number_that_turns_out_to_be_anothers_too_told_nobody(world: World) -> None:
    person = world.person()
    world.import_people(person)
    world.launched(notice_days=28, channels=(Channel.SMS,))
    world.until_idle()
    world.later(days=40)
    world.import_people(person, world.person(mobile=person.mobile))
    assert world.outcome(person.nhs_number).reason is HoldReason.NOT_INFORMED


def test_a_childs_text_to_the_parents_own_number_is_the_childs(world: World) -> None:
    parent = world.person()
    world.import_people(parent)
    world.launched(notice_days=28, channels=(Channel.SMS,))
    world.until_idle()
    world.later(days=40)
    child = world.person(date_of_birth=date(2024, 1, 1), mobile=parent.mobile, address=parent.address)
    world.import_people(parent, child)
    assert world.outcome(parent.nhs_number).may_be_coded


def test_until_an_attempt_came_to_nothing_the_date_that_it_states_is_kept_to(world: World) -> None:
    """Whatever became of it: for all that was known, the patient may have read it."""
    person = world.person()
    world.import_people(person)
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=14)
    claimed_at = world.now
    with world.database.writing() as session:
        told = session.execute(select(Delivery)).scalar_one()
        session.add(
            Delivery(
                campaign_id=told.campaign_id,
                notice_id=told.notice_id,
                channel=Channel.EMAIL,
                wave=Wave.REMINDER,
                reference="SECONDTRY0",
                delivery_status=DeliveryStatus.SENDING,
                planned_at=world.now,
                due_at=world.now,
                attempts=1,
                claimed_at=claimed_at,
                deadline_on=date(2027, 2, 1),
            )
        )
    then = world.outcome(person.nhs_number)
    assert then.deadline_on == date(2027, 2, 1)
    world.later(minutes=5)
    with world.database.writing() as session:
        refused = Refused(FailReason.BUSY, permanent=False)
        receipts.record_findings(session, [("SECONDTRY0", 1, refused)], "stand-in", world.now)
    assert world.outcome(person.nhs_number).deadline_on == date(2026, 12, 21)
    assert outcomes_at(world, claimed_at)[person.nhs_number] == then
