"""Letters that came back, and letters at the desk: what can be recorded of which, and what it says."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from notifier.errors import NotAllowed, NotFound
from notifier.print_runs import hand_outs, returns
from notifier.print_runs.returns import ReturnedLetter
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, Delivery
from notifier.vocabulary import Channel, DeliveryStatus, Evidence, FailReason, HoldReason, ReturnReason, Role, Wave
from tests.notifier.planning_steps import NOWHERE, happens, launch
from tests.world import Begin, World, rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A patient whose letter was printed and posted, one who was texted, and one whose letter is at the desk."""
    return begin(sqlite_database, with_letters_out)


def with_letters_out(world: World) -> None:
    people = (
        world.person(mobile=None, email=None),
        world.person(),
        world.person(mobile=None, email=None, address=NOWHERE),
    )
    launch(world, *people)
    happens(world, people[0], Channel.LETTER, DeliveryStatus.ACCEPTED, posted_at=world.now, provider="print")
    happens(world, people[1], Channel.SMS, DeliveryStatus.ACCEPTED)
    happens(world, people[2], Channel.LETTER, DeliveryStatus.ACCEPTED, provider="print")


def the_letter(world: World, person: int) -> Delivery:
    return world.deliveries(world.people[person].nhs_number)[-1]


def comes_back(
    world: World,
    scan: str,
    reason: ReturnReason = ReturnReason.NOT_KNOWN,
    at: datetime | None = None,
    role: Role = Role.RECEPTION,
) -> ReturnedLetter:
    staff = world.staff(role)
    with world.database.writing() as session:
        return returns.record_return(session, world.practice_id, scan, reason, staff, at or world.now, world.now)


def is_handed(world: World, scan: str, at: datetime | None = None, role: Role = Role.RECEPTION) -> str:
    staff = world.staff(role)
    with world.database.writing() as session:
        return hand_outs.record_handed(session, world.practice_id, scan, staff, at or world.now, world.now)


def set_status(world: World, row: Delivery, status: DeliveryStatus) -> None:
    with world.database.writing() as session:
        session.execute(update(Delivery).where(Delivery.id == row.id).values(delivery_status=status))


def test_a_letter_that_came_back_is_listed_with_its_reason(world: World) -> None:
    letter = the_letter(world, 0)
    world.later(days=3)
    found = comes_back(world, f"https://surgery.example.com/s/{letter.reference}", ReturnReason.GONE_AWAY)
    assert (found.reference, found.full_name, found.was_posted) == (letter.reference, "Mx Given1 Family1", True)
    with world.database.reading() as session:
        assert returns.returned_letters(session, world.practice_id, world.campaign_id) == [found]
        assert rows_of(session, AuditEvent)[-1].details == {"delivery": letter.id, "reason": "gone_away"}
    assert the_letter(world, 0).fail_reason is FailReason.RETURNED
    with pytest.raises(NotAllowed, match="already"):
        comes_back(world, letter.reference)


def test_what_came_back_was_posted_whether_that_was_recorded_or_not(world: World) -> None:
    with world.database.writing() as session:
        session.execute(update(Delivery).values(posted_at=None))
    assert not comes_back(world, the_letter(world, 0).reference).was_posted


def test_a_spoiled_letter_says_nothing_of_the_address(world: World) -> None:
    comes_back(world, the_letter(world, 0).reference, ReturnReason.SPOILED)
    assert the_letter(world, 0).fail_reason is FailReason.UNAVAILABLE


def test_what_cannot_have_come_back_says_why(world: World, tmp_path: Path) -> None:
    letter, text, at_the_desk = (the_letter(world, number) for number in range(3))
    with pytest.raises(NotFound, match="ten letters and numbers"):
        comes_back(world, "Smith")
    with pytest.raises(NotFound, match="compare it with the paper"):
        comes_back(world, "0000000000")
    with pytest.raises(NotAllowed, match="no letter"):
        comes_back(world, text.reference)
    with pytest.raises(NotAllowed, match="desk"):
        comes_back(world, at_the_desk.reference)
    with pytest.raises(NotAllowed, match="future"):
        comes_back(world, letter.reference, at=world.now + timedelta(days=1))
    with pytest.raises(NotAllowed, match="before it was printed"):
        comes_back(world, letter.reference, at=world.now - timedelta(days=1))
    with pytest.raises(NotAllowed, match="role"):
        comes_back(world, letter.reference, role=Role.AUDITOR)
    stranger = World(world.database, tmp_path, world.now, practice="Hillside Surgery")
    with pytest.raises(NotFound):
        comes_back(stranger, letter.reference)
    set_status(world, letter, DeliveryStatus.PLANNED)
    with pytest.raises(NotAllowed, match="not printed yet"):
        comes_back(world, letter.reference)


def test_a_letter_of_which_nobody_knew_whether_it_was_printed_can_come_back(world: World) -> None:
    letter = the_letter(world, 0)
    set_status(world, letter, DeliveryStatus.UNKNOWN)
    comes_back(world, letter.reference)
    assert the_letter(world, 0).delivery_status is DeliveryStatus.FAILED


# --- at the desk ---


def test_a_letter_at_the_desk_counts_from_when_it_was_handed_over(world: World) -> None:
    letter, number = the_letter(world, 2), world.people[2].nhs_number
    world.later(days=30)
    assert world.outcome(number).reason is HoldReason.NOT_INFORMED
    assert is_handed(world, letter.reference.lower()) == letter.reference
    found = world.outcome(number)
    assert (found.reason, found.evidence) == (HoldReason.NOTICE_RUNNING, Evidence.DELIVERED)
    world.later(days=29)
    assert world.outcome(number).may_be_coded
    with world.database.reading() as session:
        assert rows_of(session, AuditEvent)[-1].action == "letter.handed_out"
    with pytest.raises(NotAllowed, match="already"):
        is_handed(world, letter.reference)
    with pytest.raises(NotAllowed, match="handed over"):
        comes_back(world, letter.reference)


def test_what_cannot_have_been_handed_over_says_why(world: World) -> None:
    posted, at_the_desk = the_letter(world, 0), the_letter(world, 2)
    assert at_the_desk.wave is Wave.HAND_OUT
    with pytest.raises(NotAllowed, match="for the post"):
        is_handed(world, posted.reference)
    with pytest.raises(NotAllowed, match="future"):
        is_handed(world, at_the_desk.reference, at=world.now + timedelta(days=1))
    with pytest.raises(NotAllowed, match="before it was printed"):
        is_handed(world, at_the_desk.reference, at=world.now - timedelta(days=1))
    with pytest.raises(NotAllowed, match="role"):
        is_handed(world, at_the_desk.reference, role=Role.APPROVER)
    set_status(world, at_the_desk, DeliveryStatus.PLANNED)
    with pytest.raises(NotAllowed, match="not printed"):
        is_handed(world, at_the_desk.reference)
