"""How a campaign stands on paper: each letter is counted where somebody has to do something with it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.errors import NotFound
from notifier.print_runs import status
from notifier.print_runs.status import PileStanding
from notifier.store.database import Database
from notifier.vocabulary import DeliveryStatus, FailReason, Pile, Wave
from tests.notifier.provider_stand_in import plan
from tests.printed_letters import letter_row, run_row
from tests.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path, now: datetime) -> World:
    """Four patients in a running campaign."""
    world = World(database, tmp_path, now)
    world.import_people(*(world.person(family_name=name) for name in ("Dee", "Cox", "Bell", "Aldis")))
    world.launched()
    plan(world)
    return world


def test_every_letter_is_counted_where_it_is(world: World) -> None:
    dee, cox, bell, aldis = (world.patient_id(one.nhs_number) for one in world.people)
    waits = {"delivery_status": DeliveryStatus.PLANNED, "accepted_at": None}
    back = {"delivery_status": DeliveryStatus.FAILED, "fail_reason": FailReason.RETURNED, "posted_at": world.now}
    at_desk = {"wave": Wave.HAND_OUT}
    rows = (
        (dee, {"reference": "A000000001"}),
        (cox, {"reference": "A000000002", "posted_at": world.now}),
        (bell, {"reference": "A000000003", **back}),
        (bell, {"reference": "A000000004", **at_desk}),
        (aldis, {"reference": "A000000005", **at_desk}),
        (aldis, {"reference": "A000000006", **waits}),
        (cox, {"reference": "A000000007", "wave": Wave.REMINDER, "due_at": world.now + timedelta(days=9), **waits}),
    )
    with world.database.writing() as session:
        ids = [letter_row(session, world.campaign_id, patient_id, world.now, **values) for patient_id, values in rows]
        piles = dict(zip(ids, (Pile.POST, Pile.POST, Pile.POST, Pile.HAND_OUT, Pile.TRANSCRIPTION), strict=False))
        run_id = run_row(session, world.campaign_id, world.now, piles)
    with world.database.reading() as session:
        found = status.paper_status(session, world.campaign_id, world.now)
        waiting = status.at_desk(session, world.practice_id, world.campaign_id)
        run, posted = status.pile_of(session, world.campaign_id, run_id, Pile.POST)
        with pytest.raises(NotFound):
            status.pile_of(session, world.campaign_id, run_id + 1, Pile.POST)
    assert (found.to_print, found.at_desk, found.returned) == (1, 2, 1)
    assert [one.run.id for one in found.runs] == [run.id] == [run_id]
    assert found.runs[0].piles == [
        PileStanding(Pile.POST, letters=3, to_post=1, posted_at=world.now, returned=1),
        PileStanding(Pile.HAND_OUT, letters=1, to_post=0, posted_at=None, returned=0),
        PileStanding(Pile.TRANSCRIPTION, letters=1, to_post=0, posted_at=None, returned=0),
    ]
    assert posted == found.runs[0].piles[0]
    assert [(one.full_name, one.reference) for one in waiting] == [
        ("Mx Given4 Aldis", "A000000005"),
        ("Mx Given3 Bell", "A000000004"),
    ]


def test_another_practice_sees_none_of_it(world: World, tmp_path: Path, now: datetime) -> None:
    other = World(world.database, tmp_path, now, practice="Hillside Surgery")
    with world.database.reading() as session, pytest.raises(NotFound):
        status.at_desk(session, other.practice_id, world.campaign_id)
