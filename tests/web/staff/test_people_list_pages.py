"""The people behind the numbers of a campaign: as many as the number says, for who may see them, and as a file."""

import re

from notifier.vocabulary import Choice, Role, Source
from tests.web.world import World, send_unverified, submit, text

LINK = re.compile(r'href="(/staff/campaigns/1/who/[^"]+)">([\d,]+)[ <]')


def test_every_number_of_the_page_opens_as_many_people(light_world: World) -> None:
    world = light_world
    world.log("Ada Test", Choice.KEEP, Source.PHONE)
    send_unverified(world.client(), world.code("Bob Test"), "agree")
    world.settle()
    manager = world.signed_in(Role.MANAGER)
    page = text(manager, "/staff/campaigns/1")
    counted = re.search(r"(\d+) answers count\. Not counted:</p>\s*<ul><li>(\d+) were tries on the page", page)
    assert counted
    assert int(counted[1]) + int(counted[2]) == world.rows()["reply"], "all that came is said"
    links = dict(LINK.findall(page))
    assert {one.rpartition("/")[2] for one in links} >= {
        "all",
        "told-replied",
        "held-objected",
        "said-keep",
        "outcome-hold",
    }
    for address, number in links.items():
        found = re.search(r"<p>(\d+) patients?, each once", text(manager, address))
        assert found, address
        assert found[1] == number, address


def test_a_list_names_people_to_the_desk_and_leads_to_their_pages(light_world: World) -> None:
    light_world.log("Ada Test", Choice.KEEP, Source.PHONE)
    page = text(light_world.signed_in(Role.RECEPTION), "/staff/campaigns/1/who/held-objected")
    assert "May not be coded: the patient objected" in page
    assert f'href="/staff/campaigns/1/patients/{light_world.patients["Ada Test"]}"><bdi>Ada Test</bdi>' in page
    assert "Bob Test" not in page
    assert "Download the whole list" not in page
    auditor = light_world.signed_in(Role.AUDITOR)
    assert not LINK.findall(text(auditor, "/staff/campaigns/1")), "an auditor sees the numbers alone"
    assert light_world.signed_in(Role.MANAGER).get("/staff/campaigns/1/who/nonsense").status_code == 404


def test_a_manager_takes_the_list_away_which_is_on_record(light_world: World) -> None:
    manager = light_world.signed_in(Role.MANAGER)
    taken = submit(manager, "/staff/campaigns/1/who/all")
    assert taken.mimetype == "text/csv"
    assert taken.data.startswith(b"\xef\xbb\xbfNHS number,Name,Date of birth,")
    assert len(taken.text.splitlines()) == 4
    assert "Ada Test" in taken.text
    record = text(manager, "/staff/record?what=people")
    assert "Sam Manager took the list all of 3 patients away as a file" in record
    assert "Ada Test" not in record
