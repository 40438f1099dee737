"""The evidence pack: what was said, to how many and how surely, and the chain of who did what; and its verifier.

A pack is a zip whose `manifest.json` has the SHA-256 of every other file. The full pack names patients by NHS number;
the redacted one has no patient rows at all, so that it can be shown to a regulator or kept after the patients' rows
are purged.
"""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import launches, lifecycle, sign_offs
from notifier.errors import EvidenceFault, NotFound
from notifier.outcomes import code_check, facts, progress
from notifier.practice.made_files import write_zip
from notifier.preview import displays
from notifier.print_runs import runs
from notifier.store import audit
from notifier.store.tables import Approval, Campaign, CampaignText, Delivery, Notice, Patient, PatientList

_MANIFEST = "manifest.json"
_CHAIN = "audit.jsonl"


def write_pack(
    session: Session, practice_id: int, campaign_id: int, path: Path, now: datetime, *, redacted: bool
) -> None:
    """Write the pack of one campaign. Raises NotFound when there is no such campaign or the file cannot be written."""
    campaign = lifecycle.get_campaign(session, practice_id, campaign_id)
    files = dict(_files(session, campaign, now))
    if not redacted:
        files["patients.csv"] = _patients(session, campaign, now)
        files["deliveries.csv"] = _deliveries(session, campaign)
    manifest = {
        "campaign": campaign.id,
        "at": now.isoformat(),
        "redacted": redacted,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    files[_MANIFEST] = _json(manifest)
    try:
        write_zip(path, files)
    except OSError as error:
        raise NotFound(f"the pack {path} cannot be written: {error.strerror}") from error


def verify_pack(path: Path) -> audit.Verified:
    """Check every hash of a pack and its audit chain.

    Raises EvidenceFault that names the first file or event that does not hold, NotFound for a file that is no pack.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            files = {name: archive.read(name) for name in names}
        expected: Mapping[str, str] = dict(json.loads(files.pop(_MANIFEST))["sha256"])
    except (
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        raise NotFound(f"{path} is no evidence pack, or a damaged one: {error}") from error
    if len(set(names)) < len(names) or _CHAIN not in expected:
        raise EvidenceFault(f"the pack has a file twice, or no {_CHAIN}")
    for name in sorted(files.keys() | expected.keys()):
        if name not in files:
            raise EvidenceFault(f"the pack's {name} is missing")
        if hashlib.sha256(files[name]).hexdigest() != expected.get(name):
            raise EvidenceFault(f"the pack's {name} was changed or added")
    try:
        return audit.verify_events(json.loads(line) for line in files[_CHAIN].splitlines())
    except (AttributeError, ValueError) as error:
        raise EvidenceFault(f"the pack's {_CHAIN} cannot be read: {error}") from error


def _files(session: Session, campaign: Campaign, now: datetime) -> Iterator[tuple[str, bytes]]:
    yield "campaign.json", _json(_campaign(session, campaign))
    query = select(CampaignText).where(CampaignText.campaign_id == campaign.id).order_by(CampaignText.id)
    for text in session.execute(query).scalars():
        yield f"texts/{text.part}.{text.language}.v{text.version}.txt", text.body.encode("utf-8")
    yield "displays.json", _json([one._asdict() for one in displays.exported_displays(session, campaign)])
    yield "print_runs.json", _json([asdict(run) for run in runs.on_record(session, campaign.id)])
    yield "code_checks.json", _json(code_check.kept_runs(session, campaign.id))
    yield "coverage.json", _json(asdict(progress.campaign_counts(session, campaign.id, now)))
    yield (
        _CHAIN,
        b"".join(
            _json(audit.exported_events(event), indent=None) + b"\n"
            for event in audit.events(session, campaign.practice_id)
        ),
    )


def _campaign(session: Session, campaign: Campaign) -> dict[str, Any]:
    approvals = select(Approval).where(Approval.campaign_id == campaign.id).order_by(Approval.id)
    lists = select(PatientList).where(PatientList.practice_id == campaign.practice_id).order_by(PatientList.id)
    return {
        "id": campaign.id,
        "name": campaign.name,
        "preset": campaign.preset,
        "preset_data": campaign.preset_data,
        "notice_days": campaign.notice_days,
        "channels": campaign.channels,
        "campaign_status": campaign.campaign_status.value,
        "created_at": campaign.created_at,
        "launched_at": campaign.launched_at,
        "closed_at": campaign.closed_at,
        "approvals": [
            {
                "at": row.approved_at,
                "by": row.approved_by,
                "fingerprint": row.fingerprint,
                "warning": row.warning,
                "sign_off": row.sign_off,
                "silent_codes": row.silent_codes,
                "silent_because": row.silent_because,
                "approved": row.approved,
            }
            for row in session.execute(approvals).scalars()
        ],
        "budget": campaign.budget,
        "sign_offs": [one._asdict() for one in sign_offs.kept_sign_offs(session, campaign.id)],
        "launches": [one._asdict() for one in launches.kept_launches(session, campaign.id)],
        "lists": [
            {"at": row.imported_at, "by": row.imported_by, "sha256": row.sha256, "counts": row.counts}
            for row in session.execute(lists).scalars()
        ],
    }


def _patients(session: Session, campaign: Campaign, now: datetime) -> bytes:
    rows = (
        (
            *(one.nhs_number, one.outcome.kind, one.outcome.reason, one.outcome.evidence),
            *(one.outcome.deadline_on or "", one.sentence),
        )
        for one in facts.conclude(session, campaign, now)
    )
    return _csv(("nhs_number", "outcome", "reason", "evidence", "deadline_on", "sentence"), rows)


def _deliveries(session: Session, campaign: Campaign) -> bytes:
    columns = (
        Delivery.reference,
        Delivery.channel,
        Delivery.wave,
        Delivery.delivery_status,
        Delivery.skip_reason,
        Delivery.fail_reason,
        Delivery.provider,
        Delivery.provider_id,
        Delivery.accepted_at,
        Delivery.posted_at,
        Delivery.delivered_at,
        Delivery.ended_at,
    )
    query = (
        # Of two people who had a number one after the other, each has deliveries of their own.
        select(Patient.nhs_number, Patient.replaced_at.label("number_lost_at"), *columns)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(Delivery.campaign_id == campaign.id)
        .order_by(Delivery.id)
    )
    header = ("nhs_number", "number_lost_at", *(column.key for column in columns))
    return _csv(header, (["" if cell is None else cell for cell in row] for row in session.execute(query)))


def _csv(header: tuple[str, ...], rows: Iterable[Iterable[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def _json(value: object, indent: int | None = 1) -> bytes:
    return json.dumps(value, indent=indent, sort_keys=True, default=str).encode("utf-8")
