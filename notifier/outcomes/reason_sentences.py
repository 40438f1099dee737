"""Why a patient may be coded or is held, as one sentence that a receptionist can read aloud.

It is made from the facts that the conclusion was drawn from, in the order in which they happened, each with its day in
London, and ends with the conclusion. No name and no number of a patient stands in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Final

from notifier.campaigns.calendar import london_date
from notifier.outcomes.rule import Facts, Outcome, ReplyFact, Telling, Terms, first_told, standing_answer
from notifier.providers.channels import AddressKind, traits_of
from notifier.vocabulary import Choice, DeliveryStatus, Evidence, HoldReason, OutcomeKind, SkipReason, Source, Wave

MAY_BE_CODED: Final = "may be coded"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

# What ends the sentence of whoever is held.
CONCLUSIONS: Mapping[HoldReason, str] = {
    HoldReason.OBJECTED: "is held, because they want to keep it",
    HoldReason.UNDECIDED: "is held, because they are not sure what they want",
    HoldReason.UNDER_REVIEW: "is held, until a person has looked at what is in doubt",
    HoldReason.NOT_INFORMED: "is held, because nothing shows surely enough that they were told",
    HoldReason.NOTICE_RUNNING: "is held, because they still have time to answer",
    HoldReason.EXPRESS_CONSENT: "is held, because their record says that they want the opposite",
    HoldReason.ALREADY_CODED: "is held, because there is nothing to add",
    HoldReason.DECEASED: "is held, because they have died",
    HoldReason.LEFT: "is held, because they are no longer registered here",
    HoldReason.SENSITIVE: "is held, because a person decides about a restricted record",
    HoldReason.IN_DOUBT: "is held, until the list says clearly what it says of them",
}
# What the list or the record says, which keeps a patient out.
_EXCLUDED: Mapping[SkipReason, str] = {
    SkipReason.DECEASED: "has died",
    SkipReason.LEFT: "no longer registered here",
    SkipReason.SENSITIVE: "has a restricted record",
    SkipReason.ALREADY_CODED: "has the code on the record already",
    SkipReason.EXPRESS_CONSENT: "has consent on the record",
    SkipReason.IN_DOUBT: "has something on the list that could not be read",
}
_WENT_TO: Mapping[AddressKind, str] = {
    AddressKind.MOBILE: "to a number that may no longer be theirs",
    AddressKind.EMAIL: "to an address that may no longer be theirs",
    AddressKind.POST: "to an address that may no longer be theirs",
    AddressKind.NOBODY: "to nobody in particular",
}
_BY: Mapping[Source, str] = {
    Source.PAGE: "by page",
    Source.SMS: "by text",
    Source.PAPER: "by letter slip",
    Source.PHONE: "by phone",
    Source.COUNTER: "at the desk",
    Source.EMAIL: "by email",
}
_ROADS: Mapping[Source, str] = {
    Source.PAGE: "on the web page on",
    Source.SMS: "by text received on",
    Source.PAPER: "by letter slip received on",
    Source.PHONE: "by phone on",
    Source.COUNTER: "at the desk on",
    Source.EMAIL: "by email received on",
}


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of the sentence: its words, with the days that stand between them, and when it happened."""

    at: datetime
    words: tuple[str | date, ...]


def basis_words(facts: Facts, outcome: Outcome, terms: Terms) -> str:
    """What a code or a wish to keep rests on, as it is written on the record: "agreed on 6 June 2026 by page".

    Every day has its year, for a record is read years later. Empty for whoever is held for another reason than what
    they want.
    """
    words: tuple[str | date, ...] = ()
    if outcome.kind is OutcomeKind.MAY_CODE_SILENT:
        by = (" by ", outcome.deadline_on) if outcome.deadline_on is not None else ()
        words = (*_begun(facts, terms), "no objection", *by)
    elif outcome.kind is OutcomeKind.MAY_CODE_ASKED or outcome.reason is HoldReason.OBJECTED:
        answer = standing_answer(facts.answers) or facts.agreed_elsewhere
        if answer is not None:
            said = "agreed" if answer.choice is Choice.AGREE else "asked to keep it"
            words = (f"{said} on ", london_date(answer.received_at), f" {_BY[answer.source]}")
    return "".join(spoken_day(word) if isinstance(word, date) else word for word in words)


