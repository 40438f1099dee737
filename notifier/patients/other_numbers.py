"""Finds who on a list seems to be a patient whom we know by another number; holds nobody by itself.

Two numbers become one person's in more ways than by a joiner and a leaver of one day. A number may be left out for
some weeks before the other one comes; both may have been there for years, until the records are merged and one goes;
and two records may have changed their people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from notifier.patients.identity import Identity, is_same_person, naming_key
from notifier.patients.identity_doubts import Pairs
from notifier.patients.list_import.records import Person
from notifier.patients.patient_records import KnownPatient

_NamingKey: TypeAlias = tuple[str, str, date]


class OtherNumber(NamedTuple):
    """Somebody on a list under one number, who may be a patient on record with another."""

    nhs_number: str
    patient_id: int


class OtherNumbers:
    """Lays whoever comes with a list beside everybody on record, and whoever goes beside the whole list."""

    def __init__(self, people: Mapping[str, Person], arrivals: Iterable[str]) -> None:
        """`arrivals` are the numbers on the list of whoever is new or back again."""
        self._people = people
        self._by_birthday: defaultdict[date, list[str]] = defaultdict(list)
        for number in arrivals:
            self._by_birthday[people[number].date_of_birth].append(number)
        self._own = _own_contacts(people, self._by_birthday)
        self._former: defaultdict[date, list[tuple[int, str, int]]] = defaultdict(list)
        self._renamed: list[str] = []
        self._found: dict[OtherNumber, None] = {}

    def look(self, number: str, known: KnownPatient, *, is_gone: bool) -> None:
        """Lay a patient on record beside everybody who comes with the list."""
        arrivals = self._by_birthday.get(known.record.date_of_birth)
        if not arrivals:
            return
        mine = known.record.identity
        for arrival in arrivals:
            if arrival != number and is_same_person(
                _identity(self._people[arrival]), mine, is_gone=is_gone, own_contacts=self._own
            ):
                self._found[OtherNumber(arrival, known.patient_id)] = None

    def goes(self, number: str, known: KnownPatient) -> None:
        """Remember a patient who was on the list before and is no longer, to be looked for under another number."""
        # By a number made of the name: a hundred thousand names would not fit beside the list.
        name = hash(naming_key(known.record.identity))
        self._former[known.record.date_of_birth].append((name, number, known.patient_id))

    def is_named_anew(self, number: str, known: KnownPatient) -> None:
        """Remember a patient with another name or birthday than before: two records may have changed their people."""
        self.goes(number, known)
        self._renamed.append(number)

    def found(self, ids_of: Callable[[Collection[str]], Mapping[str, int]]) -> list[OtherNumber]:
        """Everybody who may be somebody else on record, once the whole record was looked at.

        `ids_of` gives the patients on record by their numbers.
        """
        if self._former:
            becomes = {number: naming_key(_identity(self._people[number])) for number in self._renamed}
            known = self._of_former_names(set(becomes.values()))
            pairs = [
                (number, holder)
                for number, key in becomes.items()
                for holder in known[key]
                if holder != number and self._is_one_there(number, holder)
            ]
            ids = ids_of({holder for _, holder in pairs})
            self._found |= {OtherNumber(number, ids[holder]): None for number, holder in pairs if holder in ids}
        # Whoever has gone themselves is held for that.
        return [one for one in self._found if self._is_here(one.nhs_number)]

    def _is_here(self, number: str) -> bool:
        return not (self._people[number].left or self._people[number].deceased)

    def _of_former_names(self, new_names: Collection[_NamingKey]) -> Mapping[_NamingKey, list[str]]:
        """Note who on the list has the name of somebody who went; who has one of some `new_names`, by their name."""
        birthdays = {key[2] for key in new_names}
        holders: defaultdict[_NamingKey, list[str]] = defaultdict(list)
        for number, person in self._people.items():
            born = person.date_of_birth
            if born not in self._former and born not in birthdays:
                continue
            key = naming_key(_identity(person))
            if key in new_names:
                holders[key].append(number)
            for name, former, patient_id in self._former.get(born, ()):
                if former != number and name == hash(key):
                    self._found[OtherNumber(number, patient_id)] = None
        return holders

    def _is_one_there(self, number: str, holder: str) -> bool:
        return is_same_person(_identity(self._people[number]), _identity(self._people[holder]), is_gone=False)


def to_be_settled(found: Iterable[OtherNumber], ids: Mapping[str, int], pairs: Pairs) -> Iterator[OtherNumber]:
    """Those of whom nobody has been asked yet whether they are one person, and that no other answer settles as well.

    `ids` are the patients on record by their numbers: whoever joins is not among them.
    """
    by_number: defaultdict[str, list[int]] = defaultdict(list)
    for number, patient_id in found:
        by_number[number].append(patient_id)
    for number, candidates in by_number.items():
        own = ids.get(number)
        selves = pairs.known_selves(own) if own is not None else frozenset()
        waiting = {one for one in candidates if one not in selves and not pairs.are_asked_about(own, one)}
        while waiting:  # of those who are one person already, the latest number
            latest = max(waiting)
            yield OtherNumber(number, latest)
            waiting -= pairs.known_selves(latest) | {latest}


def _own_contacts(people: Mapping[str, Person], by_birthday: Mapping[date, Collection[str]]) -> frozenset[str]:
    """The mobiles and email addresses of arrivals that nobody else on the list has."""
    if not by_birthday:
        return frozenset()
    wanted = {
        contact for numbers in by_birthday.values() for number in numbers for contact in _contacts(people[number])
    }
    counts = Counter(contact for person in people.values() for contact in _contacts(person) if contact in wanted)
    return frozenset(contact for contact, holders in counts.items() if holders == 1)


def _contacts(person: Person) -> Iterator[str]:
    if person.mobile:
        yield str(person.mobile)
    if person.email:
        yield person.email


def _identity(person: Person) -> Identity:
    return Identity(
        person.given_name,
        person.family_name,
        person.date_of_birth,
        person.address.lines,
        person.address.postcode,
        str(person.mobile) if person.mobile else None,
        person.email,
    )
