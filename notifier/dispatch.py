"""Claim, commit, render, send, record: nobody is told twice, whatever is killed in between.

1. A batch is claimed by a conditional update and committed as `sending` before any provider hears of it.
2. Outside every transaction it is rendered and handed to the provider.
3. Each answer is written down. A claim whose sender is gone becomes `unknown` and is never blindly sent again: the
   provider is asked first (`reconcile`).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session

from notifier import campaigns, links, practices, receipts
from notifier.campaigns import LONDON
from notifier.cascade import age
from notifier.channels.base import Message, Provider, Refused, Result, Unknown, World
from notifier.contacts import PostalAddress
from notifier.leases import Worker
from notifier.links import Keys
from notifier.press.stationery import Stationery
from notifier.rendering import Addressee, Plates, Sender
from notifier.store.database import Database
from notifier.store.models import Campaign, Delivery, Link, Notice, Patient, Practice, Reply
from notifier.vocabulary import CampaignStatus, Channel, DeliveryStatus, FailReason

_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)
RECORD_EVERY = 25  # answers written down together, so that a crash leaves few unknown


@dataclass(frozen=True)
class Job:
    """One claimed delivery with all that is needed to render it; plain values, so that no transaction stays open."""

    delivery_id: int
    reference: str
    campaign_id: int
    channel: Channel
    attempt: int
    is_sample: bool
    addressee: Addressee | None  # none for the footer


@dataclass
class Dispatcher:
    """A worker's sending arm: its database, keys and providers, and the plates it has laid out so far."""

    database: Database
    keys: Keys
    public_url: str
    providers: Mapping[Channel, Provider]
    worker: Worker
    load_stationery: Callable[[], Stationery]

    def __post_init__(self) -> None:
        self._plates: dict[int, Plates] = {}  # the texts of a launched campaign never change

    def drain(self, channel: Channel, now: datetime, campaign_id: int | None = None) -> int:
        """Send everything that is due on one channel; returns how many deliveries were handled."""
        provider = self.providers[channel]
        handled = 0
        while jobs := self._claim(channel, provider, now, campaign_id):
            self._send(provider, jobs, now)
            handled += len(jobs)
        return handled

    def sweep(self) -> int:
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
            receipts.orphaned(session, orphans)
        return len(orphans)

    def reconcile(self, channel: Channel, now: datetime) -> int:
        """Ask the provider about every unknown delivery of one channel; returns how many it could settle."""
        provider = self.providers[channel]
        with self.database.reading() as session:
            query = select(Delivery.reference, Delivery.attempts).where(
                Delivery.delivery_status == DeliveryStatus.UNKNOWN,
                Delivery.channel == channel,
                Delivery.provider == provider.name,
            )
            attempts: dict[str, int] = {row.reference: row.attempts for row in session.execute(query)}
        if not attempts:
            return 0
        findings = provider.look_up(list(attempts))
        for batch in _batches(findings.items()):
            with self.database.writing() as session:
                for reference, finding in batch:
                    receipts.record_finding(session, reference, attempts[reference], finding, provider.name, now)
        return sum(1 for finding in findings.values() if not isinstance(finding, Unknown))

    def _claim(self, channel: Channel, provider: Provider, now: datetime, campaign_id: int | None) -> list[Job]:
        """Write down the intent to send one batch of due deliveries; once committed they are this worker's alone."""
        with self.database.writing() as session:
            # A CTE, for PostgreSQL may run a subquery once for each row, with another batch every time.
            due = _due(channel, provider.takes, now, campaign_id).limit(provider.batch_size).cte("due")
            claimed = (
                update(Delivery)
                .where(Delivery.id.in_(select(due.c.id)), Delivery.delivery_status == DeliveryStatus.PLANNED)
                .values(
                    delivery_status=DeliveryStatus.SENDING,
                    provider=provider.name,  # whom to ask if we are gone before the answer is written down
                    claimed_by=self.worker.name,
                    lease_until=self.worker.lease_until(),
                    attempts=Delivery.attempts + 1,
                )
                .returning(Delivery.id)
                .execution_options(synchronize_session=False)
            )
            ids = list(session.execute(claimed).scalars())
            if not ids:
                return []
            jobs = list(_footer_jobs(session, ids) if channel == Channel.FOOTER else self._jobs(session, ids, now))
            self._note_intent(session, jobs)
            return jobs

    def _jobs(self, session: Session, ids: Sequence[int], now: datetime) -> Iterator[Job]:
        query = (
            select(Delivery, Notice.link_serial, Patient, Campaign)
            .join(Notice, Notice.id == Delivery.notice_id)
            .join(Patient, Patient.id == Notice.patient_id)
            .join(Campaign, Campaign.id == Delivery.campaign_id)
            .where(Delivery.id.in_(ids))
            .order_by(Delivery.id)
        )
        today = now.astimezone(LONDON).date()
        for delivery, serial, patient, campaign in session.execute(query):
            code = links.make(self.keys, campaign.id, patient.id, serial)
            addressee = Addressee(
                reference=delivery.reference,
                title=patient.title,
                given_name=patient.given_name,
                family_name=patient.family_name,
                mobile=patient.mobile,
                email=patient.email,
                address_lines=PostalAddress(tuple(patient.address_lines), patient.postcode).lines_for_window,
                code=code,
                deadline_on=campaigns.deadline(now, campaign.notice_days),
                written_on=today,
                guardian=age(patient.date_of_birth, today) < campaigns.preset_of(campaign).guardian_below_age,
            )
            is_sample = patient.nhs_number.startswith(practices.SAMPLE_NHS_NUMBERS)
            yield Job(
                delivery.id, delivery.reference, campaign.id, delivery.channel, delivery.attempts, is_sample, addressee
            )

    def _note_intent(self, session: Session, jobs: Iterable[Job]) -> None:
        """Write down, with the claim, where each message goes, its texts, and the deadline that it will state."""
        for job in jobs:
            values: dict[str, Any] = {"text_ids": self._plates_of(session, job.campaign_id).text_ids(job.channel)}
            if job.addressee is not None:
                values |= {"sent_to": _sent_to(job), "deadline_on": job.addressee.deadline_on}
                session.execute(
                    update(Link)
                    .where(
                        Link.notice_id
                        == select(Delivery.notice_id).where(Delivery.id == job.delivery_id).scalar_subquery()
                    )
                    .where(Link.deadline_on < job.addressee.deadline_on)
                    .values(deadline_on=job.addressee.deadline_on)
                )
            session.execute(update(Delivery).where(Delivery.id == job.delivery_id).values(**values))

    def _send(self, provider: Provider, jobs: Sequence[Job], now: datetime) -> None:
        waiting = {job.reference: job for job in jobs}
        try:
            for batch in _batches(self._answers(provider, jobs)):
                with self.database.writing() as session:
                    for reference, result in batch:
                        attempt = waiting[reference].attempt
                        receipts.record_finding(session, reference, attempt, result, provider.name, now)
                for reference, _ in batch:
                    del waiting[reference]
        finally:
            # Whatever stopped us, what was claimed and not answered may have gone out.
            if waiting:
                with self.database.writing() as session:
                    receipts.orphaned(session, {job.delivery_id: self.worker.name for job in waiting.values()})

    def _answers(self, provider: Provider, jobs: Sequence[Job]) -> Iterator[tuple[str, Result]]:
        messages: list[Message] = []
        for job in jobs:
            if provider.takes is (World.REAL_PEOPLE if job.is_sample else World.SAMPLES):
                yield job.reference, Refused(FailReason.WRONG_WORLD, permanent=True)
                continue
            try:
                messages.append(self._render(job))
            except Exception as error:  # one patient's text, whatever is wrong with it, must not stop everybody else's
                _LOG.error("delivery %d was not rendered: %s", job.delivery_id, type(error).__name__)
                yield job.reference, Refused(FailReason.NOT_RENDERED, permanent=True)
        yield from provider.send(messages)

    def _render(self, job: Job) -> Message:
        plates = self._plates[job.campaign_id]
        return plates.footer(job.reference) if job.addressee is None else plates.message(job.channel, job.addressee)

    def _plates_of(self, session: Session, campaign_id: int) -> Plates:
        if campaign_id not in self._plates:
            self._plates[campaign_id] = plates_of(session, campaign_id, self.public_url, self.load_stationery)
        return self._plates[campaign_id]


