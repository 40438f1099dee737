"""An answer that was logged for the wrong patient is taken back at the desk."""

import re
from datetime import timedelta

from sqlalchemy import select

from notifier.store.tables import Reply, Review
from notifier.vocabulary import Choice, Doubt, Role, Source, Task
from tests.web.staff.test_identity_doubt_pages import doubt
from tests.web.world import World, answer, send, submit, text


def pages(world: World, name: str = "Ada Test") -> tuple[str, str]:
    """A patient's page, and the one that takes their last answer back."""
    with world.database.reading() as session:
        reference = session.execute(select(Reply.reference).order_by(Reply.id.desc()).limit(1)).scalar_one()
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients[name]}"
    return patient, f"{patient}/answers/{reference}/take-back"


def test_what_was_logged_for_the_wrong_patient_is_taken_back_and_stands_struck_out(world: World) -> None:
    world.log("Ada Test", Choice.KEEP, Source.PAPER)
    world.settle()
    world.now += timedelta(days=2)
    client = world.signed_in(Role.RECEPTION)
    patient, take_back = pages(world)
    assert take_back in text(client, patient)
    before = world.rows()
    asked = text(client, take_back)
    assert "Was this logged for the wrong patient?" in asked
    assert world.rows() == before, "looking changes nothing"
    refused = submit(client, take_back)
    assert (refused.status_code, "Write whose answer it is" in refused.get_data(as_text=True)) == (400, True)
    too_long = submit(client, take_back, note="x" * 2_001)
    assert (too_long.status_code, "Shorten the note" in too_long.text) == (400, True)
    done = submit(client, take_back, note="Bob’s slip")
    desk = f"/staff/campaigns/{world.campaign_id}/desk"
    assert (done.status_code, done.location, world.woken[-1]) == (303, desk, Task.ADVANCE)
    assert "To be logged for the right patient:</strong> Keep: do not add the code, paper" in text(client, desk)
    bobs = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Bob Test']}"
    assert re.findall(r'value="(\w+)" checked', text(client, bobs)) == ["keep", "paper"], (
        "the form is filled in with it"
    )
    assert 'value="2026-11-23"' in text(client, bobs)
    submit(client, bobs, choice="keep", source="paper", received="2026-11-23")
    assert "To be logged for the right patient" not in text(client, desk)
    page = text(client, patient)
    assert "<s>I do not want" in page or "<s>Keep" in page
    assert "Taken back by " in page
    assert "Bob’s slip" in page
    assert take_back not in page
    assert submit(client, take_back, patient, note="again").status_code == 409
    with world.database.reading() as session:
        assert session.execute(select(Review.doubt)).scalars().all() == [Doubt.MISFILED]


def test_what_the_patient_sent_and_what_is_somebody_elses_is_not_taken_back(world: World) -> None:
    send(world.client(), world.code("Bob Test"), answer(day="1", month="12", year="1975"))
    client = world.signed_in(Role.RECEPTION)
    patient, take_back = pages(world, "Bob Test")
    assert "take-back" not in text(client, patient)
    assert "This answer cannot be taken back" in text(client, take_back)
    assert submit(client, take_back, patient, note="a guess").status_code == 409
    ada, of_another = pages(world, "Ada Test")
    assert client.get(of_another).status_code == 404
    assert submit(client, of_another, ada, note="a guess").status_code == 404


def test_an_answer_says_when_it_came_and_when_it_was_logged(world: World) -> None:
    world.now += timedelta(days=5)
    client = world.signed_in(Role.RECEPTION)
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    submit(client, patient, choice="keep", source="paper", received="2026-11-25")
    page = text(client, patient)
    assert "Paper, received 25 November 2026, logged 28 November 2026." in page
    assert "The campaign began on 23 November 2026." in page
    assert "12:00" not in page, "nobody said at which hour"


def test_a_day_before_the_campaign_is_asked_about(world: World) -> None:
    world.now += timedelta(days=5)
    client = world.signed_in(Role.RECEPTION)
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    logged = submit(client, patient, choice="agree", source="paper", received="2026-05-03", identity_check="code")
    assert "It came before the campaign began" in text(client, logged.location)
    world.settle()
    page = text(client, f"/staff/campaigns/{world.campaign_id}/reviews/1")
    assert "is 3 May 2026; the campaign began on 23 November 2026" in page
    assert "is the day that was written down right?" in page


def test_a_review_says_what_else_is_open_and_refuses_to_overrule_what_came_since(world: World) -> None:
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    client, other = world.signed_in(Role.RECEPTION), world.signed_in(Role.MANAGER)
    today = "2026-11-23"
    for carer in ("Jo Helper", "Sam Helper"):
        fields = {"choice": "agree", "source": "counter", "received": today, "answered_by": "carer"}
        fields |= {"identity_check": "document", "again": "yes"}
        submit(client, patient, **fields, name=carer)
    world.settle()
    reviews = f"/staff/campaigns/{world.campaign_id}/reviews"
    assert "Another answer of this patient has to be settled too" in " ".join(text(client, f"{reviews}/1").split())
    submit(client, patient, choice="keep", source="paper", received=today)
    alone = submit(client, f"{reviews}/1", choice="agree", note="asked her")
    assert (alone.status_code, "You logged this answer yourself" in alone.text) == (409, True)
    refused = submit(other, f"{reviews}/1", choice="agree", note="asked her")
    assert (refused.status_code, "told us something else since" in refused.get_data(as_text=True)) == (409, True)
    too_long = submit(client, f"{reviews}/1", choice="keep", note="x" * 2_001)
    assert (too_long.status_code, "Shorten the note" in too_long.text) == (400, True)
    settled = submit(client, f"{reviews}/1", choice="keep", note="asked her")
    assert "Another of their answers has to be settled too" in text(client, settled.location)


def test_what_was_said_under_another_number_is_shown_beside(world: World) -> None:
    patient_id = doubt(world, other="Cy O'Test")
    world.log("Cy O'Test", Choice.KEEP, Source.PHONE)
    page = text(world.signed_in(Role.RECEPTION), f"/staff/campaigns/{world.campaign_id}/patients/{patient_id}")
    beside = page.partition("Under another NHS number")[2]
    assert "Keep: do not add the code" in beside.partition("Something else to note")[0]
