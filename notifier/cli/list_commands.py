"""Commands about list exports: check, import, and invented ones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from notifier.campaigns import presets
from notifier.campaigns.calendar import LONDON, london_date
from notifier.cli.frozen_differences import say_differences
from notifier.cli.installation import Installation
from notifier.cli.list_report import refuse_without_people, tell_report
from notifier.cli.terminal import people, say, say_json, tell
from notifier.delivery import planning
from notifier.delivery.import_effects import ImportEffects, import_effects
from notifier.errors import NotAllowed, NotFound, SettingsFault
from notifier.patients import doubt_settling, identity_doubts, import_guards, list_undo
from notifier.patients.eligibility import Rules
from notifier.patients.import_guards import ImportChoices, ImportStop, ListSource
from notifier.patients.list_age import list_age
from notifier.patients.list_comparison import ListComparison, compare_list
from notifier.patients.list_import.code_dictionary import dictionary_of
from notifier.patients.list_import.organisations import organisations
from notifier.patients.list_import.records import ListReport
from notifier.patients.list_import.report import read_list, reading_json, whole_report_json
from notifier.patients.register import Delta, register, release_joiners
from notifier.patients.samples import Style, write_sample
from notifier.pdf.envelope_rules import address_check_of
from notifier.vocabulary import ChangeKind

_SHOWN = 50  # effects of an import printed for people


def check_command(installation: Installation, file: Path, preset: str, as_json: bool) -> None:
    """Read a list export, say what would be taken and refused, and compare it with the list on record; stores nothing.

    Where nothing is on record, or it cannot be looked at, that is said, and the list is read all the same.
    """
    own_presets = installation.settings.presets
    rules = Rules.of(presets.load_preset(preset, own_presets))
    today = _today(installation.settings.clock())
    report = read_list(file, today, address_check_of(installation.settings), dictionary_of(own_presets))
    beside = _beside_record(installation, report, ListSource(list_age(file, today), organisations(file)))
    if as_json:
        say_json(whole_report_json(report, rules.codes) | beside.as_json())
    tell_report(report, rules.codes)
    for line in beside.lines():
        say(line)
    refuse_without_people(report)


def import_command(
    installation: Installation,
    file: Path,
    email: str,
    preset: str,
    expect: tuple[str, ...],
    many_left: bool,
    joiners_now: bool,
    as_json: bool,
) -> None:
    """Read a list export, store it, and say what changed since the one before."""
    own_presets = installation.settings.presets
    rules = Rules.of(presets.load_preset(preset, own_presets))
    now, today = installation.clock(), _today(installation.clock)
    report = read_list(file, today, address_check_of(installation.settings), dictionary_of(own_presets))
    if not report.people:
        if as_json:
            say_json(whole_report_json(report, rules.codes))
        tell_report(report, rules.codes)
        refuse_without_people(report)
    expected = {*expect, *([ChangeKind.LEFT.value] if many_left else [])}
    with installation.acting(email) as (session, staff):
        delta = register(
            session,
            report,
            staff,
            installation.keys,
            presets.codes_read(own_presets),
            now,
            ImportChoices.of(expected, joiners_now=joiners_now),
            ListSource(list_age(file, today), organisations(file), reading_json(report)),
        )
        if delta.list_id is not None:
            planning.recheck_after_import(session, staff.practice_id, now)
    if as_json:
        imported = {"list": delta.list_id, "changes": dict(delta.counts)}
        say_json(whole_report_json(report, rules.codes) | imported)
    tell_report(report, rules.codes)
    _tell_delta(delta)
    say_differences(installation, now)


def release_command(installation: Installation, email: str) -> None:
    """Have whoever joined with the last lists told by the campaigns that run at once, and not only tomorrow."""
    with installation.acting(email) as (session, staff):
        released = release_joiners(session, staff, installation.clock())
    waits = "waits" if released == 1 else "wait"
    say(f"{people(released)} who joined {waits} no longer: a worker tells them within a minute")


def undo_command(installation: Installation, email: str) -> None:
    """Take the last import back, as long as nothing was sent because of it; else say what was sent to whom."""
    now = installation.clock()
    with installation.acting(email) as (session, staff):
        effects = list_undo.effects_of_last(session, staff.practice_id)
        for effect in effects[:_SHOWN]:
            say(f"  {effect.sentence}")
        if len(effects) > _SHOWN:
            say(f"  and {len(effects) - _SHOWN} more")
        undone = list_undo.undo_last(session, installation.keys, staff, now)
        planning.recheck_after_import(session, staff.practice_id, now)
    say(
        f"the list {undone.filename} of {undone.imported_at.astimezone(LONDON):%d %b %Y %H:%M} is taken back: "
        f"forgotten: {people(undone.joiners)} whom it brought; as before it: {people(undone.restored)}"
    )
    say_differences(installation, now)


def doubts_command(installation: Installation) -> None:
    """Say each patient of whom nobody can be sure who they are; they are held until it is settled."""
    with installation.database.reading() as session:
        found = identity_doubts.open_doubts(session, installation.practice_id(session))
    for one in found:
        tell(f"{one.id}: {one.question} On record: {one.known}. On the list: {one.listed}")
    if found:
        say("a manager settles them on the staff pages, under Things to settle, or by `notifier list settle`")
    else:
        say("nobody is in doubt")


def settle_doubt_command(installation: Installation, doubt_id: int, found: str, note: str, email: str) -> None:
    """Write down what a person found out of a doubt: one person, or two."""
    now = installation.clock()
    with installation.acting(email) as (session, staff):
        is_same = found == "same"
        doubt_settling.settle_doubt(session, installation.keys, doubt_id, staff, is_same, note, now)
    say(f"doubt {doubt_id} is settled: {'one person' if is_same else 'two people'}")
    say_differences(installation, now)


def sample_list_command(installation: Installation, patients: int, seed: int, style: str, out: Path) -> None:
    """Write a list of invented patients, like a clinical system's export; the same seed gives the same list."""
    write_sample(out, patients, seed, cast("Style", style), _today(installation.settings.clock()))
    say(f"{patients} invented patients are in {out}")


