"""Working days as post and offices keep them: no weekends, and none of England's bank holidays."""

from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

_SATURDAY = 5
_DAY = timedelta(days=1)


def is_day_off(day: date) -> bool:
    """Whether nobody works on a day: a Saturday, a Sunday or a bank holiday."""
    return day.weekday() >= _SATURDAY or day in bank_holidays()


def working_days_after(day: date, number: int) -> date:
    """The working day that is this many after a day; the day itself for none."""
    for _ in range(number):
        day += _DAY
        while is_day_off(day):
            day += _DAY
    return day


@cache
def bank_holidays() -> frozenset[date]:
    """England's, as the package brought them along: without `use_cached_holidays` it would fetch them."""
    calendar = BankHolidays(use_cached_holidays=True)
    return frozenset(holiday["date"] for holiday in calendar.get_holidays(BankHolidays.ENGLAND_AND_WALES))
