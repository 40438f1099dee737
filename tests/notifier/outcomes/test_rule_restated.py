"""Rule 1 against a second statement of it: all of its conditions must hold, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import event, given
from hypothesis import strategies as st

from notifier.outcomes.rule import Facts, ReplyFact, Telling, Terms, derive
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Evidence, HoldReason, OutcomeKind, SkipReason, Source

NOW = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)

PROOF: dict[tuple[Channel, DeliveryStatus], tuple[int, Callable[[Telling], datetime | None]]] = {
    (Channel.LETTER, DeliveryStatus.ACCEPTED): (2, lambda one: one.posted_at),
    (Channel.SMS, DeliveryStatus.ACCEPTED): (3, lambda one: one.accepted_at),
    (Channel.EMAIL, DeliveryStatus.ACCEPTED): (3, lambda one: one.accepted_at),
    (Channel.SMS, DeliveryStatus.DELIVERED): (4, lambda one: one.delivered_at),
    (Channel.EMAIL, DeliveryStatus.DELIVERED): (4, lambda one: one.delivered_at),
    (Channel.LETTER, DeliveryStatus.DELIVERED): (4, lambda one: one.delivered_at),
}
ASKED_FOR = {Evidence.POSTED: 2, Evidence.SENT: 3, Evidence.DELIVERED: 4, Evidence.REPLIED: 5}


def london(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Europe/London")).date()


def is_registered_alive_and_unrestricted_and_not_coded_or_consenting(facts: Facts, terms: Terms, now: datetime) -> bool:
    return facts.exclusion is None


def nothing_waits_for_a_person(facts: Facts, terms: Terms, now: datetime) -> bool:
    return facts.open_reviews == 0 and not [one for one in facts.answers if one.in_doubt]


def the_last_word_is_no_objection(facts: Facts, terms: Terms, now: datetime) -> bool:
    words = [one.choice for one in facts.answers if not one.set_aside]
    return words[-1:] in ([], [Choice.AGREE])


def safe(facts: Facts) -> list[Telling]:
    """What went out after every stranger who had the patient's link."""
    had_it = [one.recorded_at for one in facts.answers if one.by_stranger and one.source in {Source.PAGE, Source.SMS}]
    tellings = list(facts.tellings)
    for moment in had_it:
        tellings = [one for one in tellings if one.accepted_at and one.accepted_at > moment]
    return tellings


def was_told_surely_enough_and_long_enough_ago(facts: Facts, terms: Terms, now: datetime) -> bool:
    proofs = [(5, one.recorded_at) for one in facts.answers if not one.set_aside and not one.in_doubt][-1:]
    for telling in safe(facts):
        strength, moment_of = PROOF.get((telling.channel, telling.delivery_status), (0, lambda _: None))
        if moment := moment_of(telling):
            proofs.append((strength, moment))
    sure = [moment for strength, moment in proofs if strength >= ASKED_FOR[terms.evidence_needed]]
    return any(london(now) - london(moment) > timedelta(days=terms.notice_days) for moment in sure)


def every_date_that_was_promised_is_past(facts: Facts, terms: Terms, now: datetime) -> bool:
    said = [one for one in safe(facts) if one.delivery_status is not DeliveryStatus.PLANNED]
    return all(one.deadline_on is None or one.deadline_on < london(now) for one in said)


def the_campaign_stands(facts: Facts, terms: Terms, now: datetime) -> bool:
    return terms.in_force


NECESSARY = (
    is_registered_alive_and_unrestricted_and_not_coded_or_consenting,
    nothing_waits_for_a_person,
    the_last_word_is_no_objection,
    was_told_surely_enough_and_long_enough_ago,
    every_date_that_was_promised_is_past,
    the_campaign_stands,
)

