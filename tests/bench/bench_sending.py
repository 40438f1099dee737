"""Sending: the whole way of a message beside the bare SDK's loop, at equal concurrency against the same local server.

The bare loop has its numbers and texts ready and forgets the answers. The product claims each delivery, renders it,
hands it over and writes the answer down, so that it survives being killed at any moment.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from requests.adapters import HTTPAdapter
from sqlalchemy import func, select
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from notifier.delivery import leases, planning
from notifier.delivery.sending import DeliverySender
from notifier.providers.base import Provider
from notifier.providers.sendgrid_email.provider import SendGridEmail
from notifier.providers.twilio_sms.provider import TwilioSms
from notifier.store.database import Database
from notifier.store.migrating import migrate
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, DeliveryStatus
from tests.bench.provider import requests_at, running
from tests.postgres import running_cluster
from tests.world import World, load_stationery

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SID, TOKEN, SENDER = "AC" + "0" * 32, "bench", "+447700900999"
CONCURRENCY = 16
TEXTS = 2_000
EMAILS = 10_000
TARGET_SHARE = 0.8  # of the bare loop's rate
TARGET_REQUESTS = 100
_FORKED = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Pace:
    """How fast messages went, and what each cost the sender's processor."""

    per_second: float
    cpu_ms: float


def main() -> None:
    """Print rates, shares, requests and processor time; the targets beside them."""
    for latency in (0.0, 0.05):
        with running(latency) as address:
            bare, whole = _bare_texts(address), _texts(address)
            print(
                f"texts, server answering after {latency * 1000:.0f} ms, {CONCURRENCY} at a time: bare SDK "
                f"{bare.per_second:.0f}/s ({bare.cpu_ms:.2f} ms CPU each), product {whole.per_second:.0f}/s "
                f"({whole.cpu_ms:.2f} ms): {whole.per_second / bare.per_second:.0%} (target {TARGET_SHARE:.0%})"
            )
    with running(0.05) as address:
        _emails(address)
    with running_cluster() as cluster, running(0.05) as address:
        rates = [_side_by_side(cluster.create(), address, number) for number in (1, 2, 3)]
    shown = ", ".join(f"{number}: {rate:.0f}/s ({rate / rates[0]:.2f}x)" for number, rate in enumerate(rates, 1))
    print(f"workers on PostgreSQL, each its own process with {CONCURRENCY} in flight: {shown}")


def _twilio(address: str) -> TwilioSms:
    return TwilioSms(SID, TOKEN, SENDER, "", "http://127.0.0.1/hooks/twilio/status", address, concurrency=CONCURRENCY)


def _bare_texts(address: str) -> Pace:
    """The SDK's own loop, with threads and a pool of the same size."""
    http = TwilioHttpClient(timeout=20.0)
    http.session.mount("http://", HTTPAdapter(pool_maxsize=CONCURRENCY))
    client = Client(SID, TOKEN, http_client=http)
    client.api.base_url = address
    body = "Riverside Surgery plans to stop your Summary Care Record. You can keep it. Tell us by 4 Jan: https://"

    def send(serial: int) -> None:
        client.messages.create(to=f"+447700{900000 + serial % 1000}", from_=SENDER, body=f"{body}{serial}")

    def run() -> None:
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            list(pool.map(send, range(TEXTS)))

    return _measured(run, TEXTS)


def _texts(address: str) -> Pace:
    with _practice(TEXTS, (Channel.SMS,)) as world, _delivery_sender(world, _twilio(address)) as own:
        pace = _measured(lambda: own.drain(Channel.SMS, lambda: NOW), TEXTS)
        assert _accepted(world.database) == TEXTS
    return pace


def _emails(address: str) -> None:
    provider = SendGridEmail("bench", "surgery@example.com", address)
    with _practice(EMAILS, (Channel.EMAIL,)) as world, _delivery_sender(world, provider) as own:
        pace = _measured(lambda: own.drain(Channel.EMAIL, lambda: NOW), EMAILS)
        assert _accepted(world.database) == EMAILS
    print(f"emails: {EMAILS:,} in {requests_at(address)} requests (target {TARGET_REQUESTS}), {pace.per_second:.0f}/s")


def _side_by_side(url: str, address: str, workers: int) -> float:
    """Messages per second of so many workers together, each in a process of its own."""
    with _practice(TEXTS * workers, (Channel.SMS,), url) as world:
        world.database.close()
        ready, go = _FORKED.Semaphore(0), _FORKED.Event()
        processes = [_FORKED.Process(target=_work, args=(world, address, ready, go)) for _ in range(workers)]
        for process in processes:
            process.start()
        for _ in processes:
            ready.acquire()
        started = time.perf_counter()
        go.set()
        for process in processes:
            process.join()
        took = time.perf_counter() - started
        assert _accepted(world.database) == TEXTS * workers
    return TEXTS * workers / took


def _work(world: World, address: str, ready: object, go: object) -> None:
    with _delivery_sender(world, _twilio(address)) as own:
        ready.release()  # type: ignore[attr-defined]  # a semaphore of multiprocessing
        go.wait()  # type: ignore[attr-defined]  # an event of multiprocessing
        own.drain(Channel.SMS, lambda: NOW)


@contextmanager
def _practice(patients: int, channels: tuple[Channel, ...], url: str = "") -> Iterator[World]:
    """So many patients with a planned message each."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(url or f"sqlite:///{folder}/bench.sqlite3")
        migrate(database)
        world = World(database, Path(folder), NOW)
        world.import_people(*(world.person() for _ in range(patients)))
        world.launched(channels=channels)
        planning.advance(database, world.campaign_id, world.keys, NOW)
        yield world
        database.close()


@contextmanager
def _delivery_sender(world: World, provider: Provider) -> Iterator[DeliverySender]:
    with leases.worker_lease(world.settings.instance) as worker:
        providers = dict.fromkeys(Channel, provider)
        yield DeliverySender(world.database, world.keys, world.settings, providers, worker, load_stationery)


def _accepted(database: Database) -> int:
    query = select(func.count()).where(Delivery.delivery_status == DeliveryStatus.ACCEPTED)
    with database.reading() as session:
        return session.execute(query).scalar_one()


def _measured(run: Callable[[], object], times: int) -> Pace:
    started, used = time.perf_counter(), time.process_time()
    run()
    return Pace(times / (time.perf_counter() - started), (time.process_time() - used) / times * 1000)
