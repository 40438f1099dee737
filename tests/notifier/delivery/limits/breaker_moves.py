"""What happens to a campaign under a circuit breaker: its texts arrive or fail, and a person resumes it."""

from collections.abc import Callable

from notifier.campaigns import lifecycle
from notifier.delivery import receipts
from notifier.delivery.limits import circuit_breaker
from notifier.providers.base import Report
from notifier.store.tables import Campaign
from notifier.vocabulary import FailReason, ReportKind, Role
from tests.world import World

MakeWorld = Callable[..., World]


def report(world: World, references: list[str], kind: ReportKind, reason: FailReason | None = None) -> None:
    with world.database.writing() as session:
        for reference in references:
            made = Report(reference, f"id-{reference}", f"{reference}:{kind}", kind, world.now, reason, {})
            receipts.record_report(session, "stand-in", made, world.now)


def arrive(world: World, references: list[str]) -> None:
    report(world, references, ReportKind.DELIVERED)


def fail(world: World, references: list[str], reason: FailReason = FailReason.BAD_ADDRESS) -> None:
    report(world, references, ReportKind.FAILED, reason)


def review(world: World) -> int:
    return circuit_breaker.check_breakers(world.database, world.settings, world.now)


def standing(world: World) -> Campaign:
    with world.database.reading() as session:
        found = session.get_one(Campaign, world.campaign_id)
        session.expunge(found)
        return found


def resume(world: World) -> None:
    with world.database.writing() as session:
        lifecycle.resume_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