MOMENTS = st.integers(-24 * 35, 24 * 35).map(lambda hours: NOW + timedelta(hours=hours))
LONG_AGO = st.integers(24 * 29, 24 * 60).map(lambda hours: NOW - timedelta(hours=hours))
WHEN = st.one_of(LONG_AGO, MOMENTS)
TELLINGS = st.builds(
    Telling,
    channel=st.sampled_from((*Channel, Channel.stored("owl"))),  # the last is installed nowhere, and proves nothing
    delivery_status=st.sampled_from([*DeliveryStatus, DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED]),
    accepted_at=st.none() | WHEN,
    posted_at=st.none() | WHEN,
    delivered_at=st.none() | WHEN,
    deadline_on=st.none() | WHEN.map(datetime.date),
)
DOUBT = st.sampled_from([(False, False, False)] * 3 + [(True, False, False), (False, True, False), (False, True, True)])
ANSWERS = st.builds(
    lambda choice, source, at, doubt: ReplyFact(choice, source, at, *doubt),
    st.sampled_from([*Choice, Choice.AGREE, Choice.AGREE]),
    st.sampled_from([Source.PAGE, Source.PAGE, Source.SMS, Source.PHONE]),
    WHEN,
    DOUBT,
)
EXCLUSIONS = (
    SkipReason.DECEASED,
    SkipReason.LEFT,
    SkipReason.SENSITIVE,
    SkipReason.ALREADY_CODED,
    SkipReason.EXPRESS_CONSENT,
    SkipReason.IN_DOUBT,
)
FACTS = st.builds(
    Facts,
    exclusion=st.sampled_from([*[None] * 10, *EXCLUSIONS]),
    tellings=st.lists(TELLINGS, max_size=4).map(tuple),
    answers=st.lists(ANSWERS, max_size=3).map(tuple),
    open_reviews=st.sampled_from([0, 0, 0, 0, 1]),
)
_SURE = (DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED)
ANY_TERMS = st.builds(
    Terms,
    notice_days=st.sampled_from([1, 28, 42]),
    evidence_needed=st.sampled_from(sorted(ASKED_FOR)),
    in_force=st.sampled_from([True] * 5 + [False]),
    passive=st.booleans(),
)


@given(FACTS, ANY_TERMS)
def test_it_agrees_with_a_second_statement_of_rule_1(facts: Facts, terms: Terms) -> None:
    expected = all(condition(facts, terms, NOW) for condition in NECESSARY)
    found = derive(facts, terms, NOW)
    event(found.kind.value)
    assert found.may_be_coded is expected
    assert (found.reason is HoldReason.NONE) is expected
    if found.may_be_coded:
        answered = any(not one.set_aside for one in facts.answers)
        assert (found.kind is OutcomeKind.MAY_CODE_ASKED) is answered


@given(FACTS, ANY_TERMS, ANSWERS, st.sampled_from(EXCLUSIONS))
def test_every_doubt_holds_whoever_it_is_about(
    facts: Facts, terms: Terms, reply: ReplyFact, exclusion: SkipReason
) -> None:
    doubtful = replace(reply, in_doubt=True, set_aside=False, by_stranger=False)
    objection = replace(doubtful, choice=Choice.KEEP, in_doubt=False)
    doubts = (
        replace(facts, answers=(*facts.answers, doubtful)),
        replace(facts, answers=(doubtful, *facts.answers)),
        replace(facts, answers=(*facts.answers, objection)),
        replace(facts, open_reviews=facts.open_reviews + 1),
        replace(facts, exclusion=exclusion),
    )
    assert not any(derive(doubt, terms, NOW).may_be_coded for doubt in doubts)


@given(FACTS, ANY_TERMS, TELLINGS, st.sampled_from([status for status in DeliveryStatus if status not in _SURE]))
def test_an_attempt_that_told_nobody_frees_nobody(
    facts: Facts, terms: Terms, telling: Telling, status: DeliveryStatus
) -> None:
    vain = replace(telling, delivery_status=status)
    with_it = derive(replace(facts, tellings=(*facts.tellings, vain)), terms, NOW)
    assert not with_it.may_be_coded or derive(facts, terms, NOW).may_be_coded


@given(FACTS, ANY_TERMS, ANSWERS)
def test_an_answer_that_was_set_aside_changes_nothing(facts: Facts, terms: Terms, reply: ReplyFact) -> None:
    aside = replace(reply, in_doubt=False, set_aside=True, by_stranger=False)
    assert derive(replace(facts, answers=(*facts.answers, aside)), terms, NOW) == derive(facts, terms, NOW)


@given(FACTS, ANY_TERMS, st.integers(0, 24 * 90))
def test_time_alone_only_frees(facts: Facts, terms: Terms, hours: int) -> None:
    earlier, later = derive(facts, terms, NOW), derive(facts, terms, NOW + timedelta(hours=hours))
    assert later.may_be_coded or not earlier.may_be_coded
