"""Commands of a campaign's life: create, show, text, preview, approve, launch, pause, resume, close, cancel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from notifier.campaigns import editing, lifecycle
from notifier.campaigns.calendar import LONDON
from notifier.campaigns.drafts import CampaignDraft
from notifier.campaigns.launch_checks import SignOff
from notifier.campaigns.reasons import given_reason, is_own
from notifier.campaigns.silent_codes import let_silent_codes
from notifier.campaigns.text_parts import REASON
from notifier.campaigns.told_rules import ToldRules, parse_told
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.rehearsal_commands import troubled_lines
from notifier.cli.terminal import say, say_json, tell
from notifier.contacts.languages import ENGLISH
from notifier.delivery import unknown_deliveries
from notifier.errors import NotAllowed
from notifier.outcomes import campaign_view, progress
from notifier.outcomes.campaign_view import CampaignView, SliceView
from notifier.outcomes.progress import Progress
from notifier.practice.accounts import StaffAccount
from notifier.preview import preview as previewing
from notifier.providers.registry import carried
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
    """Replace one text by the content of a file; the campaign then needs approving again."""
    with installation.acting(email) as (session, staff):
        body = path.read_text(encoding="utf-8")
        editing.edit_text(session, campaign_id, part, body, staff, installation.clock(), language or ENGLISH)
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
        seen = _preview(installation, session, campaign_id, by, with_kit=with_kit)
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
    click.echo(_what_happens(seen.counts, told))
    for line in troubled_lines(seen.troubled):
        click.echo(line)


def approve_command(
    installation: Installation,
    campaign_id: int,
    email: str,
    sign_off: str,
    silent_codes: tuple[str, ...],
    silent_because: str,
) -> None:
    """Approve exactly what was last previewed; whoever prepared the campaign cannot.

    Of a campaign that was launched, only codes for silent patients can be let, which then are added to its approval.
    """
    reply_channels = installation.settings.reply_channels
    with installation.database.reading() as session:
        view = campaign_view.view_campaign(session, installation.practice_id(session), campaign_id, reply_channels)
    signed = SignOff(sign_off, silent_codes, silent_because)
    if silent_codes and view.campaign_status in CampaignStatus.launched():
        with installation.acting(email) as (session, staff):
            let_silent_codes(session, campaign_id, staff, installation.clock(), signed)
        say(f"let for patients who said nothing: {', '.join(silent_codes)}; export again")
        return
    with installation.acting(email) as (session, staff):
        if view.preview is None:
            # Nobody looked yet: the approver does, now, and approves what is printed here.
            previewed = _preview(installation, session, campaign_id, staff, with_kit=True)
            seen, counts = previewed.fingerprint, previewed.counts
        else:
            seen, counts = view.preview.fingerprint, dict(view.preview.counts)
        lifecycle.approve_campaign(
            session,
            campaign_id,
            staff,
            installation.clock(),
            reply_channels=reply_channels,
            carried=carried(installation.settings),
            seen=seen,
            sign_off=signed,
        )
    say(f"{view.warning.strip()}\n\n{_what_happens(counts, view.told)}\napproved")


def launch_command(installation: Installation, campaign_id: int, email: str) -> None:
    """Start telling people; `notifier serve`, `worker` or `send` does the sending."""
    with installation.acting(email) as (session, staff):
        now = installation.clock()
        lifecycle.launch_campaign(session, campaign_id, staff, now, reply_channels=installation.settings.reply_channels)
    say("launched: a worker plans and sends from here; `notifier campaign pause` stops it at once")


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


def _preview(
    installation: Installation, session: Session, campaign_id: int, by: StaffAccount | None, *, with_kit: bool
) -> previewing.Previewed:
    return previewing.make_preview(
        session,
        installation.practice_id(session),
        campaign_id,
        installation.settings.reply_channels,
        stationery_of(installation),
        installation.clock(),
        with_kit=with_kit,
        by=by.id if by else None,
    )


def _channel(word: str) -> Channel:
    try:
        return Channel(word.strip())
    except ValueError:
        raise NotAllowed(f"there is no channel {word.strip()!r}: choose among {', '.join(Channel)}") from None


def _what_happens(counts: dict[str, Any], counts_as_told: Sequence[str]) -> str:
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
    "campaign approve": approve_command,
    "campaign launch": launch_command,
    "campaign pause": _step(lifecycle.pause_campaign, "paused: nothing more is sent until `notifier campaign resume`"),
    "campaign resume": resume_command,
    "campaign close": _step(lifecycle.close_campaign, "closed"),
    "campaign cancel": _step(lifecycle.cancel_campaign, "cancelled: nobody may be coded because of it"),
}
