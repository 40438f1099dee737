"""Claim, commit, render, send, record: nobody is told twice, whatever is killed in between.

1. A few are claimed by a conditional update and committed as `sending` before any provider hears of them.
2. Outside every transaction they are rendered and handed to the provider, which draws them as it has room.
3. Each answer is written down, mostly together with the next claim. A claim whose sender is gone becomes `unknown` and
   is never blindly sent again: `look_up` asks the provider, or a report or a person says what became of it.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.delivery import claims, leases, receipts, suspicions
from notifier.delivery.claims import ClaimedDelivery, ClaimScope
from notifier.delivery.leases import WorkerLease
from notifier.delivery.limits import channel_breaker, circuit_breaker, quiet_hours, spending
from notifier.delivery.limits.channel_breaker import ChannelGate
from notifier.delivery.limits.circuit_breaker import Allowance
from notifier.delivery.limits.rate_limiter import RateLimiter, rate_limit_of
from notifier.delivery.lost_messages import ASK_TOGETHER, lost_messages
from notifier.errors import RenderFault
from notifier.messages.rendering import MessageTemplates, templates_of
from notifier.messages.sms_text import sms_parts
from notifier.patients.access_codes import Keys
from notifier.pdf.overlay import DoesNotFit
from notifier.pdf.stationery import Stationery
from notifier.providers.base import Audience, Finding, NeverSent, Provider, Refused, Result, Unknown
from notifier.providers.channels import traits_of
from notifier.providers.message_types import Message, SmsMessage
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, Slice
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason

_LOG = logging.getLogger(__name__)
RECORD_EVERY = 32  # answers written down together at most; mostly fewer go with the next claim
RECORD_WITHIN = 1.0  # seconds that an answer waits to be written down
LONGEST_SLEEP = 1.0  # seconds between two looks at the clock and at whether it is time to stop
SOON = timedelta(seconds=30)  # what is due within this is worth waiting for in the foreground
SOON_TRIED = channel_breaker.INTERVALS[0]  # most outages are over by the first trial


@dataclass
class DeliverySender:
    """A worker's sending arm: its database, keys and providers, and the templates it has laid out so far.

    Several channels may be drained at once, each in a thread of its own. When `stopping()`, nothing more is claimed or
    handed over, and what is in flight is waited for.
    """

    database: Database
    keys: Keys
    settings: Settings
    providers: Mapping[Channel, Provider]
    worker: WorkerLease
    load_stationery: Callable[[], Stationery]
    stopping: Callable[[], bool] = lambda: False
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        self._templates: dict[int, MessageTemplates] = {}  # the texts of a launched campaign never change

    def drain(self, channel: Channel, clock: Callable[[], datetime], campaign_id: int | None = None) -> int:
        """Send everything that may go by one channel now; returns how many deliveries were handled.

        Raises what the provider or the database raised, after everything that was answered is written down.
        """
        return _Sending(self, channel, clock, campaign_id).run()

    def sweep(self, now: datetime) -> int:
        """Find claims whose sender is gone and call them unknown; returns how many."""
        with self.database.writing() as session:
            query = select(Delivery.id, Delivery.claimed_by, Delivery.lease_until).where(
                Delivery.delivery_status == DeliveryStatus.SENDING
            )
            orphans = {
                delivery_id: claimed_by
                for delivery_id, claimed_by, lease_until in session.execute(query)
                if claimed_by is None or lease_until is None or self.worker.is_gone(claimed_by, lease_until)
            }
            receipts.orphaned(session, orphans, now)
        return len(orphans)

    def look_up(self, channel: Channel, now: datetime) -> int:
        """Ask the provider about every unknown delivery of one channel; returns how many it could settle."""
        provider = self.providers[channel]
        with self.database.reading() as session:
            words_of = partial(self._words_of, now)
            attempts, lost = lost_messages(session, self.keys, channel, provider.name, words_of, now)
        settled = 0
        for start in range(0, len(lost), ASK_TOGETHER):
            found = provider.look_up(lost[start : start + ASK_TOGETHER])
            findings = [(reference, attempts[reference], finding) for reference, finding in found.items()]
            with self.database.writing() as session:
                receipts.record_findings(session, findings, provider.name, now)
            settled += sum(1 for finding in found.values() if not isinstance(finding, Unknown))
        return settled

    def templates_of(self, session: Session, campaign_id: int) -> MessageTemplates:
        """The templates of a launched campaign, laid out once."""
        if campaign_id not in self._templates:
            reply_channels = self.settings.reply_channels
            self._templates[campaign_id] = templates_of(session, campaign_id, reply_channels, self.load_stationery)
        return self._templates[campaign_id]

    def _words_of(self, now: datetime, session: Session, ids: Sequence[int]) -> dict[int, str]:
        """What acknowledgements by text say, of those that can be made."""
        words = {}
        for job in claims.acknowledgements_again(session, ids, self.keys, now):
            self.templates_of(session, job.campaign_id)
            with suppress(RenderFault):
                message = self.render(job)
                if isinstance(message, SmsMessage):
                    words[job.delivery_id] = message.body
        return words

    def render(self, job: ClaimedDelivery) -> Message:
        """The message of a claimed delivery. Raises RenderFault."""
        templates = self._templates[job.campaign_id]
        if job.addressee is None:
            return templates.footer(job.reference)
        if not job.tells:
            return templates.acknowledgement(job.channel, job.addressee)
        return templates.message(job.channel, job.addressee)


class _Sending:
    """One draining of one channel: what was claimed, what was handed over, and what was answered."""

    def __init__(
        self, own: DeliverySender, channel: Channel, clock: Callable[[], datetime], campaign_id: int | None
    ) -> None:
        self._own, self._channel, self._clock, self._campaign_id = own, channel, clock, campaign_id
        self._provider = own.providers[channel]
        self._claimed: dict[str, ClaimedDelivery] = {}  # without an answer so far
        self._handed: set[str] = set()  # those of them that the provider may have
        self._answers: list[tuple[str, int, Finding]] = []  # not written down yet
        self._written_at = time.monotonic()
        self._gate = ChannelGate(channel, self._provider.name)
        self._handled = 0
        self._trouble: Exception | None = None

    def run(self) -> int:
        try:
            for reference, result in self._provider.send(self._messages()):
                self._answer(reference, result)
        finally:
            self._let_go()
        if self._trouble is not None:
            raise self._trouble
        return self._handled

    def _messages(self) -> Iterator[Message]:
        """What the provider draws: claimed and on record before it is handed over."""
        while not self._own.stopping():
            try:
                jobs, moments = self._next()
            except Exception as error:  # the provider must get to answer what it has in flight; raised again at the end
                self._trouble = error
                return
            if not jobs:
                return
            for job, moment in zip(jobs, moments, strict=True):
                message = self._rendered(job)
                self._wait_for(moment)
                if self._own.stopping():
                    return
                if message is not None:
                    self._handed.add(job.reference)
                    yield message

    def _next(self) -> tuple[list[ClaimedDelivery], list[datetime]]:
        """Write down what was answered and claim a few more, with the moment at which each may go."""
        while True:
            with self._writing() as session:
                now = self._clock()
                may = self._gate.most(session, self._provider.batch_size, now)  # first, as `heard` locks before too
                gate = self._rate_limiter(session, now)
                most = may if gate is None else gate.free(may)
                for allowance in self._lanes(session) if most else ():
                    if jobs := self._claim(session, allowance, most, now):
                        self._gate.claimed(session, now)
                        self._claimed |= {job.reference: job for job in jobs}
                        return jobs, gate.reserve(len(jobs)) if gate else [leases.wall_clock()] * len(jobs)
                if most or not may or gate is None or gate.is_full_for_today() or self._own.stopping():
                    return [], []
                moment = gate.starts_at
            self._wait_for(moment)

    def _lanes(self, session: Session) -> list[Allowance]:
        lanes = circuit_breaker.allowances(session, self._channel, self._own.settings.first_slice, self._campaign_id)
        lots = ((lane, lot) for lane in lanes for lot in spending.with_own_budget(session, lane.campaign_ids))
        return [replace(lane, campaign_ids=lot) for lane, lot in lots]

    def _claim(self, session: Session, allowance: Allowance, most: int, now: datetime) -> list[ClaimedDelivery]:
        is_quiet = not quiet_hours.may_text(self._own.settings.quiet_hours, now)
        if is_quiet and traits_of(self._channel).keeps_quiet_hours:
            return []
        most = most if allowance.most is None else min(most, allowance.most)
        jobs, costs = self._claim_within_budget(session, allowance.campaign_ids, most, now)
        claims.note_intent(session, jobs, {job.delivery_id: self._text_ids(session, job) for job in jobs}, costs)
        circuit_breaker.use_allowance(session, allowance, self._channel, sum(job.tells for job in jobs))
        return jobs

    def _claim_within_budget(
        self, session: Session, campaign_ids: Sequence[int], most: int, now: datetime
    ) -> tuple[list[ClaimedDelivery], dict[int, int]]:
        """Claim so many, or fewer where the budget of the one campaign would be passed; with what each costs."""
        settings, own = self._own.settings, campaign_ids[0]
        is_free = not spending.units_of(settings, self._channel)
        left = None if is_free else spending.left_to_spend(session, own, self._channel, settings)
        is_counted = False
        while left is None or left >= 0:
            trial = session.begin_nested() if left is not None else None
            turn = ClaimScope(self._channel, self._provider.audience, campaign_ids, most)
            jobs = claims.claim(session, turn, self._provider, self._own.worker, self._own.keys, now)
            costs = {job.delivery_id: self._cost(session, job) for job in jobs}
            fits = len(jobs) if left is None else spending.how_many_fit(list(costs.values()), left)
            if trial is None:
                return jobs, costs
            if fits == len(jobs):
                trial.commit()
                spending.spend(session, own, sum(costs.values()))
                return jobs, costs
            trial.rollback()
            if not is_counted:  # what no provider had is not spent
                spending.count_anew(session, own, settings)
                left, is_counted = spending.left_to_spend(session, own, self._channel, settings), True
            elif fits:
                most = fits
            else:
                spending.hold(session, own, self._channel, now)
                break
        return [], {}

    def _cost(self, session: Session, job: ClaimedDelivery) -> int:
        """What a message costs; nothing, if it cannot be made and so does not go."""
        units = spending.units_of(self._own.settings, self._channel)
        if traits_of(self._channel).message_type is not SmsMessage:
            return units
        self._own.templates_of(session, job.campaign_id)
        try:
            message = self._own.render(job)
        except Exception:  # as in `_rendered`, which says what it is
            return 0
        return units * sms_parts(message.body).parts if isinstance(message, SmsMessage) else units

    def _text_ids(self, session: Session, job: ClaimedDelivery) -> list[int]:
        templates = self._own.templates_of(session, job.campaign_id)
        return templates.acknowledgement_ids() if not job.tells else templates.text_ids(job.channel, job.addressee)

    def _rate_limiter(self, session: Session, now: datetime) -> RateLimiter | None:
        limit = rate_limit_of(self._own.settings, self._channel)
        if limit is None:
            return None
        return RateLimiter(session, self._channel, limit, leases.wall_clock(), london_date(now))

    def _rendered(self, job: ClaimedDelivery) -> Message | None:
        """The message, or None for one that is refused here, which the provider then never has."""
        if self._provider.audience is (Audience.REAL_PEOPLE if job.is_sample else Audience.SAMPLES):
            self._answer(job.reference, _unasked(FailReason.WRONG_WORLD))
            return None
        try:
            return self._own.render(job)
        except DoesNotFit as fault:  # an address that no window shows: as one that post does not find, to the desk
            self._answer(job.reference, _unasked(FailReason.BAD_ADDRESS, str(fault)))
            return None
        except RenderFault as fault:
            _LOG.warning("delivery %d cannot be made from what is on record", job.delivery_id)
            self._answer(job.reference, _unasked(FailReason.NOT_RENDERED, str(fault)))
            return None
        except Exception as error:  # one patient's text, whatever is wrong with it, must not stop everybody else's
            _LOG.error("delivery %d was not rendered: %s", job.delivery_id, type(error).__name__)
            self._answer(job.reference, _unasked(FailReason.NOT_RENDERED))
            return None

    def _wait_for(self, moment: datetime) -> None:
        """Wait in pieces until then by the wall clock, or for as long as that was off, whichever is sooner.

        A clock that is set meanwhile lengthens no wait, and who is to stop does not wait on.
        """
        left = (moment - leases.wall_clock()).total_seconds()
        while left > 0 and not self._own.stopping():
            piece = min(left, LONGEST_SLEEP)
            self._own.sleep(piece)
            left = min(left - piece, (moment - leases.wall_clock()).total_seconds())

    def _answer(self, reference: str, result: Result) -> None:
        job = self._claimed.pop(reference)
        self._handed.discard(reference)
        self._answers.append((reference, job.attempt, result))
        self._handled += 1
        if len(self._answers) >= RECORD_EVERY or time.monotonic() > self._written_at + RECORD_WITHIN:
            with self._writing():
                pass

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction that writes the answers down first; they are forgotten when it has been committed."""
        with self._own.database.writing() as session:
            now = self._clock()
            receipts.record_findings(session, self._answers, self._provider.name, now)
            self._gate.heard(session, [finding for _, _, finding in self._answers], now)
            if self._answers and not self._gate.is_clear:
                suspicions.judge_answers(session, self._channel, self._answers, self._own.settings.pause_share, now)
            yield session
        self._answers = []
        self._written_at = time.monotonic()

    def _let_go(self) -> None:
        """Whatever stopped us: what was handed over and not answered may have gone out; the rest certainly did not."""
        lost = [self._claimed.pop(reference) for reference in self._handed]
        self._answers += [(one.reference, one.attempt, NeverSent()) for one in self._claimed.values()]
        if lost or self._answers:
            with self._writing() as session:
                now = self._clock()
                receipts.orphaned(session, {one.delivery_id: self._own.worker.name for one in lost}, now)
                self._gate.heard(session, [Unknown()] * len(lost), now)


