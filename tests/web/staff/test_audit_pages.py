"""The record of what was done: who may look, its filters, and a download that is itself on record."""

from datetime import timedelta

from notifier.campaigns import lifecycle
from notifier.evidence import audit_filters
from notifier.vocabulary import Choice, Role, Source
from tests.web.world import World, build, submit, text
from web.staff.audit_pages import AREAS

RECORD = "/staff/record"


def test_every_kind_of_event_has_words_that_people_choose_it_by() -> None:
    assert AREAS.keys() == set(audit_filters.audit_areas())


def test_what_was_done_is_found_by_who_what_and_when(world: World) -> None:
    manager = world.accounts[Role.MANAGER]
    with world.database.writing() as session:
        lifecycle.pause_campaign(session, world.campaign_id, manager, world.now + timedelta(days=2))
    auditor = world.signed_in(Role.AUDITOR)
    paused, approved = "Sam Manager paused the campaign", "Sam Approver approved the preview"
    everything = text(auditor, RECORD)
    assert everything.index(paused) < everything.index(approved), "the newest first"
    for query, has_pause, has_approval in (
        ("what=campaign", True, True),
        ("what=list", False, False),
        (f"who={manager.id}", True, False),
        ("who=program", False, False),
        ("since=2026-11-24", True, False),
        ("until=2026-11-24", False, True),
        (f"campaign={world.campaign_id}&what=campaign", True, True),
    ):
        page = text(auditor, f"{RECORD}?{query}")
        assert (paused in page, approved in page) == (has_pause, has_approval), query
    assert "Write the day as 2026-12-01" in text(auditor, f"{RECORD}?since=tomorrow", 400)
    assert "The last day is before the first" in text(auditor, f"{RECORD}?since=2026-12-02&until=2026-12-01", 400)


def test_what_concerns_one_patient_is_the_managers_and_a_look_at_them(world: World) -> None:
    ada, bob = world.patients["Ada Test"], world.patients["Bob Test"]
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    manager = world.signed_in(Role.MANAGER)
    text(manager, f"/staff/campaigns/{world.campaign_id}/patients/{bob}")
    page = text(manager, f"{RECORD}/patients/{ada}")
    assert "by phone: keep" in page
    assert f"patient {bob}" not in page
    assert f"Sam Manager opened the page of patient {ada}" in text(manager, f"{RECORD}/patients/{ada}")
    assert world.signed_in(Role.AUDITOR).get(f"{RECORD}/patients/{ada}").status_code == 403


def test_the_download_has_what_the_filters_showed_and_is_on_record(light_world: World) -> None:
    approver = light_world.signed_in(Role.APPROVER)
    taken = submit(approver, RECORD, what="campaign")
    assert taken.mimetype == "text/csv"
    assert taken.data.startswith(b"\xef\xbb\xbfNumber,When,Campaign,What was done\r\n")
    assert "Sam Approver approved the preview" in taken.text
    assert "session" not in taken.text
    assert "Sam Approver took 4 events of this record away as a file" in text(approver, RECORD)


def test_nobody_sees_what_another_practice_did(light_world: World) -> None:
    other = build(light_world.database, light_world.settings, light_world.now, name="Other Surgery")
    light_world.signed_in(Role.MANAGER)
    page = text(other.signed_in(Role.MANAGER), RECORD)
    assert "approved the preview" not in page
    assert page.count("signed in to the pages") == 1
