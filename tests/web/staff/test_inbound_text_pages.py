"""Texts on the staff's pages: what came is shown as it came, and a person finds out whose it was."""

from itertools import count

import pytest
from sqlalchemy import select

from notifier.providers.base import IncomingText
from notifier.replies import inbound_sms
from notifier.store.tables import InboundText, Reply, Review
from notifier.vocabulary import Choice, Role, Source
from tests.web.world import PEOPLE, World, local_day, submit

STRANGER = "+447700955555"
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} \" ' & I am Ada"
_EVENTS = count()


def texted(world: World, body: str, sender: str | None = STRANGER) -> None:
    text = IncomingText(f"SM{next(_EVENTS)}", sender or "", body, False, {})
    with world.database.writing() as session:
        inbound_sms.receive_text(session, world.keys, "twilio", text, world.now)
    world.settle()


def the_review(world: World) -> str:
    with world.database.reading() as session:
        review_id = session.execute(select(Review.id).where(Review.closed_at.is_(None))).scalar_one()
    return f"/staff/campaigns/{world.campaign_id}/reviews/{review_id}"


def test_a_review_shows_the_text_that_came_and_nothing_in_it_is_markup(light_world: World) -> None:
    texted(light_world, HOSTILE, PEOPLE["Ada Test"][1])
    client = light_world.signed_in(Role.RECEPTION)
    for address in (f"/staff/campaigns/{light_world.campaign_id}/reviews", the_review(light_world)):
        page = client.get(address).get_data(as_text=True)
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in page
        assert "<script>alert" not in page


def test_a_stop_word_is_explained_and_may_have_meant_the_texts_alone(world: World) -> None:
    texted(world, "Stop", PEOPLE["Ada Test"][1])
    client = world.signed_in(Role.RECEPTION)
    review = the_review(world)
    page = client.get(review).get_data(as_text=True)
    assert "They answered STOP: perhaps only the texts were meant" in page
    assert "They only wanted no more texts" in page
    assert "was not the patient’s" not in page
    assert submit(client, review, choice="not-theirs", note="called her").status_code == 303
    with world.database.reading() as session:
        assert session.execute(select(Review.closing_reply_id)).scalar_one() is None


def test_the_reviews_lead_to_the_texts_that_fit_nobody(light_world: World) -> None:
    client = light_world.signed_in(Role.RECEPTION)
    reviews, texts = (f"/staff/campaigns/{light_world.campaign_id}/{name}" for name in ("reviews", "inbound-texts"))
    assert texts not in client.get(reviews).get_data(as_text=True)
    assert "There are none" in client.get(texts).get_data(as_text=True)
    texted(light_world, "KEEP")
    assert "1 text fits nobody" in client.get(reviews).get_data(as_text=True)
    texted(light_world, "KEEP")
    page = client.get(reviews).get_data(as_text=True)
    assert "2 texts fit nobody" in page
    assert f'href="{texts}"' in page


def test_a_text_of_nobody_is_shown_and_leads_to_the_desk(world: World) -> None:
    texted(world, HOSTILE)
    client = world.signed_in(Role.RECEPTION)
    base = f"/staff/campaigns/{world.campaign_id}"
    page = client.get(f"{base}/inbound-texts").get_data(as_text=True)
    assert STRANGER in page
    assert "23 November 2026 at 10:00" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    found = submit(client, f"{base}/desk", form_at=f"{base}/inbound-texts", query=STRANGER)
    assert (found.status_code, found.location) == (303, f"{base}/desk")
    assert STRANGER in client.get(found.location).get_data(as_text=True)


def test_the_desk_finds_a_patient_by_mobile_and_logs_a_text(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    base = f"/staff/campaigns/{world.campaign_id}"
    for sought in ("+447700900001", "07700 900001"):
        submit(client, f"{base}/desk", query=sought)
        page = client.get(f"{base}/desk").get_data(as_text=True)
        assert "Ada Test" in page
        assert "Bob Test" not in page
    patient = f"{base}/patients/{world.patients['Ada Test']}"
    logged = submit(client, patient, choice="keep", source="sms", received=local_day(world.now))
    assert logged.status_code == 303
    with world.database.reading() as session:
        row = session.execute(select(Reply.choice, Reply.source)).one()
    assert row == (Choice.KEEP, Source.SMS)


def test_a_text_is_settled_with_a_note(world: World) -> None:
    texted(world, "KEEP")
    texted(world, "it's me, Cy")
    client = world.signed_in(Role.MANAGER)
    texts = f"/staff/campaigns/{world.campaign_id}/inbound-texts"
    with world.database.reading() as session:
        first = session.execute(select(InboundText.id).order_by(InboundText.id)).scalars().first()
    refused = submit(client, f"{texts}/{first}", form_at=texts, note="  ")
    assert refused.status_code == 400
    assert "Write whose text it was" in refused.get_data(as_text=True)
    assert f'href="#note-{first}"' in refused.get_data(as_text=True)
    assert "Shorten the note" in submit(client, f"{texts}/{first}", form_at=texts, note="x" * 2_001).text
    settled = submit(client, f"{texts}/{first}", form_at=texts, note="rang back: wrong number")
    assert (settled.status_code, settled.location) == (303, texts)
    page = client.get(texts).get_data(as_text=True)
    assert "it&#39;s me, Cy" in page
    assert f"{texts}/{first}" not in page
    again = submit(client, f"{texts}/{first}", form_at=texts, note="again")
    assert "somebody has settled this text already" in again.get_data(as_text=True)
    with world.database.reading() as session:
        rows = session.execute(select(InboundText.settled_by, InboundText.note).order_by(InboundText.id)).all()
    assert rows == [(world.accounts[Role.MANAGER].id, "rang back: wrong number"), (None, "")]


@pytest.mark.parametrize("role", [Role.APPROVER, Role.AUDITOR])
def test_only_the_desk_and_managers_see_texts(light_world: World, role: Role) -> None:
    texted(light_world, "KEEP")
    client = light_world.signed_in(role)
    assert client.get(f"/staff/campaigns/{light_world.campaign_id}/inbound-texts").status_code == 403


def test_a_text_cannot_be_settled_from_elsewhere(light_world: World) -> None:
    texted(light_world, "KEEP")
    client = light_world.signed_in(Role.MANAGER)
    with light_world.database.reading() as session:
        text_id = session.execute(select(InboundText.id)).scalar_one()
    texts = f"/staff/campaigns/{light_world.campaign_id}/inbound-texts"
    assert client.post(f"{texts}/{text_id}", data={"note": "forged"}).status_code == 400
    assert submit(client, f"{texts}/{text_id + 1}", form_at=texts, note="what?").status_code == 404
