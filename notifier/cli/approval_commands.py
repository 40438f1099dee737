"""Commands before a launch and the launch: campaign sign-off, budget, check-list, approve, launch."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

import click
from sqlalchemy.orm import Session

from notifier.campaigns import approvals, check_list, launches, lifecycle
from notifier.campaigns.calendar import LONDON
from notifier.campaigns.check_list import RehearsedCost
from notifier.campaigns.launch_checks import InstallationFacts, SignOff
from notifier.campaigns.launches import AT_ONCE
from notifier.campaigns.sign_offs import SignOffForm
from notifier.campaigns.silent_codes import let_silent_codes
from notifier.cli.campaign_commands import preview_now, what_happens
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.errors import NotAllowed, ValueRefused
from notifier.evidence.announced_keys import current_key
from notifier.outcomes import campaign_view
from notifier.preview.rehearsal import rehearse_launch
from notifier.providers.registry import carried
from notifier.store.signing_keys import in_groups
from notifier.vocabulary import CampaignStatus, CheckState

_MARKS: Mapping[CheckState, str] = {CheckState.DONE: "done  ", CheckState.OPEN: "TO DO ", CheckState.ADVICE: "look  "}


def sign_off_command(
    installation: Installation, campaign_id: int, name: str, who: str, decided_on: str, reference: str, email: str
) -> None:
    """Record one of the decisions behind a campaign."""
    form = SignOffForm(name, who, decided_on, reference)
    with installation.acting(email) as (session, staff):
        approvals.record_sign_off(session, campaign_id, form, staff, installation.clock())
    say(f"recorded: {name}; the campaign has to be approved with it")


def budget_command(installation: Installation, campaign_id: int, pounds: str, email: str) -> None:
    """Set what a launch may cost at most, or change what a launched campaign may."""
    given = pounds.strip().lower().removeprefix("£").replace(",", "")
    if given != "none" and not given.isdecimal():
        raise ValueRefused("a budget is a number of whole pounds, such as 5000, or the word none")
    budget = None if given == "none" else int(given)
    with installation.acting(email) as (session, staff):
        approvals.set_budget(session, campaign_id, budget, staff, installation.clock())
    say("no limit is set" if budget is None else f"the campaign may cost £{budget:,} at most")


def check_list_command(installation: Installation, campaign_id: int, as_json: bool) -> None:
    """What hinders the approval or the launch, and what somebody should look at."""
    with installation.database.reading() as session:
        campaign = lifecycle.get_campaign(session, installation.practice_id(session), campaign_id)
        installed, rehearsed = _installed(installation), _rehearsed(installation, session, campaign_id)
        found = check_list.check_campaign(session, campaign, installed, rehearsed)
    if as_json:
        say_json(asdict(found))
    for check in found.checks if not as_json else ():
        click.echo(f"{_MARKS[check.state]} {check.title}: {check.refusal}")
    if any(check.state is CheckState.OPEN for check in found.checks):
        sys.exit(1)


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
    installed = _installed(installation)
    with installation.database.reading() as session:
        practice_id = installation.practice_id(session)
        view = campaign_view.view_campaign(session, practice_id, campaign_id, installed.reply_channels)
    signed = SignOff(sign_off, silent_codes, silent_because)
    if silent_codes and view.campaign_status in CampaignStatus.launched():
        with installation.acting(email) as (session, staff):
            let_silent_codes(session, campaign_id, staff, installation.clock(), signed)
        say(f"let for patients who said nothing: {', '.join(silent_codes)}; export again")
        return
    with installation.acting(email) as (session, staff):
        if view.preview is None:
            # Nobody looked yet: the approver does, now, and approves what is printed here.
            counts = preview_now(installation, session, campaign_id, staff, with_kit=True).counts
            campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
            seen = check_list.approval_fingerprint(session, campaign, installed)
        else:
            seen, counts = view.to_approve, dict(view.preview.counts)
        approvals.approve_campaign(
            session, campaign_id, staff, installation.clock(), installed=installed, seen=seen, sign_off=signed
        )
    say(f"{view.warning.strip()}\n\n{what_happens(counts, view.told)}\napproved")
    _say_key(installation)


def _say_key(installation: Installation) -> None:
    with installation.database.reading() as session:
        key = current_key(session, installation.practice_id(session))
    if key is not None:
        say(f"the record is signed with the key {in_groups(key.fingerprint)}: compare it with your note")


def launch_command(
    installation: Installation, campaign_id: int, at_once: bool, minutes: int | None, people: int | None, email: str
) -> None:
    """Start telling people, at once or in some minutes; `notifier serve`, `worker` or `send` does the sending."""
    if at_once and minutes is not None:
        raise click.UsageError("--now and --in say different things: give one of them")
    wait = AT_ONCE if minutes is None else timedelta(minutes=minutes)
    with installation.acting(email) as (session, staff):
        campaign = lifecycle.get_campaign(session, staff.practice_id, campaign_id)
        rehearsed = None if campaign.budget is None else _rehearsed(installation, session, campaign_id)
        launch = launches.launch_campaign(
            session,
            campaign_id,
            staff,
            installation.clock(),
            installed=_installed(installation),
            people=people,
            wait=wait,
            rehearsed=rehearsed,
        )
    if wait > AT_ONCE:
        begins = f"{launch.starts_at.astimezone(LONDON):%d %b %Y %H:%M:%S}"
        say(
            f"{launch.people:,} people will be told from {begins} on; until then `notifier campaign pause` stops it all"
        )
    else:
        say("launched: a worker plans and sends from here; `notifier campaign pause` stops it at once")


def _installed(installation: Installation) -> InstallationFacts:
    return InstallationFacts.of(installation.settings, carried(installation.settings))


def _rehearsed(installation: Installation, session: Session, campaign_id: int) -> RehearsedCost | None:
    """What a launch costs as it is now: whoever asks here can wait for it, and no rehearsal before is needed.

    None where nothing can be rehearsed, for nobody is on the list or it is over.
    """
    practice_id, settings, now = installation.practice_id(session), installation.settings, installation.clock()
    try:
        return rehearse_launch(session, settings, practice_id, campaign_id, carried(settings), None, now).cost
    except NotAllowed:
        return None


COMMANDS = {
    "campaign sign-off": sign_off_command,
    "campaign budget": budget_command,
    "campaign check-list": check_list_command,
    "campaign approve": approve_command,
    "campaign launch": launch_command,
}
