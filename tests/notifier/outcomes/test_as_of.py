"""What was to be concluded at a moment is the same whenever it is asked for: then, and when all is long over.

A campaign is lived through at random: lists with changes, some of them taken back, messages that fail, are lost or are
refused for now, reports late and out of order, letters that come back, replies logged late and taken back, reviews,
links taken back, doubts about who is who. Each day the outcomes of everybody are written down.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from notifier.contacts import Mobile, PostalAddress
from notifier.delivery import doubtful_tellings, receipts, unknown_deliveries
from notifier.errors import NotAllowed, NotFound, ValueRefused
from notifier.outcomes import (
    facts,
    kept_conclusions,
    kept_figures,
    listed_people,
    open_items,
    progress,
    uncounted_replies,
)
from notifier.outcomes.listed_people import PeopleFilter
from notifier.outcomes.open_items import ItemKind
from notifier.outcomes.rule import Outcome
from notifier.patients import doubt_settling, list_undo
from notifier.patients.list_import.records import CodeEntry, Person
from notifier.preview import displays
from notifier.providers.base import Accepted, Refused, Report, Result, Unknown
from notifier.providers.message_types import Message
from notifier.replies import link_replacement, misfiled, reviews
from notifier.store.database import Database
from notifier.store.tables import Campaign, Delivery, IdentityDoubt, Notice, Patient, Reply, Review
from notifier.vocabulary import (
    ChangeKind,
    Channel,
    Choice,
    DeliveryStatus,
    Display,
    Doubt,
    FailReason,
    ReportKind,
    Role,
    Source,
)
from tests.notifier.provider_stand_in import StandIn
from tests.notifier.reply_steps import by_staff, sent, settle, tried
from tests.world import World

DAYS = 20
REFUSALS = (
    Refused(FailReason.BUSY, permanent=False),
    Refused(FailReason.UNREACHABLE, permanent=False),
    Refused(FailReason.BAD_ADDRESS, permanent=True),
    Unknown(),
)
CODES = (("93C3", date(2020, 1, 1)), ("9Ndo", date(2026, 12, 1)))


_Row = TypeVar("_Row")


class Told(NamedTuple):
    """What a day's list of outcomes says of a patient."""

    family_name: str
    date_of_birth: date
    notice_id: int | None
    outcome: Outcome
    open_reviews: int


