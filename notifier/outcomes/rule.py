"""What follows for each patient: derived from facts and a moment, never typed in and never stored.

`derive` is pure and is the whole of rule 1: a patient may be coded only if told individually, with evidence as strong
as the campaign asks for on that channel, at a place that is still theirs, with the full notice period run out, with no
objection, no doubt and no open review, nothing on the record that says otherwise, and still registered and alive.
Whatever is not sure holds the patient out.

Facts are a set: in which order they are given, and in which they became known, changes nothing. What a patient said
last is what the practice received last, see `notifier.replies.reception_order`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.campaigns.calendar import deadline, london_date
from notifier.campaigns.told_rules import ToldRules
from notifier.providers.channels import traits_of
from notifier.replies import reception_order
from notifier.vocabulary import (
    Channel,
    Choice,
    DeliveryStatus,
    Evidence,
    HoldReason,
    OutcomeKind,
    SkipReason,
    Source,
    Wave,
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One delivery of an individual notice.

    `is_elsewhere`: it went to a place that is no longer the patient's, or to a number or mailbox that turned out to be
    shared, and no person found out that it reached them.
    """

    wave: Wave
    channel: Channel
    delivery_status: DeliveryStatus
    accepted_at: datetime | None
    posted_at: datetime | None
    delivered_at: datetime | None
    deadline_on: date | None  # as it states
    is_elsewhere: bool = False
    delivery_id: int = 0  # of its row


@dataclass(frozen=True, slots=True)
class ReplyFact:
    """As much of a reply as decides what follows; the rule sees no table.

    `in_doubt`: a person has to look at it and has not concluded yet. `set_aside`: one has, and the conclusion is a
    reply of its own. `by_stranger`: the conclusion was that the patient did not give it. `is_conclusion`: it is what
    a person concluded of one in doubt, whose time of reception it has. `recorded_by_staff`: somebody at the practice
    wrote it down. `reply_id`, of its row, tells which of two that were recorded in one instant was the first.
    """

    choice: Choice
    source: Source
    received_at: datetime
    recorded_at: datetime
    in_doubt: bool
    set_aside: bool
    by_stranger: bool = False
    is_conclusion: bool = False
    recorded_by_staff: bool = False
    reply_id: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one patient in one campaign, in no particular order.

    `agreed_elsewhere`: the agreement that stands under another NHS number, which a person found to be this patient's.
    It lets nobody be coded, but it is the basis for coding whoever may be coded and said nothing under this number.
    `kept_before`: of `open_reviews`, one is that they kept in an earlier campaign, of which all else is forgotten.
    """

    exclusion: SkipReason | None
    tellings: Sequence[Telling]
    answers: Sequence[ReplyFact]
    open_reviews: int
    agreed_elsewhere: ReplyFact | None = None
    unanswered: int = 0  # complaints and requests of theirs
    loose_slips: int = 0  # that may be theirs, and ask to keep it or are not sure
    kept_before: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What the campaign asks for."""

    notice_days: int
    told: ToldRules
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
_BY_LINK = (Source.PAGE, Source.SMS)


def derive(facts: Facts, terms: Terms, now: datetime) -> Outcome:
    """The outcome of one patient at `now`.

    Of several reasons to hold, the first of this order is named: gone from the list, a doubt, what the patient said,
    what the record says, not informed, notice running.
    """
    answer = standing_answer(facts.answers) if facts.answers else None
    evidence, last_day = _told(facts, terms)
    reason = _reason_to_hold(facts, terms, answer, last_day, now)
    if reason is not HoldReason.NONE:
        kind = OutcomeKind.HOLD
    elif answer is not None or facts.agreed_elsewhere is not None:
        kind = OutcomeKind.MAY_CODE_ASKED
    else:
        kind = OutcomeKind.MAY_CODE_SILENT
    return Outcome(kind, reason, evidence, last_day)


def _reason_to_hold(
    facts: Facts, terms: Terms, answer: ReplyFact | None, last_day: date | None, now: datetime
) -> HoldReason:
    if facts.exclusion in _GONE:
        return _GONE[facts.exclusion]
    if facts.open_reviews or (facts.answers and _asks_a_person(facts.answers)):
        return HoldReason.UNDER_REVIEW
    if answer is not None and answer.choice is not Choice.AGREE:
        return HoldReason.OBJECTED if answer.choice is Choice.KEEP else HoldReason.UNDECIDED
    if facts.unanswered or facts.loose_slips:
        return HoldReason.UNDER_REVIEW
    if facts.exclusion is not None:
        return _ON_RECORD[facts.exclusion]
    if last_day is None:
        return HoldReason.NOT_INFORMED
    if not terms.in_force or london_date(now) <= last_day:
        return HoldReason.NOTICE_RUNNING
    return HoldReason.NONE


