"""Rule 1 against a second statement of it, over many thousand histories: all conditions must hold, and nothing else.

Each test says how many histories it went through. What fails names the seed and the history.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import permutations
from random import Random
from zoneinfo import ZoneInfo

from notifier.outcomes.rule import Facts, Outcome, ReplyFact, Telling, Terms, derive
from notifier.vocabulary import Channel, Choice, DeliveryStatus, Evidence, HoldReason, OutcomeKind, Source
from tests.notifier.outcomes.random_facts import EXCLUSIONS, NOW, histories, reply, telling

SEED = 20_261_130
LONDON = ZoneInfo("Europe/London")
ORDERS, PAIRS, STEPS = 24_000, 12_000, 6_000  # histories
ENGLANDS_BANK_HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}

PROOF: dict[tuple[Channel, DeliveryStatus], tuple[Evidence, Callable[[Telling], datetime | None]]] = {
    (Channel.LETTER, DeliveryStatus.ACCEPTED): (Evidence.POSTED, lambda one: one.posted_at),
    (Channel.SMS, DeliveryStatus.ACCEPTED): (Evidence.SENT, lambda one: one.accepted_at),
    (Channel.EMAIL, DeliveryStatus.ACCEPTED): (Evidence.SENT, lambda one: one.accepted_at),
    (Channel.SMS, DeliveryStatus.DELIVERED): (Evidence.DELIVERED, lambda one: one.delivered_at),
    (Channel.EMAIL, DeliveryStatus.DELIVERED): (Evidence.DELIVERED, lambda one: one.delivered_at),
    (Channel.LETTER, DeliveryStatus.DELIVERED): (Evidence.DELIVERED, lambda one: one.delivered_at),
}
AT_LEAST = {  # what suffices where this is asked for
    Evidence.SENT: {Evidence.SENT, Evidence.POSTED, Evidence.DELIVERED},
    Evidence.POSTED: {Evidence.POSTED, Evidence.DELIVERED},
    Evidence.DELIVERED: {Evidence.DELIVERED},
    Evidence.REPLIED: set[Evidence](),
}


def london(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def sure(facts: Facts) -> list[ReplyFact]:
    return [one for one in facts.answers if not (one.in_doubt or one.set_aside)]


def is_registered_alive_and_unrestricted_and_not_coded_or_consenting(facts: Facts, terms: Terms, now: datetime) -> bool:
    return facts.exclusion is None


def nothing_waits_for_a_person(facts: Facts, terms: Terms, now: datetime) -> bool:
    return facts.open_reviews == 0 and not [one for one in facts.answers if one.in_doubt]


def a_person_led_from_every_keep_to_agreement(facts: Facts, terms: Terms, now: datetime) -> bool:
    """Silence is no way there, nor is whatever the patient says later: somebody who knew of it concluded."""
    led = [written(one) for one in sure(facts) if one.is_conclusion and one.choice is Choice.AGREE]
    return all(max(led, default=()) > written(one) for one in sure(facts) if one.choice is Choice.KEEP)


def the_last_word_is_surely_no_objection(facts: Facts, terms: Terms, now: datetime) -> bool:
    """From what a person concluded last, every other word comes surely before or after each agreement."""
    said = sure(facts)
    start = max((written(one) for one in said if one.is_conclusion), default=())
    said = [one for one in said if written(one) >= start]
    agreements = [one for one in said if one.choice is Choice.AGREE]
    others = [one for one in said if one.choice is not Choice.AGREE]
    if any(not came_before(one, other) and not came_before(other, one) for one in agreements for other in others):
        return False
    return not others or any(all(came_before(other, one) for other in others) for one in agreements)


def written(one: ReplyFact) -> tuple[datetime, int]:
    return one.recorded_at, one.reply_id


def came_before(one: ReplyFact, other: ReplyFact) -> bool:
    (_, latest), (earliest, _) = span(one), span(other)
    if span(one) == span(other) and latest == earliest:  # the same instant
        return written(one) < written(other)
    return latest < earliest


def span(one: ReplyFact) -> tuple[datetime, datetime]:
    """Between which moments it came: of what staff wrote down, sometime on that day."""
    if one.is_conclusion:
        return one.recorded_at, one.recorded_at
    if one.source is Source.PAGE or (one.source is Source.SMS and not one.recorded_by_staff):
        return one.received_at, one.received_at
    day = london(one.received_at)
    return datetime.combine(day, time.min, LONDON), datetime.combine(day, time.max, LONDON)


def safe(facts: Facts) -> list[Telling]:
    """What went out after every stranger who had the patient's link."""
    had_it = [one.recorded_at for one in facts.answers if one.by_stranger and one.source in {Source.PAGE, Source.SMS}]
    tellings = list(facts.tellings)
    for moment in had_it:
        tellings = [one for one in tellings if one.accepted_at and one.accepted_at > moment]
    return tellings


