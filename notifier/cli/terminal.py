"""What is said at a terminal, and the times that people and scripts type there."""

import json
from datetime import UTC, date, datetime, time

import click

from notifier.campaigns.calendar import LONDON, london_date


def say_json(value: object) -> None:
    """One JSON object, alone on standard output."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=False, default=_plain))


def say(text: str) -> None:
    """A remark for the person at the terminal; standard output is for results."""
    click.echo(text, err=True)


def parse_moment(text: str) -> datetime:
    """A time as people and scripts write it: ISO, UTC when it names no zone, or a date (its beginning in London)."""
    try:
        if len(text) == len("2026-11-23"):
            return datetime.combine(date.fromisoformat(text), time.min, LONDON).astimezone(UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time: write 2026-11-23 or 2026-11-23T10:00:00+00:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def parse_reception_day(text: str | None, now: datetime) -> datetime:
    """When a reply of that day came: now for today, else noon in London."""
    if text is None:
        return now
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date: write 2026-11-23") from None
    if day == london_date(now):
        return now
    return datetime.combine(day, time(12), LONDON).astimezone(UTC)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
