"""Outcomes: 1,000 and 10,000 patients from the tables, and the cost per patient of one beside the other."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from notifier.campaigns import lifecycle
from notifier.cli.installation import Installation
from notifier.cli.sample_practice import prepare
from notifier.cli.worker_commands import task_runner_of
from notifier.outcomes import facts
from notifier.settings import load_settings

TARGET_SECONDS = 0.5  # for 10,000 patients
ROUNDS = 5


def main() -> None:
    """Print seconds for each size, and the ratio of the costs per patient."""
    small, large = _seconds(1_000), _seconds(10_000)
    print(f"1,000 patients: {small:.3f} s; 10,000 patients: {large:.3f} s (target {TARGET_SECONDS} s)")
    print(f"cost per patient at 10,000 against 1,000: {large / small / 10:.2f}x")


def _seconds(patients: int) -> float:
    """The fastest of some rounds, planning done and nothing sent but texts and emails."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(load_settings({"NOTIFIER_INSTANCE": str(Path(folder) / "instance")}))
        prepare(installation, patients, 1)
        with task_runner_of(installation) as task_runner:
            task_runner.plan(datetime.now(UTC))
        best = min(_round(installation) for _ in range(ROUNDS))
        installation.close()
        return best


def _round(installation: Installation) -> float:
    started = time.perf_counter()
    with installation.database.reading() as session:
        campaign = lifecycle.get_campaign(session, installation.practice_id(session), 1)
        later = datetime.now(UTC) + timedelta(days=60)
        assert sum(1 for _ in facts.conclude(session, campaign, later)) > 0
    return time.perf_counter() - started
