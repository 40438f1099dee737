"""Letters: how many a second are filled, beside one WeasyPrint run for each in the same process; size and memory.

The plain letter has two pages, a QR code on either, and a slip to be cut off. The mixes are those of `letter_mix`: the
demo's list in its own shares, and all kinds of letters evenly, with names that need a layout of their own.

python -m tests.bench.bench_letters [LETTERS]        10,000 unless told
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from notifier.messages.addressee import Addressee
from notifier.pdf.geometry import STANDARD
from notifier.pdf.letter_template import FilledLetter, LetterTemplate, bind
from notifier.providers.message_types import LetterMessage
from tests.bench.letter_mix import ONE_IN, every_kind, listed, mixed_letters, needs_own_layout
from tests.notifier.letter_samples import TEXT, patient, stationery

LETTERS = 10_000
LETTERS_A_FILE = 500
LAYOUTS = 20
LISTED = 10_000  # patients on the demo's list
EVENLY = 300  # letters of all kinds


@dataclass(frozen=True)
class Spent:
    """What a letter took, in seconds."""

    clock: float
    processor: float


def main(letters: int = LETTERS) -> None:
    """Print the numbers beside their targets (design section 9)."""
    stationery()
    layout = spent(lambda: [LetterTemplate.lay_out(TEXT, STANDARD, stationery()) for _ in range(LAYOUTS)], LAYOUTS)
    template = LetterTemplate.lay_out(TEXT, STANDARD, stationery())
    sizes: list[int] = []
    own_sizes: list[int] = []
    template.fill(patient(0)).print_file  # noqa: B018 - fonts are cut once in a process, which is no part of a rate
    bound = spent(lambda: sizes.extend(print_run(template, letters)), letters)
    fills = (template.fill(patient(number)) for number in range(letters))
    single = spent(lambda: own_sizes.extend(len(letter.print_file) for letter in fills), letters)
    print(f"letters of {template.layout.pages} pages, {LETTERS_A_FILE} a file")
    _tell("one WeasyPrint run each", layout, layout, "")
    _tell("print file, filled", bound, layout, "target 828x")
    slower = single.processor / bound.processor
    _tell("one file a letter, filled", single, layout, f"target 300x; {slower:.1f} times a bound one, at most 3")
    _tell_size(sizes, letters, "")
    _tell_size(own_sizes, letters, ", one file each")
    tell_mix(f"the demo's list of {LISTED} patients", list(listed(LISTED)), layout)
    tell_mix(f"all kinds evenly, one name in {ONE_IN} laid out for itself", every_kind(EVENLY), layout)
    small, large = peak_memory(letters // 10), peak_memory(letters * 2)
    print(
        f"  peak memory               {small:10.0f} MiB for {letters // 10}, {large:.0f} MiB for {letters * 2} (flat)"
    )


def tell_mix(name: str, told: Sequence[Addressee], layout: Spent) -> None:
    """Print what a mix takes: with all its layouts, and filled and bound without them; and its size."""
    letters = mixed_letters()
    made: list[LetterMessage] = []
    laid_out = spent(lambda: made.extend(map(letters.message, told)), len(told))
    on_paper = [one.letter for one in made if isinstance(one.letter, FilledLetter)]
    kinds, templates = {str(letters.kind(to)) for to in told}, {id(one.template) for one in on_paper}
    print(f"{name}: {len(told)} letters of {len(kinds)} kinds, {len(templates)} layouts")
    _tell("with all layouts", laid_out, layout, "")
    shared = [to for to in told if not needs_own_layout(to)]
    bound = spent(lambda: bound_sizes(map(letters.message, shared)), len(shared))
    _tell("print files, filled", bound, layout, "those that share a layout")
    single = spent(lambda: [one.print_file for one in on_paper], len(on_paper))
    _tell("one file a letter", single, layout, "with what is written once")
    _tell_size(bound_sizes(made), len(on_paper), " (target 4096)")


def bound_sizes(messages: Iterable[LetterMessage]) -> list[int]:
    """The sizes of the files into which a run binds these letters, in bytes."""
    letters = [one for one in messages if isinstance(one.letter, FilledLetter)]
    letters.sort(key=lambda one: (one.letter.pages, one.written_format, one.language))  # type: ignore[union-attr]
    groups = [list(some) for _, some in groupby(letters, key=lambda one: one.letter.pages)]  # type: ignore[union-attr]
    files = (some[at : at + LETTERS_A_FILE] for some in groups for at in range(0, len(some), LETTERS_A_FILE))
    return [len(bind(one.letter for one in some if isinstance(one.letter, FilledLetter))) for some in files]


def _tell(what: str, took: Spent, layout: Spent, target: str) -> None:
    """A line: the rate, the processor time, and how many times the rate of one WeasyPrint run each by either."""
    ratios = f"{layout.clock / took.clock:.0f}x by the clock, {layout.processor / took.processor:.0f}x by the processor"
    shown = f"   {ratios} ({target})" if target else ""
    print(f"  {what:25} {1 / took.clock:10.1f} letters/s   {took.processor * 1000:8.3f} ms of processor time{shown}")


def _tell_size(sizes: Iterable[int], letters: int, more: str) -> None:
    print(f"  size                      {sum(sizes) / letters:10.0f} bytes a letter{more}")


def print_run(template: LetterTemplate, letters: int) -> list[int]:
    """The sizes of the files of a run, in bytes; the files themselves are let go, as they are when written to disk."""
    starts = range(0, letters, LETTERS_A_FILE)
    return [
        len(bind(template.fill(patient(number)) for number in range(at, min(at + LETTERS_A_FILE, letters))))
        for at in starts
    ]


def spent(work: Callable[[], object], letters: int) -> Spent:
    """What `work` on so many letters takes for each."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Spent((time.perf_counter() - clock) / letters, (time.process_time() - processor) / letters)


def peak_memory(letters: int) -> float:
    """The most memory that a fresh process holds while it prints a run, in MiB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak_of_run, (letters,))


def _peak_of_run(letters: int) -> float:
    print_run(LetterTemplate.lay_out(TEXT, STANDARD, stationery()), letters)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
