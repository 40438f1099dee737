"""Who may be coded and who may not, read again from rule 1 of the design and from the facts of the ledger alone.

    Nobody is coded by mistake. A patient is on the "may be coded" list only if told individually, with evidence of the
    strength the campaign asks for on that channel, at a place that is still theirs, with the full notice period run,
    with no objection, no open review, no express consent on the record, and still registered and alive.

What counts as told: a text or an email that was delivered and did not come back, a letter that was posted and for five
working days did not come back. A verdict has two lists: why somebody must be held, and why they may be held though the
ledger cannot say whether they are, which is so where the practice may know more than it was told. With both empty they
have to be on a list of those who may be coded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

import govuk_bank_holidays.bank_holidays as holidays

from tests.simulation.ledger import (
    AGREE,
    KEEP,
    NOT_THEIRS,
    UNSURE,
    Ledger,
    Life,
    Said,
    Telling,
    london_day,
    needs_guardian,
)
from tests.simulation.people import ADULT, CODED, CONSENT, Entry, age

LETTER_WORKING_DAYS = 5
_HOLIDAYS = {one["date"] for one in holidays.BankHolidays(use_cached_holidays=True).get_holidays("england-and-wales")}
GONE = frozenset({"deceased", "left"})
# The product's words for why somebody is held who said something, or of whom something is in doubt.
SAID_SO = frozenset({"objected", "undecided", "under_review", "in_doubt"}) | GONE


@dataclass(frozen=True)
class Verdict:
    """Why somebody must be held, why they may be, and whether they asked for the code; `objects` if they said keep."""

    must_hold: Sequence[str]
    may_hold: Sequence[str]
    asked: bool | None  # None where either may be said
    objects: bool
    not_told: bool

    def fault(self, outcome: str, reason: str) -> str:
        """What is wrong with the product's outcome for this patient; empty for nothing."""
        if outcome != "hold":
            if self.must_hold:
                return f"may be coded ({outcome}), and must not: {'; '.join(self.must_hold)}"
            said_asked = outcome == "may_code_asked"
            if self.asked is not None and said_asked != self.asked:
                return f"is on the list {outcome}, and {'agreed' if self.asked else 'said nothing'}"
            return ""
        if not self.must_hold and not self.may_hold:
            return f"is held ({reason}), and may be coded by all that is known"
        if self.objects and reason not in SAID_SO:
            return f"objected, and is held for another reason ({reason}): the objection is not on record"
        return ""


def verdict_of(ledger: Ledger, key: int, at: datetime) -> Verdict:
    """What follows for a human being who is on the list, from what the practice knew at a moment."""
    life, entry = ledger.life(key), ledger.life(key).entry_at(at)
    assert entry is not None
    must, may = [*_record(entry)], [*_identity(ledger, life, entry, at)]
    answers = [one for one in life.said if one.known_at <= at and not _is_undone(one, at)]
    holds, may_hold, standing = _of_answers(answers, at)
    must += holds
    may += [*may_hold, *_unproven(ledger, answers, at), *_late(life, answers)]
    if any(moment <= at for moment in life.unsettled_texts):
        may.append("a text that may be theirs waits for a person")
    told = _told(ledger, life, entry, standing, at)
    if told.last_day is None and told.least_day is None:
        must.append("was not told")
    elif told.least_day is not None and london_day(at) <= told.least_day:
        must.append(f"the notice runs until {told.least_day}")
    elif told.last_day is None:
        may.append("may have been told, and the practice may know it or not")
    elif london_day(at) <= told.last_day:
        may.append(f"the notice may run until {told.last_day}")
    if _is_renumbered(life, entry, at) and any(one.choice == KEEP for one in answers):
        may.append("what a person concluded under one number does not undo a wish to keep under the other")
    objects = bool(holds)
    is_somebody = not _is_renumbered(life, entry, at) or _is_found_one(life, at)
    asked = standing == AGREE if is_somebody and not may else None
    return Verdict(must, may, asked, objects, told.last_day is None)


def _record(entry: Entry) -> Iterator[str]:
    """What the list itself says against it."""
    if entry.died is not None:
        yield "died"
    if entry.left is not None:
        yield "left"
    if entry.sensitive:
        yield "is marked as sensitive"
    if entry.code == CONSENT:
        yield "has express consent on the record"
    if entry.code == CODED:
        yield "has the code already"


def _identity(ledger: Ledger, life: Life, entry: Entry, at: datetime) -> Iterator[str]:
    """Why it may be in doubt who they are, or whose what was said is."""
    for doubt in life.identity_doubts:
        if doubt.since <= at and (doubt.ended_at is None or doubt.ended_at > at):
            yield doubt.why
    if life.was_away(at):
        yield "was not on the list for a while"


