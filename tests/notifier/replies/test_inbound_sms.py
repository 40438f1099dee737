"""What a text says, whom it may concern, and that whatever is not certain holds them."""

from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from notifier.campaigns import calendar
from notifier.delivery import planning
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import facts
from notifier.patients.access_codes import spaced_code
from notifier.patients.list_import.records import Person
from notifier.providers.base import IncomingText
from notifier.replies import inbound_sms
from notifier.replies.sms_keywords import START_WORDS
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Campaign, Delivery, InboundText, Reply, Suppression
from notifier.vocabulary import (
    CampaignStatus,
    Channel,
    Choice,
    DeliveryStatus,
    Doubt,
    HoldReason,
    Role,
    Source,
    TextMeaning,
)
from tests.notifier import doubt_steps
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import close, reason, rows, settle
from tests.world import World

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")

STRANGER = "+447700955555"  # a number that nobody has
NOBODYS = "9TAWX4GBQX20"  # sound, and given out here to nobody
_EVENTS = count()


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


@pytest.fixture
def each_world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


def launched(world: World, *people: Person, **options: object) -> None:
    """These people are the list, and each has a notice."""
    world.import_people(*people)
    world.launched(**{"channels": (Channel.SMS,), **options})
    plan(world)


def incoming(body: str, sender: str | None, *, told_to_stop: bool = False, event_id: str = "") -> IncomingText:
    assert sender is not None
    return IncomingText(event_id or f"SM{next(_EVENTS)}", sender, body, told_to_stop, {"Body": body})


def texted(
    world: World, body: str, sender: str | None, *, told_to_stop: bool = False, event_id: str = ""
) -> TextMeaning | None:
    text = incoming(body, sender, told_to_stop=told_to_stop, event_id=event_id)
    with world.database.writing() as session:
        return inbound_sms.receive_text(session, world.keys, "twilio", text, world.now)


def replied(world: World) -> list[tuple[Choice, Doubt | None]]:
    return [(row.choice, row.doubt) for row in rows(world, Reply)]


def stopped(world: World) -> list[str]:
    """The numbers that are sent nothing more."""
    return [row.address for row in rows(world, Suppression) if row.lifted_at is None]


# --- what is clear ---


def test_keep_with_a_code_is_an_answer_whatever_number_it_comes_from(each_world: World) -> None:
    person, other = each_world.person(), each_world.person()
    launched(each_world, person, other)
    body = f"Keep {spaced_code(each_world.code_of(person.nhs_number))}"
    assert texted(each_world, body, other.mobile) is TextMeaning.KEEP
    (reply,) = rows(each_world, Reply)
    assert (reply.choice, reply.source, reply.doubt, reply.note) == (Choice.KEEP, Source.SMS, None, body)
    (text,) = rows(each_world, InboundText)
    assert (text.sender, text.body, text.raw, text.meaning) == (other.mobile, body, {"Body": body}, TextMeaning.KEEP)
    assert (text.reply_ids, text.received_at, text.settled_by) == ([reply.id], each_world.now, None)
    assert reason(each_world, person) is HoldReason.OBJECTED
    assert reason(each_world, other) is HoldReason.NOT_INFORMED


def test_keep_alone_is_an_answer_from_a_number_that_one_patient_has(each_world: World) -> None:
    person, other = each_world.person(), each_world.person()
    launched(each_world, person, other)
    assert texted(each_world, "KEEP", person.mobile) is TextMeaning.KEEP
    assert replied(each_world) == [(Choice.KEEP, None)]
    assert reason(each_world, person) is HoldReason.OBJECTED


def test_an_answer_by_text_that_contradicts_another_road_is_in_conflict(world: World) -> None:
    person = world.person()
    launched(world, person)
    world.answer(person, Choice.AGREE)
    assert texted(world, "KEEP", person.mobile) is TextMeaning.KEEP
    assert replied(world)[-1] == (Choice.KEEP, Doubt.CONFLICT)


@pytest.mark.parametrize("status", CampaignStatus)
def test_a_text_counts_in_every_campaign_that_was_launched(world: World, status: CampaignStatus) -> None:
    person = world.person()
    launched(world, person)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(campaign_status=status))
    is_launched = status in (CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.CLOSED)
    texted(world, "KEEP", person.mobile)
    assert replied(world) == ([(Choice.KEEP, None)] if is_launched else [])
    texted(world, f"KEEP {world.code_of(person.nhs_number)}", STRANGER)
    assert replied(world)[-1] == (Choice.KEEP, None if is_launched else Doubt.UNCLEAR)


