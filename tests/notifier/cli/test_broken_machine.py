"""Whatever is broken in an installation, every command says in a sentence what, where and what to do."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from notifier.cli import program
from notifier.cli.lazy_command import LazyCommand
from notifier.store import database as databases
from tests.journeys.driver import MANAGER, Practice
from tests.snapshots import Snapshots

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
# Commands that need neither database nor key of the installation, or are there for one that is broken.
NEED_NOTHING = {
    *("doctor", "sample-list", "list check", "evidence verify", "evidence verifier", "demo", "sandbox", "init"),
    "restore",
}
# What is typed for a parameter of this name, where its type does not say enough.
TYPED: Mapping[str, str] = {
    "part": "sms",
    "channel": "sms",
    "email": MANAGER,
    "nhs_number": "9990000018",
    "choice": "keep",
    "source": "phone",
}

# Where one of several options is needed.
ONE_OF_SEVERAL: Mapping[str, Sequence[str]] = {
    "campaign settle": ["--went"],
    "campaign settle-restored": ["--went"],
    "returned": ["--list", "1"],
}


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], LazyCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*words, name))
        elif isinstance(command, LazyCommand):
            yield (*words, name), command


COMMANDS = {" ".join(words): command for words, command in leaves(program)}


def typed(command: LazyCommand, folder: Path) -> list[str]:
    """The parameters that a command cannot do without."""
    words: list[str] = []
    for param in command.params:
        if param.required:
            value = _value(param, folder)
            is_flag = isinstance(param, click.Option) and param.is_flag
            words += (
                [value] if isinstance(param, click.Argument) else [param.opts[0]] if is_flag else [param.opts[0], value]
            )
    return [*words, *ONE_OF_SEVERAL.get(command.words, ())]


def _value(param: click.Parameter, folder: Path) -> str:
    if isinstance(param.type, click.Choice):
        return str(next(iter(param.type.choices)))
    if isinstance(param.type, click.Path):
        existing = folder / "a file.csv"
        existing.write_text("NHS number\n")
        return str(existing if param.type.exists else folder / "new")
    return TYPED.get(param.name or "", "1")


def missing_file(practice: Practice, _: pytest.MonkeyPatch) -> str:
    file(practice).unlink()
    return "is not there: put it back"


def missing_folder(practice: Practice, _: pytest.MonkeyPatch) -> str:
    object.__setattr__(practice, "database_url", f"sqlite:///{practice.folder}/not mounted/x.sqlite")
    return "is in a folder that is not there"


def damaged_file(practice: Practice, _: pytest.MonkeyPatch) -> str:
    file(practice).write_bytes(b"no database at all" * 400)
    return "is damaged, or no database: keep the file"


def unreachable_server(practice: Practice, _: pytest.MonkeyPatch) -> str:
    object.__setattr__(practice, "database_url", "postgresql://us:a-secret@127.0.0.1:1/surgery")
    return "the database surgery on 127.0.0.1:1 cannot be reached"


def strange_address(practice: Practice, _: pytest.MonkeyPatch) -> str:
    object.__setattr__(practice, "database_url", "a-secret")
    return "has an address that cannot be read"


def no_key(practice: Practice, _: pytest.MonkeyPatch) -> str:
    (practice.folder / "instance/master.key").unlink()
    return "there is no key in"


def unreadable_settings(practice: Practice, _: pytest.MonkeyPatch) -> str:
    (practice.folder / "instance/settings.toml").write_bytes(b"public_url = \xff")
    return "settings.toml"


BREAKINGS: list[Callable[[Practice, pytest.MonkeyPatch], str]] = [
    *(missing_file, missing_folder, damaged_file, unreachable_server, strange_address, no_key, unreadable_settings)
]


def file(practice: Practice) -> Path:
    return Path(practice.database_url.removeprefix("sqlite:///"))


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str, snapshots: Snapshots) -> Practice:
    made = Practice(tmp_path, sqlite_url, NOW)
    made.set_up(snapshots)
    return made


def run(practice: Practice, words: str, *more: str) -> Result:
    command = [*words.split(), *typed(COMMANDS[words], practice.folder), *more]
    return CliRunner().invoke(program, command, env=practice.environment, input="")


def assert_said(done: Result, what: str) -> None:
    assert isinstance(done.exception, SystemExit), f"{done.output}\n{done.exception!r}"
    assert (done.exit_code, "Traceback" in done.output, "a-secret" in done.output) == (1, False, False), done.output
    assert done.stderr.startswith("notifier: ")
    assert what in done.stderr


@pytest.mark.parametrize("breaking", BREAKINGS)
@pytest.mark.parametrize("words", sorted(set(COMMANDS) - NEED_NOTHING))
def test_it_is_said_in_a_sentence(
    practice: Practice, words: str, breaking: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    what = breaking(practice, monkeypatch)
    assert_said(run(practice, words), what)


def test_a_database_that_is_locked_is_said_by_whoever_writes(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_TIMEOUT_MS", 20)
    with closing(sqlite3.connect(file(practice), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert_said(run(practice, "staff add", "--role", "auditor"), "is kept busy by another program")


def test_a_database_that_is_full_is_said(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare = databases._prepare_sqlite

    def full(connection: sqlite3.Connection, record: object) -> None:
        prepare(connection, record)
        connection.execute("PRAGMA max_page_count = 1")

    monkeypatch.setattr(databases, "_prepare_sqlite", full)
    big = practice.folder / "big.csv"
    practice.run("sample-list", "--patients", 400, "--seed", 1, "--style", "emis", "--out", big)
    done = CliRunner().invoke(program, ["list", "import", str(big), "--staff", MANAGER], env=practice.environment)
    assert_said(done, "cannot grow, since there is no room left on its disk")


def test_half_a_backup_is_none(practice: Practice, tmp_path: Path) -> None:
    out = tmp_path / "no folder/backup"
    told = practice.run("backup", out, status=1)
    assert "could not be written" in told
    assert "name another place" in told
    assert not out.exists()


def test_which_setting_has_it_so_is_said(practice: Practice) -> None:
    file(practice).unlink()
    assert "(set by the variable NOTIFIER_DATABASE_URL)" in practice.run("audit", "list", status=1)


def test_the_commands_that_need_nothing_are_there() -> None:
    assert set(COMMANDS) > NEED_NOTHING
