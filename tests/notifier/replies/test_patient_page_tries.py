"""A wrong date of birth loses no answer and helps no guessing, and nobody is coded while anything is in doubt."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from notifier.errors import NotAllowed
from notifier.outcomes import progress
from notifier.patients import access_codes
from notifier.patients.list_import.records import Person
from notifier.providers.base import Audience as TakenFrom
from notifier.replies import link_replacement, reviews
from notifier.replies.patient_page import TRIES, Verdict
from notifier.replies.settling import SITTING as HOUR
from notifier.store.tables import Reply, ReplyContact, Review
from notifier.vocabulary import Answerer, Channel, Choice, DeliveryStatus, Doubt, HoldReason, OutcomeKind, Role, Source
from notifier.worker import health
from tests.notifier.provider_stand_in import plan
from tests.notifier.reply_steps import (
    SITTING,
    WRONG_DAY,
    by_staff,
    close,
    open_reviews,
    opened,
    over,
    reason,
    rows,
    sent,
    settle,
    tried,
    two_more,
)
from tests.world import World

RIGHT_DAY = date(1980, 3, 31)  # everybody's in this world


@pytest.fixture
def world(told_world: World) -> World:
    """With somebody who was told."""
    return told_world


@pytest.fixture
def each_world(each_told_world: World) -> World:
    return each_told_world


# --- dates of birth ---


def test_the_right_date_may_be_any_of_those_that_were_meant(each_world: World) -> None:
    person = each_world.people[0]
    assert tried(each_world, person, date(1980, 3, 13), RIGHT_DAY, date(1931, 3, 31)) == Verdict(RIGHT_DAY, TRIES)


@pytest.mark.parametrize("choice", list(Choice))
def test_a_right_date_holds_at_once_and_is_looked_at_if_nothing_follows(each_world: World, choice: Choice) -> None:
    person = each_world.people[0]
    tried(each_world, person, RIGHT_DAY, choice=choice, date_of_birth=RIGHT_DAY)
    (row,) = rows(each_world, Reply)
    assert (row.doubt, row.choice, row.sitting) == (Doubt.UNSENT, choice, SITTING)
    with each_world.database.reading() as session:
        assert session.get(ReplyContact, row.id) is None, "a right date of birth is not kept again"
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    each_world.now += HOUR - timedelta(seconds=1)
    assert settle(each_world) == 0
    each_world.later(seconds=1)
    assert settle(each_world) == 1
    assert open_reviews(each_world) == [Doubt.UNSENT]
    assert over(each_world, person) is OutcomeKind.HOLD
    close(each_world, choice)
    expected = OutcomeKind.MAY_CODE_ASKED if choice is Choice.AGREE else OutcomeKind.HOLD
    assert over(each_world, person) is expected


def test_right_dates_are_no_wrong_tries_and_give_none_back(world: World) -> None:
    person = world.people[0]
    for _ in range(2 * TRIES):
        assert tried(world, person, RIGHT_DAY) == Verdict(RIGHT_DAY, TRIES)
    assert tried(world, person).tries_left == TRIES - 1
    assert tried(world, person, RIGHT_DAY).tries_left == TRIES - 1
    assert tried(world, person).tries_left == TRIES - 2


def test_a_right_date_to_keep_holds_whoever_agreed_before(each_world: World) -> None:
    person = each_world.people[0]
    sent(each_world, person, Choice.AGREE)
    tried(each_world, person, RIGHT_DAY, sitting="ANOTHER")
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW


def test_a_wrong_date_is_recorded_holds_at_once_and_calls_off_nothing(each_world: World) -> None:
    person, _ = two_more(each_world)
    left = tried(each_world, person, choice=Choice.AGREE, doubt=None, name="Sam Carer", date_of_birth=WRONG_DAY)
    assert left == Verdict(None, TRIES - 1)
    (row,) = rows(each_world, Reply)
    assert (row.doubt, row.choice, row.sitting, row.source) == (
        Doubt.UNFINISHED,
        Choice.AGREE,
        SITTING,
        Source.PAGE,
    )
    with each_world.database.reading() as session:
        contact = session.get_one(ReplyContact, row.id)
        assert (contact.name, contact.contact, contact.date_of_birth) == ("Sam Carer", "", WRONG_DAY)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    assert settle(each_world) == 0
    assert [one.delivery_status for one in each_world.deliveries(person.nhs_number)] == [DeliveryStatus.PLANNED]
    assert open_reviews(each_world) == []


def test_after_five_wrong_dates_nothing_is_compared_and_nothing_is_lost(
    each_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = each_world.people[0]
    assert [tried(each_world, person).tries_left for _ in range(TRIES)] == [4, 3, 2, 1, 0]
    monkeypatch.setattr(access_codes, "matches_birth_date", None)  # so that it must not be called
    assert tried(each_world, person, RIGHT_DAY, choice=Choice.UNSURE) == Verdict(None, 0, is_compared=False)
    assert [row.choice for row in rows(each_world, Reply)] == [Choice.KEEP] * TRIES + [Choice.UNSURE]
    sent(each_world, person, Choice.KEEP, doubt=Doubt.UNVERIFIED)
    assert tried(each_world, person, RIGHT_DAY) == Verdict(None, 0, is_compared=False)


def test_an_answer_with_the_right_date_gives_all_tries_back_and_only_when_it_is_sent(world: World) -> None:
    person = world.people[0]
    for answered_by in (Answerer.PATIENT, Answerer.CARER):
        assert [tried(world, person).tries_left for _ in range(TRIES - 1)] == [4, 3, 2, 1]
        assert tried(world, person, RIGHT_DAY) == Verdict(RIGHT_DAY, 1)
        assert tried(world, person, RIGHT_DAY).tries_left == 1, "nothing was sent yet"
        sent(world, person, Choice.KEEP, answered_by=answered_by)
    assert tried(world, person, RIGHT_DAY).tries_left == TRIES


def test_what_came_by_other_roads_is_no_try_and_gives_none_back(world: World) -> None:
    person = world.people[0]
    by_staff(world, person, Choice.KEEP, Source.PAPER, doubt=Doubt.UNVERIFIED)
    assert tried(world, person, doubt=Doubt.UNFINISHED).tries_left == TRIES - 1
    by_staff(world, person, Choice.KEEP, Source.PHONE)
    for doubt in (Doubt.UNVERIFIED, None):
        sent(world, person, Choice.KEEP, source=Source.SMS, doubt=doubt)
        assert tried(world, person, RIGHT_DAY).tries_left == TRIES - 1


@pytest.mark.parametrize("choice", [Choice.AGREE, None])
def test_what_the_practice_has_settled_is_no_wrong_try_any_more(each_world: World, choice: Choice | None) -> None:
    person = each_world.people[0]
    for _ in range(TRIES):
        tried(each_world, person)
    assert not tried(each_world, person, RIGHT_DAY).is_compared
    each_world.now += HOUR
    settle(each_world)
    assert not tried(each_world, person, RIGHT_DAY, sitting="OTHERS").is_compared, "nobody has looked at it yet"
    close(each_world, choice)
    assert tried(each_world, person, RIGHT_DAY, sitting="OTHERS") == Verdict(RIGHT_DAY, TRIES - 1)


def test_a_new_link_has_five_tries_of_its_own(each_world: World) -> None:
    """Somebody else had the old one: what they tried is no reason to believe the patient less."""
    person = each_world.people[0]
    for _ in range(TRIES):
        tried(each_world, person)
    with each_world.database.writing() as session:
        desk, patient_id = each_world.staff(Role.RECEPTION), each_world.patient_id(person.nhs_number)
        given = (each_world.keys, each_world.campaign_id, patient_id, desk, each_world.now)
        link_replacement.replace_link(session, *given, serial=0)
    assert tried(each_world, person, RIGHT_DAY) == Verdict(RIGHT_DAY, TRIES)
    assert [tried(each_world, person).tries_left for _ in range(TRIES)] == [4, 3, 2, 1, 0]
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW, "what came by the old one still holds"


def test_many_guesses_at_once_are_no_more_than_five(each_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person, compared = each_world.people[0], []
    monkeypatch.setattr(access_codes, "matches_birth_date", lambda _stored, _code, born: compared.append(born))
    guesses = [WRONG_DAY + timedelta(days=days) for days in range(10)]
    with ThreadPoolExecutor(len(guesses)) as at_once:
        verdicts = list(at_once.map(lambda guess: tried(each_world, person, guess), guesses))
    assert len(compared) == len(set(compared)) == TRIES
    assert sorted(verdict.tries_left for verdict in verdicts) == [0, 0, 0, 0, 0, 0, 1, 2, 3, 4]


@pytest.mark.parametrize("sends_between", [False, True])
def test_whoever_guesses_gets_no_further_than_the_fifth(world: World, sends_between: bool) -> None:
    """For every place that the right date can have among the guesses, the answer is sent as the page sends it."""
    people = [world.person() for _ in range(8)]
    world.import_people(*people)
    world.launched(channels=(Channel.SMS,))
    plan(world)
    undoubted = []
    for place, person in enumerate(people):
        guesses = [WRONG_DAY + timedelta(days=days) for days in range(place)] + [RIGHT_DAY]
        for guess in guesses:
            verdict = tried(world, person, guess, choice=Choice.AGREE)
            if verdict.matched or sends_between:
                doubt = None if verdict.matched else Doubt.UNVERIFIED
                sent(world, person, Choice.AGREE, doubt=doubt, sitting=access_codes.new_reference())
        undoubted.append(any(row.doubt is None for row in replies_of(world, person)))
    reached = 3 if sends_between else TRIES  # an answer with a wrong date counts like the try before it
    assert undoubted == [True] * reached + [False] * (len(people) - reached)


# --- whoever goes on, gives up or comes twice ---


@pytest.mark.parametrize(
    ("choice", "outcome"), [(Choice.KEEP, OutcomeKind.HOLD), (Choice.AGREE, OutcomeKind.MAY_CODE_ASKED)]
)
def test_whoever_goes_on_needs_nobody_to_look_at_their_tries(
    each_world: World, choice: Choice, outcome: OutcomeKind
) -> None:
    person = each_world.people[0]
    for _ in range(3):
        tried(each_world, person, choice=Choice.KEEP)
    assert tried(each_world, person, RIGHT_DAY).matched
    sent(each_world, person, choice)
    assert settle(each_world) == 1
    each_world.now += HOUR
    assert settle(each_world) == 4
    assert open_reviews(each_world) == []
    assert over(each_world, person) is outcome
    with each_world.database.reading() as session:
        counted = progress.campaign_counts(session, each_world.campaign_id, each_world.now)
    assert sum(counted.replies.values()) == 1, "they answered once"


def test_whoever_gives_up_is_looked_at_after_an_hour_and_once(each_world: World) -> None:
    person = each_world.people[0]
    for choice in (Choice.KEEP, Choice.UNSURE, Choice.AGREE):
        tried(each_world, person, choice=choice)
    each_world.now += HOUR - timedelta(seconds=1)
    assert settle(each_world) == 0
    found = health.examine(
        each_world.database, each_world.settings, dict.fromkeys(Channel, TakenFrom.SAMPLES), each_world.now
    )
    assert (found.is_stuck, found.replies_waiting) == (False, 0)
    each_world.later(seconds=1)
    assert settle(each_world) == 3
    (review,) = rows(each_world, Review)
    last = rows(each_world, Reply)[-1]
    assert (review.reply_id, review.doubt, last.choice) == (last.id, Doubt.UNFINISHED, Choice.AGREE)
    assert over(each_world, person) is OutcomeKind.HOLD
    close(each_world, Choice.AGREE)
    assert over(each_world, person) is OutcomeKind.MAY_CODE_ASKED


def test_what_was_tried_in_another_sitting_stays_in_doubt(each_world: World) -> None:
    person = each_world.people[0]
    tried(each_world, person, sitting="OTHERS")
    tried(each_world, person)
    sent(each_world, person, Choice.AGREE)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    each_world.now += HOUR
    settle(each_world)
    assert open_reviews(each_world) == [Doubt.UNFINISHED]
    assert over(each_world, person) is OutcomeKind.HOLD


def test_only_tries_are_made_good_and_no_other_doubt(world: World) -> None:
    person = world.people[0]
    sent(world, person, Choice.KEEP, doubt=Doubt.UNVERIFIED)
    sent(world, person, Choice.AGREE)
    settle(world)
    assert open_reviews(world) == [Doubt.UNVERIFIED]
    assert over(world, person) is OutcomeKind.HOLD


@pytest.mark.parametrize("sitting", ["", None])
def test_whoever_names_no_sitting_makes_good_nobodys_try(each_world: World, sitting: str | None) -> None:
    person = each_world.people[0]
    for named in (sitting, "", None):
        tried(each_world, person, sitting=named)
    sent(each_world, person, Choice.AGREE, sitting=sitting)
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    each_world.now += HOUR
    settle(each_world)
    assert open_reviews(each_world) == [Doubt.UNFINISHED] * 3


def test_nobodys_sitting_reaches_into_another_notice(world: World) -> None:
    one, other = two_more(world)
    tried(world, one)
    sent(world, other, Choice.AGREE)
    assert reason(world, one) is HoldReason.UNDER_REVIEW


def test_a_standing_agreement_is_held_by_somebody_who_tries_to_keep(each_world: World) -> None:
    person = each_world.people[0]
    sent(each_world, person, Choice.AGREE)
    assert over(each_world, person) is OutcomeKind.MAY_CODE_ASKED
    tried(each_world, person, sitting="OTHERS")
    assert reason(each_world, person) is HoldReason.UNDER_REVIEW
    each_world.now += HOUR
    settle(each_world)
    close(each_world, None)  # it was somebody else, who has the patient's link
    assert reason(each_world, person) is HoldReason.NONE


def test_a_try_that_was_followed_by_what_was_not_theirs_says_nothing_either(each_world: World) -> None:
    person = each_world.people[0]
    tried(each_world, person, choice=Choice.AGREE)
    sent(each_world, person, Choice.UNSURE, doubt=Doubt.UNVERIFIED)
    each_world.now += HOUR
    settle(each_world)
    close(each_world, None)
    assert over(each_world, person) is OutcomeKind.HOLD
    assert reason(each_world, person) is HoldReason.NOT_INFORMED


# --- rule 1, whatever comes in whatever order ---

Step = tuple[str, Callable[[World, Person], object]]
STEPS: Sequence[Step] = [
    ("try to keep", lambda world, one: tried(world, one, choice=Choice.KEEP)),
    ("try to agree", lambda world, one: tried(world, one, choice=Choice.AGREE)),
    ("try without a sitting", lambda world, one: tried(world, one, choice=Choice.AGREE, sitting="")),
    ("right date to keep", lambda world, one: tried(world, one, RIGHT_DAY, choice=Choice.KEEP)),
    ("right date to agree", lambda world, one: tried(world, one, RIGHT_DAY, choice=Choice.AGREE)),
    ("keep", lambda world, one: sent(world, one, Choice.KEEP)),
    ("agree", lambda world, one: sent(world, one, Choice.AGREE)),
    ("agree in another sitting", lambda world, one: sent(world, one, Choice.AGREE, sitting="OTHERS")),
    ("agree unverified", lambda world, one: sent(world, one, Choice.AGREE, doubt=Doubt.UNVERIFIED)),
    ("agree for another", lambda world, one: sent(world, one, Choice.AGREE, answered_by=Answerer.CARER)),
    ("agree by phone", lambda world, one: by_staff(world, one, Choice.AGREE, Source.PHONE)),
    ("settle", lambda world, one: settle(world)),
    ("an hour", lambda world, one: world.later(hours=1)),
    ("thirty days", lambda world, one: world.later(days=30)),
    ("concluded: agrees", lambda world, one: conclude(world, Choice.AGREE)),
    ("concluded: not theirs", lambda world, one: conclude(world, None)),
]


def test_nobody_may_be_coded_while_anything_is_in_doubt(world: World) -> None:
    person, start, seen = world.people[0], world.now, set[OutcomeKind]()

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=8))
    def check(steps: list[Step]) -> None:
        world.now = start
        with world.database.writing() as session:
            for table in (Review, Reply):
                session.execute(delete(table))
        for _name, step in steps:
            step(world, person)
        world.later(days=60)
        seen.add(kind := world.outcome(person.nhs_number).kind)
        assert kind in allowed(world)

    check()
    assert len(seen) > 1, "so that the steps lead somewhere"


def allowed(world: World) -> set[OutcomeKind]:
    """What may follow for the only patient, told by looking at each of their replies alone."""
    own = rows(world, Reply)
    if any(row.choice is Choice.AGREE and row.settled_at is None and row.recorded_by is None for row in own):
        return {OutcomeKind.HOLD}  # nobody has looked at its proof yet
    review_of = {one.reply_id: one for one in rows(world, Review)}
    for at, row in enumerate(own):
        review = review_of.get(row.id)
        is_made_good = row.doubt in Doubt.tries() and row.sitting in {one.sitting for one in own[at + 1 :]} - {None}
        if (row.doubt and review is None and not is_made_good) or (review and review.closed_at is None):
            return {OutcomeKind.HOLD}
    standing = [row.choice for row in own if row.doubt is None]
    if not standing:
        return {OutcomeKind.MAY_CODE_SILENT, OutcomeKind.HOLD}  # held where a stranger had the link
    return {OutcomeKind.MAY_CODE_ASKED} if standing[-1] is Choice.AGREE else {OutcomeKind.HOLD}


def conclude(world: World, choice: Choice | None) -> None:
    """Settle the oldest open review, if there is one that may be settled so."""
    waiting = [one for one in rows(world, Review) if one.closed_at is None]
    with world.database.writing() as session, suppress(NotAllowed):
        if waiting:
            reviews.close_review(session, waiting[0].id, world.staff(Role.RECEPTION), choice, "asked them", world.now)


def replies_of(world: World, person: Person) -> list[Reply]:
    with opened(world, person) as (_session, link, _code):
        return [row for row in rows(world, Reply) if row.notice_id == link.notice_id]
