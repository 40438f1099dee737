"""What is rare on a list but must not be missed, and what is wrong on it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random

from notifier.patients.samples.frequencies import CONSENTS, DISSENTS
from notifier.patients.samples.sample_patient import SamplePatient

_TWO_PEOPLE = "one NHS number, two different people"


def add_standing(people: list[SamplePatient], random: Random, today: date) -> None:
    """Deaths, departures, sensitive records, declined channels and rows printed twice, at least two of each."""
    size = len(people)
    chosen = iter(random.sample(people, size))

    def some(share: float, fewest: int) -> Iterator[SamplePatient]:
        return islice(chosen, max(fewest, round(size * share)))

    for person in some(0.001, 2):
        person.died = today - timedelta(days=random.randint(20, 900))
    for person in some(0.003, 2):
        person.left = today - timedelta(days=random.randint(20, 900))
    for person in some(0.0005, 3):
        person.sensitive = True
    for person in some(0.015, 3):
        person.sms_declined = True
    for person in some(0.01, 3):
        person.email_declined = True
    for person in some(0.005, 2):
        person.is_twice = True
    for dissent, person in zip(
        cycle(DISSENTS), some(0.001, 2), strict=False
    ):  # both codes, now the one later, now the other
        days = [random.randint(30, 1_000), random.randint(1_001, 4_000)]
        person.codes = [
            (*code, today - timedelta(days=day))
            for code, day in zip((dissent, CONSENTS[0]), days[:: random.choice((1, -1))], strict=True)
        ]


def add_faults(people: list[SamplePatient], random: Random, today: date) -> None:
    """Every kind of row that must be refused, once for each 4,000 patients, and two patients with one number."""
    plain = [person for person in people if not (person.is_twice or person.sensitive or person.died or person.left)]
    chosen = iter(random.sample(plain, len(plain)))
    for _ in range(1 + len(people) // 4_000):
        for why, spoil in _SPOILERS:
            person = next(chosen)
            person.refused = why
            spoil(person, today)
    one = next(chosen)
    two = next(person for person in chosen if (person.family_name, person.born) != (one.family_name, one.born))
    two.nhs_number, two.nhs_number_printed = one.nhs_number, one.nhs_number_printed
    one.refused = two.refused = _TWO_PEOPLE


def _print(name: str, text: str) -> Callable[[SamplePatient, date], None]:
    return lambda person, _: setattr(person, name, text)


def _miss_check_digit(person: SamplePatient, _: date) -> None:
    person.nhs_number_printed = person.nhs_number[:9] + str((int(person.nhs_number[9]) + 1) % 10)


def _be_born_tomorrow(person: SamplePatient, today: date) -> None:
    person.born = date(today.year + 5, 1, 1)


_SPOILERS: tuple[tuple[str, Callable[[SamplePatient, date], None]], ...] = (
    ("NHS number fails its check digit", _miss_check_digit),
    ("NHS number missing", _print("nhs_number_printed", "")),
    ("NHS number mangled by a spreadsheet", _print("nhs_number_printed", "9.99E+09")),
    ("NHS number is one digit repeated", _print("nhs_number_printed", "999 999 9999")),
    ("date of birth in the future", _be_born_tomorrow),
    ("date of birth unreadable", _print("born_printed", "31-Feb-1990")),
    ("date of birth with a two-digit year", _print("born_printed", "01/02/63")),
    ("surname missing", _print("family_name", "")),
)