@pytest.mark.parametrize("changes", [{"deceased": True}, {"left": True}, {"sensitive": True}])
def test_an_answer_for_somebody_who_would_not_be_coded_anyway_is_kept_too(
    world: World, changes: dict[str, bool]
) -> None:
    person = world.person(**changes)
    launched(world, person)
    assert texted(world, "KEEP", person.mobile) is TextMeaning.KEEP
    assert replied(world) == [(Choice.KEEP, None)]


def test_who_joined_after_the_launch_may_answer_before_planning_has_come_to_them(each_world: World) -> None:
    first, joiner = each_world.person(), each_world.person()
    launched(each_world, first)
    each_world.import_people(first, joiner)
    assert texted(each_world, "KEEP", joiner.mobile) is TextMeaning.KEEP
    assert reason(each_world, joiner) is HoldReason.OBJECTED


# --- what is not clear ---


def test_keep_alone_from_a_shared_number_holds_everybody_who_has_it(each_world: World) -> None:
    one, other = each_world.person(), each_world.person()
    sharing = each_world.person(mobile=one.mobile, left=True)
    launched(each_world, one, other, sharing)
    assert texted(each_world, "KEEP", one.mobile) is TextMeaning.UNCLEAR
    assert replied(each_world) == [(Choice.KEEP, Doubt.UNCLEAR)] * 2
    assert reason(each_world, one) is HoldReason.UNDER_REVIEW
    assert reason(each_world, other) is HoldReason.NOT_INFORMED


def test_keep_alone_from_a_number_that_is_also_a_strangers_whom_the_list_has_is_read_by_a_person(
    each_world: World,
) -> None:
    one, other = each_world.person(), each_world.person()
    launched(each_world, one, other)
    each_world.import_people(one, replace(other, **{**doubt_steps.STRANGER, "mobile": one.mobile}))
    assert texted(each_world, "KEEP", one.mobile) is TextMeaning.UNCLEAR
    assert replied(each_world) == [(Choice.KEEP, Doubt.UNCLEAR)] * 2


@pytest.mark.parametrize("is_told", [True, False])  # or their practice has not launched anything
def test_a_number_that_two_practices_know_is_shared(world: World, tmp_path: Path, now: datetime, is_told: bool) -> None:
    person = world.person()
    launched(world, person)
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    (launched if is_told else World.import_people)(other, other.person(mobile=person.mobile))
    assert texted(world, "KEEP", person.mobile) is TextMeaning.UNCLEAR
    assert replied(world) == [(Choice.KEEP, Doubt.UNCLEAR)] * (2 if is_told else 1)


def test_with_several_campaigns_keep_needs_a_code(world: World) -> None:
    person = world.person()
    launched(world, person)
    launched(world, person, name="Another")
    assert texted(world, "KEEP", person.mobile) is TextMeaning.UNCLEAR
    assert replied(world) == [(Choice.KEEP, Doubt.UNCLEAR)] * 2
    assert texted(world, f"KEEP {world.code_of(person.nhs_number)}", person.mobile) is TextMeaning.KEEP
    assert replied(world)[2:] == [(Choice.KEEP, None)]


def test_a_code_with_a_slip_holds_whoever_has_the_number(world: World) -> None:
    person = world.person()
    launched(world, person)
    code = world.code_of(person.nhs_number)
    slipped = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert texted(world, f"KEEP {slipped}", person.mobile) is TextMeaning.UNCLEAR
    assert texted(world, f"KEEP {NOBODYS}", person.mobile) is TextMeaning.UNCLEAR
    assert replied(world) == [(Choice.KEEP, Doubt.UNCLEAR)] * 2


@pytest.mark.parametrize(
    ("body", "choice"),
    [
        ("NO", Choice.UNSURE),
        ("YES", Choice.UNSURE),
        ("", Choice.UNSURE),
        ("who is this??", Choice.UNSURE),
        ("stop texting me", Choice.UNSURE),
        ("I'd like to keep it please", Choice.KEEP),
        ("KEEP my record and stop texting me", Choice.KEEP),
    ],
)
def test_any_other_text_holds_until_a_person_has_read_it(world: World, body: str, choice: Choice) -> None:
    person = world.person()
    launched(world, person)
    assert texted(world, body, person.mobile) is TextMeaning.UNCLEAR
    assert [(row.choice, row.doubt, row.note) for row in rows(world, Reply)] == [(choice, Doubt.UNCLEAR, body)]
    assert stopped(world) == []
    world.later(days=400)
    assert reason(world, person) is HoldReason.UNDER_REVIEW


