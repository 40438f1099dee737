"""Wakes the workers by a queue that is opened when somebody is first to be woken."""

import threading
from collections.abc import Callable

from notifier.vocabulary import Task


class LateWake:
    """Call it with a task; it returns at once, and raises nothing that `opened` does not.

    `opened` opens the queue and returns what wakes by it. It is called once, in a thread of its own, so that the
    patient whose answer is the first does not wait for it.
    """

    def __init__(self, opened: Callable[[], Callable[[Task], None]]) -> None:
        self._opened = opened
        self._wake: Callable[[Task], None] | None = None
        self._turns = threading.Lock()

    def __call__(self, task: Task) -> None:
        """Have a task done soon by some worker."""
        if self._wake is not None:
            self._wake(task)
        else:
            threading.Thread(target=self._open_and_wake, args=(task,), name="late wake", daemon=True).start()

    def _open_and_wake(self, task: Task) -> None:
        with self._turns:
            if self._wake is None:
                self._wake = self._opened()
        self._wake(task)