def _today(clock: Callable[[], datetime]) -> date:
    return london_date(clock())


def _tell_delta(delta: Delta) -> None:
    if delta.list_id is None:
        say("nothing changed since the list before")
    else:
        say(f"changes: {_counted(delta.counts)}")
    if delta.counts["other_person"] or delta.counts["other_number"]:
        say("who is in doubt is held: `notifier list doubts` names them")
    if delta.joiners_wait_until is not None:
        until = f"{delta.joiners_wait_until.astimezone(LONDON):%d %b %Y %H:%M}"
        say(f"whoever joined is told from {until} on: `notifier list release` lets them go at once")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {_WORDS.get(kind, kind)}" for kind, number in counts.items())


@dataclass(frozen=True)
class _BesideRecord:
    """A list beside the one on record, where there is one; `without` says why there is none to compare with."""

    without: str
    comparison: ListComparison | None = None
    campaigns: Sequence[ImportEffects] = ()
    stops: Sequence[ImportStop] = ()

    def as_json(self) -> dict[str, Any]:
        """What `--json` says besides: `changes` is null where there is nothing to compare with."""
        if self.comparison is None:
            return {"changes": None, "campaigns": [], "stopped_by": [], "on_record": self.without}
        changes = {**self.comparison.counts, "details": self.comparison.changed_details}
        campaigns = [one._asdict() for one in self.campaigns]
        return {"changes": changes, "campaigns": campaigns, "stopped_by": [one.why for one in self.stops]}

    def lines(self) -> Iterator[str]:
        """What people read."""
        if self.comparison is None:
            yield f"no list on record to compare it with: {self.without}"
            return
        yield f"an import would change: {_counted(self.comparison.counts)}"
        details = {name: number for name, number in self.comparison.changed_details.items() if number}
        if details:
            yield f"  of those who are on both lists, changed: {_counted(details)}"
        for one in self.campaigns:
            yield (
                f"  campaign {one.id} ({one.name}, {one.campaign_status}) would tell {people(one.told_anew)} anew, "
                f"withdraw planned deliveries: {one.withdrawn}, and hold {people(one.held)} more"
            )
        for stop in self.stops:
            yield f"  an import would be refused: {stop.why} (if it is right: {stop.unless})"


def _beside_record(installation: Installation, report: ListReport, source: ListSource) -> _BesideRecord:
    try:
        with installation.database.reading() as session:
            practice_id = installation.practice_id(session)
            codes_read = presets.codes_read(installation.settings.presets)
            comparison = compare_list(session, practice_id, report, codes_read)
            if comparison.is_first:
                return _BesideRecord("the practice has none yet")
            campaigns = import_effects(session, practice_id, comparison)
            return _BesideRecord(
                "",
                comparison,
                campaigns,
                import_guards.stops(session, practice_id, report, comparison, ImportChoices(), source),
            )
    except (SettingsFault, NotFound, NotAllowed) as fault:
        return _BesideRecord(str(fault))


_WORDS = {
    "other_person": "under a number of somebody else",
    "other_number": "perhaps known by another number",
    "identity": "names or days of birth",
    "address": "addresses",
    "mobile": "mobile numbers",
    "email": "email addresses",
}

COMMANDS = {
    "list check": check_command,
    "list import": import_command,
    "list release": release_command,
    "list undo": undo_command,
    "list doubts": doubts_command,
    "list settle": settle_doubt_command,
    "sample-list": sample_list_command,
}
