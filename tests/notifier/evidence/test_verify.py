"""Whoever forges evidence and makes every sum anew is found out: by name, or by the key that they do not have."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifier.campaigns import working_days
from notifier.campaigns.calendar import london_date
from notifier.campaigns.presets import load_preset
from notifier.evidence import pack as evidence_pack
from notifier.evidence import verify
from notifier.patients.list_import.records import CodeEntry
from notifier.store.database import Database
from notifier.store.signing_keys import in_groups, key_fingerprint
from notifier.vocabulary import Choice, SkipReason
from tests.house.program import ROOT
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
THEIRS = Ed25519PrivateKey.from_private_bytes(bytes([8]) * 32)


@pytest.fixture(scope="module")
def kept_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pack of the campaign is kept while the forgeries of it are tried."""
    return tmp_path_factory.mktemp("evidence") / "pack.zip"


@pytest.fixture
def sound(kept_pack: Path, begin: Begin, sqlite_database: Database) -> Path:
    """The pack of a campaign with 300 patients, as the product made and signed it."""
    if not kept_pack.exists():
        world = begin(sqlite_database, lived)
        whose = world.practice_id, world.campaign_id
        evidence_pack.pack_evidence(world.database, world.settings, *whose, kept_pack, world.now, redacted=False)
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
    found = verify.verify(sound)
    assert (found.patients, found.signatures, len(found.keys), found.remarks) == (PEOPLE, 1, 1, ())
    (key,) = found.keys
    for known in (key, key.upper(), key_fingerprint(key), in_groups(key_fingerprint(key))):
        assert verify.verify(sound, key=known) == found
    assert verify.verify(sound, head=found.head) == found
    with pytest.raises(verify.Fault, match="the event that you noted"):
        verify.verify(sound, head="0" * 64)
    again = ForgedPack.of(sound)
    again.conclude()
    again.seal()
    assert verify.verify(again.written(tmp_path / "again.zip")) == found, "nothing was changed"


@pytest.mark.parametrize(("forgery", "named"), NAMED.values(), ids=NAMED)
def test_what_does_not_follow_is_named_though_every_sum_was_made_anew(
    sound: Path, tmp_path: Path, forgery: Forgery, named: str
) -> None:
    pack = ForgedPack.of(sound)
    pack.unsign()
    forgery(pack)
    pack.seal()
    with pytest.raises(verify.Fault, match=named):
        verify.verify(pack.written(tmp_path / "forged.zip"))


@pytest.mark.parametrize("forgery", FOLLOWED.values(), ids=FOLLOWED)
def test_what_follows_throughout_is_told_by_the_signature_alone(sound: Path, tmp_path: Path, forgery: Forgery) -> None:
    pack = ForgedPack.of(sound)
    key = pack.signatures[0]["key"]
    forgery(pack)
    pack.conclude()
    pack.seal()
    forged = pack.written(tmp_path / "forged.zip")
    with pytest.raises(verify.Fault, match="signature 1 is of another chain"):
        verify.verify(forged)
    pack.signatures.clear()
    with pytest.raises(verify.Fault, match="of which the chain tells, is missing"):
        verify.verify(pack.written(tmp_path / "stripped.zip"))
    pack.unsign()
    pack.seal()
    unsigned = pack.written(tmp_path / "unsigned.zip")
    assert "nobody signed the chain" in " ".join(verify.verify(unsigned).remarks)
    with pytest.raises(verify.Fault, match="not signed by the key that you gave: nobody signed it"):
        verify.verify(unsigned, key=key)
    pack.sign(THEIRS)
    with pytest.raises(verify.Fault, match="not signed by the key that you gave, but by"):
        verify.verify(pack.written(tmp_path / "theirs.zip"), key=key)


def test_the_verifiers_own_signatures_are_those_of_the_library() -> None:
    """Against RFC 8032's first test vector, and against the library for other keys and messages; none is malleable."""
    key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b"
    )
    assert verify.is_signed(key, b"", signature)
    for number in range(1, 12):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        message = bytes(range(number * 9))
        signed = private.sign(message)
        assert verify.is_signed(public, message, signed)
        assert not verify.is_signed(public, message + b".", signed)
        for place in (0, 31, 32, 63):
            broken = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
            assert not verify.is_signed(public, message, broken)
        larger = int.from_bytes(signed[32:], "little") + 2**252 + 27742317777372353535851937790883648493
        assert not verify.is_signed(public, message, signed[:32] + larger.to_bytes(32, "little"))
    assert not verify.is_signed(b"\xff" * 32, b"", signature)
    assert not verify.is_signed(key, b"", signature[:63])


