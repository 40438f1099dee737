"""The lives of an invented practice, week by week, with the truth of who is whom behind each list.

Whoever lives here is one `Life`, whatever number and name the lists have for them. A `Village` lets something of every
kind happen, and says of each list which numbers it has to put in doubt: those that are somebody else's now, and those
of people who are known by another one.
"""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.world import sample_number

HEADINGS = (
    *("NHS Number", "Title", "Surname", "First Name", "Date of Birth", "Address", "Postcode"),
    *("Mobile Telephone", "Email", "Date of Death"),
)
_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "zo", "ka", "he")


@dataclass(frozen=True)
class Entry:
    """What the list says under one number."""

    number: str
    given: str
    family: str
    born: date
    home: tuple[str, str]
    mobile: str = ""  # E.164
    email: str = ""
    died: str = ""
    title: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        """The row, by `HEADINGS`."""
        who = (self.number, self.title, self.family, self.given, f"{self.born:%d/%m/%Y}")
        return (*who, *self.home, self.mobile, self.email, self.died)


@dataclass(eq=False)
class Life:
    """One person; whoever is not on the list has no entry."""

    entries: list[Entry]
    numbers: set[str] = field(default_factory=set)  # that they ever had
    reached_at: set[str] = field(default_factory=set)  # every mobile and email address that they ever had
    is_busy: bool = False  # something is under way, or in doubt and not settled: nothing else happens to them


class Village:
    """Everybody on the list, and what happens to them; the same seed lives the same lives."""

    def __init__(self, seed: int, people: int) -> None:
        self._random = random.Random(seed)
        self._serial = 0
        self._names: set[str] = set()
        self._next_week: list[Callable[[], None]] = []
        self.lives: list[Life] = []
        self.holders: dict[str, Life] = {}  # of each number: who has it, or had it last
        self.in_doubt: set[str] = set()  # numbers that this week's list has to put in doubt
        for _ in range(people):
            self._join(self._entry())
        self._end_week()

    def live(self) -> None:
        """Let a week pass in which something of every kind happens."""
        self.in_doubt = set()
        begun, self._next_week = self._next_week, []
        for go_on in begun:
            go_on()
        kinds = [*ORDINARY, *FAMILIES, *NUMBERS]
        self._random.shuffle(kinds)
        for happens in kinds:
            happens(self, self._anybody())
        self._end_week()

    def write(self, path: Path) -> Path:
        """The list of this week."""
        rows = [entry.row for life in self.lives for entry in life.entries]
        self._random.shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *rows])
        return path

    def settled(self, number: str) -> None:
        """Somebody found out who has a number: they live on."""
        self.holders[number].is_busy = False

    def _end_week(self) -> None:
        for life in self.lives:
            for entry in life.entries:
                life.numbers.add(entry.number)
                life.reached_at |= {entry.mobile, entry.email} - {""}
                self.holders[entry.number] = life

    def _anybody(self) -> Life:
        """Somebody on the list, alive, to whom nothing happens yet this week."""
        return self._random.choice(
            [one for one in self.lives if len(one.entries) == 1 and not one.is_busy and not one.entries[0].died]
        )

    # --- what lives are made of ---

    def name(self) -> str:
        """One that nobody has, nor anything like it."""
        made = ""
        while not made or made in self._names:
            made = "".join(self._random.choices(_SYLLABLES, k=4)).capitalize()
        self._names.add(made)
        return made

    def birthday(self, first: int = 1930, last: int = 2005) -> date:
        """A day that every month has."""
        pick = self._random.randint
        return date(pick(first, last), pick(1, 12), pick(1, 28))

    def home(self) -> tuple[str, str]:
        """An address and its postcode."""
        serial = self.serial()
        return f"{serial} {self.name()} Road", f"GU{serial % 80 + 10} {serial % 9 + 1}AA"

    def mobile(self) -> str:
        """A number that nobody has."""
        return f"+4477009{self.serial():05d}"

    def email(self) -> str:
        """An address that nobody has."""
        return f"patient{self.serial()}@example.com"

    def number(self) -> str:
        """An NHS number that nobody has, or had."""
        return str(sample_number(self.serial()))

    def serial(self) -> int:
        """Another one each time."""
        self._serial += 1
        return self._serial

    def pick(self, *among: Any) -> Any:
        """One of several."""
        return self._random.choice(among)

    def _entry(self) -> Entry:
        who = (self.number(), self.name(), self.name(), self.birthday(), self.home())
        return Entry(*who, self.pick(self.mobile(), self.mobile(), ""), self.pick(self.email(), ""))

    def _join(self, entry: Entry) -> Life:
        self.lives.append(Life([entry], is_busy=True))
        self._next_week.append(lambda life=self.lives[-1]: setattr(life, "is_busy", False))  # type: ignore[misc]
        return self.lives[-1]

    # --- how something happens ---

    def change(self, life: Life, **changes: Any) -> None:
        """Another entry under the same number; enough for one week."""
        self.keep_busy(life)
        life.entries = [replace(one, **changes) for one in life.entries]

    def keep_busy(self, life: Life) -> None:
        """Let nothing else happen to somebody this week."""
        life.is_busy = True
        self._next_week.append(lambda: setattr(life, "is_busy", False))

    def joins(self, like: Entry | None = None, **differing: Any) -> Life:
        """Somebody new, with a number of their own, who has something in common with another one."""
        return self._join(replace(like or self._entry(), **{"number": self.number(), **differing}))

    def renumber(self, life: Life, like: Entry, **changes: Any) -> None:
        """The person of an entry has another number, and this list must put it in doubt."""
        life.entries = [replace(like, number=self.number(), **changes)]
        self.doubt(life)

    def taken_over(self, number: str) -> None:
        """Somebody else has a number."""
        other = self._entry()
        self.lives.append(Life([replace(other, number=number)]))
        self.doubt(self.lives[-1])

    def doubt(self, life: Life) -> None:
        """This list must put somebody in doubt; they live on once it is settled."""
        life.is_busy = True
        self.in_doubt |= {one.number for one in life.entries}

    def later(self, happens: Callable[[], None]) -> None:
        """Something that the next list says."""
        self._next_week.append(happens)


