"""Commands that do the work: send, worker."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from huey import Huey
from huey.consumer import Consumer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.long_running import log_from, stop_signals
from notifier.cli.terminal import say
from notifier.delivery import leases
from notifier.providers.registry import providers
from notifier.worker import queue as task_queue
from notifier.worker.tasks import PassCounts, TaskRunner
from notifier.worker.worker import Worker

_MARGIN = 10.0  # seconds beyond the providers' time-out, in which a stopping worker writes down what was answered

_LOG = logging.getLogger(__name__)


@contextmanager
def engine_of(installation: Installation, stopping: Callable[[], bool] = lambda: False) -> Iterator[TaskRunner]:
    """An engine with a worker's name of its own, for as long as the block runs."""
    chosen = installation.settings
    with leases.worker_lease(chosen.instance) as worker:
        yield TaskRunner(
            *(installation.database, chosen, installation.keys, providers(chosen), worker),
            partial(stationery_of, installation),
            stopping,
        )


def send_command(installation: Installation) -> None:
    """Drive the engine here until nothing is due; safe to stop and to repeat."""
    log_from(installation.settings)
    with stop_signals() as stopping, engine_of(installation, stopping) as own:
        drive(own, installation)


def drive(own: TaskRunner, installation: Installation) -> None:
    """Take turns until idle, and say what was done."""
    totals = dict.fromkeys(("planned", "sent", "reported", "settled", "reconciled"), 0)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("sending", total=None)

        def note(turn: PassCounts) -> None:
            for name in totals:
                totals[name] += getattr(turn, name)
            shown.update(task, description=", ".join(f"{number} {name}" for name, number in totals.items()))

        own.until_idle(installation.clock, note)
    say(", ".join(f"{number} {name}" for name, number in totals.items()))


def worker_command(installation: Installation, beside: int | None) -> None:
    """Run the engine until stopped; any number may run at once on PostgreSQL.

    Asked to stop, it claims nothing more, waits for the answers to what it has sent, writes them down and ends.
    """
    log_from(installation.settings)
    # Whoever started us may pass on the very signal that we were sent as well, and kills us if we take too long.
    with stop_signals(twice_ends=beside is None) as asked:

        def stopping() -> bool:
            return asked() or (beside is not None and os.getppid() != beside)

        with engine_of(installation, stopping) as own:
            _work(own, installation, stopping)


def _work(own: TaskRunner, installation: Installation, stopping: Callable[[], bool]) -> None:
    shift = Worker(own, installation.clock)
    queue = task_queue.open_queue(installation.settings)
    task_queue.ringer(queue, shift.ring)
    ears = _Ears(queue)
    ears.start()
    _LOG.info("a worker begins", extra={"pid": os.getpid()})
    shift.watch(stopping)
    if not shift.end(installation.settings.provider_timeout + _MARGIN):
        _LOG.warning("a provider does not answer: what it was sent last is unknown until it is asked again")
    ears.stop(graceful=True)
    _LOG.info("a worker ends", extra={"pid": os.getpid()})


class _Ears(Consumer):  # type: ignore[misc]  # huey carries no types
    """What hears the queue: it only passes on what was rung. The timetable is the shift's own."""

    def __init__(self, queue: Huey) -> None:
        # PostgreSQL and Redis wake who waits; a file is looked at every second.
        super().__init__(queue, periodic=False, max_delay=30.0 if queue.storage.blocking else 1.0)

    def _set_signal_handlers(self) -> None:
        """Signals are for the whole worker: see `stop_signals`."""


COMMANDS = {"send": send_command, "worker": worker_command}
