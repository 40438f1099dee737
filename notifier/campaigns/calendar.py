"""Days as patients and practices count them: London dates, and the last day of a notice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifier.errors import ValueRefused

LONDON = ZoneInfo("Europe/London")  # the patients' clock: deadlines are dates there


def london_date(moment: datetime) -> date:
    """The day that it is in London at a moment: the day on patients' letters and in their deadlines."""
    return moment.astimezone(LONDON).date()


def deadline(told_at: datetime, notice_days: int) -> date:
    """The last day on which a patient told at this time can still answer before anything happens; a London date."""
    return london_date(told_at) + timedelta(days=notice_days)


def past_moment(text: str, now: datetime) -> datetime:
    """When something happened on a day that a person wrote, as 2026-11-23: now if it is today, else noon in London.

    Raises ValueRefused for what is no day, and for one that is still to come.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise ValueRefused(f"{text.strip()!r} is no date: write 2026-11-23") from None
    today = london_date(now)
    if day > today:
        raise ValueRefused(f"{text.strip()} is still to come: give today or a day before")
    return now if day == today else datetime.combine(day, time(12), LONDON).astimezone(UTC)