def test_it_runs_alone_and_says_what_it_found(sound: Path, tmp_path: Path) -> None:
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    run = partial(subprocess.run, capture_output=True, text=True, cwd=tmp_path, env={}, check=False)
    done = run([sys.executable, "-I", alone, sound])
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{PEOPLE} patients: every outcome and count was derived again, and fits" in done.stdout
    assert "compare the key with the one" in done.stdout
    pack = ForgedPack.of(sound)
    pack.unsign()
    NAMED["an objector is coded"][0](pack)
    pack.seal()
    done = run([sys.executable, "-I", alone, pack.written(tmp_path / "forged.zip")])
    assert done.returncode == 1
    assert done.stderr.startswith("DOES NOT FIT: outcomes.jsonl: patient 1 is may_code_silent")


@pytest.mark.parametrize("year", range(2019, 2029))
def test_its_bank_holidays_are_those_of_the_product(year: int) -> None:
    theirs = {day for day in working_days.bank_holidays() if day.year == year}
    assert theirs <= verify.bank_holidays(year)
    assert not theirs or theirs == verify.bank_holidays(year)


def test_its_london_is_the_products() -> None:
    for year in range(2024, 2030):
        for month, day, hour in ((3, 31, 0), (3, 31, 1), (7, 1, 23), (10, 25, 23), (10, 31, 23), (12, 31, 23)):
            at = datetime(year, month, day, hour, 30, tzinfo=UTC)
            assert verify.london_date(at) == london_date(at)


def test_the_readme_has_its_sum() -> None:
    """Whoever got it from somebody else compares it."""
    sum_of_program = sha256(Path(verify.__file__).read_bytes()).hexdigest()
    assert f"`{sum_of_program}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.jsonl", b"[" * 100_000 + b"\n"),
        ("facts.jsonl", b'{"number": ' + b"9" * 5_000 + b"}\n"),
        ("facts.jsonl", b"{}\n"),
        ("facts.jsonl", b'{"number": 1, "kind": [], "row": {}, "sealed_at": 7, "public": 3, "salt": "zz"}\n'),
        ("facts.jsonl", b"no line end"),
        ("audit.jsonl", b'{"id": 1, "previous_hash": null, "own_hash": {}}\n'),
        ("outcomes.jsonl", b'{"patient": "one"}\n'),
        ("coverage.json", b'{"patients": {"a": {"b": 1}}}'),
        ("coverage.json", b"\xff\xfe"),
        ("signatures.jsonl", b'{"number": -1, "chain_head": 3}\n'),
        ("patients.csv", b"\xff"),
        ("frozen/1.jsonl", b'{"patient_id": null}\n'),
    ],
)
def test_whatever_stands_in_a_file_is_a_fault_that_is_named(
    sound: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(verify.Fault):
        verify.verify(put_in(sound, tmp_path / "hostile.zip", name, content))


def test_a_bomb_is_not_unpacked(sound: Path, tmp_path: Path) -> None:
    """Of a file that says it is small, and one that has a line without an end."""
    endless = put_in(sound, tmp_path / "endless.zip", "facts.jsonl", b'{"a": "' + b" " * (9 << 20) + b'"}\n')
    with pytest.raises(verify.Fault, match=r"too long|is no|cannot be read|is missing"):
        verify.verify(endless)
    many = tmp_path / "many.zip"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(verify.MOST_FILES + 1):
            archive.writestr(f"texts/{number}", b"")
    with pytest.raises(verify.Fault, match="larger than any evidence pack"):
        verify.verify(many)


def put_in(sound: Path, path: Path, name: str, content: bytes) -> Path:
    """A pack with another file in the place of one, and the manifest that belongs to it."""
    with zipfile.ZipFile(sound) as archive:
        files = {one: archive.read(one) for one in archive.namelist()} | {name: content}
    manifest = json.loads(files["manifest.json"])
    manifest["sha256"][name] = sha256(content).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, whole in files.items():
            archive.writestr(one, whole)
    return path
