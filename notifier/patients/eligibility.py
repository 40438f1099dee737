"""What a campaign's preset makes of a stored record: the same rule as the list import's, for every later stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from notifier.campaigns.presets import Preset
from notifier.patients.list_import.exclusions import CodeGroup, CodeRules, exclusion
from notifier.patients.list_import.records import CodeEntry
from notifier.vocabulary import SkipReason

# A code of a patient as the table has it: [code, ISO date or null].
RecordedCode: TypeAlias = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class _OnRecord:
    deceased: bool
    left: bool
    sensitive: bool
    codes: tuple[CodeEntry, ...]
    doubt: str


@dataclass(frozen=True)
class Rules:
    """The exclusions of one preset, applied to rows of the patient table."""

    codes: CodeRules

    @classmethod
    def of(cls, preset: Preset) -> "Rules":
        """The rules that a preset's groups make."""
        return cls(
            CodeRules(tuple(CodeGroup(group.reason, group.label, frozenset(group.codes)) for group in preset.groups))
        )

    def exclusion(
        self, deceased: bool, left: bool, sensitive: bool, codes: Sequence[RecordedCode], doubt: str
    ) -> SkipReason | None:
        """Why the patient is kept out, or None. `doubt` is what of their record could not be read, empty for none."""
        if not (deceased or left or sensitive or codes or doubt):
            return None
        entries = tuple(CodeEntry(str(code), date.fromisoformat(on) if on else None) for code, on in codes)
        found = exclusion(_OnRecord(deceased, left, sensitive, entries, doubt), self.codes)
        return found[0] if found else None
