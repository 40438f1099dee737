"""Who is on the list but must not be coded or bulk-told. Which codes say so is data of the campaign's preset."""

from dataclasses import dataclass
from typing import Protocol

from notifier.patients.list_import.records import CodeEntry
from notifier.vocabulary import SkipReason


class OnRecord(Protocol):
    """What decides: of a `Person` just read, or of a patient in the store."""

    @property
    def deceased(self) -> bool: ...
    @property
    def left(self) -> bool: ...
    @property
    def sensitive(self) -> bool: ...
    @property
    def codes(self) -> tuple[CodeEntry, ...]: ...
    @property
    def doubt(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """Codes of any terminology that mean one thing, in the form of `clinical_codes.normal_codes`."""

    reason: SkipReason
    label: str  # as reports print it
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodeRules:
    """The groups of a preset. Codes in none of them change nothing."""

    groups: tuple[CodeGroup, ...]


def exclusion(person: OnRecord, rules: CodeRules) -> tuple[SkipReason, str] | None:
    """(reason, label), or None for who may be told.

    Deceased, else left, else sensitive, else by the codes, else in doubt: what the record says is named before what of
    it nobody could read.
    """
    if person.deceased:
        return SkipReason.DECEASED, "deceased"
    if person.left:
        return SkipReason.LEFT, "left"
    if person.sensitive:
        return SkipReason.SENSITIVE, "sensitive"
    group = _standing_group(person, rules) if person.codes else None
    if group:
        return group.reason, group.label
    return (SkipReason.IN_DOUBT, "in doubt") if person.doubt else None


def _standing_group(person: OnRecord, rules: CodeRules) -> CodeGroup | None:
    """The group of the latest dated code of all groups.

    A code without a date may be the latest, so it stands beside the latest. Where two groups stand, every one of them
    holds the patient out; an express consent names the reason, as it is what the patient said, and then the order of
    the preset.
    """
    entries = [(entry, group) for entry in person.codes for group in rules.groups if entry.code in group.codes]
    latest = max((entry.recorded_on for entry, _ in entries if entry.recorded_on), default=None)
    standing = [group for entry, group in entries if entry.recorded_on in (latest, None)]
    by_weight = sorted(
        standing, key=lambda group: (group.reason != SkipReason.EXPRESS_CONSENT, rules.groups.index(group))
    )
    return by_weight[0] if by_weight else None
