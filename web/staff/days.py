"""Days that staff type into forms: the practice's, today or before."""

from datetime import datetime

from notifier.campaigns import calendar
from notifier.errors import ValueRefused


def typed_moment(typed: str, now: datetime) -> datetime | None:
    """When something happened on the day of a date field, as `calendar.past_moment` has it.

    None for no day, and for one in the future.
    """
    try:
        return calendar.past_moment(typed, now)
    except ValueRefused:
        return None
