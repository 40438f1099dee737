"""The practice's list, week by week: births and deaths, moves and marriages, merged records, corrections and mistakes.

What the clinical system says is in each human being's `entry`; the practice knows of it with the next import.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from random import Random

from tests.simulation.installation import MANAGER
from tests.simulation.ledger import IdentityDoubt, london_day
from tests.simulation.people import CONSENT, Entry, Human, write_list
from tests.simulation.scene import Scene

Change = Callable[["Lists", Human], None]
_UNDONE = 0.25  # of the weeks see a wrong import


class Lists:
    """Changes what the clinical system has, and imports its exports."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._exports = 0
        self._weeks = 0
        self._freed: list[str] = []  # numbers of those who left, and will not return
        self._gone: dict[int, Entry] = {}
        self._doubts: list[tuple[int, IdentityDoubt]] = []

    def invented(self, number: int) -> None:
        """Everybody who is on the first list."""
        scene = self._scene
        while len(scene.people) < number:
            adult = self._add(scene.invention.adult(len(scene.people)))
            chance = scene.chance("household", adult.key)
            draw = chance.random()
            if draw < 0.12 and adult.mobile:
                self._add(scene.invention.child(len(scene.people), adult))
            elif draw < 0.15 and adult.mobile:
                other = self._add(scene.invention.adult(len(scene.people)))
                other.change(mobile=adult.listed.mobile, street=adult.listed.street, postcode=adult.listed.postcode)
                other.mobile, other.home = adult.mobile, adult.home
            elif draw < 0.19 and adult.mobile:
                adult.change(mobile=scene.invention.mobile())  # mistyped: it is a stranger's
            elif draw < 0.21:
                street, postcode = scene.invention.home()
                adult.change(street=street, postcode=postcode)  # where they live no more
            elif draw < 0.22:
                adult.change(born=adult.born + timedelta(days=9))  # mistyped
            elif draw < 0.24:
                self._add(scene.invention.twin(len(scene.people), adult))
            elif draw < 0.26:
                self._add(scene.invention.namesake(len(scene.people), adult))
            elif draw < 0.29:
                self._add(scene.invention.child(len(scene.people), adult, is_named_after=True))

    def export(self, people: Iterable[Human] | None = None) -> str:
        """Write the export of today, or one that has other people; returns the file's name."""
        self._exports += 1
        path = self._scene.folder / f"list-{self._exports}.csv"
        write_list(path, self._scene.people.values() if people is None else people)
        return str(path)

    def known(self) -> None:
        """Keep in the ledger what was imported just now."""
        scene = self._scene
        entries = {key: human.entry for key, human in scene.people.items() if human.entry is not None}
        scene.ledger.imported(scene.now, entries)
        for key, doubt in self._doubts:
            doubt.since = scene.now
            scene.ledger.life(key).identity_doubts.append(doubt)
        self._doubts = []

    def import_week(self) -> None:
        """A week's changes, and the import of the list that has them."""
        scene = self._scene
        self._weeks += 1
        for key in sorted(scene.people):
            human = scene.people[key]
            chance = scene.chance("week", self._weeks, key)
            if human.entry is None:
                if human.former_numbers and chance.random() < 0.05:
                    self._return(human)
                continue
            if not human.listed.is_gone and chance.random() < 0.06:
                change = chance.choices([one for one, _ in CHANGES], [weight for _, weight in CHANGES])[0]
                change(self, human)
        scene.installation.run("list", "import", self.export(), "--staff", MANAGER)
        self.known()

    def undo_wrong_import(self) -> None:
        """In some weeks the wrong file is imported and taken back within minutes: everything is as it was before.

        Or the right one is imported once more, between two weeks: it says what changed since, such as who got the code,
        and stays.
        """
        scene = self._scene
        if not scene.happens(_UNDONE, "undone", self._weeks):
            return
        chance = scene.chance("wrong file", self._weeks)
        wrong = None if chance.random() < 0.3 else self._mixed_up(chance)
        scene.installation.run("list", "import", self.export(wrong), "--staff", MANAGER)
        if wrong is None:
            self.known()
            return
        scene.installation.now += timedelta(minutes=7)  # nobody writes or answers meanwhile
        scene.installation.run("list", "undo", "--staff", MANAGER)
        scene.installation.now += timedelta(minutes=7)
        scene.note(-1, "a wrong list was imported and taken back")

    def _mixed_up(self, chance: Random) -> list[Human]:
        """The list with telephones and addresses in the wrong rows, without somebody, and with people of elsewhere."""
        people = [human for human in self._scene.people.values() if human.entry is not None]
        kept = people[: -1 - len(people) // 50]
        others = chance.sample(kept, max(2, len(kept) // 15))
        swapped = dict(zip([one.key for one in others], others[1:] + others[:1], strict=True))
        strangers = [self._scene.invention.adult(-number) for number in (1, 2, 3)]
        return [_with_places_of(one, swapped.get(one.key, one).listed) for one in kept] + strangers

    # --- what may change ---

    def _add(self, human: Human) -> Human:
        self._scene.people[human.key] = human
        return human

    def join(self, _: Human) -> None:
        """Somebody moves here; now and then they get a number that another person had."""
        scene = self._scene
        human = self._add(self._joiner(len(scene.people)))
        if self._freed and scene.happens(0.3, "reused", human.key):
            human.change(nhs_number=self._freed.pop(0))
            self._doubts.append((human.key, IdentityDoubt(scene.now, "has a number that another person had")))

    def _joiner(self, key: int) -> Human:
        """Mostly a stranger; else a twin of somebody here, or of the same name."""
        scene = self._scene
        chance = scene.chance("joiner", key)
        here = [one for one in scene.people.values() if one.entry is not None and one.guardian is None]
        gone = [one for one in here if one.listed.left is not None]
        draw = chance.random()
        if draw < 0.2:
            return scene.invention.twin(key, chance.choice(gone if draw < 0.15 and gone else here))
        return scene.invention.namesake(key, chance.choice(here)) if draw < 0.3 else scene.invention.adult(key)

    def bear(self, human: Human) -> None:
        """A child is born."""
        if human.guardian is None:
            self._add(self._scene.invention.baby(len(self._scene.people), human))

    def die(self, human: Human) -> None:
        """They die; the list says so for a while."""
        human.change(died=london_day(self._scene.now) - timedelta(days=2))

    def leave(self, human: Human) -> None:
        """They move away, and are on the list with a date or not at all."""
        if self._scene.happens(0.5, "vanishes", human.key):
            human.former_numbers.append(human.listed.nhs_number)
            self._gone[human.key] = human.listed
            if self._scene.happens(0.5, "freed", human.key):
                self._freed.append(human.listed.nhs_number)
                human.former_numbers.clear()
            human.entry = None
        else:
            human.change(left=london_day(self._scene.now) - timedelta(days=2))

    def _return(self, human: Human) -> None:
        """Somebody who left comes back, with the number that they had."""
        human.entry = self._gone.pop(human.key)
        self._scene.note(human.key, "comes back")

    def move(self, human: Human) -> None:
        """They move house within the practice's area."""
        street, postcode = self._scene.invention.home()
        household = [human] if self._scene.happens(0.2, "alone", human.key) else self._household(human)
        for one in household:
            one.change(street=street, postcode=postcode)
            one.home = one.listed.home

    def _household(self, human: Human) -> list[Human]:
        """A parent and their children."""
        parent = human.key if human.guardian is None else human.guardian
        everybody = self._scene.people.values()
        return [one for one in everybody if one.entry is not None and parent in (one.key, one.guardian)]

    def correct_mobile(self, human: Human) -> None:
        """A mobile is corrected to theirs, or they have a new one."""
        if human.guardian is not None:
            return
        if human.listed.mobile == human.mobile:
            human.mobile = self._scene.invention.mobile()
        human.change(mobile=human.mobile)

    def correct_email(self, human: Human) -> None:
        """They have another mailbox."""
        human.email = self._scene.invention.email()
        human.change(email=human.email)

    def correct_home(self, human: Human) -> None:
        """An address is put right."""
        street, _, postcode = human.home.rpartition(", ")
        human.change(street=street, postcode=postcode)

    def correct_birth_date(self, human: Human) -> None:
        """A birth date is put right, or made wrong."""
        born = human.listed.born
        human.change(born=human.born if born != human.born else born.replace(day=born.day % 28 + 1))

    def marry(self, human: Human) -> None:
        """They take another family name."""
        _, family = self._scene.invention.name(given=human.listed.given)
        human.change(family=family)

    def merge(self, human: Human) -> None:
        """Two records were one person's: from now on they are under another number."""
        human.former_numbers.append(human.listed.nhs_number)
        self._doubts.append(
            (human.key, IdentityDoubt(self._scene.now, "has another number than before", human.listed.nhs_number))
        )
        human.change(nhs_number=self._scene.invention.number())

    def share(self, human: Human) -> None:
        """A grown-up's mobile is entered for somebody else as well."""
        others = [one for one in self._scene.people.values() if one.entry is not None and one.listed.mobile]
        other = self._scene.chance("share", human.key).choice(others)
        if other is not human:
            human.change(mobile=other.listed.mobile)

    def consent(self, human: Human) -> None:
        """They consent to the record at the desk, before anybody coded anything."""
        human.change(code=CONSENT, code_date=london_day(self._scene.now))

    def be_sensitive(self, human: Human) -> None:
        """The record is marked as sensitive."""
        human.change(sensitive=True)


CHANGES: tuple[tuple[Change, int], ...] = (
    *((Lists.join, 16), (Lists.bear, 6), (Lists.die, 5), (Lists.leave, 12), (Lists.move, 12)),
    *((Lists.correct_mobile, 14), (Lists.correct_email, 6), (Lists.correct_home, 5), (Lists.correct_birth_date, 6)),
    *((Lists.marry, 6), (Lists.merge, 12), (Lists.share, 4), (Lists.consent, 3), (Lists.be_sensitive, 1)),
)


def _with_places_of(human: Human, other: Entry) -> Human:
    """Somebody's row with the telephone and the address of another one."""
    entry = replace(human.listed, mobile=other.mobile, street=other.street, postcode=other.postcode)
    return replace(human, entry=entry)
