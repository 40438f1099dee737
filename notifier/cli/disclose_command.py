"""The command that copies out everything on record about one patient, for a subject access request."""

from collections.abc import Mapping
from pathlib import Path

import click

from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import say
from notifier.errors import NotAllowed, NotFound
from notifier.evidence.disclosing import JSON_NAME, PDF_NAME, disclosure_files, record_disclosure
from notifier.evidence.disclosure import disclose_patient
from notifier.practice.made_files import write_zip
from notifier.webhook_calls.call_reading import work_off


def disclose_command(installation: Installation, nhs_number: str, out: Path, email: str) -> None:
    """Write everything on record about a patient as JSON and pages, with pictures and letters beside them.

    Into a folder, or into one file where `out` ends in .zip. Raises NotFound where it cannot be written, NotAllowed
    where a folder has something in it.
    """
    if unread := work_off(installation.database, installation.settings, installation.keys):
        say(f"{unread} calls of providers cannot be read, and may be about this patient: `notifier doctor` says why")
    stationery = stationery_of(installation)
    staff = installation.proven(email)
    with installation.database.reading() as session:
        disclosure = disclose_patient(session, nhs_number, staff, installation.clock())
    made = disclosure_files(disclosure, stationery)  # between sessions: nobody's answer waits for the pages
    with installation.database.writing() as session:
        record_disclosure(session, disclosure, made, staff.id)
        _write(out, made.files)
    for name in sorted(made.files):
        click.echo(name)
    say(f"{disclosure.row_count} rows are in {out}; {PDF_NAME} is to read, {JSON_NAME} for programs")
    say(
        "read it before you hand it over: what somebody here typed may name another person. See who asks for it, and "
        "give it in a way that nobody else reads"
    )


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    try:
        if out.suffix.lower() == ".zip":
            write_zip(out, files)
            return
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise NotAllowed(
                f"the folder {out} has something in it: name an empty one, so that nobody's files are mixed"
            )
        for name, content in files.items():
            (out / name).write_bytes(content)
    except OSError as error:
        raise NotFound(f"{out} cannot be written: {error.strerror}") from error


COMMANDS = {"disclose": disclose_command}
