"""Who opened which patient, on every page that is about one: no page is looked at that is not written down."""

from typing import Any

import pytest
from sqlalchemy import select

from notifier.patients import matters
from notifier.patients.matters import NewMatter
from notifier.store import audit
from notifier.store.tables import (
    IdentityDoubt,
    LetterCopy,
    Patient,
    PatientPreview,
    PatientPreviewPicture,
    Review,
    SlipPhoto,
)
from notifier.vocabulary import MatterKind, Role
from tests.web.print_run_rows import add_letter
from tests.web.world import World, send_unverified, submit
from web import looks

# What else stands in addresses, and is nobody's page: whole lists, what is given to do and leads back to one, the
# messages of invented people.
OF_NOBODY = {
    *("campaign_id", "person_id", "factor_id", "job_id", "upload_id", "run_id", "picture_id", "version", "page"),
    *("number", "delivery_id", "text_id", "task_id", "matter_id", "slip_id", "photo_id", "token_id"),
}
PREVIEWED = {"name": "Ada Test", "steps": [["email", ""]], "texts": {}, "emails": {"email": "<p>Hello</p>"}}


def opened(world: World) -> list[tuple[int | None, int]]:
    """Who opened which patient, in order."""
    with world.database.reading() as session:
        events = [event for event in audit.events(session) if event.action == "patient.opened"]
        return [(event.staff_id, event.details["patient"]) for event in events]


@pytest.fixture
def samples(light_world: World) -> dict[str, str | int]:
    """What stands in addresses, all of it Ada's; the doubt is whether she is Cy."""
    send_unverified(light_world.client(), light_world.code())
    light_world.settle()
    ada, now, manager = light_world.patients["Ada Test"], light_world.now, light_world.accounts[Role.MANAGER].id
    letter, campaign_id = add_letter(light_world), light_world.campaign_id
    with light_world.database.writing() as session:
        copy = LetterCopy(delivery_id=letter, asked_by=manager, asked_at=now, made_at=now, pdf=b"%PDF")
        told = PREVIEWED | {"faults": {}}
        preview = PatientPreview(campaign_id=campaign_id, patient_id=ada, asked_by=manager, asked_at=now, told=told)
        list_id, cy = session.get_one(Patient, ada).first_list_id, light_world.patients["Cy O'Test"]
        doubt = IdentityDoubt(list_id=list_id, patient_id=ada, other_patient_id=cy, claimed={}, opened_at=now, note="")
        complaint = NewMatter(MatterKind.COMPLAINT, "her carer", now, "was not told")
        matter_id = matters.note_matter(session, ada, complaint, light_world.accounts[Role.MANAGER], now).id
        photo = SlipPhoto(patient_id=ada, added_at=now, added_by=manager, sha256="", jpeg=b"JPEG")
        session.add_all([copy, preview, doubt, photo])
        session.flush()
        session.add(PatientPreviewPicture(patient_preview_id=preview.id, page=1, png=b"PNG"))
        photo_id = photo.id
        review_id = session.execute(select(Review.id)).scalar_one()
        ids = {"copy_id": copy.id, "preview_id": preview.id, "doubt_id": doubt.id, "review_id": review_id}
    words: dict[str, str | int] = {
        "reference": light_world.answers()[-1].reference,
        "channel": "email",
        "shade": "light",
        "page": 1,
        "about": "died",
        "matter_id": matter_id,
        "photo_id": photo_id,
    }
    return {"campaign_id": campaign_id, "patient_id": ada, **ids, **words}


def test_every_page_about_a_patient_is_a_look_at_them(
    light_world: World, samples: dict[str, str | int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "_MOST", 0)  # nothing is remembered, so that each page is written down anew
    client = light_world.signed_in(Role.MANAGER)
    manager, ada = light_world.accounts[Role.MANAGER].id, light_world.patients["Ada Test"]
    app, walked = client.application, set()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("staff.") or not rule.arguments & looks.ABOUT.keys():
            continue
        if "GET" not in (rule.methods or ()):
            continue
        with app.test_request_context():
            values: dict[str, Any] = {name: samples[name] for name in rule.arguments}
            address = app.url_for(rule.endpoint, **values)
        before = len(opened(light_world))
        assert client.get(address).status_code == 200, address
        about = {ada, light_world.patients["Cy O'Test"]} if "doubt_id" in rule.arguments else {ada}
        assert opened(light_world)[before:] == [(manager, patient_id) for patient_id in sorted(about)], address
        walked.update(rule.arguments)
    assert walked >= looks.ABOUT.keys()


def test_every_number_in_an_address_is_somebodys_or_nobodys(light_world: World) -> None:
    numbers = {
        name
        for rule in light_world.app("staff").url_map.iter_rules()
        if rule.endpoint.startswith("staff.")
        for name in rule.arguments
        if f"<int:{name}>" in rule.rule
    }
    assert numbers == OF_NOBODY | looks.ABOUT.keys(), "say in looks.ABOUT whose page it is, or here that it is nobody's"


def test_a_form_that_comes_back_is_a_look_and_an_address_that_leads_nowhere_is_none(
    light_world: World, samples: dict[str, str | int]
) -> None:
    client, campaign = light_world.signed_in(Role.MANAGER), f"/staff/campaigns/{light_world.campaign_id}"
    review = f"{campaign}/reviews/{samples['review_id']}"
    for nowhere in (f"{campaign}/identity-doubts/99", f"{campaign}/copies/99", f"{campaign}/patients/0"):
        assert client.get(nowhere).status_code == 404
    assert opened(light_world) == []
    assert submit(client, review, f"{campaign}/desk", note="").status_code == 400
    assert opened(light_world) == [(light_world.accounts[Role.MANAGER].id, light_world.patients["Ada Test"])]
