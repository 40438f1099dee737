"""What a campaign's page says first, over every state it can be in: pure, so that each takes no time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from notifier.delivery.limits.channel_breaker import ChannelOutage
from notifier.delivery.limits.spending import SpendingView
from notifier.outcomes.campaign_view import SliceView
from notifier.outcomes.watched_campaign import (
    ClosingStanding,
    PaperView,
    PauseView,
    PlannedMessages,
    WatchedCampaign,
)
from notifier.patients.register import WaitingJoiners
from notifier.vocabulary import CampaignStatus, Channel, FailReason, PollSubject, Role
from web.staff.campaign_state import campaign_state
from web.staff.state_answers import CampaignState, Tone

FIVE = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)  # a Tuesday
EIGHT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
LAST = date(2027, 1, 12)
RUNNING = WatchedCampaign(CampaignStatus.RUNNING, FIVE, 42, last_day=LAST, running_notices=59)
OUTAGE = ChannelOutage(Channel.SMS, "twilio", FailReason.UNAVAILABLE, FIVE, FIVE, 1, FIVE + timedelta(minutes=2))
FIRST_SMS = SliceView(Channel.SMS, 20, 0, 0, 0, 59)
OVER = replace(RUNNING, now=datetime(2027, 1, 13, 9, 0, tzinfo=UTC), running_notices=0)
ON_LAST_DAY = OVER.now - timedelta(days=1)
FROZEN = ClosingStanding(sets=1, closed_at=OVER.now)
EXPORTED = replace(FROZEN, exported_at=OVER.now)
COMPARED = replace(EXPORTED, compared_at=OVER.now)


def acts(state: CampaignState, *roles: Role) -> list[str]:
    own, _others = state.matters_of(frozenset(roles or Role))
    return [one.act.label for one in own if one.act]


def words(state: CampaignState) -> str:
    return " ".join([state.headline, *state.comes_next, *(one.sentence for one in state.matters), state.days])


def test_before_the_hour_of_the_texts_it_says_when_how_many_go_and_that_nobody_need_do_anything() -> None:
    waits = replace(RUNNING, texts_open_at=EIGHT, slices=[FIRST_SMS], planned=[PlannedMessages(Channel.SMS, 59)])
    state = campaign_state(waits)
    assert state.tone is Tone.WELL
    assert state.comes_next[0] == (
        "From 08:00 today the first 20 of 59 texts go. "
        "39 more go by themselves as soon as enough of these have arrived."
    )
    assert acts(state) == []
    assert state.days == "42 days are left. The last day to answer is Tuesday 12 January 2027."
    plain = campaign_state(replace(waits, slices=[]))
    assert plain.comes_next[0] == "59 texts go from 08:00 today. No text goes before that hour."
    tomorrow = campaign_state(replace(waits, slices=[], texts_open_at=EIGHT + timedelta(days=1)))
    assert "from 08:00 on Wednesday 2 December 2026." in tomorrow.comes_next[0]


def test_a_first_slice_says_how_it_does_and_what_waits_for_it() -> None:
    out = replace(FIRST_SMS, arrived=12, failed=1, waiting=7, held_back=39)
    state = campaign_state(replace(RUNNING, slices=[out], planned=[PlannedMessages(Channel.SMS, 39)]))
    assert state.comes_next[0] == (
        "Of the first 20 texts: 12 arrived, 1 failed, 7 not reported yet. "
        "39 more go by themselves as soon as enough of these have arrived."
    )


def test_what_goes_now_and_what_comes_later_is_said_with_its_day() -> None:
    planned = [PlannedMessages(Channel.EMAIL, 1), PlannedMessages(Channel.SMS, 0, 1_200, EIGHT + timedelta(days=14))]
    state = campaign_state(replace(RUNNING, planned=planned))
    assert state.comes_next[:2] == (
        "1 email goes out now.",
        "1,200 texts are planned from Tuesday 15 December 2026 on.",
    )


@pytest.mark.parametrize(
    ("seen", "tone", "says", "offers"),
    [
        (
            WatchedCampaign(CampaignStatus.DRAFT, FIVE, 42, hindrances=3),
            Tone.WAITS,
            "3 things have",
            ["See the check list"],
        ),
        (WatchedCampaign(CampaignStatus.DRAFT, FIVE, 42), Tone.WAITS, "a second person", ["See the check list"]),
        (WatchedCampaign(CampaignStatus.APPROVED, FIVE, 42), Tone.WAITS, "Nothing hinders the launch", ["Launch…"]),
        (
            WatchedCampaign(CampaignStatus.APPROVED, FIVE, 42, hindrances=1),
            Tone.WAITS,
            "1 thing hinders the launch",
            ["See the check list"],
        ),
        (
            WatchedCampaign(CampaignStatus.LAUNCHING, FIVE, 42, begins_at=FIVE + timedelta(minutes=2), people=2_000),
            Tone.LOOK,
            "At 05:02 it begins to tell 2,000 people.",
            ["See how long, and stop it"],
        ),
        (
            WatchedCampaign(CampaignStatus.LAUNCHING, FIVE, 42, is_idle=True),
            Tone.STOPPED,
            "The worker is not running",
            ["See how long, and stop it"],
        ),
        (replace(RUNNING, is_idle=True), Tone.STOPPED, "The worker is not running", []),
        (
            replace(RUNNING, outages=[OUTAGE], planned=[PlannedMessages(Channel.SMS, 5)]),
            Tone.STOPPED,
            "Twilio cannot be reached",
            [],
        ),
        (
            replace(
                RUNNING, money=SpendingView(10, 9.99, {Channel.SMS: 9}, FIVE), planned=[PlannedMessages(Channel.SMS, 9)]
            ),
            Tone.STOPPED,
            "The budget is spent: £9.99 of the budget of £10 is spent, and the next text would pass it. 9 texts wait",
            ["Raise the budget"],
        ),
        (
            replace(RUNNING, campaign_status=CampaignStatus.PAUSED, pause=PauseView(FIVE, "Sam Manager")),
            Tone.STOPPED,
            "Sam Manager paused the sending on 1 December 2026 at 05:00.",
            ["Resume sending…"],
        ),
        (
            replace(RUNNING, campaign_status=CampaignStatus.PAUSED, pause=PauseView(FIVE, because="6 of 20 failed")),
            Tone.STOPPED,
            "The program paused the sending by itself on 1 December 2026 at 05:00, because 6 of 20 failed.",
            ["Resume sending…"],
        ),
        (RUNNING, Tone.WELL, "After Tuesday 12 January 2027 everybody’s time to answer is over", []),
        (replace(RUNNING, reviews=2, late_reviews=1), Tone.LOOK, "1 came after the last day", ["See the answers"]),
        (replace(RUNNING, doubts=1), Tone.LOOK, "in doubt", ["See who"]),
        (replace(RUNNING, unknown=3), Tone.WELL, "3 messages may not have arrived", ["See which"]),
        (replace(RUNNING, joiners=WaitingJoiners(2, EIGHT)), Tone.WELL, "who joined", ["Have them told now"]),
        (
            replace(RUNNING, paper=PaperView(1, 2, 3)),
            Tone.LOOK,
            "1 letter waits to be printed",
            ["See the letters", "See the letters", "See which"],
        ),
        (replace(RUNNING, unread_calls=4, unread_since=FIVE), Tone.LOOK, "4 reports of the companies", []),
        (replace(RUNNING, unasked=[(PollSubject.TEXTS, "no key")]), Tone.LOOK, "this installation: no key.", []),
        (OVER, Tone.LOOK, "Everybody’s time to answer is over: freeze", ["See the closing"]),
        (replace(OVER, now=ON_LAST_DAY), Tone.WELL, "Today is the last day to answer.", []),
        (replace(OVER, running_notices=3), Tone.WELL, "None. The last day to answer was", []),
        (
            replace(OVER, closing=ClosingStanding(proposal=1, proposed_by="Ann", proposal_until=OVER.now)),
            Tone.LOOK,
            "Ann proposed to freeze set 1. Another person closes it until 13 January 2027 at 09:00.",
            ["See the closing"],
        ),
        (
            replace(OVER, closing=ClosingStanding(proposal=1, proposal_until=FIVE)),
            Tone.LOOK,
            "too long ago",
            ["See the closing"],
        ),
        (replace(OVER, closing=FROZEN), Tone.LOOK, "Make its lists", ["Make the lists…"]),
        (replace(OVER, closing=EXPORTED), Tone.LOOK, "After the coding", ["Compare the codes"]),
        (replace(OVER, closing=COMPARED), Tone.LOOK, "was not clean", ["Compare the codes"]),
        (
            replace(OVER, closing=replace(COMPARED, is_clean=True)),
            Tone.OVER,
            "every code as it has to be",
            ["Pack the evidence"],
        ),
        (
            replace(OVER, closing=replace(COMPARED, is_clean=True)),
            Tone.OVER,
            "Everything is done.",
            ["Pack the evidence"],
        ),
        (
            replace(OVER, reviews=1, closing=replace(COMPARED, is_clean=True)),
            Tone.LOOK,
            "The codes are as they have to be. Keep the evidence",
            ["See the answers", "Pack the evidence"],
        ),
        (
            replace(OVER, closing=replace(COMPARED, urgent=1)),
            Tone.LOOK,
            "The code of some patients has to come off: look at these first.",
            ["See whose code has to come off"],
        ),
        (
            replace(OVER, campaign_status=CampaignStatus.CLOSED, closed_at=OVER.now, closing=EXPORTED),
            Tone.LOOK,
            "It is closed, and 1 thing asks for a person.",
            ["Compare the codes"],
        ),
        (WatchedCampaign(CampaignStatus.CANCELLED, FIVE, 42, closed_at=FIVE), Tone.OVER, "nobody may be coded", []),
    ],
)
def test_each_state_says_how_it_is_what_comes_and_what_to_do(
    seen: WatchedCampaign, tone: Tone, says: str, offers: list[str]
) -> None:
    state = campaign_state(seen)
    assert state.tone is tone, words(state)
    assert says in words(state)
    assert acts(state)[: len(offers)] == offers
    assert bool(acts(state)) == bool(offers)


def every_state() -> Iterator[WatchedCampaign]:
    closings = (ClosingStanding(), FROZEN, EXPORTED, COMPARED, replace(COMPARED, is_clean=True, urgent=1, others=2))
    for status, moment, closing, idle, count in product(
        CampaignStatus, (FIVE, OVER.now), closings, (False, True), (0, 1, 2_000)
    ):
        yield WatchedCampaign(
            status,
            moment,
            42,
            last_day=LAST,
            is_idle=idle,
            planned=[PlannedMessages(channel, count, count, EIGHT) for channel in (Channel.SMS, Channel.LETTER)],
            texts_open_at=EIGHT if moment is FIVE else None,
            slices=[FIRST_SMS] if count else [],
            reviews=count,
            unknown=count,
            paper=PaperView(count, count, count),
            running_notices=count,
            closing=closing,
        )


def test_no_state_is_without_an_answer_and_every_sentence_is_whole() -> None:
    for seen in every_state():
        state = campaign_state(seen)
        assert state.headline, seen
        assert state.comes_next or state.matters or state.tone is Tone.OVER, seen
        for said in (state.headline, *state.comes_next, *(one.sentence for one in state.matters), state.days):
            assert said.endswith("."), said
            assert "  " not in said, said
            assert not said.startswith(" "), said
            assert "2000" not in said, said
            assert "nobody knows" not in said, said


def test_what_a_role_may_not_do_is_said_to_it_without_a_link() -> None:
    state = campaign_state(replace(RUNNING, reviews=1, money=SpendingView(10, 9.99, {Channel.SMS: 9}, FIVE)))
    own, others = state.matters_of(frozenset({Role.RECEPTION}))
    assert [one.act.label for one in own if one.act] == ["See the answers"]
    assert ["budget" in one.sentence for one in others] == [True]
    assert acts(state, Role.AUDITOR) == []
