"""Invented people and what the practice's list says of them: who they are never changes, their entries do.

A human being is known here by `key`, whatever number, name and address a list has for them; the product never sees it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

GIVEN = (
    "Ada Ben Cleo Dora Ewan Fay Gus Hal Ines Jude Kit Lena Moe Nia Otto Pia Quinn Rita Sol Tess Una Vic Wren Yara Zed "
    "Amir Bela Chidi Dana Esme Fola Gita Hana Ivo Jaya Kofi Lior Mina Nell Omar"
).split()
FAMILY = (
    "Abbott Barker Carver Draper Ellis Fisher Glover Harper Irwin Joiner Keeler Lorimer Mercer Naylor Osborne Palmer "
    "Quigley Reeve Sawyer Turner Usher Vickers Weaver Yeoman Zeller Amadi Bose Chaudhri Dogan Ferreira Gupta Haddad"
).split()
STREETS = (
    "Station Road",
    "High Street",
    "Elm Grove",
    "Kings Road",
    "Mill Lane",
    "Church Path",
    "Park View",
    "The Green",
)
COLUMNS = (
    *("NHS Number", "Title", "Given Name", "Family Name", "Date of Birth", "Number and Street", "Locality", "Postcode"),
    *("Mobile Telephone", "E-mail Address", "Date of Death", "Deducted Date", "Sensitive Flag", "SMS Consent"),
    *("Code", "Code Term", "Code Date"),
)
CONSENT, CODED = "9Ndn.", "9Ndo."
_MANY = 20
ADULT, WITH_GUARDIAN = 18, 13  # years; below the second the preset writes to a parent or guardian


@dataclass(frozen=True)
class Entry:
    """What a list says of one human being."""

    nhs_number: str
    given: str
    family: str
    born: date
    street: str
    postcode: str
    mobile: str = ""  # as 07700900123
    email: str = ""
    died: date | None = None
    left: date | None = None
    sensitive: bool = False
    declines_texts: bool = False
    code: str = ""
    code_date: date | None = None

    @property
    def name(self) -> str:
        """As a letter has it."""
        return f"{self.given} {self.family}"

    @property
    def home(self) -> str:
        """Where letters go."""
        return f"{self.street}, {self.postcode}"

    @property
    def is_gone(self) -> bool:
        """Whether the list says that they died or left."""
        return self.died is not None or self.left is not None

    def row(self) -> list[str]:
        """Under COLUMNS."""
        return [
            *(
                self.nhs_number,
                "Mx",
                self.given,
                self.family,
                _day(self.born),
                self.street,
                "Blackwater",
                self.postcode,
            ),
            *(self.mobile, self.email, _day(self.died), _day(self.left), "Yes" if self.sensitive else ""),
            *("No" if self.declines_texts else "", self.code, "", _day(self.code_date)),
        ]


@dataclass
class Human:
    """One human being: `entry` is what the clinical system says today, None while they are not on the list at all.

    `mobile`, `email` and `home` are what is really theirs, whatever the list has.
    """

    key: int
    entry: Entry | None
    born: date  # truly
    mobile: str
    email: str
    home: str
    guardian: int | None = None  # the key of the parent whose telephone they share
    former_numbers: list[str] = field(default_factory=list)

    @property
    def listed(self) -> Entry:
        """The entry of somebody who is on the list."""
        assert self.entry is not None
        return self.entry

    def change(self, **values: object) -> None:
        """Let the clinical system say something else of them from now on."""
        self.entry = replace(self.listed, **values)  # type: ignore[arg-type]  # the fields of Entry


class Invention:
    """Draws people, each with a number, names, telephone and home of their own."""

    def __init__(self, chance: Random, today: date) -> None:
        self._chance, self._today = chance, today
        self._serial = 0
        self._numbers = 0
        self._names: set[tuple[str, str]] = set()

    def number(self) -> str:
        """The next NHS number that is never issued."""
        self._numbers += 1
        body = f"999{self._numbers * 10:06d}"
        while (digit := check_digit(body)) is None:
            body = str(int(body) + 1)
        return body + digit

    def mobile(self) -> str:
        """A mobile number that nobody has yet."""
        self._serial += 1
        return f"077009{self._serial:05d}"

    def email(self) -> str:
        """A mailbox that nobody has yet."""
        self._serial += 1
        return f"patient.{self._serial}@example.com"

    def home(self) -> tuple[str, str]:
        """Street and postcode of a house in which nobody lives yet."""
        self._serial += 1
        return f"{self._serial} {self._chance.choice(STREETS)}", f"GU{17 + self._serial % 20} {self._serial % 10}XX"

    def name(self, given: str = "", family: str = "") -> tuple[str, str]:
        """Names that nobody had together before; one of them may be given."""
        tries = 0
        while True:
            tries += 1
            one = given or self._chance.choice(GIVEN)
            other = family or self._chance.choice(FAMILY)
            if tries > _MANY and given:  # as with more people than there are names
                other = f"{other}-{self._chance.choice(FAMILY)}"
            elif tries > _MANY:
                one = f"{one}-{self._chance.choice(GIVEN)}"
            if (one, other) not in self._names:
                self._names.add((one, other))
                return one, other

    def birth_date(self, youngest: int, oldest: int) -> date:
        """A day in the years from the one age to the other."""
        days = self._chance.randrange(youngest * 365 + 200, oldest * 365)
        return self._today - timedelta(days=days)

    def adult(self, key: int) -> Human:
        """A grown-up with most ways to be reached."""
        street, postcode = self.home()
        given, family = self.name()
        draw = self._chance.random
        entry = Entry(
            *(self.number(), given, family, self.birth_date(19, 90), street, postcode),
            mobile=self.mobile() if draw() < 0.8 else "",
            email=self.email() if draw() < 0.6 else "",
            sensitive=draw() < 0.01,
            declines_texts=draw() < 0.02,
        )
        kind = draw()
        if kind < 0.05:
            old = self._today - timedelta(days=self._chance.randrange(100, 3000))
            entry = replace(entry, code=CONSENT if kind < 0.03 else CODED, code_date=old)
        return _human(key, entry)

    def twin(self, key: int, other: Human) -> Human:
        """A grown-up's twin at the same home, with a telephone and a mailbox of their own."""
        theirs = other.listed
        given = theirs.given
        while set(given.split("-")) & set(theirs.given.split("-")):
            given, _ = self.name(family=theirs.family)
        entry = Entry(self.number(), given, theirs.family, other.born, theirs.street, theirs.postcode)
        return _human(key, replace(entry, mobile=self.mobile(), email=self.email()))

    def namesake(self, key: int, other: Human) -> Human:
        """Somebody who has only the names of another one."""
        theirs, own = other.listed, self.adult(key).listed
        return _human(key, replace(own, given=theirs.given, family=theirs.family))

    def child(self, key: int, parent: Human, *, is_named_after: bool = False) -> Human:
        """A young child at the home and with the telephone of its parent, perhaps of the very same name."""
        theirs, born = parent.listed, self.birth_date(1, WITH_GUARDIAN - 1)
        given = theirs.given if is_named_after else self.name(family=theirs.family)[0]
        entry = Entry(
            *(self.number(), given, theirs.family, born, theirs.street, theirs.postcode), mobile=theirs.mobile
        )
        return _human(key, entry, guardian=parent.key)

    def baby(self, key: int, parent: Human) -> Human:
        """Somebody who was just born."""
        born = replace(self.child(key, parent).listed, born=self._today, mobile="")
        return _human(key, born, guardian=parent.key)


def write_list(path: Path, people: Iterable[Human]) -> None:
    """The export of the clinical system: everybody who is on its list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(human.entry.row() for human in people if human.entry is not None)


def check_digit(body: str) -> str | None:
    """The tenth digit of an NHS number, by modulus 11; None where there is none."""
    rest = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(body)) % 11
    return None if rest == 10 else str(rest % 11)


def age(born: date, today: date) -> int:
    """Completed years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _human(key: int, entry: Entry, guardian: int | None = None) -> Human:
    return Human(key, entry, entry.born, entry.mobile, entry.email, entry.home, guardian)


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d-%b-%Y}"