class Life:
    """A campaign as it might go, by one seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.people: dict[str, Person] = {}
        self.lists: list[dict[str, Person]] = []  # that stand
        self.done: Counter[str] = Counter()
        self.forgotten: dict[int, datetime] = {}  # of whoever a list brought that was taken back nothing may stay
        self.written: list[tuple[datetime, dict[int, Told]]] = []
        self.unnoticed: list[str] = []  # what a page showed and no longer followed
        stand_in = StandIn(answer=self._answer, batch_size=1)
        world.providers = dict.fromkeys(Channel, stand_in)

    def live(self) -> None:
        self.world.also(Role.MANAGER, Role.RECEPTION)
        for _ in range(12):
            self._joins()
        self._import()
        self.world.launched(notice_days=5, channels=(Channel.SMS, Channel.EMAIL, Channel.LETTER))
        acts = (
            *[self._works] * 4,
            *[self._reports] * 6,
            *(self._list_comes, self._is_taken_back, self._answers, self._answers, self._is_logged, self._is_logged),
            *(self._settles, self._review_is_closed, self._review_is_closed, self._doubt_is_settled),
            *(self._link_is_replaced, self._is_misfiled, self._is_tried, self._unknown_is_settled, self._is_displayed),
        )
        for _ in range(DAYS):
            for _ in range(self.random.choice((2, 4, 6))):
                self.world.later(minutes=self.random.randint(1, 200))
                act = self.random.choice(acts)
                self.people = dict(self.lists[-1])
                with suppress(NotAllowed, NotFound, ValueRefused, NoResultFound, MultipleResultsFound):
                    act()
                    self.done[act.__name__] += 1
                self._looks_at_figures(act.__name__)
            self.written.append((self.world.now, self.concluded(self.world.now)))
            self.world.later(days=1)

    def concluded(self, at: datetime) -> dict[int, Told]:
        with self.world.database.reading() as session:
            campaign = session.get_one(Campaign, self.world.campaign_id)
            return {
                one.patient_id: Told(
                    one.family_name, one.date_of_birth, one.notice_id, one.outcome, one.facts.open_reviews
                )
                for one in facts.conclude(session, campaign, at)
            }

    def _looks_at_figures(self, act: str) -> None:
        """A page is opened after what was done: is what it shows what follows?"""
        world, campaign_id = self.world, self.world.campaign_id
        shown = kept_figures.current_figures(world.database, campaign_id, world.now, world.settings)
        with world.database.reading() as session:
            campaign = session.get_one(Campaign, campaign_id)
            rows = kept_conclusions.read_rows(session, campaign_id)
            fresh = kept_conclusions.conclude_rows(session, campaign, world.now)
            counted = kept_conclusions.count_rows(fresh.values())
            counts = progress.counts_with(session, campaign_id, counted, progress.replies_by_day(session, campaign_id))
            place = world.practice_id, campaign_id, world.now
            astray = sorted(one.delivery_id for one in doubtful_tellings.doubtful_tellings(session, *place))
            waiting = open_items.open_items(session, *place)
        listed = sorted(one.id for one in waiting if one.kind is ItemKind.PLACE)
        elsewhere = sum(one.places_in_doubt for one in fresh.values())
        beside = [*_beside(rows, fresh), (0, shown.progress, counts), (0, shown.places_in_doubt, elsewhere)]
        self.unnoticed += [f"after {act} at {world.now}: {one}" for one in beside if one[1] != one[2]]
        if listed != astray:
            self.unnoticed.append(f"after {act} at {world.now}: {listed} are to be settled, and {astray} are in doubt")

    def knew_of_forgotten(self, at: datetime) -> bool:
        """Whether somebody was on record of whom nothing is left: their number may have been another patient's too."""
        then = next(then for moment, then in self.written if moment == at)
        return any(patient_id in then and at < moment for patient_id, moment in self.forgotten.items())

    def changes(self) -> int:
        """How many times a patient had another outcome than the day before."""
        days = [then for _, then in self.written]
        return sum(
            before[one].outcome != after[one].outcome
            for before, after in pairwise(days)
            for one in before.keys() & after.keys()
        )

    # --- what happens ---

    def _answer(self, message: Message) -> Result:
        if self.random.random() < 0.35:
            return self.random.choice(REFUSALS)
        return Accepted(f"id-{message.reference}")

    def _works(self) -> None:
        self.world.run_pass()

    def _joins(self) -> Person:
        person = self.world.person(
            mobile=None if self.random.random() < 0.3 else Mobile.parse(f"07700 9{len(self.people) + 100:05d}"),
            email=None if self.random.random() < 0.5 else f"patient{len(self.people)}@example.com",
        )
        self.people[person.nhs_number] = person
        return person

    def _import(self) -> None:
        delta = self.world.import_people(*self.people.values(), expected=tuple(ChangeKind))
        if delta.list_id is not None:
            self.lists.append(dict(self.people))

    def _list_comes(self) -> None:
        for number in self.random.sample(sorted(self.people), min(4, len(self.people))):
            changed = self._changed(self.people.pop(number))
            if changed is not None:
                self.people[changed.nhs_number] = changed
        if self.random.random() < 0.4:
            self._joins()
        self._import()

    def _changed(self, person: Person) -> Person | None:
        """The same person as the next list has them; None who is no longer on it."""
        number = self.random.randint(1, 99)
        other = self.people[self.random.choice(sorted(self.people))]
        changes: tuple[dict[str, Any] | None, ...] = (
            {"mobile": Mobile.parse(f"07700 95{number:04d}")},
            {"mobile": other.mobile},
            {"email": None},
            {"address": PostalAddress((f"{number} New Street", "Blackwater"), "GU17 9XY")},
            {"family_name": person.family_name + "son"},
            {"date_of_birth": person.date_of_birth + timedelta(days=1)},
            {"codes": (CodeEntry(*self.random.choice(CODES)),)},
            {"codes": (), "doubts": ()},
            {"sensitive": not person.sensitive},
            {"doubts": ("a term without its code",)},
            {"deceased": True},
            {"nhs_number": self.world.person().nhs_number},
            # Somebody else under the number.
            {"date_of_birth": date(1951, 5, 5), "given_name": "Else", "family_name": f"Other{number}"},
            None,
        )
        changed = self.random.choice(changes)
        return None if changed is None else replace(person, **changed)

    def _is_taken_back(self) -> None:
        if len(self.lists) == 1:
            raise NotAllowed("without a list there is nobody to look at")
        before = self._patients()
        with self.world.database.writing() as session:
            list_undo.undo_last(session, self.world.keys, self.world.staff(Role.MANAGER), self.world.now)
        self.forgotten |= dict.fromkeys(before - self._patients(), self.world.now)
        self.lists.pop()
        self.people = dict(self.lists[-1])

    def _patients(self) -> set[int]:
        with self.world.database.reading() as session:
            return set(session.execute(select(Patient.id)).scalars())

    def _reports(self) -> None:
        with self.world.database.writing() as session:
            query = select(Delivery).where(Delivery.attempts > 0).order_by(Delivery.id)
            row = self._one(session, query)
            by_hand = row.channel is Channel.LETTER
            kinds = (ReportKind.POSTED, ReportKind.FAILED) if by_hand else (ReportKind.DELIVERED, ReportKind.FAILED)
            kind = self.random.choice((*kinds, kinds[0], kinds[0], ReportKind.ACCEPTED))
            ago = self.random.choice((0, 0, 5, 60, 3_000, 8_000))
            happened = None if self.random.random() < 0.1 else self.world.now - timedelta(minutes=ago)
            reason = self.random.choice((FailReason.RETURNED, FailReason.UNREACHABLE))
            why = reason if kind is ReportKind.FAILED else None
            event_id = f"event{self.random.randint(1, 1_000_000)}"
            report = Report(row.reference, row.provider_id or "", event_id, kind, happened, why, {})
            receipts.record_report(session, "stand-in", report, self.world.now)

    def _somebody(self) -> Person:
        return self.people[self.random.choice(sorted(self.people))]

    def _answers(self) -> None:
        doubt = self.random.choice((None, None, None, Doubt.UNVERIFIED, Doubt.UNSENT))
        sitting = f"sitting{self.random.randint(1, 4)}"
        sent(self.world, self._somebody(), self.random.choice(tuple(Choice)), doubt=doubt, sitting=sitting)

    def _is_tried(self) -> None:
        tried(self.world, self._somebody(), choice=self.random.choice(tuple(Choice)))

    def _is_logged(self) -> None:
        source = self.random.choice((Source.PAPER, Source.PHONE, Source.COUNTER, Source.EMAIL, Source.SMS))
        ago = self.random.choice((0, 0, 1, 3, 6))
        received_at = self.world.now - timedelta(days=ago)
        by_staff(self.world, self._somebody(), self.random.choice(tuple(Choice)), source, received_at=received_at)

    def _settles(self) -> None:
        settle(self.world)

    def _review_is_closed(self) -> None:
        with self.world.database.writing() as session:
            row = self._one(session, select(Review).where(Review.closed_at.is_(None)).order_by(Review.id))
            choice = self.random.choice((*Choice, None))
            reviews.close_review(session, row.id, self.world.staff(Role.MANAGER), choice, "rang them", self.world.now)

    def _is_misfiled(self) -> None:
        with self.world.database.writing() as session:
            row = self._one(session, select(Reply).where(Reply.recorded_by.is_not(None)).order_by(Reply.id))
            staff = self.world.staff(Role.MANAGER)
            misfiled.take_back_reply(session, self.world.keys, row.reference, staff, "another's", self.world.now)

    def _doubt_is_settled(self) -> None:
        with self.world.database.writing() as session:
            query = select(IdentityDoubt).where(IdentityDoubt.closed_at.is_(None)).order_by(IdentityDoubt.id)
            row = self._one(session, query)
            is_same, staff = self.random.random() < 0.5, self.world.staff(Role.MANAGER)
            doubt_settling.settle_doubt(session, self.world.keys, row.id, staff, is_same, "asked", self.world.now)

    def _link_is_replaced(self) -> None:
        patient_id, staff = self.world.patient_id(self._somebody().nhs_number), self.world.staff(Role.MANAGER)
        with self.world.database.writing() as session:
            whose = self.world.campaign_id, patient_id
            serial = link_replacement.serial_of(session, *whose, staff)
            link_replacement.replace_link(session, self.world.keys, *whose, staff, self.world.now, serial=serial)

    def _unknown_is_settled(self) -> None:
        with self.world.database.writing() as session:
            unknown = Delivery.delivery_status == DeliveryStatus.UNKNOWN
            row = self._one(session, select(Delivery).where(unknown).order_by(Delivery.id))
            staff, went = self.world.staff(Role.MANAGER), self.random.random() < 0.5
            which = self.world.campaign_id, row.reference
            unknown_deliveries.settle_unknown_delivery(
                session, *which, staff, self.world.now, went=went, note="the patient says so"
            )

    def _is_displayed(self) -> None:
        with self.world.database.writing() as session:
            displays.put_up(
                session,
                self.world.campaign_id,
                Display.POSTER,
                self.world.now.date(),
                self.world.staff(Role.MANAGER),
                self.world.now,
                reply_channels=self.world.settings.reply_channels,
                where="waiting room",
            )

    def _one(self, session: Session, query: Select[_Row]) -> _Row:
        rows = list(session.execute(query).scalars())
        if not rows:
            raise NotFound("nobody has any")
        return self.random.choice(rows)


