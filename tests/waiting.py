"""Waiting for the thing itself: a test that needs something from another process or thread looks until it is there."""

import time
from collections.abc import Callable

ENOUGH = 120.0  # seconds in which even a busy machine gets there; nothing waits so long when it works
STEP = 0.05


def eventually(condition: Callable[[], bool], seconds: float = ENOUGH) -> bool:
    """Whether the condition comes true in time; asked at least twice, at the beginning and at the end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(STEP)
    return condition()
