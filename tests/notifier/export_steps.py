"""Steps of an export: who may be coded, frozen, and what the files then say."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

from notifier.campaigns.launch_checks import SignOff
from notifier.outcomes import export
from notifier.outcomes.export import Exported
from notifier.vocabulary import Choice, OutcomeKind, Role
from tests.notifier.closing_steps import frozen
from tests.world import World


def told(world: World, sign_off: str | SignOff = "minute 7") -> None:
    """Four people who were just told, one of whom was never reached."""
    world.import_people(
        world.person(family_name="=HYPERLINK(0)"),
        world.person(family_name="Łuczak", given_name="Siân", date_of_birth=date(1980, 1, 3)),
        world.person(),
        world.person(mobile=None, email=None),
    )
    world.campaign(notice_days=28)
    world.preview()
    world.approve(sign_off=sign_off)
    world.launch()
    world.until_idle()


def answered(world: World, sign_off: str | SignOff = "minute 7") -> None:
    """Four people, 29 days after they were told: one agreed, one was silent, one objected, one was never reached."""
    told(world, sign_off)
    world.answer(world.people[0], Choice.AGREE)
    world.answer(world.people[2], Choice.KEEP)
    world.until_idle()
    world.later(days=29)


def closed(world: World) -> None:
    """The same, and frozen."""
    answered(world)
    frozen(world)


def five_silent(world: World) -> None:
    """Five people who were told and said nothing, frozen."""
    world.import_people(*(world.person() for _ in range(5)))
    world.launched(notice_days=28)
    world.until_idle()
    world.later(days=29)
    frozen(world)


def exported(world: World, folder: Path, role: Role = Role.MANAGER, batch_size: int | None = None) -> Exported:
    with world.database.writing() as session:
        return export.export_lists(session, world.campaign_id, world.staff(role), folder, world.now, batch_size)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def batches(folder: Path) -> list[list[str]]:
    found = sorted(folder.glob("nhs_numbers_may_code_silent_*.txt"))
    return [path.read_text(encoding="ascii").split() for path in found]


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def numbers(folder: Path, kind: OutcomeKind) -> list[str]:
    return (folder / f"nhs_numbers_{kind}.txt").read_text(encoding="ascii").split()


def table(folder: Path, kind: str) -> list[dict[str, str]]:
    content = (folder / f"{kind}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "or Excel takes it for another encoding"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