def test_a_code_among_other_words_holds_its_holder_and_whoever_has_the_number(world: World) -> None:
    holder, sender, other = world.person(), world.person(), world.person()
    launched(world, holder, sender, other)
    body = f"my mum got this, ref {spaced_code(world.code_of(holder.nhs_number)).lower()}, what is it"
    assert texted(world, body, sender.mobile) is TextMeaning.UNCLEAR
    held = [reason(world, one) is HoldReason.UNDER_REVIEW for one in (holder, sender, other)]
    assert held == [True, True, False]


def test_who_was_texted_at_a_number_that_the_list_no_longer_has_is_held(each_world: World) -> None:
    person = each_world.person()
    launched(each_world, person)
    with each_world.database.writing() as session:
        session.execute(update(Delivery).values(sent_to=STRANGER))
    assert texted(each_world, "KEEP", STRANGER) is TextMeaning.UNCLEAR
    assert replied(each_world) == [(Choice.KEEP, Doubt.UNCLEAR)]


def test_a_text_that_no_database_could_hold_is_kept_all_the_same(each_world: World) -> None:
    person = each_world.person()
    launched(each_world, person)
    bodies = ["a\0b", "half a character \ud83d", "\u202egnp.exe", "x" * 100_000, "{{ 7 * 7 }}<script>"]
    assert {texted(each_world, body, person.mobile) for body in bodies} == {TextMeaning.UNCLEAR}
    assert {texted(each_world, "KEEP", "+44" + "7" * 90)} == {TextMeaning.UNCLEAR}
    kept = rows(each_world, InboundText)
    assert [text.body for text in kept[2:5]] == bodies[2:]
    assert (kept[0].body, kept[1].body) == ("a\ufffdb", "half a character ?")


# --- stop and start ---


@pytest.mark.parametrize(("body", "told_to_stop"), [("STOP", False), ("Opt out", False), ("arret", True)])
def test_a_stop_word_stops_the_texts_and_holds_but_is_no_answer(
    each_world: World, body: str, told_to_stop: bool
) -> None:
    person = each_world.person()
    launched(each_world, person, channels=(Channel.SMS, Channel.LETTER))
    assert texted(each_world, body, person.mobile, told_to_stop=told_to_stop) is TextMeaning.STOP
    assert texted(each_world, "stop!", person.mobile) is TextMeaning.STOP
    assert replied(each_world) == [(Choice.UNSURE, Doubt.STOPPED)] * 2
    assert stopped(each_world) == [person.mobile]
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    settle(each_world)
    assert [row.delivery_status for row in each_world.deliveries(person.nhs_number)] == [DeliveryStatus.PLANNED]


def test_who_says_keep_and_is_stopped_by_the_provider_is_heard_on_both(world: World) -> None:
    person = world.person()
    launched(world, person)
    assert texted(world, "KEEP", person.mobile, told_to_stop=True) is TextMeaning.KEEP
    assert texted(world, "keep it, stop", person.mobile, told_to_stop=True) is TextMeaning.UNCLEAR
    assert replied(world) == [(Choice.KEEP, None), (Choice.KEEP, Doubt.UNCLEAR)]
    assert stopped(world) == [person.mobile]


@pytest.mark.parametrize("word", sorted(START_WORDS))
def test_start_lets_texts_go_again_and_says_nothing_else(world: World, word: str) -> None:
    person = world.person()
    launched(world, person)
    texted(world, "STOP", person.mobile)
    assert texted(world, word.upper(), person.mobile) is TextMeaning.START
    assert stopped(world) == []
    assert replied(world)[-1] == (Choice.UNSURE, Doubt.UNCLEAR)


def test_who_only_wanted_no_more_texts_is_no_stranger_and_stays_told(world: World) -> None:
    person = world.person()
    launched(world, person, notice_days=28)
    deadline = calendar.deadline(world.now, 28)
    with world.database.writing() as session:
        arrived = {"accepted_at": world.now, "delivered_at": world.now, "deadline_on": deadline}
        session.execute(update(Delivery).values(delivery_status=DeliveryStatus.DELIVERED, **arrived))
    world.later(hours=1)
    texted(world, "STOP", person.mobile)
    settle(world)
    world.later(days=60)
    assert reason(world, person) is HoldReason.UNDER_REVIEW
    close(world, None)
    assert world.outcome(person.nhs_number).may_be_coded


