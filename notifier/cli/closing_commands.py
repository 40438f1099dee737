"""Commands that close the coding: `freeze` closes what follows for each patient, `tasks` says what came since."""

from collections.abc import Sequence
from dataclasses import asdict

import click

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import LONDON
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.terminal import people, say, say_json, tell
from notifier.errors import NotAllowed
from notifier.messages.addressee import long_date
from notifier.outcomes import closing_checks, coding_tasks, differences, freezing
from notifier.outcomes.closing_checks import AcceptedCheck, CheckName, ClosingCheck
from notifier.outcomes.coding_tasks import CodingTaskView
from notifier.outcomes.freezing import ChangedOutcome, Freezing
from notifier.replies import settling
from notifier.vocabulary import HoldReason, OutcomeKind
from notifier.webhook_calls.call_reading import work_off
from web.labels import label_of as in_words

_MOST_NAMED = 20


def freeze_command(
    installation: Installation, campaign_id: int, accept: str, note: str, email: str, as_json: bool
) -> None:
    """Propose what follows for each patient; the same by a second person closes it for good.

    Raises NotAllowed while calls of providers wait that cannot be read, which nobody can accept; while anything stands
    open that stops and was not accepted; and, once it is proposed anew, where the outcomes are not those proposed.
    """
    now, accepting = installation.clock(), _check_names(accept)
    if unread := work_off(installation.database, installation.settings, installation.keys):
        raise NotAllowed(
            f"{unread} calls of providers cannot be read, and an objection may be among them: `notifier doctor` says "
            "why; once they are read, freeze again"
        )
    settling.settle_waiting(installation.database, installation.keys, now)
    with installation.acting(email) as (session, staff):
        campaign = freezing.campaign_to_freeze(session, campaign_id, staff)
        proposal = freezing.open_proposal(session, campaign_id)
        standing = closing_checks.closing_checks(session, campaign, now)
        accepted = closing_checks.accepted_checks(standing, accepting, note, staff, proposal.checks if proposal else ())
        try:
            closing_checks.refuse_open(standing, accepted)
        except NotAllowed:
            if as_json:
                say_json({"is_closed": False, "checks": _checks_json(standing, accepted)})
            raise
        done = freezing.freeze(session, campaign_id, staff, now, [asdict(one) for one in accepted])
        latest = freezing.latest_frozen_set(session, campaign_id)
    if running := done.set.counts.get(HoldReason.NOTICE_RUNNING, 0):
        standing.append(closing_checks.notice_running(running))
    if as_json:
        said = {"is_closed": done.is_closed, "latest_closed": latest.number if latest else None}
        say_json(done.set._asdict() | said | {"checks": _checks_json(standing, accepted)})
    else:
        for one in standing:
            tell(f"{'accepted: ' if one.stops else ''}{one.said}; {one.way_on}")
        for kind in OutcomeKind:
            click.echo(f"{kind}\t{done.set.counts[kind.value]}")
    _say_what_was_done(done)
    say_differences(installation, now)
    if done.changed:
        raise NotAllowed(_changes(done.changed))


def _check_names(written: str) -> list[CheckName]:
    words = [word.strip() for word in written.split(",") if word.strip()]
    if unknown := [word for word in words if word not in set(CheckName)]:
        raise click.UsageError(f"{unknown[0]!r} is nothing that can be accepted: choose of {', '.join(CheckName)}")
    return [CheckName(word) for word in words]


def _checks_json(standing: Sequence[ClosingCheck], accepted: Sequence[AcceptedCheck]) -> list[dict[str, object]]:
    names = {one.check for one in accepted if one.accepted_by is not None}
    return [asdict(one) | {"stops": one.stops, "accepted": one.name in names} for one in standing]


def _say_what_was_done(done: Freezing) -> None:
    own = done.set
    if own.closed_by is not None:
        say(f"set {own.number} is frozen by {own.proposed_by} and {own.closed_by}, with the sum {own.sha256}")
        return
    if done.expired:
        say("what was proposed before is too old to be closed, and is proposed anew")
    until = (own.proposed_at + freezing.PROPOSAL_STANDS).astimezone(LONDON)
    say(
        f"set {own.number} is proposed by {own.proposed_by}: a second person closes it with the same command until "
        f"{until:%d %b %Y %H:%M}"
    )


def _changes(changed: Sequence[ChangedOutcome]) -> str:
    lines = [f"\n  {one.nhs_number}: {one.proposed or 'not there'} -> {one.now or 'not there'}" for one in changed]
    more = f"\n  and {len(lines) - _MOST_NAMED} more" if len(lines) > _MOST_NAMED else ""
    return (
        f"what was proposed is not closed, for it is no longer so for {people(len(lines))}; it is proposed anew, and "
        f"another person closes it:{''.join(lines[:_MOST_NAMED])}{more}"
    )


def tasks_command(installation: Installation, campaign_id: int, as_json: bool) -> None:
    """What has to be done with codes: whose came off the lists since they were frozen, and what a code check found."""
    now = installation.clock()
    if unread := work_off(installation.database, installation.settings, installation.keys):
        say(f"{unread} calls of providers cannot be read, and may hold objections: `notifier doctor` says why")
    settling.settle_waiting(installation.database, installation.keys, now)
    with installation.database.reading() as session:
        lifecycle.get_campaign(session, installation.practice_id(session), campaign_id)
    differences.find_in_turns(installation.database, campaign_id, now)
    with installation.database.reading() as session:
        found = coding_tasks.open_tasks(session, campaign_id)
    if as_json:
        say_json({"tasks": [asdict(task) | {"to_do": task.to_do, "is_urgent": task.is_urgent} for task in found]})
        return
    for task in found:
        tell(_line(task))
    urgent = sum(task.is_urgent for task in found)
    say(f"{len(found)} tasks are open, {urgent} of them urgent: `notifier task done` when one is finished")


def task_done_command(installation: Installation, task_id: int, note: str, email: str) -> None:
    """Write down that somebody did what a task asks for, and how."""
    now = installation.clock()
    with installation.acting(email) as (session, staff):
        patient_id = coding_tasks.finish_task(session, task_id, staff, note, now)
    if patient_id is not None:
        differences.find_of_patient(installation.database, now, patient_id)
    say(f"task {task_id} is finished")


def _line(task: CodingTaskView) -> str:
    who = f"{task.full_name}, " if task.full_name else ""
    born = f", born {long_date(task.date_of_birth)}" if task.date_of_birth else ""
    call = f" ({task.mobile})" if task.mobile and task.is_urgent else ""
    heading = f"{task.id}  {in_words(task.kind)}: {who}{task.nhs_number_spaced}{born}"
    return f"{heading}\n    why: {task.why}\n    to do: {task.to_do}{call}."


COMMANDS = {"freeze": freeze_command, "tasks": tasks_command, "task done": task_done_command}
