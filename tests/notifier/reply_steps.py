"""Steps of patients and staff: patients who were told, and replies to the practice by every channel of reply."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from notifier.errors import ValueRefused
from notifier.patients import access_codes
from notifier.patients.access_codes import Keys
from notifier.patients.list_import.records import Person
from notifier.replies import patient_page, record, reviews, settling
from notifier.replies.patient_page import LinkOpener, OpenLink, Verdict
from notifier.replies.record import NewReply, RecordedReply
from notifier.store.database import Database
from notifier.store.tables import Review
from notifier.vocabulary import Channel, Choice, Doubt, HoldReason, OutcomeKind, Role, Source
from tests.notifier.provider_stand_in import plan
from tests.world import World, rows_of

WRONG_DAY = date(1999, 1, 1)  # nobody's date of birth
SITTING = "ONESITTING"


def told(world: World, **changes: Any) -> Person:
    """Somebody who has been told by a text."""
    person = world.person(**changes)
    world.import_people(person)
    world.launched(notice_days=28, channels=(Channel.SMS,))
    world.until_idle()
    return person


def two_more(world: World) -> tuple[Person, Person]:
    """Two whose notices are planned and not sent, in a campaign of their own."""
    people = world.person(), world.person()
    world.import_people(*people)
    world.launched(channels=(Channel.SMS,))
    plan(world)
    return people


def link_of(world: World, typed: str) -> OpenLink | None:
    """What a typed code opens, as the page reads and looks it up."""
    with suppress(ValueRefused):
        return _opener(world.database, world.keys).open(access_codes.normalise_code(typed))
    return None


@lru_cache(maxsize=2)  # each keeps a connection
def _opener(database: Database, keys: Keys) -> LinkOpener:
    return LinkOpener(database, keys)


@contextmanager
def opened(world: World, person: Person) -> Iterator[tuple[Session, OpenLink, str]]:
    """A patient's link with its code, as the page opens it, in a transaction of its own."""
    code = world.code_of(person.nhs_number)
    link = link_of(world, code)
    assert link is not None
    with world.database.writing() as session:
        yield session, link, code


def tried(world: World, person: Person, *dates: date, choice: Choice = Choice.KEEP, **given: Any) -> Verdict:
    """Let somebody give a date of birth on the page that may mean any of `dates`: a wrong one unless told otherwise."""
    attempt = NewReply(choice, Source.PAGE, world.now, **{"sitting": SITTING, **given})
    with opened(world, person) as (session, link, code):
        return patient_page.check_birth_date(session, link, code, dates or (WRONG_DAY,), attempt, world.now)


def sent(world: World, person: Person, choice: Choice, **given: Any) -> RecordedReply:
    """Let somebody send an answer on the page whose date of birth was right, unless a doubt says otherwise."""
    answer = NewReply(choice, received_at=world.now, **{"source": Source.PAGE, "sitting": SITTING, **given})
    with opened(world, person) as (session, link, code):
        if answer.source is not Source.PAGE:
            return record.record_reply(session, link.notice_id, answer, world.now)
        return patient_page.record_page_reply(session, link, code, answer, world.now)


def by_staff(
    world: World, person: Person, choice: Choice, source: Source, *, role: Role = Role.RECEPTION, **given: Any
) -> RecordedReply:
    staff, patient_id = world.staff(role), world.patient_id(person.nhs_number)
    with world.database.writing() as session:
        reply = NewReply(choice, source, given.pop("received_at", world.now), **given)
        return record.record_staff_reply(session, world.keys, world.campaign_id, patient_id, reply, staff, world.now)


def settle(world: World) -> int:
    return settling.settle_waiting(world.database, world.keys, world.now)


def rows(world: World, table: type[Any]) -> list[Any]:
    with world.database.reading() as session:
        found = rows_of(session, table)
        session.expunge_all()
        return found


def open_reviews(world: World) -> list[Doubt]:
    """What was opened for a person to look at, oldest first."""
    return [review.doubt for review in rows(world, Review)]


def close(world: World, choice: Choice | None, *, note: str = "called them back", role: Role = Role.MANAGER) -> None:
    """Settle the only open review: by somebody else than reception, who logged what is in doubt."""
    (review,) = [one for one in rows(world, Review) if one.closed_at is None]
    staff = world.staff(role)
    with world.database.writing() as session:
        reviews.close_review(session, review.id, staff, choice, note, world.now)


def reason(world: World, person: Person) -> HoldReason:
    return world.outcome(person.nhs_number).reason


def over(world: World, person: Person) -> OutcomeKind:
    """What follows for the patient long after the deadline, when all that came was settled."""
    settle(world)
    world.later(days=60)
    return world.outcome(person.nhs_number).kind
