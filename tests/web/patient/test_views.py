"""The patient's door: from the link to the answer, on every road."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from notifier.pdf.stationery import Stationery
from notifier.store.tables import Reply, ReplyContact, Review
from notifier.vocabulary import Answerer, Channel, Choice, Doubt, Extent, HoldReason, Role, Source, Task
from tests.web.world import World, answer, send, send_unverified, text


def test_it_shows_the_proposal_and_chooses_nothing(world: World) -> None:
    page = text(world.client(), f"/r/{world.code()}")
    assert "Keep my Summary Care Record" in page
    assert "Tell us by 4 January 2027." in page
    assert " checked" not in page


def test_an_answer_takes_one_choice_one_date_and_one_look(world: World) -> None:
    client, code = world.client(), world.code()
    chosen = text(client, f"/r/{code}/you?choice=keep&relation=patient")
    assert "You chose: <strong>Keep my Summary Care Record</strong>" in chosen
    told = client.post(f"/r/{code}/you", data=answer())
    assert told.status_code == 303
    check = text(client, told.location)
    assert "31 March 1980" in check
    assert "You have not sent your answer yet" in check
    assert world.answers() == [], "nothing is an answer before it is sent"
    sent = client.post(told.location)
    done = text(client, sent.location)
    (row,) = world.answers()
    assert (row.choice, row.source, row.doubt, row.answered_by) == (Choice.KEEP, Source.PAGE, None, Answerer.PATIENT)
    assert "You told us to keep your Summary Care Record" in done
    assert row.reference in done
    assert world.rows()["reply_contact"] == 0, "a right date of birth is not kept again"
    assert world.woken == [Task.SETTLE]


def test_sent_twice_gone_back_or_from_two_tabs_it_is_one_answer(world: World) -> None:
    client, code = world.client(), world.code()
    draft = client.post(f"/r/{code}/you", data=answer()).location
    done = {client.post(draft).location for _ in range(3)}
    assert len(done) == 1
    assert client.get(draft).location in done, "going back leads to what came of it"
    assert len(world.answers()) == 1
    other = client.post(f"/r/{code}/you", data=answer("agree")).location
    assert client.post(other).location not in done
    assert [row.choice for row in world.answers()] == [Choice.KEEP, Choice.AGREE]


def test_a_change_of_mind_is_another_reply_of_the_same_person(world: World) -> None:
    client, replaces = world.client(), "It replaces the answer that we had before."
    first = send(client, world.code(), answer("agree")).location
    assert "You have answered already" in text(client, f"/r/{world.code()}")
    second = send(client, world.code(), answer("keep")).location
    world.settle()
    assert [row.doubt for row in world.answers()] == [None, None]
    assert world.rows()["review"] == 0
    for page in (text(client, second), text(client, f"{second}/answer.txt")):
        assert replaces in page
    assert replaces not in text(client, first)


def test_from_keep_to_agree_the_practice_asks_first_and_the_page_says_so(world: World) -> None:
    client = world.client()
    send(client, world.code(), answer("keep"))
    page = text(client, send(client, world.code(), answer("agree")).location)
    assert "The practice has another answer that says something else." in page
    assert "Until then, nothing is added to the record." in page
    assert "We may add" not in page
    assert "replaces" not in page
    world.settle()
    assert [row.doubt for row in world.answers()] == [None, Doubt.CONFLICT]
    assert world.outcome("Ada Test").reason is HoldReason.UNDER_REVIEW


def test_a_wrong_date_is_kept_asked_for_again_and_made_good(world: World) -> None:
    client, code = world.client(), world.code()
    sitting = re.search(r'name="sitting" value="(\w+)"', text(client, f"/r/{code}/you?choice=keep&relation=patient"))
    assert sitting
    fields = {**answer(day="30"), "sitting": sitting[1]}
    wrong = client.post(f"/r/{code}/you", data=fields)
    assert wrong.status_code == 400
    page = wrong.get_data(as_text=True)
    assert "does not match the one the practice has" in page
    assert "we still see what you chose" in page
    assert f'value="{sitting[1]}"' in page
    with world.database.reading() as session:
        assert session.execute(select(Reply.doubt)).scalar_one() is Doubt.UNFINISHED
    assert world.outcome("Ada Test").reason is HoldReason.UNDER_REVIEW
    assert send(client, code, {**fields, "dob-day": "31"}).status_code == 303
    world.now += timedelta(hours=2)
    world.settle()
    assert world.rows()["review"] == 0, "whoever went on needs nobody to look at their tries"
    assert world.outcome("Ada Test").reason is HoldReason.OBJECTED


def test_whoever_gives_up_after_a_wrong_date_is_looked_at_by_a_person(world: World) -> None:
    world.client().post(f"/r/{world.code()}/you", data={**answer(day="30"), "sitting": "ONESITTING"})
    world.settle()
    assert world.rows()["review"] == 0
    world.now += timedelta(hours=2)
    world.settle()
    with world.database.reading() as session:
        assert session.execute(select(Review.doubt)).scalar_one() is Doubt.UNFINISHED


@pytest.mark.parametrize("choice", list(Choice))
def test_whoever_closes_the_page_after_a_right_date_is_held_and_looked_at(world: World, choice: Choice) -> None:
    client = world.client()
    check = client.post(f"/r/{world.code()}/you", data=answer(choice)).location
    text(client, check)
    assert world.outcome("Ada Test").reason is HoldReason.UNDER_REVIEW
    assert "You have answered already" not in text(client, f"/r/{world.code()}")
    world.now += timedelta(hours=2)
    world.settle()
    with world.database.reading() as session:
        assert session.execute(select(Review.doubt)).scalar_one() is Doubt.UNSENT
    page = text(world.signed_in(Role.RECEPTION), f"/staff/campaigns/{world.campaign_id}/patients/1")
    assert "they closed the page before they sent the answer" in page


def test_after_five_wrong_dates_the_answer_is_taken_with_a_way_to_reach_whoever_gave_it(world: World) -> None:
    client, code = world.client(), world.code()
    statuses = [client.post(f"/r/{code}/you", data=answer(year="1902")).status_code for _ in range(5)]
    assert statuses == [400] * 4 + [200]
    asked = client.post(f"/r/{code}/you", data=answer()).get_data(as_text=True)
    assert "How can we reach you?" in asked, "from now on not even the right date is compared"
    assert "We did not check the date of birth this time" in asked
    assert "does not match" not in asked, "for nothing was compared"
    done = send(client, code, {**answer(), "contact": "07700 900555"})
    said = text(client, done.location)
    assert "The practice will check your answer" in said
    assert "If this link is not yours" in said
    assert "does not match" not in said
    with world.database.reading() as session:
        last = session.execute(select(Reply).order_by(Reply.id.desc()).limit(1)).scalar_one()
        told = session.get_one(ReplyContact, last.id)
        assert (last.doubt, told.contact, told.date_of_birth) == (
            Doubt.UNVERIFIED,
            "07700 900555",
            date(1980, 3, 31),
        )
    world.settle()
    assert world.outcome("Ada Test").reason is HoldReason.UNDER_REVIEW


def test_day_and_month_may_change_places_and_the_year_be_short(world: World) -> None:
    client = world.client()
    for fields in (
        answer(day="3", month="31"),
        answer(year="80"),
        answer(day="31/3/1980", month="", year=""),
        answer(day="", month="March 31, 1980", year=""),
        answer(day="31st", month="mar"),
    ):
        assert send(client, world.code(), fields).status_code == 303, fields
    assert {row.doubt for row in world.answers()} == {None}


def test_somebody_who_answers_for_the_patient_is_named_and_checked(world: World) -> None:
    client, code = world.client(), world.code()
    fields = {**answer("agree"), "relation": "attorney", "name": "Pat Test"}
    draft = client.post(f"/r/{code}/you", data=fields).location
    check = text(client, draft)
    assert "They do not want a Summary Care Record" in check
    assert "Pat Test" in check
    done = text(client, client.post(draft).location)
    assert "check that you may answer for them" in done
    assert "Pat" not in done
    world.settle()
    with world.database.reading() as session:
        *_, row = session.execute(
            select(Reply.doubt, Reply.answered_by, ReplyContact.name).join(ReplyContact).order_by(Reply.id)
        )
    assert tuple(row) == (Doubt.ON_BEHALF, Answerer.ATTORNEY, "Pat Test")
    assert world.outcome("Ada Test").reason is HoldReason.UNDER_REVIEW


def test_parent_and_child_who_differ_open_a_review(world: World) -> None:
    client, code = world.client(), world.code()
    send(client, code, answer("keep"))
    send(client, code, {**answer("agree"), "relation": "guardian", "name": "Pat Test"})
    world.settle()
    assert world.rows()["review"] == 1
    assert world.outcome("Ada Test").reason is HoldReason.UNDER_REVIEW


def test_page_and_paper_that_differ_open_a_review(world: World) -> None:
    world.log("Ada Test", Choice.KEEP, Source.PAPER)
    sent = send(world.client(), world.code(), answer("agree"))
    assert "another answer that says something else" in text(world.client(), sent.location)
    world.settle()
    with world.database.reading() as session:
        assert session.execute(select(Review.doubt)).scalar_one() is Doubt.CONFLICT


@pytest.mark.parametrize(("choice", "said"), [("keep", "take it off again"), ("unsure", "take it off again")])
def test_after_the_last_day_an_answer_is_taken_marked_and_the_practice_told(
    light_world: World, choice: str, said: str
) -> None:
    light_world.now += timedelta(days=60)
    client, code = light_world.client(), light_world.code()
    page = text(client, f"/r/{code}")
    assert "The last day to tell us was 4 January 2027. You can still tell us." in page
    done = text(client, send(client, code, answer(choice)).location)
    assert said in done
    assert "We will not add the note" not in done
    light_world.settle()
    with light_world.database.reading() as session:
        assert session.execute(select(Review.doubt)).scalar_one() is Doubt.LATE


def test_whoever_agrees_late_needs_nobody(light_world: World) -> None:
    light_world.now += timedelta(days=60)
    send(light_world.client(), light_world.code(), answer("agree"))
    light_world.settle()
    assert light_world.rows()["review"] == 0


def test_after_keep_it_may_ask_how_much_is_to_be_shown(light_practice: World, stationery: Stationery) -> None:
    light_practice.prepare(stationery, (Channel.SMS, Channel.EMAIL), asks_extent=True)
    light_practice.launch()
    client, code = light_practice.client(), light_practice.code()
    assert "What may staff elsewhere see?" in text(client, f"/r/{code}/you?choice=keep&relation=patient")
    assert "What may staff elsewhere see?" not in text(client, f"/r/{code}/you?choice=agree&relation=patient")
    send(client, code, answer())
    done = send(client, code, {**answer(), "extent": "core"})
    assert "Only medicines" in text(client, done.location)
    assert [row.extent for row in light_practice.answers()] == [None, Extent.CORE]


def test_without_the_presets_wish_it_does_not_ask_and_takes_no_such_answer(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    assert "What may staff elsewhere see?" not in text(client, f"/r/{code}/you?choice=keep&relation=patient")
    send(client, code, {**answer(), "extent": "core"})
    (row,) = light_world.answers()
    assert row.extent is None


def test_a_language_is_kept_from_page_to_page(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    page = text(client, f"/r/{code}?language=ur")
    assert '<html lang="ur" dir="rtl">' in page
    assert "patient-rtl.css" in page
    assert f'href="/r/{code}?language=en"' in page
    told = client.post(f"/r/{code}/you?language=ur", data=answer())
    sent = client.post(told.location)
    for address in (f"/r/{code}/you?choice=keep&relation=patient&language=ur", told.location, sent.location):
        assert 'lang="ur" dir="rtl"' in (client.get(address, follow_redirects=True).get_data(as_text=True))
    assert 'lang="en"' in text(client, f"/r/{code}?language=xx")


def test_the_answer_can_be_kept_as_a_text(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    done = send(client, code, answer()).location
    got = client.get(f"{done}/answer.txt")
    assert got.mimetype == "text/plain"
    assert got.headers["Content-Disposition"].startswith('attachment; filename="answer-')
    kept = got.get_data(as_text=True)
    assert "You told us to keep your Summary Care Record" in kept
    assert done.rpartition("/")[2] in kept
    assert "Ada" not in kept


def test_help_privacy_and_accessibility_say_whose_they_are_where_a_link_leads_to_them(light_world: World) -> None:
    client, code = light_world.client(), light_world.code()
    for name in ("help", "privacy", "accessibility"):
        assert "Riverside Surgery" in text(client, f"/r/{code}/{name}")
        assert f'href="/r/{code}?language=en"' in text(client, f"/r/{code}/{name}")
        text(client, f"/r/{name}")
    assert "18001" in text(client, f"/r/{code}/help")
    assert "0303 123 1113" in text(client, f"/r/{code}/privacy").replace("\u00a0", " ")
    for path in ("/r/privacy", f"/r/{code}/privacy", f"/r/{code}/privacy?language=pl"):
        notice = text(client, path)
        assert "right to object" in notice
        assert "183 days" in notice
        assert "Riverside Surgery" in notice, "also where no link says whose, for there is one practice"
    for path in ("/r/accessibility", f"/r/{code}/accessibility?language=ur"):
        assert "Equality and Human Rights Commission" in text(client, path)
    assert '<div lang="en" dir="ltr">' in text(client, f"/r/{code}/accessibility?language=ur")


def test_it_says_nothing_of_the_patient(world: World) -> None:
    client, code = world.client(), world.code()
    told = client.post(f"/r/{code}/you", data=answer()).location
    done = client.post(told).location
    for address in (f"/r/{code}", f"/r/{code}/you?choice=keep&relation=patient", done, f"{done}/answer.txt"):
        page = text(client, address)
        assert not [
            word for word in ("Ada", "Test", "999 000", "9990", "Station Road, Blackwater, GU17 9XX", "07700", "1980-")
            if word in page
        ]  # fmt: skip


def test_looking_writes_nothing(world: World) -> None:
    client, code = world.client(), world.code()
    told = client.post(f"/r/{code}/you", data=answer()).location
    done = client.post(told).location
    addresses = (
        *(f"/r/{code}", f"/r/{code}/you?choice=keep", f"/r/{code}/help", told, done, f"{done}/answer.txt"),
        *("/r", "/r/", "/r/NOSUCHCODE00", f"/r/{code}/done/NOSUCHREF0", "/healthz"),
    )
    before = world.rows()
    for address in addresses:
        for method in ("GET", "HEAD"):
            client.open(address, method=method)
    assert world.rows() == before


def test_an_unverified_answer_does_not_say_whose_link_it_is(light_world: World) -> None:
    done = send_unverified(light_world.client(), light_world.code(), contact="pat@example.com")
    page = text(light_world.client(), done.location)
    assert "pat@example.com" not in page
    assert "1902" not in page
