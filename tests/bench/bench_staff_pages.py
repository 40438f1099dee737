"""Processor time of each page of the staff's with 20,000 patients and 60,000 deliveries, and of a search, on SQLite.

Each is the least of several looks, so that what another process does counts little, beside what it takes to conclude
every patient once in the same run.
"""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from notifier.cli.installation import Installation
from notifier.cli.sample_practice import PEOPLE, prepare
from notifier.outcomes import facts, kept_figures
from notifier.practice import accounts
from notifier.replies import record
from notifier.replies.record import NewReply
from notifier.settings import load_settings
from notifier.store.tables import Campaign, Delivery, Patient
from notifier.vocabulary import Choice, DeliveryStatus, Source, Wave
from tests.bench.bench_outcomes import fill_practice
from web.app import create_app

PATIENTS, DELIVERIES = 20_000, 60_000
TARGET_PAGE, TARGET_SEARCH = 150, 50  # ms
TABS = 10
LOOKS = 4
_MEASURED = {
    "campaign_id": 1,
    "patient_id": 777,
}  # what an address is filled in with; a page that needs more is left out

_LIVE, _DESK = "/staff/campaigns/1/live", "/staff/campaigns/1/desk"


def main() -> None:
    """Print milliseconds for each page, the slowest first, for searches, and for many tabs at once."""
    with tempfile.TemporaryDirectory() as folder:
        installation, password = prepared(Path(folder))
        measure(installation, password)
        installation.close()


def prepared(folder: Path) -> tuple[Installation, str]:
    """The practice with its deliveries, and the manager's password."""
    installation = Installation(load_settings({"NOTIFIER_INSTANCE": str(folder / "instance")}))
    passwords = prepare(installation, PATIENTS, 1)
    fill_practice(installation)
    _repeat_messages(installation)
    return installation, passwords[PEOPLE[0][0]]


def measure(installation: Installation, password: str) -> None:
    """See `main`."""
    app = create_app(
        installation.settings, installation.database, lambda _task: None, installation.clock, ("staff",), limited=False
    )
    client = app.test_client()
    _sign_in(client, password)
    began = time.process_time()
    with installation.database.reading() as session:
        assert sum(1 for _ in facts.conclude(session, session.get_one(Campaign, 1), installation.clock())) > 0
    everybody = (time.process_time() - began) * 1000
    kept_figures.current_figures(installation.database, 1, installation.clock(), installation.settings)
    print(f"everybody concluded once: {everybody:.0f} ms")
    pages = {address: _least(partial(client.get, address)) for address in _addresses(app, client)}
    for address, took in sorted(pages.items(), key=lambda page: -page[1])[:15]:
        print(f"{took:7.1f} ms  {address}")
    late = [address for address, took in pages.items() if took > TARGET_PAGE]
    print(f"{len(pages)} pages, {len(late)} above the target of {TARGET_PAGE} ms")
    seen = {"If-None-Match": client.get(_LIVE).headers["ETag"]}
    took = _least(lambda: [client.get(_LIVE, headers=seen) for _ in range(TABS)])
    print(f"{took:7.1f} ms  {TABS} tabs that ask what is new, while nothing is")
    front = pages["/staff/campaigns/1"]

    def answered() -> None:
        _log_reply(installation)
        client.get("/staff/campaigns/1")

    took = _least(answered)
    print(f"{took:7.1f} ms  an answer is logged and the campaign opened ({took / front:.1f}x without the answer)")
    for typed in _searches(installation):
        form = {"csrf_token": _token(client, _DESK), "query": typed}
        took = _least(partial(client.post, _DESK, data=form))
        print(f"{took:7.1f} ms  search (target {TARGET_SEARCH} ms)")


def _repeat_messages(installation: Installation) -> None:
    """Send everybody who was told the same again, until there are enough messages."""
    told = (Delivery.notice_id.is_not(None), Delivery.wave == Wave.FIRST)
    with installation.database.writing() as session:
        names = [column.name for column in Delivery.__table__.columns if column.name not in ("id", "wave", "reference")]
        columns = [getattr(Delivery, name) for name in names]
        rows = session.execute(select(*columns).where(*told, Delivery.delivery_status != DeliveryStatus.SKIPPED)).all()
        there = session.execute(select(Delivery.id)).all()
        waves = [wave for wave in (Wave.REMINDER, Wave.CATCH_UP) for _ in rows]
        again = zip(waves, [*rows, *rows], strict=True)
        wanted = [
            {"wave": wave, "reference": f"bench{number}", **dict(zip(names, row, strict=True))}
            for number, (wave, row) in enumerate(again)
        ]
        session.execute(insert(Delivery), wanted[: DELIVERIES - len(there)])


def _sign_in(client: FlaskClient, password: str) -> None:
    form = {"csrf_token": _token(client, "/staff/sign-in"), "email": PEOPLE[0][0], "password": password}
    assert client.post("/staff/sign-in", data=form).status_code == 303


def _token(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).get_data(as_text=True))
    assert found is not None, address
    return found[1]


def _addresses(app: Flask, client: FlaskClient) -> Iterator[str]:
    """The pages whose addresses can be filled in, and that answer with a page here."""
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ()) and "static" not in rule.endpoint
        if not is_page or not rule.arguments <= _MEASURED.keys() or rule.endpoint == "staff.live":
            continue
        with app.test_request_context():
            wanted: dict[str, Any] = {name: _MEASURED[name] for name in rule.arguments}
            address = url_for(rule.endpoint, **wanted)
        if client.get(address).status_code == 200:
            yield address


def _least(look: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    found = []
    for _ in range(LOOKS):
        began = time.process_time()
        look()
        found.append((time.process_time() - began) * 1000)
    return min(found)


def _log_reply(installation: Installation) -> None:
    now = installation.clock()
    with installation.database.writing() as session:
        staff = accounts.account_by_email(session, PEOPLE[0][0])
        record.record_staff_reply(
            session, installation.keys, 1, 777, NewReply(Choice.KEEP, Source.PHONE, now), staff, now
        )


def _searches(installation: Installation) -> list[str]:
    """What a caller may say: a name, a name misspelt, a number, a postcode with a year."""
    with installation.database.reading() as session:
        patient = session.get_one(Patient, 777)
        name = f"{patient.given_name} {patient.family_name}"
        born = f"{patient.date_of_birth:%d/%m/%Y}"
        return [name, f"{name[:-2]}x", patient.nhs_number, f"{patient.family_name} {born}", patient.postcode]
