"""How workers notice that one of them is gone, and do not bury the living."""

import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifier.leases import LEASE, Worker, worker
from notifier.store.models import Delivery

HOLDER = """
import sys, time
from pathlib import Path
from notifier.leases import worker
with worker(Path(sys.argv[1])) as own:
    print(own.name, flush=True)
    time.sleep(60)
"""


def in_five_minutes() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)


def test_a_lease_is_longer_than_a_batch_takes(tmp_path: Path) -> None:
    with worker(tmp_path) as own:
        assert timedelta(0) < own.lease_until() - datetime.now(UTC) <= LEASE


def test_two_workers_of_one_folder_know_each_other_alive(tmp_path: Path) -> None:
    with worker(tmp_path) as one, worker(tmp_path) as other:
        assert one.name != other.name
        assert not one.is_gone(other.name, in_five_minutes())
        assert not other.is_gone(one.name, in_five_minutes())


def test_a_worker_that_ended_is_gone_at_once_and_leaves_no_file(tmp_path: Path) -> None:
    with worker(tmp_path) as one:
        with worker(tmp_path) as other:
            pass
        assert one.is_gone(other.name, in_five_minutes())
    assert list((tmp_path / "workers").iterdir()) == []


def test_a_worker_does_not_think_that_it_is_gone_itself(tmp_path: Path) -> None:
    with worker(tmp_path) as own:
        assert not own.is_gone(own.name, datetime.now(UTC) - timedelta(days=1))


def test_a_killed_worker_is_gone_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with worker(tmp_path) as own, subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        assert not own.is_gone(name, in_five_minutes())
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert own.is_gone(name, in_five_minutes())


@pytest.mark.parametrize(("ends_in", "is_gone"), [(timedelta(minutes=1), False), (timedelta(minutes=-1), True)])
def test_a_worker_on_another_machine_is_gone_when_its_lease_ran_out(
    tmp_path: Path, ends_in: timedelta, is_gone: bool
) -> None:
    with worker(tmp_path) as own:
        assert own.is_gone("elsewhere/0123abcd:4711", datetime.now(UTC) + ends_in) is is_gone


def test_a_worker_with_another_instance_folder_on_this_machine_is_not_taken_for_dead(tmp_path: Path) -> None:
    with worker(tmp_path / "one") as one, worker(tmp_path / "other") as other:
        assert not one.is_gone(other.name, in_five_minutes())
        assert not other.is_gone(one.name, in_five_minutes())


def test_one_folder_by_two_paths_is_one_folder(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    with worker(real) as one:
        with worker(tmp_path / "link") as other:
            assert not one.is_gone(other.name, in_five_minutes())
        assert one.is_gone(other.name, in_five_minutes())


def test_a_worker_whose_folder_was_cleared_still_ends_quietly(tmp_path: Path) -> None:
    with worker(tmp_path) as own:
        for file in own.folder.iterdir():
            file.unlink()
    assert isinstance(own, Worker)


def test_a_name_fits_its_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "a-very-long-name-of-a-machine" * 5)
    with worker(tmp_path) as own:
        assert len(own.name) <= Delivery.__table__.c.claimed_by.type.length  # type: ignore[attr-defined]
