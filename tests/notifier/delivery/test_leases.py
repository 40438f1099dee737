"""How workers notice that one of them is gone, and do not bury the living."""

import fcntl
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifier.delivery.leases import GRACE, LEASE, WorkerLease, grace_until, living, worker_lease
from notifier.store.tables import Delivery

HOLDER = """
import sys, time
from pathlib import Path
from notifier.delivery.leases import worker_lease
with worker_lease(Path(sys.argv[1])) as own:
    print(own.name, flush=True)
    time.sleep(60)
"""


def in_five_minutes() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)


def test_a_lease_is_longer_than_a_batch_takes(tmp_path: Path) -> None:
    with worker_lease(tmp_path) as own:
        assert timedelta(0) < own.lease_until() - datetime.now(UTC) <= LEASE


def test_two_workers_of_one_folder_know_each_other_alive(tmp_path: Path) -> None:
    with worker_lease(tmp_path) as one, worker_lease(tmp_path) as other:
        assert one.name != other.name
        assert not one.is_gone(other.name, in_five_minutes())
        assert not other.is_gone(one.name, in_five_minutes())


def test_a_worker_that_ended_is_gone_at_once_and_leaves_no_file(tmp_path: Path) -> None:
    with worker_lease(tmp_path) as one:
        with worker_lease(tmp_path) as other:
            pass
        assert one.is_gone(other.name, in_five_minutes())
    assert list((tmp_path / "workers").iterdir()) == []


def test_a_worker_does_not_think_that_it_is_gone_itself(tmp_path: Path) -> None:
    with worker_lease(tmp_path) as own:
        assert not own.is_gone(own.name, datetime.now(UTC) - timedelta(days=1))


def test_a_killed_worker_is_gone_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with worker_lease(tmp_path) as own, subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        assert not own.is_gone(name, in_five_minutes())
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert own.is_gone(name, in_five_minutes())


@pytest.mark.parametrize("set_by", [timedelta(days=1), timedelta(0), timedelta(hours=-1)])
def test_a_worker_on_another_machine_is_gone_when_its_claim_was_seen_for_a_lease_whatever_clocks_say(
    tmp_path: Path, set_by: timedelta
) -> None:
    seconds = [0.0]
    with worker_lease(tmp_path) as made:
        own = replace(made, seconds=lambda: seconds[0])
        claims = [
            ("elsewhere/0123abcd:4711", in_five_minutes() - set_by),
            ("elsewhere/0123abcd:4712", datetime.now(UTC)),
        ]
        assert [own.is_gone(*claim) for claim in claims] == [False, False]
        seconds[0] = LEASE.total_seconds() - 1
        assert not own.is_gone(*claims[0])
        seconds[0] = 20 * LEASE.total_seconds()
        assert own.is_gone(*claims[0])
        assert not own.is_gone(claims[0][0], claims[0][1] + LEASE), "it has claimed something else since"


def test_a_claim_of_another_machine_from_days_ago_needs_no_further_look(tmp_path: Path) -> None:
    with worker_lease(tmp_path) as own:
        assert own.is_gone("elsewhere/0123abcd:4711", datetime.now(UTC) - timedelta(days=2))


@pytest.mark.parametrize("set_by", [timedelta(days=1), timedelta(hours=-1)])
def test_whatever_the_clock_is_set_to_on_this_machine_a_held_lock_says_who_is_at_work(
    tmp_path: Path, set_by: timedelta
) -> None:
    with worker_lease(tmp_path) as own:
        with worker_lease(tmp_path) as other:
            assert not own.is_gone(other.name, in_five_minutes() - set_by)
        assert own.is_gone(other.name, in_five_minutes() - set_by)


def test_a_worker_with_another_instance_folder_on_this_machine_is_not_taken_for_dead(tmp_path: Path) -> None:
    with worker_lease(tmp_path / "one") as one, worker_lease(tmp_path / "other") as other:
        assert not one.is_gone(other.name, in_five_minutes())
        assert not other.is_gone(one.name, in_five_minutes())


def test_one_folder_by_two_paths_is_one_folder(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    with worker_lease(real) as one:
        with worker_lease(tmp_path / "link") as other:
            assert not one.is_gone(other.name, in_five_minutes())
        assert one.is_gone(other.name, in_five_minutes())


def test_a_worker_whose_folder_was_cleared_still_ends_quietly(tmp_path: Path) -> None:
    with worker_lease(tmp_path) as own:
        for file in own.folder.iterdir():
            file.unlink()
    assert isinstance(own, WorkerLease)


def test_a_name_fits_its_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "a-very-long-name-of-a-machine" * 5)
    with worker_lease(tmp_path) as own:
        assert len(own.name) <= Delivery.__table__.c.claimed_by.type.length  # type: ignore[attr-defined]


def test_the_files_of_killed_workers_are_cleared_away_and_those_of_living_ones_are_kept(tmp_path: Path) -> None:
    with worker_lease(tmp_path) as alive:
        (alive.folder / "0123.lock").write_bytes(b"")
        assert living(tmp_path) == 1
        with worker_lease(tmp_path) as own:
            assert living(tmp_path) == 2
            assert not own.is_gone(alive.name, in_five_minutes())
            assert len(list(own.folder.iterdir())) == 2
    assert living(tmp_path) == 0


def test_a_worker_whose_file_is_cleared_away_before_it_is_locked_makes_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = fcntl.flock
    cleared: list[Path] = []

    def slowly(file: Any, how: int) -> None:
        """Between making the file and locking it, somebody else begins and clears away."""
        if how == fcntl.LOCK_EX and not cleared:
            cleared.extend((tmp_path / "workers").iterdir())
            for path in cleared:
                path.unlink()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", slowly)
    with worker_lease(tmp_path) as own:
        assert len(cleared) == 1
        assert living(tmp_path) == 1
        assert [path.exists() for path in own.folder.iterdir()] == [True]


def test_whoever_was_killed_leaves_a_file_that_the_next_worker_removes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        process.kill()
        process.wait()
    left = tmp_path / "workers" / f"{name.partition(':')[2]}.lock"
    assert left.exists()
    with worker_lease(tmp_path) as own:
        assert not left.exists()
        assert own.is_gone(name, in_five_minutes())


def test_what_is_not_at_the_provider_proves_nothing_for_a_minute() -> None:
    assert timedelta(0) < grace_until() - datetime.now(UTC) <= GRACE
    assert GRACE < LEASE
