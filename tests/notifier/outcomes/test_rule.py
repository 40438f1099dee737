"""Rule 1, row by row and at the edges of days. Against a second statement of it: test_rule_restated.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from notifier.campaigns.told_rules import ToldRules
from notifier.outcomes.rule import Facts, Outcome, ReplyFact, Telling, Terms, derive, first_told, strongest_telling
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

TOLD = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OVER = TOLD + timedelta(days=29)


def told(texts: Evidence = Evidence.SENT, letters: Evidence = Evidence.POSTED, days: int = 0) -> ToldRules:
    return ToldRules({Channel.SMS: texts, Channel.EMAIL: texts, Channel.LETTER: letters}, days)


TERMS = Terms(notice_days=28, told=told(), in_force=True, passive=False)


def text(status: DeliveryStatus = DeliveryStatus.DELIVERED, at: datetime = TOLD, **changes: object) -> Telling:
    telling = Telling(
        Wave.FIRST,
        Channel.SMS,
        status,
        accepted_at=at,
        posted_at=None,
        delivered_at=at if status is DeliveryStatus.DELIVERED else None,
        deadline_on=None,
    )
    return replace(telling, **changes)  # type: ignore[arg-type]


def letter(status: DeliveryStatus = DeliveryStatus.ACCEPTED, posted_at: datetime | None = TOLD) -> Telling:
    return text(status, channel=Channel.LETTER, posted_at=posted_at)


def answer(choice: Choice, *, days: float = 3, in_doubt: bool = False, set_aside: bool = False) -> ReplyFact:
    at = TOLD + timedelta(days=days)
    return ReplyFact(choice, Source.PAGE, at, at, in_doubt, set_aside)


def slip(choice: Choice, *, days: float, logged: float, source: Source = Source.PAPER) -> ReplyFact:
    """Received and logged so many days after the telling."""
    received_at, recorded_at = TOLD + timedelta(days=days), TOLD + timedelta(days=logged)
    return ReplyFact(choice, source, received_at, recorded_at, False, False, recorded_by_staff=True)


def conclusion(choice: Choice, *, days: float, of: float = 3) -> ReplyFact:
    """What a person concluded, so many days after the telling, of a reply that came before."""
    received, concluded = TOLD + timedelta(days=of), TOLD + timedelta(days=days)
    return ReplyFact(choice, Source.PAGE, received, concluded, False, False, is_conclusion=True)


def strangers(*days: int, source: Source = Source.PAGE) -> tuple[ReplyFact, ...]:
    """Answers of which a person found, by now, that the patient did not give them."""
    return tuple(
        replace(answer(Choice.AGREE, days=day, set_aside=True), source=source, by_stranger=True) for day in days
    )


SILENT = Facts(exclusion=None, tellings=(text(),), answers=(), open_reviews=0)


def facts(**changes: object) -> Facts:
    return replace(SILENT, **changes)  # type: ignore[arg-type]


def outcome(now: datetime = OVER, terms: Terms = TERMS, **changes: object) -> Outcome:
    return derive(facts(**changes), terms, now)


KEEP, AGREE, UNSURE = answer(Choice.KEEP), answer(Choice.AGREE), answer(Choice.UNSURE)
LATER = {choice: answer(choice, days=4) for choice in Choice}
DOUBTFUL = {choice: answer(choice, days=5, in_doubt=True) for choice in Choice}
SET_ASIDE = {choice: answer(choice, days=5, set_aside=True) for choice in Choice}
SET_ASIDE_AGREE = (SET_ASIDE[Choice.AGREE],)
ASKED, SILENCE = OutcomeKind.MAY_CODE_ASKED, OutcomeKind.MAY_CODE_SILENT

RULE_1: dict[str, tuple[dict[str, object], OutcomeKind | HoldReason]] = {
    "told, and silent": ({}, SILENCE),
    "told by a letter that was posted, and silent": ({"tellings": (letter(),)}, SILENCE),
    "agreed": ({"answers": (AGREE,)}, ASKED),
    "told by nothing but agreed": ({"tellings": (), "answers": (answer(Choice.AGREE, days=0),)}, ASKED),
    "objected": ({"answers": (KEEP,)}, HoldReason.OBJECTED),
    "objected without being told": ({"tellings": (), "answers": (KEEP,)}, HoldReason.OBJECTED),
    "is not sure": ({"answers": (UNSURE,)}, HoldReason.UNDECIDED),
    "agreed, then objected": ({"answers": (AGREE, LATER[Choice.KEEP])}, HoldReason.OBJECTED),
    "agreed, then became unsure": ({"answers": (AGREE, LATER[Choice.UNSURE])}, HoldReason.UNDECIDED),
    "objected, then agreed": ({"answers": (KEEP, LATER[Choice.AGREE])}, HoldReason.UNDER_REVIEW),
    "objected, then agreed, as a person found": (
        {"answers": (KEEP, SET_ASIDE[Choice.AGREE], conclusion(Choice.AGREE, days=6))},
        ASKED,
    ),
    "agreed, as a person found, and objected": (
        {"answers": (conclusion(Choice.AGREE, days=6), answer(Choice.KEEP, days=7))},
        HoldReason.OBJECTED,
    ),
    "a wish to keep that was logged after a person found that they agree": (
        {"answers": (conclusion(Choice.AGREE, days=6), slip(Choice.KEEP, days=1, logged=8))},
        HoldReason.UNDER_REVIEW,
    ),
    "was not sure, then agreed": ({"answers": (UNSURE, LATER[Choice.AGREE])}, ASKED),
    "objected, was not sure, and agreed": (
        {"answers": (KEEP, LATER[Choice.UNSURE], answer(Choice.AGREE, days=6))},
        HoldReason.UNDER_REVIEW,
    ),
    "kept it after an agreement that was logged later": (
        {"answers": (slip(Choice.KEEP, days=6, logged=7), slip(Choice.AGREE, days=3, logged=8))},
        HoldReason.OBJECTED,
    ),
    "kept it, as was logged after a later agreement": (
        {"answers": (slip(Choice.AGREE, days=6, logged=6), slip(Choice.KEEP, days=3, logged=8))},
        HoldReason.UNDER_REVIEW,
    ),
    "two slips of one day that say different things": (
        {"answers": (slip(Choice.KEEP, days=3, logged=4), slip(Choice.AGREE, days=3.1, logged=5))},
        HoldReason.UNDER_REVIEW,
    ),
    "not sure by phone and agreed by the page on one day": (
        {"answers": (slip(Choice.UNSURE, days=3, logged=3, source=Source.PHONE), answer(Choice.AGREE, days=3.1))},
        HoldReason.UNDER_REVIEW,
    ),
    "not sure by phone and agreed by the page the day after": (
        {"answers": (slip(Choice.UNSURE, days=3, logged=3, source=Source.PHONE), answer(Choice.AGREE, days=4))},
        ASKED,
    ),
    "was not sure on the page, and agreed there an hour later": (
        {"answers": (UNSURE, answer(Choice.AGREE, days=3 + 1 / 24))},
        ASKED,
    ),
    "told at a place that is no longer theirs": ({"tellings": (text(is_elsewhere=True),)}, HoldReason.NOT_INFORMED),
    "told there and at a place that is theirs": ({"tellings": (text(is_elsewhere=True), letter())}, SILENCE),
    "told at a place that is no longer theirs, and answered": (
        {"tellings": (text(is_elsewhere=True),), "answers": (answer(Choice.AGREE, days=10),)},
        ASKED,
    ),
    "told there, and somebody may have answered": (
        {"tellings": (text(is_elsewhere=True),), "answers": SET_ASIDE_AGREE},
        HoldReason.NOT_INFORMED,
    ),
    "may have objected": ({"answers": (DOUBTFUL[Choice.KEEP],)}, HoldReason.UNDER_REVIEW),
    "may have agreed": ({"answers": (DOUBTFUL[Choice.AGREE],)}, HoldReason.UNDER_REVIEW),
    "agreed, then may have objected": ({"answers": (AGREE, DOUBTFUL[Choice.KEEP])}, HoldReason.UNDER_REVIEW),
    "may have objected, then agreed": ({"answers": (DOUBTFUL[Choice.KEEP], AGREE)}, HoldReason.UNDER_REVIEW),
    "an open review": ({"open_reviews": 1}, HoldReason.UNDER_REVIEW),
    "agreed, with an open review": ({"answers": (AGREE,), "open_reviews": 1}, HoldReason.UNDER_REVIEW),
    "objected, and a later agreement was not theirs": (
        {"answers": (KEEP, SET_ASIDE[Choice.AGREE])},
        HoldReason.OBJECTED,
    ),
    "an objection that was not theirs": ({"answers": (SET_ASIDE[Choice.KEEP],)}, SILENCE),
    "an agreement that was not theirs tells nobody": (
        {"tellings": (), "answers": (SET_ASIDE[Choice.AGREE],)},
        HoldReason.NOT_INFORMED,
    ),
    "never told": ({"tellings": ()}, HoldReason.NOT_INFORMED),
    "a letter that was printed and not posted": ({"tellings": (letter(posted_at=None),)}, HoldReason.NOT_INFORMED),
    "a letter that waits at the desk": ({"tellings": (letter(posted_at=None),)}, HoldReason.NOT_INFORMED),
    "a letter that was handed over": (
        {"tellings": (letter(DeliveryStatus.DELIVERED, posted_at=None),)},
        SILENCE,
    ),
    "a letter that came back": ({"tellings": (letter(DeliveryStatus.FAILED),)}, HoldReason.NOT_INFORMED),
    "coded already": ({"exclusion": SkipReason.ALREADY_CODED}, HoldReason.ALREADY_CODED),
    "express consent": ({"exclusion": SkipReason.EXPRESS_CONSENT}, HoldReason.EXPRESS_CONSENT),
    "in doubt": ({"exclusion": SkipReason.IN_DOUBT}, HoldReason.IN_DOUBT),
    "restricted record": ({"exclusion": SkipReason.SENSITIVE}, HoldReason.SENSITIVE),
    "died": ({"exclusion": SkipReason.DECEASED}, HoldReason.DECEASED),
    "left": ({"exclusion": SkipReason.LEFT}, HoldReason.LEFT),
    "agreed, but consented expressly on the record": (
        {"exclusion": SkipReason.EXPRESS_CONSENT, "answers": (AGREE,)},
        HoldReason.EXPRESS_CONSENT,
    ),
    "objected, and is coded already": (
        {"exclusion": SkipReason.ALREADY_CODED, "answers": (KEEP,)},
        HoldReason.OBJECTED,
    ),
    "objected, and died": ({"exclusion": SkipReason.DECEASED, "answers": (KEEP,)}, HoldReason.DECEASED),
}


@pytest.mark.parametrize("row", RULE_1)
def test_rule_1(row: str) -> None:
    changes, expected = RULE_1[row]
    found = derive(facts(**changes), TERMS, OVER)
    if isinstance(expected, OutcomeKind):
        assert (found.kind, found.reason) == (expected, HoldReason.NONE)
        assert found.may_be_coded
    else:
        assert (found.kind, found.reason) == (OutcomeKind.HOLD, expected)
        assert not found.may_be_coded


def test_a_text_or_an_email_tells_only_when_it_was_taken_or_arrived() -> None:
    for channel in (Channel.SMS, Channel.EMAIL):
        telling = {
            status for status in DeliveryStatus if outcome(tellings=(text(status, channel=channel),)).may_be_coded
        }
        assert telling == {DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED}


def test_a_footer_tells_nobody() -> None:
    passive = replace(TERMS, passive=True)
    footer = text(channel=Channel.FOOTER, posted_at=TOLD)
    found = outcome(terms=passive, tellings=(footer,))
    assert (found.reason, found.evidence) == (HoldReason.NOT_INFORMED, Evidence.PASSIVE)


@pytest.mark.parametrize("needed", [Evidence.NONE, Evidence.PASSIVE])
def test_no_campaign_can_ask_for_less_than_individual_telling(needed: Evidence) -> None:
    terms = replace(TERMS, told=ToldRules(dict.fromkeys(Channel, needed), 0), passive=True)
    vain = (letter(posted_at=None), text(DeliveryStatus.FAILED), text(channel=Channel.FOOTER))
    assert outcome(terms=terms, tellings=vain).reason is HoldReason.NOT_INFORMED


@pytest.mark.parametrize(
    ("rules", "enough"),
    [
        (told(Evidence.SENT, Evidence.POSTED), {"posted", "sent", "delivered", "replied"}),
        (told(Evidence.SENT, Evidence.DELIVERED), {"sent", "delivered", "replied"}),
        (told(Evidence.DELIVERED, Evidence.POSTED), {"posted", "delivered", "replied"}),
        (told(Evidence.DELIVERED, Evidence.DELIVERED), {"delivered", "replied"}),
        (told(Evidence.REPLIED, Evidence.REPLIED), {"replied"}),
        (ToldRules({}, 0), {"replied"}),
    ],
)
def test_evidence_has_to_be_as_strong_as_is_asked_for_on_its_channel(rules: ToldRules, enough: set[str]) -> None:
    ways: dict[str, dict[str, object]] = {
        "posted": {"tellings": (letter(),)},
        "sent": {"tellings": (text(DeliveryStatus.ACCEPTED),)},
        "delivered": {"tellings": (text(DeliveryStatus.DELIVERED),)},
        "replied": {"tellings": (), "answers": (answer(Choice.AGREE, days=0),)},
    }
    found = {way: derive(facts(**changes), replace(TERMS, told=rules), OVER) for way, changes in ways.items()}
    assert {way for way, one in found.items() if one.may_be_coded} == enough
    assert {way for way, one in found.items() if one.evidence.value != way} == set()


def test_a_letter_counts_from_its_posting_day_once_the_days_are_over_in_which_it_may_come_back() -> None:
    """Five working days from Monday 23 November: none of them at the weekend."""
    terms = replace(TERMS, notice_days=3, told=told(days=5))
    found = {day: derive(facts(tellings=(letter(),)), terms, TOLD + timedelta(days=day)) for day in (6, 7, 8)}
    assert {day: one.may_be_coded for day, one in found.items()} == {6: False, 7: False, 8: True}
    assert {one.deadline_on for one in found.values()} == {date(2026, 11, 30)}
    assert found[6].reason is HoldReason.NOTICE_RUNNING
    assert outcome(terms=replace(terms, notice_days=28), tellings=(letter(),)).deadline_on == date(2026, 12, 21)
    with_a_text = derive(facts(tellings=(letter(), text())), terms, TOLD + timedelta(days=4))
    assert with_a_text.may_be_coded, "the text need not wait for the letter"


def test_a_date_that_was_promised_elsewhere_is_kept_to() -> None:
    promised = text(is_elsewhere=True, deadline_on=date(2027, 1, 4))
    found = outcome(tellings=(promised, text()))
    assert (found.reason, found.deadline_on) == (HoldReason.NOTICE_RUNNING, date(2027, 1, 4))


def test_what_went_elsewhere_is_no_evidence_until_the_patient_answers() -> None:
    elsewhere = text(is_elsewhere=True)
    assert outcome(tellings=(elsewhere,)).evidence is Evidence.NONE
    agreed = outcome(tellings=(elsewhere,), answers=(answer(Choice.AGREE, days=20),))
    assert (agreed.evidence, agreed.deadline_on) == (Evidence.REPLIED, date(2026, 12, 21))


def test_whoever_answers_twice_was_told_by_the_first_answer() -> None:
    answers = (answer(Choice.AGREE, days=1), answer(Choice.AGREE, days=20))
    assert outcome(tellings=(), answers=answers).deadline_on == date(2026, 12, 22)


def test_the_strongest_evidence_is_named() -> None:
    both = (letter(), text(DeliveryStatus.ACCEPTED))
    assert outcome(tellings=both).evidence is Evidence.POSTED
    assert outcome(tellings=both, answers=(KEEP,)).evidence is Evidence.REPLIED
    assert outcome(tellings=()).evidence is Evidence.NONE
    assert outcome(tellings=(), answers=(DOUBTFUL[Choice.KEEP],)).evidence is Evidence.NONE


def test_of_two_messages_that_tell_alike_the_same_one_is_named_in_whatever_order_they_come() -> None:
    one, other = text(delivery_id=1), text(delivery_id=2, channel=Channel.EMAIL)
    for tellings in ((one, other), (other, one)):
        given = facts(tellings=tellings)
        assert strongest_telling(given) == one
        assert first_told(given, TERMS) == (TOLD, one)


def test_the_period_runs_from_the_first_evidence_that_is_strong_enough() -> None:
    terms = replace(TERMS, told=told(Evidence.DELIVERED, Evidence.DELIVERED))
    sent_and_delivered_later = text(delivered_at=TOLD + timedelta(days=2))
    posted_first = (letter(), sent_and_delivered_later)
    assert outcome(terms=terms, tellings=posted_first).deadline_on == date(2026, 12, 23)
    assert outcome(tellings=posted_first).deadline_on == date(2026, 12, 21)


def test_a_failed_text_does_not_count_and_the_letter_after_it_does() -> None:
    posted = letter(posted_at=TOLD + timedelta(days=5))
    found = outcome(tellings=(text(DeliveryStatus.FAILED), posted))
    assert (found.reason, found.deadline_on) == (HoldReason.NOTICE_RUNNING, date(2026, 12, 26))


def test_who_agrees_is_coded_only_after_the_whole_period_too() -> None:
    assert outcome(now=OVER - timedelta(days=1), answers=(AGREE,)).reason is HoldReason.NOTICE_RUNNING


@pytest.mark.parametrize(
    ("told", "last_moment", "free"),
    [
        # Winter: London is at UTC.
        ("2026-11-23T00:00:00Z", "2026-12-21T23:59:59Z", "2026-12-22T00:00:00Z"),
        ("2026-11-23T23:59:59Z", "2026-12-21T23:59:59Z", "2026-12-22T00:00:00Z"),
        # Summer: half past eleven at night in UTC is the next day in London.
        ("2026-07-01T22:59:59Z", "2026-07-29T22:59:59Z", "2026-07-29T23:00:00Z"),
        ("2026-07-01T23:30:00Z", "2026-07-30T22:59:59Z", "2026-07-30T23:00:00Z"),
        # From summer to winter, and from winter to summer.
        ("2026-10-20T22:59:59Z", "2026-11-17T23:59:59Z", "2026-11-18T00:00:00Z"),
        ("2026-10-20T23:00:00Z", "2026-11-18T23:59:59Z", "2026-11-19T00:00:00Z"),
        ("2027-03-10T23:59:59Z", "2027-04-07T22:59:59Z", "2027-04-07T23:00:00Z"),
    ],
)
def test_the_last_day_ends_at_midnight_in_london(told: str, last_moment: str, free: str) -> None:
    tellings = (text(at=datetime.fromisoformat(told)),)
    assert outcome(datetime.fromisoformat(last_moment), tellings=tellings).reason is HoldReason.NOTICE_RUNNING
    assert outcome(datetime.fromisoformat(free), tellings=tellings).kind is SILENCE


def test_a_later_date_that_a_letter_printed_is_kept_to() -> None:
    promised = (text(), replace(letter(posted_at=None), deadline_on=date(2027, 1, 4)))
    found = outcome(datetime(2027, 1, 4, 23, 59, tzinfo=UTC), tellings=promised)
    assert (found.reason, found.deadline_on) == (HoldReason.NOTICE_RUNNING, date(2027, 1, 4))
    assert outcome(datetime(2027, 1, 5, tzinfo=UTC), tellings=promised).kind is SILENCE


def test_an_earlier_date_that_was_printed_shortens_nothing() -> None:
    posted_late = replace(letter(posted_at=TOLD + timedelta(days=4)), deadline_on=date(2026, 12, 21))
    assert outcome(tellings=(posted_late,)).deadline_on == date(2026, 12, 25)


def test_what_is_only_planned_promised_nothing_yet() -> None:
    planned = text(DeliveryStatus.PLANNED, accepted_at=None, deadline_on=date(2027, 6, 1))
    assert outcome(tellings=(text(), planned)).deadline_on == date(2026, 12, 21)


@pytest.mark.parametrize("order", [(2, 9), (9, 2)])
def test_after_several_strangers_only_what_went_out_after_the_last_tells(order: tuple[int, int]) -> None:
    """Whoever answered last had the patient's link until then, and may have had whatever came with it."""
    long_after = TOLD + timedelta(days=90)
    between, after = text(at=TOLD + timedelta(days=5)), text(at=TOLD + timedelta(days=12))
    answers = strangers(*order)
    assert outcome(long_after, tellings=(text(), between), answers=answers).reason is HoldReason.NOT_INFORMED
    found = outcome(long_after, tellings=(text(), between, after), answers=answers)
    assert (found.kind, found.deadline_on) == (SILENCE, date(2027, 1, 2))


def test_what_went_out_in_the_instant_in_which_a_stranger_answered_may_have_been_theirs() -> None:
    told = TOLD + timedelta(days=3)
    assert outcome(answers=strangers(3), tellings=(text(at=told),)).reason is HoldReason.NOT_INFORMED
    later = text(at=told + timedelta(seconds=1))
    assert outcome(OVER + timedelta(days=9), answers=strangers(3), tellings=(later,)).kind is SILENCE


@pytest.mark.parametrize("source", Source)
def test_only_who_answered_with_the_patients_own_link_or_code_had_what_came_with_it(source: Source) -> None:
    """Who rang, wrote or came to the desk in the patient's name need not have seen any message."""
    found = outcome(answers=strangers(3, source=source))
    assert found.may_be_coded is (source not in {Source.PAGE, Source.SMS})


@pytest.mark.parametrize("answers", [(), (AGREE,)])
def test_nobody_is_coded_because_of_a_campaign_that_is_not_in_force(answers: tuple[ReplyFact, ...]) -> None:
    void = replace(TERMS, in_force=False)
    assert outcome(now=OVER + timedelta(days=400), terms=void, answers=answers).kind is OutcomeKind.HOLD
