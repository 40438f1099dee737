"""Reports, answers, postings and returns in every order of arrival, in one call or in several: one end, one outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, combinations_with_replacement, permutations
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.delivery import receipts
from notifier.delivery.limits import suppressions
from notifier.outcomes import facts
from notifier.outcomes.rule import Outcome
from notifier.patients.list_import.records import Person
from notifier.providers.base import Accepted, Refused, Report
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, Receipt, Suppression
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, HoldReason, ReportKind
from tests.notifier.planning_steps import launch, place
from tests.world import Begin, World

A, D, P, F, N = (
    *(ReportKind.ACCEPTED, ReportKind.DELIVERED, ReportKind.POSTED),
    *(ReportKind.FAILED, ReportKind.NOTED),
)
DAYS = 60 * 24  # minutes
RETURNED = FailReason.RETURNED
TAKEN = Accepted("SM1")
REFUSED = Refused(FailReason.BLOCKED, permanent=True)
AFTER_THE_DEADLINE = timedelta(days=40)


@dataclass(frozen=True)
class Happening:
    """A report of a kind, stamped so many minutes before it is heard, or not at all."""

    kind: ReportKind
    ago: int | None
    reason: FailReason | None = None


class End(NamedTuple):
    """What came of a message: its row, whether more may be sent there, and what follows for the patient."""

    delivery_status: DeliveryStatus
    fail_reason: FailReason | None
    provider_id: str | None
    times: tuple[
        datetime | None, datetime | None, datetime | None, datetime | None
    ]  # accepted, posted, delivered, ended
    is_stopped: bool
    outcome: Outcome


Fact = Happening | Accepted | Refused
TIMES = (None, 120, 60, 0)
FINALS: list[Fact] = [
    *(Happening(D, ago) for ago in TIMES),
    *(Happening(F, ago, reason) for ago in TIMES for reason in (FailReason.BAD_ADDRESS, FailReason.UNREACHABLE)),
]
STEPS: list[Fact] = [Happening(A, 120), Happening(A, None), Happening(N, 30), TAKEN]
STOPS: list[Fact] = [
    *(Happening(N, ago, FailReason.STOPPED) for ago in TIMES),
    *(Happening(ReportKind.STOP_LIFTED, ago) for ago in TIMES),
]
OF_LETTERS: list[Fact] = [
    *(Happening(P, DAYS * days) for days in (0, 2, 4)),
    *(Happening(F, DAYS * days, RETURNED) for days in (0, 2, 4)),
    *(Happening(D, DAYS * days) for days in (0, 2, 4)),
]


def with_a_text_and_a_letter(world: World) -> None:
    people = world.person(email=None), world.person(mobile=None, email=None)
    launch(world, *people, channels=(Channel.SMS, Channel.LETTER))


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A patient with a planned text and one with a planned letter."""
    return begin(sqlite_database, with_a_text_and_a_letter)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """The same on each make of database."""
    return begin(database, with_a_text_and_a_letter)


def report_of(reference: str, fact: Happening, now: datetime) -> Report:
    at = None if fact.ago is None else now - timedelta(minutes=fact.ago)
    event_id = f"{fact.kind}:{fact.ago}:{fact.reason}"
    return Report(reference, "SM1", event_id, fact.kind, at, fact.reason, {})


def hear(session: Session, reference: str, fact: Fact, now: datetime) -> None:
    if isinstance(fact, Happening):
        receipts.record_report(session, "stand-in", report_of(reference, fact, now), now)
    else:
        receipts.record_findings(session, [(reference, 1, fact)], "stand-in", now)


def person_with(world: World, channel: Channel) -> Person:
    return world.people[0 if channel is Channel.SMS else 1]


def being_sent(world: World, channel: Channel) -> str:
    """The reference of the message on a channel as it is handed to its provider; nothing was ever reported of it."""
    empty = ("fail_reason", "accepted_at", "posted_at", "delivered_at", "ended_at", "unknown_at", "provider_id")
    values = dict.fromkeys(empty) | {"delivery_status": DeliveryStatus.SENDING, "attempts": 1, "refusals": 0}
    values |= {"sent_to": place(person_with(world, channel), channel), "claimed_by": "a worker"}
    (row,) = (one for one in world.deliveries(person_with(world, channel).nhs_number) if one.channel is channel)
    with world.database.writing() as session:
        session.execute(delete(Receipt))
        session.execute(delete(Suppression))
        session.execute(update(Campaign).values(campaign_status=CampaignStatus.RUNNING))
        session.execute(update(Delivery).where(Delivery.id == row.id).values(**values))
    return row.reference