def differences(life: Life) -> list[str]:
    """What is concluded today of an earlier moment and was not concluded then."""
    return [
        f"day {day}, {at}, patient {patient_id}:\n  then {was}\n  now  {now}"
        for day, (at, then) in enumerate(life.written)
        if not life.knew_of_forgotten(at)
        for patient_id, was, now in _beside(then, life.concluded(at))
        if was != now
    ]


def _beside(then: dict[int, _Row], now: dict[int, _Row]) -> Iterator[tuple[int, _Row | None, _Row | None]]:
    return ((patient_id, then.get(patient_id), now.get(patient_id)) for patient_id in sorted(then.keys() | now.keys()))


def numbers_apart(life: Life) -> list[tuple[str, int, int]]:
    """Each number of the page beside how many the list behind it has, and what is counted beside what came."""
    world, campaign_id = life.world, life.world.campaign_id
    counts = kept_figures.current_figures(world.database, campaign_id, world.now, world.settings).progress
    filters = [(PeopleFilter(evidence=word), number) for word, number in counts.evidence.items()]
    filters += [(PeopleFilter(outcome=word), number) for word, number in counts.outcomes.items()]
    filters += [(PeopleFilter(reason=word), number) for word, number in counts.holds.items()]
    with world.database.reading() as session:
        found = [
            (str(wanted), number, listed_people.list_people(session, campaign_id, wanted, most=0).total)
            for wanted, number in [*filters, (PeopleFilter(), counts.patients)]
        ]
        own = select(func.count(Reply.id)).join(Notice, Notice.id == Reply.notice_id)
        came = session.execute(own.where(Notice.campaign_id == campaign_id)).scalar_one()
        uncounted = uncounted_replies.uncounted_replies(session, campaign_id)
    found.append(("replies", sum(counts.replies.values()) + sum(uncounted.values()), came))
    found.append(("told", sum(counts.evidence.values()), counts.patients))
    found.append(("follows", sum(counts.outcomes.values()), counts.patients))
    return [one for one in found if one[1] != one[2]]


@pytest.mark.parametrize("seed", [3])
def test_what_was_concluded_each_day_is_concluded_of_it_afterwards(
    database: Database, tmp_path: Path, now: datetime, seed: int
) -> None:
    life = Life(World(database, tmp_path, now), seed)
    life.live()
    assert not life.unnoticed, f"seed {seed}: {len(life.unnoticed)} times, first {life.unnoticed[0]}"
    assert not numbers_apart(life)
    assert not differences(life), f"seed {seed}: " + "\n".join(differences(life)[:5])
    assert sum(not life.knew_of_forgotten(at) for at, _ in life.written) > DAYS / 2
    reasons = {told.outcome.reason for _, then in life.written for told in then.values()}
    assert len(reasons) > 6, f"too quiet a life: {reasons}"
    assert life.changes() > DAYS, "what was concluded has to change from day to day, or it proves nothing"
