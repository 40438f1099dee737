"""The figures of a campaign as pages show them: counted once when something changed, and kept with their moment.

They are a view and no source: export, freezing, coding and evidence conclude by themselves. Whoever asks for the
figures of a small list, or when little changed, has them brought up to date at once; on a large list a worker does it,
and pages say until then for which moment the figures hold. A page does what no worker did within a minute. Of two who
count at the same time one writes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import CursorResult, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from notifier.campaigns.calendar import LONDON, london_date
from notifier.delivery.limits import spending
from notifier.outcomes import fact_changes, kept_conclusions, progress, sealing
from notifier.outcomes.fact_changes import FactChanges
from notifier.outcomes.kept_conclusions import ConclusionRow
from notifier.outcomes.progress import Conclusion, DailyReplies, Progress
from notifier.settings import Settings
from notifier.store.database import Database
from notifier.store.tables import Campaign, CampaignFigures, Patient
from notifier.vocabulary import CampaignStatus, Choice

SMALL_LIST = 1_000  # patients who are concluded while a page waits
FEW_CHANGED = 100  # patients of a larger list
OVERDUE = timedelta(minutes=1)  # for a worker, after a change
WHOLE_SHARE = 4  # where more than a fourth of a list changed, everybody is concluded: it costs no more
_CLOCKS_APART = timedelta(minutes=1)
_FEW_NOTES = 4 * FEW_CHANGED  # a message on its way has several
_PATIENCE = 10.0  # seconds that a page waits for another one that counts

_COUNTING = Lock()  # in one process; of several, one finds that another has written


@dataclass(frozen=True)
class KeptFigures:
    """The figures of one campaign, and the moment for which they hold."""

    as_of: datetime
    is_current: bool  # nothing that bears on them changed since
    conclusions: Mapping[Conclusion, int]  # how many patients have which outcome, reason and evidence together
    progress: Progress
    places_in_doubt: int  # messages that may have told somebody else
    spent: int | None  # in thousandths of a penny; None without a budget
    replies_by_day: Sequence[DailyReplies]  # the answers that `progress` counts
    version: int  # while it is the same, so are they

    @property
    def choices_by_day(self) -> Mapping[date, Mapping[Choice, int]]:
        """The answers of each day on which any came, by what they say."""
        found: defaultdict[date, Counter[Choice]] = defaultdict(Counter)
        for one in self.replies_by_day:
            found[one.day][one.choice] += one.number
        return found


@dataclass(frozen=True)
class _Standing:
    """How what is kept of a campaign stands to its facts."""

    version: int  # 0: nothing is kept
    figures: KeptFigures | None
    changes: FactChanges
    is_whole: bool  # everybody has to be concluded anew
    patients: int  # on the list

    @property
    def is_current(self) -> bool:
        return self.figures is not None and not self.changes.ids and not self.is_whole

    @property
    def is_little(self) -> bool:
        """Whether a page may wait for it."""
        if self.patients <= SMALL_LIST:
            return True
        return not self.is_whole and len(self.changes.patient_ids or ()) <= FEW_CHANGED


@dataclass(frozen=True)
class _Counted:
    """What was kept of those who were concluded anew, and what follows for them now."""

    before: Mapping[int, ConclusionRow]
    after: Mapping[int, ConclusionRow]
    of_all: KeptFigures | None  # what was kept of everybody; none: those above are everybody


def current_figures(database: Database, campaign_id: int, now: datetime, settings: Settings) -> KeptFigures:
    """What a page shows of a campaign. It must not be called within a session, for it may write what it counted."""
    with database.reading() as session:
        standing = _standing(session, campaign_id, now, _FEW_NOTES)
    kept = standing.figures
    if kept is not None and (standing.is_current or not (standing.is_little or _is_overdue(standing, now))):
        return replace(kept, is_current=standing.is_current)
    must_wait = standing.is_little or kept is None
    if not _COUNTING.acquire(blocking=must_wait, timeout=_PATIENCE if must_wait else -1):
        return kept or _renewed(database, campaign_id, now, settings)
    try:
        return _renewed(database, campaign_id, now, settings)
    finally:
        _COUNTING.release()


def renew_figures(
    database: Database, now: datetime, settings: Settings, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Bring the figures of every campaign up to date that was launched or looked at; returns how many had changed."""
    with database.reading() as session:
        is_shown = or_(
            CampaignFigures.campaign_id.is_not(None), Campaign.campaign_status.in_(CampaignStatus.launched())
        )
        query = select(Campaign.id).outerjoin(CampaignFigures, CampaignFigures.campaign_id == Campaign.id)
        shown = (
            session.execute(query.where(is_shown, Campaign.forgotten_at.is_(None)).order_by(Campaign.id))
            .scalars()
            .all()
        )
        stale = [one for one in shown if not _standing(session, one, now, 1).is_current]
    for campaign_id in stale:
        if not stopping():
            _renewed(database, campaign_id, now, settings)
    return len(stale)


