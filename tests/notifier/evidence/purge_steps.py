"""A campaign with everything behind it that a purge forgets, and its being forgotten."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifier.campaigns import lifecycle
from notifier.contacts import PostalAddress
from notifier.delivery import receipts
from notifier.evidence import retention
from notifier.outcomes import kept_figures
from notifier.patients import list_upload
from notifier.patients.uploaded_files import StoredUpload
from notifier.providers.base import Report
from notifier.replies import reviews
from notifier.store.database import Database
from notifier.store.tables import (
    Base,
    CampaignFigures,
    CodingTask,
    ConfirmedTelling,
    Delivery,
    IdentityDoubt,
    InboundText,
    LetterCopy,
    LetterTrouble,
    Notice,
    PatientList,
    Preview,
    ReplyContact,
    Review,
    WithdrawnLink,
)
from notifier.vocabulary import (
    Channel,
    Choice,
    CodingTaskKind,
    Pile,
    ReportKind,
    Role,
    TextMeaning,
)
from tests.notifier.closing_steps import frozen
from tests.notifier.evidence.desk_rows import add_desk_rows
from tests.printed_letters import letter_row, run_row
from tests.world import World, rows_of

KEPT_FOR = timedelta(days=183)


def busy(database: Database, folder: Path, now: datetime, *, settled: bool = True) -> World:
    """A campaign with notices, reports, replies, a review, a printed letter and a change of the list behind it."""
    world = World(database, folder, now)
    at = {"address": PostalAddress(("7 Larkspur Rise", "Fleet"), "GU51 4ZZ")}  # where the practice is not
    ada, bob, eve = world.person(**at), world.person(mobile=None, **at), world.person(email=None, **at)
    world.import_people(ada, bob, eve)
    world.launched(channels=(Channel.SMS, Channel.EMAIL, Channel.FOOTER))
    world.until_idle()
    world.answer(ada, Choice.KEEP)
    doubtful = world.answer(bob, Choice.AGREE, date_of_birth=eve.date_of_birth + timedelta(days=1))
    world.until_idle()
    with world.database.writing() as session:
        session.add(ReplyContact(reply_id=doubtful.id, name="", contact="07700 900555", date_of_birth=None))
        notice = session.execute(select(Notice).limit(1)).scalar_one()
        taken_back = {"withdrawn_at": now, "withdrawn_by": world.staff(Role.MANAGER).id}
        session.add(
            WithdrawnLink(fingerprint=b"1" * 32, campaign_id=world.campaign_id, notice_id=notice.id, **taken_back)
        )
        letter = letter_row(session, world.campaign_id, world.patient_id(eve.nhs_number), now)
        run_row(session, world.campaign_id, now, {letter: Pile.POST})
        (preview,) = rows_of(session, Preview)
        eve_id = world.patient_id(eve.nhs_number)
        session.add(LetterTrouble(preview_id=preview.id, patient_id=eve_id, why="There is no shape for U+30001."))
        session.add(LetterCopy(delivery_id=letter, asked_by=world.staff(Role.MANAGER).id, asked_at=now))
        confirmed = {"confirmed_by": world.staff(Role.MANAGER).id, "confirmed_at": now, "note": "They said so."}
        session.add(ConfirmedTelling(delivery_id=letter, **confirmed))
    with world.database.writing() as session:
        session.add(text_row(ada.mobile or "", now))
        add_desk_rows(session, world, world.patient_id(bob.nhs_number))
    frozen(world)
    with world.database.writing() as session:
        session.add(task_row(world.campaign_id, eve_id, eve.nhs_number, now))
    world.import_people(ada, bob)
    with world.database.writing() as session:
        newest = rows_of(session, PatientList)[-1]
        newest.reading = {"remarks": [{"shown": str(ada.mobile)}]}
        doubt = {"list_id": newest.id, "claimed": {"family_name": ada.family_name}, "opened_at": now, "note": ""}
        session.add(IdentityDoubt(patient_id=world.patient_id(bob.nhs_number), **doubt, closed_at=now))
        manager = world.staff(Role.MANAGER)
        stored = StoredUpload("a" * 32, "list.csv", 9, "0" * 64)
        upload_id = list_upload.begin_upload(session, manager, stored, now, is_dated=False)
        list_upload.cancel_upload(session, manager, upload_id, now)
    kept_figures.current_figures(world.database, world.campaign_id, world.now, world.settings)  # a page was opened
    if not settled:
        return world
    with world.database.writing() as session:
        for review in rows_of(session, Review):
            reviews.close_review(session, review.id, world.staff(Role.MANAGER), None, "It was somebody else.", now)
    world.until_idle()
    return world


def task_row(campaign_id: int, patient_id: int, nhs_number: str, now: datetime) -> CodingTask:
    """Something that was found and vanished again."""
    return CodingTask(
        campaign_id=campaign_id,
        patient_id=patient_id,
        nhs_number=nhs_number,
        kind=CodingTaskKind.MAY_CODE,
        why="may be coded now",
        found_at=now,
        ended_at=now,
        ended_because="is held again",
        note="",
    )


def text_row(sender: str, received_at: datetime) -> InboundText:
    """A text that was settled the moment it came."""
    return InboundText(
        provider="sandbox",
        event_id=f"{sender} {received_at}",
        sender=sender,
        body="KEEP",
        raw={},
        received_at=received_at,
        meaning=TextMeaning.KEEP,
        reply_ids=[],
        settled_at=received_at,
        note="",
    )


def closed(world: World) -> None:
    with world.database.writing() as session:
        lifecycle.close_campaign(session, world.campaign_id, world.staff(Role.MANAGER), world.now)


def kept_figures_of(session: Session, campaign_id: int) -> object:
    """The counts that are kept of a campaign, as they stand in the table."""
    return session.get_one(CampaignFigures, campaign_id).figures


def purged(world: World) -> int:
    with world.database.writing() as session:
        return retention.purge_practice(session, world.keys, world.practice_id, world.now, KEPT_FOR).patients


def stray(world: World, event_id: str) -> None:
    report = Report("NOBODYS", "SM1", event_id, ReportKind.DELIVERED, world.now, None, {"To": "+447700900999"})
    with world.database.writing() as session:
        receipts.record_report(session, "sandbox", report, world.now)


def rows_of_any(session: Session, table: type[Base]) -> list[object]:
    """Every row of a table that may have no id of its own; the footer's receipt is about nobody."""
    rows = list(session.execute(table.__table__.select()))
    footer = {row.id for row in rows_of(session, Delivery) if row.notice_id is None}
    return [row for row in rows if getattr(row, "delivery_id", None) not in footer]
