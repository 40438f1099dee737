"""What counts as told is a rule for each channel; what an earlier release asked for of all of them goes on to hold."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notifier.campaigns import lifecycle
from notifier.campaigns.told_rules import ToldRules, checked_rules, parse_told
from notifier.campaigns.working_days import working_days_after
from notifier.errors import ValueRefused
from notifier.store.database import Database
from notifier.vocabulary import Channel, Evidence, Role
from tests.world import World

NOT_EVEN = (Evidence.NONE, Evidence.PASSIVE)


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    return World(sqlite_database, tmp_path, now)


def sufficing(rules: ToldRules, channel: Channel) -> set[Evidence]:
    """Which of what a channel can prove tells the patient."""
    taken = Evidence.POSTED if channel is Channel.LETTER else Evidence.SENT
    return {one for one in (*NOT_EVEN, taken, Evidence.DELIVERED) if rules.suffices(channel, one)}


def rules_of(world: World) -> ToldRules:
    with world.database.reading() as session:
        return ToldRules.of(lifecycle.get_campaign(session, world.practice_id, world.campaign_id))


def test_as_usual_a_text_or_an_email_counts_once_it_arrived_and_a_letter_once_it_was_posted(world: World) -> None:
    world.campaign()
    rules = rules_of(world)
    for channel in (Channel.SMS, Channel.EMAIL):
        assert sufficing(rules, channel) == {Evidence.DELIVERED}
    assert sufficing(rules, Channel.LETTER) == {Evidence.POSTED, Evidence.DELIVERED}
    assert not rules.suffices(Channel.FOOTER, Evidence.DELIVERED)
    assert rules.letter_working_days == 5


def test_a_person_decides_otherwise_for_one_channel_and_leaves_the_others(world: World) -> None:
    world.campaign(told=parse_told("email=sent, letter_working_days=10"))
    rules = rules_of(world)
    assert rules.suffices(Channel.EMAIL, Evidence.SENT)
    assert not rules.suffices(Channel.SMS, Evidence.SENT)
    assert rules.letter_working_days == 10
    assert rules.in_words((Channel.EMAIL, Channel.LETTER, Channel.FOOTER)) == [
        "Email: counts as told once its provider took it, whether or not it arrived.",
        (
            "Letter: counts as told once posted and 10 working days went by in which it did not come back; "
            "one for the desk once handed over."
        ),
    ]


@pytest.mark.parametrize(
    ("needed", "text", "letter"),
    [
        (Evidence.PASSIVE, {Evidence.SENT, Evidence.DELIVERED}, {Evidence.POSTED, Evidence.DELIVERED}),
        (Evidence.POSTED, {Evidence.SENT, Evidence.DELIVERED}, {Evidence.POSTED, Evidence.DELIVERED}),
        (Evidence.SENT, {Evidence.SENT, Evidence.DELIVERED}, {Evidence.DELIVERED}),
        (Evidence.DELIVERED, {Evidence.DELIVERED}, {Evidence.DELIVERED}),
        (Evidence.REPLIED, set(), set()),
    ],
)
def test_a_campaign_of_before_keeps_what_its_one_strength_meant(
    needed: Evidence, text: set[Evidence], letter: set[Evidence]
) -> None:
    rules = ToldRules.before(needed)
    assert sufficing(rules, Channel.SMS) == text
    assert sufficing(rules, Channel.LETTER) == letter
    assert rules.letter_working_days == 0


def test_what_counts_as_told_is_part_of_what_is_previewed_and_approved(world: World) -> None:
    world.import_people(world.person())
    fingerprints = set()
    for told in ({}, {"sms": "sent"}, {"letter_working_days": "9"}):
        world.campaign(told=told)
        fingerprints.add(world.preview().fingerprint)
    assert len(fingerprints) == 3


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("sms", "does not say what counts as told"),
        ("sms=", "does not say what counts as told"),
        ("sms=sent,sms=delivered", "said twice"),
        ("sms=posted", "choose sent or delivered"),
        ("sms=replied", "choose sent or delivered"),
        ("letter=sent", "choose posted or delivered"),
        ("footer=sent", "no channel 'footer' tells each patient: choose among sms, email, letter"),
        ("letter_working_days=soon", "give a number of days from 0 to 30"),
        ("letter_working_days=31", "give a number of days from 0 to 30"),
        ("letter_working_days=-1", "give a number of days from 0 to 30"),
    ],
)
def test_what_cannot_count_as_told_is_refused_with_what_there_is(world: World, written: str, named: str) -> None:
    world.staff(Role.MANAGER)
    with pytest.raises(ValueRefused, match=named):
        world.campaign(told=parse_told(written))


def test_a_preset_that_names_one_channel_has_the_others_as_usual() -> None:
    rules = checked_rules({"sms": "sent"})
    assert rules.suffices(Channel.SMS, Evidence.SENT)
    assert not rules.suffices(Channel.EMAIL, Evidence.SENT)
    assert (rules.letter_working_days, rules.weakest) == (5, Evidence.POSTED)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # posted on a Saturday
        (date(2026, 12, 23), 2, date(2026, 12, 29)),  # Christmas Day, a weekend, and Boxing Day in lieu
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(day: date, number: int, expected: date) -> None:
    assert working_days_after(day, number) == expected


def test_the_days_in_which_a_letter_may_come_back_are_counted_in_london() -> None:
    late_in_the_evening = datetime(2026, 6, 4, 23, 30, tzinfo=UTC)  # Friday the 5th in London
    assert ToldRules.before(Evidence.POSTED).letter_counts_after(late_in_the_evening) == date(2026, 6, 5)
    assert checked_rules({}).letter_counts_after(late_in_the_evening) == date(2026, 6, 12)
