"""What goes out next, when and why not now, in sentences: of each channel, with its hours and its first slice."""

from collections.abc import Iterator, Set

from notifier.campaigns.calendar import london_date
from notifier.outcomes.campaign_view import SliceView
from notifier.outcomes.watched_campaign import PlannedMessages, WatchedCampaign
from notifier.providers.channels import traits_of
from notifier.vocabulary import Channel
from web.staff.state_answers import messages_of, verb_be, verb_go
from web.templating import clock_time, number, weekday


def sending_sentences(seen: WatchedCampaign, stopped: Set[Channel]) -> Iterator[str]:
    """What goes now, what waits for its hour or its first slice, and what comes later; `stopped` is said elsewhere."""
    slices = {one.channel: one for one in seen.slices}
    for planned in seen.planned:
        if planned.due and planned.channel not in stopped and not traits_of(planned.channel).is_carried_by_hand:
            yield _sending(seen, planned, slices.get(planned.channel))
        if planned.later and planned.later_from is not None:
            what = messages_of(planned.channel, planned.later)
            yield f"{what} {verb_be(planned.later)} planned from {weekday(planned.later_from)} on."


def _sending(seen: WatchedCampaign, planned: PlannedMessages, first: SliceView | None) -> str:
    what, noun = messages_of(planned.channel, planned.due), traits_of(planned.channel).noun
    hour = _hour(seen) if traits_of(planned.channel).keeps_quiet_hours and seen.texts_open_at is not None else ""
    if first is None:
        go = f"{what} {verb_go(planned.due)}"
        return f"{go} from {hour}. No {noun} goes before that hour." if hour else f"{go} out now."
    sent = first.arrived + first.failed + first.waiting
    rest = max(0, planned.due - max(0, first.size - sent))
    then = f" {number(rest)} more {verb_go(rest)} by {_themselves(rest)} as soon as enough of these have arrived."
    if not sent:
        size = min(first.size, planned.due)
        when = f"From {hour} the first" if hour else "The first"
        begun = f"{when} {number(size)} of {what} {verb_go(size)}{'' if hour else ' out now'}."
        return f"{begun}{then if rest else ''}"
    stands = f"{number(first.arrived)} arrived, {number(first.failed)} failed, {number(first.waiting)} not reported yet"
    later = f" No {noun} goes before {hour}." if hour else ""
    return f"Of the first {messages_of(planned.channel, sent)}: {stands}.{then if rest else ''}{later}"


def _themselves(count: int) -> str:
    return "itself" if count == 1 else "themselves"


def _hour(seen: WatchedCampaign) -> str:
    assert seen.texts_open_at is not None  # asked only where something waits for it
    at = clock_time(seen.texts_open_at)
    is_today = london_date(seen.texts_open_at) == london_date(seen.now)
    return f"{at} today" if is_today else f"{at} on {weekday(seen.texts_open_at)}"
