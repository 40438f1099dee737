"""Steps of printing and posting in a small practice, and what a run's folder and spreadsheets say."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from notifier.delivery import leases
from notifier.delivery.sending import DeliverySender
from notifier.print_runs import posting
from notifier.print_runs.posting import ChosenLetters
from notifier.print_runs.printing import Printed, print_letters
from notifier.store.tables import Delivery
from notifier.vocabulary import Channel, Role
from tests.world import World, load_stationery


@contextmanager
def printer(world: World) -> Iterator[DeliverySender]:
    """A sending arm without providers, as the command has it."""
    with leases.worker_lease(world.settings.instance) as worker:
        yield DeliverySender(world.database, world.keys, world.settings, {}, worker, load_stationery)


def print_to(world: World, out: Path, **options: Any) -> Printed:
    """Print what waits in the latest campaign."""
    with printer(world) as delivery_sender:
        return print_letters(delivery_sender, world.campaign_id, out, world.staff(Role.MANAGER), world.now, **options)


def run_in(world: World, out: Path, **options: Any) -> Path:
    """The folder of a run that has letters."""
    printed = print_to(world, out, **options)
    assert printed.run is not None
    return Path(printed.run.folder)


def post(world: World, role: Role = Role.MANAGER, **options: Any) -> int:
    """Record that what was printed was posted, now unless `posted_at` says when."""
    staff, posted_at = world.staff(role), options.pop("posted_at", world.now)
    with world.database.writing() as session:
        return posting.record_posting(session, world.campaign_id, staff, posted_at, world.now, ChosenLetters(**options))


def letters(world: World) -> list[Delivery]:
    """Every letter of the latest campaign as it stands, oldest first."""
    query = select(Delivery).where(Delivery.channel == Channel.LETTER, Delivery.campaign_id == world.campaign_id)
    with world.database.reading() as session:
        found = list(session.execute(query.order_by(Delivery.id)).scalars())
        session.expunge_all()
        return found


def manifest_of(folder: Path) -> dict[str, Any]:
    """What the manifest of a run says."""
    value: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return value


def listed_in(folder: Path) -> list[str]:
    """The references that the manifest of a run lists, in the order in which they are printed."""
    return [one["reference"] for one in manifest_of(folder)["letters"]]


def rows_in(path: Path) -> list[dict[str, str]]:
    """The rows of a spreadsheet."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
