"""The key is printed by `init`, and whenever somebody asks; the check of the record covers what it signed."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from notifier.store.signing_keys import SIGNING_FILE, SigningKey, in_groups
from notifier.store.tables import ChainSignature
from tests.journeys.driver import Practice

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def practice(tmp_path: Path, sqlite_url: str) -> Practice:
    """An installation that `init` has just made."""
    made = Practice(tmp_path, sqlite_url, NOW)
    made.run("init", "--practice", "Riverside Surgery", "--ods", "Y99999")
    return made


def test_init_prints_the_public_half_and_never_the_private_one(tmp_path: Path, sqlite_url: str) -> None:
    made = Practice(tmp_path, sqlite_url, NOW)
    said = remarks(made, "init", "--practice", "Riverside Surgery", "--ods", "Y99999")
    key = key_of(made)
    assert in_groups(key.fingerprint) in said
    assert key.public_key in said
    assert private_half(made) not in said
    assert "compare it with your note" in remarks(made, "init")


def test_the_key_is_said_whenever_somebody_asks(practice: Practice) -> None:
    assert f"{in_groups(key_of(practice).fingerprint)}  {key_of(practice).public_key}" in practice.run(
        "evidence", "key"
    )
    told = json.loads(practice.run("evidence", "key", "--json"))
    assert [one["public_key"] for one in told["keys"]] == [key_of(practice).public_key]
    assert (told["signatures"], told["last"]) == (0, None)


def test_a_new_key_is_announced_by_init_and_the_one_before_is_still_said(practice: Practice) -> None:
    before = key_of(practice)
    (practice.folder / "instance" / SIGNING_FILE).unlink()
    assert "in place of any before" in remarks(practice, "init")
    said = practice.run("evidence", "key")
    assert key_of(practice).public_key != before.public_key
    assert said.index(key_of(practice).public_key) < said.index(before.public_key)


def test_what_is_sent_in_the_foreground_is_signed_and_checked(practice: Practice) -> None:
    practice.run("send", "--until-idle")
    assert json.loads(practice.run("evidence", "key", "--json"))["signatures"] == 1
    assert "signed last up to event" in practice.run("evidence", "key")
    assert "signatures that hold: 1, time stamps of them: 0" in practice.run("audit", "verify")


def test_a_key_that_cannot_be_had_does_not_hold_up_the_sending(practice: Practice) -> None:
    (practice.folder / "instance" / SIGNING_FILE).unlink()
    assert "the record was not signed: the signing key" in remarks(practice, "send", "--until-idle")


def test_a_signature_that_does_not_hold_is_a_fault_of_the_record(practice: Practice) -> None:
    practice.run("send", "--until-idle")
    with closing(practice.open_database()) as database, database.writing() as session:
        session.execute(update(ChainSignature).values(at=NOW + timedelta(days=1)))
    assert "does not hold" in practice.run("audit", "verify", status=1)


def remarks(practice: Practice, *words: str) -> str:
    """What a command that ends well says beside its results, in one line."""
    done = practice.result(*words)
    assert done.exit_code == 0, done.output
    return " ".join(done.stderr.split())


def private_half(practice: Practice) -> str:
    return (practice.folder / "instance" / SIGNING_FILE).read_text(encoding="ascii").strip()


def key_of(practice: Practice) -> SigningKey:
    return SigningKey(bytes.fromhex(private_half(practice)))
