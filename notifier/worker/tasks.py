"""Runs the stages; holds no state and carries no facts. The tables are the truth: losing the queue loses nothing.

`TaskRunner.run_pass` does whatever is due, once; `notifier send --until-idle` repeats it in the foreground. A worker
does the same work in parts, each as often as it is needed: see `notifier.worker.worker`.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from notifier.campaigns import launches, lifecycle
from notifier.campaigns.launch_checks import InstallationFacts
from notifier.delivery import claims, planning, polling, sending, suspicions
from notifier.delivery.leases import WorkerLease
from notifier.delivery.limits import circuit_breaker, spending
from notifier.delivery.sending import DeliverySender
from notifier.evidence import retention, signatures
from notifier.evidence.time_stamps import TimeStamper
from notifier.outcomes import kept_figures, sealing
from notifier.outcomes.differences import DifferenceSweep
from notifier.patients.access_codes import Keys
from notifier.pdf.stationery import Stationery
from notifier.preview import patient_previews
from notifier.print_runs import kept_runs, screen_copies
from notifier.providers import registry
from notifier.providers.base import Provider
from notifier.replies import inbound_sweep, settling
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, DeliveryStatus, PollSubject
from notifier.webhook_calls import call_reading
from notifier.worker import alarms
from notifier.worker.closing_jobs import forget_late_files
from notifier.worker.job_runner import JobRunner
from notifier.worker.list_jobs import forget_late_uploads

PATIENCE = 90.0  # seconds that the foreground waits without getting on: longer than `leases.GRACE`
_SHORTEST_WAIT = 1.0  # seconds

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class PassCounts:
    """How much one pass over everything did, stage by stage."""

    read: int = 0
    texts: int = 0
    settled: int = 0
    differing: int = 0  # tasks with codes that came or went, because of what is known since outcomes were frozen
    orphaned: int = 0
    looked_up: int = 0
    collected: int = 0  # reports that had not come, before planning for want of them
    planned: int = 0
    judged: int = 0
    sent: int = 0
    reported: int = 0
    copied: int = 0
    jobs: int = 0  # of those that pages asked for
    alarmed: int = 0

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return self == PassCounts()

    @property
    def gets_on(self) -> bool:
        """Whether it did more than send again what a provider says that it never had."""
        return not self.idle and self != PassCounts(looked_up=self.looked_up, sent=self.looked_up)


class TaskRunner:
    """All that one worker does, task by task. When `stopping()`, it ends what it does as soon as that is on record."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        keys: Keys,
        providers: Mapping[Channel, Provider],
        worker: WorkerLease,
        load_stationery: Callable[[], Stationery],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database, self._settings, self._keys = database, settings, keys
        self._providers, self._worker, self._stopping = providers, worker, stopping
        self._load_stationery = load_stationery
        self._polled: set[tuple[str, PollSubject]] = set()
        self._differences = DifferenceSweep(database)
        self._time_stamper = TimeStamper(database, settings)
        self._jobs = JobRunner(database, settings, keys, providers, worker, load_stationery)
        self._installed = InstallationFacts.of(settings, registry.carried(settings))
        self._delivery_sender = DeliverySender(database, keys, settings, providers, worker, load_stationery, stopping)

    @property
    def channels(self) -> Sequence[Channel]:
        """The channels that a provider carries."""
        return list(self._providers)

    # --- in the foreground ---

    def run_pass(self, now: datetime) -> PassCounts:
        """Do everything that is due now, in the order of a notice's life."""
        return PassCounts(
            read=self.read_calls(),
            texts=self.collect_texts(now),
            settled=self.settle(now),
            differing=self.compare(now),
            orphaned=self._delivery_sender.sweep(now),
            looked_up=self.look_up(now),
            collected=self.collect(now),
            planned=self.plan(now),
            judged=self.judge(now),
            sent=self._send_all(lambda: now),
            reported=self.collect(now),
            copied=self.make_screen_copies(now),
            jobs=self.do_jobs(lambda: now),
            alarmed=self.alarm(now),
        )

    def until_idle(
        self,
        clock: Callable[[], datetime],
        progress: Callable[[PassCounts], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Make passes until one finds nothing to do and nothing is worth waiting for, or PATIENCE is at its end."""
        patience = PATIENCE
        while not self._stopping():
            counts = self.run_pass(clock())
            progress(counts)
            if counts.gets_on:
                patience = PATIENCE
                continue
            wait = sending.wakes_in(self._database, clock())
            if patience <= 0 or (counts.idle and wait is None):
                self.seal(clock())
                return
            wait = min(max(wait or 0, _SHORTEST_WAIT), patience)
            patience -= wait
            self._rest(wait, sleep)

    def _rest(self, seconds: float, sleep: Callable[[float], None]) -> None:
        """Sleep, but no longer than a second beyond the moment when we are asked to stop."""
        while seconds > 0 and not self._stopping():
            sleep(min(seconds, 1.0))
            seconds -= 1.0

    # --- in parts ---

    def read_calls(self) -> int:
        """Work off what providers called us with; returns how many calls were read."""
        return call_reading.read_all(self._database, self._settings, self._keys).calls

    def settle(self, now: datetime) -> int:
        """Settle the replies that wait."""
        return settling.settle_waiting(self._database, self._keys, now)

    def compare(self, now: datetime) -> int:
        """Compare what was frozen with what follows now; returns how many tasks with codes came or went."""
        return self._differences.run(now)

    def renew_figures(self, now: datetime) -> int:
        """Bring what pages show of campaigns up to date; returns for how many something had changed."""
        return kept_figures.renew_figures(self._database, now, self._settings, self._stopping)

    def seal(self, now: datetime) -> int:
        """Seal in the audit chain what outcomes rest on; returns how many facts had changed."""
        return sealing.seal_campaigns(self._database, now, self._stopping)

    def advance(self, now: datetime) -> int:
        """Bring every notice as far as it gets without sending; returns how much was done."""
        return _all(
            (
                self.read_calls,
                partial(self.collect_texts, now),
                partial(self.settle, now),
                partial(self.compare, now),
                partial(self._delivery_sender.sweep, now),
                partial(self.collect, now),
                partial(self.judge, now),
                partial(self.plan, now),
                partial(self.alarm, now),
            )
        )

    def judge(self, now: datetime) -> int:
        """Let go what came back well, pause what goes badly, and settle what was put aside for long."""
        moved = circuit_breaker.check_breakers(self._database, self._settings, now)
        moved += spending.let_go_what_fits(self._database, self._settings)
        return moved + suspicions.judge_waiting(self._database, now)

    def alarm(self, now: datetime) -> int:
        """Tell staff what stands still, and what is over."""
        return alarms.raise_alarms(self._database, self._settings, now) + alarms.send_alarms(
            self._database, self._providers, now
        )

    def look_up(self, now: datetime) -> int:
        """Ask every provider about what is unknown."""
        return _all(partial(self._delivery_sender.look_up, channel, now) for channel in self._providers)

    def send(self, channel: Channel, clock: Callable[[], datetime]) -> int:
        """Send what may go by one channel."""
        return self._delivery_sender.drain(channel, clock)

    def plan(self, now: datetime) -> int:
        """Let launches begin whose time has come, and plan for every running campaign; returns how much moved."""
        begun = launches.begin_due_launches(self._database, self._installed, now)
        with self._database.reading() as session:
            running = lifecycle.running_campaigns(session)
        return begun + _all(partial(self._plan, campaign_id, now) for campaign_id in running)

    def has_due_launch(self, now: datetime) -> bool:
        """Whether the time of a launch has come."""
        with self._database.reading() as session:
            return launches.has_due_launch(session, now)

    def collect(self, now: datetime) -> int:
        """Ask the providers what became of messages of which they told nothing; all of them when the work starts."""
        asked = self._asked_providers()
        polling.forget_polls(self._database, [name for name, one in asked.items() if one.asked_after is not None])
        return _all(partial(self._poll_reports, provider, now) for provider in asked.values())

    def collect_texts(self, now: datetime) -> int:
        """Ask the providers which texts people sent us; returns how many had not been handed on."""
        return _all(partial(self._sweep_texts, provider, now) for provider in self._asked_providers().values())

    def make_screen_copies(self, now: datetime) -> int:
        """Make the copies of letters that pages wait for."""
        return screen_copies.make_waiting(
            self._database, self._keys, self._settings.reply_channels, self._load_stationery, now
        )

    def forget_uploads(self, now: datetime) -> int:
        """Give up lists that nobody confirmed in time, and files that were made long ago; returns how many."""
        late = forget_late_uploads(self._database, self._settings, now)
        late += kept_runs.forget_late_runs(self._database, self._settings, now)
        return late + forget_late_files(self._database, self._settings, now)

    def has_jobs(self, now: datetime) -> bool:
        """Whether a page waits for a job; what patients' own previews showed a day ago is forgotten."""
        patient_previews.forget_old(self._database, now)
        return self._jobs.has_work(now)

    def do_jobs(self, clock: Callable[[], datetime]) -> int:
        """Do what pages asked for; returns how many jobs were handled."""
        return self._jobs.run_waiting(clock, self._stopping)

    def forget(self, now: datetime) -> int:
        """Forget what nobody comes back for; and where the settings say so, what is due to be forgotten of patients.

        Returns how many patients were forgotten.
        """
        retention.tidy(self._database, now)
        forgotten = 0
        if self._settings.purge_automatically:
            forgotten = retention.purge_every_practice(self._database, self._keys, self._settings, now)
        if why := retention.erase(self._database, now):
            _LOG.warning("%s", why)
        return forgotten

    def sign(self, now: datetime) -> int:
        """Sign the record where that is due, and have it stamped; returns how much was signed and stamped."""
        signed = signatures.sign_due(self._database, self._settings, now)
        return signed + self._time_stamper.stamp_waiting(now, self._stopping)

    def due(self, now: datetime) -> list[Channel]:
        """The channels by which something is due; whether it may go at this hour, draining finds out."""
        with self._database.reading() as session:
            running = lifecycle.running_campaigns(session)
            return [
                channel
                for channel, provider in self._providers.items()
                if claims.oldest_due(session, claims.ClaimScope(channel, provider.audience, running, most=1), now)
            ]

    def others_send(self) -> list[Channel]:
        """The channels by which other workers are sending right now, so that there may be work for this one too."""
        query = (
            select(Delivery.channel)
            .where(Delivery.delivery_status == DeliveryStatus.SENDING, Delivery.claimed_by != self._worker.name)
            .distinct()
        )
        with self._database.reading() as session:
            # Another worker may have a channel that is not installed here.
            return [channel for channel in session.execute(query).scalars() if channel in self._providers]

    def _asked_providers(self) -> Mapping[str, Provider]:
        """By name: those that carry something, and those that did and are still set up."""
        carrying = {provider.name: provider for provider in self._providers.values()}
        return {one.name: one for one in registry.resting(self._settings)} | carrying

    def _poll_reports(self, provider: Provider, now: datetime) -> int:
        at_start = self._is_first(provider, PollSubject.REPORTS, now)
        return polling.poll_reports(self._database, provider, now, at_start=at_start)

    def _sweep_texts(self, provider: Provider, now: datetime) -> int:
        at_start = self._is_first(provider, PollSubject.TEXTS, now)
        return inbound_sweep.sweep_texts(self._database, self._keys, provider, now, at_start=at_start)

    def _is_first(self, provider: Provider, subject: PollSubject, now: datetime) -> bool:
        """Whether this worker has not asked a provider yet: while no worker was there, its calls may have been lost.

        When it was asked less than a minute ago, it is still the first time once the minute is over.
        """
        is_first = (provider.name, subject) not in self._polled
        if not is_first or not polling.may_ask_at_start(self._database, provider.name, subject, now):
            return False
        self._polled.add((provider.name, subject))
        return True

    def _plan(self, campaign_id: int, now: datetime) -> int:
        if self._stopping():
            return 0
        unknown_after = timedelta(hours=self._settings.unknown_hours)
        return planning.advance(self._database, campaign_id, self._keys, now, unknown_after=unknown_after).total

    def _send_all(self, clock: Callable[[], datetime]) -> int:
        # At once, so that ten thousand slow texts do not hold up the letters.
        with ThreadPoolExecutor(len(self._providers)) as pool:
            sent = [pool.submit(self.send, channel, clock) for channel in self._providers]
        return _all(one.result for one in sent)


def _all(parts: Iterable[Callable[[], int]]) -> int:
    """Do every part, whatever another raises; returns the sum, or raises the first error after all are done."""
    done, errors = 0, list[Exception]()
    for part in parts:
        try:
            done += part()
        except Exception as error:  # of any provider or database: one campaign or channel must not starve the others
            errors.append(error)
    for further in errors[1:]:
        _LOG.error("one more part of the work failed", exc_info=further)
    if errors:
        raise errors[0]
    return done
