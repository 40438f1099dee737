"""The evidence pack: the facts that outcomes rest on, what followed from them, what was said, and who did what when.

A pack is a zip. `manifest.json` has the SHA-256 of every other file and names the head of the practice's audit chain;
that a pack was made is itself an event, with the manifest's own sum. The full pack names patients. The redacted one
has in place of whatever names somebody, and of whatever a person typed, its sum alone: who has it can count everything
again, and derive every outcome, of patients who are numbers. It may be shown to a regulator, and kept after a purge.

Everything in it is for `notifier.evidence.verify`, which anybody can run without this product.
"""

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.errors import EvidenceFault, MachineFault, NotFound
from notifier.evidence import signatures, verify
from notifier.evidence.announced_keys import key_that_signs
from notifier.evidence.signatures import HeadSignature
from notifier.outcomes import facts, freezing, progress, sealing
from notifier.settings import Settings
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.database import Database
from notifier.store.tables import AuditHead, Campaign, CampaignText, FactChange, Practice, SealedFact
from notifier.vocabulary import SigningPurpose

FORMAT = 2
_TRIES = 5  # a pack is of one moment at which everything was sealed; meanwhile others write
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold: the same facts give the same bytes
_AT_ONCE = 1_000
_CHAIN = "audit.jsonl"


class PackedEvidence(NamedTuple):
    """A pack that was made: its own sum is that of its manifest, which has the sums of all files."""

    manifest_sha256: str
    verified: verify.Verified


def pack_evidence(
    database: Database,
    settings: Settings,
    practice_id: int,
    campaign_id: int,
    path: Path,
    now: datetime,
    *,
    redacted: bool,
    staff_id: int | None = None,
) -> PackedEvidence:
    """Seal what is not sealed, sign the chain, write the pack of one campaign, check it, and record that it was made.

    Not for a web request. Raises NotFound when there is no such campaign or the file cannot be written, SettingsFault
    where the chain cannot be signed, and EvidenceFault where what was written does not verify: then something in the
    tables was changed behind the product's back, and the fault names it.
    """
    with database.reading() as session:
        key = key_that_signs(session, settings, practice_id)
    for _ in range(_TRIES):
        with database.writing() as session:
            campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
            sealing.seal_everything(session, campaign, now)
            signatures.sign_head(session, practice_id, key, SigningPurpose.PACK, now)
            sealed = _notes(session, campaign_id)
        with database.reading() as session:
            if _notes(session, campaign_id) != sealed:
                continue
            manifest = _write(session, lifecycle.get_campaign(session, practice_id, campaign_id), path, now, redacted)
        break
    else:
        raise MachineFault("so much is being written that no moment of it could be packed: try again a little later")
    verified = verify_pack(path)
    sha256 = hashlib.sha256(manifest).hexdigest()
    with database.writing() as session:
        audit.append(
            session,
            AuditAction.EVIDENCE_PACKED,
            now,
            staff_id=staff_id,
            campaign_id=campaign_id,
            sha256=sha256,
            redacted=redacted,
        )
    return PackedEvidence(sha256, verified)


def _notes(session: Session, campaign_id: int) -> tuple[int, int]:
    """How many notes of changes there are, and the newest: while it is the same, nothing is unsealed."""
    query = select(func.count(), func.coalesce(func.max(FactChange.id), 0))
    number, newest = session.execute(query.where(FactChange.campaign_id == campaign_id)).one()
    return number, newest


def _write(session: Session, campaign: Campaign, path: Path, now: datetime, redacted: bool) -> bytes:
    """Write the zip, file by file, and return its manifest."""
    sums: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, lines in _files(session, campaign, now, redacted):
                total = hashlib.sha256()
                with archive.open(_entry(name), "w", force_zip64=True) as file:
                    for line in lines:
                        total.update(line)
                        file.write(line)
                sums[name] = total.hexdigest()
            manifest = _json(_manifest(session, campaign, now, redacted, sums))
            archive.writestr(_entry("manifest.json"), manifest, zipfile.ZIP_DEFLATED)
    except OSError as error:
        raise NotFound(f"the pack {path} cannot be written: {error.strerror}") from error
    return manifest


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _manifest(
    session: Session, campaign: Campaign, now: datetime, redacted: bool, sums: Mapping[str, str]
) -> dict[str, Any]:
    practice = session.get_one(Practice, campaign.practice_id)
    head = session.get_one(AuditHead, campaign.practice_id)
    last = select(func.coalesce(func.max(SealedFact.number), 0)).where(SealedFact.campaign_id == campaign.id)
    return {
        "format": FORMAT,
        "practice": {"name": practice.name, "ods_code": practice.ods_code},
        "campaign": campaign.id,
        "at": now,
        "redacted": redacted,
        "chain": {"number": head.number, "head": head.own_hash},
        "facts": session.execute(last).scalar_one(),
        "sha256": dict(sorted(sums.items())),
    }