# --- ordinary changes: nobody is in doubt ---


def dies(village: Village, life: Life) -> None:
    """The record says it, and stays."""
    village.change(life, died="01/11/2026")


def leaves(_village: Village, life: Life) -> None:
    """For good."""
    life.entries = []


def stays_away_for_a_week(village: Village, life: Life) -> None:
    """The number is missing from one list."""
    entries, life.entries = life.entries, []
    village.later(lambda: setattr(life, "entries", entries))


def moves(village: Village, life: Life) -> None:
    """To another home, and nothing by which they are reached is as it was."""
    village.change(life, home=village.home(), mobile=village.mobile(), email="")


def loses_the_phone(village: Village, life: Life) -> None:
    """They are reached by post."""
    village.change(life, mobile="", email="")


def marries_and_moves(village: Village, life: Life) -> None:
    """Another family name and home."""
    village.change(life, family=village.name(), title="Mrs", home=village.home())


def has_the_birthday_corrected(village: Village, life: Life) -> None:
    """A slip of the pen in the day, the month or the year; at another home."""
    born = life.entries[0].born
    slips = [born.replace(day=born.day % 28 + 1), born.replace(month=born.month % 12 + 1)]
    village.change(life, born=village.pick(*slips, born.replace(year=born.year - 10)), home=village.home())


def has_the_first_name_corrected(village: Village, life: Life) -> None:
    """To what they are called."""
    village.change(life, given=f"{life.entries[0].given}ie")


def changes_gender(village: Village, life: Life) -> None:
    """Another first name and title, under the same number."""
    village.change(life, given=village.name(), title="Mx")


def has_the_names_turned(village: Village, life: Life) -> None:
    """Two columns taken for each other."""
    village.change(life, given=life.entries[0].family, family=life.entries[0].given)


ORDINARY: tuple[Callable[[Village, Life], None], ...] = (
    *(dies, leaves, stays_away_for_a_week, moves, loses_the_phone, marries_and_moves, has_the_birthday_corrected),
    *(has_the_first_name_corrected, changes_gender, has_the_names_turned),
)


