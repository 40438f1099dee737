"""The command that forgets patients whose time is over: purge."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.cli.installation import Installation
from notifier.cli.terminal import say
from notifier.evidence import retention
from notifier.vocabulary import Role

_YOURS = "backups, exports and lists that you keep elsewhere are yours to delete"


def purge(installation: Installation, yes: bool, email: str | None) -> None:
    """Say what would be forgotten, for each table how many rows, since when and why; with `yes`, forget it."""
    kept_for, now = timedelta(days=installation.settings.retention_days), installation.clock()
    with installation.perhaps_acting(email) if yes else _looking(installation) as (session, by):
        practice_id = installation.practice_id(session)
        if by is not None:
            by.must_be(Role.MANAGER)
        if not yes and (why := retention.hindrance(session, practice_id, now, kept_for)):
            say(f"nothing is forgotten yet: {why}")
            return
        found = retention.due_rows(session, practice_id, now, kept_for)
        folders = retention.letter_folders(session, practice_id)
        by_id = by.id if by else None
        patients = retention.purge_practice(session, practice_id, now, kept_for, by_id) if yes else 0
    for due in found:
        click.echo(f"{due.table}\t{due.rows}\tsince {london_date(due.since)}\tkept {due.kept}")
    for folder in folders:
        click.echo(f"{folder}\tthe letters of a print run")
    if not yes:
        say(f"nothing was changed: add --yes to forget this; {_YOURS}")
        return
    for folder in retention.forget_folders(folders):
        say(f"{folder} could not be deleted: delete it")
    say(f"{patients} patients were forgotten; {_YOURS}")


@contextmanager
def _looking(installation: Installation) -> Iterator[tuple[Session, None]]:
    with installation.database.reading() as session:
        yield session, None


COMMANDS = {"purge": purge}
