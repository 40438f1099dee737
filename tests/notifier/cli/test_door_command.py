"""`notifier door` and the instance folder that it writes: what works there, and what is refused with a reason."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notifier.cli import program, serve_command
from notifier.cli.installation import Installation
from notifier.errors import SettingsFault
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.settings import Settings, load_settings
from notifier.store.instance_keys import KEY_FILE, PAGE_KEY_FILE
from notifier.vocabulary import Task
from tests.page_roles import new_role, url_of
from tests.waiting import eventually

PUBLIC_URL = "http://127.0.0.1:9"  # where nobody answers


@pytest.fixture
def role(postgresql_url: str) -> Iterator[str]:
    """A role's name, for the command to make."""
    with new_role(postgresql_url) as name:
        yield name


def run(folder: Path, *words: str, given: str = "", **settings: str) -> Result:
    """The program in an environment of its own."""
    environment = {"INSTANCE": str(folder), "PUBLIC_URL": PUBLIC_URL, **settings}
    named = {f"NOTIFIER_{name}": value for name, value in environment.items()}
    return CliRunner().invoke(program, list(words), input=given, env=named)


def test_it_writes_a_folder_in_which_the_page_works_and_nothing_else(
    tmp_path: Path, postgresql_url: str, role: str
) -> None:
    whole, own = tmp_path / "whole", tmp_path / "own"
    account = {"DATABASE_URL": postgresql_url, "TWILIO_FROM": "+447700900123", "TRUSTED_PROXIES": "1"}
    account |= {"DPO": "Ash Test", "COMPANIES": "Elm Print", "RETENTION_DAYS": "90"}
    assert run(whole, "init", **account).exit_code == 0
    words = ("door", role, "--password-stdin", "--out", str(own))
    assert run(whole, *words, **account).exit_code == 1, "no password was given"
    for _ in range(2):
        assert run(whole, *words, given="secret\n", **account).exit_code == 0

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in own.iterdir()} == {
        PAGE_KEY_FILE: 0o600,
        "settings.toml": 0o600,
    }
    text = (own / "settings.toml").read_text(encoding="utf-8")
    assert f"postgresql://{role}:PASSWORD@" in text
    assert "secret" not in text
    settings = load_settings({"NOTIFIER_INSTANCE": str(own)})
    assert (settings.public_url, settings.reply_channels.text_number, settings.trusted_proxies) == (
        PUBLIC_URL,
        "07700 900123",
        1,
    )

    assert (settings.dpo, settings.companies, settings.retention_days) == ("Ash Test", "Twilio, Elm Print", 90)

    by_role = {"DATABASE_URL": url_of(postgresql_url, role)}
    examined = run(own, "doctor", "--json", **by_role)
    assert examined.exit_code == 0
    conditions = [one["what"] for one in json.loads(examined.stdout)["conditions"]]
    assert "the role of database_url may do what the page needs, and nothing else" in conditions
    as_owner = run(own, "doctor", **account)
    assert "is a superuser" in as_owner.stdout
    refused = {
        ("init",): "set up another folder",
        ("worker",): "run this where master.key is",
        ("serve",): "run this where master.key is",
        ("door", role): "run this where master.key is",
    }
    for command, why in refused.items():
        assert why in run(own, *command, **by_role).stderr, command
    assert "unset NOTIFIER_NOW" in run(own, "serve", "--doors", "patient", NOW="2026-11-23", **by_role).stderr
    assert "write the database_url" in run(own, "serve", "--doors", "patient").stderr
    assert "database_url does not lead to PostgreSQL" in run(own, "doctor").stdout


def test_a_folder_with_the_master_key_is_left_alone(tmp_path: Path, postgresql_url: str, role: str) -> None:
    whole = tmp_path / "whole"
    assert run(whole, "init", DATABASE_URL=postgresql_url).exit_code == 0
    words = ("door", role, "--password-stdin", "--out", str(whole))
    assert KEY_FILE in run(whole, *words, given="secret\n", DATABASE_URL=postgresql_url).stderr
    assert not (whole / PAGE_KEY_FILE).exists()


def test_the_pages_keys_find_a_link_and_make_none(tmp_path: Path) -> None:
    whole = Keys.derive(b"k" * 32)
    (tmp_path / PAGE_KEY_FILE).write_text(whole.door.hex(), encoding="ascii")
    settings = Settings(instance=tmp_path, database_url="postgresql://")
    own = Keys.of(settings)
    code = access_codes.make_code(whole, 1, 1, 0)
    assert access_codes.code_fingerprint(own, code) == access_codes.code_fingerprint(whole, code)
    assert (own.draft, own.code, own.session) == (whole.draft, b"", b"")
    with pytest.raises(SettingsFault, match=KEY_FILE):
        access_codes.make_code(own, 1, 1, 0)
    (tmp_path / PAGE_KEY_FILE).write_text("00" * 32, encoding="ascii")
    with pytest.raises(SettingsFault, match="damaged"):
        Keys.of(settings)
    (tmp_path / KEY_FILE).write_text((b"k" * 32).hex(), encoding="ascii")
    assert Keys.of(settings) == whole, "the master key goes first"


def test_the_page_by_itself_wakes_nobody_and_touches_no_queue(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / PAGE_KEY_FILE).touch()
    away = "postgresql://door@127.0.0.1:1/nothing?connect_timeout=1"
    for queue_url in ("", away):
        alone = Installation(Settings(instance=tmp_path, database_url=away, queue_url=queue_url))
        serve_command.wake_of(alone, is_alone=True)(Task.SETTLE)
    assert caplog.text == "", "it does not even look whether there is one"


def test_a_page_with_the_master_key_answers_also_when_the_queue_does_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / KEY_FILE).write_text((b"k" * 32).hex(), encoding="ascii")
    away = "postgresql://door@127.0.0.1:1/nothing?connect_timeout=1"
    installation = Installation(Settings(instance=tmp_path, database_url=away))
    wake = serve_command.wake_of(installation, is_alone=True)
    assert caplog.text == "", "it answers before it has looked"
    wake(Task.SETTLE)
    assert eventually(lambda: "within a minute" in caplog.text)
    with pytest.raises(SettingsFault, match="the queue does not answer"):
        serve_command.wake_of(installation, is_alone=False)