def was_told_surely_enough_and_long_enough_ago(facts: Facts, terms: Terms, now: datetime) -> bool:
    def is_over(moment: datetime) -> bool:
        return london(now) - london(moment) > timedelta(days=terms.notice_days)

    if any(is_over(one.recorded_at) for one in sure(facts)):
        return True
    for one in safe(facts):
        evidence, moment_of = PROOF.get((one.channel, one.delivery_status), (Evidence.NONE, lambda _: None))
        moment = moment_of(one)
        if moment is None or evidence not in AT_LEAST[terms.told.needed[one.channel]]:
            continue
        is_theirs = not one.is_elsewhere or bool(sure(facts))
        may_come_back = evidence is Evidence.POSTED and working_days_since(london(moment), london(now)) <= (
            terms.told.letter_working_days
        )
        if is_theirs and is_over(moment) and not may_come_back:
            return True
    return False


def working_days_since(day: date, today: date) -> int:
    """How many working days have begun after a day, today among them."""
    later = [day + timedelta(days=number) for number in range(1, (today - day).days + 1)]
    working = [one for one in later if one.isoweekday() < 6 and one not in ENGLANDS_BANK_HOLIDAYS]
    # On a day off the working day before is over as well.
    return len(working) + (bool(later) and later[-1] not in working)


def every_date_that_was_promised_is_past(facts: Facts, terms: Terms, now: datetime) -> bool:
    said = [one for one in safe(facts) if one.delivery_status is not DeliveryStatus.PLANNED]
    return all(one.deadline_on is None or one.deadline_on < london(now) for one in said)


def the_campaign_stands(facts: Facts, terms: Terms, now: datetime) -> bool:
    return terms.in_force


NECESSARY = (
    is_registered_alive_and_unrestricted_and_not_coded_or_consenting,
    nothing_waits_for_a_person,
    a_person_led_from_every_keep_to_agreement,
    the_last_word_is_surely_no_objection,
    was_told_surely_enough_and_long_enough_ago,
    every_date_that_was_promised_is_past,
    the_campaign_stands,
)


def test_it_agrees_with_a_second_statement_of_rule_1_whatever_order_the_facts_arrive_in() -> None:
    seen: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    for random, facts, terms in histories(SEED, ORDERS):
        missing = [one.__name__ for one in NECESSARY if not one(facts, terms, NOW)]
        found = derive(facts, terms, NOW)
        story = f"seed {SEED}, history {seen.total()}: {facts}\n{terms}\n{found}, and by the second statement {missing}"
        assert found.may_be_coded is not bool(missing), story
        assert (found.reason is HoldReason.NONE) is not bool(missing), story
        if found.may_be_coded:
            assert (found.kind is OutcomeKind.MAY_CODE_ASKED) is bool(sure(facts) or facts.agreed_elsewhere), story
        assert all(derive(one, terms, NOW) == found for one in in_other_orders(facts, random)), story
        seen[found.reason or found.kind] += 1
        if len(missing) == 1:
            decided[missing[0]] += 1
    assert seen.total() == ORDERS
    assert min(seen.values()) > 50, f"too few of some kind: {seen}"
    assert min(decided[one.__name__] for one in NECESSARY) > 50, f"too few that one condition alone decides: {decided}"


