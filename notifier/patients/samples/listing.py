"""Writes a sample list, and says on which line each patient stands."""

from datetime import date
from pathlib import Path
from random import Random

from notifier.patients.samples.exports import ROWS, WRITERS, Style
from notifier.patients.samples.generation import sample_people
from notifier.patients.samples.sample_patient import Sample


def write_sample(path: Path, patients: int, seed: int, style: Style, today: date) -> Sample:
    """Writes a list of so many patients and returns the truth of it. Raises `ValueRefused` beyond `MOST_PATIENTS`."""
    random = Random(f"{seed}/{patients}/{style}")
    people = sample_people(patients, random, today)
    if style == "systmone":
        for person in people:
            person.born_printed = person.born_printed.replace("-Feb-", "/02/")
    else:
        for person in people:  # this system prints cp1252 and loses the letters that it lacks
            person.family_name = person.family_name.encode("cp1252", "replace").decode("cp1252")
    printed = [(person.index, row) for person in people for row in ROWS[style](person)]
    for person in people:
        if person.is_twice:
            row = next(ROWS[style](person))
            printed.insert(random.randrange(len(printed)), (person.index, row))
    first = WRITERS[style](path, [row for _, row in printed], patients, today)
    lines: dict[int, tuple[int, ...]] = {}
    for line, (index, _) in enumerate(printed, first):
        lines[index] = (*lines.get(index, ()), line)
    return Sample(tuple(people), lines)
