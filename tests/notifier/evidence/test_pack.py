"""The pack holds what was said and done, shows every change to an outsider, and names nobody when it is redacted."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from notifier.contacts import Mobile
from notifier.errors import EvidenceFault, Fault, NotFound
from notifier.evidence import pack as evidence_pack
from notifier.evidence import verify
from notifier.evidence.signatures import sign_due
from notifier.practice import practices
from notifier.store import audit
from notifier.store.database import Database
from notifier.store.tables import Staff
from notifier.vocabulary import Channel, Choice, HoldReason
from tests.notifier.closing_steps import frozen
from tests.notifier.doubt_steps import STRANGER, settle
from tests.notifier.evidence.purge_steps import closed, purged
from tests.world import Begin, World


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """A campaign that told two people; one objected, and both notices have run out."""
    return begin(sqlite_database, told)


@pytest.fixture
def pack(world: World, tmp_path: Path) -> Path:
    """The full pack of that campaign."""
    return packed(world, tmp_path / "pack.zip")


def test_a_pack_checks_out_with_the_head_of_the_chain(begin: Begin, database: Database, tmp_path: Path) -> None:
    world = begin(database, told)
    pack = packed(world, tmp_path / "pack.zip")
    found = evidence_pack.verify_pack(pack)
    with database.reading() as session:
        *before, packing = [audit.exported_events(one) for one in audit.events(session, world.practice_id)]
    assert (found.events, found.head) == (len(before), before[-1]["own_hash"])
    assert packing["action"] == "evidence.packed"
    assert packing["details"] == {"sha256": sha256(contents(pack)["manifest.json"]).hexdigest(), "redacted": False}


def test_it_holds_the_words_the_approval_and_the_counts(pack: Path) -> None:
    files = contents(pack)
    (campaign,) = last_facts(files, "campaign")
    assert campaign["notice_days"] == 28
    (approval,) = last_facts(files, "approval")
    assert (approval["sign_off"], approval["approved"]["texts"]["en/sms"]) == ("minute 7", 1)
    assert [(one["name"], one["reference"]) for one in last_facts(files, "sign_off")] == [("dpo", "minutes, item 7")]
    assert [(one["people"], one["started_at"] is None) for one in last_facts(files, "launch_request")] == [(2, False)]
    assert [imported["counts"]["joined"] for imported in last_facts(files, "patient_list")] == [2]
    assert b"{{ link }}" in files["texts/sms.en.v1.txt"]
    assert json.loads(files["coverage.json"])["evidence"] == {
        "none": 0,
        "passive": 0,
        "posted": 0,
        "sent": 0,
        "delivered": 1,
        "replied": 1,
    }


@pytest.mark.parametrize("redacted", [False, True])
def test_whoever_kept_in_a_forgotten_campaign_is_held_by_the_verifier_as_well(
    world: World, tmp_path: Path, redacted: bool
) -> None:
    """What they said then is in no pack any more: the fact of how they stand is all that says it."""
    closed(world)
    world.later(days=183)
    assert purged(world) == 2
    world.import_people(*world.people)
    world.later(days=1)
    world.launched(channels=(Channel.SMS, Channel.EMAIL), notice_days=28)
    world.until_idle()
    world.later(days=40)
    kept = [world.outcome(person.nhs_number).reason for person in world.people].count(HoldReason.UNDER_REVIEW)
    assert kept == 1
    pack = packed(world, tmp_path / "again.zip", redacted=redacted)
    assert evidence_pack.verify_pack(pack).patients == 2


def test_it_says_of_each_patient_what_follows_and_how_they_were_told(pack: Path) -> None:
    files = contents(pack)
    patients = table(files["patients.csv"])
    assert [(row["outcome"], row["reason"], row["evidence"]) for row in patients] == [
        ("hold", "objected", "replied"),
        ("may_code_silent", "", "delivered"),
    ]
    objected, silent = (row["sentence"] for row in patients)
    assert objected.endswith(" to keep it, last day to answer 21 December 2026: is held, because they want to keep it.")
    assert silent == "Told by text on 23 November (delivered), no answer by 21 December 2026: may be coded."
    assert {one["delivery_status"] for one in last_facts(files, "delivery")} == {"delivered"}
    assert {one["kind"] for one in last_facts(files, "receipt")} == {"delivered"}
    assert {one["choice"] for one in last_facts(files, "reply")} == {"keep"}


def test_of_two_people_who_had_a_number_each_has_what_they_were_told(world: World, tmp_path: Path) -> None:
    ann, bea = world.people
    world.import_people(ann, replace(bea, **STRANGER, mobile=Mobile.parse("07700 900199")))
    settle(world, same=False)
    lost_at = world.now
    world.later(days=1)
    world.until_idle()
    files = contents(packed(world, tmp_path / "pack.zip"))
    had_it = [one for one in last_facts(files, "patient") if one["nhs_number"] == bea.nhs_number]
    assert [one["replaced_at"] for one in had_it] == [lost_at.isoformat(), None]
    notices = {one["id"]: one["patient_id"] for one in last_facts(files, "notice")}
    texts = [one for one in last_facts(files, "delivery") if one["channel"] == "sms"]
    waves = [[one["wave"] for one in texts if notices[one["notice_id"]] == patient["id"]] for patient in had_it]
    assert waves == [["first"], ["catch_up"]]
    assert [row["nhs_number"] for row in table(files["patients.csv"])] == [ann.nhs_number, bea.nhs_number]


def test_a_redacted_pack_names_nobody(world: World, tmp_path: Path) -> None:
    pack = packed(world, tmp_path / "redacted.zip", redacted=True)
    files = contents(pack)
    everything = b"".join(files.values()).decode("utf-8")
    assert "patients.csv" not in files
    for person in world.people:
        for secret in (person.nhs_number, person.family_name, person.email, world.code_of(person.nhs_number)):
            assert secret
            assert secret not in everything
    assert "minute 7" not in everything, "what somebody typed is for whoever has read it"
    assert evidence_pack.verify_pack(pack).patients == 2


def test_a_pack_is_compressed(pack: Path) -> None:
    assert pack.stat().st_size < sum(map(len, contents(pack).values())) * 0.75


@pytest.mark.parametrize("name", ["patients.csv", "facts.jsonl", "texts/sms.en.v1.txt", "audit.jsonl"])
def test_a_changed_file_is_named(pack: Path, name: str) -> None:
    rewrite(pack, contents(pack) | {name: contents(pack)[name] + b" "})
    with pytest.raises(EvidenceFault, match=name):
        evidence_pack.verify_pack(pack)


@pytest.mark.parametrize("name", ["patients.csv", "audit.jsonl"])
def test_a_missing_file_is_named(pack: Path, name: str) -> None:
    rewrite(pack, {other: content for other, content in contents(pack).items() if other != name})
    with pytest.raises(EvidenceFault, match=name):
        evidence_pack.verify_pack(pack)


def test_an_added_file_is_named(pack: Path) -> None:
    rewrite(pack, contents(pack) | {"texts/sms.en.v2.txt": b"other words"})
    with pytest.raises(EvidenceFault, match=r"sms\.en\.v2\.txt was changed or added"):
        evidence_pack.verify_pack(pack)


def test_a_file_that_is_there_twice_is_refused(pack: Path) -> None:
    with zipfile.ZipFile(pack, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("patients.csv", archive.read("patients.csv"))
    with pytest.raises(EvidenceFault, match="twice"):
        evidence_pack.verify_pack(pack)


@pytest.mark.parametrize(
    ("chain", "match"),
    [
        (lambda lines: lines[:2] + lines[3:], "event 3 is missing"),
        (lambda lines: [lines[0].replace(b"practice.set", b"practice.sat"), *lines[1:]], "event 1 was changed"),
        (lambda lines: [b"[]", *lines], "line 1 of audit.jsonl is no object"),
        (lambda lines: [b"{", *lines], "cannot be read"),
    ],
)
def test_a_chain_that_does_not_hold_is_noticed_though_every_hash_was_made_again(
    pack: Path, chain: Any, match: str
) -> None:
    files = contents(pack)
    files["audit.jsonl"] = b"\n".join(chain(files["audit.jsonl"].splitlines()))
    rewrite(pack, hashed_again(files))
    with pytest.raises(EvidenceFault, match=match):
        evidence_pack.verify_pack(pack)


def test_a_pack_without_its_chain_is_refused_though_every_hash_was_made_again(pack: Path) -> None:
    files = contents(pack)
    del files["audit.jsonl"]
    rewrite(pack, hashed_again(files))
    with pytest.raises(EvidenceFault, match=r"audit\.jsonl"):
        evidence_pack.verify_pack(pack)


@pytest.mark.parametrize("manifest", [b"", b"[]", b"7", b"{}", b'{"sha256": 7}', b'{"format": 2}', b"\xff"])
def test_a_manifest_that_is_none_is_no_pack(pack: Path, manifest: bytes) -> None:
    rewrite(pack, contents(pack) | {"manifest.json": manifest})
    with pytest.raises(EvidenceFault, match=r"manifest.json|not as the product writes one"):
        evidence_pack.verify_pack(pack)


def test_what_is_no_pack_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a pack", encoding="utf-8")
    for path in (tmp_path / "notes.txt", tmp_path / "nothing.zip", tmp_path):
        with pytest.raises(EvidenceFault, match="no evidence pack"):
            evidence_pack.verify_pack(path)


def test_no_flipped_byte_changes_what_is_verified(pack: Path, tmp_path: Path) -> None:
    """A zip has bytes that mean nothing, such as a time: where one of those is flipped, the facts stay the same."""
    whole, sound = pack.read_bytes(), evidence_pack.verify_pack(pack)
    damaged = tmp_path / "damaged.zip"
    noticed = 0
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            assert evidence_pack.verify_pack(damaged) == sound
        except Fault:
            noticed += 1
    assert noticed > 100


def test_a_pack_cannot_be_written_where_there_is_no_folder(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="cannot be written"):
        packed(world, tmp_path / "nowhere" / "pack.zip")


def test_another_practices_campaign_has_no_pack(world: World, tmp_path: Path) -> None:
    other = World(world.database, tmp_path, world.now, practice="Hillside Surgery")
    other.campaign_id = world.campaign_id
    with pytest.raises(NotFound, match="no campaign"):
        packed(other, tmp_path / "pack.zip")


def test_no_pack_has_an_event_or_a_fact_of_another_practice(begin: Begin, database: Database, tmp_path: Path) -> None:
    ours = begin(database, told)
    first = packed(ours, tmp_path / "first.zip")
    theirs = World(database, tmp_path / "theirs", ours.now, practice="Hillside Surgery")
    told(theirs)
    packs = [first, packed(ours, tmp_path / "second.zip"), packed(theirs, tmp_path / "theirs.zip")]
    for world, pack in ((ours, packs[0]), (ours, packs[1]), (theirs, packs[2])):
        evidence_pack.verify_pack(pack)
        with database.reading() as session:
            people = set(session.execute(select(Staff.id).where(Staff.practice_id == world.practice_id)).scalars())
        files = contents(pack)
        events = [json.loads(line) for line in files["audit.jsonl"].splitlines()]
        assert {one["staff_id"] for one in events} <= {None, *people}
        assert {one["campaign_id"] for one in events} == {None, world.campaign_id}
        assert {one["practice_id"] for one in last_facts(files, "patient")} == {world.practice_id}
        assert {one["campaign_id"] for one in last_facts(files, "notice")} == {world.campaign_id}
    with database.reading() as session:
        chains = audit.verify_chains(session).chains
    assert {ours.practice_id, theirs.practice_id} <= set(chains)
    again = [json.loads(line) for line in contents(packs[1])["audit.jsonl"].splitlines()]
    assert [one["action"] for one in again].count("evidence.packed") == 1, "the first one"


def test_a_pack_of_before_a_purge_and_one_of_after_it_verify(begin: Begin, database: Database, tmp_path: Path) -> None:
    world = begin(database, told)
    frozen(world)
    before = packed(world, tmp_path / "before.zip")
    closed(world)
    world.later(days=200)
    assert purged(world) == 2
    after = packed(world, tmp_path / "after.zip")
    assert evidence_pack.verify_pack(before).patients == 2
    found = evidence_pack.verify_pack(after)
    assert found.patients == 0
    assert any("were forgotten" in one for one in found.remarks)
    everything = b"".join(contents(after).values()).decode("utf-8")
    for person in world.people:
        for secret in (person.nhs_number, person.family_name, person.email):
            assert str(secret) not in everything
    facts = [[json.loads(line) for line in contents(pack)["facts.jsonl"].splitlines()] for pack in (before, after)]
    sums = [[verify.fact_digest(fact) for fact in part] for part in facts]
    assert sums[1][: len(sums[0])] == sums[0], "what was forgotten is sealed as it was"


def told(world: World) -> None:
    world.import_people(world.person(), world.person())
    world.campaign(notice_days=28)
    world.sign("dpo")
    world.preview()
    world.approve()
    world.launch()
    world.until_idle()
    world.answer(world.people[0], Choice.KEEP)
    world.until_idle()
    world.later(days=29)


def packed(world: World, path: Path, *, redacted: bool = False) -> Path:
    whose = world.practice_id, world.campaign_id
    evidence_pack.pack_evidence(world.database, world.settings, *whose, path, world.now, redacted=redacted)
    return path


def last_facts(files: dict[str, bytes], kind: str) -> list[dict[str, Any]]:
    """Both halves of each row of a kind, as it was sealed last."""
    facts = [json.loads(line) for line in files["facts.jsonl"].splitlines()]
    return list({one["row"]: one["public"] | one["private"] for one in facts if one["kind"] == kind}.values())


def contents(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(pack: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(pack, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def hashed_again(files: dict[str, bytes]) -> dict[str, bytes]:
    """As a forger would do it who knows how packs are made."""
    manifest = json.loads(files["manifest.json"])
    manifest["sha256"] = {
        name: sha256(content).hexdigest() for name, content in files.items() if name != "manifest.json"
    }
    return files | {"manifest.json": json.dumps(manifest).encode()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_a_pack_of_a_practice_whose_code_was_put_right_before_verifies(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    sign_due(world.database, world.settings, now)
    with world.database.writing() as session:
        (mistyped,) = practices.ods_codes(session)
        practices.claim_installation(session, now, "A81001", "", mistyped)
    told(world)
    assert evidence_pack.verify_pack(packed(world, tmp_path / "pack.zip")).events
