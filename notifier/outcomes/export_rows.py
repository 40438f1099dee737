"""The lists of an export, row by row: who may be coded with what, who is held, who keeps it, whose code comes off."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from notifier.campaigns.added_codes import RecordCode, codes_for, in_terminology_of
from notifier.campaigns.calendar import london_date
from notifier.campaigns.presets import Preset
from notifier.outcomes.coding_tasks import CodingTaskView
from notifier.outcomes.export_files import in_batches
from notifier.outcomes.facts import Concluded
from notifier.outcomes.freezing import FrozenSetView
from notifier.outcomes.frozen_rows import FrozenRow
from notifier.replies.history import ReplyView
from notifier.vocabulary import ClinicalSystem, CodingTaskKind, HoldReason, OutcomeKind

KEEP, TAKE_OFF, OTHER_BASIS, LATE_ANSWERS = "keep", "take_off", "other_basis", "late_answers"
MAY_CODE = (OutcomeKind.MAY_CODE_ASKED, OutcomeKind.MAY_CODE_SILENT)
# What a later fact has a person do about somebody whom the set lets be coded, and the list that names them.
TASK_LISTS: Mapping[CodingTaskKind, str] = {
    CodingTaskKind.TAKE_OFF: TAKE_OFF,
    CodingTaskKind.WRONGLY_CODED: TAKE_OFF,
    CodingTaskKind.OTHER_BASIS: OTHER_BASIS,
}
HELD_BY_WORDS = (HoldReason.OBJECTED, HoldReason.UNDECIDED, HoldReason.UNDER_REVIEW)

_WHO = ("NHS number", "Family name", "Given name", "Date of birth")
_CODE = ("Code", "Terminology", "Term")
_MAY_CODE_HEADER = (*_WHO, "Outcome", "Evidence", "Notice ended", *_CODE, "Date to enter", "Free text", "Why")
_HOLD_HEADER = (*_WHO, "Outcome", "Reason", "Evidence", "Notice ended", "Why")
_KEEP_HEADER = (*_WHO, "Extent wanted", *_CODE, "Free text", "Since the set was closed", "Why")
_TASK_HEADER = ("NHS number", "Name", "Date of birth", "Mobile", "What to do", "Why", "Found on", "Task")
_LATE_HEADER = (*_WHO, "Answer", "Came on", "Last day", "Settled")


class ExportList(NamedTuple):
    """One list. `name` is its file's; `counted_as` the list that it is a part of, where it is a batch."""

    name: str
    counted_as: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]  # the first cell of each is the NHS number
    has_numbers_file: bool  # the bare numbers too, for the clinical system's import


@dataclass(frozen=True)
class ExportSources:
    """What the lists are made of: the closed set, what follows now, and the practice's own codes."""

    preset: Preset
    frozen: FrozenSetView
    closed_on: date
    rows: Sequence[FrozenRow]  # by NHS number
    left_out: Collection[str]  # NHS numbers that a later fact takes off the lists of those who may be coded
    now_held: Sequence[Concluded]  # whoever is held by what they said, as it is now
    said: Mapping[int, Sequence[ReplyView]]  # by notice
    tasks: Sequence[CodingTaskView]
    system: ClinicalSystem | None
    signed_off: Collection[str]  # the codes that the approver let for silent patients

    def codes(self, kind: OutcomeKind) -> Sequence[RecordCode]:
        """What is added to the record of patients with this outcome."""
        return codes_for(self.preset.adds, kind, self.signed_off, self.system)