# --- nobody's texts ---


def test_a_text_that_concerns_nobody_stays_open_until_a_person_settles_it(each_world: World) -> None:
    launched(each_world, each_world.person())
    for body in ("KEEP", "STOP"):
        texted(each_world, body, STRANGER)
    desk = each_world.staff(Role.RECEPTION)
    with each_world.database.writing() as session:
        first, second = inbound_sms.open_texts(session)
        assert (first.sender, first.body, first.received_at) == (STRANGER, "KEEP", each_world.now)
        inbound_sms.settle_open_text(session, first.id, desk, " rang back ", each_world.now)
        assert inbound_sms.open_texts(session) == [second]
    row = rows(each_world, InboundText)[0]
    assert (row.settled_by, row.settled_at, row.note) == (desk.id, each_world.now, "rang back")
    event = rows(each_world, AuditEvent)[-1]
    assert (event.action, event.staff_id, event.details) == ("inbound.settled", desk.id, {"text": row.id})
    assert (replied(each_world), stopped(each_world)) == ([], [STRANGER])


def test_settling_a_text_needs_the_role_a_note_and_an_open_text(world: World) -> None:
    texted(world, "KEEP", STRANGER)
    desk, auditor = world.staff(Role.RECEPTION), world.staff(Role.AUDITOR)
    (row,) = rows(world, InboundText)
    with world.database.writing() as session:
        with pytest.raises(NotAllowed):
            inbound_sms.settle_open_text(session, row.id, auditor, "me", world.now)
        with pytest.raises(NotAllowed, match="note"):
            inbound_sms.settle_open_text(session, row.id, desk, "  ", world.now)
        with pytest.raises(NotFound):
            inbound_sms.settle_open_text(session, row.id + 1, desk, "rang", world.now)
        inbound_sms.settle_open_text(session, row.id, desk, "rang", world.now)
        with pytest.raises(NotAllowed, match="already"):
            inbound_sms.settle_open_text(session, row.id, desk, "rang again", world.now)


def test_a_text_that_became_a_reply_is_not_open(world: World) -> None:
    person = world.person()
    launched(world, person)
    texted(world, "hello", person.mobile)
    with world.database.reading() as session:
        assert inbound_sms.open_texts(session) == []


# --- twice ---


def test_the_same_text_counts_once_and_another_providers_is_another(each_world: World) -> None:
    person = each_world.person()
    launched(each_world, person)
    found = [texted(each_world, "KEEP", person.mobile, event_id="SM-same") for _ in range(2)]
    assert found == [TextMeaning.KEEP, None]
    with each_world.database.writing() as session:
        text = incoming("KEEP", person.mobile, event_id="SM-same")
        assert inbound_sms.receive_text(session, each_world.keys, "other", text, each_world.now) is TextMeaning.KEEP
    assert len(rows(each_world, Reply)) == 2


def test_a_webhook_that_comes_several_times_at_once_counts_once(each_world: World) -> None:
    person = each_world.person()
    launched(each_world, person)
    start, found = Barrier(4), []

    def deliver() -> None:
        start.wait()
        found.append(texted(each_world, "KEEP", person.mobile, event_id="SM-same"))

    threads = [Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, found)) == ["None", "None", "None", "keep"]
    assert replied(each_world) == [(Choice.KEEP, None)]


def test_a_joiner_who_texts_while_planning_writes_has_one_notice(each_world: World) -> None:
    first, joiner = each_world.person(), each_world.person()
    launched(each_world, first)
    each_world.import_people(first, joiner)
    start = Barrier(2)

    def planning_goes_on() -> None:
        start.wait()
        planning.advance(each_world.database, each_world.campaign_id, each_world.keys, each_world.now)

    planner = Thread(target=planning_goes_on)
    planner.start()
    start.wait()
    assert texted(each_world, "KEEP", joiner.mobile) is TextMeaning.KEEP
    planner.join()
    with each_world.database.reading() as session:
        campaign = session.get_one(Campaign, each_world.campaign_id)
        assert len(list(facts.conclude(session, campaign, each_world.now))) == 2
    assert reason(each_world, joiner) is HoldReason.OBJECTED
