"""What each human being was told and said, kept by the simulation itself: every fact with its two times.

`..._at` is when it happened, `known_at` when the practice came to know it. Nothing here is read from the product.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.simulation.people import WITH_GUARDIAN, Entry, age

LONDON = ZoneInfo("Europe/London")
KEEP, AGREE, UNSURE = "keep", "agree", "unsure"
NOT_THEIRS = "not-theirs"  # what a person finds of an answer that the patient did not give
FIRST, REMINDER = "first", "reminder"


def london_day(moment: datetime) -> date:
    """The day that it is in London."""
    return moment.astimezone(LONDON).date()


@dataclass(eq=False)
class Telling:
    """One message that was handed over for somebody: by "sms", "email" or "letter", to a place, under a number."""

    channel: str
    wave: str
    nhs_number: str
    place: str  # a mobile, a mailbox or a home
    handed_over_at: datetime
    code: str
    promised: date | None  # the last day that it states
    reference: str
    arrived_at: datetime | None = None
    arrival_known_at: datetime | None = None
    failed_at: datetime | None = None
    failure_known_at: datetime | None = None
    posted_on: date | None = None
    posting_known_at: datetime | None = None
    returned_on: date | None = None
    return_known_at: datetime | None = None
    is_read: bool = False  # by whom it was for
    confirmed_at: datetime | None = None  # a person found that it reached them, though the place is in doubt
    is_answered: bool = True  # whether the practice surely heard that the company took it

    def is_confirmed(self, at: datetime) -> bool:
        """Whether a person had found by a moment that it reached them."""
        return self.confirmed_at is not None and self.confirmed_at <= at


@dataclass(eq=False)
class Said:
    """One answer as it was taken for somebody, rightly or not; `received_at` is to the day where staff gave a day.

    `doubt` is why a person has to look at it, empty for none. `settled` is what a person concluded of it.
    """

    choice: str
    road: str  # "page", "sms", "paper", "phone", "counter", "email"
    received_on: date
    received_at: datetime | None  # exactly, where a machine took it
    known_at: datetime
    doubt: str = ""
    settled: str = ""
    settled_at: datetime | None = None
    undone_at: datetime | None = None
    is_conclusion: bool = False
    is_theirs: bool = True
    reference: str = ""

    def place(self) -> tuple[date, datetime]:
        """Its place in the order of reception; what a person concluded was received when they concluded it."""
        return (
            london_day(self.known_at) if self.is_conclusion else self.received_on
        ), self.received_at or self.known_at

    def turns(self) -> Iterator[datetime]:
        """When what is on record of it changed: it came to be known, was settled, was taken back."""
        return (at for at in (self.known_at, self.settled_at, self.undone_at) if at is not None)


@dataclass
class Listing:
    """What the practice's list said of somebody from an import on; None where they were not on it."""

    imported_at: datetime
    entry: Entry | None


@dataclass
class Life:
    """All of one human being: what lists said, what they were told, what they said, and the story in dated lines."""

    key: int
    listings: list[Listing] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    # (from, until or None, why, whether it surely holds): a doubt about who they are, as far as one can be named.
    identity_doubts: list["IdentityDoubt"] = field(default_factory=list)
    unsettled_texts: list[datetime] = field(default_factory=list)  # texts of others from a number once theirs
    story: list[tuple[datetime, str]] = field(default_factory=list)

    def note(self, at: datetime, words: str) -> None:
        """One line of the story."""
        self.story.append((at, words))

    def entry_at(self, moment: datetime) -> Entry | None:
        """What the last list known at a moment said of them."""
        found = None
        for one in self.listings:
            if one.imported_at <= moment:
                found = one.entry
        return found

    def entries_until(self, moment: datetime) -> Iterator[Entry]:
        """Every entry that lists known at a moment had of them, oldest first."""
        return (one.entry for one in self.listings if one.entry is not None and one.imported_at <= moment)

    def was_away(self, moment: datetime) -> bool:
        """Whether a list known at a moment did not have them, after one that had."""
        known = [one.entry for one in self.listings if one.imported_at <= moment]
        first = next((place for place, one in enumerate(known) if one is not None), len(known))
        return any(one is None or one.is_gone for one in known[first:])


@dataclass(eq=False)
class IdentityDoubt:
    """That nobody can be sure who stands under a number, or that two numbers are one person's."""

    since: datetime
    why: str
    former_number: str = ""  # of a merged record
    ended_at: datetime | None = None
    found: str = ""  # "same" or "two"


