"""Commands about letters on paper: print runs, and what people then do with the letters."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import stationery_of
from notifier.cli.terminal import parse_reception_day, say, say_json
from notifier.delivery import leases, machines
from notifier.delivery.limits import spending
from notifier.delivery.machines import ThisMachine
from notifier.delivery.sending import DeliverySender
from notifier.errors import NotAllowed
from notifier.messages.addressee import long_date
from notifier.print_runs import hand_outs, posting, returns, status
from notifier.print_runs.binding import Watch
from notifier.print_runs.file_limits import FileLimits
from notifier.print_runs.posting import ChosenLetters, LettersTooLate
from notifier.print_runs.printing import Printed, print_letters
from notifier.print_runs.reprint import LettersPosted, Wanted
from notifier.print_runs.reprint import reprint_letters as print_again
from notifier.print_runs.returns import ReturnedLetter
from notifier.print_runs.runs import RunView
from notifier.print_runs.status import UnmadeLetter
from notifier.vocabulary import Channel, Pile, ReturnReason, Role
from web.labels import label_of as in_words


def letters_command(
    installation: Installation,
    campaign_id: int,
    out: Path,
    most_letters: int,
    most_mb: float,
    as_json: bool,
    email: str | None,
) -> None:
    """Print the letters that wait, each once, into a new folder that is there whole or not at all."""
    now = installation.clock()
    with installation.perhaps_acting(email) as (session, by):
        lifecycle.get_campaign(session, installation.practice_id(session), campaign_id)
        if by is not None:
            by.must_be(Role.MANAGER)
    with _delivery_sender(installation) as delivery_sender, _watching() as watch:
        printed = print_letters(delivery_sender, campaign_id, out, by, now, FileLimits(most_letters, most_mb), watch)
    with installation.database.reading() as session:
        unmade = status.unmade_letters(session, installation.practice_id(session), campaign_id)
        money = spending.view_spending(session, campaign_id, installation.settings)
    held = money.held.get(Channel.LETTER, 0) if money is not None else 0
    if money is not None and held:
        say(f"letters that wait: {held}, for {money.words}; a manager raises it with `notifier campaign budget`")
    _say_trouble(printed, [one for one in unmade if one.failed_at >= now])
    if printed.run is None and held:
        raise NotAllowed("no letter was printed: the budget is spent")
    if printed.run is None:
        raise NotAllowed(
            "no letter of this campaign waits to be printed; those that were printed are printed again only by "
            "`notifier reprint`"
        )
    _say_run(printed.run, as_json)


def reprint_command(installation: Installation, /, run_id: int, out: Path, email: str, **given: Any) -> None:
    """Print letters of a run again exactly as they were, as a run of its own."""
    now = installation.clock()
    by = installation.proven(email)
    wanted = Wanted(run_id, given["because"], given["references"], given["although_posted"])
    limits = FileLimits(given["most_letters"], given["most_mb"])
    with _delivery_sender(installation) as delivery_sender, _watching() as watch, _with_options():
        done = print_again(delivery_sender, wanted, out, by, now, limits, watch)
    for reference, why in done.left_out.items():
        say(f"{reference} is not printed again: {why}")
    _say_run(done.run, given["as_json"])


def posted_command(
    installation: Installation,
    campaign_id: int,
    day: str | None,
    run_id: int | None,
    pile: str,
    only_in_time: bool,
    kept_back: Sequence[str],
    email: str,
) -> None:
    """Record that the printed letters were posted: from then on they count as telling somebody."""
    now = installation.clock()
    with installation.acting(email) as (session, by), _with_options():
        posted_at = parse_reception_day(day, now)
        number = posting.record_posting(
            session, campaign_id, by, posted_at, now, ChosenLetters(run_id, Pile(pile), only_in_time, kept_back)
        )
    say(f"{number} letters are recorded as posted")


def returned_command(
    installation: Installation,
    reference: str | None,
    reason: str | None,
    day: str | None,
    email: str | None,
    campaign_id: int | None,
    as_json: bool,
) -> None:
    """Record that the letter with this REFERENCE, typed or scanned off its slip, came back; or list those that did."""
    if campaign_id is not None:
        _list_returned(installation, campaign_id, as_json)
        return
    if reference is None or reason is None or email is None:
        raise click.UsageError("give the REFERENCE with --because and --staff, or --list ID")
    now = installation.clock()
    with installation.acting(email) as (session, by):
        found = returns.record_return(
            session, by.practice_id, reference, ReturnReason(reason), by, parse_reception_day(day, now), now
        )
    if not found.was_posted and found.reason is not ReturnReason.SPOILED:
        say("its posting was not recorded: what went with it is still held as not posted, see `notifier posted`")
    say(
        f"{found.reference} is recorded as returned: {found.full_name} is not told by it any more; with a new address "
        "or another channel on a newer list they are told anew"
    )
    say_differences(installation, now, found.patient_id)


def handed_command(installation: Installation, reference: str, day: str | None, email: str) -> None:
    """Record that the letter with this REFERENCE was handed over at the desk: from now on it counts."""
    now = installation.clock()
    with installation.acting(email) as (session, by):
        found = hand_outs.record_handed(session, by.practice_id, reference, by, parse_reception_day(day, now), now)
    say(f"{found} is recorded as handed over: the notice period runs from today")


def _list_returned(installation: Installation, campaign_id: int, as_json: bool) -> None:
    with installation.database.reading() as session:
        found = returns.returned_letters(session, installation.practice_id(session), campaign_id)
    if as_json:
        say_json({"returned": [asdict(one) for one in found]})
        return
    for one in found:
        click.echo(_line(one))
    say(f"{len(found)} letters came back")


def _line(one: ReturnedLetter) -> str:
    day = long_date(london_date(one.returned_at))
    return f"{one.reference}\t{one.full_name}\t{in_words(one.reason)}\t{day}"


@contextmanager
def _delivery_sender(installation: Installation) -> Iterator[DeliverySender]:
    """A sending arm without providers: a run brings its own. Raises NotAllowed where this machine may not send."""
    with installation.database.writing() as session:
        machines.note_sender(session, ThisMachine.found(), installation.clock())
    with leases.worker_lease(installation.settings.instance) as worker:
        yield DeliverySender(
            installation.database,
            installation.keys,
            installation.settings,
            {},
            worker,
            partial(stationery_of, installation),
        )


@contextmanager
def _watching() -> Iterator[Watch]:
    """Shows how far a run is, to whoever sits at a terminal."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task("letters", total=None)
        yield lambda what, done, of: shown.update(task, description=f"letters {what}", completed=done, total=of)


