"""The people behind the numbers of a campaign: as many as the number says, for who may see them, and as a file."""

import re
from datetime import timedelta

from notifier.campaigns.calendar import london_date
from notifier.outcomes.progress import Progress
from notifier.vocabulary import Choice, Role, Source
from tests.web.world import World, send_unverified, submit, text
from web.staff.campaign_charts import campaign_charts
from web.staff.people_groups import find_group

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


def test_a_column_of_a_week_opens_whoever_said_it_within_these_days(light_world: World) -> None:
    light_world.log("Ada Test", Choice.KEEP, Source.PHONE)
    desk, today = light_world.signed_in(Role.RECEPTION), london_date(light_world.now)
    spans = {(0, 0): True, (-6, 0): True, (0, 6): True, (-7, -1): False, (1, 7): False}
    for (first, last), is_there in spans.items():
        days = f"from-{today + timedelta(days=first)}-to-{today + timedelta(days=last)}"
        page = text(desk, f"/staff/campaigns/1/who/said-keep-{days}")
        assert ("Ada Test" in page) is is_there, days
    assert desk.get("/staff/campaigns/1/who/said-keep-from-2026-02-30-to-2026-03-01").status_code == 404
    by_week = {today - timedelta(days=100): {Choice.KEEP: 2}, today: {Choice.AGREE: 1}}
    charts = campaign_charts(Progress(3, {}, {}, {}, 0, {}, {}, {}), (), by_week, {}, str, today)
    numbers = [pair for one in charts.replies.columns for pair in zip(one.counts, one.addresses, strict=True)]
    assert charts.replies.is_by_week
    assert [find_group(address).wanted.answered for count, address in numbers if count] == [Choice.KEEP, Choice.AGREE]


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
