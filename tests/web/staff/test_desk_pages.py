"""The front desk and the reviews."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from notifier.campaigns import editing
from notifier.campaigns.drafts import CampaignDraft
from notifier.store.tables import Delivery, Patient, Reply, Review
from notifier.vocabulary import Choice, DeliveryStatus, HoldReason, Role, Source, Task
from tests.web.print_run_rows import REFERENCE, add_letter
from tests.web.world import CHANNELS, World, build, local_day, send_unverified, submit, text


@pytest.mark.parametrize("sought", ["test ada", "ada", "31/03/1980", "31 March 1980", "999 000 0018", "9990000018"])
def test_it_finds_a_patient_by_whatever_the_caller_says(world: World, sought: str) -> None:
    client = world.signed_in(Role.RECEPTION)
    desk = f"/staff/campaigns/{world.campaign_id}/desk"
    found = submit(client, desk, query=sought)
    ada = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    assert (found.status_code, found.location) == (303, ada), "the only one is opened at once"
    submit(client, desk, query="test")
    assert "2 found" in text(client, desk), "of several nobody is"
    submit(client, desk, query="adda")
    page = text(client, desk)
    assert "Did you mean?" in page
    assert "Ada Test" in page
    assert "Bob Test" not in page


def test_what_a_scanner_types_opens_the_patient_at_once(world: World) -> None:
    add_letter(world)
    client = world.signed_in(Role.RECEPTION)
    desk, ada = (f"/staff/campaigns/{world.campaign_id}/{page}" for page in ("desk", "patients/1"))
    scans = {
        f"http://localhost/s/{REFERENCE}": f"{ada}?source=paper",
        f"http://localhost/r/{world.code()}": ada,
        world.code(): ada,
        REFERENCE.lower(): ada,
    }
    assert {scan: submit(client, desk, query=scan).location for scan in scans} == scans
    slip = client.get(f"{ada}?source=paper").get_data(as_text=True)
    assert re.findall(r'value="(\w+)" checked', slip) == ["code", "paper"], (
        "what the patient wants is never chosen for them"
    )
    assert "Paper is selected, because you scanned a slip" in slip
    assert '" checked' not in client.get(f"{ada}?source=page").get_data(as_text=True)
    logged = submit(client, ada, choice="keep", source="paper", received=local_day(world.now))
    assert logged.location == desk, "ready for the next slip"
    assert "http" not in re.findall(r'<input[^>]* id="query"[^>]*>', client.get(desk).get_data(as_text=True))[0]


def test_a_slip_of_another_practice_finds_nobody_and_leaves_the_box_empty(light_world: World) -> None:
    other = build(light_world.database, light_world.settings, light_world.now, name="Hillside Surgery")
    client = other.signed_in(Role.RECEPTION)
    add_letter(light_world)
    with other.database.writing() as session:
        manager, own = other.accounts[Role.MANAGER], other.settings.presets
        draft = CampaignDraft("scr", "Ours", channels=CHANNELS)
        other.campaign_id = editing.create_campaign(session, manager, other.now, draft, own)
    desk = f"/staff/campaigns/{other.campaign_id}/desk"
    for scan in (f"http://localhost/s/{REFERENCE}", f"http://localhost/r/{light_world.code()}"):
        assert submit(client, desk, query=scan).location == desk
        page = client.get(desk).get_data(as_text=True)
        assert "What you scanned belongs to nobody" in page
        assert scan not in page
        assert "autofocus" in page


def test_it_says_when_nobody_is_found_or_too_little_was_typed(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    desk = f"/staff/campaigns/{world.campaign_id}/desk"
    submit(client, desk, query="zzz")
    assert "Nobody found" in client.get(desk).get_data(as_text=True)
    submit(client, desk, query="z")
    assert "At least two letters" in client.get(desk).get_data(as_text=True).replace("Type at least", "At least")


def test_it_logs_a_reply_that_came_by_phone(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    page = client.get(patient).get_data(as_text=True)
    assert '" checked' not in page
    assert f'value="{local_day(world.now)}"' in page
    logged = submit(client, patient, choice="keep", source="phone", received=local_day(world.now), note="clear")
    assert logged.status_code == 303
    with world.database.reading() as session:
        (row,) = session.execute(
            select(Reply.choice, Reply.source, Reply.received_at, Reply.recorded_by, Reply.note, Reply.reference)
        )
    assert row[:5] == (Choice.KEEP, Source.PHONE, world.now, world.accounts[Role.RECEPTION].id, "clear")
    assert row.reference in client.get(logged.location).get_data(as_text=True)
    said = client.get(patient).get_data(as_text=True)
    assert re.search(
        r"asked by phone on \d+ [A-Z][a-z]+ \d{4} to keep it.*: is held, because they want to keep it\.</p>", said
    )
    assert world.woken == [Task.SETTLE]


def test_a_letter_is_logged_with_the_day_it_came(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    yesterday = world.now - timedelta(days=1)
    fields = {"choice": "agree", "source": "paper", "received": local_day(yesterday)}
    for check in ("", "not_checked"):
        refused = submit(client, patient, **fields, identity_check=check)
        assert "an agreement counts only from somebody who was identified" in refused.get_data(as_text=True)
    submit(client, patient, **fields, identity_check="details")
    with world.database.reading() as session:
        received_at = session.execute(select(Reply.received_at)).scalar_one()
    assert local_day(received_at) == local_day(yesterday)


def test_an_answer_for_somebody_else_is_kept_in_doubt(world: World) -> None:
    client = world.signed_in(Role.RECEPTION)
    patient = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Ada Test']}"
    fields = {"choice": "keep", "source": "counter", "received": local_day(world.now)}
    logged = submit(client, patient, **fields, answered_by="advocate", name="Jo Helper")
    assert "Somebody else answered" in client.get(logged.location).get_data(as_text=True)
    world.settle()
    with world.database.reading() as session:
        review_id = session.execute(select(Review.id)).scalar_one()
    page = client.get(f"/staff/campaigns/{world.campaign_id}/reviews/{review_id}").get_data(as_text=True)
    assert "From an advocate: Jo Helper" in page
    assert "Ask for the advocate’s referral" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"choice": ""}, "Select what the patient wants"),
        ({"choice": "nonsense"}, "Select what the patient wants"),
        ({"source": "page"}, "Select how the answer came"),
        ({"received": "tomorrow"}, "Enter the day"),
        ({"received": "2999-01-01"}, "Enter the day"),
        ({"note": "x" * 2001}, "Shorten the note"),
        ({"name": "Jo Helper"}, "Select who answered for the patient"),
        ({"name": "x" * 121, "answered_by": "carer"}, "Shorten the name"),
    ],
)
def test_a_form_with_a_fault_records_nothing_and_keeps_the_rest(
    light_world: World, wrong: dict[str, str], said: str
) -> None:
    client = light_world.signed_in(Role.RECEPTION)
    patient = f"/staff/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
    fields = {"choice": "keep", "source": "phone", "received": local_day(light_world.now), "note": "called"} | wrong
    refused = submit(client, patient, **fields)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert said in page
    assert fields["note"] in page
    assert light_world.rows()["reply"] == 0


def test_a_slip_that_was_logged_before_is_asked_about_and_nothing_is_logged_twice(light_world: World) -> None:
    client, ada = light_world.signed_in(Role.RECEPTION), place(light_world, "Ada Test")
    slip = {"choice": "keep", "source": "paper", "received": local_day(light_world.now)}
    submit(client, ada, **slip)
    light_world.now += timedelta(days=1)
    other = light_world.signed_in(Role.MANAGER)
    asked = submit(other, ada, **slip | {"received": local_day(light_world.now)})
    page = asked.get_data(as_text=True)
    assert (asked.status_code, light_world.rows()["reply"]) == (409, 1)
    assert "Sam Reception logged the same answer on 23 November 2026 at " in page
    assert 'name="again" value="yes"' in page
    submit(other, ada, **slip | {"source": "phone"})
    assert light_world.rows()["reply"] == 2, "another way is another answer"
    assert submit(other, ada, **slip, again="yes").status_code == 303
    assert light_world.rows()["reply"] == 3


def test_who_is_slower_at_one_patient_is_told_what_the_other_logged(light_world: World) -> None:
    first, second = light_world.signed_in(Role.RECEPTION), light_world.signed_in(Role.MANAGER)
    ada, day = place(light_world, "Ada Test"), local_day(light_world.now)
    seen = re.findall(r'name="seen" value="(\d+)"', text(second, ada))
    submit(first, ada, choice="agree", source="counter", received=day, identity_check="known")
    submit(second, ada, choice="keep", source="phone", received=day, seen=seen)
    page = text(second, f"/staff/campaigns/{light_world.campaign_id}/desk")
    assert "While you had the page open, Sam Reception gave another answer" in page
    assert "It contradicts another answer" in page
    assert light_world.outcome("Ada Test").reason is HoldReason.UNDER_REVIEW


def test_whoever_logged_it_undoes_it_for_a_minute_and_says_whose_it_was_later(light_world: World) -> None:
    client, ada = light_world.signed_in(Role.RECEPTION), place(light_world, "Ada Test")
    desk = f"/staff/campaigns/{light_world.campaign_id}/desk"
    for _ in range(2):
        submit(client, ada, choice="keep", source="phone", received=local_day(light_world.now), again="yes")
    page = text(client, desk)
    assert "Logged for <bdi>Ada Test</bdi>" in page
    assert "What you logged today: 2" in page
    second, first = dict.fromkeys(re.findall(rf'action="({ada}/answers/\w+/undo)"', page))
    light_world.now += timedelta(seconds=60)
    assert submit(client, second, desk).location == desk
    page = text(client, desk)
    assert "Undone. Nothing is logged for Ada Test by this." in page
    assert "What you logged today: 1" in page
    light_world.now += timedelta(seconds=1)
    late = submit(client, first, desk)
    assert late.location == first.replace("/undo", "/take-back")
    assert "The minute in which this could be undone is over" in text(client, late.location)
    assert submit(client, first, desk).location == late.location, "a second try does nothing either"
    assert light_world.outcome("Ada Test").reason is HoldReason.OBJECTED


def test_of_a_pile_the_way_and_the_day_are_said_once_and_its_slips_are_counted(light_world: World) -> None:
    light_world.now += timedelta(days=3)
    client, desk = light_world.signed_in(Role.RECEPTION), f"/staff/campaigns/{light_world.campaign_id}/desk"
    submit(client, f"{desk}/pile", desk, source="paper", received="2999-01-01")
    assert "today or before" in text(client, desk)
    submit(client, f"{desk}/pile", desk, source="paper", received="2026-11-24")
    for count, name in enumerate(("Ada Test", "Bob Test")):
        assert f"""<span class="fn-pile__count">{count}</span> logged""" in text(client, desk)
        page = text(client, place(light_world, name))
        assert re.findall(r'value="(\w+)" checked', page) == ["paper"]
        assert 'value="2026-11-24"' in page
        submit(client, place(light_world, name), choice="keep", source="paper", received="2026-11-24")
    submit(client, f"{desk}/pile/end", desk)
    assert "The pile is done: 2 logged." in text(client, desk)
    cys = text(client, place(light_world, "Cy O'Test"))
    assert f'value="{local_day(light_world.now)}"' in cys


def test_a_dead_patient_is_no_success_and_a_restricted_one_has_no_address(light_world: World) -> None:
    with light_world.database.writing() as session:
        session.get_one(Patient, light_world.patients["Ada Test"]).deceased = True
        session.get_one(Patient, light_world.patients["Bob Test"]).sensitive = True
        session.get_one(Patient, light_world.patients["Cy O'Test"]).left = True
    client, desk = light_world.signed_in(Role.RECEPTION), f"/staff/campaigns/{light_world.campaign_id}/desk"
    for name, stands in (("Ada Test", "has died"), ("Cy O'Test", "is no longer registered here")):
        submit(client, place(light_world, name), choice="keep", source="phone", received=local_day(light_world.now))
        page = text(client, desk)
        assert f"{stands}</strong>, so nothing is sent to them" in page
        assert "fn-logged fn-logged--plain" in page
        assert "nhsuk-notification-banner--success" not in page
    submit(client, desk, query="gu17 9xx")
    listed = text(client, desk)
    assert listed.count("Station Road") == 2
    assert [mark in listed for mark in ("Has died", "No longer registered", "Not shown: restricted")] == [True] * 3
    bob = place(light_world, "Bob Test")
    for address in (bob, f"{bob}/link"):
        assert "Station Road" not in text(client, address)


def place(world: World, name: str) -> str:
    """A patient's page."""
    return f"/staff/campaigns/{world.campaign_id}/patients/{world.patients[name]}"


