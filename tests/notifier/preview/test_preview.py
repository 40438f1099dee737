"""A preview shows what a launch would do and say, keeps it, and sends nothing."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from notifier.campaigns import editing, lifecycle
from notifier.contacts import PostalAddress
from notifier.errors import NotAllowed, NotFound, RenderFault
from notifier.store.database import Database
from notifier.store.tables import Delivery, Notice, PatientList, Preview, PreviewPicture
from notifier.vocabulary import CampaignStatus, Channel, Role, SkipReason
from tests.notifier.own_presets import own_preset
from tests.world import World, rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


def test_the_counts_are_what_the_launch_then_plans(database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(database, tmp_path, now)
    shared = world.person().mobile
    world.import_people(
        world.person(),
        world.person(mobile=shared),
        world.person(mobile=shared, email=None),
        world.person(sms_declined=True),
        world.person(mobile=None, email=None),
        world.person(deceased=True),
        world.person(sensitive=True),
        world.person(left=True),
    )
    world.campaign()
    counts = world.preview().counts
    assert counts == {
        "patients": 8,
        "told_by": {"sms": 1, "email": 2},
        "not_told": {"deceased": 1, "left": 1, "no_email": 2, "sensitive": 1},
        "footer": False,
        "sms_parts_each": counts["sms_parts_each"],
        "letters": {},
        "letters_in_english": {},
        "letters_not_made": 0,
    }
    world.approve()
    world.launch()
    world.until_idle()
    sent = {channel.value: len(world.outbox(channel)) for channel in (Channel.SMS, Channel.EMAIL)}
    assert sent == counts["told_by"]
    with database.reading() as session:
        skipped = Counter(row.skip_reason for row in rows_of(session, Delivery))
        assert skipped[SkipReason.SENSITIVE] == 2, "each channel is skipped with the reason"


def test_a_list_read_without_the_presets_codes_has_to_be_read_again(
    database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(database, tmp_path, now)
    person = world.person()
    world.import_people(person)
    world.campaign()
    with database.writing() as session:
        session.execute(update(PatientList).values(codes_read=["9Ndo"]))  # as before this preset was there
    with pytest.raises(NotAllowed, match="import the list again"):
        world.preview()
    assert world.import_people(person).list_id is not None, "it changes nobody, and yet it was read with other eyes"
    assert world.preview().counts["patients"] == 1


def test_it_sends_and_plans_nothing(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = drafted(sqlite_database, tmp_path, now)
    world.preview()
    assert world.run_pass().idle
    with sqlite_database.reading() as session:
        assert not rows_of(session, Notice)
        assert not rows_of(session, Delivery)
    assert not world.settings.outbox.exists()


def test_the_samples_are_the_words_for_an_invented_patient(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    person = world.person()
    world.import_people(person)
    world.campaign(channels=(Channel.SMS, Channel.EMAIL, Channel.FOOTER), notice_days=28)
    previewed = world.preview()
    samples = previewed.samples
    kinds = {f"{channel}{kind}" for channel in ("sms", "email") for kind in ("", "_guardian", "_reminder")}
    assert set(samples) == kinds | {"sms_acknowledgement", "email_acknowledgement", "footer"}
    assert "surgery.example.com/r/7K3M92QX4TDP" in samples["sms"]
    assert "21 Dec" in samples["sms"]
    assert "guardian" in samples["sms_guardian"]
    assert samples["email"].startswith("Subject: ")
    assert previewed.letter is None
    assert previewed.counts["sms_parts_each"] in (1, 2)
    assert person.family_name not in str(samples)
    with sqlite_database.reading() as session:
        (kept,) = rows_of(session, Preview)
        assert (kept.fingerprint, kept.samples) == (previewed.fingerprint, samples)


def test_the_letters_are_counted_and_shown_as_each_patient_would_get_theirs(
    sqlite_database: Database, tmp_path: Path, now: datetime
) -> None:
    world = World(sqlite_database, tmp_path, now)
    large = "Requires written information in at least 20 point sans serif font"
    world.import_people(
        world.person(),
        world.person(language=""),
        world.person(language="Polish"),
        world.person(language="Romanian"),
        world.person(accessible_format=large),
        world.person(language="Polish", accessible_format="Requires information verbally"),
        world.person(language="Romanian", sensitive=True),
        world.person(address=PostalAddress((), "")),
    )
    world.campaign(preset=own_preset(world.settings.presets, "pl"), channels=(Channel.LETTER,))
    previewed = world.preview()
    assert previewed.counts["letters"] == {"audio/en": 1, "large-20/en": 1, "standard/en": 3, "standard/pl": 1}
    assert previewed.counts["letters_in_english"] == {"Polish": 1, "Romanian": 1}
    needed = {"letter_audio", "letter_large-20", "letter_pl"}
    assert set(previewed.samples) == {"letter", "letter_guardian", "letter_reminder", *needed}
    assert "surgery dot example dot com" in previewed.samples["letter_audio"]
    assert previewed.letter
    assert previewed.letter.startswith(b"%PDF")
    with sqlite_database.reading() as session:
        shown = {(picture.name, picture.page): picture.png for picture in rows_of(session, PreviewPicture)}
    assert {name for name, _page in shown} == {"letter", "letter_large-20", "letter_pl"}
    assert shown["letter", 1] != shown["letter_pl", 1]
    assert all(png.startswith(b"\x89PNG") for png in shown.values())


def test_the_same_state_gives_the_same_fingerprint(database: Database, tmp_path: Path, now: datetime) -> None:
    world = drafted(database, tmp_path, now)
    first = world.preview().fingerprint
    world.later(hours=5)
    assert world.preview().fingerprint == first
    world.campaign(name="Another")
    assert world.preview().fingerprint != first


def test_without_a_list_there_is_nothing_to_preview(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = World(sqlite_database, tmp_path, now)
    world.campaign()
    with pytest.raises(NotAllowed, match="import the practice's list first"):
        world.preview()


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("sms", "Go to {{ lnk }}"),
        ("sms", "Go to {{ link"),
        ("email_text", "No subject"),
        ("page", "title = 'Only a title'"),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused(
    sqlite_database: Database, tmp_path: Path, now: datetime, part: str, body: str
) -> None:
    world = drafted(sqlite_database, tmp_path, now)
    with sqlite_database.writing() as session:
        editing.edit_text(session, world.campaign_id, part, body, world.staff(Role.MANAGER), now)
    with pytest.raises(RenderFault):
        world.preview()
    with sqlite_database.reading() as session:
        assert not rows_of(session, Preview)


def test_a_launched_campaign_is_not_previewed(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = drafted(sqlite_database, tmp_path, now)
    world.preview()
    world.approve()
    world.preview()
    assert status(world) is CampaignStatus.APPROVED, "looking again changes nothing"
    world.launch()
    with pytest.raises(NotAllowed, match="only what was not launched"):
        world.preview()


def test_another_practices_campaign_is_not_there(sqlite_database: Database, tmp_path: Path, now: datetime) -> None:
    world = drafted(sqlite_database, tmp_path, now)
    other = World(sqlite_database, tmp_path, now, practice="Hillside Surgery")
    with pytest.raises(NotFound):
        other.preview(world.campaign_id)


def drafted(database: Database, folder: Path, now: datetime) -> World:
    world = World(database, folder, now)
    world.import_people(world.person(), world.person(mobile=None))
    world.campaign()
    return world


def status(world: World) -> CampaignStatus:
    with world.database.reading() as session:
        return lifecycle.get_campaign(session, world.practice_id, world.campaign_id).campaign_status
