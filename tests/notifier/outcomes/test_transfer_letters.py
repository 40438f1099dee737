"""A letter to the next practice: what was proposed, told, answered and added, and how it is undone."""

import pytest

from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.outcomes.transfer_letters import transfer_letter
from notifier.store import audit
from notifier.store.database import Database
from notifier.vocabulary import Choice, Extent, Role
from tests.notifier.closing_steps import answered_three, frozen
from tests.notifier.reply_steps import close, sent
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """One agreed, one was silent, one objected, one was never reached; frozen."""
    return begin(sqlite_database, closed)


def closed(world: World) -> None:
    answered_three(world)
    frozen(world)


def letter(world: World, nhs_number: str, role: Role = Role.MANAGER) -> str:
    with world.database.writing() as session:
        return transfer_letter(session, world.campaign_id, nhs_number, world.staff(role), world.now)


def test_who_agreed_has_the_code_because_they_asked(world: World) -> None:
    written = letter(world, world.people[0].nhs_number, Role.RECEPTION)
    assert "Summary Care Record: what this patient was told" in written
    assert f"born {world.people[0].date_of_birth.day} " in written
    assert "When the campaign was closed, on 22 December 2026: Told by text on 23 November (delivered)," in written
    assert "9Ndo (Read v2): Express dissent for Summary Care Record dataset upload" in written
    assert "with the text: Agreed on 23 November 2026 by page; code added at the patient's wish" in written
    assert "The patient asked for it." in written
    assert "HOW IT IS UNDONE" in written
    assert "{" not in written


def test_who_was_silent_said_nothing_whatever_a_code_says(world: World) -> None:
    written = letter(world, world.people[1].nhs_number)
    assert "This practice's lists gave no code for this patient." in written
    assert "not an expression of the patient's will" in written
    assert "Since then" not in written


def test_who_objects_after_the_coding_is_told_of_with_both(world: World) -> None:
    world.answer(world.people[0], Choice.KEEP)
    written = letter(world, world.people[0].nhs_number)
    assert "9Ndo" in written
    assert "Since then, as of 22 December 2026: " in written
    assert "asked on the web page" in written


def test_who_keeps_it_has_a_letter_that_asks_for_no_code(begin: Begin, sqlite_database: Database) -> None:
    world = begin(sqlite_database, answered_three)
    sent(world, world.people[3], Choice.KEEP, extent=Extent.CORE)
    world.until_idle()
    close(world, Choice.KEEP)  # it came late, so that a person looked
    written = letter(world, world.people[3].nhs_number)
    assert "This practice added no code of this campaign" in written
    assert "The patient objected to the proposal. Please do not add its code" in written
    assert "What they want to be shown: medicines, allergies and bad reactions only." in written


def test_of_whom_nothing_stands_in_the_record_there_is_no_letter(world: World) -> None:
    with pytest.raises(NotAllowed, match="nothing to explain"):
        letter(world, world.people[3].nhs_number)
    with pytest.raises(NotFound, match="nobody on the list"):
        letter(world, world.person().nhs_number)
    with pytest.raises(ValueRefused):
        letter(world, "999 000 0001")


def test_only_reception_and_managers_write_one_and_it_is_on_record_without_a_name(world: World) -> None:
    for role in (Role.APPROVER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            letter(world, world.people[0].nhs_number, role)
    letter(world, world.people[0].nhs_number)
    with world.database.reading() as session:
        event = list(audit.events(session))[-1]
        assert event.action == "transfer.letter"
        assert event.details == {"patient": world.patient_id(world.people[0].nhs_number)}
