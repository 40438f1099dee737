"""Patients who were told, and answers to the practice by every road."""

from datetime import date
from typing import Any

from notifier import replies
from notifier.intake import Person
from notifier.replies import Given, ReplyView
from notifier.store.models import Review
from notifier.vocabulary import Channel, Choice, HoldReason, OutcomeKind, Role, Source
from tests.world import World, rows_of

WRONG_DAY = date(1999, 1, 1)  # nobody's date of birth


def told(world: World, **changes: Any) -> Person:
    """Somebody who has been told by a text."""
    person = world.person(**changes)
    world.import_people(person)
    world.launched(notice_days=28, channels=(Channel.SMS,))
    world.until_idle()
    return person


def by_staff(
    world: World, person: Person, choice: Choice, source: Source, *, role: Role = Role.RECEPTION, **given: Any
) -> ReplyView:
    staff, patient_id = world.staff(role), world.patient_id(person.nhs_number)
    with world.database.writing() as session:
        reply = Given(choice, source, given.pop("received_at", world.now), **given)
        return replies.record_by_staff(session, world.keys, world.campaign_id, patient_id, reply, staff, world.now)


def settle(world: World) -> int:
    return replies.settle_waiting(world.database, world.now)


def rows(world: World, table: type[Any]) -> list[Any]:
    with world.database.reading() as session:
        found = rows_of(session, table)
        session.expunge_all()
        return found


def close(world: World, choice: Choice | None, *, note: str = "called them back", role: Role = Role.RECEPTION) -> None:
    """Settle the only open review."""
    (review,) = [one for one in rows(world, Review) if one.closed_at is None]
    staff = world.staff(role)
    with world.database.writing() as session:
        replies.close_review(session, review.id, staff, choice, note, world.now)


def reason(world: World, person: Person) -> HoldReason:
    return world.outcome(person.nhs_number).reason


def over(world: World, person: Person) -> OutcomeKind:
    """What follows for the patient long after the deadline."""
    world.later(days=60)
    return world.outcome(person.nhs_number).kind
