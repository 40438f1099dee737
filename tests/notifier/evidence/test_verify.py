"""Whoever forges evidence and makes every sum anew is found out: by name, or by the key that they do not have."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifier.campaigns.presets import load_preset
from notifier.evidence import pack as evidence_pack
from notifier.evidence import verify
from notifier.patients.list_import.records import CodeEntry
from notifier.store.database import Database
from notifier.vocabulary import Choice, SkipReason
from tests.notifier.closing_steps import frozen
from tests.notifier.evidence.forged_pack import ForgedPack
from tests.notifier.evidence.forgeries import (
    AGREED,
    CODED,
    CONSENTED,
    DEAD,
    DOUBTED,
    FOLLOWED,
    HIDDEN,
    LATE,
    NAMED,
    OBJECTED,
    UNSURE,
    Forgery,
)
from tests.world import Begin, World

PEOPLE = 300
OURS, THEIRS = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (7, 8))
KEY = OURS.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@pytest.fixture(scope="module")
def kept_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pack of the campaign is kept while the forgeries of it are tried."""
    return tmp_path_factory.mktemp("evidence") / "pack.zip"


@pytest.fixture
def sound(kept_pack: Path, begin: Begin, sqlite_database: Database) -> Path:
    """The pack of a campaign with 300 patients, as the product made it, signed by the practice."""
    if not kept_pack.exists():
        world = begin(sqlite_database, lived)
        whose = world.practice_id, world.campaign_id
        evidence_pack.pack_evidence(world.database, *whose, kept_pack, world.now, redacted=False)
        signed = ForgedPack.of(kept_pack)
        signed.sign(OURS)
        signed.written(kept_pack)
    return kept_pack


def lived(world: World) -> None:
    """Everybody is told; some answer, one of them late, and one is in doubt; two people freeze."""
    by_reason: dict[SkipReason, str] = {
        group.reason: group.codes[0] for group in load_preset("scr", world.settings.presets).groups
    }
    for number in range(1, PEOPLE + 1):
        world.person(**known(number, by_reason))
    world.import_people(*world.people)
    world.launched(notice_days=28)
    world.until_idle()
    for number, person in enumerate(world.people, 1):
        if number % 10 == OBJECTED or number in (AGREED, UNSURE):
            choice = {AGREED: Choice.AGREE, UNSURE: Choice.UNSURE}.get(number, Choice.KEEP)
            world.answer(person, choice)
        elif number % 10 == 7:
            world.answer(person, Choice.AGREE)
        elif number == DOUBTED:
            world.answer(person, Choice.KEEP, date_of_birth=date(1970, 1, 1))
    world.until_idle()
    world.later(days=29)
    world.until_idle()
    frozen(world)
    world.later(days=1)
    world.answer(world.people[LATE - 1], Choice.KEEP)
    world.until_idle()
    world.later(days=1)


def known(number: int, codes: Mapping[SkipReason, str]) -> dict[str, Any]:
    """What the list says of the patient with a number beside the usual."""
    on = date(2020, 5, 1)
    particular: dict[int, dict[str, Any]] = {
        CONSENTED: {"codes": (CodeEntry(codes[SkipReason.EXPRESS_CONSENT], on),)},
        CODED: {"codes": (CodeEntry(codes[SkipReason.ALREADY_CODED], on),)},
        DEAD: {"deceased": True},
        HIDDEN: {"sensitive": True},
    }
    return particular.get(number, {"mobile": None} if number % 10 == 9 else {})


def test_the_pack_itself_is_sound(sound: Path, tmp_path: Path) -> None:
    found = verify.verify(sound, key=KEY)
    assert (found.patients, found.signatures, found.keys) == (PEOPLE, 1, (KEY,))
    assert not found.remarks
    assert verify.verify(sound, head=found.head) == found
    with pytest.raises(verify.Fault, match="the event that you noted"):
        verify.verify(sound, head="0" * 64)
    again = ForgedPack.of(sound)
    again.conclude()
    again.seal()
    assert verify.verify(again.written(tmp_path / "again.zip"), key=KEY) == found, "nothing was changed"


@pytest.mark.parametrize(("forgery", "named"), NAMED.values(), ids=NAMED)
def test_what_does_not_follow_is_named_though_every_sum_was_made_anew(
    sound: Path, tmp_path: Path, forgery: Forgery, named: str
) -> None:
    pack = ForgedPack.of(sound)
    forgery(pack)
    pack.seal()
    pack.signatures.clear()
    with pytest.raises(verify.Fault, match=named):
        verify.verify(pack.written(tmp_path / "forged.zip"))


@pytest.mark.parametrize("forgery", FOLLOWED.values(), ids=FOLLOWED)
def test_what_follows_throughout_is_told_by_the_signature_alone(sound: Path, tmp_path: Path, forgery: Forgery) -> None:
    pack = ForgedPack.of(sound)
    forgery(pack)
    pack.conclude()
    pack.seal()
    forged = pack.written(tmp_path / "forged.zip")
    with pytest.raises(verify.Fault, match="signature 1 is of another chain"):
        verify.verify(forged)
    pack.signatures.clear()
    unsigned = pack.written(tmp_path / "unsigned.zip")
    assert "nobody signed the chain" in " ".join(verify.verify(unsigned).remarks)
    with pytest.raises(verify.Fault, match="not signed by the key that you gave: nobody signed it"):
        verify.verify(unsigned, key=KEY)
    pack.sign(THEIRS)
    with pytest.raises(verify.Fault, match="not signed by the key that you gave, but by"):
        verify.verify(pack.written(tmp_path / "theirs.zip"), key=KEY)
