"""By when complaints and requests are to be acknowledged and answered."""

from datetime import date

import pytest

from notifier.campaigns.statutory_dates import due_days
from notifier.vocabulary import MatterKind


@pytest.mark.parametrize(
    ("kind", "received_on", "acknowledge_by", "answer_by"),
    [
        (MatterKind.COMPLAINT, date(2026, 12, 1), date(2026, 12, 4), date(2027, 6, 1)),
        # A weekend and two bank holidays are no working days; February has no 31st.
        (MatterKind.COMPLAINT, date(2026, 12, 23), date(2026, 12, 30), date(2027, 6, 23)),
        (MatterKind.COMPLAINT, date(2026, 8, 31), date(2026, 9, 3), date(2027, 2, 28)),
        (MatterKind.DATA_COMPLAINT, date(2026, 12, 1), date(2026, 12, 31), None),
        (MatterKind.DATA_REQUEST, date(2026, 12, 1), None, date(2027, 1, 4)),
        (MatterKind.DATA_REQUEST, date(2027, 1, 31), None, date(2027, 3, 1)),
        (MatterKind.DIED, date(2026, 12, 1), None, None),
        (MatterKind.MOVED, date(2026, 12, 1), None, None),
    ],
)
def test_the_days_by_which_something_is_due(
    kind: MatterKind, received_on: date, acknowledge_by: date | None, answer_by: date | None
) -> None:
    assert due_days(kind, received_on) == (acknowledge_by, answer_by)
