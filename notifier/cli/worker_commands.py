"""Commands that do the work: send, worker, jobs."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from notifier.campaigns.lifecycle import paused_campaigns, running_campaigns
from notifier.cli.child_processes import end
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.long_running import log_from, stop_signals
from notifier.cli.look_around import served_installation
from notifier.cli.settings_watch import SettingsWatch, watch_of
from notifier.cli.terminal import say
from notifier.delivery import leases, machines
from notifier.delivery.machines import ThisMachine
from notifier.errors import SettingsFault
from notifier.print_runs.status import paper_status
from notifier.providers.registry import providers
from notifier.settings import Settings
from notifier.worker.queue import open_queue
from notifier.worker.tasks import PassCounts, TaskRunner
from notifier.worker.worker import Worker

# What is said of the counts of PassCounts. The words are older than some of the names, and scripts may look for them.
_SAID = {
    "planned": "planned",
    "sent": "sent",
    "reported": "reported",
    "settled": "settled",
    "looked_up": "reconciled",
}
_MARGIN = 10.0  # seconds beyond the providers' time-out, in which a stopping worker writes down what was answered

_LOOKS = 1.0  # seconds between two looks whether we are asked to stop, while a job is done
_LAST_WORDS = 10.0  # seconds for a job to end by itself then: what is broken off is begun anew, or a person looks
_NICENESS = 10  # of the process that does jobs: pages, answers and messages go first

_LOG = logging.getLogger(__name__)


@contextmanager
def task_runner_of(installation: Installation, stopping: Callable[[], bool] = lambda: False) -> Iterator[TaskRunner]:
    """What does a worker's tasks, under a worker's name of its own, for as long as the block runs.

    Raises NotAllowed on a machine that nobody has let send.
    """
    chosen, keys = installation.settings, installation.keys  # where there is no key, nothing else is worth saying
    with installation.database.writing() as session:
        machines.note_sender(session, ThisMachine.found(), installation.clock())
    with leases.worker_lease(chosen.instance) as worker:
        yield TaskRunner(
            *(installation.database, chosen, keys, providers(chosen), worker),
            partial(stationery_of, installation),
            stopping,
        )


def send_command(installation: Installation) -> None:
    """Do whatever is due here, until nothing is; safe to stop and to repeat."""
    log_from(installation.settings)
    with stop_signals() as stopping, task_runner_of(installation, stopping) as own:
        drive(own, installation)
        try:
            own.sign(installation.clock())
        except SettingsFault as fault:  # what was to be done is done, and is signed when the key can be had
            say(f"the record was not signed: {fault}")
    _say_what_waits(installation)


def _say_what_waits(installation: Installation) -> None:
    """Name the campaigns whose letters wait for a person to print them, and those that are paused."""
    now = installation.clock()
    with installation.database.reading() as session:
        waiting = {one: paper_status(session, one, now).to_print for one in running_campaigns(session)}
        paused = paused_campaigns(session)
    for campaign_id, letters in waiting.items():
        if letters:
            say(f"{letters} letters wait for a print run: notifier letters {campaign_id} --out FOLDER")
    for campaign_id, why in paused.items():
        because = f" because {why}" if why else ""
        way_on = f"notifier campaign resume {campaign_id}"
        say(f"campaign {campaign_id} is paused{because}. Nothing goes out until: {way_on}")


def drive(own: TaskRunner, installation: Installation) -> None:
    """Make passes until idle, and say what was done."""
    totals = dict.fromkeys(_SAID, 0)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("sending", total=None)

        def note(counts: PassCounts) -> None:
            for name in totals:
                totals[name] += getattr(counts, name)
            shown.update(task, description=_in_words(totals))

        own.until_idle(installation.clock, note)
    say(_in_words(totals))


def _in_words(totals: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {_SAID[name]}" for name, number in totals.items())


def worker_command(installation: Installation, beside: int | None) -> None:
    """Do whatever is due until stopped; any number may run at once on PostgreSQL.

    Asked to stop, it claims nothing more, waits for the answers to what it has sent, writes them down and ends. So it
    does when the settings were changed, and then begins anew with those.
    """
    log_from(installation.settings)
    watch = watch_of(installation)
    with _asked_to_stop(beside) as stopping:
        current: Installation | None = served_installation(installation)
        while current is not None:
            current = _work_until_changed(current, watch, stopping)


@contextmanager
def _asked_to_stop(beside: int | None) -> Iterator[Callable[[], bool]]:
    """Whether this process was asked to stop, or the one that started it is gone."""
    # Whoever started us may pass on the very signal that we were sent as well, and kills us if we take too long.
    with stop_signals(twice_ends=beside is None) as asked:
        yield lambda: asked() or (beside is not None and os.getppid() != beside)


def _work_until_changed(
    installation: Installation, watch: SettingsWatch, stopping: Callable[[], bool]
) -> Installation | None:
    """Work with these settings until told to stop, or until there are others: then the installation with those."""
    newer: list[Settings] = []

    def ending() -> bool:
        return stopping() or bool(newer)

    def looking() -> bool:
        if not newer and (found := watch.newer()) is not None:
            newer.append(found)
        return ending()

    with task_runner_of(installation, ending) as own:
        _work(own, installation, ending, looking)
    if stopping() or not newer:
        return None
    installation.close()
    return Installation(newer[0])


def _work(own: TaskRunner, installation: Installation, ending: Callable[[], bool], looking: Callable[[], bool]) -> None:
    """Work until `ending()`; `looking` says the same, and is called by this thread alone, once a second."""
    queue = open_queue(installation.settings, installation.keys)
    worker = Worker(own, installation.clock, partial(_have_jobs_done, ending))
    consumer = threading.Thread(target=queue.consume, args=(worker.wake, ending), name="queue", daemon=True)
    consumer.start()
    _LOG.info("a worker begins", extra={"pid": os.getpid()})
    worker.watch(looking)
    if not worker.end(installation.settings.provider_timeout + _MARGIN):
        _LOG.warning("a provider does not answer: what it was sent last is unknown until it is asked again")
    consumer.join(_MARGIN)
    _LOG.info("a worker ends", extra={"pid": os.getpid()})


def _have_jobs_done(stopping: Callable[[], bool]) -> None:
    """Do what pages asked for in a process of its own: a long list takes neither our time nor our memory."""
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-m", "notifier", "jobs", "--beside", str(os.getpid())], stdin=subprocess.DEVNULL
    )
    try:
        while not stopping():
            try:
                code = process.wait(timeout=_LOOKS)
            except subprocess.TimeoutExpired:
                continue
            if code:
                _LOG.error("the process that does jobs ended with status %d", code)
            return
    finally:
        if process.poll() is None:
            end(process, _LAST_WORDS)


def jobs_command(installation: Installation, beside: int | None) -> None:
    """Do what the pages asked for: previews, test messages, lists that were uploaded; a worker starts this.

    Each is done in a process of its own, which lets everything else on this computer go first.
    """
    installation = served_installation(installation)
    log_from(installation.settings)
    os.nice(_NICENESS)
    with _asked_to_stop(beside) as stopping, task_runner_of(installation, stopping) as own:
        own.do_jobs(installation.clock)


COMMANDS = {"send": send_command, "worker": worker_command, "jobs": jobs_command}