def _begun(facts: Facts, terms: Terms) -> tuple[str | date, ...]:
    """How and when a silent patient was told, so that their period began."""
    told = first_told(facts, terms)
    if told is None:
        return ()
    at, telling = told
    posted = " posted" if telling.posted_at is not None and telling.delivered_at is None else ""
    return f"told by {traits_of(telling.channel).noun}{posted} on ", london_date(at), ", "


def reason_sentence(facts: Facts, outcome: Outcome, terms: Terms) -> str:
    """Why `outcome` follows from `facts`: "Told by text on 3 June (delivered), no answer by 15 July: may be coded."

    The year stands with the last of the days, and with each of them where they are not of one year.
    """
    parts = [clause.words for clause in sorted(_happened(facts), key=lambda clause: clause.at)]
    if not facts.tellings:
        parts.insert(0, (_untold(outcome, terms),))
    parts += _standing(facts, outcome)
    words: list[str | date] = []
    for part, same in groupby(parts):
        times = len(list(same))
        again = (f" ({times} times)",) if times > 1 else ()
        words += (", ", *part, *again) if words else (*part, *again)
    conclusion = MAY_BE_CODED if outcome.may_be_coded else CONCLUSIONS[outcome.reason]
    said = "".join(_dated(words))
    return f"{said[:1].upper()}{said[1:]}: {conclusion}."


def spoken_day(day: date, *, with_year: bool = True) -> str:
    """A day as it is said: 3 June 2026."""
    return f"{day.day} {day:%B %Y}" if with_year else f"{day.day} {day:%B}"


def _happened(facts: Facts) -> Iterator[_Clause]:
    """What was done and said. Nobody is told again before they were told, so that the tellings are put in order."""
    told = False
    for telling in sorted(facts.tellings, key=_moment):
        yield _Clause(_moment(telling), _telling_words(telling, told))
        told = told or _surely_went(telling)
    for answer in sorted(facts.answers, key=lambda one: (one.received_at, one.recorded_at, one.reply_id)):
        yield _Clause(answer.recorded_at if answer.is_conclusion else answer.received_at, _answer_words(answer))
    if (elsewhere := facts.agreed_elsewhere) is not None:
        yield _Clause(elsewhere.received_at, (*_answer_words(elsewhere), " under another NHS number of theirs"))


def _moment(telling: Telling) -> datetime:
    """When it happened, as far as anybody knows: what did not happen yet comes last."""
    known = telling.delivered_at or telling.posted_at or telling.accepted_at
    if known is not None:
        return known
    waits = telling.delivery_status in (DeliveryStatus.PLANNED, DeliveryStatus.SENDING)
    return datetime.max.replace(tzinfo=UTC) if waits else _LONG_AGO


def _surely_went(telling: Telling) -> bool:
    if telling.delivery_status is DeliveryStatus.DELIVERED:
        return True
    return telling.delivery_status is DeliveryStatus.ACCEPTED and telling.posted_at is not None


def _telling_words(telling: Telling, told: bool) -> tuple[str | date, ...]:
    traits = traits_of(telling.channel)
    noun = traits.noun
    elsewhere = _WENT_TO[traits.address] if telling.is_elsewhere else ""
    at_desk = telling.wave is Wave.HAND_OUT
    went_at = telling.posted_at or telling.accepted_at
    verb = "reminded" if telling.wave is Wave.REMINDER else "told again" if told else "told"
    match telling.delivery_status:
        case DeliveryStatus.DELIVERED if telling.delivered_at is not None:
            arrived = london_date(telling.delivered_at)
            if at_desk:
                return (f"{verb} by {noun} handed over on ", arrived, _beside(elsewhere))
            return (f"{verb} by {noun} on ", arrived, _beside("delivered", elsewhere))
        case DeliveryStatus.ACCEPTED if telling.posted_at is not None:
            return (f"{verb} by {noun} posted on ", london_date(telling.posted_at), _beside(elsewhere))
        case DeliveryStatus.ACCEPTED | DeliveryStatus.DELIVERED if at_desk:
            return (f"{_a(noun)} has waited at the desk", *_since(went_at), _beside(elsewhere))
        case DeliveryStatus.ACCEPTED if traits.address is AddressKind.POST:
            return (f"{_a(noun)} was made", *_on(went_at), _beside("its posting is not recorded", elsewhere))
        case DeliveryStatus.ACCEPTED | DeliveryStatus.DELIVERED:
            reminding = " to remind them" if telling.wave is Wave.REMINDER else ""
            return (f"sent {_a(noun)}{reminding}", *_on(went_at), _beside("no word that it arrived", elsewhere))
        case DeliveryStatus.FAILED if telling.posted_at is not None:
            return (f"{_a(noun)} posted", *_on(telling.posted_at), " came back")
        case DeliveryStatus.FAILED:
            return (f"{_a(noun)} did not reach them", *_beside_sent(went_at))
        case DeliveryStatus.UNKNOWN:
            return (f"{_a(noun)} that may have gone or not", *_beside_sent(went_at))
    return (f"{_a(noun)} is still to go",)


