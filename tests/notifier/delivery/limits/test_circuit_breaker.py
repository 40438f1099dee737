"""What stops a launch by itself: a bad first slice, too many failures; and how it goes on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from notifier.campaigns import lifecycle
from notifier.delivery import receipts
from notifier.delivery.limits import circuit_breaker
from notifier.providers.base import Refused, Report, Result, Unknown
from notifier.providers.message_types import Message
from notifier.store import audit
from notifier.store.tables import AuditEvent, Campaign, Delivery, Slice
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason, ReportKind, Role
from tests.notifier.delivery.limits.breaker_moves import MakeWorld, arrive, fail, report, resume, review, standing
from tests.notifier.provider_stand_in import StandIn, delivery_sender, drain, plan, statuses, with_texts
from tests.world import World, rows_of

# --- the first slice ---


def test_only_the_first_few_go_until_they_came_back_well(make_world: MakeWorld) -> None:
    world = make_world(first_slice=4)
    with_texts(world, 10)
    provider = StandIn(batch_size=3)
    assert (drain(world, provider), drain(world, provider)) == (4, 0)
    arrive(world, provider.references[:2])
    assert (review(world), drain(world, provider)) == (0, 0)
    arrive(world, provider.references[2:3])  # three of four: the share that may fail is a quarter
    assert (review(world), drain(world, provider)) == (1, 6)
    assert review(world) == 0
    with world.database.reading() as session:
        assert "slice.opened" in [event.action for event in rows_of(session, AuditEvent)]
        assert audit.verify_chains(session).events > 0


def test_workers_side_by_side_fill_one_slice(make_world: MakeWorld) -> None:
    world = make_world(first_slice=5)
    with_texts(world, 9)
    one, other = StandIn(batch_size=2), StandIn(batch_size=2)
    with delivery_sender(world, one) as first, delivery_sender(world, other) as second:
        first.drain(Channel.SMS, lambda: world.now)
        second.drain(Channel.SMS, lambda: world.now)
    assert len(one.sent) + len(other.sent) == 5


def test_each_channel_has_a_slice_of_its_own(make_world: MakeWorld) -> None:
    world = make_world(first_slice=1)
    world.import_people(world.person(), world.person(), world.person(mobile=None), world.person(mobile=None))
    world.launched()
    plan(world)
    assert (drain(world, StandIn()), drain(world, StandIn(), Channel.EMAIL)) == (1, 1)
    assert statuses(world, Channel.EMAIL)[DeliveryStatus.PLANNED] == 1


def test_each_campaign_has_a_slice_of_its_own_and_an_open_one_is_not_held_up(make_world: MakeWorld) -> None:
    world = make_world(first_slice=2)
    with_texts(world, 5)
    provider = StandIn()
    drain(world, provider)
    arrive(world, provider.references)
    review(world)
    world.launched(channels=(Channel.SMS,), preset="records-access", name="Online access 2026")
    plan(world)
    assert drain(world, StandIn()) == 3 + 2  # the rest of the first campaign and the slice of the second


@pytest.mark.parametrize("reason", [FailReason.BAD_ADDRESS, FailReason.BLOCKED])
def test_a_slice_that_goes_badly_pauses_the_campaign_and_says_why(make_world: MakeWorld, reason: FailReason) -> None:
    world = make_world(first_slice=4)
    with_texts(world, 10)
    provider = StandIn()
    drain(world, provider)
    fail(world, provider.references[:2], reason)
    assert review(world) == 1
    found = standing(world)
    assert found.campaign_status is CampaignStatus.PAUSED
    assert "2 of 2 by sms failed for good" in (found.paused_because or "")
    assert drain(world, StandIn()) == 0


def test_handsets_that_are_off_say_nothing_against_the_list(make_world: MakeWorld) -> None:
    world = make_world(first_slice=4)
    with_texts(world, 10)
    provider = StandIn()
    drain(world, provider)
    fail(world, provider.references, FailReason.UNREACHABLE)
    assert review(world) == 0
    assert standing(world).campaign_status is CampaignStatus.RUNNING


def test_where_every_one_came_back_most_of_them_are_enough(make_world: MakeWorld) -> None:
    world = make_world(first_slice=5)
    with_texts(world, 10)
    provider = StandIn()
    drain(world, provider)
    arrive(world, provider.references[:3])
    assert review(world) == 0
    fail(world, provider.references[3:], FailReason.UNREACHABLE)
    assert (review(world), drain(world, provider)) == (1, 5)


# --- a provider that never says what arrived ---

MAIL_SERVER = {
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
    "smtp_from": "surgery@example.com",
    "smtp_operator": "Sample Hosting",
}
WITH_MAILBOX = MAIL_SERVER | {
    "smtp_bounce_imap_host": "127.0.0.1",
    "smtp_bounce_imap_user": "bounces",
    "smtp_bounce_imap_password": "sample",
}


def with_emails(world: World, number: int) -> StandIn:
    """So many people with an email each, and a provider that takes each and is called as the mail server is."""
    world.import_people(*(world.person(mobile=None) for _ in range(number)))
    world.launched(channels=(Channel.EMAIL,))
    plan(world)
    return StandIn(name="smtp")


def came_back(world: World, references: list[str], provider: str = "smtp") -> None:
    with world.database.writing() as session:
        for reference in references:
            kind, reason = ReportKind.FAILED, FailReason.BAD_ADDRESS
            made = Report(reference, f"id-{reference}", f"{reference}:bounce", kind, world.now, reason, {})
            receipts.record_report(session, provider, made, world.now)


def test_where_only_failures_are_heard_of_no_news_for_an_hour_opens_the_slice(make_world: MakeWorld) -> None:
    world = make_world(first_slice=4, **WITH_MAILBOX)
    provider = with_emails(world, 10)
    assert drain(world, provider, channel=Channel.EMAIL) == 4
    came_back(world, provider.references[:1])
    world.now += circuit_breaker.NO_NEWS - timedelta(seconds=1)
    assert review(world) == 0
    world.now += timedelta(seconds=1)
    assert (review(world), drain(world, provider, channel=Channel.EMAIL)) == (1, 6)


def test_where_nothing_is_heard_a_person_has_to_look(make_world: MakeWorld) -> None:
    world = make_world(first_slice=4, **MAIL_SERVER)
    provider = with_emails(world, 10)
    assert drain(world, provider, channel=Channel.EMAIL) == 4
    world.now += timedelta(days=2)
    assert (review(world), drain(world, provider, channel=Channel.EMAIL)) == (0, 0)


def test_where_only_failures_are_heard_of_a_few_of_many_pause_nothing(make_world: MakeWorld) -> None:
    """Whoever counts what came back against what was reported would find that everything came back."""
    world = make_world(first_slice=0, **WITH_MAILBOX)
    provider = with_emails(world, 120)
    assert drain(world, provider, channel=Channel.EMAIL) == 120
    world.now += circuit_breaker.NO_NEWS
    came_back(world, provider.references[: circuit_breaker.FEWEST])
    assert review(world) == 0
    assert standing(world).campaign_status is CampaignStatus.RUNNING
    came_back(world, provider.references[: 2 * circuit_breaker.FEWEST])
    assert review(world) == 1
    assert standing(world).campaign_status is CampaignStatus.PAUSED


def test_lost_answers_tell_nothing_so_that_others_go_in_their_place(make_world: MakeWorld) -> None:
    world = make_world(first_slice=4)
    with_texts(world, 30)
    loses = StandIn(answer=lambda message: Unknown())
    handed = []
    for _ in range(8):
        drain(world, loses)
        handed.append(len(loses.sent))
        review(world)
        world.later(minutes=15)
    # A provider that loses every answer is not fed the whole list, and one by one once that is seen.
    assert handed == [4, 8, 9, 10, 11, 12, 12, 12]
    report(world, loses.references[:3], ReportKind.DELIVERED)
    assert (review(world), drain(world, StandIn())) == (1, 18)


def test_one_that_was_refused_for_now_comes_again_in_its_slice(make_world: MakeWorld) -> None:
    world = make_world(first_slice=2)
    with_texts(world, 5)
    drain(world, StandIn(answer=lambda message: Refused(FailReason.UNAVAILABLE, permanent=False)))
    world.later(hours=1)
    review(world)
    provider = StandIn()
    drain(world, provider)
    assert len(provider.sent) == 2


def test_whoever_resumes_lets_everything_go(make_world: MakeWorld) -> None:
    world = make_world(first_slice=4)
    with_texts(world, 10)
    provider = StandIn()
    drain(world, provider)
    fail(world, provider.references[:2])
    review(world)
    world.later(minutes=5)
    resume(world)
    assert standing(world).paused_because is None
    assert (review(world), drain(world, provider)) == (0, 6)


def test_a_person_need_not_wait_for_reports_that_never_come(make_world: MakeWorld) -> None:
    world = make_world(first_slice=4)
    with_texts(world, 10)
    drain(world, StandIn())
    with world.database.writing() as session:
        lifecycle.pause_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    resume(world)
    assert drain(world, StandIn()) == 6


def test_without_a_slice_everything_goes_at_once(make_world: MakeWorld) -> None:
    world = make_world(first_slice=0)
    with_texts(world, 10)
    assert drain(world, StandIn()) == 10
    with world.database.reading() as session:
        assert session.execute(select(Slice)).all() == []


# --- too many failures, or one of the wrong kind ---


@pytest.mark.parametrize(("failures", "pauses"), [(6, False), (7, True)])
def test_more_permanent_failures_than_the_share_pause_it(make_world: MakeWorld, failures: int, pauses: bool) -> None:
    world = make_world(pause_share=0.25)
    with_texts(world, 30)
    provider = StandIn()
    drain(world, provider)
    fail(world, provider.references[:failures])
    arrive(world, provider.references[failures:24])
    assert review(world) == pauses
    assert standing(world).campaign_status is (CampaignStatus.PAUSED if pauses else CampaignStatus.RUNNING)


def test_the_first_failures_of_few_do_not_pause_it(make_world: MakeWorld) -> None:
    world = make_world(pause_share=0.25)
    with_texts(world, 30)
    provider = StandIn()
    drain(world, provider)
    fail(world, provider.references[:5])
    assert review(world) == 0


def test_after_a_person_looked_the_old_failures_do_not_pause_it_again(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 30)
    provider = StandIn()
    drain(world, provider)
    fail(world, provider.references[:20])
    assert review(world) == 1
    world.later(minutes=5)
    resume(world)
    assert review(world) == 0
    fail(world, provider.references[20:26])
    assert review(world) == 1


def test_pausing_stops_the_next_claim(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world, 9)
    seen: list[Message] = []

    def answer(message: Message) -> Result:
        seen.append(message)
        if len(seen) == 1:
            with world.database.writing() as session:
                lifecycle.pause_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
        return Refused(FailReason.BAD_ADDRESS, permanent=True)

    drain(world, StandIn(batch_size=2, answer=answer))
    assert len(seen) == 2


def test_a_campaign_that_does_not_run_is_not_paused(make_world: MakeWorld) -> None:
    world = make_world()
    with_texts(world)
    with world.database.writing() as session:
        session.execute(update(Campaign).values(campaign_status=CampaignStatus.CLOSED))
        assert not circuit_breaker.trip(session, world.campaign_id, "because", world.now)
    assert standing(world).campaign_status is CampaignStatus.CLOSED
    with world.database.reading() as session:
        assert session.execute(select(Delivery.delivery_status)).scalar_one() is DeliveryStatus.PLANNED
