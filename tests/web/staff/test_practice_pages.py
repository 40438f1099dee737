"""The practice's details on a page: who may change them, what follows for patients, and what stands beside them."""

import re

from notifier.campaigns import lifecycle
from notifier.campaigns.published_pages import published
from notifier.kept_settings import STAFF_FILE
from notifier.vocabulary import Role
from tests.web.world import World, submit, text

DETAILS = {"name": "Lakeside Surgery", "ods_code": "", "phone": "01632 960001"}
ADDRESS = "2 Mill Lane\nYateley\nGU46 7AB"


def edition(page: str) -> str:
    found = re.search(r'name="edition" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_change_stands_on_the_patients_page_at_once_and_says_what_has_to_be_approved_anew(light_world: World) -> None:
    client = light_world.signed_in(Role.MANAGER)
    form = text(client, "/staff/practice/details")
    fields = {**DETAILS, "edition": edition(form)}
    with light_world.database.reading() as session:
        fields["ods_code"] = re.findall(r"Y\d{5}", form)[0]
        before = published(session, light_world.campaign_id)
    wrong = client.post("/staff/practice/details", data={**fields, "csrf_token": token(form), "address": "nowhere"})
    assert wrong.status_code == 400
    assert 'id="address-error"' in wrong.get_data(as_text=True)
    done = client.post("/staff/practice/details", data={**fields, "csrf_token": token(form), "address": ADDRESS})
    assert done.status_code == 303, done.get_data(as_text=True)
    with light_world.database.reading() as session:
        words = published(session, light_world.campaign_id)["en"]
        assert (words["practice_name"], words["practice_phone"]) == ("Lakeside Surgery", "01632 960001")
        assert before["en"]["practice_name"] != "Lakeside Surgery"
    page = text(client, "/staff/practice")
    assert "Sam Manager" in page.partition("Last changed")[2]
    late = client.post("/staff/practice/details", data={**fields, "csrf_token": token(form), "address": ADDRESS})
    assert late.status_code == 409  # from a page that somebody had open before the change
    assert "somebody else changed this" in late.get_data(as_text=True).lower()


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_what_is_being_prepared_is_named_when_patients_would_read_something_else(light_draft: World) -> None:
    light_draft.approve()
    client = light_draft.signed_in(Role.MANAGER)
    form = text(client, "/staff/practice/reach")
    typed = {
        "edition": edition(form),
        "csrf_token": token(form),
        "hours": "Monday to Friday",
        "email": "",
        "privacy_url": "",
    }
    said = client.post("/staff/practice/reach", data=typed, follow_redirects=True).get_data(as_text=True)
    assert "have it approved again" in said
    with light_draft.database.reading() as session:
        name = lifecycle.get_campaign(session, light_draft.practice_id, light_draft.campaign_id).name
    assert name in said


def test_only_a_manager_changes_it_and_the_code_stays_once_there_is_a_list(light_world: World) -> None:
    for role, seen in ((Role.APPROVER, 200), (Role.AUDITOR, 200), (Role.RECEPTION, 403)):
        client = light_world.signed_in(role)
        assert client.get("/staff/practice").status_code == seen, role
        assert client.get("/staff/practice/details").status_code == 403, role
        assert client.get("/staff/practice/senders").status_code == 403, role
        assert submit(client, "/staff/practice/reach", "/staff/", hours="never").status_code == 403, role
    form = text(light_world.signed_in(Role.MANAGER), "/staff/practice/details")
    assert 'name="ods_code"' not in form
    assert not (light_world.settings.instance / STAFF_FILE).exists()
