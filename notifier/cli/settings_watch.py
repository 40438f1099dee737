"""Has a process that runs for long take up settings that are changed meanwhile, on a page or in a file."""

import logging
import os
import threading
from collections.abc import Callable

from notifier.cli.installation import Installation
from notifier.cli.long_running import log_from
from notifier.cli.look_around import is_in_use, sample_settings, served_installation
from notifier.errors import SettingsFault
from notifier.kept_settings import state_of
from notifier.providers.registry import providers
from notifier.settings import PREFIX, Settings

LOOK_AGAIN = 1.0  # seconds between two looks at the files

_LOG = logging.getLogger(__name__)


class SettingsWatch:
    """Which settings hold now, for one process.

    `load` reads them and may raise SettingsFault; `state` is something cheap that differs once a file does. Settings
    that cannot be used are logged, and the earlier ones go on holding: a slip of the pen must stop no campaign.
    """

    def __init__(self, current: Settings, load: Callable[[], Settings], state: Callable[[], object]) -> None:
        self._current, self._load, self._state = current, load, state
        self._seen: object = None  # so that what changed while the process began is noticed too

    def newer(self) -> Settings | None:
        """The settings, once for each time that they have become others that can be used; else None."""
        state = self._state()
        if state == self._seen:
            return None
        self._seen = state
        try:
            found = self._load()
            providers(found)
        except SettingsFault as fault:
            _LOG.error("the settings were changed and cannot be used, so that the earlier ones still hold: %s", fault)
            return None
        if found == self._current:
            return None
        self._current = found
        log_from(found)  # no new secret may get into the log
        _LOG.info("the settings were changed and are taken up")
        return found

    def follow(self, take_up: Callable[[Settings], None]) -> None:
        """From now on hand over newer settings as they come, in a thread that ends with the process."""
        threading.Thread(target=self._follow, args=(take_up,), name="settings", daemon=True).start()

    def _follow(self, take_up: Callable[[Settings], None]) -> None:
        never = threading.Event()
        while not never.wait(LOOK_AGAIN):
            try:
                if (found := self.newer()) is not None:
                    take_up(found)
            except Exception:  # whatever it is, the application that was made before goes on answering
                _LOG.exception("the settings that were changed could not be taken up")


def watch_of(installation: Installation) -> SettingsWatch:
    """What looks after the settings of an installation for as long as a process runs."""
    own = installation.settings
    named = {name: path for name, path in os.environ.items() if name.startswith(PREFIX) and name.endswith("_FILE")}

    def load() -> Settings:
        found = installation.read_settings()
        return sample_settings(found) if is_in_use(found) else found

    def state() -> object:
        return is_in_use(own), state_of(own.instance, named)

    return SettingsWatch(served_installation(installation).settings, load, state)