def _asks_a_person(answers: Sequence[ReplyFact]) -> bool:
    """Whether a person has to conclude first: of a doubt, of answers without an order, of who agrees after a keep."""
    return any(one.in_doubt for one in answers) or reception_order.needs_person(_as_recorded(answers))


def standing_answer(answers: Iterable[ReplyFact]) -> ReplyFact | None:
    """What the patient said last, by when the practice received it, of all that nobody doubts."""
    return reception_order.standing(_as_recorded(answers))


def holding(answers: Iterable[ReplyFact]) -> list[ReplyFact]:
    """Of what a patient said, perhaps under another NHS number, all that holds them.

    That is every doubt, the answer that stands unless it agrees, whatever without an order does not agree, and each
    keep after which no person found that the patient agrees.
    """
    recorded = _as_recorded(answers)
    standing = reception_order.standing(recorded)
    held = [one for pair in reception_order.conflicts(recorded) for one in pair]
    held += [*reception_order.unconfirmed_keeps(recorded), *([standing] if standing else [])]
    return [one for one in recorded if one.in_doubt or (one in held and one.choice is not Choice.AGREE)]


def first_told(facts: Facts, terms: Terms) -> tuple[datetime, Telling] | None:
    """The delivery that began the notice period of whoever said nothing, and when it told them."""
    found = []
    for telling in _undisturbed(facts):
        evidence, at = _evidence(telling)
        if at is not None and not telling.is_elsewhere and terms.told.suffices(telling.channel, evidence):
            found.append((at, telling))
    return min(found, key=lambda one: (one[0], one[1].delivery_id), default=None)


def strongest_telling(facts: Facts) -> Telling | None:
    """The delivery that most surely told the patient, the first of several; None where none did."""
    best: Telling | None = None
    strength = 0
    # In an order of their own: facts come in any.
    for telling in sorted(_undisturbed(facts), key=lambda one: one.delivery_id):
        evidence, _ = _evidence(telling)
        if not telling.is_elsewhere and evidence.strength > strength:
            best, strength = telling, evidence.strength
    return best


def _as_recorded(answers: Iterable[ReplyFact]) -> list[ReplyFact]:
    return sorted(answers, key=lambda one: (one.recorded_at, one.reply_id))


def _evidence(telling: Telling) -> tuple[Evidence, datetime | None]:
    """How surely this delivery told somebody, and when. Failed, returned and unknown ones told nobody."""
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
    if not facts.answers:
        return facts.tellings
    strangers = [one.recorded_at for one in facts.answers if one.by_stranger and one.source in _BY_LINK]
    if not strangers:
        return facts.tellings
    return [one for one in facts.tellings if one.accepted_at is not None and one.accepted_at > max(strangers)]


def _told(facts: Facts, terms: Terms) -> tuple[Evidence, date | None]:
    """The strongest evidence that the patient was told, and the end of their own notice period.

    The period runs from the first telling that is sure enough; whoever answered was told by then, wherever the message
    went. A letter counts from the day it was posted on, but not before the days are over in which it may come back. A
    later date that any notice promised is kept to. None where nothing told the patient.
    """
    heard = [one for one in facts.answers if not (one.in_doubt or one.set_aside)] if facts.answers else ()
    strongest = Evidence.REPLIED if heard else Evidence.PASSIVE if terms.passive else Evidence.NONE
    ends = [deadline(one.recorded_at, terms.notice_days) for one in heard]
    promised = []
    for telling in _undisturbed(facts):
        if telling.deadline_on is not None and telling.delivery_status is not DeliveryStatus.PLANNED:
            promised.append(telling.deadline_on)
        if telling.is_elsewhere and not heard:
            continue
        evidence, at = _evidence(telling)
        if evidence.strength > strongest.strength:
            strongest = evidence
        if at is None or not terms.told.suffices(telling.channel, evidence):
            continue
        end = deadline(at, terms.notice_days)
        ends.append(max(end, terms.told.letter_counts_after(at)) if evidence is Evidence.POSTED else end)
    return strongest, max([min(ends), *promised]) if ends else None
