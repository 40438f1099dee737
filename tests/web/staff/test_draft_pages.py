"""A campaign begun and changed on pages, by one manager or two."""

import re
from datetime import date

from notifier.campaigns.draft_view import DraftView, view_draft
from notifier.vocabulary import CampaignStatus, Channel, Role
from tests.web.world import World, submit, text

NEW = "/staff/campaigns/new"
FORM = {
    "name": "Records 2027",
    "planned_launch_on": "2026-12-07",
    "notice_days": "42",
    "place-sms": "2",
    "place-email": "not-used",
    "place-letter": "1",
    "place-footer": "1",
    "letter_working_days": "5",
}


def test_a_campaign_is_begun_from_the_list_of_campaigns(practice: World) -> None:
    manager = practice.signed_in(Role.MANAGER)
    assert f'href="{NEW}"' in text(manager, "/staff/")
    assert f'href="{NEW}/scr"' in text(manager, NEW)
    form = text(manager, f"{NEW}/scr")
    assert "GMS Contracts Regulations" in form, "the warning comes before the form"
    made = submit(manager, f"{NEW}/scr", **FORM)
    assert made.status_code == 303
    draft = seen(practice, int(re.findall(r"/campaigns/(\d+)/details", made.location)[0]))
    assert (draft.name, draft.notice_days, draft.planned_launch_on) == ("Records 2027", 42, date(2026, 12, 7))
    assert draft.channels == (Channel.LETTER, Channel.SMS, Channel.FOOTER)
    assert draft.campaign_status is CampaignStatus.DRAFT


def test_the_days_are_worked_out_before_anything_is_stored(light_practice: World) -> None:
    manager = light_practice.signed_in(Role.MANAGER)
    before = light_practice.rows()
    page = submit(manager, f"{NEW}/scr", **FORM, work_out="yes").get_data(as_text=True)
    said = dict(re.findall(r'__key">([^<]+)</dt>\s*<dd[^>]*>([^<]+)<', page))
    assert said["18 January 2027"].startswith("The last day to answer for whoever is told on the day of the launch")
    assert said["8 December 2026"].startswith("Letters can be in the post")
    assert said["11 December 2026"].startswith("The post has brought them: 3 working days")
    assert said["15 December 2026"].startswith("A letter that did not come back in 5 working days")
    assert said["28 December 2026"].startswith("Half way")
    assert 'value="Records 2027"' in page
    assert light_practice.rows() == before


def test_what_cannot_be_is_said_at_its_field(light_practice: World) -> None:
    manager = light_practice.signed_in(Role.MANAGER)
    wrong = {"name": "", "notice_days": "soon", "place-sms": "1", "planned_launch_on": "31.12.", "place-footer": "7"}
    refused = submit(manager, f"{NEW}/scr", **{**FORM, **wrong})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400
    for field in ("notice_days", "place-letter", "planned_launch_on", "place-footer"):
        assert f'href="#{field}"' in page, field
    refused = submit(manager, f"{NEW}/scr", **{**FORM, "name": " ", "letter_working_days": "99"})
    assert "give a number of days from 0 to 30" in refused.get_data(as_text=True)
    assert manager.get(f"{NEW}/nothing").status_code == 404


def test_a_kind_that_cannot_be_used_says_why(light_practice: World) -> None:
    own = light_practice.settings.presets / "ours"
    own.mkdir(parents=True)
    (own / "preset.toml").write_text("title = 7", encoding="utf-8")
    assert "This one cannot be used" in text(light_practice.signed_in(Role.MANAGER), NEW)


def test_details_of_an_approved_campaign_say_what_a_change_costs(light_draft: World) -> None:
    light_draft.approve()
    manager, address = light_draft.signed_in(Role.MANAGER), details(light_draft)
    page = text(manager, address)
    assert "Sam Approver approved it on" in page
    assert "Save and take the approval back" in page
    unchanged = submit(manager, address, **typed(page))
    assert "Nothing was changed" in text(manager, unchanged.location)
    assert seen(light_draft).campaign_status is CampaignStatus.APPROVED
    saved = submit(manager, address, **typed(page) | {"notice_days": "56"})
    assert "The approval is taken back" in text(manager, saved.location)
    assert (seen(light_draft).campaign_status, seen(light_draft).notice_days) == (CampaignStatus.DRAFT, 56)


def test_who_saves_second_is_told_and_keeps_what_they_typed(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), details(light_draft)
    opened = typed(text(manager, address))
    assert submit(manager, address, **opened | {"name": "By the first"}).status_code == 303
    lost = submit(manager, address, **opened | {"name": "By the second"})
    page = lost.get_data(as_text=True)
    assert lost.status_code == 409
    assert "Sam Manager changed the details on" in page
    assert "Name: By the first" in page
    assert 'value="By the second"' in page
    assert seen(light_draft).name == "By the first"
    assert submit(manager, address, **typed(page)).status_code == 303, "having read it, they may decide again"
    assert seen(light_draft).name == "By the second"


def test_an_approval_between_opening_and_saving_is_not_undone_unseen(light_draft: World) -> None:
    manager, address = light_draft.signed_in(Role.MANAGER), details(light_draft)
    opened = typed(text(manager, address))
    light_draft.approve()
    lost = submit(manager, address, **opened | {"name": "Other"})
    assert lost.status_code == 409
    assert "Sam Approver approved the campaign on" in lost.get_data(as_text=True)
    assert seen(light_draft).campaign_status is CampaignStatus.APPROVED


def test_others_read_details_and_change_none(light_draft: World) -> None:
    for role in (Role.APPROVER, Role.AUDITOR):
        client = light_draft.signed_in(role)
        assert '<form method="post" action="/staff/campaigns' not in text(client, details(light_draft))
        assert client.get(NEW).status_code == 403
    assert light_draft.signed_in(Role.RECEPTION).get(details(light_draft)).status_code == 403


def test_a_launched_campaign_shows_its_details_and_no_form(light_world: World) -> None:
    manager = light_world.signed_in(Role.MANAGER)
    page = text(manager, details(light_world))
    assert "cannot be changed" in page
    assert 'name="edition"' not in page


def details(world: World) -> str:
    return f"/staff/campaigns/{world.campaign_id}/details"


def seen(world: World, campaign_id: int = 0) -> DraftView:
    with world.database.reading() as session:
        return view_draft(session, world.practice_id, campaign_id or world.campaign_id)


def typed(page: str) -> dict[str, str]:
    """What the form of a page has in it."""
    fields = dict(re.findall(r'<input[^>]* name="([a-z_-]+)"[^>]* value="([^"]*)"', page.replace(" checked", "")))
    fields |= dict(re.findall(r'<input[^>]* name="(told-[a-z]+)" type="radio" value="([a-z]+)" checked', page))
    for name, options in re.findall(r'<select[^>]* name="([a-z-]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        fields[name] = re.findall(r'<option value="([^"]+)" selected', options)[0]
    return {name: value for name, value in fields.items() if name != "csrf_token"}