def in_other_orders(facts: Facts, random: Random) -> list[Facts]:
    """Every order of up to three answers, some orders of more, and the tellings turned round."""
    orders: list[Sequence[ReplyFact]] = list(permutations(facts.answers)) if len(facts.answers) < 4 else []
    orders += [random.sample(list(facts.answers), len(facts.answers)) for _ in range(3)]
    return [replace(facts, answers=order, tellings=facts.tellings[::-1]) for order in orders]


def test_whatever_is_recorded_later_frees_nobody_who_kept_it_until_a_person_concludes() -> None:
    held = 0
    for at, (random, facts, terms) in enumerate(histories(SEED + 1, PAIRS)):
        kept = replace(reply(random, 100), choice=Choice.KEEP, in_doubt=False, set_aside=False, is_conclusion=False)
        after = max([one.recorded_at for one in facts.answers] + [kept.recorded_at])
        later = [
            replace(reply(random, 101 + number), is_conclusion=False, recorded_at=after + timedelta(hours=number))
            for number in range(random.choice((1, 2, 3)))
        ]
        known = replace(facts, answers=[*facts.answers, kept])
        if a_person_led_from_every_keep_to_agreement(known, terms, NOW):
            continue
        for number in range(len(later) + 1):
            found = derive(replace(known, answers=[*later[:number], *known.answers]), terms, NOW)
            assert not found.may_be_coded, f"seed {SEED + 1}, history {at}: {known}\nlater {later[:number]}\n{found}"
        held += 1
    assert held > PAIRS / 2


def test_every_doubt_holds_whoever_it_is_about() -> None:
    for at, (random, facts, terms) in enumerate(histories(SEED + 2, STEPS)):
        doubtful = replace(reply(random, 100), in_doubt=True, set_aside=False, by_stranger=False)
        objection = replace(doubtful, choice=Choice.KEEP, in_doubt=False, is_conclusion=False, recorded_at=NOW)
        doubts = (
            replace(facts, answers=(*facts.answers, doubtful)),
            replace(facts, answers=(doubtful, *facts.answers)),
            replace(facts, answers=(*facts.answers, objection)),
            replace(facts, open_reviews=facts.open_reviews + 1),
            replace(facts, exclusion=random.choice(EXCLUSIONS)),
        )
        free = [one for one in doubts if derive(one, terms, NOW).may_be_coded]
        assert not free, f"seed {SEED + 2}, history {at}: {free}\n{terms}"
    assert at + 1 == STEPS


def test_an_attempt_that_told_nobody_or_went_elsewhere_frees_nobody() -> None:
    vain = tuple(one for one in DeliveryStatus if one not in (DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED))
    for at, (random, facts, terms) in enumerate(histories(SEED + 3, STEPS)):
        one = telling(random)
        attempts = [replace(one, delivery_status=random.choice(vain))]
        if not sure(facts):
            attempts.append(replace(one, is_elsewhere=True))
        for attempt in attempts:
            with_it = derive(replace(facts, tellings=(*facts.tellings, attempt)), terms, NOW)
            is_free = with_it.may_be_coded and not derive(facts, terms, NOW).may_be_coded
            assert not is_free, f"seed {SEED + 3}, history {at}: {facts}\n{attempt}"
    assert at + 1 == STEPS


def test_an_answer_that_was_set_aside_changes_nothing() -> None:
    for at, (random, facts, terms) in enumerate(histories(SEED + 4, STEPS)):
        aside = replace(reply(random, 100), in_doubt=False, set_aside=True, by_stranger=False)
        found: list[Outcome] = [
            derive(replace(facts, answers=answers), terms, NOW)
            for answers in ((*facts.answers, aside), (aside, *facts.answers))
        ]
        assert found == [derive(facts, terms, NOW)] * 2, f"seed {SEED + 4}, history {at}: {facts}\n{aside}"
    assert at + 1 == STEPS


def test_time_alone_only_frees() -> None:
    for at, (random, facts, terms) in enumerate(histories(SEED + 5, STEPS)):
        earlier, later = derive(facts, terms, NOW), derive(facts, terms, NOW + timedelta(hours=random.randint(0, 2160)))
        assert later.may_be_coded or not earlier.may_be_coded, f"seed {SEED + 5}, history {at}: {facts}"
    assert at + 1 == STEPS
