"""Days as patients and practices count them: London dates, and the last day of a notice."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")  # the patients' clock: deadlines are dates there


def london_date(moment: datetime) -> date:
    """The day that it is in London at a moment: the day on patients' letters and in their deadlines."""
    return moment.astimezone(LONDON).date()


def deadline(told_at: datetime, notice_days: int) -> date:
    """The last day on which a patient told at this time can still answer before anything happens; a London date."""
    return london_date(told_at) + timedelta(days=notice_days)
