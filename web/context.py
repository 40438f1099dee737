"""What every door is handed, and all that it may reach the world with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from notifier.patients.access_codes import Keys
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.instance_keys import is_invented
from notifier.vocabulary import Task

if TYPE_CHECKING:
    from notifier.practice.settings_store import SettingsStore


class SampleAccount(NamedTuple):
    """Somebody as whom one can look around in the sample practice."""

    name: str
    email: str
    password: str


class SampleSwitch(Protocol):
    """The way from an installation where nothing is set up into a sample practice beside it, and back."""

    def make(self) -> None:
        """Begin to make the sample practice, unless that was begun; it takes some seconds, and nobody waits here."""

    def accounts(self) -> Sequence[SampleAccount]:
        """The people of the sample practice once it is made; before that nobody. Raises NotAllowed if that failed."""

    def enter(self) -> None:
        """Serve the sample practice from now on. Raises NotAllowed while it is not made."""

    def leave(self) -> str:
        """Throw the sample practice away, and return a new secret of the first set-up."""


class Upkeep(NamedTuple):
    """What pages change of the installation itself: its settings, and which practice is served."""

    store: "SettingsStore | None" = None  # where staff's settings are kept; none: in the instance folder alone
    sample: SampleSwitch | None = None  # none where whoever serves knows of no sample practice


NO_UPKEEP = Upkeep()


@dataclass(frozen=True)
class AppContext:
    """The settings, the database, the keys of the links, what wakes the workers and the clock."""

    settings: Settings
    database: Database
    keys: Keys
    wake: Callable[[Task], None]  # wakes the workers for a task, which finds its work in the tables; raises nothing
    clock: Callable[[], datetime]  # the only place a door may ask for the time; aware, UTC

    upkeep: Upkeep = NO_UPKEEP

    @property
    def is_looking_around(self) -> bool:
        """Whether this is the sample practice that is served in place of one that is not set up yet."""
        return self.upkeep.sample is not None and self.is_sample

    @property
    def is_sample(self) -> bool:
        """Whether only invented patients are here, however this practice came to be."""
        return is_invented(self.settings.instance)

    @property
    def https(self) -> bool:
        """Whether patients and staff reach us over TLS."""
        return self.settings.public_url.startswith("https://")