@contextmanager
def _with_options() -> Iterator[None]:
    """A refusal that an option lifts names it."""
    try:
        yield
    except LettersTooLate as refusal:
        alone = ", and record those in time by --in-time" if refusal.others else ""
        raise NotAllowed(f"{refusal}. Print them again by `notifier reprint`{alone}") from refusal
    except LettersPosted as refusal:
        raise NotAllowed(f"{refusal}. Name the others with --reference, or add --although-posted") from refusal


def _say_trouble(printed: Printed, unmade: Sequence[UnmadeLetter]) -> None:
    if unmade:
        say(f"{len(unmade)} letters could not be made from what is on record:")
    for one in unmade:
        say(f"  {one.full_name}: {one.why}")
    if printed.unknown:
        folders = ", ".join(printed.missing_folders)
        say(
            f"{printed.unknown} letters of an earlier run are unknown, for its folder is not where it was ({folders}): "
            "put it back and run this again, or settle each with `notifier campaign settle`"
        )


def _say_run(run: RunView, as_json: bool) -> None:
    if as_json:
        say_json(asdict(run))
    piles = {pile: sum(file.letters for file in run.files if file.pile is pile) for pile in Pile}
    say(f"{run.letters} letters are in {run.folder}: look at the proof, and give the printer the count sheet")
    if piles[Pile.POST]:
        say(f"{piles[Pile.POST]} to post; once they are: notifier posted {run.campaign_id} --run {run.id} --on DATE")
    if piles[Pile.TRANSCRIPTION]:
        to_do = f"notifier posted {run.campaign_id} --run {run.id} --pile transcription --on DATE"
        say(f"{piles[Pile.TRANSCRIPTION]} for the transcription house; once it has posted them: {to_do}")
    if piles[Pile.HAND_OUT]:
        say(f"{piles[Pile.HAND_OUT]} to hand out at the desk; for each that is handed over: notifier handed REFERENCE")


COMMANDS = {
    "letters": letters_command,
    "reprint": reprint_command,
    "posted": posted_command,
    "returned": returned_command,
    "handed": handed_command,
}