def export_lists_of(sources: ExportSources, batch_size: int | None) -> Iterator[ExportList]:
    """Every list of an export; those of who may be coded in parts of `batch_size`, if given."""
    for kind in MAY_CODE:
        rows = {row.nhs_number: row for row in sources.rows if row.outcome is kind}
        for batch in in_batches(list(rows), batch_size):
            coded = [rows[number] for number in batch.nhs_numbers if number not in sources.left_out]
            cells = [_may_code_row(row, sources) for row in coded]
            yield ExportList(f"{kind}{batch.suffix}", kind.value, _MAY_CODE_HEADER, cells, has_numbers_file=True)
    held = [_hold_row(row) for row in sources.rows if row.outcome is OutcomeKind.HOLD]
    yield ExportList(OutcomeKind.HOLD.value, OutcomeKind.HOLD.value, _HOLD_HEADER, held, has_numbers_file=True)
    yield _plain_list(KEEP, _KEEP_HEADER, list(_keep_rows(sources)))
    for name in (TAKE_OFF, OTHER_BASIS):
        tasks = [_task_row(task) for task in sources.tasks if TASK_LISTS.get(task.kind) == name]
        yield _plain_list(name, _TASK_HEADER, tasks)
    late = [row for one in sources.now_held if (row := _late_row(one, _answers(one, sources.said)))]
    yield _plain_list(LATE_ANSWERS, _LATE_HEADER, late)


def _plain_list(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> ExportList:
    return ExportList(name, name, header, rows, has_numbers_file=False)


def _may_code_row(row: FrozenRow, sources: ExportSources) -> Sequence[str]:
    ended = _day(row.deadline_on) if row.deadline_on else ""
    code = _code_cells(sources.codes(row.outcome))
    # On the day of the closing: before it nobody had decided, and a code from before the launch is none of ours.
    date_to_enter = _day(sources.closed_on) if code[0] else ""
    said = (row.outcome.value, row.evidence.value, ended)
    return *_who(row), *said, *code, date_to_enter, row.free_text, row.sentence


def _hold_row(row: FrozenRow) -> Sequence[str]:
    ended = _day(row.deadline_on) if row.deadline_on else ""
    return *_who(row), row.outcome.value, row.reason.value, row.evidence.value, ended, row.sentence


def _keep_rows(sources: ExportSources) -> Iterator[Sequence[str]]:
    """Whoever keeps it as it is now: towards keeping everything counts at once."""
    already = {row.nhs_number for row in sources.rows if row.reason is HoldReason.OBJECTED}
    for one in sources.now_held:
        if one.outcome.reason is not HoldReason.OBJECTED:
            continue
        standing = next((answer for answer in _answers(one, sources.said) if answer.doubt is None), None)
        extent = standing.extent if standing else None
        wanted = [entry for entry in sources.preset.preferences if entry.extent in (None, extent)]
        yield (
            *_who(one),
            extent.value if extent else "",
            *_code_cells(in_terminology_of(wanted, sources.system)),
            one.free_text(sources.preset.free_text),
            "" if one.nhs_number in already else "yes",
            one.sentence,
        )


def _task_row(task: CodingTaskView) -> Sequence[str]:
    born = _day(task.date_of_birth) if task.date_of_birth else ""
    found = _day(london_date(task.found_at))
    return task.nhs_number, task.full_name, born, task.mobile, f"{task.to_do}.", task.why, found, str(task.id)


def _late_row(one: Concluded, said: Sequence[ReplyView]) -> Sequence[str] | None:
    """Whoever is held because of what they said, and said it too late to be sure that the code is not there."""
    late = next((answer for answer in said if answer.may_have_to_come_off), None)
    if late is None:
        return None
    settled = "" if one.outcome.reason is HoldReason.UNDER_REVIEW else "yes"
    return *_who(one), late.choice.value, _day(london_date(late.received_at)), _day(late.last_day), settled


def _answers(one: Concluded, told: Mapping[int, Sequence[ReplyView]]) -> Sequence[ReplyView]:
    """What was said for a patient and not found to be somebody else's, latest first."""
    said = told.get(one.notice_id, ()) if one.notice_id is not None else ()
    return [answer for answer in reversed(said) if not (answer.is_replaced or answer.not_theirs)]


def _code_cells(codes: Sequence[RecordCode]) -> tuple[str, str, str]:
    """Code, terminology and term; several of each where nobody said which the practice's is."""
    parts = ([one.code for one in codes], [one.terminology for one in codes], [one.term for one in codes])
    code, terminology, term = (" / ".join(dict.fromkeys(part)) for part in parts)
    return code, terminology, term


def _who(one: FrozenRow | Concluded) -> tuple[str, str, str, str]:
    return one.nhs_number, one.family_name, one.given_name, _day(one.date_of_birth)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
