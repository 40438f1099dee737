"""What pages show of a campaign is what follows, is counted once for all who look, and says for which moment it holds.

That no act is missed, a campaign lived through at random shows: see `test_as_of`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from notifier.outcomes import kept_conclusions, kept_figures
from notifier.outcomes.kept_conclusions import ConclusionRow
from notifier.outcomes.kept_figures import KeptFigures
from notifier.store.database import Database
from notifier.store.tables import Base, Campaign, FactChange
from notifier.vocabulary import Choice, OutcomeKind
from tests.notifier.closing_steps import answered_three, frozen
from tests.world import Begin, World

# What is read and changes nothing that is shown: the view itself, what only past moments need, whether a number wants
# no more, which says nothing of whose it is; and the rows of a set, which count once it is closed.
OF_NO_CONSEQUENCE = {
    *("campaign_figures", "fact_change", "kept_conclusion", "patient_list", "receipt", "suppression"),
    "frozen_outcome",
}


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """See `answered_three`; what follows was frozen, and nothing was counted yet."""
    return begin(sqlite_database, froze)


@pytest.fixture
def each_world(begin: Begin, database: Database) -> World:
    """As `world`, on each make of database."""
    return begin(database, froze)


def froze(world: World) -> None:
    answered_three(world)
    frozen(world)


def figures(world: World) -> KeptFigures:
    return kept_figures.current_figures(world.database, world.campaign_id, world.now, world.settings)


def fresh(world: World, session: Session) -> Mapping[int, ConclusionRow]:
    return kept_conclusions.conclude_rows(session, session.get_one(Campaign, world.campaign_id), world.now)


def waiting(world: World) -> int:
    with world.database.reading() as session:
        return len(session.execute(select(FactChange.id)).all())


def test_every_table_that_is_read_notes_what_changes_in_it(world: World) -> None:
    read: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        read.update(re.findall(r"(?:FROM|JOIN|,) (\w+)", statement))

    event.listen(world.database.engine, "before_cursor_execute", note)
    figures(world)
    event.remove(world.database.engine, "before_cursor_execute", note)
    with world.database.reading() as session:
        triggers = session.execute(text("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    noting = {table for table, sql in triggers if "INSERT INTO fact_change" in sql}
    assert {"delivery", "patient", "reply", "frozen_set", "identity_doubt"} < read
    unnoted = (read & set(Base.metadata.tables)) - noting - OF_NO_CONSEQUENCE
    assert not unnoted, "a change in it has pages show what is no longer so: see migration 0042"


def test_what_was_counted_is_shown_to_everybody_until_something_changes(
    each_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, concluded = each_world, list[Sequence[int] | None]()
    conclude = kept_conclusions.conclude_rows

    def noted(session: Session, campaign: Campaign, at: datetime, some: Any = None) -> Any:
        concluded.append(some)
        return conclude(session, campaign, at, some)

    monkeypatch.setattr(kept_conclusions, "conclude_rows", noted)
    shown, at_once = list[KeptFigures](), Barrier(5)

    def look() -> None:
        at_once.wait()
        shown.append(figures(world))

    tabs = [Thread(target=look) for _ in range(5)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert concluded == [None], "everybody was concluded once, for all tabs"
    assert [one.version for one in shown] == [1] * 5
    world.later(minutes=1)
    assert figures(world) == shown[0], "with the moment for which it was counted"
    monkeypatch.setattr(kept_figures, "WHOLE_SHARE", 1)
    world.answer(world.people[1], Choice.KEEP)
    assert figures(world).progress.outcomes[OutcomeKind.MAY_CODE_SILENT] == 0
    assert concluded[1:] == [[world.patient_id(world.people[1].nhs_number)]], "and then whom something changed for"
    assert waiting(world) == 0


def test_of_two_who_count_at_once_one_writes(each_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world, conclude, others = each_world, kept_conclusions.conclude_rows, list[int]()
    figures(world)
    world.answer(world.people[1], Choice.KEEP)

    def overtaken(session: Session, campaign: Campaign, at: datetime, some: Any = None) -> Any:
        found = conclude(session, campaign, at, some)
        if not others:  # another process, such as a worker, is faster, and then somebody else answers
            others.append(1)
            kept_figures._renewed(world.database, world.campaign_id, at, world.settings)
            world.answer(world.people[3], Choice.KEEP)
        return found

    monkeypatch.setattr(kept_conclusions, "conclude_rows", overtaken)
    kept_figures._renewed(world.database, world.campaign_id, world.now, world.settings)
    assert waiting(world) > 0, "what came last was not taken into account by either"
    monkeypatch.setattr(kept_conclusions, "conclude_rows", conclude)
    assert figures(world).version == 3
    with world.database.reading() as session:
        assert kept_conclusions.read_rows(session, world.campaign_id) == fresh(world, session)


def test_a_large_list_is_left_to_the_worker_and_its_page_says_of_when_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_figures, "SMALL_LIST", 0)
    monkeypatch.setattr(kept_figures, "FEW_CHANGED", 0)
    first = figures(world)
    assert first.is_current, "the first who looks has it counted"
    world.later(minutes=5)
    world.answer(world.people[1], Choice.KEEP)
    stale = figures(world)
    assert (stale.as_of, stale.progress, stale.is_current) == (first.as_of, first.progress, False)
    assert kept_figures.renew_figures(world.database, world.now, world.settings) == 1
    renewed = figures(world)
    assert (renewed.as_of, renewed.is_current) == (world.now, True)
    assert renewed.progress.outcomes[OutcomeKind.MAY_CODE_SILENT] == 0
    assert kept_figures.renew_figures(world.database, world.now, world.settings) == 0


def test_where_no_worker_counts_within_a_minute_a_page_does(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_figures, "SMALL_LIST", 0)
    monkeypatch.setattr(kept_figures, "FEW_CHANGED", 0)
    figures(world)
    world.answer(world.people[1], Choice.KEEP)
    assert not figures(world).is_current
    with world.database.writing() as session:
        for row in session.execute(select(FactChange)).scalars():
            row.noticed_at = datetime.now(UTC) - timedelta(minutes=2)
    assert figures(world).progress.outcomes[OutcomeKind.MAY_CODE_SILENT] == 0


def test_a_day_that_ends_ends_the_time_to_answer(begin: Begin, sqlite_database: Database) -> None:
    world = begin(sqlite_database, answered_three)
    world.now -= timedelta(days=20)
    assert figures(world).progress.outcomes[OutcomeKind.MAY_CODE_SILENT] == 0
    world.later(days=20)
    assert figures(world).progress.outcomes[OutcomeKind.MAY_CODE_SILENT] == 1


def test_what_is_of_a_later_moment_is_looked_at_again(world: World) -> None:
    figures(world)
    world.later(minutes=2)
    world.answer(world.people[1], Choice.KEEP)
    world.now -= timedelta(seconds=30)
    assert figures(world).progress.outcomes[OutcomeKind.MAY_CODE_SILENT] == 1, "this computer's clock is behind"
    world.later(seconds=30)
    assert figures(world).progress.outcomes[OutcomeKind.MAY_CODE_SILENT] == 0
