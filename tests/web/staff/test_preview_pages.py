"""The preview: made by a worker, shown part by part as it is kept; one patient's own; a test to oneself."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from notifier.campaigns import editing, lifecycle
from notifier.delivery import leases
from notifier.practice import jobs
from notifier.practice.jobs import Job
from notifier.preview import patient_previews, preview
from notifier.preview.kit import pieces
from notifier.providers.registry import providers
from notifier.store.audit_actions import AuditAction
from notifier.store.tables import AuditEvent, PreviewPicture
from notifier.vocabulary import JobKind, JobStatus, Role, Task
from notifier.worker.job_runner import JobRunner
from tests.web.world import World, load_stationery, submit, text
from tests.world import rows_of

pytestmark = pytest.mark.usefixtures("letters_laid_out_once")


def do_jobs(world: World) -> int:
    """Do what pages asked for, as a worker would."""
    with leases.worker_lease(world.settings.instance) as worker:
        given = world.database, world.settings, world.keys, providers(world.settings), worker, load_stationery
        return JobRunner(*given).run_waiting(lambda: world.now)


def latest(world: World, kind: JobKind, campaign_id: int | None = None) -> Job:
    with world.database.reading() as session:
        found = jobs.latest_job(session, world.practice_id, kind, campaign_id=campaign_id)
    assert found is not None
    return found


def keep_shown(world: World, **shown: Mapping[str, Any]) -> None:
    """Have the last preview show this as well."""
    with world.database.writing() as session:
        row = lifecycle.latest_preview(session, world.campaign_id)
        assert row is not None
        row.shown = {**row.shown, **shown}


def test_every_part_is_a_page_that_locks_in_what_it_shows(light_draft: World) -> None:
    person = {"name": "Noor O'Test", "steps": [["sms", "shared_mobile"], ["email", ""]]}
    told = {"texts": {"email": "Subject: Hello"}, "emails": {"email": "<p>Hello</p>"}, "faults": {}}
    keep_shown(light_draft, cases={"siblings": [{**person, **told}]})
    auditor, address = light_draft.signed_in(Role.AUDITOR), f"/staff/campaigns/{light_draft.campaign_id}/preview"
    parts = re.findall(rf'href="({address}/[a-z]+)"', text(auditor, address))
    assert parts == [f"{address}/{word}" for word in ("texts", "emails", "letters", "page", "hardest")]
    texts, emails, _letters, page, hardest = (text(auditor, part) for part in parts)
    assert re.search(r"\d parts?, about \d+\.\dp", texts)
    assert "Noor O&#39;Test" in hardest
    assert "Text message: not used, others have the same mobile number." in hardest
    assert "Email: this tells them first." in hardest
    frames = re.findall(r'<iframe[^>]* src="([^"]+)"[^>]* sandbox', emails + page + hardest)
    assert len(frames) == 5
    assert text(auditor, f"{parts[1]}?show=email_reminder") != emails
    for frame in frames:
        framed = auditor.get(frame)
        assert framed.status_code == 200, frame
        policy = framed.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert policy.partition("sandbox")[2].startswith("; img-src"), "and nothing is allowed in it"
        assert "script" not in policy
    light, dark = (text(auditor, f"{address}/emails/email/{shade}.html") for shade in ("light", "dark"))
    assert "@media all" in dark
    assert "@media not all" in light
    assert "frame-src 'self'" in auditor.get(parts[1]).headers["Content-Security-Policy"]
    assert auditor.get(f"{address}/emails/nothing/dark.html").status_code == 404
    assert auditor.get(f"{address}/kit").status_code == 404, "this preview has none"
    assert light_draft.signed_in(Role.RECEPTION).get(parts[0]).status_code == 403


def test_pictures_are_large_and_sorted_by_what_they_are(light_world: World) -> None:
    names = (("letter", 1), ("letter", 2), ("letter_ur", 1), ("poster", 1), ("case_child_1", 1))
    with light_world.database.writing() as session:
        row = lifecycle.latest_preview(session, light_world.campaign_id)
        assert row is not None
        own = {"letter": "2 pages", "letter_ur": "1 page", "footer": "We plan a change.\nCall 01632 960123."}
        row.samples = {**row.samples, **own}
        session.execute(delete(PreviewPicture))
        for name, sheet in names:
            png = f"{name} {sheet}".encode()
            session.add(PreviewPicture(preview_id=row.id, name=name, page=sheet, png=png))
    auditor, address = light_world.signed_in(Role.AUDITOR), f"/staff/campaigns/{light_world.campaign_id}/preview"
    shown = "".join(text(auditor, f"{address}/{one}") for one in ("letters", "letters?show=letter_ur", "kit"))
    pictures = re.findall(rf'<a href="({address}/pictures/\d+.png)"><img[^>]* src="([^"]+)"[^>]* alt="([^"]+)">', shown)
    assert all(large == small for large, small, _ in pictures)
    assert [alt.partition(":")[0] for _, _, alt in pictures] == [
        *("Letter, page 1 of 2", "Letter, page 2 of 2", "Letter, in Urdu, page 1 of 1", "Poster, page 1 of 1")
    ]
    got = auditor.get(pictures[2][0])
    assert (got.mimetype, got.data) == ("image/png", b"letter_ur 1")
    assert "1 |We plan a change." in text(auditor, f"{address}/prescriptions")
    assert auditor.get(f"{address}/pictures/99.png").status_code == 404
    assert light_world.signed_in(Role.RECEPTION).get(pictures[0][0]).status_code == 403


def test_a_worker_makes_it_with_the_hardest_to_fit(drafted: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "kit_pictures", lambda *_: {"poster": [b"png"]})
    manager, address = drafted.signed_in(Role.MANAGER), f"/staff/campaigns/{drafted.campaign_id}/preview"
    before = drafted.rows()["preview"]
    for _ in range(2):
        assert submit(manager, address, address.removesuffix("/preview") + "/desk").status_code == 303
    assert drafted.woken == [Task.JOBS, Task.JOBS]
    waiting = text(manager, address)
    assert "Making the preview" in waiting
    assert "Make the preview again" not in waiting
    assert drafted.signed_in(Role.AUDITOR).post(address).status_code in (400, 403)
    assert do_jobs(drafted) == 1, "a second click asks for nothing new"
    job = latest(drafted, JobKind.MAKE_PREVIEW, drafted.campaign_id)
    assert (job.job_status, job.error) == (JobStatus.DONE, "")
    assert drafted.rows()["preview"] == before + 1
    assert "Wriothesley-Fazackerley" in text(manager, f"{address}/hardest")
    assert "no mobile number on the record" in text(manager, f"{address}/hardest?show=no_mobile")
    siblings = text(manager, f"{address}/hardest?show=siblings")
    assert siblings.count("others have the same mobile number") == 2
    assert siblings.count("<img") >= 4, "a letter for each child"
    with drafted.database.reading() as session:
        kept = {picture.name for picture in rows_of(session, PreviewPicture)}
    assert {"letter", "case_largest_print_1", "case_siblings_2", "case_other_language_1", "poster"} <= kept


def test_what_changed_while_it_was_made_is_not_passed_off_as_seen(
    light_draft: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out = preview.lay_out_preview

    def edited_meanwhile(*given: Any, **options: Any) -> preview.PreviewLayout:
        layout = lay_out(*given, **options | {"whole": False})
        with light_draft.database.writing() as session:
            manager = light_draft.accounts[Role.MANAGER]
            editing.edit_text(session, light_draft.campaign_id, "sms", "Look: {{ link }}", manager, light_draft.now)
        return layout

    monkeypatch.setattr(preview, "lay_out_preview", edited_meanwhile)
    manager, address = light_draft.signed_in(Role.MANAGER), f"/staff/campaigns/{light_draft.campaign_id}/preview"
    before = light_draft.rows()["preview"]
    submit(manager, address, address.removesuffix("/preview") + "/desk")
    do_jobs(light_draft)
    assert "Something was changed while the preview was made: make it again." in text(manager, address)
    assert light_draft.rows()["preview"] == before


def test_one_patients_own_is_a_look_at_that_patient(drafted: World) -> None:
    manager, address = drafted.signed_in(Role.MANAGER), f"/staff/campaigns/{drafted.campaign_id}/preview/patients"
    assert "The longest name: <bdi>Cy O&#39;Test</bdi>" in text(manager, address)
    ada = drafted.patients["Ada Test"]
    campaign = f"/staff/campaigns/{drafted.campaign_id}"
    assert "Show what they would get" in text(manager, f"{campaign}/patients/{ada}")
    asked = submit(manager, f"{address}/{ada}", f"{campaign}/patients/{ada}")
    assert asked.status_code == 303
    assert "Making the preview" in text(manager, asked.location)
    do_jobs(drafted)
    shown = text(manager, asked.location)
    assert "Ada Test" in shown
    assert "this tells them first" in shown
    for piece in re.findall(rf'src="({asked.location}/[^"]+)"', shown):
        assert manager.get(piece).status_code == 200
    with drafted.database.reading() as session:
        events = rows_of(session, AuditEvent)
        looks = [event.details for event in events if event.action == AuditAction.PATIENT_PREVIEWED]
    assert looks == [{"patient": ada}]
    for role in (Role.APPROVER, Role.AUDITOR, Role.RECEPTION):
        assert drafted.signed_in(role).get(asked.location).status_code == 403
    drafted.now += patient_previews.KEPT_FOR + timedelta(seconds=1)
    assert drafted.signed_in(Role.MANAGER).get(asked.location).status_code == 404
    assert patient_previews.forget_old(drafted.database, drafted.now) == 1
    left = drafted.rows()
    assert (left["patient_preview"], left["patient_preview_picture"]) == (0, 0)


def test_a_test_says_what_it_costs_and_to_whom_and_goes_once(light_draft: World) -> None:
    world = light_draft
    manager, address = world.signed_in(Role.MANAGER), f"/staff/campaigns/{world.campaign_id}/preview/test"
    faulty = submit(manager, address, channel="sms", to="12345")
    assert faulty.status_code == 400
    assert 'value="12345"' in faulty.get_data(as_text=True)
    checked = submit(manager, address, channel="sms", to="07700 900123").get_data(as_text=True)
    assert "One text message to <strong>07700 900123</strong>. It costs nothing" in checked
    assert world.rows()["job"] == 0
    once = re.search(r'name="once" value="([^"]+)"', checked)
    assert once
    for _ in range(2):
        sent = submit(manager, address, channel="sms", to="+447700900123", once=once.group(1))
        assert (sent.status_code, sent.location) == (303, address)
    assert do_jobs(world) == 1
    assert latest(world, JobKind.TEST_SEND, world.campaign_id).result == {"outcome": "accepted", "provider": "outbox"}
    assert "sample outbox and not to 07700 900123" in text(manager, address)
    submit(manager, address, channel="sms", to="+447700900123", once=once.group(1))
    assert do_jobs(world) == 0, "a page that was loaded again sends nothing"
