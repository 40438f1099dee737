"""Commands about paper: letters, their posting, and the prescription's lines."""

from pathlib import Path

import click

from notifier import campaigns, leases, printing, staff
from notifier.channels.letter import PrintFolder
from notifier.cli.program import Installation, received, say
from notifier.dispatch import Dispatcher
from notifier.errors import NotAllowed
from notifier.vocabulary import Channel, Role

_ID = click.argument("campaign_id", metavar="ID", type=int)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@_ID
@click.option("--out", type=_FOLDER, required=True)
@click.option("--staff", "email", help="Who hands the letters over; the practice's own record says so.")
@click.pass_obj
def letters(installation: Installation, campaign_id: int, out: Path, email: str | None) -> None:
    """Print the letters that wait into a folder, each once."""
    now = installation.clock()
    with installation.database.reading() as session:
        campaigns.get(session, installation.practice_id(session), campaign_id)
        by = staff.by_email(session, email) if email else None
    if by is not None:
        by.must_be(Role.MANAGER)
    with leases.worker(installation.settings.instance) as worker:
        dispatcher = Dispatcher(
            installation.database,
            installation.keys,
            installation.settings,
            {Channel.LETTER: PrintFolder(out)},
            worker,
            installation.stationery,
        )
        printed = printing.print_letters(dispatcher, campaign_id, by, now)
    if not printed:
        raise NotAllowed(
            "no letter of this campaign waits to be printed; those that were printed are never printed again"
        )
    say(f"{printed} letters are in {out}; once they are posted, record it: notifier posted {campaign_id} --on DATE")


@click.command()
@_ID
@click.option("--on", "day", help="The day they were posted, as 2026-11-23; today if left out.")
@click.option("--staff", "email", required=True)
@click.pass_obj
def posted(installation: Installation, campaign_id: int, day: str | None, email: str) -> None:
    """Record that the printed letters were posted: from then on they count as telling somebody."""
    now = installation.clock()
    with installation.acting(email) as (session, by):
        number = printing.record_posting(session, campaign_id, by, received(day, now), now)
    say(f"{number} letters are recorded as posted")


@click.command()
@_ID
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.pass_obj
def footer(installation: Installation, campaign_id: int, out: Path) -> None:
    """Write the prescription's lines exactly as they will print."""
    with installation.database.reading() as session:
        url = installation.settings.public_url
        text = printing.footer_text(session, installation.practice_id(session), campaign_id, url)
    out.write_text(text + "\n", encoding="ascii")
    say(f"the prescription text is in {out}")


COMMANDS = {"letters": letters, "posted": posted, "footer": footer}
