"""Letters: how many a second are filled, beside one WeasyPrint run for each in the same process; size and memory.

Each letter has two pages, a QR code on either, and a slip to be cut off.

python -m tests.bench.bench_letters [LETTERS]        10,000 unless told
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable

from notifier.pdf.geometry import STANDARD
from notifier.pdf.letter_template import LetterTemplate, bind
from tests.notifier.letter_samples import TEXT, patient, stationery

LETTERS = 10_000
LETTERS_A_FILE = 500
LAYOUTS = 20


def main(letters: int = LETTERS) -> None:
    """Print the numbers beside their targets (design section 9)."""
    stationery()
    layouts = LAYOUTS / seconds(lambda: [LetterTemplate.lay_out(TEXT, STANDARD, stationery()) for _ in range(LAYOUTS)])
    template = LetterTemplate.lay_out(TEXT, STANDARD, stationery())
    sizes: list[int] = []
    filled = letters / seconds(lambda: sizes.extend(print_run(template, letters)))
    singles = LAYOUTS / seconds(lambda: [template.fill(patient(number)).pdf for number in range(LAYOUTS)])
    print(f"letters of {template.layout.pages} pages, {LETTERS_A_FILE} a file")
    print(f"  one WeasyPrint run each   {layouts:10.1f} letters/s")
    print(f"  print file, filled        {filled:10.1f} letters/s   {filled / layouts:.0f}x (target 100x)")
    print(f"  one file a letter, filled {singles:10.1f} letters/s   {singles / layouts:.0f}x")
    print(f"  size                      {sum(sizes) / letters:10.0f} bytes a letter (target 4096)")
    small, large = peak_memory(letters // 10), peak_memory(letters * 2)
    print(
        f"  peak memory               {small:10.0f} MiB for {letters // 10}, {large:.0f} MiB for {letters * 2} (flat)"
    )


def print_run(template: LetterTemplate, letters: int) -> list[int]:
    """The sizes of the files of a run, in bytes; the files themselves are let go, as they are when written to disk."""
    starts = range(0, letters, LETTERS_A_FILE)
    return [
        len(bind(template.fill(patient(number)) for number in range(at, min(at + LETTERS_A_FILE, letters))))
        for at in starts
    ]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_memory(letters: int) -> float:
    """The most memory that a fresh process holds while it prints a run, in MiB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak_of_run, (letters,))


def _peak_of_run(letters: int) -> float:
    print_run(LetterTemplate.lay_out(TEXT, STANDARD, stationery()), letters)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