def _renewed(database: Database, campaign_id: int, now: datetime, settings: Settings) -> KeptFigures:
    """Conclude for whom something changed, count, and keep it unless somebody else did meanwhile."""
    with database.reading() as session:
        standing = _standing(session, campaign_id, now, None)
        if standing.figures is not None and standing.is_current:
            return standing.figures
        campaign = session.get_one(Campaign, campaign_id)
        concerned = None if standing.is_whole else standing.changes.patient_ids
        some = None if concerned is None else fact_changes.concerned_patients(session, campaign, concerned, now)
        if some is not None and len(some) * WHOLE_SHARE > standing.patients:
            some = None
        before = kept_conclusions.read_rows(session, campaign_id, some)
        after = kept_conclusions.conclude_rows(session, campaign, now, some)
        counted = _Counted(before, after, None if some is None else standing.figures)
        figures = _figures(session, campaign_id, now, settings, counted, standing.version + 1)
        is_complete = not fact_changes.has_later_facts(session, campaign, now, some)
    try:
        with database.writing() as session:
            if _keep(session, campaign_id, figures):
                kept_conclusions.write_rows(session, campaign_id, before, after)
                if is_complete:
                    sealing.note_changes(session, campaign_id)
                    fact_changes.remove_changes(session, standing.changes)
    except (
        IntegrityError
    ):  # a patient was taken from the list meanwhile, which is noted: whoever looks next counts anew
        return replace(figures, is_current=False)
    return figures


def _standing(session: Session, campaign_id: int, now: datetime, most: int | None) -> _Standing:
    row = session.get(CampaignFigures, campaign_id)
    if row is not None and session.get_one(Campaign, campaign_id).forgotten_at is not None:
        # The last counts stay as they were: from what is left, nothing would follow for anybody.
        kept = _read(row)
        return _Standing(row.version, kept, FactChanges([], frozenset(), None), False, kept.progress.patients)
    changes = fact_changes.read_changes(session, campaign_id, most)
    if row is None:
        listed = select(func.count()).select_from(Patient).join(Campaign, Campaign.practice_id == Patient.practice_id)
        patients = session.execute(listed.where(Campaign.id == campaign_id)).scalar_one()
        return _Standing(0, None, changes, is_whole=True, patients=patients)
    figures = _read(row)
    # A day is over, so that a time to answer may be; or the clock was put back.
    is_other_day = london_date(row.as_of) != london_date(now) or row.as_of - now > _CLOCKS_APART
    is_whole = is_other_day or (bool(changes.ids) and changes.patient_ids is None)
    return _Standing(row.version, figures, changes, is_whole, figures.progress.patients)


def _is_overdue(standing: _Standing, now: datetime) -> bool:
    """Whether a worker would have done it by now, if there were one."""
    if standing.changes.since is not None and datetime.now(UTC) - standing.changes.since > OVERDUE:
        return True
    here = now.astimezone(LONDON)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return standing.is_whole and not standing.changes.ids and here - midnight > OVERDUE


def _figures(
    session: Session, campaign_id: int, now: datetime, settings: Settings, counted: _Counted, version: int
) -> KeptFigures:
    conclusions = kept_conclusions.count_rows(counted.after.values())
    elsewhere = sum(one.places_in_doubt for one in counted.after.values())
    if counted.of_all is not None:
        # Of everybody else as it was counted before, which nobody has done anything to since.
        conclusions.update(counted.of_all.conclusions)
        conclusions.subtract(kept_conclusions.count_rows(counted.before.values()))
        elsewhere += counted.of_all.places_in_doubt
        elsewhere -= sum(one.places_in_doubt for one in counted.before.values())
    answers = progress.replies_by_day(session, campaign_id)
    return KeptFigures(
        as_of=now,
        is_current=True,
        conclusions=+conclusions,
        progress=progress.counts_with(session, campaign_id, conclusions, answers),
        places_in_doubt=elsewhere,
        spent=spending.count_spent(session, campaign_id, settings),
        replies_by_day=answers,
        version=version,
    )


def _keep(session: Session, campaign_id: int, figures: KeptFigures) -> bool:
    """Write the figures in the place of those that were read; False where somebody else has done so."""
    values = {"as_of": figures.as_of, "figures": _as_json(figures), "version": figures.version}
    if figures.version == 1:
        session.execute(insert(CampaignFigures), {"campaign_id": campaign_id, **values})  # of two, one is refused
        return True
    own = CampaignFigures.campaign_id == campaign_id, CampaignFigures.version == figures.version - 1
    written = session.execute(update(CampaignFigures).where(*own).values(values))
    assert isinstance(written, CursorResult)
    return written.rowcount == 1


def _as_json(figures: KeptFigures) -> dict[str, Any]:
    return {
        "conclusions": [[*one, number] for one, number in figures.conclusions.items()],
        "progress": asdict(figures.progress),
        "places_in_doubt": figures.places_in_doubt,
        "spent": figures.spent,
        "replies_by_day": [(one.day.isoformat(), *one[1:]) for one in figures.replies_by_day],
    }


def _read(row: CampaignFigures) -> KeptFigures:
    kept = row.figures
    return KeptFigures(
        as_of=row.as_of,
        is_current=True,
        conclusions={Conclusion.from_json(one[:-1]): one[-1] for one in kept["conclusions"]},
        progress=Progress.from_json(kept["progress"]),
        places_in_doubt=kept["places_in_doubt"],
        spent=kept["spent"],
        replies_by_day=[DailyReplies.from_json(one) for one in kept["replies_by_day"]],
        version=row.version,
    )
