"""What every part of a simulation shares: the installation, the companies, the people, the ledger, time and chance."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random

from tests.simulation.installation import Desk, Installation, Web
from tests.simulation.ledger import LONDON, Ledger, Said
from tests.simulation.people import Human, Invention
from tests.simulation.providers import Call, Companies
from tests.simulation.workers import Worker, send

Act = Callable[[], object]
NEVER_YET = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Scene:
    """One campaign of a seed. Whatever happens is an act at a moment; acts make further acts."""

    seed: int
    installation: Installation
    companies: Companies
    web: Web
    ledger: Ledger
    invention: Invention
    people: dict[int, Human]
    campaign_id: int
    ends_on: date
    worker: Worker = send
    desks: dict[str, Desk] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unheard: list[Said] = field(default_factory=list)  # texts of which the practice learns when it asks
    _agenda: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _serials: "count[int]" = field(default_factory=count)

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        return self.installation.now

    @property
    def folder(self) -> Path:
        """Where files are written."""
        return self.installation.folder

    def chance(self, *about: object) -> Random:
        """Chance that hangs on the seed and on what it is about, and not on the order in which things are drawn."""
        return Random(f"{self.seed}:{about}")

    def happens(self, share: float, *about: object) -> bool:
        """Whether something of this share of all cases happens this time."""
        return self.chance(*about).random() < share

    def at(self, when: datetime, act: Act) -> None:
        """Let something happen at a moment; at once where it is over."""
        heapq.heappush(self._agenda, (max(when, self.now), next(self._serials), act))

    def after(self, act: Act, **units: float) -> None:
        """Let something happen a while from now, as `timedelta` has its units."""
        self.at(self.now + timedelta(**units), act)

    def advance(self, until: datetime) -> None:
        """Let time pass, with all that happens meanwhile."""
        while self._agenda and self._agenda[0][0] <= until:
            when, _, act = heapq.heappop(self._agenda)
            self.installation.now = max(when, self.now)
            act()
        self.installation.now = until

    def note(self, key: int, words: str) -> None:
        """One line of somebody's story, now."""
        self.ledger.life(key).note(self.now, words)

    def fault(self, words: str, key: int | None = None) -> None:
        """Something is wrong; with the story of the one patient whom it is about."""
        story = f"\n{self.ledger.story(key)}" if key is not None else ""
        self.faults.append(f"{self.now.astimezone(LONDON):%a %d %b %Y %H:%M}: {words}{story}")

    def call(self, call: Call) -> None:
        """Let a company call the practice."""
        answer = self.web.call(self.companies.signed(call))
        if answer >= 300:
            self.fault(f"a call to {call.path} was answered with {answer}")

    def desk(self, email: str) -> Desk:
        """A member of staff with a browser; signed in anew after some hours, as sessions end."""
        desk = self.desks.get(email)
        if desk is None or (desk.used_at != self.now and not desk.is_signed_in()):
            desk = self.desks[email] = Desk(self.web, email)
        desk.used_at = self.now
        return desk


def at_hour(day: date, hour: float) -> datetime:
    """A London hour of a day."""
    moment = datetime.combine(day, time(), LONDON) + timedelta(hours=hour)
    return moment.astimezone(tz=None).astimezone(LONDON)
