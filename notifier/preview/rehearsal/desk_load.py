"""Pure: on which day how much goes out, and how many calls and slips the desk may expect of it. The shares are guesses.

No figure is published of how many patients call or send a slip back after such a notice; the assumptions are said with
every calendar, so that a practice can put its own experience beside them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notifier.campaigns.working_days import is_day_off, working_days_after
from notifier.vocabulary import Channel

CALLS_IN_1000 = 10  # people told, a guess: half of them answer at the desk, half only ask
SLIPS_IN_1000 = 30  # letters, a guess
REMINDED_IN_100 = 50  # of those told, a guess: whoever neither answered nor was surely reached
# On which working day after a message came people call, and send the slip; shares of those who do at all.
_CALLING = (0.40, 0.25, 0.15, 0.10, 0.10)
_SLIPS_COME = (0.0, 0.0, 0.10, 0.20, 0.20, 0.15, 0.15, 0.10, 0.05, 0.05)


@dataclass(frozen=True)
class DeskDay:
    """One day of the calendar: what goes out, and what may come in. Counts are rounded to whole ones."""

    day: date
    sent: Mapping[Channel, int]  # by what goes by itself
    posted: int  # letters
    reminders: int
    calls: int
    slips: int

    @property
    def comes_in(self) -> int:
        """What the desk has to do with."""
        return self.calls + self.slips


@dataclass(frozen=True)
class DeskPlan:
    """What the calendar is made of; `sent` by channel and day, `post_days` working days that the post may take."""

    sent: Mapping[Channel, Mapping[date, int]]
    letters: int
    launched_on: date
    reminders_on: date | None
    told: int
    post_days: int


def desk_calendar(plan: DeskPlan) -> tuple[DeskDay, ...]:
    """Every day on which something goes out or may come in, in order."""
    posted_on = _working_day(plan.launched_on, 1)
    reminded = plan.told * REMINDED_IN_100 // 100 if plan.reminders_on else 0
    reaches = defaultdict[date, float](float)  # how many people read of it on a day
    for by_day in plan.sent.values():
        for day, number in by_day.items():
            reaches[_working_day(day, 0)] += number
    letters_come = _working_day(posted_on, plan.post_days)
    reaches[letters_come] += plan.letters
    if plan.reminders_on:
        reaches[_working_day(plan.reminders_on, 0)] += reminded
    calls, slips = defaultdict[date, float](float), defaultdict[date, float](float)
    for day, people in reaches.items():
        _spread(calls, day, people * CALLS_IN_1000 / 1000, _CALLING)
    _spread(slips, letters_come, plan.letters * SLIPS_IN_1000 / 1000, _SLIPS_COME)
    goes_out = {day for by_day in plan.sent.values() for day in by_day} | ({posted_on} if plan.letters else set())
    goes_out |= {_working_day(plan.reminders_on, 0)} if plan.reminders_on and reminded else set()
    whole_calls, whole_slips = _rounded(calls), _rounded(slips)
    days = (
        DeskDay(
            day=day,
            sent={channel: by_day[day] for channel, by_day in plan.sent.items() if by_day.get(day)},
            posted=plan.letters if day == posted_on else 0,
            reminders=reminded if plan.reminders_on and day == _working_day(plan.reminders_on, 0) else 0,
            calls=whole_calls.get(day, 0),
            slips=whole_slips.get(day, 0),
        )
        for day in sorted(goes_out | calls.keys() | slips.keys())
    )
    return tuple(one for one in days if one.sent or one.posted or one.reminders or one.comes_in)


def desk_assumptions(plan: DeskPlan) -> tuple[str, ...]:
    """What the calendar rests on, in sentences."""
    return tuple(_assumptions(plan))


def _assumptions(plan: DeskPlan) -> Iterator[str]:
    yield (
        f"Of 1,000 people who are told {CALLS_IN_1000} call or come to the desk, most on the day and the day after. "
        "Nobody has counted it: put your own experience beside it."
    )
    if plan.letters:
        yield (
            f"Of 1,000 letters {SLIPS_IN_1000} slips come back, from the third working day after the letter came. "
            "The letters are posted on the first working day after the launch, and "
            f"{'come on the next' if plan.post_days == 1 else f'come within {plan.post_days} working days'}."
        )
    if plan.reminders_on:
        yield f"Of 100 people who were told {REMINDED_IN_100} are reminded, and as many of these call."


def _working_day(day: date, further: int) -> date:
    """The day itself or the first working day after it, and then so many working days further."""
    return working_days_after(working_days_after(day, 1) if is_day_off(day) else day, further)


def _spread(onto: dict[date, float], first: date, number: float, shares: Sequence[float]) -> None:
    day = first
    for share in shares:
        onto[day] += number * share
        day = _working_day(day, 1)


def _rounded(numbers: Mapping[date, float]) -> dict[date, int]:
    """Whole numbers that come, day by day, to what the given ones come to: what is cut off goes to a later day."""
    whole, so_far, given = dict[date, int](), 0, 0.0
    for day in sorted(numbers):
        given += numbers[day]
        whole[day] = round(given) - so_far
        so_far += whole[day]
    return whole
