"""A death, a wrong address and a complaint are written down at the patient's page, and settled there."""

from notifier.outcomes import search
from notifier.vocabulary import HoldReason, Role, Task
from tests.web.world import World, local_day, submit, text


def outcome(world: World) -> HoldReason:
    with world.database.reading() as session:
        patient_id = world.patients["Ada Test"]
        found = search.patient_match(session, world.practice_id, world.campaign_id, patient_id, world.now)
        return found.outcome.reason


def test_a_death_is_written_down_holds_at_once_and_is_taken_back_with_a_reason(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    form = f"{patient}/told-us/died"
    assert form in text(client, patient)
    assert "Nothing more is sent to them" in text(client, form)
    typed = {"told_by": "", "received": "2099-01-01", "note": "rang at nine"}
    refused = submit(client, form, **typed)
    assert refused.status_code == 400
    for said in ("Enter who told us", "today or before", "rang at nine"):
        assert said in refused.text
    done = submit(client, form, **typed | {"told_by": "her daughter", "received": local_day(world.now)})
    assert (done.status_code, done.location, world.woken[-1]) == (303, patient, Task.ADVANCE)
    page = text(client, patient)
    assert "<strong>The patient has died</strong>, says her daughter" in page
    assert outcome(world) is HoldReason.DECEASED
    matter = f"{patient}/matters/1"
    assert matter in page
    assert "rang at nine" in text(client, matter)
    assert submit(client, f"{matter}/taken_back", matter, note=" ").status_code == 400
    assert submit(client, f"{matter}/taken_back", matter, note="she rang us herself").status_code == 303
    assert "she rang us herself" in text(client, matter)
    assert outcome(world) is not HoldReason.DECEASED
    again = submit(client, f"{matter}/taken_back", form, note="again")
    assert again.status_code == 409
    assert "has settled this already" in again.text
    other = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Bob Test']}/matters/1"
    assert client.get(other).status_code == 404


def test_a_complaint_shows_its_days_and_a_manager_says_that_it_was_answered(world: World) -> None:
    desk, manager = world.signed_in(Role.RECEPTION), world.signed_in(Role.MANAGER)
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    form, matter = f"{patient}/told-us/complaint", f"{patient}/matters/1"
    typed = {"told_by": "Ada herself", "received": local_day(world.now), "note": "nobody asked me"}
    assert "Select what it is" in submit(desk, form, **typed, kind="died").text
    submit(desk, form, **typed, kind="complaint")
    assert outcome(world) is HoldReason.UNDER_REVIEW
    assert "To be acknowledged by 26 November 2026" in text(desk, patient)
    assert "It is answered" not in text(desk, matter)
    assert submit(desk, f"{matter}/acknowledged", matter).status_code == 303
    assert "To be answered by 23 May 2027" in text(desk, patient)
    assert submit(desk, f"{matter}/answered", matter, note="x").status_code == 409
    assert submit(manager, f"{matter}/answered", matter, note="letter of today").status_code == 303
    assert "answered, 23 November 2026" in text(desk, patient)
