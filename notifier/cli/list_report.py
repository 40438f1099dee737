"""What was made of a list, for whoever exported it: nothing that was read is left out, the doubtful comes first."""

from collections.abc import Iterable, Iterator, Sequence

from notifier.cli.terminal import say
from notifier.errors import ListFault
from notifier.patients.list_import.exclusions import CodeRules
from notifier.patients.list_import.headings import plain_heading
from notifier.patients.list_import.records import ListReport, Remark
from notifier.patients.list_import.report import held_people

_SHOWN = 50  # refused rows printed for people; --json has them all
_LINES_SHOWN = 10  # numbers of lines in one sentence; --json has them all
_SHOWN_OF_A_KIND = 5  # remarks of one kind with their values; of the others the lines


def tell_report(report: ListReport, rules: CodeRules) -> None:
    """Say how the list was read, who is held out, and what is to be put right."""
    say(f"{report.filename}: {len(report.people)} people, {len(report.refused)} refused")
    for line in (*_how_it_was_read(report), *_who_is_held(report, rules), *_refusals(report), *_remarks(report)):
        say(line)


def refuse_without_people(report: ListReport) -> None:
    """Raises `ListFault` where every row was refused, for then nothing was understood of the list."""
    if not report.people:
        raise ListFault(
            f"Nobody in {report.filename} could be read: all of its {len(report.refused)} patients are refused. "
            "The reasons stand above; put them right and export the list again"
        )


def _how_it_was_read(report: ListReport) -> Iterator[str]:
    where = f"sheet {report.sheet}" if report.sheet else f"{report.encoding}, cells parted by {report.delimiter}"
    yield f"  read as {report.form}, {where}, headings in line {report.header_line}"
    yield "  columns read: " + ", ".join(_read_as(heading, taken_for) for taken_for, heading in report.columns)
    if quiet := [one.heading for one in report.not_read if not one.matters]:
        yield f"  columns not read: {', '.join(quiet)}"
    for one in report.not_read:
        if one.matters:
            what = f"column “{one.heading}”" if one.heading else f"column {one.position}, which has no heading"
            yield f"  NOT READ: {what}. If it is needed here, give it another heading and check again"
    for note in report.notes:
        yield f"  note: {note}"
    for ignored in report.ignored[:_SHOWN]:
        yield f"  line {report.place(ignored.line)} ignored, {ignored.why}: {ignored.shown}"
    if len(report.ignored) > _SHOWN:
        yield f"  and {len(report.ignored) - _SHOWN} more ignored: see --json"
    if report.continued:
        yield f"  lines read as going on with the patient above: {_listed(report, report.continued)}"
    for heading, word, cells in report.left_blank:
        yield f"  taken for nothing: “{word}” in {heading}, {_times(cells)}"
    if report.unknown_codes:
        shown = [f"{code} ({rows})" for code, rows in report.unknown_codes[:_LINES_SHOWN]]
        codes = _some(shown, len(report.unknown_codes))
        yield f"  codes that no preset knows, and in how many rows; they hold nobody out: {codes}"


def _read_as(heading: str, taken_for: str) -> str:
    """A heading, with what it was taken for where it does not say so itself."""
    words = taken_for.replace("_", " ")
    return heading if plain_heading(heading).startswith(plain_heading(words)) else f"{heading} (read as {words})"


def _who_is_held(report: ListReport, rules: CodeRules) -> Iterator[str]:
    if held := held_people(report, rules):
        yield "  held out: " + ", ".join(f"{number} {reason}" for reason, number in held.items())
    for what, number in (
        ("texts", sum(person.sms_declined for person in report.people)),
        ("emails", sum(person.email_declined for person in report.people)),
    ):
        if number:
            yield f"  {number} {'declines' if number == 1 else 'decline'} {what}"


def _refusals(report: ListReport) -> Iterator[str]:
    for refusal in report.refused[:_SHOWN]:
        shown = f" ({refusal.column}: {refusal.shown})" if refusal.column else f" ({refusal.shown})"
        yield f"  line {_listed(report, refusal.lines)}: {refusal.why}{shown}. {refusal.remedy}"
    if len(report.refused) > _SHOWN:
        yield f"  and {len(report.refused) - _SHOWN} more: see --json"


def _remarks(report: ListReport) -> Iterator[str]:
    """What was found on people who were taken, a kind together: a list of ten thousand has hundreds of landlines."""
    kinds: dict[tuple[bool, str], list[Remark]] = {}
    for person in report.people:
        for remark in person.remarks:
            kinds.setdefault((not remark.holds, remark.why.partition(":")[0]), []).append(remark)
    if kinds:
        yield f"{sum(map(len, kinds.values()))} remarks on people who were taken:"
    for (_, _), remarks in sorted(kinds.items(), key=lambda kind: kind[0][0]):
        for remark in remarks[:_SHOWN_OF_A_KIND]:
            held = ", held out" if remark.holds else ""
            beside = f" ({remark.column}: {remark.shown})" if remark.column else ""
            yield f"  line {report.place(remark.line)}: {remark.why}{held}{beside}"
        if others := remarks[_SHOWN_OF_A_KIND:]:
            lines = [remark.line for remark in others]
            yield f"  and {len(others)} more like this, in lines {_listed(report, lines)}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _listed(report: ListReport, lines: Sequence[int]) -> str:
    return _some(list(map(report.place, lines[:_LINES_SHOWN])), len(lines))


def _some(shown: Iterable[str], of: int) -> str:
    """The first things of a row of `of`, and how many more there are."""
    more = of - _LINES_SHOWN
    return f"{', '.join(shown)} and {more} more: see --json" if more > 0 else ", ".join(shown)
