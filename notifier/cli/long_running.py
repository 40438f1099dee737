"""What a command needs that runs until it is stopped: its log and its signals."""

import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from sqlalchemy import make_url

from notifier.providers.plugin import plugin_named
from notifier.settings import Settings
from notifier.worker import logs

STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextmanager
def stop_signals(*, twice_ends: bool = True) -> Iterator[Callable[[], bool]]:
    """Whether this process has been asked to stop; who asks twice ends it at once, unless that is switched off."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        if twice_ends:
            for one in STOPS:
                signal.signal(one, signal.SIG_DFL)

    before = {one: signal.signal(one, note) for one in STOPS}
    try:
        yield lambda: bool(asked)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def log_from(settings: Settings) -> None:
    """Write the log of this process: for people on a terminal, else as JSON."""
    password = make_url(settings.database_url).password
    words = [word for own in settings.provider_settings.values() for word in own.secret_words]
    words += filter(None, [settings.oidc_client_secret.get_secret_value()])
    plugins = map(plugin_named, settings.provider_settings)
    patterns = [re.compile(pattern, re.I) for plugin in plugins for pattern in plugin.secret_patterns]
    secrets = logs.Unspeakable([*words, password] if password else words, patterns)
    logs.configure(readable=sys.stderr.isatty(), secrets=secrets)
