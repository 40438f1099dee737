"""What has to be looked at before outcomes are frozen: each item with its count, its way on, and whether it stops.

What may still change an outcome by itself stops: a letter that may come back, an answer that nobody has settled, a
message of which nobody knows whether it went. A person may accept that, by name and with a reason that is kept with the
set. What only holds patients, who then come with a later set, is said and stops nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.campaigns.calendar import london_date
from notifier.delivery import polling, unknown_deliveries
from notifier.delivery.places_in_doubt import places_in_doubt
from notifier.delivery.silence import Silence
from notifier.errors import NotAllowed, ValueRefused
from notifier.patients import identity_doubts, matters
from notifier.patients.import_guards import standing_lists
from notifier.patients.register import waiting_joiners
from notifier.practice.accounts import StaffAccount
from notifier.replies import inbound_sms, unmatched_slips
from notifier.staff_notes import read_note
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent, Campaign, Delivery, Notice, PatientList, Reply, Review, Staff
from notifier.vocabulary import Channel, DeliveryStatus, Doubt, PollSubject, Wave

_PRINTED = (Delivery.channel == Channel.LETTER, Delivery.delivery_status == DeliveryStatus.ACCEPTED)
_IS_LETTER_BY_POST = (*_PRINTED, Delivery.wave != Wave.HAND_OUT)


class CheckName(StrEnum):
    """What is looked at before outcomes are frozen."""

    LETTERS_TO_POST = "letters_to_post"  # printed, and nobody said that they were posted
    LETTERS_UNDER_WAY = "letters_under_way"  # posted so lately that they may still come back
    OPEN_REVIEWS = "open_reviews"  # answers that a person has to look at
    UNSETTLED_REPLIES = "unsettled_replies"  # answers that no worker has followed up yet
    UNKNOWN_MESSAGES = "unknown_messages"  # of which nobody knows whether they went
    UNMATCHED_SLIPS = "unmatched_slips"  # answers of people whom nobody found on the list
    UNMATCHED_TEXTS = "unmatched_texts"  # texts that people sent, and that fit nobody
    IDENTITY_DOUBTS = "identity_doubts"  # patients of whom nobody can be sure who they are
    UNASKED_PROVIDERS = "unasked_providers"  # messages whose provider was not asked lately what became of them
    MISSING_TEXTS = "missing_texts"  # providers that could not be asked for the texts that people sent
    LIST_AGE = "list_age"  # the last list is too old, or there is none; counted in days
    LETTERS_TO_PRINT = "letters_to_print"  # patients who wait for a letter
    COMPLAINTS = "complaints"  # complaints and requests that nobody has answered
    PLACES_IN_DOUBT = "places_in_doubt"  # messages that went to a place which may not be the patient's
    WAITING_JOINERS = "waiting_joiners"  # who joined lately and was told nothing yet
    NOTICE_RUNNING = "notice_running"  # patients who still have time to answer


# What stops nothing: it only holds patients, who then come with a later set.
WARNS = (
    CheckName.LETTERS_TO_PRINT,
    CheckName.COMPLAINTS,
    CheckName.PLACES_IN_DOUBT,
    CheckName.WAITING_JOINERS,
    CheckName.NOTICE_RUNNING,
)


@dataclass(frozen=True)
class ClosingCheck:
    """One thing that stands open: how many there are, in words, and what to do about it."""

    name: CheckName
    count: int
    said: str
    way_on: str
    until: date | None = None  # when it is over by itself, where that is known

    @property
    def stops(self) -> bool:
        """Whether outcomes are frozen over it only where a person accepts it."""
        return self.name not in WARNS


@dataclass(frozen=True)
class AcceptedCheck:
    """What stood open when a set was proposed or closed, as it is kept with the set."""

    check: str
    count: int
    accepted_by: int | None  # None for what stops nothing
    note: str


def closing_checks(
    session: Session, campaign: Campaign, now: datetime, elsewhere: int | None = None
) -> list[ClosingCheck]:
    """Everything that stands open, what stops first; but for who still has time to answer, which the outcomes say.

    `elsewhere` is how many messages may have told somebody else, where the caller has counted them.
    """
    if elsewhere is None:
        elsewhere = len(places_in_doubt(session, campaign, now).reasons)
    found = [*_paper(session, campaign, now), *_answers(session, campaign)]
    found += _reports(session, campaign, now, elsewhere)
    found += [*_people(session, campaign, now), *_list_age(session, campaign, now)]
    return sorted((one for one in found if one.count), key=lambda one: list(CheckName).index(one.name))


def notice_running(count: int) -> ClosingCheck:
    """That so many patients still have time to answer."""
    return ClosingCheck(
        CheckName.NOTICE_RUNNING,
        count,
        f"{_patients(count)} still have time to answer",
        "they are held in this set and come with a later one: freeze again when their time is over",
    )


def accepted_checks(
    standing: Sequence[ClosingCheck],
    accept: Collection[CheckName],
    note: str,
    staff: StaffAccount,
    earlier: Sequence[Mapping[str, object]],
) -> list[AcceptedCheck]:
    """Of what stands open all that this person accepts, or whoever proposed the set did while there were as many.

    `earlier` has what is kept with the proposal. What stops nothing is among them, accepted by nobody. Raises
    ValueRefused for accepting without a reason.
    """
    note = read_note(note)
    if accept and not note:
        raise ValueRefused("say with --note why you accept what stands open: it is kept with the set")
    before = {str(one["check"]): one for one in earlier if one.get("accepted_by") is not None}
    kept = []
    for one in standing:
        accepted = before.get(one.name)
        if not one.stops:
            kept.append(AcceptedCheck(one.name, one.count, None, ""))
        elif one.name in accept:
            kept.append(AcceptedCheck(one.name, one.count, staff.id, note))
        elif accepted is not None and one.count <= _number(accepted["count"]):
            kept.append(AcceptedCheck(one.name, one.count, _number(accepted["accepted_by"]), str(accepted["note"])))
    return kept


def still_stopping(standing: Sequence[ClosingCheck], accepted: Sequence[AcceptedCheck]) -> list[ClosingCheck]:
    """What stops and was not accepted."""
    names = {one.check for one in accepted}
    return [one for one in standing if one.name not in names]


def refuse_open(standing: Sequence[ClosingCheck], accepted: Sequence[AcceptedCheck]) -> None:
    """Raises NotAllowed that names what stops and was not accepted."""
    if stopping := still_stopping(standing, accepted):
        said = "".join(f"\n  {one.name}: {one.said}. To go on: {one.way_on}" for one in stopping)
        words = ",".join(one.name for one in stopping)
        raise NotAllowed(
            f"nothing is frozen while this stands open:{said}\nwhat you have looked at and take as it is, you accept: "
            f'--accept {words} --note "why"'
        )


def _paper(session: Session, campaign: Campaign, now: datetime) -> Iterator[ClosingCheck]:
    days = lifecycle.preset_of(campaign).closing.post_days
    lately = now - timedelta(days=days)
    to_post = _count(session, campaign, *_IS_LETTER_BY_POST, Delivery.posted_at.is_(None))
    yield ClosingCheck(
        CheckName.LETTERS_TO_POST,
        to_post,
        f"{_letters(to_post)} printed, and no posting is recorded",
        f"post them and record it: `notifier posted {campaign.id}`; or reprint what is lost",
    )
    last = select(func.max(Delivery.posted_at)).where(Delivery.campaign_id == campaign.id, *_IS_LETTER_BY_POST)
    last_posted: datetime | None = session.execute(last).scalar_one()
    under_way = _count(session, campaign, *_IS_LETTER_BY_POST, Delivery.posted_at > lately)
    over_on = london_date(last_posted + timedelta(days=days)) if last_posted else None
    until = f" until {over_on:%d %b %Y}" if over_on else ""
    yield ClosingCheck(
        CheckName.LETTERS_UNDER_WAY,
        under_way,
        f"{_letters(under_way)} posted less than {days} days ago, which may still come back",
        f"wait{until}, and record each letter that comes back: `notifier returned`",
        over_on,
    )
    is_due = (Delivery.channel == Channel.LETTER, Delivery.delivery_status == DeliveryStatus.PLANNED)
    to_print = _count(session, campaign, *is_due, Delivery.due_at <= now)
    yield ClosingCheck(
        CheckName.LETTERS_TO_PRINT,
        to_print,
        f"{_letters(to_print)} to be printed",
        f"print and post them: `notifier letters {campaign.id} --out FOLDER`; until then they are held",
    )


def _answers(session: Session, campaign: Campaign) -> Iterator[ClosingCheck]:
    of_campaign = select(Notice.id).where(Notice.campaign_id == campaign.id)
    open_reviews = _rows(session, Review.campaign_id == campaign.id, Review.closed_at.is_(None))
    yield ClosingCheck(
        CheckName.OPEN_REVIEWS,
        open_reviews,
        f"{_answers_of(open_reviews)} to be looked at by a person",
        "settle each on the staff pages, under Things to settle",
    )
    is_no_try = or_(Reply.doubt.is_(None), Reply.doubt.not_in(Doubt.tries()))
    unsettled = _rows(session, Reply.notice_id.in_(of_campaign), Reply.settled_at.is_(None), is_no_try)
    yield ClosingCheck(
        CheckName.UNSETTLED_REPLIES,
        unsettled,
        f"{_answers_of(unsettled)} not followed up yet",
        "a worker does so within a minute: `notifier worker`, or `notifier send --until-idle` here",
    )
    texts = len(inbound_sms.open_texts(session))
    yield ClosingCheck(
        CheckName.UNMATCHED_TEXTS,
        texts,
        f"{'1 text fits' if texts == 1 else f'{texts} texts fit'} no patient, and may be an objection",
        "find out whose each is, on the staff pages under Things to settle",
    )
    slips = unmatched_slips.count_open(session, campaign.practice_id, campaign.id)
    yield ClosingCheck(
        CheckName.UNMATCHED_SLIPS,
        slips,
        f"{'1 slip is' if slips == 1 else f'{slips} slips are'} of somebody who was not found, and may be an objection",
        "find out whose each is, on the staff pages under Things to settle",
    )
    could_not = [provider for provider, subject, _why in polling.failed_polls(session) if subject is PollSubject.TEXTS]
    yield ClosingCheck(
        CheckName.MISSING_TEXTS,
        len(could_not),
        f"texts that people sent may be missing, for {' and '.join(could_not)} could not be asked for them",
        "`notifier doctor` says why; a worker asks again",
    )


def _reports(session: Session, campaign: Campaign, now: datetime, elsewhere: int) -> Iterator[ClosingCheck]:
    unknown = unknown_deliveries.count_unknown(session, campaign.id)
    yield ClosingCheck(
        CheckName.UNKNOWN_MESSAGES,
        unknown,
        f"{_messages(unknown)} may not have arrived: the company that carries them never said",
        f"find out, and say so: `notifier campaign unknown {campaign.id}`",
    )
    yield ClosingCheck(
        CheckName.PLACES_IN_DOUBT,
        elsewhere,
        f"{_messages(elsewhere)} went to a number or address that may not be the patient's, and count for nothing",
        "whom nothing else told is held and told anew, unless a person finds out that it reached them",
    )
    unasked = _count(session, campaign, Silence.at(session, now).is_to_be_asked(Delivery))
    yield ClosingCheck(
        CheckName.UNASKED_PROVIDERS,
        unasked,
        f"{_messages(unasked)} whose provider was not asked since yesterday what became of them",
        "let a worker ask: `notifier worker`, or `notifier send --until-idle`; `notifier doctor` says what is wrong",
    )


def _people(session: Session, campaign: Campaign, now: datetime) -> Iterator[ClosingCheck]:
    doubts = len(identity_doubts.open_doubts(session, campaign.practice_id))
    yield ClosingCheck(
        CheckName.IDENTITY_DOUBTS,
        doubts,
        f"{_patients(doubts)} of whom nobody can be sure who they are",
        "find out, and say so: `notifier list doubts`",
    )
    complaints = matters.count_unanswered(session, campaign.practice_id)
    yield ClosingCheck(
        CheckName.COMPLAINTS,
        complaints,
        f"{_complaints(complaints)} not answered yet",
        "whoever brought one up is held until a manager has answered it, on the staff pages under Things to settle",
    )
    joiners = waiting_joiners(session, campaign.practice_id, now)
    number = joiners.people if joiners else 0
    yield ClosingCheck(
        CheckName.WAITING_JOINERS,
        number,
        f"{_patients(number)} who joined lately and were told nothing yet",
        "they are held in this set and come with a later one; `notifier list release` has them told at once",
    )


def _list_age(session: Session, campaign: Campaign, now: datetime) -> Iterator[ClosingCheck]:
    most = lifecycle.preset_of(campaign).closing.list_days
    made_on = _list_made_on(session, campaign.practice_id)
    days = (london_date(now) - made_on).days if made_on is not None else most + 1
    yield ClosingCheck(
        CheckName.LIST_AGE,
        days if days > most else 0,
        f"the list is {days} days old, and may be {most}: who died, left or consented since is not known",
        "export the list from the clinical system anew and import it: `notifier list import FILE`",
    )


def _list_made_on(session: Session, practice_id: int) -> date | None:
    """When the list was exported that patients stand by, or, where it does not tell, imported; None without one.

    A list that says nothing new is not stored, and shows all the same that what is known is as new as it is. That it
    came, the audit chain has.
    """
    lists = standing_lists(session, practice_id)
    if not lists:
        return None
    found = [lists[0].made_on or london_date(lists[0].imported_at)]
    versions = select(func.max(PatientList.imported_at)).where(PatientList.practice_id == practice_id)
    staff = select(Staff.id).where(Staff.practice_id == practice_id)
    same = select(AuditEvent.at, AuditEvent.details).where(
        AuditEvent.action == AuditAction.LIST_IMPORTED.value,
        AuditEvent.at > versions.scalar_subquery(),
        AuditEvent.staff_id.in_(staff),
    )
    for at, details in session.execute(same):
        made_on = details.get("made_on")
        found.append(date.fromisoformat(made_on) if made_on else london_date(at))
    return max(found)


def _count(session: Session, campaign: Campaign, *conditions: ColumnElement[bool]) -> int:
    return _rows(session, Delivery.campaign_id == campaign.id, *conditions)


def _rows(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).where(*conditions)).scalar_one()


def _number(value: object) -> int:
    assert isinstance(value, int)  # as it was kept by `accepted_checks`
    return value


def _patients(count: int) -> str:
    return "1 patient" if count == 1 else f"{count} patients"


def _letters(count: int) -> str:
    return "1 letter is" if count == 1 else f"{count} letters are"


def _answers_of(count: int) -> str:
    return "1 answer is" if count == 1 else f"{count} answers are"


def _complaints(count: int) -> str:
    return "1 complaint or request is" if count == 1 else f"{count} complaints and requests are"


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
