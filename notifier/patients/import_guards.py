"""What stops an import until a person says that it is right: too much at once, or a list older than the one we have."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from notifier.campaigns.calendar import london_date
from notifier.errors import NotAllowed
from notifier.patients.list_age import NO_AGE, ListAge
from notifier.patients.list_comparison import ListComparison
from notifier.patients.list_import.records import ListReport
from notifier.practice.practices import SAMPLE_ODS_CODE
from notifier.store.tables import PatientList, Practice
from notifier.vocabulary import ChangeKind

# A list that moves so large a share of the practice at once is rather the wrong file than so many people.
MOST_AT_ONCE = 0.2
OTHER_CODE = "other-code"  # what a person says of a list whose rows bear the code of another practice
OLDER = "older"  # what a person says who means to go back to an older list
AGE_TOLD_BY = "made_on_by"  # in a list's reading: whether its name or its file's time tells how old it is
_FEW = 20  # which a practice of any size may lose or gain between two lists


class ImportStop(NamedTuple):
    """One reason to stop an import, and the word by which whoever knows better says that it is so."""

    why: str
    expect: str  # a `ChangeKind`, `OLDER` or `OTHER_CODE`

    @property
    def unless(self) -> str:
        """How whoever knows better says so on the command line."""
        return f"--expect {self.expect}"


class ListMovedOn(NotAllowed):
    """An import would change something else than what the person who confirmed it was shown."""


@dataclass(frozen=True)
class ImportChoices:
    """What the person who imports says of a list: what is so although it is much, and who need not wait."""

    expected: Collection[ChangeKind] = ()
    may_be_older: bool = False  # than the list before it
    other_code: bool = False  # its rows bear another practice's code, as after a merger
    joiners_now: bool = False  # whoever joins a running campaign is told at once
    shown: Mapping[str, int] | None = None  # what a page said that it would change: if it is something else, it stops

    @classmethod
    def of(cls, expect: Collection[str], *, joiners_now: bool, shown: Mapping[str, int] | None = None) -> Self:
        """The choices of a person by the words of `ImportStop.expect`; any other word is nothing."""
        kinds = [kind for kind in ChangeKind if kind in expect]
        return cls(kinds, OLDER in expect, OTHER_CODE in expect, joiners_now, shown)


@dataclass(frozen=True)
class ListSource:
    """What is known of a list besides its people: how old it is, whose its rows say it is, how it was read, as JSON."""

    age: ListAge = NO_AGE
    organisations: Mapping[str, int] = field(default_factory=dict)  # rows by the ODS code in them
    reading: Mapping[str, Any] = field(default_factory=dict)


AS_IT_COMES = ImportChoices()
NOTHING_KNOWN = ListSource()


def stops(
    session: Session,
    practice_id: int,
    report: ListReport,
    comparison: ListComparison,
    choices: ImportChoices,
    source: ListSource,
) -> list[ImportStop]:
    """Everything for which an import has to stop, and that the person who imports did not say is so.

    Of the first list, only that it is another practice's.
    """
    found = [] if comparison.is_first else list(_too_many(comparison, choices.expected))
    if not choices.may_be_older and (why := _older(session, practice_id, report, source.age)):
        found.append(ImportStop(why, OLDER))
    if not choices.other_code and (why := _others(session, practice_id, source.organisations)):
        found.append(ImportStop(why, OTHER_CODE))
    return found


def refuse_moved_on(comparison: ListComparison, choices: ImportChoices) -> None:
    """Raises ListMovedOn where a list would change something else by now than what its page showed."""
    if choices.shown is not None and choices.shown != comparison.counts:
        raise ListMovedOn("what is on record changed since this list was compared with it: look at it again")


def refuse_stopped(found: Collection[ImportStop]) -> None:
    """Raises NotAllowed, with every reason and the way on, where there is any."""
    if found:
        whys = "; ".join(one.why for one in found)
        unless = " ".join(one.unless for one in found)
        raise NotAllowed(f"{whys}. Nothing was imported. If it is right all the same, import it with {unless}")


def _too_many(comparison: ListComparison, expected: Collection[ChangeKind]) -> Iterator[ImportStop]:
    here, counts, missing = comparison.still_here, comparison.counts, len(comparison.missing)
    flagged = counts[ChangeKind.LEFT] - missing
    also = f" and {flagged:,} more have left by what it says" if flagged else ""
    joined, died, renamed = counts[ChangeKind.JOINED], counts[ChangeKind.DIED], comparison.named_anew
    names = "another name or day of birth: are the columns right?"
    whys = {
        ChangeKind.LEFT: f"{missing:,} of {here:,} patients are missing from this list{also}",
        ChangeKind.DIED: f"{died:,} of {here:,} patients have died by this list",
        ChangeKind.JOINED: f"{joined:,} of {len(comparison.wanted):,} people are new: is this the right list?",
        ChangeKind.CHANGED: f"{renamed:,} of {here:,} patients have {names}",
    }
    # Some dead and some gone may be one mistake, of which neither half is much.
    gone = sum(counts[kind] for kind in (ChangeKind.LEFT, ChangeKind.DIED) if kind not in expected)
    weights = {ChangeKind.LEFT: gone, ChangeKind.DIED: gone, ChangeKind.JOINED: joined, ChangeKind.CHANGED: renamed}
    numbers = {ChangeKind.LEFT: counts[ChangeKind.LEFT], ChangeKind.DIED: died}
    for kind, weight in weights.items():
        if kind not in expected and weight > max(_FEW, MOST_AT_ONCE * here) and numbers.get(kind, weight):
            yield ImportStop(whys[kind], kind.value)


def _older(session: Session, practice_id: int, report: ListReport, age: ListAge) -> str:
    """Why a list seems to be older than the last one that counts; empty where nothing says so."""
    standing = standing_lists(session, practice_id)
    if not standing or standing[0].sha256 == report.sha256:
        return ""
    last, *before = standing
    if seen := next((one for one in before if one.sha256 == report.sha256), None):
        return (
            f"this very list was imported on {london_date(seen.imported_at):%d %B %Y}, and the list of "
            f"{london_date(last.imported_at):%d %B %Y} is newer"
        )
    if age.made_on is None or last.made_on is None or age.told_by != last.reading.get(AGE_TOLD_BY):
        return ""
    if age.made_on < last.made_on:
        of = f"{age.made_on:%d %B %Y}, and the last one that was imported of {last.made_on:%d %B %Y}"
        return f"by its {age.told_by} this list is of {of}"
    return ""


def _others(session: Session, practice_id: int, organisations: Mapping[str, int]) -> str:
    """Why a list seems to be another practice's; empty where its rows name none, or mostly this one."""
    own = session.get_one(Practice, practice_id).ods_code
    most = max(organisations, key=lambda code: organisations[code], default=own)
    if own in (most, SAMPLE_ODS_CODE):
        return ""
    rows = sum(organisations.values())
    return (
        f"{organisations[most]:,} of {rows:,} rows are of the practice {most}, and this installation is that of {own}"
    )


def standing_lists(session: Session, practice_id: int) -> list[PatientList]:
    """The practice's imports that were not taken back, the latest first."""
    undoing = aliased(PatientList)
    query = select(PatientList).where(PatientList.practice_id == practice_id, PatientList.undoes_id.is_(None))
    query = query.where(~select(undoing.id).where(undoing.undoes_id == PatientList.id).exists())
    return list(session.execute(query.order_by(PatientList.id.desc())).scalars())
