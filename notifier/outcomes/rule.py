"""What follows for each patient: derived from facts and a moment, never typed in and never stored.

`derive` is pure and is the whole of rule 1: a patient may be coded only if told individually, with evidence as strong
as the campaign asks for, with the full notice period run out, with no objection, no doubt and no open review, nothing
on the record that says otherwise, and still registered and alive. Whatever is not sure holds the patient out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from notifier.campaigns.calendar import deadline, london_date
from notifier.providers.channels import traits_of
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Evidence, HoldReason, OutcomeKind, SkipReason, Source


@dataclass(frozen=True, slots=True)
class Telling:
    """One delivery of an individual notice."""

    channel: Channel
    delivery_status: DeliveryStatus
    accepted_at: datetime | None
    posted_at: datetime | None
    delivered_at: datetime | None
    deadline_on: date | None  # as it states


@dataclass(frozen=True, slots=True)
class ReplyFact:
    """As much of a reply as decides what follows; the rule sees no table.

    `in_doubt`: a person has to look at it and has not concluded yet. `set_aside`: one has, and the conclusion is a
    reply of its own. `by_stranger`: the conclusion was that the patient did not give it.
    """

    choice: Choice
    source: Source
    recorded_at: datetime
    in_doubt: bool
    set_aside: bool
    by_stranger: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one patient in one campaign; `answers` in the order in which they were recorded."""

    exclusion: SkipReason | None
    tellings: Sequence[Telling]
    answers: Sequence[ReplyFact]
    open_reviews: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What the campaign asks for."""

    notice_days: int
    evidence_needed: Evidence
    in_force: bool  # launched and not cancelled: nobody may be coded because of a campaign that is not
    passive: bool  # a footer or poster was up, which tells nobody individually


@dataclass(frozen=True, slots=True)
class Outcome:
    """The conclusion for one patient, why they are held, the strongest evidence and the last day of their notice."""

    kind: OutcomeKind
    reason: HoldReason
    evidence: Evidence
    deadline_on: date | None

    @property
    def may_be_coded(self) -> bool:
        """Whether the practice may add the code."""
        return self.kind is not OutcomeKind.HOLD


_GONE = {SkipReason.DECEASED: HoldReason.DECEASED, SkipReason.LEFT: HoldReason.LEFT}
_ON_RECORD = {
    SkipReason.SENSITIVE: HoldReason.SENSITIVE,
    SkipReason.ALREADY_CODED: HoldReason.ALREADY_CODED,
    SkipReason.EXPRESS_CONSENT: HoldReason.EXPRESS_CONSENT,
    SkipReason.IN_DOUBT: HoldReason.IN_DOUBT,
}


def derive(facts: Facts, terms: Terms, now: datetime) -> Outcome:
    """The outcome of one patient at `now`.

    Of several reasons to hold, the first of this order is named: gone from the list, a doubt, what the patient said,
    what the record says, not informed, notice running.
    """
    answer = _standing(facts.answers)
    facts = replace(facts, tellings=_undisturbed(facts))
    told = _told(facts, answer, terms)
    last_day = _last_day(facts.tellings, told, terms)
    evidence = _strongest(facts, answer, terms)
    reason = _reason_to_hold(facts, terms, answer, last_day, now)
    if reason is not HoldReason.NONE:
        kind = OutcomeKind.HOLD
    elif answer is not None and answer.choice is Choice.AGREE:
        kind = OutcomeKind.MAY_CODE_ASKED
    else:
        kind = OutcomeKind.MAY_CODE_SILENT
    return Outcome(kind, reason, evidence, last_day)


def _reason_to_hold(
    facts: Facts, terms: Terms, answer: ReplyFact | None, last_day: date | None, now: datetime
) -> HoldReason:
    if facts.exclusion in _GONE:
        return _GONE[facts.exclusion]
    if facts.open_reviews or any(one.in_doubt for one in facts.answers):
        return HoldReason.UNDER_REVIEW
    if answer is not None and answer.choice is not Choice.AGREE:
        return HoldReason.OBJECTED if answer.choice is Choice.KEEP else HoldReason.UNDECIDED
    if facts.exclusion is not None:
        return _ON_RECORD[facts.exclusion]
    if last_day is None:
        return HoldReason.NOT_INFORMED
    if not terms.in_force or london_date(now) <= last_day:
        return HoldReason.NOTICE_RUNNING
    return HoldReason.NONE


def _standing(answers: Sequence[ReplyFact]) -> ReplyFact | None:
    """The last answer that nobody doubts; a change of mind replaces what was said before."""
    return next((one for one in reversed(answers) if not one.in_doubt and not one.set_aside), None)


def holding(answers: Sequence[ReplyFact]) -> list[ReplyFact]:
    """Of what a patient said, perhaps under another NHS number, all that holds them: a doubt, and any wish to keep."""
    standing = _standing(answers)
    return [one for one in answers if one.in_doubt or (one is standing and one.choice is not Choice.AGREE)]


def _evidence(telling: Telling) -> tuple[Evidence, datetime | None]:
    """How surely this delivery told the patient, and when. Failed, returned and unknown ones told nobody."""
    proof = traits_of(telling.channel).evidence
    reached: tuple[Evidence, datetime | None] = (Evidence.NONE, None)
    if telling.delivery_status is DeliveryStatus.DELIVERED:
        reached = proof.delivered, telling.delivered_at
    elif telling.delivery_status is DeliveryStatus.ACCEPTED:
        is_posted = telling.posted_at is not None and proof.posted is not Evidence.NONE
        reached = (proof.posted, telling.posted_at) if is_posted else (proof.accepted, telling.accepted_at)
    return reached if reached[0] is not Evidence.NONE else (Evidence.NONE, None)


def _undisturbed(facts: Facts) -> Sequence[Telling]:
    """The deliveries that may have reached the patient.

    When the practice finds that a stranger answered with the patient's link, what had gone out by then reached the
    stranger, and who knows whether the patient too.
    """
    strangers = [
        one.recorded_at for one in facts.answers if one.by_stranger and one.source in (Source.PAGE, Source.SMS)
    ]
    if not strangers:
        return facts.tellings
    return [one for one in facts.tellings if one.accepted_at is not None and one.accepted_at > max(strangers)]


def _told(facts: Facts, answer: ReplyFact | None, terms: Terms) -> datetime | None:
    """When the patient was first told with evidence as strong as is asked for; whoever answered was told by then."""
    moments = [answer.recorded_at] if answer is not None else []
    for telling in facts.tellings:
        evidence, at = _evidence(telling)
        if at is not None and evidence.strength >= max(terms.evidence_needed.strength, Evidence.POSTED.strength):
            moments.append(at)
    return min(moments, default=None)


def _last_day(tellings: Sequence[Telling], told: datetime | None, terms: Terms) -> date | None:
    """The end of the patient's own notice period; a later date that any notice promised is kept to."""
    if told is None:
        return None
    promised = [
        telling.deadline_on
        for telling in tellings
        if telling.deadline_on is not None and telling.delivery_status is not DeliveryStatus.PLANNED
    ]
    return max([deadline(told, terms.notice_days), *promised])


def _strongest(facts: Facts, answer: ReplyFact | None, terms: Terms) -> Evidence:
    found = [_evidence(telling)[0] for telling in facts.tellings]
    found.append(Evidence.PASSIVE if terms.passive else Evidence.NONE)
    if answer is not None:
        found.append(Evidence.REPLIED)
    return max(found, key=lambda one: one.strength)
