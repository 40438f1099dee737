"""The head of the record is signed when something great was done, and daily; no change of it goes unnoticed then."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Delete, Update, delete, select, update

from notifier.campaigns import lifecycle
from notifier.errors import EvidenceFault, SettingsFault
from notifier.evidence import signatures
from notifier.evidence.announced_keys import key_that_signs
from notifier.evidence.signatures import HeadSignature, sign_due, sign_head, signatures_of, verify_signatures
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.signing_keys import SigningKey
from notifier.store.tables import AnnouncedKey, AuditHead, ChainSignature, Practice
from notifier.vocabulary import Role, SigningPurpose
from tests.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    return World(database, tmp_path, now)


@pytest.fixture
def signed_world(sqlite_database: Database, tmp_path: Path, now: datetime) -> World:
    """A record of some events that was signed twice."""
    world = World(sqlite_database, tmp_path, now)
    sign_due(world.database, world.settings, world.now)
    done(world, AuditAction.CAMPAIGN_APPROVED)
    sign_due(world.database, world.settings, world.now)
    return world


def test_a_signature_holds_for_whoever_has_the_public_key_and_canonical_json(world: World) -> None:
    (one,) = signed(world)
    said = {
        "at": world.now.isoformat(),
        "chain_head": one.head,
        "number": one.number,
        "ods_code": ods_code(world),
        "purpose": "daily",
    }
    assert one.signed == json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.key)).verify(one.signature, one.signed)
    assert chain_of(world)[one.number - 1]["own_hash"] == one.head


def test_that_it_was_signed_is_the_event_after_what_was_signed(world: World) -> None:
    (one,) = signed(world)
    events = chain_of(world)
    assert [event["action"] for event in events[-2:]] == [AuditAction.KEY_ANNOUNCED, AuditAction.CHAIN_SIGNED]
    assert one.number == events[-1]["id"] - 1
    assert events[-1]["details"] == {
        "practice": world.practice_id,
        "number": one.number,
        "head": one.head,
        "key": SigningKey(bytes.fromhex((world.settings.instance / "signing.key").read_text().strip())).fingerprint,
        "purpose": "daily",
    }


@pytest.mark.parametrize(
    ("action", "purpose"),
    [
        (AuditAction.CAMPAIGN_APPROVED, SigningPurpose.APPROVE),
        (AuditAction.OUTCOMES_FROZEN, SigningPurpose.FREEZE),
        (AuditAction.EVIDENCE_PACKED, SigningPurpose.PACK),
    ],
)
def test_what_two_people_do_is_signed_at_once(world: World, action: AuditAction, purpose: SigningPurpose) -> None:
    signed(world)
    done(world, action)
    assert [one.purpose for one in signed(world)] == [SigningPurpose.DAILY, purpose]
    assert len(signed(world)) == 2, "and once"


def test_anything_else_is_signed_the_next_day(world: World) -> None:
    signed(world)
    done(world, AuditAction.CAMPAIGN_PAUSED)
    assert len(signed(world)) == 1
    world.later(days=1)
    assert [one.purpose for one in signed(world)] == [SigningPurpose.DAILY] * 2


def test_a_day_on_which_nothing_was_done_is_not_signed(world: World) -> None:
    signed(world)
    world.later(days=1)
    assert len(signed(world)) == 1, "what signing itself leaves in the record calls for no signature"


def test_a_launch_is_signed_at_once_and_going_on_after_a_pause_is_not(world: World) -> None:
    world.import_people(world.person())
    world.launched()
    assert signed(world)[-1].purpose is SigningPurpose.LAUNCH
    with world.database.writing() as session:
        lifecycle.pause_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
        lifecycle.resume_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)
    assert len(signed(world)) == 1


def test_whoever_makes_a_pack_has_the_head_signed_at_once(world: World) -> None:
    with world.database.writing() as session:
        key = key_that_signs(session, world.settings, world.practice_id)
        one = sign_head(session, world.practice_id, key, SigningPurpose.PACK, world.now)
    with world.database.reading() as session:
        assert signatures_of(session, world.practice_id) == [one]
    assert one.purpose is SigningPurpose.PACK


def test_each_practice_has_its_own_signatures(world: World, tmp_path: Path) -> None:
    other = World(world.database, tmp_path, world.now, practice="Hillside Surgery")
    assert sign_due(world.database, world.settings, world.now) == 2
    assert {ods_code(world), ods_code(other)} == {
        json.loads(one.signed)["ods_code"] for own in (world, other) for one in kept(own)
    }
    assert len(kept(world)) == len(kept(other)) == 1
    with world.database.reading() as session:
        assert audit.verify_chains(session).chains.keys() == {world.practice_id, other.practice_id}


def test_nothing_is_signed_without_the_key_and_nothing_is_lost(world: World) -> None:
    signed(world)
    done(world, AuditAction.CAMPAIGN_APPROVED)
    sealed = world.settings.model_copy(update={"key_command": f"{sys.executable} -c 'exit(1)'"})
    with pytest.raises(SettingsFault, match="KEY_COMMAND ended with 1"):
        sign_due(world.database, sealed, world.now)
    assert signed(world)[-1].purpose is SigningPurpose.APPROVE


def test_the_key_is_not_asked_for_while_there_is_nothing_to_sign(world: World) -> None:
    signed(world)
    sealed = world.settings.model_copy(update={"key_command": f"{sys.executable} -c 'exit(1)'"})
    assert sign_due(world.database, sealed, world.now) == 0


def test_a_key_that_was_not_announced_signs_nothing(world: World) -> None:
    signed(world)
    with world.database.writing() as session, pytest.raises(EvidenceFault, match="not the one that was announced"):
        signatures.sign_head(session, world.practice_id, SigningKey(b"2" * 32), SigningPurpose.PACK, world.now)


def test_a_record_that_was_signed_is_checked(world: World) -> None:
    signed(world)
    done(world, AuditAction.CAMPAIGN_APPROVED)
    last = signed(world)[-1]
    with world.database.reading() as session:
        checked = verify_signatures(session, world.practice_id)
    assert checked == (2, 0, last.number)


def test_a_signature_holds_after_the_practice_has_another_code(signed_world: World) -> None:
    change(signed_world, update(Practice).values(ods_code="A81001"))
    with signed_world.database.reading() as session:
        assert verify_signatures(session, signed_world.practice_id).signatures == 2


def test_a_record_that_was_written_anew_with_all_its_hashes_is_found_out(signed_world: World) -> None:
    """Whoever has the database and not the key can make a chain that holds; the signatures tell."""
    rewrite_chain(signed_world)
    with signed_world.database.reading() as session:
        assert audit.verify_chains(session).events == len(chain_of(signed_world))
        with pytest.raises(EvidenceFault, match="is not the record that is here"):
            verify_signatures(session, signed_world.practice_id)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (update(ChainSignature).values(signature=b"0" * 64), "does not hold"),
        (update(ChainSignature).values(ods_code="A81001"), "does not hold"),
        (update(ChainSignature).values(at=datetime(2020, 1, 1, tzinfo=UTC)), "does not hold"),
        (update(ChainSignature).values(purpose=SigningPurpose.PACK), "does not hold"),
        (update(ChainSignature).values(head="0" * 64), "is not the record that is here"),
        (update(ChainSignature).values(number=1), "is not the record that is here"),
        (update(AnnouncedKey).values(public_key=SigningKey(b"2" * 32).public_key), "does not hold"),
        (delete(ChainSignature).where(ChainSignature.purpose == SigningPurpose.DAILY), "is gone"),
    ],
)
def test_a_signature_that_was_changed_is_named(signed_world: World, statement: Update | Delete, why: str) -> None:
    change(signed_world, statement)
    with signed_world.database.reading() as session, pytest.raises(EvidenceFault, match=why):
        verify_signatures(session, signed_world.practice_id)


def test_a_signature_that_nobody_made_here_is_named(signed_world: World) -> None:
    """Whoever has the key and signs beside the record is found out by the record, which does not tell of it."""
    key = SigningKey(bytes.fromhex((signed_world.settings.instance / "signing.key").read_text().strip()))
    first = chain_of(signed_world)[0]
    with signed_world.database.writing() as session:
        at, head = signed_world.now, first["own_hash"]
        signature = key.sign(
            signatures.signed_bytes(at=at, chain_head=head, number=1, ods_code="A81001", purpose="daily")
        )
        session.add(
            ChainSignature(
                practice_id=signed_world.practice_id,
                number=1,
                head=head,
                at=at,
                ods_code="A81001",
                purpose=SigningPurpose.DAILY,
                key_id=session.execute(select(AnnouncedKey.id)).scalar_one(),
                signature=signature,
            )
        )
    with signed_world.database.reading() as session, pytest.raises(EvidenceFault, match="does not tell of"):
        verify_signatures(session, signed_world.practice_id)


def signed(world: World) -> list[HeadSignature]:
    """Have signed what is due, and return every signature."""
    sign_due(world.database, world.settings, world.now)
    return kept(world)


def kept(world: World) -> list[HeadSignature]:
    with world.database.reading() as session:
        return signatures_of(session, world.practice_id)


def done(world: World, action: AuditAction) -> None:
    """Something that is in the record of the practice."""
    by = world.staff(Role.MANAGER).id
    with world.database.writing() as session:
        audit.append(session, action, world.now, staff_id=by)


def ods_code(world: World) -> str:
    with world.database.reading() as session:
        return session.execute(select(Practice.ods_code).where(Practice.id == world.practice_id)).scalar_one()


def chain_of(world: World) -> list[dict[str, Any]]:
    with world.database.reading() as session:
        return [audit.exported_events(event) for event in audit.events(session, world.practice_id)]


def change(world: World, statement: Update | Delete) -> None:
    with world.database.writing() as session:
        session.execute(statement)


def rewrite_chain(world: World) -> None:
    """Change the first event, and every hash after it, as whoever has the whole database can."""
    with world.database.writing() as session:
        previous = audit.GENESIS
        for event in list(audit.events(session, world.practice_id)):
            event.at -= timedelta(days=event.number == 1)
            event.previous_hash = previous
            event.own_hash = previous = audit.event_hash(audit.as_dict(event))
        session.execute(update(AuditHead).where(AuditHead.chain == world.practice_id).values(own_hash=previous))
