"""What is said at a terminal, and the times that people and scripts type there."""

import json
import shutil
import sys
import textwrap
from datetime import UTC, date, datetime, time
from typing import TextIO

import click

from notifier.campaigns.calendar import LONDON, past_moment
from notifier.errors import ValueRefused

_SET_IN = 4  # what goes on in a further line, behind where the line began


def say_json(value: object) -> None:
    """One JSON object, alone on standard output."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=False, default=_plain))


def say(text: str) -> None:
    """A remark for the person at the terminal; standard output is for results."""
    click.echo(within(_columns(sys.stderr), text), err=True)


def tell(text: str, set_in: int = _SET_IN) -> None:
    """A result for whoever reads it at a terminal: a line for each of its lines, broken between words to fit there."""
    click.echo(within(_columns(sys.stdout), text, set_in))


def within(columns: int | None, text: str, set_in: int = _SET_IN) -> str:
    """The text with its long lines broken between words, what goes on set in further; as it is for None, no window."""
    return text if columns is None else "\n".join(_broken(line, columns, set_in) for line in text.split("\n"))


def people(number: int) -> str:
    """So many people, in words: 1 person, 2 people."""
    return "1 person" if number == 1 else f"{number} people"


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
    """When what a person reports happened: now for none, else `calendar.past_moment` of the day that they gave."""
    if text is None:
        return now
    try:
        return past_moment(text, now)
    except ValueRefused as refusal:
        raise click.BadParameter(str(refusal)) from None


def _columns(stream: TextIO) -> int | None:
    """How wide the window is that shows the stream; None where it goes into a file or a pipe, which break nothing."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def _broken(line: str, columns: int, set_in: int) -> str:
    margin = " " * (len(line) - len(line.lstrip(" ")) + set_in)
    if len(line) <= columns:
        return line
    return textwrap.fill(line, columns, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
