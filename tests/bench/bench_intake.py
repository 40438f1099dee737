"""How fast a list is read, checked and merged: `python -m tests.bench.bench_intake`.

Prints rows a second and memory for 10,000 and 100,000 patients, each in a process of its own, and the ratio of the time
per row: linear is 1.
"""

import json
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

_TODAY = date(2026, 11, 22)
_RUNS = 3


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
        for style in ("emis", "systmone"):
            small, large = (_measure_sample(Path(folder), patients, style) for patients in (10_000, 100_000))
            print(f"{style:9} time per row, 100,000 : 10,000 = {_per_row(large) / _per_row(small):.2f}")
        workbook = Path(folder) / "list.xlsx"
        _write_workbook(Path(folder) / "emis-10000.csv", workbook)
        _print("xlsx", 10_000, measure_apart(workbook))


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