def what_came_of_it(world: World, channel: Channel, calls: Sequence[Sequence[Fact]]) -> End:
    """Where the delivery stands after these calls, and what follows for the patient."""
    reference = being_sent(world, channel)
    for call in calls:
        with world.database.writing() as session:
            for fact in call:
                hear(session, reference, fact, world.now)
    with world.database.reading() as session:
        row = session.execute(select(Delivery).where(Delivery.reference == reference)).scalar_one()
        is_stopped = session.execute(select(suppressions.in_force(channel, row.sent_to or ""))).scalar_one()
        campaign = lifecycle.get_campaign(session, world.practice_id, row.campaign_id)
        times = row.accepted_at, row.posted_at, row.delivered_at, row.ended_at
        patient_id = world.patient_id(person_with(world, channel).nhs_number)
        (concluded,) = facts.conclude(session, campaign, world.now + AFTER_THE_DEADLINE, [patient_id])
        return End(row.delivery_status, row.fail_reason, row.provider_id, times, is_stopped, concluded.outcome)


def in_every_order(reported: Sequence[Fact]) -> Iterator[list[list[Fact]]]:
    for order in permutations(reported):
        yield [list(order)]
        yield [[fact] for fact in order]


def the_one_end(world: World, channel: Channel, reported: Sequence[Fact]) -> End:
    ends = {what_came_of_it(world, channel, calls) for calls in in_every_order(reported)}
    assert len(ends) == 1, reported
    return ends.pop()


@pytest.mark.parametrize("ago", [60, 0, None])
def test_a_bounce_is_not_undone_by_a_delivery_that_was_earlier_or_nobody_knows_when(
    each_world: World, ago: int | None
) -> None:
    bounce, delivered = Happening(F, 0, FailReason.BAD_ADDRESS), Happening(D, ago)
    end = the_one_end(each_world, Channel.SMS, [bounce, delivered])
    assert (end.delivery_status, end.fail_reason) == (DeliveryStatus.FAILED, FailReason.BAD_ADDRESS)
    assert end.outcome.reason is HoldReason.NOT_INFORMED


def test_what_arrived_after_it_was_given_up_tells_the_patient_in_every_order(each_world: World) -> None:
    given_up, arrived = Happening(F, 60, FailReason.UNREACHABLE), Happening(D, 0)
    end = the_one_end(each_world, Channel.SMS, [given_up, arrived, TAKEN])
    assert end.delivery_status is DeliveryStatus.DELIVERED
    assert end.outcome.may_be_coded


def test_any_two_facts_have_one_end(world: World) -> None:
    for pair in combinations_with_replacement([*FINALS, *STEPS, REFUSED], 2):
        if REFUSED not in pair or TAKEN not in pair:  # there is one answer to a message
            assert the_one_end(world, Channel.SMS, pair)


def test_any_two_things_that_are_recorded_of_a_letter_have_one_end(world: World) -> None:
    for pair in combinations(OF_LETTERS, 2):
        assert the_one_end(world, Channel.LETTER, pair)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*FINALS, *STEPS]), min_size=3, max_size=3))
def test_any_three_facts_have_one_end(world: World, reported: list[Fact]) -> None:
    assert the_one_end(world, Channel.SMS, reported)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(OF_LETTERS), min_size=3, max_size=3))
def test_any_three_things_that_are_recorded_of_a_letter_have_one_end(world: World, reported: list[Fact]) -> None:
    assert the_one_end(world, Channel.LETTER, reported)


def test_a_letter_that_came_back_is_not_undone_by_a_posting_of_before_or_of_that_day(each_world: World) -> None:
    posted, again, returned = Happening(P, DAYS * 4), Happening(P, DAYS * 2), Happening(F, DAYS * 2, RETURNED)
    end = the_one_end(each_world, Channel.LETTER, [posted, returned, again])
    assert (end.delivery_status, end.fail_reason) == (DeliveryStatus.FAILED, RETURNED)
    assert end.outcome.reason is HoldReason.NOT_INFORMED
    later = Happening(P, DAYS)
    end = the_one_end(each_world, Channel.LETTER, [posted, returned, later])
    assert end.delivery_status is DeliveryStatus.ACCEPTED
    assert end.times[1] == each_world.now - timedelta(days=1), "the notice period runs from the posting that stands"
    assert end.outcome.may_be_coded


def test_any_two_wishes_about_what_is_sent_have_one_end(world: World) -> None:
    for pair in combinations(STOPS, 2):
        assert the_one_end(world, Channel.SMS, pair)


def test_the_last_wish_stands_and_a_doubt_stops(each_world: World) -> None:
    for stopped, lifted, is_stopped in ((60, 0, False), (0, 60, True), (60, 60, True), (None, 0, True)):
        stop, lift = Happening(N, stopped, FailReason.STOPPED), Happening(ReportKind.STOP_LIFTED, lifted)
        assert the_one_end(each_world, Channel.SMS, [stop, lift]).is_stopped is is_stopped
