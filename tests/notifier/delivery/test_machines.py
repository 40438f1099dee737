"""From which machines messages may go: one that was copied is refused until a person says what it is."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier.delivery import machines
from notifier.delivery.machines import ThisMachine
from notifier.errors import NotAllowed
from notifier.store.database import Database


def a_machine(folder: Path, machine_id: str) -> ThisMachine:
    file = folder / f"{machine_id}.id"
    file.write_text(f"{machine_id}\n", encoding="ascii")
    return ThisMachine.found([folder / "missing", file])


def sending(database: Database) -> list[str]:
    """The fingerprints of the machines that may send."""
    with database.reading() as session:
        return [one.fingerprint for one in machines.senders(session)]


def sends(database: Database, machine: ThisMachine, now: datetime) -> None:
    with database.writing() as session:
        machines.note_sender(session, machine, now)


def let_send(database: Database, machine: ThisMachine, now: datetime, *, alone: bool) -> None:
    with database.writing() as session:
        machines.add_sender(session, machine, now, alone=alone, by=None)


def test_a_machine_is_known_by_its_id(tmp_path: Path) -> None:
    assert a_machine(tmp_path, "a1") == a_machine(tmp_path, "a1")
    assert a_machine(tmp_path, "a1").fingerprint != a_machine(tmp_path, "b2").fingerprint
    assert ThisMachine.found([tmp_path / "missing"]).fingerprint, "there is one also where machines have no id"


def test_the_first_machine_that_sends_is_noted_and_a_copy_of_it_sends_nothing(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    first, copy = a_machine(tmp_path, "a1"), a_machine(tmp_path, "b2")
    for _ in range(2):
        sends(database, first, now)
    with pytest.raises(NotAllowed, match="notifier machine --take-over") as refused:
        sends(database, copy, now)
    assert first.name in str(refused.value)
    assert sending(database) == [first.fingerprint]


def test_a_machine_that_took_over_sends_and_the_other_not(database: Database, tmp_path: Path, now: datetime) -> None:
    first, other = a_machine(tmp_path, "a1"), a_machine(tmp_path, "b2")
    sends(database, first, now)
    let_send(database, other, now, alone=True)
    sends(database, other, now)
    with pytest.raises(NotAllowed):
        sends(database, first, now)
    let_send(database, first, now, alone=True)
    assert sending(database) == [first.fingerprint], "and back again"


def test_several_machines_of_one_database_are_each_added(database: Database, tmp_path: Path, now: datetime) -> None:
    first, second = a_machine(tmp_path, "a1"), a_machine(tmp_path, "b2")
    sends(database, first, now)
    let_send(database, second, now, alone=False)
    for machine in (first, second):
        sends(database, machine, now)
    assert sending(database) == [first.fingerprint, second.fingerprint]