def test_no_name_or_number_stands_in_an_address(light_world: World) -> None:
    client = light_world.signed_in(Role.RECEPTION)
    desk = f"/staff/campaigns/{light_world.campaign_id}/desk"
    found = submit(client, desk, query="Tes")
    page = client.get(found.location).get_data(as_text=True)
    addresses = [piece.partition('"')[0] for piece in page.split('href="')[1:]]
    assert not [address for address in addresses if "Ada" in address or "999" in address]


def test_a_review_is_explained_and_settled(world: World) -> None:
    send_unverified(world.client(), world.code("Bob Test"), contact="07700 900123")
    world.settle()
    client = world.signed_in(Role.RECEPTION)
    reviews = f"/staff/campaigns/{world.campaign_id}/reviews"
    assert "Bob Test" in client.get(reviews).get_data(as_text=True)
    with world.database.reading() as session:
        review_id = session.execute(select(Review.id)).scalar_one()
    one = f"{reviews}/{review_id}"
    page = client.get(one).get_data(as_text=True)
    assert "date of birth was not the one on the record" in page
    assert "They gave 2 February 1902; the record has 1 December 1975" in page
    assert "can be reached at: 07700 900123" in page
    assert submit(client, one, choice="keep").status_code == 400
    assert submit(client, one, choice="keep", note="called him").status_code == 303
    assert "There is nothing to look at" in client.get(reviews).get_data(as_text=True)
    with world.database.reading() as session:
        assert session.execute(select(Review.closed_by)).scalar_one() == world.accounts[Role.RECEPTION].id
        sure = select(Reply.choice, Reply.recorded_by).where(Reply.doubt.is_(None))
        assert [row.choice for row in session.execute(sure)] == [Choice.KEEP]
    patient = client.get(f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Bob Test']}")
    story = " ".join(patient.get_data(as_text=True).partition("What was sent and said")[2].split())
    assert re.search("A try, [0-9] times, replaced by the next", story), "the same try is one line"
    assert "Settled by Sam Reception: <strong>Keep: do not add the code</strong>" in story
    settled, answered, told = (story.index(words) for words in ("called him", "They gave 2 February 1902", "Email"))
    assert settled < answered < told, "what came last stands first"


def test_a_link_that_a_stranger_answered_by_is_replaced_and_the_new_code_shown_once(world: World) -> None:
    old = world.code("Bob Test")
    send_unverified(world.client(), old, "agree")
    world.settle()
    with world.database.reading() as session:
        review_id = session.execute(select(Review.id)).scalar_one()
    client = world.signed_in(Role.RECEPTION)
    one = f"/staff/campaigns/{world.campaign_id}/reviews/{review_id}"
    settled = submit(client, one, choice="not-theirs", note="his brother")
    with world.database.reading() as session:
        assert session.execute(select(Review.closing_reply_id)).scalar_one() is None
    replace = f"/staff/campaigns/{world.campaign_id}/patients/{world.patients['Bob Test']}/link"
    assert settled.location == replace
    before = world.rows()
    asked = client.get(replace).get_data(as_text=True)
    assert "stop working at once" in asked
    assert world.rows() == before, "looking changes nothing"
    replaced = submit(client, replace, serial="0")
    (code,) = re.findall(r"\b(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\b", replaced.get_data(as_text=True))
    assert world.client().get(f"/r/{code}").status_code == 200
    assert world.client().get(f"/r/{old}").status_code == 410
    again = submit(client, replace, serial="0")
    assert (again.status_code, code in again.get_data(as_text=True)) == (409, False)
    assert "replaced already" in again.get_data(as_text=True)


def test_a_late_answer_says_what_to_do_and_two_parents_see_each_other(light_world: World) -> None:
    campaign = f"/staff/campaigns/{light_world.campaign_id}"
    ada = f"{campaign}/patients/{light_world.patients['Ada Test']}"
    light_world.now += timedelta(days=50)
    client = light_world.signed_in(Role.MANAGER)
    day = local_day(light_world.now)
    submit(client, ada, choice="keep", source="phone", received=day, answered_by="guardian", name="Kim Test")
    submit(
        client,
        ada,
        choice="agree",
        source="phone",
        received=day,
        answered_by="guardian",
        name="Lee Test",
        identity_check="known",
    )
    bob = f"{campaign}/patients/{light_world.patients['Bob Test']}"
    submit(client, bob, choice="unsure", source="paper", received=day)
    light_world.settle()
    first, _second, late = (client.get(f"{campaign}/reviews/{number}").get_data(as_text=True) for number in (1, 2, 3))
    assert "parental responsibility" in first
    assert "From a parent or guardian: Lee Test" in first.partition("What was sent and said")[2]
    for page in (first, late):
        assert "It came after the last day, 4 January 2027" in page
        assert "If it is there, take it off." in page
    counted = client.get(f"{campaign}/reviews").get_data(as_text=True)
    assert "<strong>2</strong>: Somebody else answered for the patient" in counted
    assert "<strong>1</strong>: It came after the last day" in counted
    assert "<strong>2</strong> of them came after the last day" in counted


def test_a_message_that_our_account_may_not_send_is_said_to_be_set_aside(light_world: World) -> None:
    place = f"/staff/campaigns/{light_world.campaign_id}/patients/{light_world.patients['Ada Test']}"
    assert "set aside" not in text(light_world.signed_in(Role.RECEPTION), place)
    with light_world.database.writing() as session:
        planned = Delivery.delivery_status == DeliveryStatus.PLANNED
        session.execute(update(Delivery).where(planned).values(set_aside_at=light_world.now))
    page = text(light_world.signed_in(Role.RECEPTION), place)
    assert "Text message: set aside, for the provider does not let our account send to this one" in page
