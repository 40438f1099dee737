"""Days that staff type into forms: the practice's, today or before."""

from datetime import date, datetime, time

from notifier.campaigns.calendar import LONDON, london_date


def past_moment(typed: str, now: datetime) -> datetime | None:
    """When something happened on the day of a date field: now if it is today, else noon at the practice.

    None for no day, and for one in the future.
    """
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    if day == london_date(now):
        return now
    return datetime.combine(day, time(12), LONDON) if day < london_date(now) else None
