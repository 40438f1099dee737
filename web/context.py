"""What every door is handed, and all that it may reach the world with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from notifier.patients.access_codes import Keys
from notifier.practice.settings_store import SettingsStore
from notifier.settings import PREFIX, Settings
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

    given_store: SettingsStore | None = None  # where staff's settings are kept, unless in the instance folder alone

    @cached_property
    def store(self) -> SettingsStore:
        """Reads the settings as they stand now, and keeps those that staff set."""
        own = {"INSTANCE": str(self.settings.instance), "DATABASE_URL": self.settings.database_url}
        return self.given_store or SettingsStore({f"{PREFIX}{name}": value for name, value in own.items()})

    @property
    def https(self) -> bool:
        """Whether patients and staff reach us over TLS."""
        return self.settings.public_url.startswith("https://")
