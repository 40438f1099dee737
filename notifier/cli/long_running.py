"""What a command needs that runs until it is stopped: its log and its signals."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from sqlalchemy import make_url

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
    password = make_url(settings.database_url).password or ""
    words = (settings.twilio_auth_token.get_secret_value(), settings.sendgrid_api_key.get_secret_value(), password)
    logs.configure(readable=sys.stderr.isatty(), secrets=[word for word in words if word])
