"""What every door is handed, and all that it may reach the world with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from notifier.patients.access_codes import Keys
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.vocabulary import Task


@dataclass(frozen=True)
class AppContext:
    """The settings, the database, the keys of the links, what wakes the workers and the clock."""

    settings: Settings
    database: Database
    keys: Keys
    wake: Callable[[Task], None]  # wakes the workers for a task, which finds its work in the tables; raises nothing
    clock: Callable[[], datetime]  # the only place a door may ask for the time; aware, UTC

    @property
    def https(self) -> bool:
        """Whether patients and staff reach us over TLS."""
        return self.settings.public_url.startswith("https://")
