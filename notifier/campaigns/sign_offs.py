"""The decisions behind a campaign, each with who, when and where it is written, as the preset's warning asks for them.

What was recorded is kept: a correction is another row, and the latest counts. A practice without real patients has
sample entries that say what belongs there; they are never rows, so that none is taken for a decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.campaigns.presets import Preset, SignOffAsk
from notifier.errors import ValueRefused
from notifier.store.tables import Campaign, RecordedSignOff, Staff

LONGEST_WHO, LONGEST_REFERENCE = 120, 300  # characters
_OLDEST = date(2000, 1, 1)  # nothing that these campaigns rest on was decided before


@dataclass(frozen=True)
class SignOffForm:
    """What a person typed of one decision, as it was typed; `decided_on` is a day as 2026-11-30."""

    name: str
    who: str
    decided_on: str
    reference: str


@dataclass(frozen=True)
class SignOffEntry:
    """One thing that the preset asks for, and what stands there: nothing, what a person recorded, or a sample."""

    ask: SignOffAsk
    who: str = ""
    decided_on: date | None = None
    reference: str = ""
    recorded_by: str = ""
    recorded_at: datetime | None = None
    is_sample: bool = False

    @property
    def is_recorded(self) -> bool:
        """Whether a person recorded it."""
        return self.recorded_at is not None


def checked_form(preset: Preset, form: SignOffForm, now: datetime) -> tuple[str, date, str]:
    """Who, when and where it is written, as they are kept.

    Raises ValueRefused for a name that the preset does not ask for, and with all that is wrong, by field.
    """
    if form.name not in (known := [ask.name for ask in preset.sign_off_asks]):
        raise ValueRefused(f"this campaign asks for no {form.name!r}; it asks for: {', '.join(known)}")
    if faults := form_faults(form, now):
        raise ValueRefused("; ".join(faults.values()))
    return _line(form.who), date.fromisoformat(form.decided_on.strip()), _line(form.reference)


def form_faults(form: SignOffForm, now: datetime) -> dict[str, str]:
    """What is wrong with a form, by its fields; empty where nothing is."""
    faults: dict[str, str] = {}
    if not _fits(form.who, LONGEST_WHO):
        faults["who"] = f"say who decided or advised it, in up to {LONGEST_WHO} letters, such as: the partners"
    try:
        decided_on = date.fromisoformat(form.decided_on.strip())
    except ValueError:
        faults["decided_on"] = "give the day on which it was decided, such as 2026-11-30"
    else:
        if not _OLDEST <= decided_on <= london_date(now):
            faults["decided_on"] = "the day on which it was decided cannot be in the future, or before 2000"
    if not _fits(form.reference, LONGEST_REFERENCE):
        faults["reference"] = f"say where it is written, in up to {LONGEST_REFERENCE} letters, such as: minutes, item 7"
    return faults


def standing_sign_offs(
    session: Session, campaign: Campaign, preset: Preset, *, with_samples: bool
) -> tuple[SignOffEntry, ...]:
    """What stands for everything that the preset asks for, in its order; `with_samples` where nobody real is told."""
    latest = _latest(session, campaign)
    return tuple(_entry(ask, latest.get(ask.name), with_samples=with_samples) for ask in preset.sign_off_asks)


def recorded_entries(session: Session, campaign: Campaign, ask: SignOffAsk) -> tuple[SignOffEntry, ...]:
    """Everything that was recorded of one thing that the preset asks for, newest first."""
    query = (
        select(RecordedSignOff, Staff.name)
        .join(Staff, Staff.id == RecordedSignOff.recorded_by)
        .where(RecordedSignOff.campaign_id == campaign.id, RecordedSignOff.name == ask.name)
        .order_by(RecordedSignOff.id.desc())
    )
    return tuple(_entry(ask, (row, by), with_samples=False) for row, by in session.execute(query))


def as_approved(session: Session, campaign: Campaign) -> dict[str, list[str]]:
    """Who, when and where of each, by its name, as far as people recorded it: a part of what is approved."""
    latest = _latest(session, campaign)
    return {name: [row.who, row.decided_on.isoformat(), row.reference] for name, (row, _) in sorted(latest.items())}


def _latest(session: Session, campaign: Campaign) -> Mapping[str, tuple[RecordedSignOff, str]]:
    """The last row of each name, with the name of whoever recorded it."""
    query = (
        select(RecordedSignOff, Staff.name)
        .join(Staff, Staff.id == RecordedSignOff.recorded_by)
        .where(RecordedSignOff.campaign_id == campaign.id)
        .order_by(RecordedSignOff.id)
    )
    return {row.name: (row, by) for row, by in session.execute(query)}


def _entry(ask: SignOffAsk, found: tuple[RecordedSignOff, str] | None, *, with_samples: bool) -> SignOffEntry:
    if found is not None:
        row, by = found
        return SignOffEntry(ask, row.who, row.decided_on, row.reference, by, row.recorded_at)
    if with_samples and ask.sample_who:
        return SignOffEntry(ask, ask.sample_who, None, ask.sample_reference, is_sample=True)
    return SignOffEntry(ask)


def _line(text: str) -> str:
    return " ".join(text.split())


def _fits(text: str, longest: int) -> bool:
    line = _line(text)
    return bool(line) and len(line) <= longest and line.isprintable()
