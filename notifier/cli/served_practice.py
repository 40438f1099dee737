"""The application of a practice while it is served: it changes with the settings, and for the sample practice."""

import os
from collections.abc import Callable, Sequence

from notifier.cli.first_set_up import first_run_address
from notifier.cli.installation import Installation
from notifier.cli.look_around import LookAround, is_in_use, served_installation
from notifier.cli.settings_watch import watch_of
from notifier.cli.wake_queue import queue_of
from notifier.practice.settings_store import SettingsStore
from notifier.settings import Settings
from notifier.vocabulary import Task
from web.app import App, create_app
from web.changing_app import ChangingApp
from web.context import Upkeep


class ServedPractice:
    """What `notifier serve` serves with these doors: `app` is the application."""

    def __init__(self, own: Installation, doors: Sequence[str], wake: Callable[[Task], None]) -> None:
        """Raises SettingsFault, as `create_app` does."""
        self._own, self._doors, self._wake = own, doors, wake
        self._around = LookAround(own, self._change)
        self._upkeep = Upkeep(SettingsStore(os.environ), self._around if "staff" in doors else None)
        self.app = ChangingApp(self._make, served_installation(own).settings)

    def begin(self, port: int) -> str:
        """Follow the settings from now on; returns what to say of the first set-up, once the port is listened to."""
        self._around.clear()
        watch_of(self._own).follow(self.app.change)
        if is_in_use(self._own.settings):
            return "it shows the sample practice: its manager finds the way back to your own on top of every page"
        address = first_run_address(self._own, port) if "staff" in self._doors else ""
        said = "nobody has an account here yet: open this address within a day to set the practice up"
        return f"{said}\n{address}" if address else ""

    def _change(self) -> None:
        self.app.change(served_installation(self._own).settings)

    def _make(self, settings: Settings) -> App:
        own = self._own
        if settings.instance == own.settings.instance:
            return create_app(settings, own.database, self._wake, own.clock, self._doors, upkeep=self._upkeep)
        sample, doors = Installation(settings), list(dict.fromkeys([*self._doors, "sandbox"]))
        upkeep = Upkeep(None, self._around)
        return create_app(settings, sample.database, queue_of(sample).wake, sample.clock, doors, upkeep=upkeep)
