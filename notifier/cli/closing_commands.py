"""Commands that close a campaign's coding: `freeze` proposes what follows for each patient, and closes it."""

from collections.abc import Sequence

import click

from notifier.campaigns.calendar import LONDON
from notifier.cli.installation import Installation
from notifier.cli.terminal import say, say_json
from notifier.errors import NotAllowed
from notifier.outcomes import freezing
from notifier.outcomes.freezing import ChangedOutcome, Freezing
from notifier.replies import settling
from notifier.vocabulary import OutcomeKind
from notifier.webhook_calls.call_reading import work_off

_MOST_NAMED = 20


def freeze_command(installation: Installation, campaign_id: int, email: str, as_json: bool) -> None:
    """Propose what follows for each patient; the same by a second person closes it for good.

    Raises NotAllowed while calls of providers wait that cannot be read, and, once it is proposed anew, where the
    outcomes are no longer those that were proposed.
    """
    now = installation.clock()
    if unread := work_off(installation.database, installation.settings, installation.keys):
        raise NotAllowed(
            f"{unread} calls of providers cannot be read, and an objection may be among them: `notifier doctor` says "
            "why; once they are read, freeze again"
        )
    settling.settle_waiting(installation.database, installation.keys, now)
    with installation.acting(email) as (session, staff):
        done = freezing.freeze(session, campaign_id, staff, now, [])
        latest = freezing.latest_frozen_set(session, campaign_id)
    if as_json:
        own = done.set._asdict() | {"is_closed": done.is_closed}
        say_json(own | {"latest_closed": latest.number if latest else None})
    else:
        for kind in OutcomeKind:
            click.echo(f"{kind}\t{done.set.counts[kind.value]}")
    _say_what_was_done(done)
    if done.changed:
        raise NotAllowed(_changes(done.changed))


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
        f"what was proposed is not closed, for {len(lines)} patients are no longer as they were then; it is proposed "
        f"anew, and another person closes it:{''.join(lines[:_MOST_NAMED])}{more}"
    )


COMMANDS = {"freeze": freeze_command}
