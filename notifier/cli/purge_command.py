"""The command that forgets patients whose time is over: purge."""

from datetime import timedelta

import click

from notifier.campaigns.calendar import london_date
from notifier.cli.installation import Installation
from notifier.cli.terminal import say
from notifier.evidence import retention

_YOURS = "backups, exports and lists that you keep elsewhere are yours to delete"


def purge(installation: Installation, yes: bool) -> None:
    """Say what would be forgotten, for each table how many rows, since when and why; with `yes`, forget it."""
    kept_for, now = timedelta(days=installation.settings.retention_days), installation.clock()
    with installation.database.writing() if yes else installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        if not yes and (why := retention.hindrance(session, practice_id, now, kept_for)):
            say(f"nothing is forgotten yet: {why}")
            return
        found = retention.due_rows(session, practice_id, now, kept_for)
        folders = retention.letter_folders(session, practice_id)
        patients = retention.purge_practice(session, practice_id, now, kept_for) if yes else 0
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


COMMANDS = {"purge": purge}
