"""Answers on the patient's page: a durable POST beside a bare Flask route, in one process on SQLite.

This measures the program's own work, without a server in front; ratios hold on any machine.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from notifier import links
from notifier.cli.program import Installation
from notifier.cli.running import engine_of
from notifier.cli.sample_practice import prepare
from notifier.settings import load
from notifier.store.models import Notice, Patient
from web.app import create_app

PATIENTS = 1_000
TARGET_POSTS = 300  # per second
TARGET_SHARE = 0.5  # of a bare route's GETs


def main() -> None:
    """Print GETs and POSTs per second, and the share of a bare route's rate that the page reaches."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(load({"NOTIFIER_INSTANCE": str(Path(folder) / "instance")}))
        prepare(installation, PATIENTS, 1)
        with engine_of(installation) as engine:
            engine.plan(installation.clock())
        app = create_app(
            installation.settings, installation.database, lambda _task: None, installation.clock, limited=False
        )
        people = _people(installation)
        page = _rate(_getter(app.test_client(), [f"/r/{code}" for code, _ in people]), len(people))
        bare = _rate(_getter(_bare().test_client(), ["/"] * len(people)), len(people))
        posts = _rate(_poster(app.test_client(), people), len(people))
        installation.close()
    print(
        f"GET of the page {page:.0f}/s beside a bare route {bare:.0f}/s: {page / bare:.0%} (target {TARGET_SHARE:.0%})"
    )
    print(f"durable POST of an answer {posts:.0f}/s (target {TARGET_POSTS}/s)")


def _people(installation: Installation) -> list[tuple[str, dict[str, str]]]:
    query = select(Notice.campaign_id, Notice.patient_id, Notice.link_serial, Patient.date_of_birth).join(
        Patient, Patient.id == Notice.patient_id
    )
    with installation.database.reading() as session:
        rows = session.execute(query).all()
    people = []
    for row in rows:
        born = row.date_of_birth
        form = {"choice": "keep", "dob-day": str(born.day), "dob-month": str(born.month), "dob-year": str(born.year)}
        people.append((links.make(installation.keys, row.campaign_id, row.patient_id, row.link_serial), form))
    return people


def _getter(client: FlaskClient, addresses: list[str]) -> Callable[[], None]:
    def run() -> None:
        for address in addresses:
            assert client.get(address).status_code == 200

    return run


def _poster(client: FlaskClient, people: list[tuple[str, dict[str, str]]]) -> Callable[[], None]:
    def run() -> None:
        for code, form in people:
            assert client.post(f"/r/{code}", data=form).status_code == 303

    return run


def _bare() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/", "hello", lambda: "hello")
    return app


def _rate(run: Callable[[], None], times: int) -> float:
    started = time.perf_counter()
    run()
    return times / (time.perf_counter() - started)
