"""Outcomes of 10,000 and of 100,000 patients from the tables, and the cost per patient of one beside the other.

Everybody was told, most by a text that arrived; a tenth answered, some in doubt; lists have changed a few since.
"""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, update

from notifier.campaigns import lifecycle
from notifier.cli.installation import Installation
from notifier.cli.sample_practice import prepare
from notifier.cli.worker_commands import task_runner_of
from notifier.outcomes import facts
from notifier.settings import load_settings
from notifier.store.tables import Delivery, Notice, Patient, PatientChange, Receipt, Reply, Review
from notifier.vocabulary import ChangeKind, Channel, Choice, DeliveryStatus, Doubt, ReportKind, Source

TARGET_SECONDS = 0.5  # for 10,000 patients
TARGET_RATIO = 1.2  # of the cost per patient at 100,000 to that at 10,000
ROUNDS = 5
LATER = timedelta(days=60)


def main() -> None:
    """Print seconds for each size, and the ratio of the costs per patient."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_prepared(Path(folder) / str(patients), patients) for patients in (10_000, 100_000))
        times = [(_round(small), _round(large)) for _ in range(ROUNDS)]  # by turns, so that a busy machine hits both
        ten, hundred = (min(column) for column in zip(*times, strict=True))
        with small.database.reading() as session:
            told_at = session.execute(select(func.max(Receipt.received_at))).scalar_one()
        past = _round(small, told_at)
        for installation in (small, large):
            installation.close()
    print(f"10,000 patients: {ten:.3f} s (target {TARGET_SECONDS} s); 100,000 patients: {hundred:.3f} s")
    print(f"cost per patient at 100,000 against 10,000: {hundred / ten / 10:.2f}x (target {TARGET_RATIO}x)")
    print(f"10,000 patients as of a moment before a list changed some: {past:.3f} s")


def _prepared(folder: Path, patients: int) -> Installation:
    """A practice whose messages went out, with replies, reviews and changes of its list on record."""
    installation = Installation(load_settings({"NOTIFIER_INSTANCE": str(folder / "instance")}))
    prepare(installation, patients, 1)
    fill_practice(installation)
    return installation


def fill_practice(installation: Installation) -> None:
    """Let the messages of a sample practice have gone out and be answered, and its list have changed some patients."""
    with task_runner_of(installation) as task_runner:
        task_runner.plan(datetime.now(UTC))
    now = datetime.now(UTC)
    with installation.database.writing() as session:
        planned = Delivery.delivery_status == DeliveryStatus.PLANNED
        claimed = {
            "attempts": 1,
            "claimed_at": now,
            "accepted_at": now,
            "deadline_on": (now + timedelta(days=28)).date(),
        }
        posted = update(Delivery).where(planned, Delivery.channel == Channel.LETTER)
        session.execute(posted.values(delivery_status=DeliveryStatus.ACCEPTED, posted_at=now, **claimed))
        rest = update(Delivery).where(planned, Delivery.notice_id.is_not(None))
        session.execute(rest.values(delivery_status=DeliveryStatus.DELIVERED, delivered_at=now, **claimed))
        told = session.execute(select(Delivery.id).where(Delivery.attempts == 1)).scalars().all()
        report = {"provider": "bench", "kind": ReportKind.DELIVERED, "raw": {}, "happened_at": now, "received_at": now}
        session.execute(insert(Receipt), [{"delivery_id": one, "event_id": str(one), **report} for one in told])
        notices = session.execute(select(Notice.id, Notice.campaign_id).order_by(Notice.id)).all()
        replies = [_reply(number, row.id, now) for number, row in enumerate(notices) if number % 10 == 0]
        session.execute(insert(Reply), replies)
        doubted = session.execute(select(Reply.id, Reply.notice_id).where(Reply.doubt.is_not(None))).all()
        review = {"campaign_id": notices[0].campaign_id, "doubt": Doubt.LATE, "opened_at": now, "note": ""}
        session.execute(insert(Review), [{"reply_id": row.id, "notice_id": row.notice_id, **review} for row in doubted])
        people = session.execute(select(Patient.id, Patient.first_list_id).order_by(Patient.id)).all()
        change = {
            "kind": ChangeKind.CHANGED,
            "changed_at": now + timedelta(seconds=1),
            "before": {"postcode": "GU17 9XX"},
        }
        rows = [{"list_id": row.first_list_id, "patient_id": row.id, **change} for row in people[::30]]
        session.execute(insert(PatientChange), rows)


def _reply(number: int, notice_id: int, now: datetime) -> dict[str, object]:
    choices = (Choice.KEEP, Choice.KEEP, Choice.AGREE)
    return {
        "reference": f"BENCH{number:09d}",
        "notice_id": notice_id,
        "choice": choices[number // 10 % 3],
        "source": Source.PAGE,
        "received_at": now,
        "recorded_at": now,
        "doubt": Doubt.LATE if number % 100 == 0 else None,
        "note": "",
        "settled_at": now,
    }


def _round(installation: Installation, at: datetime | None = None) -> float:
    started = time.perf_counter()
    with installation.database.reading() as session:
        campaign = lifecycle.get_campaign(session, installation.practice_id(session), 1)
        assert sum(1 for _ in facts.conclude(session, campaign, at or datetime.now(UTC) + LATER)) > 0
    return time.perf_counter() - started
