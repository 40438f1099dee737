"""How fast a list is read, checked and merged: `python -m tests.bench.bench_intake`.

Prints rows a second and memory for 10,000 and 100,000 patients, each in a process of its own, and the ratio of the time
per row: linear is 1. Then the commands that take a list of 100,000, the second time with everybody on record: what the
whole process needs of memory, the program itself included.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import openpyxl

from notifier.patients.list_import.delimited import records
from notifier.patients.list_import.report import read_list
from notifier.patients.samples import Style, write_sample
from notifier.settings import PREFIX

_TODAY = date(2026, 11, 22)
_RUNS = 3
_MOST_MIB = 250  # of a command that takes 100,000
_XLSX_BY_CSV = 2.0
_MANAGER = "manager@example.com"
# One of our commands in a process that ends with its CPU seconds and memory; what it says itself goes nowhere.
_COMMAND = """
import os, runpy, sys, time
report = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
try:
    runpy.run_module("notifier", run_name="__main__", alter_sys=True)
except SystemExit as end:
    if end.code:
        raise
line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
os.write(report, f"{time.process_time()} {int(line.split()[1]) / 1024}".encode())
"""


def measure(path: Path) -> dict[str, float]:
    """The best of three readings: CPU seconds, rows, and the MiB that the process needed for it at most."""
    before = _peak_mib()
    best = float("inf")
    rows = 0
    for _ in range(_RUNS):
        started = time.process_time()
        report = read_list(path, _TODAY)
        best = min(best, time.process_time() - started)
        rows = len(report.people) + len(report.refused) + report.repeated_rows
        del report
    return {"seconds": best, "rows": rows, "mib": _peak_mib() - before}


def measure_apart(path: Path) -> dict[str, float]:
    """`measure` in a fresh process, so that nothing else is in its memory."""
    command = [sys.executable, "-m", "tests.bench.bench_intake", str(path)]
    result: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return result


def main() -> None:
    """Writes the lists, measures each, and prints a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        per_row = {}
        for style in ("emis", "systmone"):
            small, large = (_measure_sample(Path(folder), patients, style) for patients in (10_000, 100_000))
            per_row[style] = _per_row(small)
            print(f"{style:9} time per row, 100,000 : 10,000 = {_per_row(large) / per_row[style]:.2f}")
        workbook = Path(folder) / "list.xlsx"
        _write_workbook(Path(folder) / "emis-10000.csv", workbook)
        measured = measure_apart(workbook)
        _print("xlsx", 10_000, measured)
        print(
            f"xlsx      time per row, xlsx : CSV = {_per_row(measured) / per_row['emis']:.2f}   target {_XLSX_BY_CSV}"
        )
        _measure_commands(Path(folder))


def _measure_commands(folder: Path) -> None:
    """Checks and imports the lists of 10,000 and 100,000, each into an installation of its own, twice."""
    for patients in (10_000, 100_000):
        listed = str(folder / f"emis-{patients}.csv")
        _command(folder / str(patients), "init")
        password = "correct horse battery staple"
        _command(
            folder / str(patients), "staff", "add", _MANAGER, "--role", "manager", "--password-stdin", say=password
        )
        for turn in ("first", "second"):
            for words in (("list", "check", listed), ("list", "import", listed, "--staff", _MANAGER)):
                seconds, mib = _command(folder / str(patients), *words)
                goal = f"   target {_MOST_MIB} MiB" if patients == 100_000 else ""
                print(
                    f"{' '.join(words[:2]):11} {patients:7,} patients, {turn:6} {seconds:6.2f} s {mib:6.0f} MiB{goal}"
                )


def _command(instance: Path, *words: str, say: str = "") -> tuple[float, float]:
    """CPU seconds and MiB of one of our commands, from its start to its end."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment = {**others, f"{PREFIX}INSTANCE": str(instance)}
    command = [sys.executable, "-c", _COMMAND, *words]
    ran = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, input=say, text=True
    )
    seconds, mib = map(float, ran.stdout.split())
    return seconds, mib


def _measure_sample(folder: Path, patients: int, style: Style) -> dict[str, float]:
    path = folder / f"{style}-{patients}.csv"
    write_sample(path, patients, 1, style, _TODAY)
    measured = measure_apart(path)
    _print(style, patients, measured)
    return measured


def _print(form: str, patients: int, measured: dict[str, float]) -> None:
    rate = measured["rows"] / measured["seconds"]
    print(
        f"{form:9} {patients:7,} patients {measured['seconds']:7.2f} s {rate:9,.0f} rows/s {measured['mib']:6.0f} MiB"
    )


def _per_row(measured: dict[str, float]) -> float:
    return measured["seconds"] / measured["rows"]


def _write_workbook(source: Path, target: Path) -> None:
    book = openpyxl.Workbook()  # not write-only: that would not share texts, as spreadsheet programs do
    sheet = book["Sheet"]
    with source.open(encoding="cp1252", newline="") as lines:
        for row in records(lines, ","):
            sheet.append(row.cells)
    book.save(target)


def _peak_mib() -> float:
    """Of this program alone: getrusage would count what its parent had when it was forked."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
