"""Lists for the clinical system: one CSV per outcome with reasons, and bare NHS numbers to paste or import.

Silence and agreement are different files with different free text, and nobody who is held is ever in either. One more
list has whoever answered after their last day: the code may be on their record already, and then has to come off.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.campaigns.presets import Preset
from notifier.errors import NotAllowed, NotFound
from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.practice.accounts import StaffAccount
from notifier.replies import history
from notifier.replies.history import ReplyView
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.csv_cells import safe_cell
from notifier.store.tables import Notice
from notifier.vocabulary import CampaignStatus, HoldReason, OutcomeKind, Role

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
    "Extent wanted",
)
_LATE_HEADER = ("NHS number", "Family name", "Given name", "Date of birth", "Answer", "Came on", "Last day", "Settled")
LATE_ANSWERS = "late_answers"
_SAID = (HoldReason.OBJECTED, HoldReason.UNDECIDED, HoldReason.UNDER_REVIEW)


def export_lists(
    session: Session, campaign_id: int, staff: StaffAccount, folder: Path, now: datetime
) -> dict[str, int]:
    """Write the lists of a launched campaign to `folder` and return how many patients are in each.

    Files of an earlier export in the same folder are replaced, for an old list is a dangerous one. Raises NotAllowed
    without the role or before the launch, NotFound when the folder cannot be written.
    """
    staff.must_be(Role.MANAGER)
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    if campaign.campaign_status not in CampaignStatus.launched():
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: only a launched one has lists to export"
        )
    preset = lifecycle.preset_of(campaign)
    told = history.replies_of_notices(session, Notice.campaign_id == campaign.id)
    by_outcome: dict[OutcomeKind, list[Concluded]] = {kind: [] for kind in OutcomeKind}
    for one in facts.conclude(session, campaign, now):
        by_outcome[one.outcome.kind].append(one)
    files: dict[str, bytes] = {}
    for kind, people in by_outcome.items():
        files[f"{kind}.csv"] = _table(_HEADER, (_row(one, preset, _answers(one, told)) for one in people))
        files[f"nhs_numbers_{kind}.txt"] = "".join(f"{one.nhs_number}\r\n" for one in people).encode("ascii")
    late = [row for one in by_outcome[OutcomeKind.HOLD] if (row := _late_row(one, _answers(one, told)))]
    files[f"{LATE_ANSWERS}.csv"] = _table(_LATE_HEADER, late)
    counts = {kind.value: len(people) for kind, people in by_outcome.items()} | {LATE_ANSWERS: len(late)}
    manifest = _manifest(campaign.id, preset, counts, files, now)
    _write(folder, files | {"manifest.json": json.dumps(manifest, indent=1).encode("utf-8")})
    audit.append(
        session,
        AuditAction.EXPORT_WRITTEN,
        now,
        staff_id=staff.id,
        campaign_id=campaign.id,
        counts=counts,
        sha256=manifest["sha256"],
    )
    return counts


def _answers(one: Concluded, told: Mapping[int, Sequence[ReplyView]]) -> Sequence[ReplyView]:
    """What was said for a patient and not found to be somebody else's, latest first."""
    said = told.get(one.notice_id, ()) if one.notice_id is not None else ()
    return [answer for answer in reversed(said) if not (answer.is_replaced or answer.not_theirs)]


def _row(one: Concluded, preset: Preset, said: Sequence[ReplyView]) -> Sequence[str]:
    standing = next((answer for answer in said if answer.doubt is None), None)
    return (
        *_identity(one),
        one.outcome.kind.value,
        one.outcome.reason.value,
        one.outcome.evidence.value,
        _day(one.outcome.deadline_on) if one.outcome.deadline_on else "",
        one.free_text(preset.free_text) if one.outcome.may_be_coded else "",
        standing.extent.value if standing and standing.extent else "",
    )


def _late_row(one: Concluded, said: Sequence[ReplyView]) -> Sequence[str] | None:
    """Whoever is held because of what they said, and said it too late to be sure that the code is not there."""
    late = next((answer for answer in said if answer.may_have_to_come_off), None)
    if late is None or one.outcome.reason not in _SAID:
        return None
    settled = "" if one.outcome.reason is HoldReason.UNDER_REVIEW else "yes"
    came_on = calendar.london_date(late.received_at)
    return *_identity(one), late.choice.value, _day(came_on), _day(late.last_day), settled


def _identity(one: Concluded) -> tuple[str, str, str, str]:
    return one.nhs_number, one.family_name, one.given_name, _day(one.date_of_birth)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
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
