"""Days as patients and practices count them: London dates, and the last day of a notice."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")  # the patients' clock: deadlines are dates there


def deadline(told_at: datetime, notice_days: int) -> date:
    """The last day on which a patient told at this time can still answer before anything happens; a London date."""
    return told_at.astimezone(LONDON).date() + timedelta(days=notice_days)
