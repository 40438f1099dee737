"""Lists for the clinical system: one CSV per outcome with reasons, and bare NHS numbers to paste or import.

Silence and agreement are different files with different free text, and nobody who is held is ever in either.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from notifier import audit, campaigns, facts
from notifier.errors import NotAllowed, NotFound
from notifier.facts import Concluded
from notifier.presets import Preset
from notifier.staff import StaffAccount
from notifier.vocabulary import CampaignStatus, OutcomeKind, Role

_HEADER = (
    "NHS number",
    "Family name",
    "Given name",
    "Date of birth",
    "Outcome",
    "Reason",
    "Evidence",
    "Notice ended",
    "Free text",
)
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LAUNCHED = (CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.CLOSED)


def export(session: Session, campaign_id: int, staff: StaffAccount, folder: Path, now: datetime) -> dict[str, int]:
    """Write the lists of a launched campaign to `folder` and return how many patients are in each outcome.

    Files of an earlier export in the same folder are replaced, for an old list is a dangerous one. Raises NotAllowed
    without the role or before the launch, NotFound when the folder cannot be written.
    """
    staff.must_be(Role.MANAGER)
    campaign = campaigns.get(session, staff.practice_id, campaign_id)
    if campaign.campaign_status not in _LAUNCHED:
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: only a launched one has lists to export"
        )
    preset = campaigns.preset_of(campaign)
    by_outcome: dict[OutcomeKind, list[Concluded]] = {kind: [] for kind in OutcomeKind}
    for one in facts.conclude(session, campaign, now):
        by_outcome[one.outcome.kind].append(one)
    files: dict[str, bytes] = {}
    for kind, people in by_outcome.items():
        files[f"{kind}.csv"] = _table(people, preset)
        files[f"nhs_numbers_{kind}.txt"] = "".join(f"{one.nhs_number}\r\n" for one in people).encode("ascii")
    counts = {kind.value: len(people) for kind, people in by_outcome.items()}
    manifest = _manifest(campaign.id, preset, counts, files, now)
    _write(folder, files | {"manifest.json": json.dumps(manifest, indent=1).encode("utf-8")})
    audit.append(
        session,
        "export.written",
        now,
        staff_id=staff.id,
        campaign_id=campaign.id,
        counts=counts,
        sha256=manifest["sha256"],
    )
    return counts


def safe_cell(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _table(people: Iterable[Concluded], preset: Preset) -> bytes:
    free_text: Mapping[OutcomeKind, str] = {
        OutcomeKind.MAY_CODE_ASKED: preset.free_text.may_code_asked,
        OutcomeKind.MAY_CODE_SILENT: preset.free_text.may_code_silent,
    }
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_HEADER)
    for one in people:
        row = (
            one.nhs_number,
            one.family_name,
            one.given_name,
            f"{one.date_of_birth:%d/%m/%Y}",
            one.outcome.kind.value,
            one.outcome.reason.value,
            one.outcome.evidence.value,
            f"{one.outcome.deadline_on:%d/%m/%Y}" if one.outcome.deadline_on else "",
            free_text.get(one.outcome.kind, ""),
        )
        writer.writerow([safe_cell(cell) for cell in row])
    # With a byte order mark, or Excel reads Siân and Łuczak wrongly.
    return buffer.getvalue().encode("utf-8-sig")


def _manifest(
    campaign_id: int, preset: Preset, counts: Mapping[str, int], files: Mapping[str, bytes], now: datetime
) -> dict[str, Any]:
    return {
        "campaign": campaign_id,
        "at": now.isoformat(),
        "counts": dict(counts),
        "adds": [add.model_dump() for add in preset.adds],
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            draft = folder / f".{name}.part"
            draft.write_bytes(content)
            draft.replace(folder / name)
    except OSError as error:
        raise NotFound(f"the folder {folder} cannot be written: {error.strerror}") from error
