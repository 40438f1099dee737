"""Several who write at the same moment share a commit, and none of them notices the others."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Event

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from notifier.errors import ValueRefused
from notifier.store.database import Database
from notifier.store.shared_commits import SharedCommits
from notifier.store.tables import Practice
from tests.waiting import ENOUGH, eventually

Work = Callable[[Session], str]


@pytest.fixture
def commits(sqlite_database: Database) -> SharedCommits:
    return SharedCommits(sqlite_database)


def test_what_is_written_is_there_when_it_returns(database: Database, now: datetime) -> None:
    assert SharedCommits(database).write(adding(now, "Y00001")) == "Y00001"
    assert codes(database) == ["Y00001"]


def test_those_who_come_while_one_commits_share_the_next_commit(
    commits: SharedCommits, sqlite_database: Database, now: datetime
) -> None:
    with counted_commits(sqlite_database) as done:
        results = together(commits, [adding(now, f"Y0000{number}") for number in range(1, 6)])
    assert [result.result() for result in results] == [f"Y0000{number}" for number in range(1, 6)]
    assert len(done) == 2  # of the one who held the others up, and of the five
    assert codes(sqlite_database) == [f"Y0000{number}" for number in range(1, 6)]


def test_a_refusal_is_raised_to_the_one_refused_and_undoes_what_that_one_did(
    commits: SharedCommits, sqlite_database: Database, now: datetime
) -> None:
    def refused(session: Session) -> str:
        adding(now, "Y00009")(session)
        raise ValueRefused("the note is too long")

    first, second, third = together(commits, [adding(now, "Y00001"), refused, adding(now, "Y00003")])
    assert (first.result(), third.result()) == ("Y00001", "Y00003")
    with pytest.raises(ValueRefused, match="too long"):
        second.result()
    assert codes(sqlite_database) == ["Y00001", "Y00003"]


def test_a_database_error_is_raised_to_the_one_who_made_it(
    commits: SharedCommits, sqlite_database: Database, now: datetime
) -> None:
    first, second, third = together(commits, [adding(now, "Y00001"), adding(now, "Y00001"), adding(now, "Y00003")])
    assert (first.result(), third.result()) == ("Y00001", "Y00003")
    with pytest.raises(IntegrityError):
        second.result()
    assert codes(sqlite_database) == ["Y00001", "Y00003"]


def test_who_met_a_database_error_beside_others_is_tried_alone(
    commits: SharedCommits, sqlite_database: Database, now: datetime
) -> None:
    tries: list[int] = []

    def failing_once(session: Session) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("SELECT", None, Exception("deadlock detected"))
        return adding(now, "Y00002")(session)

    first, second = together(commits, [adding(now, "Y00001"), failing_once])
    assert (first.result(), second.result(), len(tries)) == ("Y00001", "Y00002", 2)
    assert codes(sqlite_database) == ["Y00001", "Y00002"]


def test_nobody_is_told_that_something_is_written_when_the_commit_fails(
    commits: SharedCommits, sqlite_database: Database, now: datetime
) -> None:
    def fail(_connection: object) -> None:
        raise OSError("no space left on device")

    with refusing_commits(sqlite_database, fail):
        results = together(commits, [adding(now, "Y00001"), adding(now, "Y00002")])
    for result in results:
        with pytest.raises(OSError, match="no space left"):
            result.result()
    assert codes(sqlite_database) == []
    assert commits.write(adding(now, "Y00001")) == "Y00001"


def together(commits: SharedCommits, works: list[Work]) -> list[Future[str]]:
    """Have all of them written at once: they wait for one who holds the lead until the last has come, in this order."""
    begun, may_end = Event(), Event()

    def holding(session: Session) -> str:
        session.connection()
        begun.set()
        assert may_end.wait(ENOUGH)
        return ""

    with ThreadPoolExecutor(len(works) + 1) as threads:
        leader = threads.submit(commits.write, holding)
        assert begun.wait(ENOUGH)
        results: list[Future[str]] = []
        for work in works:
            results.append(threads.submit(commits.write, work))
            assert eventually(lambda: len(commits._waiting) == len(results))
        may_end.set()
    assert leader.exception() is None or isinstance(leader.exception(), OSError)
    return results


def adding(now: datetime, code: str) -> Work:
    """What adds a practice and returns its code."""

    def work(session: Session) -> str:
        session.add(Practice(name="Riverside Surgery", ods_code=code, phone="01632 960123", address=[], created_at=now))
        session.flush()
        return code

    return work


def codes(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.execute(select(Practice.ods_code).order_by(Practice.ods_code)).scalars())


@contextmanager
def counted_commits(database: Database) -> Iterator[list[int]]:
    """How many transactions are committed meanwhile."""
    done: list[int] = []
    with refusing_commits(database, lambda _connection: done.append(1)):
        yield done


@contextmanager
def refusing_commits(database: Database, heard: Callable[[object], None]) -> Iterator[None]:
    """Have `heard` called before each commit; what it raises is raised by the commit."""
    event.listen(database.engine, "commit", heard)
    try:
        yield
    finally:
        event.remove(database.engine, "commit", heard)
