"""The command that writes a campaign's report for a regulator: evidence report."""

from pathlib import Path

from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import say
from notifier.errors import NotFound
from notifier.evidence.campaign_report import campaign_report
from notifier.evidence.report_pages import report_pdf
from notifier.practice.token_folders import open_for_us
from web.labels import label_of


def report_command(installation: Installation, campaign_id: int, out: Path) -> None:
    """Write the report of a campaign as a PDF. Raises NotFound: no such campaign, or it cannot be written."""
    stationery = stationery_of(installation)
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        report = campaign_report(session, practice_id, campaign_id, installation.clock(), label_of)
    pdf = report_pdf(report, stationery)
    try:
        with open_for_us(out) as file:
            file.write(pdf)
    except OSError as error:
        raise NotFound(f"the report {out} cannot be written: {error.strerror}") from error
    say(f"the report is in {out}; it names no patient. Read it, and sign the statement at its end if it is true")


COMMANDS = {"evidence report": report_command}
