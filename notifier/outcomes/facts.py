"""Gathers the facts of a campaign's patients from the tables, in bulk, for `outcomes.derive`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.delivery import notices
from notifier.outcomes import rule
from notifier.outcomes.rule import Facts, Outcome, ReplyFact, Telling, Terms
from notifier.patients import identity_doubts
from notifier.patients.eligibility import RecordedCode, Rules
from notifier.patients.patient_records import in_use
from notifier.store.tables import Campaign, Delivery, Displayed, Notice, Patient, Reply, Review
from notifier.vocabulary import CampaignStatus, Channel, Choice, DeliveryStatus, Doubt, Source, Wave

# Facts that can only hold a patient out are not worth a row each in memory.
# Replies that are a patient's only because of the number they came from: whose they were not opened no patient's link.
_BY_NUMBER = (Doubt.STOPPED, Doubt.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Concluded:
    """One patient with the outcome."""

    patient_id: int
    nhs_number: str
    family_name: str
    given_name: str
    date_of_birth: date
    notice_id: int | None
    outcome: Outcome
    facts: Facts


def conclude(
    session: Session, campaign: Campaign, now: datetime, patient_ids: Sequence[int] | None = None
) -> Iterator[Concluded]:
    """The outcome of every patient of the practice, or of some, ordered by NHS number.

    Patients whom the list no longer has are among them: they are held, and the practice may want to know.
    """
    terms = terms_of(session, campaign, now)
    rules = Rules.of(lifecycle.preset_of(campaign))
    tellings = _tellings(session, campaign, patient_ids)
    answers, open_reviews = _answers(session, campaign, _some(patient_ids))
    doubts = _identity_doubts(session, campaign, patient_ids)
    for row in _people(session, campaign, patient_ids):
        notice_id = row.notice_id
        in_doubt = doubts.get(row.id, _NO_DOUBT)
        facts = Facts(
            exclusion=rules.exclusion(row.deceased, row.left, row.sensitive, row.codes, row.doubt),
            tellings=tellings.get(notice_id, ()),
            answers=[*answers.get(notice_id, ()), *in_doubt.answers]
            if in_doubt.answers
            else answers.get(notice_id, ()),
            open_reviews=open_reviews.get(notice_id, 0) + in_doubt.open,
        )
        outcome = rule.derive(facts, terms, now)
        yield Concluded(
            row.id, row.nhs_number, row.family_name, row.given_name, row.date_of_birth, notice_id, outcome, facts
        )


def terms_of(session: Session, campaign: Campaign, now: datetime) -> Terms:
    """What the campaign asks for; passive telling counts once the footer was handed over or anything was up."""
    footer = exists().where(
        Delivery.campaign_id == campaign.id,
        Delivery.channel == Channel.FOOTER,
        Delivery.delivery_status.in_((DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED)),
    )
    today = calendar.london_date(now)
    display = exists().where(Displayed.campaign_id == campaign.id, Displayed.up, Displayed.day <= today)
    return Terms(
        notice_days=campaign.notice_days,
        evidence_needed=campaign.evidence_needed,
        in_force=campaign.campaign_status in CampaignStatus.launched(),
        passive=bool(session.execute(select(or_(footer, display))).scalar_one()),
    )


class _OnList(NamedTuple):
    """A patient of the practice, whether or not they have a notice of the campaign."""

    id: int
    nhs_number: str
    family_name: str
    given_name: str
    date_of_birth: date
    deceased: bool
    left: bool
    sensitive: bool
    codes: list[RecordedCode]
    doubt: str
    notice_id: int | None


def _people(session: Session, campaign: Campaign, patient_ids: Sequence[int] | None) -> Iterator[_OnList]:
    query = (
        select(
            Patient.id,
            Patient.nhs_number,
            Patient.family_name,
            Patient.given_name,
            Patient.date_of_birth,
            Patient.deceased,
            Patient.left,
            Patient.sensitive,
            Patient.codes,
            Patient.doubt,
            Notice.id.label("notice_id"),
        )
        .outerjoin(Notice, and_(Notice.patient_id == Patient.id, Notice.campaign_id == campaign.id))
        .where(Patient.practice_id == campaign.practice_id)
        .order_by(Patient.nhs_number)
    )
    # Whoever has the number today stands for it; who had it before is asked for by their row.
    some = query.where(in_use()) if patient_ids is None else query.where(Patient.id.in_(patient_ids))
    return map(_OnList._make, session.execute(some))


def _some(patient_ids: Sequence[int] | None) -> ColumnElement[bool]:
    return Notice.patient_id.in_(patient_ids) if patient_ids is not None else Notice.id.is_not(None)


def _tellings(
    session: Session, campaign: Campaign, patient_ids: Sequence[int] | None
) -> dict[int | None, list[Telling]]:
    query = (
        select(
            Delivery.notice_id,
            Delivery.channel,
            Delivery.delivery_status,
            Delivery.accepted_at,
            Delivery.posted_at,
            Delivery.delivered_at,
            Delivery.deadline_on,
        )
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(
            Delivery.campaign_id == campaign.id,
            Delivery.delivery_status.not_in(DeliveryStatus.never_sent()),
            _some(patient_ids),
        )
        # Who knows whether the patient read what may have gone out with a link that somebody else had.
        .where(Delivery.wave != Wave.ACKNOWLEDGEMENT, ~notices.withdrawn_since(Delivery.planned_at))
    )
    found: dict[int | None, list[Telling]] = defaultdict(list)
    for row in session.execute(query):
        found[row[0]].append(Telling(*row[1:]))
    return found


class _IdentityDoubts(NamedTuple):
    """How many doubts about who a patient is are open, and what they said under another number that holds them."""

    open: int
    answers: Sequence[ReplyFact]


_NO_DOUBT = _IdentityDoubts(0, ())


def _identity_doubts(
    session: Session, campaign: Campaign, patient_ids: Sequence[int] | None
) -> dict[int, _IdentityDoubts]:
    """By patient; few have any. Of what was said under another number only what holds the patient counts here."""
    doubts = identity_doubts.standing_doubts(session, campaign.practice_id)
    concerned = doubts.patient_ids if patient_ids is None else doubts.patient_ids.intersection(patient_ids)
    if not concerned:
        return {}
    others = {other for patient_id in concerned for other in doubts.other_selves(patient_id)}
    query = select(Notice.patient_id, Notice.id)
    query = query.where(Notice.campaign_id == campaign.id, Notice.patient_id.in_(others))
    notice_ids: dict[int, int] = {row.patient_id: row.id for row in session.execute(query)}
    answers, open_reviews = _answers(session, campaign, Notice.id.in_(notice_ids.values()))
    found = {}
    for patient_id in concerned:
        earlier = [notice_ids[other] for other in doubts.other_selves(patient_id) if other in notice_ids]
        found[patient_id] = _IdentityDoubts(
            doubts.open[patient_id] + sum(open_reviews.get(one, 0) for one in earlier),
            [answer for one in earlier for answer in rule.holding(answers.get(one, ()))],
        )
    return found


def _answers(
    session: Session, campaign: Campaign, some: ColumnElement[bool]
) -> tuple[dict[int | None, list[ReplyFact]], dict[int | None, int]]:
    query = (
        select(
            Reply.notice_id,
            Reply.choice,
            Reply.source,
            Reply.recorded_at,
            Reply.doubt,
            notices.followed().label("is_followed"),
            # Its proof is looked at when it is settled: until then nobody knows that the patient's link sent it.
            and_(Reply.source == Source.PAGE, Reply.recorded_by.is_(None), Reply.settled_at.is_(None)).label("is_new"),
            Review.opened_at,
            Review.closed_at,
            Review.closing_reply_id,
        )
        .join(Notice, Notice.id == Reply.notice_id)
        .outerjoin(Review, Review.reply_id == Reply.id)
        .where(Notice.campaign_id == campaign.id, some)
        .order_by(Reply.id)
    )
    answers: dict[int | None, list[ReplyFact]] = defaultdict(list)
    open_reviews: dict[int | None, int] = defaultdict(int)
    for row in session.execute(query):
        is_doubted = row.doubt is not None or row.opened_at is not None
        is_closed = is_doubted and row.closed_at is not None
        is_unproven = row.is_new and row.choice is Choice.AGREE
        answers[row.notice_id].append(
            ReplyFact(
                row.choice,
                row.source,
                row.recorded_at,
                # A doubt counts from the reply on, even before its review is opened.
                in_doubt=(is_doubted or is_unproven) and not is_closed and not row.is_followed,
                set_aside=is_closed or row.is_followed,
                by_stranger=is_closed and row.closing_reply_id is None and row.doubt not in _BY_NUMBER,
            )
        )
        open_reviews[row.notice_id] += row.opened_at is not None and row.closed_at is None
    return answers, open_reviews
