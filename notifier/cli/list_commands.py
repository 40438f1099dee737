"""Commands about list exports: check, import, and invented ones."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import cast

from notifier.campaigns import presets
from notifier.campaigns.calendar import london_date
from notifier.cli.installation import Installation
from notifier.cli.letter_stationery import address_check_of
from notifier.cli.terminal import say, say_json
from notifier.delivery import planning
from notifier.patients.eligibility import Rules
from notifier.patients.list_import.records import ListReport, Remark
from notifier.patients.list_import.report import read_list, whole_report_json
from notifier.patients.register import Delta, register
from notifier.patients.samples import Style, write_sample

_SHOWN = 50  # refused rows printed for people; --json has them all
_SHOWN_OF_A_KIND = 5  # remarks of one kind


def check_command(installation: Installation, file: Path, preset: str, as_json: bool) -> None:
    """Read a list export and say what would be taken and refused; stores nothing."""
    rules = Rules.of(presets.load_preset(preset, installation.settings.presets))
    report = read_list(file, _today(installation.settings.clock()), address_check_of(installation))
    if as_json:
        say_json(whole_report_json(report, rules.codes))
    _tell(report)


def import_command(
    installation: Installation, file: Path, email: str, preset: str, many_left: bool, as_json: bool
) -> None:
    """Read a list export, store it, and say what changed since the one before."""
    own_presets = installation.settings.presets
    rules = Rules.of(presets.load_preset(preset, own_presets))
    now = installation.clock()
    report = read_list(file, _today(installation.clock), address_check_of(installation))
    with installation.acting(email) as (session, staff):
        delta = register(
            session,
            report,
            staff,
            installation.keys,
            presets.codes_read(own_presets),
            now,
            allow_many_leavers=many_left,
        )
        if delta.list_id is not None:
            planning.recheck_after_import(session, staff.practice_id, now)
    if as_json:
        say_json(whole_report_json(report, rules.codes) | {"list": delta.list_id, "changes": dict(delta.counts)})
    _tell(report)
    _tell_delta(delta)


def sample_list_command(installation: Installation, patients: int, seed: int, style: str, out: Path) -> None:
    """Write a list of invented patients, like a clinical system's export; the same seed gives the same list."""
    write_sample(out, patients, seed, cast("Style", style), _today(installation.settings.clock()))
    say(f"{patients} invented patients are in {out}")


def _today(clock: Callable[[], datetime]) -> date:
    return london_date(clock())


def _tell(report: ListReport) -> None:
    say(f"{report.filename}: {len(report.people)} people, {len(report.refused)} refused")
    for note in report.notes:
        say(f"  note: {note}")
    for refusal in report.refused[:_SHOWN]:
        lines = ", ".join(map(str, refusal.lines))
        shown = f" ({refusal.column}: {refusal.shown})" if refusal.column else ""
        say(f"  line {lines}: {refusal.why}{shown}. {refusal.remedy}")
    if len(report.refused) > _SHOWN:
        say(f"  and {len(report.refused) - _SHOWN} more: see --json")
    _tell_remarks(report)


def _tell_remarks(report: ListReport) -> None:
    """What was found on people who were taken, a kind together: a list of ten thousand has hundreds of landlines."""
    kinds: dict[str, list[Remark]] = {}
    for person in report.people:
        for remark in person.remarks:
            kinds.setdefault(remark.why.partition(":")[0], []).append(remark)
    if kinds:
        say(f"{sum(map(len, kinds.values()))} remarks on people who were taken:")
    for remarks in kinds.values():
        for remark in remarks[:_SHOWN_OF_A_KIND]:
            say(f"  line {remark.line}: {remark.why} ({remark.column}: {remark.shown})")
        if len(remarks) > _SHOWN_OF_A_KIND:
            say(f"  and {len(remarks) - _SHOWN_OF_A_KIND} more like this: see --json")


def _tell_delta(delta: Delta) -> None:
    if delta.list_id is None:
        say("nothing changed since the list before")
    else:
        say("changes: " + ", ".join(f"{number} {kind}" for kind, number in delta.counts.items()))


COMMANDS = {"list check": check_command, "list import": import_command, "sample-list": sample_list_command}
