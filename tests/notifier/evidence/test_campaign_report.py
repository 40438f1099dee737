"""A report has every part that a regulator asks for, numbers that add up, no patient, and a statement to sign."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from notifier.errors import NotFound
from notifier.evidence.campaign_report import CampaignReport, campaign_report
from notifier.evidence.report_pages import report_pdf
from notifier.store.database import Database
from notifier.vocabulary import Choice, OutcomeKind
from tests.notifier.closing_steps import frozen
from tests.pdf_ua import breaches
from tests.world import Begin, World, load_stationery
from web.labels import label_of

PARTS = [
    "What was proposed",
    "Who decided, approved and launched it",
    "The words that patients were told",
    "Timetable",
    "How surely patients were told",
    "What patients answered",
    "What went wrong",
    "Who was not written to, and who is held",
    "What two people froze, and codes that were checked",
    "What is not known",
    "How to check this",
]


@pytest.fixture
def world(begin: Begin, sqlite_database: Database) -> World:
    """Four people: one objected, one agreed, one was silent, one could not be told; two people froze."""
    return begin(sqlite_database, lived)


def lived(world: World) -> None:
    world.import_people(world.person(), world.person(), world.person(), world.person(mobile=None, email=None))
    world.campaign(notice_days=28)
    world.sign("dpo")
    world.preview()
    world.approve()
    world.launch()
    world.until_idle()
    world.answer(world.people[0], Choice.KEEP)
    world.answer(world.people[1], Choice.AGREE)
    world.until_idle()
    world.later(days=29)
    frozen(world)


def made(world: World) -> CampaignReport:
    with world.database.reading() as session:
        return campaign_report(session, world.practice_id, world.campaign_id, world.now, label_of)


def table(report: CampaignReport, heading: str, first: str) -> list[tuple[str, ...]]:
    """The rows of a part's table whose first column has this title."""
    (section,) = [one for one in report.sections if one.heading == heading]
    return [tuple(row) for one in section.tables if one.head[0] == first for row in one.rows]


def numbers(rows: list[tuple[str, ...]]) -> int:
    return sum(int(row[-1].replace(",", "")) for row in rows)


def test_it_has_every_part_and_its_numbers_add_up(world: World) -> None:
    report = made(world)
    assert [one.heading for one in report.sections] == PARTS
    told = table(report, PARTS[4], "Evidence")
    assert ("Answered", "2") in told
    assert numbers(told) == numbers(table(report, PARTS[4], "What follows")) == 4
    assert (label_of(OutcomeKind.HOLD), "2") in table(report, PARTS[4], "What follows")
    held = table(report, PARTS[7], "Why a patient is held")
    assert numbers(held) == 2
    assert [row[-1] for row in table(report, PARTS[5], "Answer")] == ["1", "1", "0"]
    (closed,) = table(report, PARTS[8], "Set")
    assert "May not be coded: 2" in closed[-1]
    (decided,) = table(report, PARTS[1], "Decision")
    assert decided[1:] == ("The partners", "1 October 2026", "minutes, item 7")
    assert any("froze the outcomes" in sentence for _, sentence in table(report, PARTS[3], "When"))


def test_the_pages_name_no_patient_never_say_compliant_and_wait_to_be_signed(world: World) -> None:
    pdf = report_pdf(made(world), load_stationery())
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    assert "I state that to the best of my knowledge" in words
    assert "compliant" not in words.lower()
    assert "{{" not in words
    for person in world.people:
        for secret in (person.nhs_number, person.family_name, person.email or "", str(person.mobile or "")):
            assert not secret or str(secret) not in words
    assert not breaches(pdf)


def test_a_campaign_that_nothing_was_done_for_has_a_report(begin: Begin, sqlite_database: Database) -> None:
    world = begin(sqlite_database, lambda one: one.import_people(one.person()))
    world.campaign()
    world.later(days=1)
    report = made(world)
    assert "Nothing is frozen: nobody may be coded yet." in report.sections[8].said
    assert report_pdf(report, load_stationery()).startswith(b"%PDF")
    assert report.made_at - world.now == timedelta(0)


def test_another_practices_campaign_has_none(world: World) -> None:
    with world.database.reading() as session, pytest.raises(NotFound, match="no campaign"):
        campaign_report(session, world.practice_id + 1, world.campaign_id, world.now, label_of)
