"""Why a patient may be coded or is held, as a sentence: every kind of outcome, every day that it rests on."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.campaigns.calendar import london_date
from notifier.campaigns.told_rules import checked_rules
from notifier.outcomes.reason_sentences import CONCLUSIONS, MAY_BE_CODED, basis_words, reason_sentence
from notifier.outcomes.rule import Facts, Outcome, ReplyFact, Telling, Terms, derive
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

JUNE_3 = datetime(2026, 6, 3, 10, 0, tzinfo=UTC)
JULY_15 = date(2026, 7, 15)
TERMS = Terms(notice_days=42, told=checked_rules({"email": "sent"}), in_force=True, passive=False)
SILENT = Outcome(OutcomeKind.MAY_CODE_SILENT, HoldReason.NONE, Evidence.DELIVERED, JULY_15)
ASKED = Outcome(OutcomeKind.MAY_CODE_ASKED, HoldReason.NONE, Evidence.REPLIED, JULY_15)


def held(reason: HoldReason, last_day: date | None = JULY_15) -> Outcome:
    return Outcome(OutcomeKind.HOLD, reason, Evidence.DELIVERED, last_day)


def told(
    channel: Channel = Channel.SMS,
    delivery_status: DeliveryStatus = DeliveryStatus.DELIVERED,
    day: int = 0,
    *,
    wave: Wave = Wave.FIRST,
    posted: bool = False,
    is_elsewhere: bool = False,
) -> Telling:
    at = JUNE_3 + timedelta(days=day)
    arrived = at if delivery_status is DeliveryStatus.DELIVERED else None
    return Telling(
        wave=wave,
        channel=channel,
        delivery_status=delivery_status,
        accepted_at=at,
        posted_at=at if posted else None,
        delivered_at=arrived,
        deadline_on=JULY_15,
        is_elsewhere=is_elsewhere,
    )


def said(choice: Choice, source: Source, day: int, *, logged: int | None = None, **marks: bool) -> ReplyFact:
    received = JUNE_3 + timedelta(days=day)
    recorded = JUNE_3 + timedelta(days=day if logged is None else logged)
    return ReplyFact(
        choice=choice,
        source=source,
        received_at=received,
        recorded_at=recorded,
        in_doubt=marks.get("in_doubt", False),
        set_aside=marks.get("set_aside", False),
        by_stranger=marks.get("by_stranger", False),
        is_conclusion=marks.get("is_conclusion", False),
    )


LETTER, TEXT, EMAIL = Channel.LETTER, Channel.SMS, Channel.EMAIL
ACCEPTED, FAILED, UNKNOWN = DeliveryStatus.ACCEPTED, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN
KEPT = "is held, because they want to keep it."
REVIEWED = "is held, until a person has looked at what is in doubt."
UNTOLD = "is held, because nothing shows surely enough that they were told."
SENTENCES: tuple[tuple[list[Telling], list[ReplyFact], Outcome, str], ...] = (
    (
        [told(), told(LETTER, ACCEPTED, 21, wave=Wave.REMINDER, posted=True)],
        [],
        SILENT,
        (
            "Told by text on 3 June (delivered), reminded by letter posted on 24 June, no answer by 15 July "
            "2026: may be coded."
        ),
    ),
    (
        [told(EMAIL, ACCEPTED)],
        [],
        SILENT,
        "Sent an email on 3 June (no word that it arrived), no answer by 15 July 2026: may be coded.",
    ),
    (
        [told(LETTER, day=2, wave=Wave.HAND_OUT)],
        [],
        SILENT,
        "Told by letter handed over on 5 June, no answer by 15 July 2026: may be coded.",
    ),
    (
        [told()],
        [said(Choice.AGREE, Source.PAGE, 3)],
        ASKED,
        (
            "Told by text on 3 June (delivered), agreed on the web page on 6 June, last day to answer 15 July "
            "2026: may be coded."
        ),
    ),
    (
        [told()],
        [said(Choice.AGREE, Source.PAPER, 0), said(Choice.KEEP, Source.PAPER, 3, logged=6)],
        held(HoldReason.OBJECTED),
        (
            "Told by text on 3 June (delivered), agreed by letter slip received on 3 June, asked by letter slip "
            f"received on 6 June to keep it (written down on 9 June), last day to answer 15 July 2026: {KEPT}"
        ),
    ),
    (
        [told(EMAIL)],
        [said(Choice.UNSURE, Source.PHONE, 3)],
        held(HoldReason.UNDECIDED),
        (
            "Told by email on 3 June (delivered), said by phone on 6 June that they are not sure, last day to "
            "answer 15 July 2026: is held, because they are not sure what they want."
        ),
    ),
    (
        [told()],
        [said(Choice.AGREE, Source.COUNTER, 3, in_doubt=True)],
        held(HoldReason.UNDER_REVIEW),
        (
            "Told by text on 3 June (delivered), agreed at the desk on 6 June (still to be looked at), last day "
            f"to answer 15 July 2026: {REVIEWED}"
        ),
    ),
    (
        [told()],
        [],
        held(HoldReason.UNDER_REVIEW),
        (
            "Told by text on 3 June (delivered), an answer of theirs, or who they are, is still to be looked at, "
            f"no answer, with a last day of 15 July 2026: {REVIEWED}"
        ),
    ),
    (
        [told()],
        [
            said(Choice.KEEP, Source.SMS, 3, set_aside=True),
            said(Choice.AGREE, Source.SMS, 3, logged=5, is_conclusion=True),
        ],
        ASKED,
        (
            "Told by text on 3 June (delivered), asked by text received on 6 June to keep it (no longer counts), "
            "the practice found on 8 June that they agree, last day to answer 15 July 2026: may be coded."
        ),
    ),
    (
        [told()],
        [*[said(Choice.KEEP, Source.PAGE, 3, set_aside=True)] * 7, said(Choice.KEEP, Source.PAGE, 3)],
        held(HoldReason.OBJECTED),
        (
            "Told by text on 3 June (delivered), asked on the web page on 6 June to keep it (no longer counts) "
            f"(7 times), asked on the web page on 6 June to keep it, last day to answer 15 July 2026: {KEPT}"
        ),
    ),
    (
        [told()],
        [said(Choice.KEEP, Source.EMAIL, 3, set_aside=True, by_stranger=True)],
        SILENT,
        (
            "Told by text on 3 June (delivered), asked by email received on 6 June to keep it (found not to be "
            "from them), no answer by 15 July 2026: may be coded."
        ),
    ),
    (
        [told(is_elsewhere=True)],
        [],
        held(HoldReason.NOT_INFORMED, None),
        f"Told by text on 3 June 2026 (delivered, to a number that may no longer be theirs): {UNTOLD}",
    ),
    (
        [told(TEXT, FAILED), told(LETTER, FAILED, 2, posted=True), told(EMAIL, UNKNOWN, 4)],
        [],
        held(HoldReason.NOT_INFORMED, None),
        (
            "A text did not reach them (sent on 3 June), a letter posted on 5 June came back, an email that may "
            f"have gone or not (sent on 7 June 2026): {UNTOLD}"
        ),
    ),
    (
        [told(LETTER, ACCEPTED), told(LETTER, ACCEPTED, 2, wave=Wave.HAND_OUT), told(TEXT, DeliveryStatus.PLANNED, 3)],
        [],
        held(HoldReason.NOT_INFORMED, None),
        (
            "A letter was made on 3 June (its posting is not recorded), a letter has waited at the desk since 5 "
            f"June 2026, a text is still to go: {UNTOLD}"
        ),
    ),
    ([], [], held(HoldReason.NOT_INFORMED, None), f"Not told: {UNTOLD}"),
    (
        [told()],
        [],
        held(HoldReason.NOTICE_RUNNING),
        (
            "Told by text on 3 June (delivered), may answer until 15 July 2026: is held, because they still have "
            "time to answer."
        ),
    ),
    (
        [told(day=200)],
        [],
        replace(SILENT, deadline_on=date(2027, 1, 31)),
        "Told by text on 20 December 2026 (delivered), no answer by 31 January 2027: may be coded.",
    ),
)


@pytest.mark.parametrize(("tellings", "answers", "outcome", "sentence"), SENTENCES)
def test_the_sentence_says_what_happened_in_order_and_ends_with_what_follows(
    tellings: list[Telling], answers: list[ReplyFact], outcome: Outcome, sentence: str
) -> None:
    facts = Facts(exclusion=None, tellings=tellings, answers=answers, open_reviews=0)
    if outcome.reason is HoldReason.UNDER_REVIEW:
        facts = replace(facts, open_reviews=1)
    assert reason_sentence(facts, outcome, TERMS) == sentence


@pytest.mark.parametrize(
    ("exclusion", "reason", "sentence"),
    [
        (SkipReason.DECEASED, HoldReason.DECEASED, "has died: is held, because they have died."),
        (
            SkipReason.LEFT,
            HoldReason.LEFT,
            "no longer registered here: is held, because they are no longer registered here.",
        ),
        (
            SkipReason.SENSITIVE,
            HoldReason.SENSITIVE,
            "has a restricted record: is held, because a person decides about a restricted record.",
        ),
        (
            SkipReason.ALREADY_CODED,
            HoldReason.ALREADY_CODED,
            "has the code on the record already: is held, because there is nothing to add.",
        ),
        (
            SkipReason.EXPRESS_CONSENT,
            HoldReason.EXPRESS_CONSENT,
            "has consent on the record: is held, because their record says that they want the opposite.",
        ),
        (
            SkipReason.IN_DOUBT,
            HoldReason.IN_DOUBT,
            (
                "has something on the list that could not be read: is held, until the list says clearly what it "
                "says of them."
            ),
        ),
    ],
)
def test_what_the_list_says_is_named(exclusion: SkipReason, reason: HoldReason, sentence: str) -> None:
    facts = Facts(exclusion=exclusion, tellings=[], answers=[], open_reviews=0)
    assert reason_sentence(facts, held(reason, None), TERMS) == f"Not told, {sentence}"


def test_every_reason_to_hold_has_its_conclusion() -> None:
    assert set(CONCLUSIONS) == set(HoldReason) - {HoldReason.NONE}


def test_who_agreed_under_another_number_is_not_said_to_have_been_silent() -> None:
    agreed = said(Choice.AGREE, Source.PAGE, 3)
    facts = Facts(exclusion=None, tellings=[told(day=2)], answers=[], open_reviews=0, agreed_elsewhere=agreed)
    assert reason_sentence(facts, ASKED, TERMS) == (
        "Told by text on 5 June (delivered), agreed on the web page on 6 June under another NHS number of theirs, last "
        "day to answer 15 July 2026: may be coded."
    )
    assert basis_words(facts, ASKED, TERMS) == "agreed on 6 June 2026 by page"


def test_posters_alone_are_named_as_what_they_are() -> None:
    facts = Facts(exclusion=None, tellings=[], answers=[], open_reviews=0)
    outcome = replace(held(HoldReason.NOT_INFORMED, None), evidence=Evidence.PASSIVE)
    sentence = reason_sentence(facts, outcome, replace(TERMS, passive=True))
    assert sentence.startswith("Not told except by what hangs in the practice or stands on prescriptions: is held")


@pytest.mark.parametrize(
    ("tellings", "answers", "outcome", "words"),
    [
        ([told()], [], SILENT, "told by text on 3 June 2026, no objection by 15 July 2026"),
        (
            [told(LETTER, ACCEPTED, 2, posted=True)],
            [],
            SILENT,
            "told by letter posted on 5 June 2026, no objection by 15 July 2026",
        ),
        (
            [told(TEXT, ACCEPTED), told(TEXT, FAILED), told(LETTER, day=2, wave=Wave.HAND_OUT)],
            [],
            SILENT,
            "told by letter on 5 June 2026, no objection by 15 July 2026",
        ),
        ([told(EMAIL, ACCEPTED)], [], SILENT, "told by email on 3 June 2026, no objection by 15 July 2026"),
        (
            [told(is_elsewhere=True), told(day=4)],
            [],
            SILENT,
            "told by text on 7 June 2026, no objection by 15 July 2026",
        ),
        ([told()], [said(Choice.AGREE, Source.PAGE, 3)], ASKED, "agreed on 6 June 2026 by page"),
        (
            [told()],
            [said(Choice.KEEP, Source.PAPER, 3, logged=8)],
            held(HoldReason.OBJECTED),
            "asked to keep it on 6 June 2026 by letter slip",
        ),
        ([told()], [], held(HoldReason.NOTICE_RUNNING), ""),
    ],
)
def test_the_words_beside_a_code_have_the_days_that_it_rests_on(
    tellings: list[Telling], answers: list[ReplyFact], outcome: Outcome, words: str
) -> None:
    facts = Facts(exclusion=None, tellings=tellings, answers=answers, open_reviews=0)
    assert basis_words(facts, outcome, TERMS) == words


MOMENTS = st.integers(0, 24 * 90).map(lambda hours: JUNE_3 + timedelta(hours=hours))
TELLINGS = st.builds(
    Telling,
    wave=st.sampled_from(Wave),
    channel=st.sampled_from((*Channel, Channel.stored("owl"))),
    delivery_status=st.sampled_from(DeliveryStatus),
    accepted_at=st.none() | MOMENTS,
    posted_at=st.none() | MOMENTS,
    delivered_at=st.none() | MOMENTS,
    deadline_on=st.none() | st.just(JULY_15),
    is_elsewhere=st.booleans(),
)
ANSWERS = st.builds(
    ReplyFact,
    choice=st.sampled_from(Choice),
    source=st.sampled_from(Source),
    received_at=MOMENTS,
    recorded_at=MOMENTS,
    in_doubt=st.booleans(),
    set_aside=st.booleans(),
    by_stranger=st.booleans(),
    is_conclusion=st.booleans(),
)
FACTS = st.builds(
    Facts,
    exclusion=st.none() | st.sampled_from([one for one in SkipReason if one.value in set(HoldReason)]),
    tellings=st.lists(TELLINGS, max_size=4),
    answers=st.lists(ANSWERS, max_size=4),
    open_reviews=st.integers(0, 1),
)


@given(facts=FACTS, moment=MOMENTS, passive=st.booleans())
def test_every_outcome_has_a_sentence_that_ends_with_it_and_names_its_days(
    facts: Facts, moment: datetime, passive: bool
) -> None:
    terms = replace(TERMS, passive=passive)
    outcome = derive(facts, terms, moment)
    sentence = reason_sentence(facts, outcome, terms)
    conclusion = MAY_BE_CODED if outcome.may_be_coded else CONCLUSIONS[outcome.reason]
    assert sentence.endswith(f": {conclusion}.")
    assert sentence.count(":") == 1
    assert not re.search(r"\d{5}|None|_", sentence)
    named = {(int(day), month) for day, month in re.findall(r"(\d+) ([A-Z][a-z]+)", sentence)}
    rests_on = [london_date(one.recorded_at if one.is_conclusion else one.received_at) for one in facts.answers]
    rests_on += [outcome.deadline_on] if outcome.deadline_on else []
    for telling in facts.tellings:
        if telling.delivery_status is DeliveryStatus.DELIVERED and telling.delivered_at is not None:
            rests_on.append(london_date(telling.delivered_at))
    assert {(day.day, f"{day:%B}") for day in rests_on} <= named