def plates_of(session: Session, campaign_id: int, public_url: str, load_stationery: Callable[[], Stationery]) -> Plates:
    """The plates of a campaign's current texts."""
    campaign = session.get_one(Campaign, campaign_id)
    practice = session.get_one(Practice, campaign.practice_id)
    sender = Sender(practice.name, practice.phone, tuple(practice.address), public_url)
    title = campaigns.preset_of(campaign).title
    return Plates(title, campaigns.current_texts(session, campaign_id), sender, load_stationery)


def _due(channel: Channel, takes: World, now: datetime, campaign_id: int | None) -> Select[Any]:
    """Planned deliveries that may go now: the campaign runs; the patient is here, unrestricted and did not reply."""
    query = (
        select(Delivery.id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(
            Delivery.delivery_status == DeliveryStatus.PLANNED,
            Delivery.channel == channel,
            Delivery.due_at <= now,
            Campaign.campaign_status == CampaignStatus.RUNNING,
        )
        .order_by(Delivery.due_at, Delivery.id)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    if campaign_id is not None:
        query = query.where(Delivery.campaign_id == campaign_id)
    is_real = Patient.nhs_number.not_like(f"{practices.SAMPLE_NHS_NUMBERS}%")
    if channel == Channel.FOOTER:
        # The footer goes to a whole practice: with one real patient that is no sample.
        has_real = exists().where(Patient.practice_id == Campaign.practice_id, is_real)
        return query if takes is not World.SAMPLES else query.where(~has_real)
    # What no provider here may carry stays planned, for one that may.
    query = query if takes is World.EVERYBODY else query.where(is_real if takes is World.REAL_PEOPLE else ~is_real)
    return (
        query.join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(~Patient.deceased, ~Patient.left, ~Patient.sensitive)
        .where(~exists().where(Reply.notice_id == Notice.id))
    )


def _footer_jobs(session: Session, ids: Sequence[int]) -> Iterator[Job]:
    query = (
        select(Delivery, Campaign.practice_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .where(Delivery.id.in_(ids))
        .order_by(Delivery.id)
    )
    for delivery, practice_id in session.execute(query):
        is_sample = not practices.real_patients(session, practice_id)
        yield Job(
            delivery.id, delivery.reference, delivery.campaign_id, delivery.channel, delivery.attempts, is_sample, None
        )


def _sent_to(job: Job) -> str | None:
    match job.channel, job.addressee:
        case (Channel.SMS, Addressee(mobile=mobile)):
            return mobile
        case (Channel.EMAIL, Addressee(email=email)):
            return email
        case (Channel.LETTER, Addressee() as addressee):
            return "\n".join(addressee.window)[:400]
    return None


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    """A few at a time; when the source breaks off, what it gave until then comes first, so that no answer is lost."""
    batch: list[_T] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == RECORD_EVERY:
                yield batch
                batch = []
    except Exception:  # whatever a provider's library raises is raised again, after what it answered is written down
        if batch:
            yield batch
        raise
    if batch:
        yield batch