def _is_renumbered(life: Life, entry: Entry, at: datetime) -> bool:
    """Whether they had another number before."""
    return any(one.nhs_number != entry.nhs_number for one in life.entries_until(at))


def _is_found_one(life: Life, at: datetime) -> bool:
    """Whether a person found them to be one under all numbers, so that what they agreed to under any is theirs."""
    renumbered = [one for one in life.identity_doubts if one.former_number and one.since <= at]
    return all(one.found == "same" and one.ended_at is not None and one.ended_at <= at for one in renumbered)


def _is_undone(one: Said, at: datetime) -> bool:
    return one.undone_at is not None and one.undone_at <= at


def _of_answers(answers: Sequence[Said], at: datetime) -> tuple[list[str], list[str], str]:
    """Why what was said surely holds, why it may hold, and the choice that stands, empty for none."""
    must = [
        f"{one.choice} by {one.road} is in doubt ({one.doubt})"
        for one in answers
        if one.doubt and not _settled(one, at)
    ]
    live = [one for one in answers if not one.doubt]  # what was settled is set aside: its conclusion stands for it
    may: list[str] = []
    last_conclusion = max((one.known_at for one in live if one.is_conclusion), default=None)
    ordered = sorted(live, key=Said.place)
    standing = ordered[-1].choice if ordered else ""
    agreed = max((one.known_at for one in live if one.is_conclusion and one.choice == AGREE), default=None)
    must += [
        f"asked by {one.road} on {one.received_on} to keep it"
        for one in live
        if one.choice == KEEP and (agreed is None or one.known_at >= agreed)
    ]
    if standing == UNSURE:
        must.append("is not sure")
    if standing == AGREE:
        may += _unlike(live, last_conclusion)
    return must, may, standing


def _unproven(ledger: Ledger, answers: Sequence[Said], at: datetime) -> Iterator[str]:
    """Who agrees by the page is held until a worker has looked whether the patient's link sent that."""
    if any(
        one.choice == AGREE and one.road == "page" and not ledger.is_followed_up(one.known_at, at) for one in answers
    ):
        yield "agrees by the page, and no worker has looked at that yet"


def _late(life: Life, answers: Sequence[Said]) -> Iterator[str]:
    """Who was not sure after their last day is held until a person has looked, whatever they said since.

    Which last day that is, of several notices, is the product's to say: the first that was promised here.
    """
    first = min((one.promised for one in life.tellings if one.promised is not None), default=date.max)
    if any(one.choice == UNSURE and one.received_on > first for one in answers):
        yield "was not sure after the last day, and a person may not have looked"


def _settled(one: Said, at: datetime) -> bool:
    return one.settled_at is not None and one.settled_at <= at


def _unlike(live: Sequence[Said], concluded: datetime | None) -> Iterator[str]:
    """Unlike answers since the last conclusion about which a person may have been asked: a keep, or none of them last.

    Of what staff log only the day is known on which it was said.
    """
    since = [one for one in live if concluded is None or one.known_at >= concluded]
    for one, other in combinations(since, 2):
        is_same_day = one.place()[0] == other.place()[0]
        has_no_order = is_same_day and None in (one.received_at, other.received_at)
        if one.choice != other.choice and (has_no_order or KEEP in (one.choice, other.choice)):
            yield "gave unlike answers"
            return


@dataclass(frozen=True)
class _Told:
    """The end of the notice period by what the practice surely knows, and by what it may know; None for not told."""

    last_day: date | None
    least_day: date | None


