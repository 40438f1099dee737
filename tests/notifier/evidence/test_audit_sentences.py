"""The chain is read as sentences, with the names of staff and without those of patients."""

from datetime import datetime
from pathlib import Path

from notifier.evidence.audit_sentences import latest_events
from notifier.store.database import Database
from notifier.vocabulary import Choice
from tests.world import World


def test_events_are_told_oldest_first_with_whoever_did_them(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    ada = world.person()
    world.import_people(ada)
    world.launched()
    world.until_idle()
    world.answer(ada, Choice.KEEP)
    world.until_idle()
    with database.reading() as session:
        told = latest_events(session, 100)
        of_campaign = latest_events(session, 2, world.campaign_id)
    assert [event.id for event in told] == list(range(1, len(told) + 1))
    sentences = [event.sentence for event in told]
    (imported,) = [sentence for sentence in sentences if sentence.endswith("imported list 1")]
    assert not imported.startswith("The program")
    assert "The program planned 1 new notices" in sentences
    assert "A patient gave reply 1 by page: keep" in sentences
    assert not [sentence for sentence in sentences if ada.family_name in sentence]
    assert [event.campaign_id for event in of_campaign] == [world.campaign_id] * 2
    assert of_campaign[-1].sentence == [event.sentence for event in told if event.campaign_id][-1]
