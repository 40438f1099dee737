"""What somebody approves is signed with their own passkey, of that and of nothing else, and can be checked later."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from notifier.errors import EvidenceFault, NotAllowed, ValueRefused
from notifier.practice.deed_signatures import (
    KeptDeedSignature,
    ask_to_sign,
    deed_signatures_of,
    is_signed_by_passkey,
    keep_signature,
    read_deed_answer,
    verify_deed_signatures,
)
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditEvent, DeedSignature
from notifier.vocabulary import Role, SigningPurpose
from tests.notifier.practice.test_passkeys import SITE, Holder, SoftKey, holder
from tests.world import World

APPROVED, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """A practice with a draft."""
    world = World(database, tmp_path, now)
    world.campaign()
    return world


@pytest.fixture
def approver(world: World) -> Holder:
    """An approver with a passkey."""
    return holder(world.database, world.staff(Role.APPROVER), world.now)


def test_what_was_signed_can_be_checked_by_whoever_has_it(world: World, approver: Holder) -> None:
    sign(world, approver, APPROVED)
    (kept,) = signatures(world)
    assert (kept.staff_id, kept.purpose, kept.sha256, kept.site) == (
        approver.person.id,
        SigningPurpose.APPROVE,
        APPROVED,
        SITE,
    )
    assert kept.public_key == approver.key.public
    assert is_signed_by_passkey(kept)


def test_the_record_says_who_signed_what_with_which_key(world: World, approver: Holder) -> None:
    sign(world, approver, APPROVED)
    with world.database.reading() as session:
        (event,) = session.execute(
            select(AuditEvent).where(AuditEvent.action == AuditAction.DEED_SIGNED.value)
        ).scalars()
        assert (event.staff_id, event.campaign_id) == (approver.person.id, world.campaign_id)
        assert event.details["sha256"] == APPROVED


def test_a_signature_of_something_else_is_refused(world: World, approver: Holder) -> None:
    answer = approver.key.answer(options(approver, OTHER))
    with pytest.raises(NotAllowed, match="something else than is on this page"):
        read_deed_answer(approver.database, approver.person, approver.place, answer, APPROVED, world.now)
    assert not signatures(world)


def test_a_proof_of_who_one_is_signs_no_deed(world: World, approver: Holder) -> None:
    answer = approver.key.answer(approver.options())
    with pytest.raises(NotAllowed, match="something else"):
        read_deed_answer(approver.database, approver.person, approver.place, answer, APPROVED, world.now)


def test_an_answer_counts_once_and_anothers_key_not_at_all(world: World, approver: Holder) -> None:
    answer = approver.key.answer(options(approver, APPROVED))
    given = approver.database, approver.person, approver.place, answer, APPROVED, world.now
    read_deed_answer(*given)
    with pytest.raises(NotAllowed, match="answered already"):
        read_deed_answer(*given)
    posing = SoftKey(approver.key.id).answer(options(approver, APPROVED))
    with pytest.raises(NotAllowed, match="not accepted"):
        read_deed_answer(approver.database, approver.person, approver.place, posing, APPROVED, world.now)


@pytest.mark.parametrize("wanted", ["", "ab", "AB" * 32, "zz" * 32, "ab" * 33])
def test_what_is_no_sum_is_not_asked_for(approver: Holder, wanted: str) -> None:
    with pytest.raises(ValueRefused, match="no sum"):
        options(approver, wanted)


@pytest.mark.parametrize(
    "changed",
    [
        {"sha256": OTHER},
        {"site": "surgery.example.org"},
        {"signature": b"0" * 70},
        {"signature": b""},
        {"client_data": b"{}"},
        {"client_data": b"no JSON"},
        {"authenticator_data": b""},
        {"public_key": b""},
        {"public_key": SoftKey(b"another").public},
    ],
)
def test_a_signature_that_was_changed_does_not_hold(world: World, approver: Holder, changed: dict[str, Any]) -> None:
    sign(world, approver, APPROVED)
    (kept,) = signatures(world)
    assert not is_signed_by_passkey(kept._replace(**changed))


def test_the_check_names_the_first_that_does_not_hold(world: World, approver: Holder) -> None:
    sign(world, approver, APPROVED)
    sign(world, approver, OTHER)
    with world.database.writing() as session:
        assert verify_deed_signatures(session) == 2
        session.execute(update(DeedSignature).where(DeedSignature.sha256 == OTHER).values(signature=b"0"))
        with pytest.raises(EvidenceFault, match=f"signature 2, of {OTHER}"):
            verify_deed_signatures(session)


def options(who: Holder, wanted: str) -> str:
    """What their browser is handed to sign the deed with this sum."""
    with who.database.writing() as session:
        return ask_to_sign(session, who.person, who.place, wanted)


def sign(world: World, who: Holder, wanted: str) -> None:
    answer = who.key.answer(options(who, wanted))
    signed = read_deed_answer(who.database, who.person, who.place, answer, wanted, world.now)
    with world.database.writing() as session:
        keep_signature(session, who.person, world.campaign_id, SigningPurpose.APPROVE, signed, world.now)


def signatures(world: World) -> list[KeptDeedSignature]:
    with world.database.reading() as session:
        assert not deed_signatures_of(session, world.campaign_id + 1)
        return deed_signatures_of(session, world.campaign_id)
