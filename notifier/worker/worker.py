"""One worker process at work: a thread for each task, rung from the queue, by its fellows, and by the clock.

A channel has a thread of its own, so that ten thousand slow texts hold up no email, and what goes wrong in one stops no
other. A bell that is rung while its task runs makes it run once more; nothing that was rung is lost.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from notifier.vocabulary import Channel
from notifier.worker.queue import ADVANCE, COPIES, DRAINS, RECONCILE, SETTLE
from notifier.worker.tasks import TaskRunner

SWEEP = 60.0  # seconds after which everything is looked at again, rung or not
TICK = 1.0  # seconds between two looks at what the other workers do
_REST = 3  # times what it took, before planning or asking the providers is done again: reports ring by the thousand

_LOG = logging.getLogger(__name__)


class TaskThread:
    """One task: rung at any moment by anybody, and never at work twice at once."""

    def __init__(self, name: str, work: Callable[[], None], rest: float = 0) -> None:
        self._name, self._work, self._rest = name, work, rest
        self._rung, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._listen, name=name, daemon=True)
        self._thread.start()

    def ring(self) -> None:
        """Have it done: at once, or once more after what is being done."""
        self._rung.set()

    def end(self) -> None:
        """Begin nothing more."""
        self._ended.set()
        self._rung.set()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, at the latest after so long."""
        self._thread.join(max(0, seconds))
        return not self._thread.is_alive()

    def _listen(self) -> None:
        while self._rung.wait() and not self._ended.is_set():
            self._rung.clear()
            began = time.monotonic()
            try:
                self._work()
            except Exception:  # of any provider or database; the next ring or sweep tries again
                _LOG.exception("%s failed", self._name)
            self._ended.wait(self._rest * (time.monotonic() - began))


class Worker:
    """All the tasks of one worker, from its making until `end`."""

    def __init__(self, engine: TaskRunner, clock: Callable[[], datetime]) -> None:
        self._engine, self._clock = engine, clock
        self._pause = TICK
        self._bells = {
            SETTLE: TaskThread(SETTLE, self._settle),
            ADVANCE: TaskThread(ADVANCE, self._advance, _REST),
            RECONCILE: TaskThread(RECONCILE, self._reconcile, _REST),
            COPIES: TaskThread(COPIES, self._copy),
            **{name: TaskThread(name, partial(self._drain, channel)) for channel, name in DRAINS.items()},
        }

    def ring(self, name: str) -> None:
        """Have one task done, as `notifier.worker.queue` names it."""
        self._bells[name].ring()

    def watch(self, stopping: Callable[[], bool]) -> None:
        """Look at everything at once, and then again and again until it is time to stop.

        Sweeps follow each other within seconds while there is something to do, and every minute when there is not. They
        do not come through the queue: when that is lost, they are what finds the work.
        """
        swept: float | None = None
        while not stopping():
            if swept is None or time.monotonic() - swept >= self._pause:
                swept, self._pause = time.monotonic(), min(2 * self._pause, SWEEP)
                self._ring_all()
            else:
                self._join_the_others()
            time.sleep(TICK)

    def end(self, patience: float) -> bool:
        """Begin nothing more, and wait until what is under way is on record: False if not within so many seconds."""
        until = time.monotonic() + patience
        for bell in self._bells.values():
            bell.end()
        return all(bell.wait(until - time.monotonic()) for bell in self._bells.values())

    def _ring_all(self) -> None:
        for bell in self._bells.values():
            bell.ring()

    def _join_the_others(self) -> None:
        try:
            for channel in self._engine.others_send():
                self.ring(DRAINS[channel])
        except Exception:  # the database may be away for a while; what is due then waits, and so does the worker
            _LOG.exception("looking for work failed")

    def _settle(self) -> None:
        self._follow(SETTLE, self._engine.settle(self._clock()))

    def _advance(self) -> None:
        self._follow(ADVANCE, self._engine.advance(self._clock()))

    def _reconcile(self) -> None:
        self._follow(RECONCILE, self._engine.reconcile(self._clock()))

    def _copy(self) -> None:
        if made := self._engine.copies(self._clock()):
            self._note(COPIES, made)

    def _drain(self, channel: Channel) -> None:
        if handled := self._engine.drain(channel, self._clock):
            self._note(DRAINS[channel], handled)
            self.ring(ADVANCE)  # some providers have to be asked for their reports

    def _follow(self, task: str, moved: int) -> None:
        """Have sent what is due now."""
        if moved:
            self._note(task, moved)
        for channel in self._engine.due(self._clock()):
            self.ring(DRAINS[channel])

    def _note(self, task: str, moved: int) -> None:
        """Something moved: there may soon be more to do."""
        _LOG.info("%s did something", task, extra={"task": task, "moved": moved})
        self._pause = TICK