# --- families and homes: nobody is in doubt ---


def has_twins(village: Village, life: Life) -> None:
    """Two children of one day, at the home, with its phone."""
    parent, born = life.entries[0], village.birthday(2010, 2025)
    for _ in range(2):
        village.joins(parent, given=village.name(), born=born, email="")


def is_joined_by_a_twin(village: Village, life: Life) -> None:
    """A grown-up twin moves in, with the phone of the home and an email address of their own."""
    village.joins(life.entries[0], given=village.name(), email=village.email())


def leaves_as_a_twin_comes(village: Village, life: Life) -> None:
    """One twin goes and the other one comes, to the same home and phone."""
    village.joins(life.entries[0], given=village.name(), email="")
    life.entries = []


def names_a_child_after_them(village: Village, life: Life) -> None:
    """A child with the whole name of a parent, who lives with them."""
    village.joins(life.entries[0], born=village.birthday(2010, 2025), email="")


def leaves_as_a_child_of_the_name_comes(village: Village, life: Life) -> None:
    """A child with the whole name of a parent comes to the home that the parent leaves."""
    village.joins(life.entries[0], born=village.birthday(2010, 2025))
    life.entries = []


def takes_a_lodger(village: Village, life: Life) -> None:
    """Somebody else at the home, with its phone."""
    village.joins(life.entries[0], given=village.name(), family=village.name(), born=village.birthday(), email="")


FAMILIES: tuple[Callable[[Village, Life], None], ...] = (
    *(has_twins, is_joined_by_a_twin, leaves_as_a_twin_comes, names_a_child_after_them),
    *(leaves_as_a_child_of_the_name_comes, takes_a_lodger),
)


# --- numbers: somebody is in doubt ---


def gets_a_number(village: Village, life: Life) -> None:
    """One record is closed, and another has the same person."""
    village.renumber(life, life.entries[0])


def gets_a_number_and_marries(village: Village, life: Life) -> None:
    """The other record has the married name."""
    village.renumber(life, life.entries[0], family=village.name())


def gets_a_number_and_moves(village: Village, life: Life) -> None:
    """The other record has nothing but the name and the birthday."""
    village.renumber(life, life.entries[0], home=village.home(), mobile="", email="")


def gets_a_number_after_a_week(village: Village, life: Life) -> None:
    """A list between has neither."""
    (entry,), life.entries, life.is_busy = life.entries, [], True
    village.later(lambda: village.renumber(life, entry))


def gets_a_number_with_a_new_gender(village: Village, life: Life) -> None:
    """The next list has another number, title and first name; the mobile and the email address are theirs alone."""
    life.is_busy = True
    life.entries = [replace(life.entries[0], mobile=village.mobile(), email=village.email())]
    village.later(lambda: village.renumber(life, life.entries[0], given=village.name(), title="Mr"))


def is_there_twice_until_the_records_are_merged(village: Village, life: Life) -> None:
    """Two lists have them under two numbers, at two homes; then the older record is gone."""
    if len(life.numbers) > 1:  # the second would be doubted at once: it may be whoever had the earlier number
        return
    life.is_busy = True
    second = replace(life.entries[0], number=village.number(), home=village.home(), mobile="", email="")
    life.entries = [*life.entries, second]

    def merged() -> None:
        life.entries = [second]
        village.doubt(life)

    village.later(lambda: village.later(merged))


def loses_the_number(village: Village, life: Life) -> None:
    """They leave, and the same list has somebody else under their number."""
    village.taken_over(life.entries[0].number)
    life.entries, life.is_busy = [], True


def lost_the_number_after_leaving(village: Village, life: Life) -> None:
    """They leave, and the next list has somebody else under their number."""
    (entry,), life.entries, life.is_busy = life.entries, [], True
    village.later(lambda: village.taken_over(entry.number))


NUMBERS: tuple[Callable[[Village, Life], None], ...] = (
    *(gets_a_number, gets_a_number_and_marries, gets_a_number_and_moves, gets_a_number_after_a_week),
    *(gets_a_number_with_a_new_gender, is_there_twice_until_the_records_are_merged),
    *(loses_the_number, lost_the_number_after_leaving),
)
