"""Lists for the clinical system, written from a frozen set alone: who may be coded, with what, and who may not.

Silence and agreement are different files with different codes and free texts, and nobody who is held is ever in either.
Whoever a later fact holds is left out of what was frozen, and stands in a list of those whose code has to come off.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed, ValueRefused
from notifier.outcomes import coding_tasks, differences, facts, freezing
from notifier.outcomes.coding_guides import guide_files
from notifier.outcomes.export_files import MANIFEST, csv_table, number_lines, write_files
from notifier.outcomes.export_rows import (
    HELD_BY_WORDS,
    MAY_CODE,
    TASK_LISTS,
    ExportList,
    ExportSources,
    export_lists_of,
)
from notifier.outcomes.freezing import FrozenSetView
from notifier.practice.accounts import StaffAccount
from notifier.replies import history
from notifier.store import audit
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import Campaign, CodingTask, Notice, Practice
from notifier.vocabulary import CampaignStatus, ClinicalSystem, OutcomeKind, Role


@dataclass(frozen=True)
class Exported:
    """What an export wrote: how many patients are in each list, of which set, and which lists have no code."""

    counts: Mapping[str, int]  # list -> patients
    set_number: int
    without_code: Sequence[OutcomeKind]
    clinical_system: ClinicalSystem | None  # none: nobody said which, and the lists have the codes of all


def export_lists(
    session: Session,
    campaign_id: int,
    staff: StaffAccount,
    folder: Path,
    now: datetime,
    batch_size: int | None = None,
) -> Exported:
    """Write the lists of a campaign's latest frozen set to `folder`, in numbered parts of `batch_size` if given.

    Files of an earlier export in the same folder are removed, for an old list is a dangerous one. Raises NotAllowed
    without the role, before the launch and before the first freezing; ValueRefused for a batch of nobody; NotFound when
    the folder cannot be written.
    """
    staff.must_be(Role.MANAGER)
    if batch_size is not None and batch_size < 1:
        raise ValueRefused(f"a batch of {batch_size} is none: say how many patients are coded in one go")
    campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
    lifecycle.refuse_forgotten(campaign)
    sources = _sources(session, campaign, _closed_set(session, campaign), now)
    lists = list(export_lists_of(sources, batch_size))
    counts, codes = _counts(lists), {kind: sources.codes(kind) for kind in MAY_CODE}
    files = _list_files(lists)
    files |= guide_files(campaign.id, sources.preset, codes, sources.closed_on, sources.system)
    manifest = _manifest(campaign.id, sources, counts, files, now)
    write_files(folder, files | {MANIFEST: json.dumps(manifest, indent=1).encode("utf-8")})
    audit.append(
        session,
        AuditAction.EXPORT_WRITTEN,
        now,
        staff_id=staff.id,
        campaign_id=campaign.id,
        frozen_set=sources.frozen.id,
        counts=counts,
        sha256=manifest["sha256"],
    )
    without = [kind for kind in MAY_CODE if counts[kind.value] and not codes[kind]]
    return Exported(counts, sources.frozen.number, without, sources.system)


def _closed_set(session: Session, campaign: Campaign) -> FrozenSetView:
    if campaign.campaign_status not in CampaignStatus.launched():
        raise NotAllowed(
            f"campaign {campaign.id} is {campaign.campaign_status}: only a launched one has lists to export"
        )
    frozen = freezing.latest_frozen_set(session, campaign.id)
    if frozen is None:
        raise NotAllowed(
            f"campaign {campaign.id} was not frozen, and lists are written from a frozen set alone: "
            f"`notifier freeze {campaign.id} --staff EMAIL`, by one person and then by another"
        )
    return frozen


def _sources(session: Session, campaign: Campaign, frozen: FrozenSetView, now: datetime) -> ExportSources:
    # What was learned since the set was closed is looked for now, and not when a worker comes to it.
    differences.find_differences(session, campaign, now)
    rows = sorted(freezing.frozen_outcomes(session, frozen.id), key=lambda row: row.nhs_number)
    if not rows and any(frozen.counts.values()):
        raise NotAllowed(
            f"the patients of frozen set {frozen.number} were forgotten: there are no lists of it any more"
        )
    closed_at = frozen.closed_at or now
    approval = lifecycle.latest_approval(session, campaign.id)
    return ExportSources(
        preset=lifecycle.preset_of(campaign),
        frozen=frozen,
        closed_on=london_date(closed_at),
        rows=rows,
        left_out=_left_out(session, campaign.id, closed_at),
        now_held=[one for one in facts.conclude(session, campaign, now) if one.outcome.reason in HELD_BY_WORDS],
        said=history.replies_of_notices(session, Notice.campaign_id == campaign.id),
        tasks=coding_tasks.open_tasks(session, campaign.id),
        system=session.get_one(Practice, campaign.practice_id).clinical_system,
        signed_off=approval.silent_codes if approval else (),
    )


def _left_out(session: Session, campaign_id: int, closed_at: datetime) -> set[str]:
    """Of whom a later fact says that they may not be coded as it was frozen, also where a person has seen to it.

    A code that somebody took off is not to be added again from the list that it was added by.
    """
    query = select(CodingTask.nhs_number).where(
        CodingTask.campaign_id == campaign_id,
        CodingTask.kind.in_(TASK_LISTS),
        CodingTask.ended_at.is_(None),
        or_(CodingTask.done_at.is_(None), CodingTask.done_at >= closed_at),
    )
    return set(session.execute(query).scalars())


def _list_files(lists: Sequence[ExportList]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for one in lists:
        files[f"{one.name}.csv"] = csv_table(one.header, one.rows)
        if one.has_numbers_file:
            files[f"nhs_numbers_{one.name}.txt"] = number_lines(row[0] for row in one.rows)
    return files


def _counts(lists: Sequence[ExportList]) -> dict[str, int]:
    counted = Counter({kind.value: 0 for kind in MAY_CODE})
    for one in lists:
        counted[one.counted_as] += len(one.rows)
    return dict(counted)


def _manifest(
    campaign_id: int, sources: ExportSources, counts: Mapping[str, int], files: Mapping[str, bytes], now: datetime
) -> dict[str, Any]:
    frozen = sources.frozen
    return {
        "campaign": campaign_id,
        "at": now.isoformat(),
        "frozen_set": {
            "number": frozen.number,
            "closed_at": frozen.closed_at.isoformat() if frozen.closed_at else None,
            "sha256": frozen.sha256,
        },
        "counts": dict(counts),
        "clinical_system": sources.system,
        "adds": [add.model_dump(mode="json") for add in sources.preset.adds],
        "signed_off_for_silent": sorted(sources.signed_off),
        "preferences": [entry.model_dump(mode="json") for entry in sources.preset.preferences],
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
