"""The same letters once more: as they were first printed, to the hash, or not at all.

One that was not posted and names a day which is too near by now gets a later day, and is the same in all else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from notifier.campaigns import calendar
from notifier.campaigns.calendar import london_date
from notifier.campaigns.post_times import PostTimes
from notifier.delivery import claims, notices
from notifier.delivery.claims import ClaimedDelivery
from notifier.delivery.limits import spending
from notifier.delivery.sending import DeliverySender
from notifier.errors import NotAllowed, NotFound, RenderFault, ValueRefused
from notifier.patients import matters
from notifier.patients.scans import reference_in
from notifier.practice.accounts import StaffAccount
from notifier.print_runs import runs
from notifier.print_runs.binding import Watch, unwatched
from notifier.print_runs.file_limits import USUAL, FileLimits
from notifier.print_runs.lock import campaign_lock
from notifier.print_runs.printing import working_on
from notifier.print_runs.runs import Order, RunView
from notifier.providers.message_types import LetterMessage
from notifier.staff_notes import read_note
from notifier.store.tables import Campaign, Delivery, Link, Notice, Patient, PrintedLetter, PrintRun
from notifier.vocabulary import DeliveryStatus, Role, Wave

LONGEST_WHY = 300
_TOGETHER = 200
_CHANGED = "what is printed on it changed since: record that it was spoiled, and the patient is told anew"
_GONE = "the patient died, left, or has a restricted or doubtful record by now: nothing more is sent to them"
_MOVED = "somebody told the practice that the patient does not live there: a list with the right address comes first"
_ANSWERED = "the patient has answered by now"
_NOT_OUT = "it came back or was handed over"


class _RunLetter(NamedTuple):
    """A letter of the run that is to be printed again, and what speaks against it."""

    id: int  # of its delivery
    reference: str
    delivery_status: DeliveryStatus
    posted_at: datetime | None
    sha256: str
    wave: Wave
    deadline_on: date
    is_gone: bool
    has_moved: bool
    has_answered: bool


@dataclass(frozen=True)
class Wanted:
    """Which letters of which run, and why: all of them where no reference is named."""

    run_id: int
    why: str
    references: Sequence[str] = ()
    although_posted: bool = False

    def as_details(self) -> dict[str, object]:
        """As a job has it, see `worker.letter_jobs`."""
        return {
            "run": self.run_id,
            "why": self.why.strip(),
            "references": list(self.references),
            "although_posted": self.although_posted,
        }


class LettersPosted(NotAllowed):
    """Letters that are to be printed again are recorded as posted, and nobody said that they are meant."""

    def __init__(self, posted: int) -> None:
        are = "1 of these letters is" if posted == 1 else f"{posted:,} of these letters are"
        super().__init__(
            f"{are} recorded as posted, and who gets a letter twice is worried: name the others alone, or say that "
            "those that were posted are meant"
        )


@dataclass(frozen=True)
class Reprinted:
    """The new run, and the letters that are not in it, reference -> why and what to do."""

    run: RunView
    left_out: Mapping[str, str]


@dataclass(frozen=True)
class _Choice:
    """Letters of one run that may be printed again, delivery id -> hash, and when they were first printed."""

    campaign_id: int
    notice_days: int
    first_printed_at: datetime
    hashes: dict[int, str]
    left_out: dict[str, str]
    days_before: dict[int, date]  # that the letters named which are given a later day


def reprint_letters(
    delivery_sender: DeliverySender,
    wanted: Wanted,
    out: Path,
    staff: StaffAccount,
    now: datetime,
    limits: FileLimits = USUAL,
    watch: Watch = unwatched,
    job_id: int | None = None,
) -> Reprinted:
    """Print letters of a finished run again, into a run of its own.

    Raises NotAllowed without the role, while another run of the campaign is at work, for letters that were posted
    unless `although_posted`, and when none of them can be printed as it was; ValueRefused without a reason; NotFound
    for an unknown run or letter, or where the folder cannot be written.
    """
    database, settings = delivery_sender.database, delivery_sender.settings
    with database.reading() as session:
        campaign_id = check_wanted(session, wanted, staff)
    with campaign_lock(database, settings.instance, campaign_id):
        with database.writing() as session:
            choice = _choose(session, wanted, staff, now)
            cost = spending.spend_again(session, campaign_id, len(choice.hashes), settings)
            order = Order(campaign_id, out, settings.envelope, wanted.run_id, _reason(wanted), cost, job_id)
            run = runs.begin_run(session, order, staff, now)
        with working_on(delivery_sender, run, limits, watch, now) as work:
            made = work.make(_letters(delivery_sender, choice))
            if made is None:
                raise NotAllowed(f"none of these letters can be printed again: {_listed(choice.left_out)}")
            with database.writing() as session:
                run = session.get_one(PrintRun, run.id)
                run.cost = cost // len(choice.hashes) * len(made.letters)  # for those that were left out none is due
                runs.finish_run(session, run, made, now)
        return Reprinted(runs.view_run(run), choice.left_out)


def check_wanted(session: Session, wanted: Wanted, staff: StaffAccount) -> int:
    """Raise, as `reprint_letters` does, what speaks against it before a letter is looked at; returns its campaign."""
    staff.must_be(Role.MANAGER)
    _reason(wanted)
    run = runs.get_run(session, staff.practice_id, wanted.run_id)
    _rows(session, run, wanted)
    return run.campaign_id


def _reason(wanted: Wanted) -> str:
    why = read_note(wanted.why, LONGEST_WHY)
    if not why:
        raise ValueRefused("say why the letters are printed again: it stands on the count sheet")
    return why


def _rows(session: Session, run: PrintRun, wanted: Wanted) -> list[_RunLetter]:
    """The letters of the run that are wanted. Raises NotFound and NotAllowed as `reprint_letters` does."""
    references = _references(wanted)
    query = (
        select(
            *(Delivery.id, Delivery.reference, Delivery.delivery_status, Delivery.posted_at, PrintedLetter.sha256),
            *(Delivery.wave, Delivery.deadline_on),
            (~notices.may_be_told()).label("is_gone"),
            and_(Delivery.wave != Wave.HAND_OUT, matters.is_said_to_have_moved()).label("has_moved"),
            notices.answered(Delivery.notice_id).label("has_answered"),
        )
        .join(PrintedLetter, PrintedLetter.delivery_id == Delivery.id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(Patient, Patient.id == Notice.patient_id)
        .where(PrintedLetter.print_run_id == run.id)
        .order_by(PrintedLetter.id)
    )
    found = (_RunLetter(**row) for row in session.execute(query).mappings())
    rows = [one for one in found if not references or one.reference in references]
    if unknown := references - {row.reference for row in rows}:
        raise NotFound(f"these letters are not in run {run.id}: {', '.join(sorted(unknown))}")
    if not wanted.although_posted and (posted := sum(row.posted_at is not None for row in rows)):
        raise LettersPosted(posted)
    return rows


def _choose(session: Session, wanted: Wanted, staff: StaffAccount, now: datetime) -> _Choice:
    run = runs.get_run(session, staff.practice_id, wanted.run_id)
    rows = _rows(session, run, wanted)
    hashes, left_out, too_near = {}, {}, dict[int, tuple[date, date]]()
    campaign = session.get_one(Campaign, run.campaign_id)
    for row in rows:
        if row.is_gone:
            left_out[row.reference] = _GONE
        elif row.has_moved:
            left_out[row.reference] = _MOVED
        elif row.has_answered:
            left_out[row.reference] = _ANSWERED
        elif row.delivery_status is not DeliveryStatus.ACCEPTED:
            left_out[row.reference] = _NOT_OUT
        else:
            hashes[row.id] = row.sha256
            later_on = _later_day(campaign, row.wave, row.deadline_on, now)
            if row.posted_at is None and later_on > row.deadline_on:
                too_near[row.id] = row.deadline_on, later_on
    _name_later(session, {delivery_id: later_on for delivery_id, (_, later_on) in too_near.items()})
    days_before = {delivery_id: before for delivery_id, (before, _) in too_near.items()}
    return _Choice(
        run.campaign_id, campaign.notice_days, _first_printed_at(session, run), hashes, left_out, days_before
    )


def _later_day(campaign: Campaign, wave: Wave, named: date, now: datetime) -> date:
    """The day that a letter names which is printed again: the same, if there is time; else a whole period, or for a
    reminder as long as the post and an answer take."""
    times, today = PostTimes.of(campaign), london_date(now)
    if times.is_in_time(today, named):
        return named
    later = times.day_to_name(today, named)
    return later if wave is Wave.REMINDER else max(later, calendar.deadline(now, campaign.notice_days))


def _name_later(session: Session, days: Mapping[int, date]) -> None:
    """Write down which day letters will name before any is printed: nobody is ever told a later day than we know of."""
    for delivery_id, later_on in days.items():
        delivery = session.get_one(Delivery, delivery_id)
        delivery.deadline_on = later_on
        link = update(Link).where(Link.notice_id == delivery.notice_id, Link.deadline_on < later_on)
        session.execute(link.values(deadline_on=later_on).execution_options(synchronize_session=False))


def _references(wanted: Wanted) -> set[str]:
    found = {text: reference_in(text) for text in wanted.references}
    if wrong := [text for text, reference in found.items() if reference is None]:
        raise ValueRefused(f"{wrong[0]!r} is no reference: ten letters and numbers, as on the letter")
    return {reference for reference in found.values() if reference is not None}


def _first_printed_at(session: Session, run: PrintRun) -> datetime:
    while run.reprint_of is not None:
        run = session.get_one(PrintRun, run.reprint_of)
    return run.started_at


def _letters(delivery_sender: DeliverySender, choice: _Choice) -> Iterator[LetterMessage]:
    """The letters as they were, to the hash; what is not goes to those left out."""
    ids = list(choice.hashes)
    for start in range(0, len(ids), _TOGETHER):
        with delivery_sender.database.reading() as session:
            delivery_sender.templates_of(session, choice.campaign_id)
            some = ids[start : start + _TOGETHER]
            jobs = list(claims.claimed_before(session, some, delivery_sender.keys, choice.first_printed_at))
        for job in jobs:
            letter = _rendered(delivery_sender, job)
            if letter is not None and choice.hashes[job.delivery_id] in _hashes(delivery_sender, choice, job, letter):
                yield letter
            else:
                choice.left_out[job.reference] = _CHANGED


def _hashes(
    delivery_sender: DeliverySender, choice: _Choice, job: ClaimedDelivery, letter: LetterMessage
) -> Iterator[str]:
    """The hash of a letter, and what it was with the day that it named before, if it is given a later one.

    The day of before is known, or where that run was killed after it was written over, the first one.
    """
    yield letter.letter.sha256
    assert job.addressee is not None
    first = calendar.deadline(choice.first_printed_at, choice.notice_days)
    before = choice.days_before.get(job.delivery_id, first)
    if before < job.addressee.deadline_on:
        named_before = replace(job, addressee=replace(job.addressee, deadline_on=before))
        if (then := _rendered(delivery_sender, named_before)) is not None:
            yield then.letter.sha256


def _rendered(delivery_sender: DeliverySender, job: ClaimedDelivery) -> LetterMessage | None:
    try:
        message = delivery_sender.render(job)
    except RenderFault:
        return None
    assert isinstance(message, LetterMessage)
    return message


def _listed(left_out: Mapping[str, str]) -> str:
    return "; ".join(f"{reference}: {why}" for reference, why in left_out.items())
