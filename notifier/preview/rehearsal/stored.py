"""A rehearsal as it is kept: plain JSON, so that a page shows it with its age and counts nobody again.

It holds no patient: whose letters cannot be made, the last preview knows.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from notifier.campaigns.check_list import RehearsedCost
from notifier.preview.rehearsal.census import Census
from notifier.preview.rehearsal.desk_load import DeskDay
from notifier.preview.rehearsal.figures import Costs, Dates, Rehearsal, Span, TextSizes
from notifier.vocabulary import CampaignStatus, Channel, SkipReason


def as_stored(found: Rehearsal) -> dict[str, Any]:
    """The rehearsal as JSON, without the letter, which the preview has."""
    plain = asdict(replace(found, letter=None, troubled=()))
    stored: dict[str, Any] = json.loads(json.dumps(plain, default=str))
    return stored


def from_stored(stored: Mapping[str, Any]) -> Rehearsal | None:
    """The rehearsal that was kept; None for one of another release, which has to be made again."""
    try:
        return _rehearsal(stored)
    except (KeyError, TypeError, ValueError):
        return None


def cost_of(stored: Mapping[str, Any]) -> RehearsedCost | None:
    """What a kept rehearsal says that a launch costs; None for one of another release."""
    found = from_stored(stored)
    return found.cost if found is not None else None


def _rehearsal(stored: Mapping[str, Any]) -> Rehearsal:
    census, costs, dates = stored["census"], stored["costs"], stored["dates"]
    reminders_on = dates["reminders_on"]
    return Rehearsal(
        campaign_id=stored["campaign_id"],
        fingerprint=stored["fingerprint"],
        name=stored["name"],
        campaign_status=CampaignStatus(stored["campaign_status"]),
        rehearsed_at=datetime.fromisoformat(stored["rehearsed_at"]),
        is_sample=stored["is_sample"],
        footer=stored["footer"],
        census=Census(
            told_by=_by_channel(census["told_by"]),
            usable=_by_channel(census["usable"]),
            passed_over={Channel.stored(name): _by_reason(counts) for name, counts in census["passed_over"].items()},
            unreachable=_by_reason(census["unreachable"]),
            excluded=_by_reason(census["excluded"]),
        ),
        texts=TextSizes(**stored["texts"]),
        costs=Costs(_by_channel(costs["by_channel"]), costs["most"]),
        spans={Channel.stored(name): _span(span) for name, span in stored["spans"].items()},
        dates=Dates(
            dates["notice_days"],
            date.fromisoformat(dates["deadline_on"]),
            date.fromisoformat(dates["last_deadline_on"]),
            date.fromisoformat(reminders_on) if reminders_on else None,
        ),
        samples=stored["samples"],
        letter=None,
        troubled=(),
        told=tuple(stored["told"]),
        steps=tuple(stored["steps"]),
        warnings=tuple(stored["warnings"]),
        calendar=tuple(_day(one) for one in stored["calendar"]),
        assumptions=tuple(stored["assumptions"]),
    )


def _day(one: Mapping[str, Any]) -> DeskDay:
    return DeskDay(
        day=date.fromisoformat(one["day"]),
        sent=_by_channel(one["sent"]),
        posted=one["posted"],
        reminders=one["reminders"],
        calls=one["calls"],
        slips=one["slips"],
    )


def _span(span: Mapping[str, str]) -> Span:
    return Span(datetime.fromisoformat(span["first_at"]), datetime.fromisoformat(span["last_at"]))


def _by_channel(counts: Mapping[str, Any]) -> dict[Channel, Any]:
    return {Channel.stored(name): number for name, number in counts.items()}


def _by_reason(counts: Mapping[str, int]) -> dict[SkipReason, int]:
    return {SkipReason(name): number for name, number in counts.items()}
