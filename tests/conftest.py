"""What every test can ask for: databases of both makes, the time, and a browser."""

import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy import Engine, event

from notifier.pdf.geometry import LetterFormat
from notifier.pdf.letter_template import LetterTemplate, LetterText
from notifier.pdf.stationery import Stationery
from notifier.store.database import Database
from tests.browser import CheckedPage, running_browser
from tests.kinds import Kind, KindCounter, ran_on
from tests.postgres import Cluster, Reused, running_cluster
from tests.snapshots import Snapshots


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-kind", action="store_true", help="fail unless tests ran on every kind (tests/kinds.py)")


def pytest_configure(config: pytest.Config) -> None:
    # Under xdist the workers' reports reach the controller, which alone sums up.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(KindCounter(config.getoption("every_kind")))


_TEMPLATES: dict[Hashable, LetterTemplate] = {}


@pytest.fixture(autouse=True)
def laid_out_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the tests of `pdf`, each letter's text is laid out once a process: that takes half a second."""
    if ".notifier.pdf." in request.module.__name__:
        return
    lay_out = LetterTemplate.lay_out

    def once(text: LetterText, letter_format: LetterFormat, stationery: Stationery, *rest: Any) -> LetterTemplate:
        key = text, letter_format, repr(rest)
        if key not in _TEMPLATES:
            _TEMPLATES[key] = lay_out(text, letter_format, stationery, *rest)
        return _TEMPLATES[key]

    monkeypatch.setattr(LetterTemplate, "lay_out", staticmethod(once))


@pytest.fixture
def now() -> datetime:
    """A Monday at ten in the morning, in winter."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server, started when the first test wants it."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and no rows, to copy."""
    file = tmp_path_factory.mktemp("migrated") / "template.sqlite"
    migrate(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql_url(cluster: Cluster) -> str:
    """A database with all tables and no rows, to copy."""
    url = cluster.create()
    migrate(url)
    return url


@pytest.fixture(scope="session")
def reused_postgresql(cluster: Cluster, migrated_postgresql_url: str) -> Reused:
    """A copy of it, made new again for each test."""
    return Reused(cluster, migrated_postgresql_url)


def migrate(url: str) -> None:
    database = Database.open(url)
    database.migrate()
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new database without any table; the test runs once on each make."""
    if request.param == "sqlite":
        ran_on(request, Kind.SQLITE)
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        yield from new_postgresql(request)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new database with all tables and no rows; the test runs once on each make."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    ran_on(request, Kind.POSTGRESQL)
    reused: Reused = request.getfixturevalue("reused_postgresql")
    return reused.as_new()


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite_file: Path) -> str:
    """As `migrated_url`, where one make is enough."""
    ran_on(request, Kind.SQLITE)
    file = shutil.copy(migrated_sqlite_file, tmp_path / "fair-notice.sqlite")
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest, migrated_postgresql_url: str) -> Iterator[str]:
    """As `migrated_url`, where PostgreSQL alone can do it, and really new: a test may change more than rows."""
    yield from new_postgresql(request, migrated_postgresql_url)


def new_postgresql(request: pytest.FixtureRequest, template_url: str | None = None) -> Iterator[str]:
    ran_on(request, Kind.POSTGRESQL)
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.create(template_url)
    yield url
    cluster.drop(url)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """An open database with all tables and no rows; the test runs once on each make."""
    yield from opened(migrated_url)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """As `database`, where one make is enough."""
    yield from opened(sqlite_url)


def opened(url: str) -> Iterator[Database]:
    database = Database.open(url)
    if database.is_sqlite:
        event.listen(database.engine, "connect", write_lazily)
    share_statements(database.engine)
    yield database
    database.close()


def write_lazily(connection: sqlite3.Connection, _record: object) -> None:
    """What a power cut would cost does not matter here, and the time does: the program waits for the disk each time."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Snapshots:
    """The snapshots that the tests of this process share."""
    return Snapshots(tmp_path_factory.mktemp("snapshots"))


_FIRST_OF_ITS_MAKE: dict[str, Engine] = {}


def share_statements(engine: Engine) -> None:
    """Let the engines of all tests share what they compiled: a fifth of the tests' time goes into compiling it again.

    SQLAlchemy keeps compiled statements by the dialect's very object, so that this is shared as well.
    """
    first = _FIRST_OF_ITS_MAKE.setdefault(engine.dialect.name, engine)
    if first is engine:
        with engine.connect():  # so that the dialect knows its server
            return
    engine.dialect = first.dialect
    engine._compiled_cache = first._compiled_cache


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started when the first test wants it."""
    with running_browser() as browser:
        yield browser


@pytest.fixture
def browser_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Callable[..., CheckedPage]]:
    """Opens a window of the given width in pixels: `page = browser_page(375)`. What went wrong in it fails the test.

    Its `height` is 800 unless told; with `scripts=False` it runs none.
    """
    ran_on(request, Kind.CHROMIUM)
    opened_pages: list[CheckedPage] = []

    def open_page(width: int, height: int = 800, *, scripts: bool = True) -> CheckedPage:
        size: ViewportSize = {"width": width, "height": height}
        page = CheckedPage(browser.new_page(viewport=size, java_script_enabled=scripts))
        opened_pages.append(page)
        return page

    yield open_page
    for page in opened_pages:
        page.check()
        page.close()
