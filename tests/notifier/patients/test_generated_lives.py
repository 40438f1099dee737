"""Over the lives of a whole practice, no objection is lost with a number, and nobody gets what is another person's."""

import random
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from notifier.campaigns import lifecycle, presets
from notifier.outcomes import facts
from notifier.outcomes.facts import Concluded
from notifier.patients import doubt_settling
from notifier.patients.import_guards import ImportChoices
from notifier.patients.list_import.report import read_list
from notifier.patients.register import register
from notifier.replies import record
from notifier.replies.record import NewReply
from notifier.store.database import Database
from notifier.store.tables import Delivery, IdentityDoubt, Notice, Patient
from notifier.vocabulary import ChangeKind, Choice, DeliveryStatus, OutcomeKind, Role, Source
from tests.notifier.patients.generated_lives import NUMBERS, Life, Village
from tests.world import World, rows_of

PEOPLE, WEEKS = 160, 6
WAYS = (Choice.KEEP, Choice.KEEP, Choice.UNSURE, Choice.AGREE)


class Told:
    """A village whose practice runs a campaign, and what came of each life in it."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.village = world, Village(seed, PEOPLE)
        self.random = random.Random(seed)
        self.lives_of_rows: dict[int, Life] = {}
        self.objected: set[Life] = set()
        self.agreed: set[int] = set()  # by their rows
        self.found = 0
        self.import_week()
        self.world.launched(notice_days=28)
        self.world.until_idle()

    def week(self) -> None:
        """Somebody answers, a list comes, some of what it puts in doubt is settled, and the engine goes on."""
        self.answer(12)
        self.world.later(days=7)
        self.village.live()
        self.import_week()
        self.answer(4)
        self.settle()
        self.world.until_idle()

    def import_week(self) -> None:
        """Import the list; whatever it puts in doubt is exactly what had to be."""
        world, before = self.world, self.doubted()
        report = read_list(self.village.write(world.settings.instance / "list.csv"), world.now.date())
        assert not report.refused
        choices = ImportChoices(frozenset(ChangeKind), may_be_older=True, joiners_now=True)
        staff, codes = world.staff(Role.MANAGER), presets.codes_read(world.settings.presets)
        with world.database.writing() as session:
            register(session, report, staff, world.keys, codes, world.now, choices)
        new = {number for doubt_id, number in self.doubted().items() if doubt_id not in before}
        assert new == self.village.in_doubt, "what is in doubt, and what has to be"
        self.found += len(new)
        self.note_rows()

    def doubted(self) -> dict[int, str]:
        """The numbers of every doubt there ever was, by its id."""
        query = select(IdentityDoubt.id, Patient.nhs_number).join(Patient, Patient.id == IdentityDoubt.patient_id)
        with self.world.database.reading() as session:
            return {row.id: row.nhs_number for row in session.execute(query)}

    def note_rows(self) -> None:
        """Whose each new row is: that of whoever has its number."""
        with self.world.database.reading() as session:
            for row in rows_of(session, Patient):
                self.lives_of_rows.setdefault(row.id, self.village.holders[row.nhs_number])

    def answer(self, people: int) -> None:
        """Some people answer at the desk, for a number of theirs of today or of before."""
        rows = self.random.sample(sorted(self.lives_of_rows), people)
        reception = self.world.staff(Role.RECEPTION)
        for patient_id in rows:
            choice = self.random.choice(WAYS)
            with self.world.database.writing() as session:
                place = (session, self.world.keys, self.world.campaign_id, patient_id)
                reply = NewReply(choice, self.random.choice([Source.PHONE, Source.PAPER]), self.world.now)
                record.record_staff_reply(*place, reply, reception, self.world.now)
            if choice is Choice.KEEP:
                self.objected.add(self.lives_of_rows[patient_id])
            elif choice is Choice.AGREE:
                self.agreed.add(patient_id)

    def settle(self) -> None:
        """A manager finds the truth of two doubts in three."""
        manager = self.world.staff(Role.MANAGER)
        with self.world.database.reading() as session:
            waiting = [
                (row.id, row.patient_id, row.other_patient_id, session.get_one(Patient, row.patient_id).nhs_number)
                for row in rows_of(session, IdentityDoubt)
                if row.closed_at is None
            ]
        for doubt_id, patient_id, other_id, number in waiting:
            if self.random.random() < 1 / 3:
                continue
            lives = self.lives_of_rows
            is_same = other_id is not None and lives[patient_id] is lives[other_id]
            assert is_same == (other_id is not None), "nobody but whoever is one person is offered as one"
            with self.world.database.writing() as session:
                doubt_settling.settle_doubt(
                    session, self.world.keys, doubt_id, manager, is_same, "found out", self.world.now
                )
            self.village.settled(number)
        self.note_rows()

    def concluded(self) -> list[Concluded]:
        """What follows for each patient now."""
        with self.world.database.reading() as session:
            campaign = lifecycle.get_campaign(session, self.world.practice_id, self.world.campaign_id)
            return list(facts.conclude(session, campaign, self.world.now))

    def sent(self) -> list[tuple[int, str]]:
        """To whose rows, and to which number or address, anything went."""
        query = select(Notice.patient_id, Delivery.sent_to).join(Delivery, Delivery.notice_id == Notice.id)
        query = query.where(Delivery.sent_to.is_not(None), Delivery.delivery_status == DeliveryStatus.DELIVERED)
        with self.world.database.reading() as session:
            return [(patient_id, str(sent_to)) for patient_id, sent_to in session.execute(query)]


@pytest.mark.parametrize("seed", range(1))
def test_no_objection_is_lost_and_nobody_gets_what_is_another_persons(
    database: Database, tmp_path: Path, now: datetime, seed: int
) -> None:
    told = Told(World(database, tmp_path, now), seed)
    for _ in range(WEEKS):
        told.week()
    told.world.later(days=40)
    told.world.until_idle()
    told.world.later(days=40)
    assert told.found >= (WEEKS - 2) * len(NUMBERS), "what begins in the last two weeks is not all over"
    concluded = told.concluded()
    coded = [one for one in concluded if one.outcome.may_be_coded]
    assert len(coded) > PEOPLE / 3, "or nothing was tried"
    assert len({one.nhs_number for one in concluded}) == len(concluded)
    for one in coded:
        life = told.village.holders[one.nhs_number]
        assert life not in told.objected, "an objection was lost"
        assert told.lives_of_rows[one.patient_id] is life, "concluded on by the row of somebody else"
        if one.outcome.kind is OutcomeKind.MAY_CODE_ASKED:
            agreed = (told.lives_of_rows[patient_id] for patient_id in told.agreed)
            assert any(agreeing is life for agreeing in agreed), "nobody agrees for another person"
    sent = told.sent()
    assert {patient_id for patient_id, _ in sent} >= {one.patient_id for one in coded} - told.agreed
    for patient_id, sent_to in sent:
        assert sent_to in told.lives_of_rows[patient_id].reached_at, "told at another person's"
