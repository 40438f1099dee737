"""Gathers the facts of a campaign's patients from the tables, in bulk, for `outcomes.derive`: as of any moment.

Every fact has two times, when it happened and when we knew it. What is concluded at a moment rests on what was known by
then and on nothing that came later; at a moment that is still to come, on all that is known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from notifier.campaigns import calendar, lifecycle
from notifier.campaigns.added_codes import FreeText
from notifier.campaigns.told_rules import ToldRules
from notifier.delivery.places_in_doubt import PlacesInDoubt, places_in_doubt
from notifier.outcomes import rule
from notifier.outcomes.reason_sentences import basis_words, reason_sentence
from notifier.outcomes.recorded_facts import PatientRows, RecordedReplies, RecordedTellings, RepliesOnRecord
from notifier.outcomes.rule import Facts, Outcome, ReplyFact, Terms
from notifier.patients import earlier_keeps, identity_doubts, matters
from notifier.patients.eligibility import RecordedCode, Rules
from notifier.patients.patient_history import PatientHistory
from notifier.replies import reception_order
from notifier.replies.loose_slips import LooseSlips
from notifier.store.tables import Campaign, Delivery, Displayed, Notice, Patient
from notifier.vocabulary import CampaignStatus, Channel, Choice, DeliveryStatus


@dataclass(frozen=True, slots=True)
class Concluded:
    """One patient with the outcome, and the facts that it was drawn from."""

    patient_id: int
    nhs_number: str
    family_name: str
    given_name: str
    date_of_birth: date
    notice_id: int | None
    outcome: Outcome
    facts: Facts
    terms: Terms

    @property
    def sentence(self) -> str:
        """Why it follows, see `reason_sentences`."""
        return reason_sentence(self.facts, self.outcome, self.terms)

    def free_text(self, texts: FreeText) -> str:
        """What is written beside the code, or beside the wish to keep it; empty for whoever is held otherwise."""
        return texts.beside(self.outcome.kind, basis_words(self.facts, self.outcome, self.terms))


def conclude(
    session: Session,
    campaign: Campaign,
    at: datetime,
    patient_ids: Sequence[int] | None = None,
    places: PlacesInDoubt | None = None,
) -> Iterator[Concluded]:
    """The outcome of every patient of the practice, or of some, at a moment, ordered by NHS number.

    Of a moment that is past it rests on what was known then: names, dates and codes are as the list then had them.
    Patients whom the list no longer has are among them: they are held, and the practice may want to know. Whose number
    was somebody else's by then is not, unless asked for by id: then they have left. `places` are those in doubt at that
    moment, where the caller has them. Of a campaign whose patients are forgotten nobody is concluded.
    """
    if campaign.forgotten_at is not None:
        return
    session.flush()  # below it the rows are read that whoever asks may just have written
    terms = terms_of(session, campaign, at)
    rules = Rules.of(lifecycle.preset_of(campaign))
    history = PatientHistory.since(session, campaign.practice_id, at, patient_ids)
    elsewhere_said = _under_other_numbers(session, campaign, at, patient_ids)
    elsewhere = (places or places_in_doubt(session, campaign, at, patient_ids)).reasons
    loose = LooseSlips.at(session, campaign, at)
    told = matters.standing_matters(session, campaign.practice_id, at)
    kept = earlier_keeps.kept_before(session, campaign, at)
    with closing(PatientRows(session, campaign, patient_ids)) as streams:
        tellings = RecordedTellings(session, campaign, at, streams, elsewhere)
        replies = RecordedReplies(campaign, at, streams)
        for row in _people(campaign, at, streams):
            is_replaced = row.replaced_at is not None and row.replaced_at <= at
            if is_replaced and patient_ids is None:
                continue
            if then := history.values_at(row.id, at):
                row = _as_then(row, then)  # noqa: PLW2901 - the same patient
            said = replies.of(row.nhs_number, row.id)
            agreed = None
            if other := elsewhere_said.get(row.id):
                said = RepliesOnRecord([*said.answers, *other.answers], said.open_reviews + other.open_reviews)
                agreed = other.agreed
            has_left = row.left or is_replaced
            is_dead = row.deceased or row.id in told.died
            exclusion = rules.exclusion(is_dead, has_left, row.sensitive, row.codes, row.doubt)
            also = told.unanswered[row.id], loose.that_may_be(row)
            is_open = row.id in kept and not _has_said_to_staff(said.answers)
            said = said._replace(open_reviews=said.open_reviews + is_open)
            facts = Facts(exclusion, tellings.of(row.nhs_number, row.id), *said, agreed, *also, is_open)
            who = row.id, row.nhs_number, row.family_name, row.given_name, row.date_of_birth, row.notice_id
            yield Concluded(*who, rule.derive(facts, terms, at), facts, terms)


def _has_said_to_staff(answers: Sequence[ReplyFact]) -> bool:
    """Whether whoever kept in an earlier campaign is asked no more: they keep again, or told a person otherwise."""
    standing = rule.standing_answer(answers) if answers else None
    if standing is None:
        return False
    return standing.choice is not Choice.AGREE or standing.is_conclusion or standing.recorded_by_staff


def terms_of(session: Session, campaign: Campaign, at: datetime) -> Terms:
    """What the campaign asks for at a moment.

    Passive telling counts once the footer was handed over or anything was up, from when that was on record.
    """
    footer = exists().where(
        # Nobody's, by which it is found: by the campaign, a database goes through every delivery.
        Delivery.notice_id.is_(None),
        Delivery.campaign_id + 0 == campaign.id,
        Delivery.channel == Channel.FOOTER,
        Delivery.accepted_at <= at,
        or_(Delivery.delivery_status.in_((DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED)), Delivery.ended_at > at),
    )
    up = (Displayed.up, Displayed.day <= calendar.london_date(at), Displayed.recorded_at <= at)
    display = exists().where(Displayed.campaign_id == campaign.id, *up)
    return Terms(
        notice_days=campaign.notice_days,
        told=ToldRules.of(campaign),
        in_force=_is_in_force(campaign, at),
        passive=bool(session.execute(select(or_(footer, display))).scalar_one()),
    )


def _is_in_force(campaign: Campaign, at: datetime) -> bool:
    is_launched = campaign.launched_at is not None and campaign.launched_at <= at
    is_cancelled = campaign.campaign_status is CampaignStatus.CANCELLED
    return is_launched and not (is_cancelled and (campaign.closed_at is None or campaign.closed_at <= at))


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
    replaced_at: datetime | None
    notice_id: int | None


def _as_then(row: _OnList, then: Mapping[str, Any]) -> _OnList:
    own = {name: value for name, value in then.items() if name in _OnList._fields}
    if "date_of_birth" in own:
        own["date_of_birth"] = date.fromisoformat(own["date_of_birth"])
    return row._replace(**own)


def _people(campaign: Campaign, at: datetime, streams: PatientRows) -> Iterator[_OnList]:
    columns = [getattr(Patient, name) for name in _OnList._fields[:-1]]
    own = and_(Notice.patient_id == Patient.id, Notice.campaign_id == campaign.id, Notice.created_at <= at)
    query = select(*columns, Notice.id).outerjoin(Notice, own).where(Patient.known_since <= at)
    return map(_OnList._make, streams.rows(query))


class _UnderOtherNumbers(NamedTuple):
    """What counts for a patient of what was said under other numbers that are theirs, or may be."""

    answers: Sequence[ReplyFact]  # what holds them
    open_reviews: int
    agreed: ReplyFact | None  # see `rule.Facts.agreed_elsewhere`


def _under_other_numbers(
    session: Session, campaign: Campaign, at: datetime, patient_ids: Sequence[int] | None
) -> dict[int, _UnderOtherNumbers]:
    """By patient; few have any. Whatever holds them counts at once, an agreement once a person knows who they are."""
    doubts = identity_doubts.standing_doubts(session, campaign.practice_id, at)
    concerned = doubts.patient_ids if patient_ids is None else doubts.patient_ids.intersection(patient_ids)
    if not concerned:
        return {}
    pairs = identity_doubts.pairs_of(session, campaign.practice_id, at)
    selves = {patient_id: doubts.other_selves(patient_id) for patient_id in concerned}
    others = sorted(set().union(*selves.values()))
    query = select(Patient.id, Patient.nhs_number).where(Patient.id.in_(others))
    ordered = sorted((row.nhs_number, row.id) for row in session.execute(query))
    replies = RecordedReplies(campaign, at, PatientRows(session, campaign, others))
    said = {patient_id: replies.of(number, patient_id) for number, patient_id in ordered}
    found = {}
    for patient_id, own in selves.items():
        met_at = doubts.met_at(patient_id) if own else at
        holding = [_known_from(answer, met_at) for other in sorted(own) for answer in rule.holding(said[other].answers)]
        open_reviews = doubts.open[patient_id] + sum(said[other].open_reviews for other in own)
        theirs = sorted(pairs.known_selves(patient_id) - {patient_id})
        agreed = _agreed(said[other].answers for other in theirs)
        found[patient_id] = _UnderOtherNumbers(holding, open_reviews, agreed and _known_from(agreed, met_at))
    return found


def _agreed(said: Iterable[Sequence[ReplyFact]]) -> ReplyFact | None:
    """The last agreement that stands under one of a patient's numbers."""
    standing = [answer for answer in map(rule.standing_answer, said) if answer is not None]
    return next((one for one in reversed(reception_order.by_reception(standing)) if one.choice is Choice.AGREE), None)


def _known_from(answer: ReplyFact, moment: datetime) -> ReplyFact:
    return replace(answer, **reception_order.known_from(answer, moment))
