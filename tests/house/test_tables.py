"""Every table says how long its rows are kept, and why."""

import pytest
from sqlalchemy import Table

from notifier.store.tables import Base
from notifier.store.tables.declarative import UNTIL_CAMPAIGN_PURGED, UNTIL_PURGED

PERIODS = (
    *("for good: ", "for a day: ", "for a week after it ended: ", "for a year: ", "until it is read"),
    *("until a later token of its person", "until it is removed: ", UNTIL_CAMPAIGN_PURGED, UNTIL_PURGED),
)


@pytest.mark.parametrize("table", Base.metadata.tables.values(), ids=str)
def test_a_table_says_how_long_its_rows_are_kept_and_why(table: Table) -> None:
    kept: str = table.info["kept"]
    assert kept.startswith(PERIODS)
    assert len(kept.split(": ", 1)[1].split()) >= 3


def test_a_table_that_does_not_say_is_refused() -> None:
    with pytest.raises(AttributeError, match="kept"):
        type("Silent", (Base,), {"__tablename__": "silent", "__abstract__": True})
