"""One worker process at work: a thread for each task, woken from the queue, by its fellows, and by the clock.

A channel has a thread of its own to send by, so that ten thousand slow texts hold up no email, and what goes wrong in
one stops no other. A thread that is woken while it works does its work once more; nobody's waking is lost.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from notifier.campaigns.calendar import london_date
from notifier.vocabulary import Channel, Task
from notifier.worker.tasks import TaskRunner

SWEEP = 60.0  # seconds after which everything is looked at again, whether anybody was woken or not
TICK = 1.0  # seconds between two looks at what the other workers do
_LONG_REST = 20  # times what it took, before figures are counted again: on a large list that takes a second or two
_REST = 3  # times what it took, before planning or asking the providers is done again: reports wake by the thousand

_LOG = logging.getLogger(__name__)


class TaskThread:
    """Some work in a thread of its own: woken at any moment by anybody, and never done twice at once."""

    def __init__(self, name: str, work: Callable[[], None], rest: float = 0) -> None:
        self._name, self._work, self._rest = name, work, rest
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep_working, name=name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Have the work done: at once, or once more after what is being done."""
        self._woken.set()

    def end(self) -> None:
        """Begin nothing more."""
        self._ended.set()
        self._woken.set()

    def wait(self, seconds: float) -> bool:
        """Whether the thread has ended, at the latest after so long."""
        self._thread.join(max(0, seconds))
        return not self._thread.is_alive()

    def _keep_working(self) -> None:
        while self._woken.wait() and not self._ended.is_set():
            self._woken.clear()
            began = time.monotonic()
            try:
                self._work()
            except Exception:  # of any provider or database; whoever wakes next, or the next sweep, tries again
                _LOG.exception("%s failed", self._name)
            self._ended.wait(self._rest * (time.monotonic() - began))


class Worker:
    """All the threads of one worker, from its making until `end`.

    `do_jobs` does what pages asked for, when there is something; without it that is done in a thread of this process.
    """

    def __init__(
        self,
        task_runner: TaskRunner,
        clock: Callable[[], datetime],
        do_jobs: Callable[[], object] | None = None,
    ) -> None:
        self._task_runner, self._clock = task_runner, clock
        self._do_apart = do_jobs or (lambda: task_runner.do_jobs(clock))
        self._pause = TICK
        self._senders = {
            channel: TaskThread(f"send {channel}", partial(self._send, channel)) for channel in task_runner.channels
        }
        self._threads: Mapping[Task, Sequence[TaskThread]] = {
            Task.READ_CALLS: [TaskThread(Task.READ_CALLS, self._read_calls)],
            Task.SETTLE: [TaskThread(Task.SETTLE, self._settle)],
            Task.ADVANCE: [TaskThread(Task.ADVANCE, self._advance, _REST)],
            Task.LOOK_UP: [TaskThread(Task.LOOK_UP, self._look_up, _REST)],
            Task.SCREEN_COPIES: [TaskThread(Task.SCREEN_COPIES, self._make_screen_copies)],
            Task.SEND: [*self._senders.values()],
            Task.JOBS: [TaskThread(Task.JOBS, self._do_jobs)],
        }
        self._daily = TaskThread("daily", self._do_daily)
        self._figures = TaskThread("figures", self._renew_figures, _LONG_REST)
        self._signatures = TaskThread("signatures", self._sign)
        self._done_on: date | None = None

    def wake(self, task: Task) -> None:
        """Have one task done, at once or after what is being done of it."""
        for thread in self._threads[task]:
            thread.wake()

    def watch(self, stopping: Callable[[], bool]) -> None:
        """Look at everything at once, and then again and again until it is time to stop.

        Sweeps follow each other within seconds while there is something to do, and every minute when there is not. They
        do not come through the queue: when that is lost, they are what finds the work.
        """
        swept: float | None = None
        while not stopping():
            if swept is None or time.monotonic() - swept >= self._pause:
                swept, self._pause = time.monotonic(), min(2 * self._pause, SWEEP)
                self._sweep()
            else:
                self._join_the_others()
            time.sleep(TICK)

    def end(self, patience: float) -> bool:
        """Begin nothing more, and wait until what is under way is on record: False if not within so many seconds."""
        until = time.monotonic() + patience
        threads = [thread for threads in self._threads.values() for thread in threads]
        threads += [self._daily, self._figures, self._signatures]
        for thread in threads:
            thread.end()
        return all(thread.wait(until - time.monotonic()) for thread in threads)

    def _sweep(self) -> None:
        for task in Task:
            self.wake(task)
        self._daily.wake()
        self._signatures.wake()

    def _join_the_others(self) -> None:
        try:
            if self._task_runner.has_due_launch(self._clock()):  # a person waits for it, and watches the seconds
                self.wake(Task.ADVANCE)
            self._figures.wake()  # a page may show that something changed: it looks for itself
            for channel in self._task_runner.others_send():
                self._senders[channel].wake()
        except Exception:  # the database may be away for a while; what is due then waits, and so does the worker
            _LOG.exception("looking for work failed")

    def _read_calls(self) -> None:
        if read := self._task_runner.read_calls():
            self._note(Task.READ_CALLS, read)
            self.wake(Task.SETTLE)
            self.wake(Task.ADVANCE)  # a stop word or a failure: the next channel's turn

    def _settle(self) -> None:
        now = self._clock()
        self._follow(Task.SETTLE, self._task_runner.settle(now))
        self._task_runner.compare(now)  # who objects is at once among those whose code has to come off

    def _advance(self) -> None:
        self._follow(Task.ADVANCE, self._task_runner.advance(self._clock()))

    def _look_up(self) -> None:
        self._follow(Task.LOOK_UP, self._task_runner.look_up(self._clock()))

    def _make_screen_copies(self) -> None:
        if made := self._task_runner.make_screen_copies(self._clock()):
            self._note(Task.SCREEN_COPIES, made)

    def _do_jobs(self) -> None:
        if self._task_runner.has_jobs(self._clock()):
            self._do_apart()

    def _do_daily(self) -> None:
        """What asks for no waking: forgetting lists that nobody confirmed, and each day patients whose time is over."""
        now = self._clock()
        self._task_runner.forget_uploads(now)
        if self._done_on != london_date(now):
            if forgotten := self._task_runner.forget(now):
                _LOG.info("patients were forgotten", extra={"patients": forgotten})
            self._done_on = london_date(now)

    def _renew_figures(self) -> None:
        self._task_runner.renew_figures(self._clock())
        self._task_runner.seal(self._clock())

    def _sign(self) -> None:
        if signed := self._task_runner.sign(self._clock()):
            _LOG.info("the record was signed or stamped", extra={"signed": signed})

    def _send(self, channel: Channel) -> None:
        if handled := self._task_runner.send(channel, self._clock):
            self._note(f"send {channel}", handled)
            self.wake(Task.ADVANCE)  # some providers have to be asked for their reports

    def _follow(self, task: Task, moved: int) -> None:
        """Have sent what is due now."""
        if moved:
            self._note(task, moved)
        for channel in self._task_runner.due(self._clock()):
            self._senders[channel].wake()

    def _note(self, task: str, moved: int) -> None:
        """Something moved: there may soon be more to do."""
        _LOG.info("%s did something", task, extra={"task": task, "moved": moved})
        self._pause = TICK
