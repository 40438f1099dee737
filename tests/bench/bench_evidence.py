"""Sealing the facts of 10,000 patients, packing them and checking the pack; and what noting costs whoever sends.

A worker seals in a thread that rests twenty times as long as it worked, so that it takes a twentieth of one processor.

The pack is made in a process of its own, whose largest memory is told as well.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select, text, update

from notifier.cli.installation import Installation
from notifier.cli.sample_practice import prepare
from notifier.evidence import verify
from notifier.evidence.pack import pack_evidence
from notifier.outcomes import sealing
from notifier.settings import load_settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Delivery, Receipt, Reply
from notifier.vocabulary import ReportKind
from tests.bench.bench_outcomes import fill_practice

PATIENTS = 10_000
TARGET_SECONDS, TARGET_MIB = 60, 300
_MOVES = 2_000
_REPORT = {"provider": "bench", "kind": ReportKind.DELIVERED, "raw": {}}


def main() -> None:
    """Print seconds and MiB of each step."""
    with tempfile.TemporaryDirectory() as folder:
        instance, pack = Path(folder) / "instance", Path(folder) / "pack.zip"
        installation = _opened(instance)
        prepare(installation, PATIENTS, 1)
        fill_practice(installation)
        _record_answers(installation)
        began = time.process_time()
        facts = sealing.seal_campaigns(installation.database, datetime.now(UTC))
        seconds = time.process_time() - began
        noting, bare = _costs_of_noting(installation)
        print(f"a message's move and its report: {noting:.0f} microseconds, {bare:.0f} without notes of what to seal")
        installation.close()
        print(f"{facts} facts sealed: {seconds:.1f} s, {seconds / PATIENTS * 1e6:.0f} microseconds per patient")
        alone = [sys.executable, "-m", "tests.bench.bench_evidence", str(instance), str(pack)]
        made = subprocess.run(alone, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        print(f"{made} (target {TARGET_SECONDS} s, {TARGET_MIB} MiB); {pack.stat().st_size >> 20} MiB large")
        began = time.perf_counter()
        found = verify.verify(pack)
        seconds = time.perf_counter() - began
        print(f"checked alone, {found.patients} patients: {seconds:.1f} s (target {TARGET_SECONDS} s)")


def pack_one(instance: Path, pack: Path) -> None:
    """Pack the campaign of an installation, and print how long it took and how much memory."""
    installation = _opened(instance)
    began = time.perf_counter()
    pack_evidence(installation.database, installation.settings, 1, 1, pack, datetime.now(UTC), redacted=False)
    seconds = time.perf_counter() - began
    print(f"packed and checked: {seconds:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB")
    installation.close()


def _record_answers(installation: Installation) -> None:
    """The events of the answers, which were written into the table at once."""
    with installation.database.writing() as session:
        for reply in session.execute(select(Reply).order_by(Reply.id)).scalars().all():
            audit.append(
                session,
                AuditAction.REPLY_SETTLED,
                datetime.now(UTC),
                campaign_id=1,
                reply=reply.id,
                choice=reply.choice.value,
                source=reply.source.value,
            )


def _costs_of_noting(installation: Installation) -> tuple[float, float]:
    """Microseconds of processor time that a delivery's move and its report take, with the triggers and without."""
    found = []
    for is_bare in (False, True):
        with installation.database.writing() as session:
            if is_bare:
                named = (
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_noted\\_%' ESCAPE '\\'"
                )
                sealed = named.replace("noted", "sealed")
                for trigger in session.execute(text(f"{named} UNION {sealed}")).scalars().all():
                    session.execute(text(f"DROP TRIGGER {trigger}"))
            began = time.process_time()
            for delivery in range(1, _MOVES + 1):
                own = {"delivery_id": delivery, "event_id": f"bench {is_bare} {delivery}"}
                session.execute(update(Delivery).where(Delivery.id == delivery).values(attempts=Delivery.attempts + 1))
                session.execute(insert(Receipt), own | _REPORT | {"received_at": datetime.now(UTC)})
            found.append((time.process_time() - began) / _MOVES * 1e6)
            session.rollback()
    return found[0], found[1]


def _opened(instance: Path) -> Installation:
    return Installation(load_settings({"NOTIFIER_INSTANCE": str(instance)}))


if __name__ == "__main__":
    pack_one(Path(sys.argv[1]), Path(sys.argv[2]))
