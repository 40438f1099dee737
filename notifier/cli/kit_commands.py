"""Commands about what everybody sees: the kit, the prescription's text, and what was up when."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from notifier.campaigns import lifecycle
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import say
from notifier.contacts.languages import ENGLISH
from notifier.messages.prescription_footer import FooterForm, footer_form, ruled_footer
from notifier.preview import displays
from notifier.preview.kit.contents import gather_kit
from notifier.preview.kit.pieces import kit_files
from notifier.vocabulary import CampaignStatus, Display, Piece


def kit(installation: Installation, campaign_id: int, out: Path, only: str | None) -> None:
    """Write poster, slide, leaflet, website section, telephone script and the staff's briefing."""
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        words = gather_kit(session, practice_id, campaign_id, installation.settings.reply_channels)
        is_draft = lifecycle.get_campaign(session, practice_id, campaign_id).campaign_status is CampaignStatus.DRAFT
    fonts = stationery_of(installation).fonts_of(ENGLISH)
    made = {
        name: content
        for piece in ([Piece(only)] if only else Piece)
        for name, content in kit_files(words, piece, fonts).items()
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (out / name).write_bytes(content)
        click.echo(out / name)
    if is_draft:
        say("nobody has approved this campaign yet: put up nothing of it before")


def footer(installation: Installation, campaign_id: int, out: Path, system: str | None, width: int, lines: int) -> None:
    """Write the prescription's lines exactly as they print, and show them in their window.

    How large the window is, no supplier says: it is a guess until footer_system, footer_width and footer_lines in
    instance/settings.toml say what a test print showed.
    """
    reply_channels = installation.settings.reply_channels
    usual = footer_form(system) if system else footer_form(**asdict(reply_channels.footer))
    form = FooterForm(width or usual.width, lines or usual.lines)
    with installation.database.reading() as session:
        text = displays.footer_text(session, installation.practice_id(session), campaign_id, reply_channels, form)
    out.write_text(text + "\n", encoding="ascii")
    click.echo(ruled_footer(text, form))
    say(f"the prescription text is in {out}, for a window of {form.width} characters by {form.lines} lines")


def display(
    installation: Installation,
    campaign_id: int,
    what: str | None,
    up: datetime | None,
    down: datetime | None,
    where: str,
    email: str | None,
) -> None:
    """Record that a footer, poster, screen, leaflet, website or phone message went up or came down; or list them."""
    if what is None:
        _list(installation, campaign_id)
        return
    if (up is None) is (down is None) or email is None:
        raise click.UsageError("say on which day, with --up or with --down, and who records it, with --staff")
    with installation.acting(email) as (session, staff):
        now, shown = installation.clock(), Display(what)
        if up is not None:
            reply_channels = installation.settings.reply_channels
            displays.put_up(
                session, campaign_id, shown, up.date(), staff, now, reply_channels=reply_channels, where=where
            )
        elif down is not None:
            displays.take_down(session, campaign_id, shown, down.date(), staff, now, where=where)
    say("recorded; it is evidence that it was there, and tells nobody individually")


def _list(installation: Installation, campaign_id: int) -> None:
    with installation.database.reading() as session:
        campaign = lifecycle.get_campaign(session, installation.practice_id(session), campaign_id)
        for one in displays.displays_standing(session, campaign):
            until = f"until {one.down_on}" if one.down_on else "up still"
            click.echo("\t".join((one.display, f"from {one.up_on}", until, " / ".join(one.text.splitlines()))))


COMMANDS = {"kit": kit, "footer": footer, "display": display}
