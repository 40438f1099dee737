"""Commands of a campaign's life: create, show, text, preview, pause, resume, close, cancel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from notifier.campaigns import editing, launches, lifecycle
from notifier.campaigns.calendar import LONDON
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.reasons import given_reason, is_own
from notifier.campaigns.text_parts import REASON
from notifier.campaigns.told_rules import ToldRules, parse_told
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.rehearsal_commands import troubled_lines
from notifier.cli.terminal import say, say_json, tell
from notifier.contacts.languages import ENGLISH
from notifier.delivery import unknown_deliveries
from notifier.errors import NotAllowed, RenderFault
from notifier.outcomes import campaign_view, progress
from notifier.outcomes.campaign_view import CampaignView, SliceView
from notifier.outcomes.progress import Progress
from notifier.practice.accounts import StaffAccount
from notifier.preview import preview as previewing
from notifier.preview.text_check import check_text
from notifier.vocabulary import CampaignStatus, Channel
from web.labels import label_of as in_words

Word = TypeVar("Word", bound=StrEnum)


def create_command(
    installation: Installation,
    preset: str,
    name: str,
    notice_days: int | None,
    channels: str,
    told: str,
    email: str,
    as_json: bool,
    **signed: str,
) -> None:
    """Create a draft and print its id; `signed` has the reason, who signs and their role, all or none of them."""
    own = given_reason(**signed)
    chosen = tuple(_channel(word) for word in channels.split(","))
    draft = CampaignDraft(preset, name, notice_days, chosen, parse_told(told))
    with installation.acting(email) as (session, staff):
        campaign_id = editing.create_campaign(
            session, staff, installation.clock(), draft, installation.settings.presets
        )
        if own is not None:
            editing.edit_text(session, campaign_id, REASON, own.source(), staff, installation.clock())
        is_example = not is_own(
            {part: text.body for part, text in lifecycle.current_texts(session, campaign_id).items()}
        )
        warning = campaign_view.view_campaign(
            session, staff.practice_id, campaign_id, installation.settings.reply_channels
        ).warning
    say(f"Please read before you go on:\n{warning.strip()}\n")
    if is_example:
        file = f"`notifier campaign text {campaign_id} {REASON} --file FILE`"
        say(f"Patients have to read why you propose it, and who signs. What stands there is an example: {file}\n")
    if as_json:
        say_json({"id": campaign_id})
    else:
        click.echo(campaign_id)


def show_command(installation: Installation, campaign_id: int | None, as_json: bool) -> None:
    """Where a campaign stands, in counts; without an id, all campaigns."""
    reply_channels = installation.settings.reply_channels
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        if campaign_id is None:
            found = campaign_view.view_campaigns(session, practice_id, reply_channels)
            if as_json:
                say_json([asdict(view) for view in found])
            for view in found if not as_json else ():
                click.echo(f"{view.id}\t{view.campaign_status}\t{view.name}")
            return
        view = campaign_view.view_campaign(session, practice_id, campaign_id, reply_channels)
        now = installation.clock()
        counted = progress.campaign_counts(session, campaign_id, now)
        slices, unknown_now = (
            campaign_view.first_slices(session, campaign_id),
            unknown_deliveries.count_unknown(session, campaign_id),
        )
    if as_json:
        limits = {"first_slices": [asdict(one) for one in slices], "unknown": unknown_now}
        say_json(asdict(view) | {"progress": asdict(counted)} | limits)
    else:
        tell("\n".join([*_lines(view, counted, now), *map(_slice, slices), f"unknown: {unknown_now}"]))


def text_command(
    installation: Installation, campaign_id: int, part: str, path: Path, language: str | None, email: str
) -> None:
    """Replace one text by the content of a file, unless it cannot be used; the campaign then needs approving again."""
    written_in, now = language or ENGLISH, installation.clock()
    with installation.acting(email) as (session, staff):
        body = path.read_text(encoding="utf-8")
        campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
        checked = check_text(session, installation.settings, campaign, part, written_in, body, now)
        if checked.faults:
            raise RenderFault("; ".join(_at_line(fault.line, fault.says) for fault in checked.faults))
        editing.edit_text(session, campaign_id, part, body, staff, now, written_in)
    for finding in checked.findings:
        said = f" In: {finding.sentence}" if finding.sentence else ""
        say(f"fairness: {_at_line(finding.line, finding.says)}{said}")
    say(f"the {part} text has a new version; preview the campaign again")


def preview_command(
    installation: Installation,
    campaign_id: int,
    letter: Path | None,
    with_kit: bool,
    as_json: bool,
    email: str | None,
) -> None:
    """What a launch would do and say, exactly; sends nothing."""
    with installation.perhaps_acting(email) as (session, by):
        seen = preview_now(installation, session, campaign_id, by, with_kit=with_kit)
        campaign = lifecycle.get_campaign(session, installation.practice_id(session), campaign_id)
        told = ToldRules.of(campaign).in_words(map(Channel.stored, campaign.channels))
    if letter is not None and seen.letter is not None:
        letter.write_bytes(seen.letter)
    if as_json:
        not_made = [asdict(one) for one in seen.troubled]
        said = {"fingerprint": seen.fingerprint, "counts": seen.counts, "samples": seen.samples, "told": told}
        say_json(said | {"letters_not_made": not_made})
        return
    for name, sample in seen.samples.items():
        click.echo(f"--- {name}\n{sample}\n")
    click.echo(what_happens(seen.counts, told))
    for line in troubled_lines(seen.troubled):
        click.echo(line)


def pause_command(installation: Installation, campaign_id: int, email: str) -> None:
    """Send nothing more; a launch that has not begun is stopped, and nobody was told."""
    with installation.acting(email) as (session, staff):
        standing = launches.stop_sending(session, campaign_id, staff, installation.clock())
    if standing is CampaignStatus.APPROVED:
        say("the launch is stopped: nobody was told, and the campaign is approved as before")
    else:
        say("paused: nothing more is sent until `notifier campaign resume`")


def resume_command(installation: Installation, campaign_id: int, email: str) -> None:
    """Go on sending after a pause; says first why it was paused."""
    with installation.acting(email) as (session, staff):
        reply_channels = installation.settings.reply_channels
        why = campaign_view.view_campaign(session, staff.practice_id, campaign_id, reply_channels).paused_because
        if why:
            say(f"it was paused because {why}")
        lifecycle.resume_campaign(session, campaign_id, staff, installation.clock())
    say("running again, and no first slice is waited for")


def _step(act: Callable[..., None], done: str) -> Callable[..., None]:
    def command(installation: Installation, campaign_id: int, email: str) -> None:
        with installation.acting(email) as (session, staff):
            act(session, campaign_id, staff, installation.clock())
        say(done)

    return command


def preview_now(
    installation: Installation, session: Session, campaign_id: int, by: StaffAccount | None, *, with_kit: bool
) -> previewing.Previewed:
    """Work out and keep what the launch would do now."""
    return previewing.make_preview(
        session,
        installation.practice_id(session),
        campaign_id,
        installation.settings.reply_channels,
        stationery_of(installation),
        installation.clock(),
        whole=with_kit,
        by=by.id if by else None,
    )


def _at_line(line: int, says: str) -> str:
    return f"line {line}: {says}" if line else says


def _channel(word: str) -> Channel:
    try:
        return Channel(word.strip())
    except ValueError:
        raise NotAllowed(f"there is no channel {word.strip()!r}: choose among {', '.join(Channel)}") from None


def what_happens(counts: dict[str, Any], counts_as_told: Sequence[str]) -> str:
    """What a launch would do, and the rules of what counts as told, which are approved with it."""
    told = ", ".join(f"{number} by {channel}" for channel, number in counts["told_by"].items())
    lines = [f"{counts['patients']} patients on the list. The first notices go: {told}."]
    if counts["not_told"]:
        lines.append("Not told: " + ", ".join(f"{number} {why}" for why, number in counts["not_told"].items()) + ".")
    if counts["letters"]:
        lines.append("Letters: " + ", ".join(f"{number} {kind}" for kind, number in counts["letters"].items()) + ".")
    if counts["letters_in_english"]:
        instead = ", ".join(f"{number} {language}" for language, number in counts["letters_in_english"].items())
        lines.append(f"Of these in English, for want of a reviewed text: {instead}.")
    return "\n".join((*lines, *counts_as_told))


def _slice(one: SliceView) -> str:
    standing = f"{one.arrived} arrived, {one.failed} failed, {one.waiting} waiting, {one.held_back} held back"
    return f"first {one.size} by {one.channel}: {standing}"


def _lines(view: CampaignView, counted: Progress, now: datetime) -> list[str]:
    deadline = f", deadline {view.deadline_on}" if view.deadline_on else ""
    launched = f"launched {view.launched_at.astimezone(LONDON):%d %b %Y %H:%M}{deadline}" if view.launched_at else ""
    lines = [f"{view.id} {view.name} ({view.preset}): {view.campaign_status} {launched}".rstrip()]
    if view.paused_because:
        lines.append(f"paused because {view.paused_because}")
    if view.decided:
        lines.append(
            f"a person decided to go on after: {'; '.join(in_words(cause) for cause in view.decided)}."
            " Only a share of these pauses it again"
        )
    lines += [outage.words(now) for outage in view.outages]
    lines += view.told
    lines.append(f"patients: {counted.patients}")
    for channel, by_status in counted.deliveries.items():
        lines.append(f"{channel}: " + ", ".join(f"{number} {status}" for status, number in by_status.items()))
    lines += _counts("replies", counted.replies)
    lines.append(f"open reviews: {counted.open_reviews}")
    lines += _counts("outcomes", counted.outcomes)
    lines += _counts("held", counted.holds)
    lines += _counts("evidence", counted.evidence)
    return lines


def _counts(heading: str, counts: Mapping[Word, int]) -> list[str]:
    """A line for each word of the vocabulary, as staff read it on the campaign's page."""
    return [f"{heading}:", *(f"  {number:>6}  {in_words(word)}" for word, number in counts.items())]


COMMANDS = {
    "campaign create": create_command,
    "campaign show": show_command,
    "campaign text": text_command,
    "campaign preview": preview_command,
    "campaign pause": pause_command,
    "campaign resume": resume_command,
    "campaign close": _step(lifecycle.close_campaign, "closed"),
    "campaign cancel": _step(lifecycle.cancel_campaign, "cancelled: nobody may be coded because of it"),
}
