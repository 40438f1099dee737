"""By when a complaint or a request of a patient has to be acknowledged and answered, counted from the day it came.

Pure. A practice may be faster; nothing here says what it has to answer.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from notifier.campaigns.working_days import is_day_off, working_days_after
from notifier.vocabulary import MatterKind


class DueDays(NamedTuple):
    """The last days on which a matter may be acknowledged and answered; None where nothing names one. London dates."""

    acknowledge_by: date | None
    answer_by: date | None


def due_days(kind: MatterKind, received_on: date) -> DueDays:
    """The last days for a matter that came on a London day.

    A complaint: acknowledged within three working days, answered within six months (Local Authority Social Services and
    NHS Complaints (England) Regulations 2009, regs 13 and 14). A complaint about the use of data: acknowledged within
    30 days, then answered without undue delay (Data (Use and Access) Act 2025, in force since 19 June 2026). A request
    or objection about data: answered within one month (UK GDPR, Article 12(3)), on the next working day where that
    month ends on a day off. Any other matter has no day.
    """
    match kind:
        case MatterKind.COMPLAINT:
            return DueDays(working_days_after(received_on, 3), _months_after(received_on, 6))
        case MatterKind.DATA_COMPLAINT:
            return DueDays(received_on + timedelta(days=30), None)
        case MatterKind.DATA_REQUEST:
            ends_on = _months_after(received_on, 1)
            return DueDays(None, working_days_after(ends_on, 1) if is_day_off(ends_on) else ends_on)
    return DueDays(None, None)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