def _unasked(reason: FailReason, why: str = "") -> Refused:
    """A refusal of ours: no provider hears of the message."""
    return Refused(reason, permanent=True, why=why, was_asked=False)


def wakes_in(database: Database, now: datetime) -> float | None:
    """In how many seconds there may be something to do that is worth waiting for in the foreground; None if nothing.

    That is: the provider can soon be believed about an unknown message or wants us to come again, something planned is
    soon due, a provider that could not be had is soon tried again, or the first slice of a campaign is out and its
    reports are on their way.
    """
    wall = leases.wall_clock()
    running = Campaign.campaign_status == CampaignStatus.RUNNING
    earliest = select(func.min(Delivery.due_at)).join(Campaign, Campaign.id == Delivery.campaign_id).where(running)
    with database.reading() as session:
        # Of an unknown one that the provider can be believed, of a planned one that it is no longer busy.
        waiting = (DeliveryStatus.UNKNOWN, DeliveryStatus.PLANNED)
        provider: datetime | None = session.execute(
            select(func.min(Delivery.lease_until)).where(
                Delivery.delivery_status.in_(waiting), Delivery.lease_until > wall
            )
        ).scalar_one()
        due: datetime | None = session.execute(
            earliest.where(Delivery.delivery_status == DeliveryStatus.PLANNED, Delivery.due_at > now)
        ).scalar_one()
        trial = channel_breaker.next_trial(session, now)
        slices = select(Slice.campaign_id).join(Campaign, Campaign.id == Slice.campaign_id)
        is_waiting = session.execute(
            slices.where(running, Slice.opened_at.is_(None), Slice.left == 0).limit(1)
        ).scalar_one_or_none()
    waits = [(provider - wall).total_seconds()] if provider else []
    waits += [(due - now).total_seconds()] if due and due - now <= SOON else []
    waits += [1.0] if is_waiting else []
    waits += [(trial - now).total_seconds()] if trial and trial - now <= SOON_TRIED else []
    return min(waits, default=None)