def _answer_words(answer: ReplyFact) -> tuple[str | date, ...]:
    received, recorded = london_date(answer.received_at), london_date(answer.recorded_at)
    if answer.is_conclusion:
        found = {Choice.KEEP: "keep it", Choice.AGREE: "agree", Choice.UNSURE: "are not sure"}[answer.choice]
        wish = f"want to {found}" if answer.choice is Choice.KEEP else found
        return ("the practice found on ", recorded, f" that they {wish}", _beside(_standing_of(answer)))
    road = _ROADS[answer.source]
    logged: tuple[str | date, ...] = (" (written down on ", recorded, ")") if recorded != received else ()
    doubt = _beside(_standing_of(answer))
    match answer.choice:
        case Choice.KEEP:
            return (f"asked {road} ", received, " to keep it", *logged, doubt)
        case Choice.AGREE:
            return (f"agreed {road} ", received, *logged, doubt)
        case Choice.UNSURE:
            return (f"said {road} ", received, " that they are not sure", *logged, doubt)


def _standing_of(answer: ReplyFact) -> str:
    if answer.in_doubt:
        return "still to be looked at"
    if answer.by_stranger:
        return "found not to be from them"
    return "no longer counts" if answer.set_aside else ""


def _standing(facts: Facts, outcome: Outcome) -> Iterator[tuple[str | date, ...]]:
    """What stands at the moment of the conclusion: answers missing, doubts open, what the list says, the last day."""
    if facts.exclusion is not None:
        yield (_EXCLUDED[facts.exclusion],)
    if facts.unanswered:
        yield ("a complaint or request of theirs is still to be answered",)
    if facts.loose_slips:
        yield ("a slip that may be theirs is still to be looked at",)
    if facts.kept_before:
        yield ("wished to keep their record in an earlier campaign, whose records are forgotten",)
    is_named = facts.unanswered or facts.loose_slips or facts.kept_before
    is_open = facts.open_reviews > facts.kept_before or (outcome.reason is HoldReason.UNDER_REVIEW and not is_named)
    if is_open and not any(answer.in_doubt for answer in facts.answers):
        yield ("an answer of theirs, or who they are, is still to be looked at",)
    if outcome.deadline_on is None:
        return
    if outcome.reason is HoldReason.NOTICE_RUNNING:
        yield ("may answer until ", outcome.deadline_on)
    elif facts.agreed_elsewhere is not None or any(not answer.set_aside for answer in facts.answers):
        yield ("last day to answer ", outcome.deadline_on)
    elif outcome.kind is OutcomeKind.MAY_CODE_SILENT:
        yield ("no answer by ", outcome.deadline_on)
    else:
        yield ("no answer, with a last day of ", outcome.deadline_on)


def _untold(outcome: Outcome, terms: Terms) -> str:
    if terms.passive and outcome.evidence in (Evidence.PASSIVE, Evidence.NONE):
        return "not told except by what hangs in the practice or stands on prescriptions"
    return "not told"


def _dated(words: Sequence[str | date]) -> Iterator[str]:
    days = [word for word in words if isinstance(word, date)]
    one_year = len({day.year for day in days}) == 1
    left = len(days)
    for word in words:
        if isinstance(word, date):
            left -= 1
            yield spoken_day(word, with_year=not one_year or left == 0)
        else:
            yield word


def _beside(*remarks: str) -> str:
    said = ", ".join(remark for remark in remarks if remark)
    return f" ({said})" if said else ""


def _on(moment: datetime | None) -> tuple[str | date, ...]:
    return (" on ", london_date(moment)) if moment is not None else ()


def _since(moment: datetime | None) -> tuple[str | date, ...]:
    return (" since ", london_date(moment)) if moment is not None else ()


def _beside_sent(moment: datetime | None) -> tuple[str | date, ...]:
    return (" (sent on ", london_date(moment), ")") if moment is not None else ()


def _a(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"
