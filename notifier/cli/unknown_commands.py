"""Commands about messages that may not have arrived: `campaign unknown` lists them, `campaign settle` settles one.

`campaign settle-restored` settles together what may have gone between a backup and its restore.
"""

from dataclasses import asdict

import click

from notifier.campaigns.calendar import LONDON
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.delivery import unknown_deliveries
from notifier.delivery.unknown_deliveries import UnknownView
from notifier.messages.addressee import long_date
from notifier.vocabulary import Channel
from web.labels import label_of as in_words


def unknown_command(installation: Installation, campaign_id: int, as_json: bool) -> None:
    """Messages that may not have arrived: the provider's answer was lost, and it does not know either."""
    with installation.database.reading() as session:
        found = unknown_deliveries.unknown_deliveries_of(
            session, installation.practice_id(session), campaign_id, installation.clock()
        )
    if as_json:
        say_json({"unknown": [asdict(one) for one in found]})
        return
    for one in found:
        click.echo(_line(one))
    say(f"{len(found)} unknown: `notifier campaign settle` when you have found out")


def settle_command(
    installation: Installation, campaign_id: int, reference: str, went: bool | None, note: str, email: str
) -> None:
    """Say what became of one unknown message. One that did not go is not sent again: the next channel takes over."""
    if went is None:
        raise click.UsageError("say what you found out: --went or --did-not-go")
    now = installation.clock()
    with installation.acting(email) as (session, person):
        sent_again = unknown_deliveries.settle_unknown_delivery(
            session, campaign_id, reference, person, now, went=went, note=note
        )
    if sent_again:
        say("settled: it did not go before the restore, and goes now")
    else:
        say("settled: it went" if went else "settled: it did not go, and the next channel takes over")
    say_differences(installation, now)


def settle_restored_command(
    installation: Installation, campaign_id: int, channel: str, went: bool | None, note: str, email: str
) -> None:
    """Say of all messages by one channel that may have gone before a restore whether they did."""
    if went is None:
        raise click.UsageError("say what you found out: --went or --did-not-go")
    now = installation.clock()
    with installation.acting(email) as (session, person):
        number = unknown_deliveries.settle_restored(
            session, campaign_id, Channel(channel), person, now, went=went, note=note
        )
    say(f"settled: {number} went" if went else f"settled: {number} did not go before the restore, and go now")
    say_differences(installation, now)


def _line(one: UnknownView) -> str:
    who = f"{one.full_name}, born {long_date(one.date_of_birth)}" if one.date_of_birth else "nobody in particular"
    instead = f"; told by {in_words(one.taken_over_by).lower()} instead" if one.taken_over_by else ""
    since = f"{one.since.astimezone(LONDON):%d %b %Y %H:%M}"
    restored = "; may have gone before the restore" if one.is_restored else ""
    return f"{one.reference}\t{in_words(one.channel)} to {who}\tsince {since}{instead}{restored}"


COMMANDS = {
    "campaign unknown": unknown_command,
    "campaign settle": settle_command,
    "campaign settle-restored": settle_restored_command,
}