def _files(
    session: Session, campaign: Campaign, now: datetime, redacted: bool
) -> Iterator[tuple[str, Iterable[bytes]]]:
    events = map(audit.exported_events, audit.events(session, campaign.practice_id))
    yield _CHAIN, (_line(event) for event in events)
    yield "signatures.jsonl", map(_signature, signatures.signatures_of(session, campaign.practice_id))
    yield "facts.jsonl", _facts(session, campaign, redacted)
    yield "outcomes.jsonl", _outcomes(session, campaign, now, redacted)
    yield "coverage.json", [_json(asdict(progress.campaign_counts(session, campaign.id, now)))]
    for frozen in freezing.frozen_sets(session, campaign.id):
        rows = (one._asdict() for one in freezing.frozen_outcomes(session, frozen.id))
        yield f"frozen/{frozen.number}.jsonl", (_line(_shown(row) if redacted else row) for row in rows)
    query = select(CampaignText).where(CampaignText.campaign_id == campaign.id).order_by(CampaignText.id)
    for text in session.execute(query).scalars():
        yield f"texts/{text.part}.{text.language}.v{text.version}.txt", [text.body.encode("utf-8")]
    if not redacted:
        yield "patients.csv", _patients(session, campaign, now)


def _facts(session: Session, campaign: Campaign, redacted: bool) -> Iterator[bytes]:
    columns = (
        *(SealedFact.number, SealedFact.kind, SealedFact.row, SealedFact.patient_id, SealedFact.sealed_at),
        *(SealedFact.public, SealedFact.private, SealedFact.salt, SealedFact.private_digest, SealedFact.digest),
    )
    query = select(*columns).where(SealedFact.campaign_id == campaign.id).order_by(SealedFact.number)
    for number, kind, row, patient, at, public, private, salt, private_digest, digest in session.execute(
        query.execution_options(yield_per=_AT_ONCE)
    ):
        fact: dict[str, Any] = {"number": number, "kind": kind, "row": row, "patient": patient, "sealed_at": at}
        if public is None or salt is None:
            fact |= {"digest": digest}  # forgotten: who it was of nobody can find out any more
        elif redacted or private is None:
            fact |= {"public": json.loads(public), "salt": salt[:16], "private_digest": private_digest}
        else:
            fact |= {"public": json.loads(public), "private": json.loads(private), "salt": salt}
        yield _line(fact)


def _outcomes(session: Session, campaign: Campaign, now: datetime, redacted: bool) -> Iterator[bytes]:
    for one in facts.conclude(session, campaign, now):
        outcome = one.outcome
        said = {"patient": one.patient_id, "outcome": outcome.kind, "reason": outcome.reason}
        said |= {"evidence": outcome.evidence, "deadline_on": outcome.deadline_on}
        yield _line(said if redacted else said | {"nhs_number": one.nhs_number, "sentence": one.sentence})


def _signature(one: HeadSignature) -> bytes:
    """What was signed, field by field, with the signature and its time stamps."""
    stamps = [
        {"url": stamp.url, "token": base64.b64encode(stamp.token).decode(), "stamped_at": stamp.stamped_at}
        for stamp in one.stamps
    ]
    return _line(json.loads(one.signed) | {"key": one.key, "signature": one.signature, "stamps": stamps})


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """As much of a frozen row as names nobody."""
    return {name: row[name] for name in ("patient_id", "outcome", "reason", "evidence", "deadline_on", "extent")}


def _patients(session: Session, campaign: Campaign, now: datetime) -> Iterator[bytes]:
    """The outcomes once more, for whoever opens them in a spreadsheet."""
    yield _csv(("nhs_number", "outcome", "reason", "evidence", "deadline_on", "sentence"))
    for one in facts.conclude(session, campaign, now):
        outcome = one.outcome
        said = (outcome.kind, outcome.reason, outcome.evidence, outcome.deadline_on or "", one.sentence)
        yield _csv((one.nhs_number, *said))


def _csv(row: Iterable[object]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(row)
    return written.getvalue().encode("utf-8")


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_written).encode("utf-8") + b"\n"


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True, default=_written).encode("utf-8") + b"\n"


def _written(value: object) -> str:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case bytes():
            return value.hex()
        case _:
            raise TypeError(f"{type(value).__name__} is not for a pack")


def verifier_program() -> str:
    """The program that checks a pack without this product, one file; its sum stands in the README."""
    return Path(verify.__file__).read_text(encoding="utf-8")


def verify_pack(path: Path) -> verify.Verified:
    """Check a pack as anybody can. Raises EvidenceFault that names the first thing that does not fit."""
    try:
        return verify.verify(path)
    except verify.Fault as fault:
        raise EvidenceFault(str(fault)) from fault
