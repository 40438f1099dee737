"""Commands before the button: `campaign rehearse`, which sends nothing, and `campaign test-send`, to yourself alone."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from notifier.campaigns.calendar import LONDON
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import say, say_json
from notifier.messages import sample_messages
from notifier.messages.addressee import long_date
from notifier.preview import test_send as test_sending
from notifier.preview.letter_troubles import TroubledLetter
from notifier.preview.rehearsal import Rehearsal
from notifier.preview.rehearsal import rehearse_launch as rehearsed
from notifier.providers.base import Accepted, Refused
from notifier.providers.registry import carried, providers
from notifier.vocabulary import Channel, SkipReason
from web.labels import label_of as in_words
from web.labels import sample_name


def rehearse_command(installation: Installation, campaign_id: int, letter: Path | None, as_json: bool) -> None:
    """What a launch would do now: whom it tells, what it costs, how long it takes. Sends nothing, stores nothing."""
    with installation.database.reading() as session:
        found = rehearsed(
            session,
            installation.settings,
            installation.practice_id(session),
            campaign_id,
            carried(installation.settings),
            partial(stationery_of, installation),
            installation.clock(),
        )
    if letter is not None and found.letter is not None:
        letter.write_bytes(found.letter)
    if as_json:
        say_json(_plain(found))
    else:
        click.echo("\n".join(_lines(found)))


def test_send_command(installation: Installation, campaign_id: int, channel: str, to: str, email: str) -> None:
    """Send what an invented patient would read to your own phone or mailbox, by the real provider."""
    person = installation.proven(email)
    chosen = Channel(channel)
    provider = providers(installation.settings)[chosen]
    reply_channels, now = installation.settings.reply_channels, installation.clock()
    match test_sending.send_test(installation.database, provider, reply_channels, campaign_id, chosen, to, person, now):
        case Accepted():
            say(
                f"accepted by {provider.name}: it should arrive within a minute or two. It is written to an invented "
                f"patient, and its code {sample_messages.CODE} opens nothing."
            )
        case Refused(reason, permanent):
            advice = "trying again cannot help" if permanent else "wait a while, then try again"
            say(f"refused by {provider.name}: {in_words(reason)}; {advice}")
            sys.exit(1)
        case _:
            say(f"the answer of {provider.name} was lost: look at your phone or mailbox before you try again")
            sys.exit(1)


def _plain(found: Rehearsal) -> dict[str, Any]:
    """The rehearsal for a program; the letter is no text."""
    more = {"most_reminders": found.most_reminders, "most_acknowledgements": found.most_acknowledgements}
    plain = asdict(found) | more
    del plain["letter"]
    plain["census"] |= {"patients": found.census.patients, "told": found.census.told}
    plain["costs"] |= {"total": found.costs.total}
    return plain


def _lines(found: Rehearsal) -> Iterator[str]:
    at = f"{found.rehearsed_at.astimezone(LONDON):%d %b %Y %H:%M}"
    yield f"Rehearsal of {found.name}, {at}. Nothing was sent and nothing was changed.\n"
    yield from _warned(found)
    yield from _counts(found)
    yield from troubled_lines(found.troubled)
    yield from _money(found)
    yield "\nWhat happens when it is launched"
    yield from (f"  {number}. {step}" for number, step in enumerate(found.steps, 1))
    for kind, text in found.samples.items():
        yield f"\n--- {sample_name(kind)}\n{text}"


def _warned(found: Rehearsal) -> Iterator[str]:
    if found.warnings:
        yield "Before you launch"
        yield from (f"  ! {warning}" for warning in found.warnings)
        yield ""


def troubled_lines(troubled: Sequence[TroubledLetter]) -> Iterator[str]:
    """Whose letter cannot be made, each with why and what to do."""
    if troubled:
        yield f"\nLetters that cannot be made from what is on record: {len(troubled):,}"
        yield from (f"  {one.full_name}: {one.why}" for one in troubled)


def _counts(found: Rehearsal) -> Iterator[str]:
    census = found.census
    yield f"Who is told: {census.told:,} of {census.patients:,} patients"
    for channel, number in census.told_by.items():
        yield f"  {number:7,} by {in_words(channel).lower()}"
        yield from (
            f"          not by {in_words(channel).lower()}: {one}" for one in _reasons(census.passed_over[channel])
        )
    yield f"Not told, because no channel reaches them: {sum(census.unreachable.values()):,}"
    yield from (f"          {one}" for one in _reasons(census.unreachable))
    yield f"Not told, because of their record: {sum(census.excluded.values()):,}"
    yield from (f"          {one}" for one in _reasons(census.excluded))
    yield f"Line on the prescriptions: {'yes' if found.footer else 'no'}"


def _reasons(counted: Mapping[SkipReason, int]) -> Iterator[str]:
    return (f"{number:,}: {in_words(SkipReason(why))}" for why, number in counted.items())


def _money(found: Rehearsal) -> Iterator[str]:
    costs, texts = found.costs, found.texts
    each = ", ".join(f"{in_words(channel).lower()} £{pounds:,.2f}" for channel, pounds in costs.by_channel.items())
    yield f"\nWhat it costs, about, without VAT: £{costs.total:,.2f} ({each})"
    yield f"  at most £{costs.most:,.2f}, if everything falls back to the dearest and everybody is reminded and answers"
    if texts.texts:
        yield (
            f"  {texts.texts:,} texts have {texts.parts:,} parts; the longest has {texts.longest_parts}; "
            f"{texts.in_ucs2:,} are in the dearer alphabet"
        )
    dates = found.dates
    later = f"; who is told last until {long_date(dates.last_deadline_on)}"
    yield (
        f"\nLast day to answer: {long_date(dates.deadline_on)}"
        f"{later if dates.last_deadline_on != dates.deadline_on else ''}"
    )
    if dates.reminders_on:
        yield f"Reminders: from {long_date(dates.reminders_on)}, at most {found.most_reminders:,}"
    yield f"Messages that say that an answer came: {found.most_acknowledgements:,}, if each of them answers once"


COMMANDS = {"campaign rehearse": rehearse_command, "campaign test-send": test_send_command}