def _told(ledger: Ledger, life: Life, entry: Entry, standing: str, at: datetime) -> _Told:
    """When somebody was told at a place that is still theirs, under the number that they have."""
    days = timedelta(days=ledger.notice_days)
    strangers = [
        one for one in life.said if one.settled == NOT_THEIRS and one.road in ("page", "sms") and _settled(one, at)
    ]
    disturbed = max((one.known_at for one in strangers), default=None)
    sure: list[date] = []
    maybe: list[date] = []
    promised: list[date] = []
    # Whoever was told and let be coded is not told anew: where they are later says nothing of where they were then.
    closed = ledger.frozen.get(life.key)
    place_at = at if closed is None or at < closed else closed
    placed = life.entry_at(place_at) or entry
    for one in life.tellings:
        if one.handed_over_at > at:
            continue
        if one.nhs_number == entry.nhs_number and one.promised is not None:
            promised.append(one.promised)
        counts, at_day = _counts(ledger, one, placed, at, place_at)
        if counts == "no" and _answered_since(life, one, at):
            counts, at_day = "maybe", london_day(one.handed_over_at)  # so that it reached them, wherever it went
        if at_day is None or counts == "no":
            continue
        if one.nhs_number != entry.nhs_number or (disturbed is not None and one.handed_over_at <= disturbed):
            counts = "maybe"
        if counts == "yes" and one.arrival_known_at is not None:
            maybe.append(at_day + days)
            at_day = london_day(one.arrival_known_at)  # a notice period never starts too early
        (sure if counts == "yes" else maybe).append(at_day + days)
    for reply in life.said:
        # Whoever answered was told by then; whether an answer in doubt, or to the notice under another number, proves
        # that is the product's to say.
        if reply.known_at <= at and not _is_undone(reply, at):
            (maybe if reply.doubt or not reply.is_theirs or _is_renumbered(life, entry, at) else sure).append(
                london_day(reply.known_at) + days
            )
    last = max([min(sure), *promised]) if sure else None
    least = max([min([*sure, *maybe]), *promised]) if sure or maybe else None
    return _Told(last, least)


def _answered_since(life: Life, telling: Telling, at: datetime) -> bool:
    return any(telling.handed_over_at <= one.known_at <= at and one.is_theirs for one in life.said)


def _counts(ledger: Ledger, one: Telling, entry: Entry, at: datetime, place_at: datetime) -> tuple[str, date | None]:
    """Whether a message tells them, by what was known: yes, no or maybe; and on which day it did."""
    if one.channel == "letter":
        return _letter_counts(one, entry, at)
    is_theirs = one.place == (entry.mobile if one.channel == "sms" else entry.email)
    is_in_doubt = not is_theirs or is_shared(ledger, one.place, entry, place_at)
    if is_in_doubt and not one.is_confirmed(at):
        return "no", None
    if one.arrived_at is None or one.arrived_at > at:
        return "no", None
    day = london_day(one.arrived_at)
    if one.failed_at is not None and one.failed_at <= at:
        known = one.failure_known_at is not None and one.failure_known_at <= at
        return ("no" if known else "maybe"), day
    known = one.arrival_known_at is not None and one.arrival_known_at <= at
    known = known and not has_doubtful_holder(ledger, one.place, entry, place_at)
    return ("yes" if known else "maybe"), day


def _letter_counts(one: Telling, entry: Entry, at: datetime) -> tuple[str, date | None]:
    if one.place != entry.home and not one.is_confirmed(at):
        return "no", None
    if one.posted_on is None or one.posting_known_at is None or one.posting_known_at > at:
        return "no", None
    if one.return_known_at is not None and one.return_known_at <= at:
        return "no", None
    if london_day(at) <= working_days_after(one.posted_on, LETTER_WORKING_DAYS):
        return (
            "maybe" if london_day(at) == working_days_after(one.posted_on, LETTER_WORKING_DAYS) else "no"
        ), one.posted_on
    return "yes", one.posted_on


def is_shared(ledger: Ledger, place: str, entry: Entry, at: datetime) -> bool:
    """Whether a number or mailbox is also others', other than a parent's with one child at the same home."""
    on_list = ledger.on_list(at)
    holders = [on_list[key] for key in ledger.holders(place, at)]
    if len(holders) <= 1:
        return False
    today = london_day(at)
    grown_up = [one for one in holders if age(one.born, today) >= ADULT]
    young = [one for one in holders if needs_guardian(one, today)]
    is_family = len(grown_up) == 1 and len(grown_up) + len(young) == len(holders)
    if not is_family or len({one.postcode for one in holders}) != 1:
        return True
    return entry.nhs_number != grown_up[0].nhs_number and (len(young) > 1 or grown_up[0].died is not None)


def has_doubtful_holder(ledger: Ledger, place: str, entry: Entry, at: datetime) -> bool:
    """Whether somebody else whose number or mailbox it is may be one with, or other than, whom the practice knew.

    Or left from another home, and may still have it.
    """
    on_list = ledger.on_list(at)
    if any(one.postcode != entry.postcode for one in ledger.leavers(place, at)):
        return True
    return any(
        doubt.since <= at and (doubt.ended_at is None or doubt.ended_at > at)
        for key in ledger.holders(place, at)
        if on_list[key].nhs_number != entry.nhs_number
        for doubt in ledger.life(key).identity_doubts
    )


def working_days_after(day: date, number: int) -> date:
    """The day that is so many working days in England after another."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5 and day not in _HOLIDAYS
    return day
