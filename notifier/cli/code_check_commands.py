"""The command for after the coding: reconcile-codes."""

import sys
from pathlib import Path

import click

from notifier.campaigns.calendar import london_date
from notifier.cli.installation import Installation
from notifier.cli.list_report import refuse_without_people
from notifier.cli.terminal import say, say_json, tell
from notifier.errors import NotAllowed
from notifier.outcomes import code_check
from notifier.outcomes.code_check import CodeCheck
from notifier.outcomes.coding_tasks import CodingTaskView
from notifier.patients.list_age import list_age
from notifier.patients.list_import.code_dictionary import dictionary_of
from notifier.patients.list_import.report import read_list
from notifier.replies import settling
from notifier.vocabulary import CodingTaskKind
from notifier.webhook_calls.call_reading import work_off

# What each kind of finding is called in what `--json` prints.
_KEYS = {kind: kind.value for kind in code_check.FINDINGS} | {CodingTaskKind.UNREADABLE: "not_readable"}


def reconcile_codes_command(
    installation: Installation, campaign_id: int, file: Path, email: str, as_json: bool
) -> None:
    """Compare an export made after the coding with what was frozen, and keep what it shows; ends with 1 until clean.

    Raises NotAllowed while calls of providers wait that cannot be read: an objection may be among them.
    """
    if unread := work_off(installation.database, installation.settings, installation.keys):
        raise NotAllowed(
            f"{unread} calls of providers cannot be read, and an objection may be among them: `notifier doctor` says "
            "why; once they are read, compare again"
        )
    now = installation.clock()
    settling.settle_waiting(installation.database, installation.keys, now)
    report = read_list(file, london_date(now), dictionary=dictionary_of(installation.settings.presets))
    refuse_without_people(report)
    with installation.acting(email) as (session, by):
        found = code_check.check_codes(session, campaign_id, by, report, now, list_age(file, london_date(now)))
    if as_json:
        say_json(_as_json(found))
    for line in _counts(found):
        say(line)
    if not as_json:
        for task in found.tasks:
            tell(click.style(_line(task), fg="red" if task.is_urgent else None))
    if found.is_clean:
        say(f"code check {found.run} is clean, which the audit chain and the evidence pack now say")
        return
    say(
        f"code check {found.run} is not clean: do what is named, finish each with `notifier task done`, then "
        "export from the clinical system and compare again"
    )
    sys.exit(1)


def _as_json(found: CodeCheck) -> dict[str, object]:
    compared = found.compared
    lists: dict[str, object] = {name: compared.of_kind(kind) for kind, name in _KEYS.items()}
    lists |= {"coded": compared.coded, "coded_before": compared.coded_before}
    tasks = [
        {
            "task": task.id,
            "kind": task.kind.value,
            "nhs_number": task.nhs_number,
            "name": task.full_name,
            "mobile": task.mobile,
            "why": task.why,
            "to_do": task.to_do,
        }
        for task in found.tasks
    ]
    return lists | {"tasks": tasks, "run": found.run, "is_clean": found.is_clean}


def _counts(found: CodeCheck) -> list[str]:
    compared = found.compared
    lines = [f"{len(compared.of_kind(kind))} {name.replace('_', ' ')}" for kind, name in _KEYS.items()]
    by_day = f" ({compared.before_by_day} by the day beside the code alone)" if compared.before_by_day else ""
    lines += [f"{len(compared.coded)} coded rightly", f"{len(compared.coded_before)} coded before{by_day}"]
    besides = sum(task.kind not in _KEYS for task in found.tasks)
    return [*lines, f"{besides} to take off or to change besides"] if besides else lines


def _line(task: CodingTaskView) -> str:
    born = f", born {task.date_of_birth:%d/%m/%Y}" if task.date_of_birth else ""
    call = f", call {task.mobile}" if task.mobile else ""
    who = f" {task.full_name}{born}{call}" if task.full_name else ""
    kind = task.kind.value.replace("_", " ")
    return f"{task.id}\t{kind}\t{task.nhs_number_spaced}{who}: {task.why.rstrip('.')}. {task.to_do}."


COMMANDS = {"reconcile-codes": reconcile_codes_command}