class Ledger:
    """The lives of everybody whom the practice ever had on its list, by key.

    `imports` has when lists were imported, and `worked` when a worker had done all that there was to do.
    """

    def __init__(self, launched_at: datetime, notice_days: int) -> None:
        self.launched_at, self.notice_days = launched_at, notice_days
        self.lives: dict[int, Life] = {}
        self.imports: list[datetime] = []
        self.worked: list[datetime] = []
        self._lists: list[Mapping[int, Entry]] = [{}]  # before the first import, and after each
        self._holders: list[Mapping[str, Sequence[int]]] = [{}]
        self._ever_held: dict[str, dict[int, datetime]] = {}  # by place who had it on a list, since when
        self.frozen: dict[int, datetime] = {}  # by key, who was let be coded, and when two people closed that
        self._shared: dict[str, list[int]] = {}  # as it stands in the stories

    def life(self, key: int) -> Life:
        """The life of a human being."""
        return self.lives.setdefault(key, Life(key))

    def imported(self, at: datetime, entries: dict[int, Entry]) -> None:
        """Keep what a list said, which was taken over at this time."""
        self.imports.append(at)
        self._lists.append(dict(entries))
        holders: dict[str, list[int]] = {}
        for key, entry in entries.items():
            for place in filter(None, (entry.mobile, entry.email)):
                holders.setdefault(place, []).append(key)
                self._ever_held.setdefault(place, {}).setdefault(key, at)
        self._holders.append(holders)
        for key in {*entries, *self.lives}:
            life, said = self.life(key), entries.get(key)
            before = life.listings[-1].entry if life.listings else None
            if not life.listings or before != said:
                life.listings.append(Listing(at, said))
                life.note(at, f"list: {written(said)}")
        self._note_sharing(at, entries, holders)

    def _note_sharing(self, at: datetime, entries: dict[int, Entry], holders: dict[str, list[int]]) -> None:
        for mobile, keys in holders.items():
            if len(keys) > 1 and self._shared.get(mobile) != keys:
                self._shared[mobile] = keys
                for key in keys:
                    others = ", ".join(written(entries[one]) for one in keys if one != key)
                    self.lives[key].note(at, f"list: {mobile} is also that of {others}")

    def is_followed_up(self, said_at: datetime, moment: datetime) -> bool:
        """Whether a worker has surely followed up by then what was said."""
        return any(said_at <= worked_at <= moment for worked_at in self.worked)

    def on_list(self, moment: datetime) -> Mapping[int, Entry]:
        """Everybody on the last list known at a moment."""
        return self._lists[bisect_right(self.imports, moment)]

    def by_number(self, moment: datetime) -> dict[str, int]:
        """The key of whoever has an NHS number on the last list known at a moment."""
        return {entry.nhs_number: key for key, entry in self.on_list(moment).items()}

    def holders(self, place: str, moment: datetime) -> Sequence[int]:
        """Whose number or mailbox something is, by the last list known at a moment."""
        return self._holders[bisect_right(self.imports, moment)].get(place, ())

    def leavers(self, place: str, moment: datetime) -> Iterator[Entry]:
        """What was last on a list of those who had a number or mailbox, and whom the list of a moment has no more."""
        on_list = self.on_list(moment)
        for key, since in self._ever_held.get(place, {}).items():
            if since <= moment and key not in on_list:
                last = list(self.lives[key].entries_until(moment))[-1]
                if place in (last.mobile, last.email):
                    yield last

    def once_held(self, place: str, moment: datetime) -> list[int]:
        """Who had a number on any list known at a moment, or was told there."""
        return [
            key
            for key, life in self.lives.items()
            if any(entry.mobile == place for entry in life.entries_until(moment))
            or any(one.place == place for one in life.tellings)
        ]

    def story(self, key: int) -> str:
        """The one patient's story, a line for each day's fact."""
        lines = sorted(self.life(key).story, key=lambda one: one[0])
        return "\n".join(f"    {at.astimezone(LONDON):%a %d %b %H:%M}  {words}" for at, words in lines)


def needs_guardian(entry: Entry, today: date) -> bool:
    """Whether a notice is written to a parent."""
    return age(entry.born, today) < WITH_GUARDIAN


def written(entry: Entry | None) -> str:
    """An entry in a line."""
    if entry is None:
        return "not on it"
    parts = [entry.nhs_number, entry.name, f"born {entry.born}", entry.home, entry.mobile, entry.email, entry.code]
    parts += [f"died {entry.died}" if entry.died else "", f"left {entry.left}" if entry.left else ""]
    parts += ["sensitive" if entry.sensitive else "", "wants no texts" if entry.declines_texts else ""]
    return ", ".join(part for part in parts if part)
