"""The commands that forget patients whose time is over, and give out the certificate of it: purge, certificate."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import london_date
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, tell
from notifier.errors import NotFound
from notifier.evidence import certificates, retention
from notifier.evidence.held_files import held_files_of
from notifier.vocabulary import Role

_YOURS = "backups, exports and lists that you keep elsewhere are yours to delete"


def purge(installation: Installation, yes: bool, certificate: Path | None, email: str | None) -> None:
    """Say what would be forgotten, for each table how many rows, since when and why; with `yes`, forget it."""
    kept_for, now = timedelta(days=installation.settings.retention_days), installation.clock()
    with installation.perhaps_acting(email) if yes else _looking(installation) as (session, by):
        practice_id = installation.practice_id(session)
        if by is not None:
            by.must_be(Role.MANAGER)
        due = retention.what_is_due(session, practice_id, now, kept_for)
        if not yes and due.is_nothing and due.why_not:
            say(f"nothing is forgotten yet: {due.why_not[0]}")
            return
        found = retention.due_rows(session, due.scope, now, kept_for)
        held = held_files_of(session, due.scope, installation.settings)
        by_id = by.id if by else None
        done = retention.purge_practice(session, installation.keys, practice_id, now, kept_for, by_id) if yes else None
    for one in found:
        click.echo(f"{one.table}\t{one.rows}\tsince {london_date(one.since)}\tkept {one.kept}")
    for folder in held.run_folders:
        click.echo(f"{folder}\tthe letters of a print run")
    for why in due.why_not:
        say(f"the rest stays: {why}")
    if done is None:
        say(f"nothing was changed: add --yes to forget this; {_YOURS}")
        return
    for path in held.forget():
        say(f"{path} could not be deleted: delete it")
    if why := retention.erase(installation.database, now):
        say(f"{why}: stop what is running and run `notifier purge --yes` again")
    say(f"{done.patients} patients were forgotten; {_YOURS}")
    if certificate is not None:
        _write(installation, practice_id, done.forgetting_id, certificate)


def certificate_command(installation: Installation, forgetting_id: int | None, out: Path | None) -> None:
    """List the certificates of what was forgotten; or print one, or write it to a file."""
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        if forgetting_id is None:
            for one in certificates.certificates(session, practice_id):
                click.echo(f"{one.id}\t{london_date(one.forgotten_at)}\t{one.sha256}")
            return
        given = certificates.document(session, practice_id, forgetting_id)
    if out is None:
        tell(certificates.certificate_text(given))
    else:
        _write(installation, practice_id, forgetting_id, out)


def _write(installation: Installation, practice_id: int, forgetting_id: int | None, path: Path) -> None:
    """Write a certificate as JSON, and beside it, with .txt for its ending, as text."""
    if forgetting_id is None:
        raise NotFound("nothing was due, so that there is no new certificate: `notifier certificate` lists those")
    with installation.database.reading() as session:
        given = certificates.document(session, practice_id, forgetting_id)
    beside = path.with_suffix(".txt")
    try:
        path.write_text(json.dumps(given, indent=1) + "\n", encoding="utf-8")
        if beside != path:
            beside.write_text(certificates.certificate_text(given), encoding="utf-8")
    except OSError as error:
        raise NotFound(
            f"{path} cannot be written ({error.strerror}): have it again with `notifier certificate {forgetting_id}`"
        ) from error


@contextmanager
def _looking(installation: Installation) -> Iterator[tuple[Session, None]]:
    with installation.database.reading() as session:
        yield session, None


COMMANDS = {"purge": purge, "certificate": certificate_command}
